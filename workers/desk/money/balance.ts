// GET /{salon}/card asks for a gift card's code; POST says what it holds. The code stands in no address.

import { html } from "hono/html";
import { type Balance, readBalance } from "../../commands/desk/money/online/card.ts";
import { pageAnswer } from "../../http/pages/answer.ts";
import { readForm } from "../../http/pages/form.ts";
import { formHouse } from "../../http/pages/staff.ts";
import { Refusal } from "../../http/refusal.ts";
import { commandContext, type DoorContext } from "../../http/request.ts";
import { publishedSalon, type Salon } from "../../store/snapshots.ts";
import { isoDate, longDay, money } from "../../ui/dates.ts";
import { faultList, field, hidden } from "../../ui/forms.ts";
import type { Markup } from "../../ui/markup.ts";
import { type House, houseFrame, houseWords, langField, withLang } from "../../ui/shell.ts";

/** Null where there is no such salon. */
export async function askCard(c: DoorContext): Promise<Response | null> {
  const salon = await publishedSalon(c.env, c.req.param("salon") ?? "");
  return salon && cardPage(houseWords(c.req.raw), salon, { typed: "", fault: false, found: null }, 200);
}

export async function showCard(c: DoorContext): Promise<Response | null> {
  const salon = await publishedSalon(c.env, c.req.param("salon") ?? "");
  if (salon === null) return null;
  const form = await readForm(c);
  const typed = (form.fields.get("code") ?? "").trim().slice(0, 64);
  const outcome = await readBalance(commandContext(c), salon, typed);
  if (!outcome.ok && outcome.problem.status !== 404) throw new Refusal(outcome.problem);
  const found = outcome.ok ? outcome.value : null;
  return cardPage(formHouse(c, form), salon, { typed, fault: found === null, found }, found === null ? 422 : 200);
}

interface Shown {
  typed: string;
  fault: boolean;
  found: Balance | null;
}

function cardPage(house: House, salon: Salon, { typed, fault, found }: Shown, status: number): Promise<Response> {
  const { words } = house;
  const action = `/${salon.slug}/card`;
  const title = words.say("money.balance.title");
  const text = words.say("money.balance.unknown");
  const code = {
    ...{
      name: "code",
      label: words.say("money.pay.code"),
      value: typed,
      required: true,
      maxlength: 64,
      autocomplete: "off",
    },
    fault: fault ? text : undefined,
  };
  const main = html`<div class="narrow"><h1>${title}</h1><p class="lede">${salon.view.name}</p>
${faultList(words, fault ? [{ name: "code", text }] : [])}${found !== null && holds(house, salon, found)}
<form class="stack" method="post" action="${action}">${hidden(langField(house))}${field(words, code)}
<p class="acts"><button class="btn">${words.say("money.balance.show")}</button>
<a class="btn quiet" href="${withLang(`/${salon.slug}`, house)}">${salon.view.name}</a></p></form></div>`;
  const page = { title: `${title} · ${salon.view.name}`, unlisted: true, languageUrl: action };
  return pageAnswer(houseFrame(house, page, main), { status, secret: true });
}

function holds({ words }: House, { view }: Salon, { cents, service, units, until }: Balance): Markup {
  const name = words.of(view.services.find(({ id }) => id === service)?.name);
  const left =
    service === null ? money(words, cents, view.currency) : `${words.say("money.line.units", { n: units })}: ${name}`;
  const day = `${longDay(words, until)} ${isoDate(until).slice(0, 4)}`;
  return html`<div class="card" role="status"><p><b>${left}</b></p><p class="note">${words.say("money.balance.until", { day })}</p></div>`;
}
