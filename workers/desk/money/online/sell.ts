// GET /{salon}/cards: gift cards and packages to buy; POST begins the payment and leads to it. The code stands on no page: it goes to the
// buyer by letter, once the money is there.

import { html } from "hono/html";
import { beginCard, type CardWish, GIFT, isSold, type Wanted } from "../../../commands/desk/money/online/sell.ts";
import { pageAnswer, seeOther } from "../../../http/pages/answer.ts";
import { type Form, readForm } from "../../../http/pages/form.ts";
import { formHouse } from "../../../http/pages/staff.ts";
import { Refusal } from "../../../http/refusal.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import { publishedSalon, type Salon } from "../../../store/snapshots.ts";
import { isId, newId, paymentToken } from "../../../token.ts";
import { money } from "../../../ui/dates.ts";
import { emailField, faultList, field, hidden, nameField } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { type House, houseFrame, houseWords, langField, withLang } from "../../../ui/shell.ts";
import { centsOf } from "../amount.ts";

interface Shown {
  fields: URLSearchParams;
  faults: { name: string; text: string }[];
  key: string;
}

/** Null where there is no such salon, or it sells nothing here. */
export async function askWhichCard(c: DoorContext): Promise<Response | null> {
  const salon = await sellingAt(c);
  const shown = { fields: new URLSearchParams(), faults: [], key: newId() };
  return salon && cardsPage(houseWords(c.req.raw), salon, shown, 200);
}

async function sellingAt(c: DoorContext): Promise<Salon | null> {
  const salon = await publishedSalon(c.env, c.req.param("salon") ?? "");
  const { sells, pays_by: by } = salon?.view ?? {};
  return by === undefined || (sells?.gift_cards ?? sells?.packages) === undefined ? null : salon;
}

export async function buyCard(c: DoorContext): Promise<Response | null> {
  const salon = await sellingAt(c);
  if (salon === null) return null;
  const form = await readForm(c);
  const house = formHouse(c, form);
  const key = [form.fields.get("key") ?? ""].find(isId) ?? newId();
  const read = wishOf(house, salon, form);
  if ("faults" in read) return cardsPage(house, salon, { fields: form.fields, faults: read.faults, key }, 422);
  const idempotency = { key: `page-${key}`, bodyHash: form.hash };
  const outcome = await beginCard(commandContext(c), { salon: salon.slug, wish: read.wish, idempotency });
  if (!outcome.ok) {
    if (outcome.problem.type !== "not-sold") throw new Refusal(outcome.problem);
    const faults = [{ name: "what", text: house.words.say("money.sell.gone") }];
    return cardsPage(house, salon, { fields: form.fields, faults, key: newId() }, 409);
  }
  const token = await paymentToken(c.env.TOKEN_SECRET, salon.slug, outcome.value.payment);
  return seeOther(withLang(`/p/${token}`, house));
}

/** What was chosen and typed, or every fault of it. */
function wishOf({ words }: House, salon: Salon, { fields }: Form): { wish: CardWish } | { faults: Shown["faults"] } {
  const text = (name: string, most: number) => (fields.get(name) ?? "").trim().slice(0, most);
  const faults: Shown["faults"] = [];
  const what = text("what", 90);
  const wanted = wantedOf(salon, what, text("amount", 16));
  if (wanted === null)
    faults.push({ name: "what", text: words.say(what === "" ? "money.sell.choose" : "money.sell.gone") });
  else if ("fault" in wanted)
    faults.push({ name: "amount", text: words.say("money.sell.amount", bounds(words, salon)) });
  const [name, email] = [text("name", 120), text("email", 254)];
  if (name === "") faults.push({ name: "name", text: words.say("money.fault.missing") });
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) faults.push({ name: "email", text: words.say("money.sell.email") });
  if (faults.length > 0 || wanted === null || "fault" in wanted) return { faults };
  const receiver = { name: text("receiver", 120), words: text("words", 300).replaceAll("\r\n", "\n") };
  const given = receiver.name === "" && receiver.words === "" ? undefined : receiver;
  return { wish: { wanted, buyer: { name, email, language: words.language }, receiver: given } };
}

/** `g.50000`, `p.cut.5.150000` with the units and the price that were shown, or `other` with an amount that was typed. */
function wantedOf(salon: Salon, what: string, typed: string): Wanted | { fault: true } | null {
  const [, service = "", units, price] = /^p\.([a-z0-9-]{1,63})\.(\d{1,3})\.(\d{1,9})$/.exec(what) ?? [];
  const [, chosen] = /^g\.(\d{1,9})$/.exec(what) ?? [];
  if (service !== "") {
    const shown = { kind: "package", service, units: Number(units), cents: Number(price) } as const;
    return isSold(salon, shown) ? shown : null;
  }
  if ((chosen === undefined && what !== "other") || salon.view.sells?.gift_cards === undefined) return null;
  const cents = chosen === undefined ? (centsOf(typed) ?? 0) : Number(chosen);
  return cents < GIFT.least || cents > GIFT.most ? { fault: true } : { kind: "gift-card", cents };
}

const bounds = (words: House["words"], { view }: Salon) => ({
  least: money(words, GIFT.least, view.currency),
  most: money(words, GIFT.most, view.currency),
});

function cardsPage(house: House, salon: Salon, { fields, faults, key }: Shown, status: number): Promise<Response> {
  const { words } = house;
  const { view } = salon;
  const action = `/${salon.slug}/cards`;
  const title = words.say("money.sell.title");
  const value = (name: string) => fields.get(name) ?? "";
  const fault = (name: string) => faults.find((each) => each.name === name)?.text;
  const optional = (name: string, label: string, more: { maxlength: number; long?: boolean }) =>
    field(words, { name, label, value: value(name), autocomplete: "off", ...more });
  const main = html`<div class="narrow"><h1>${title}</h1><p class="lede">${view.name}</p>${faultList(words, faults)}
<form class="stack" method="post" action="${action}">${hidden([["key", key], ...langField(house)])}${choices(house, salon, fields, fault)}
<fieldset class="group"><legend>${words.say("money.sell.buyer")}</legend><div class="stack">${nameField(words, value("name"), fault("name"))}
${emailField(words, value("email"), fault("email"), { hint: words.say("money.sell.email-why"), required: true })}</div></fieldset>
<fieldset class="group"><legend>${words.say("money.sell.receiver")}</legend><div class="stack">${optional("receiver", words.say("money.sell.receiver-name"), { maxlength: 120 })}
${optional("words", words.say("money.sell.words"), { maxlength: 300, long: true })}</div></fieldset>
<p class="note">${words.say("money.sell.terms", { provider: words.say(`money.online.${view.pays_by ?? "payfast"}`) })}</p>
<p class="acts"><button class="btn">${words.say("money.sell.do")}</button>
<a class="btn quiet" href="${withLang(`/${salon.slug}/card`, house)}">${words.say("money.balance.title")}</a></p></form></div>`;
  const page = { title: `${title} · ${view.name}`, languageUrl: action };
  return pageAnswer(houseFrame(house, page, main), { status, secret: true });
}

function choices(
  house: House,
  salon: Salon,
  fields: URLSearchParams,
  fault: (name: string) => string | undefined,
): Markup {
  const { words } = house;
  const { sells, currency, services } = salon.view;
  const chosen = fields.get("what") ?? "";
  const wrong = fault("what");
  const pick = (what: string, text: string, cost: string) =>
    html`<label class="pick"><input type="radio" name="what" value="${what}"${what === chosen && html` checked`}><span>${text}${cost !== "" && html` <b>${cost}</b>`}</span></label>`;
  const gift = words.say("money.line.gift-card");
  const amounts = sells?.gift_cards?.map((cents) => pick(`g.${cents}`, gift, money(words, cents, currency))) ?? [];
  const other = sells?.gift_cards !== undefined && pick("other", words.say("money.sell.other"), "");
  const packages =
    sells?.packages?.flatMap(({ service, units, price_cents: cents }) => {
      const name = services.find(({ id }) => id === service)?.name;
      return name === undefined
        ? []
        : [pick(`p.${service}.${units}.${cents}`, `${units} × ${words.of(name)}`, money(words, cents, currency))];
    }) ?? [];
  const typed = field(words, {
    ...{ name: "amount", label: words.say("money.sell.amount-label"), value: fields.get("amount") ?? "" },
    ...{ inputmode: "numeric", maxlength: 16, autocomplete: "off", fault: fault("amount") },
    hint: words.say("money.sell.amount", bounds(words, salon)),
  });
  return html`<fieldset class="group" id="what" tabindex="-1"><legend>${words.say("money.sell.what")}</legend><div class="stack">
${wrong && html`<p class="fault">${wrong}</p>`}${amounts}${packages}${other}${sells?.gift_cards !== undefined && typed}</div></fieldset>`;
}
