// GET /compliance/{salon}/marketing: write news to whoever agreed, and what became of earlier ones, by the reason that was
// decided when each copy was to be sent. POST writes.

import { html } from "hono/html";
import { countryOf } from "../../../shared/contracts/salon.ts";
import { localDate } from "../../commands/deciding/facts.ts";
import { writeNews } from "../../commands/law/marketing.ts";
import { registryInForce } from "../../commands/law/registry.ts";
import { seeOther } from "../../http/pages/answer.ts";
import { onceOf, readForm } from "../../http/pages/form.ts";
import { formHouse, refusedAnswer, salonOfPage } from "../../http/pages/staff.ts";
import { e164 } from "../../http/phone.ts";
import { commandContext, type DoorContext } from "../../http/request.ts";
import type { Actor } from "../../permissions.ts";
import { type CampaignCount, readCampaigns } from "../../store/law/marketing.ts";
import type { Salon } from "../../store/snapshots.ts";
import { formatDate } from "../../time.ts";
import { newId } from "../../token.ts";
import { field, hidden } from "../../ui/forms.ts";
import type { Markup } from "../../ui/markup.ts";
import { houseWords, langField, withLang } from "../../ui/shell.ts";
import { type Words, wordOr } from "../../ui/words.ts";
import { lawPage, row } from "./frame.ts";

const LONGEST_SUBJECT = 120;
const LONGEST_TEXT = 2000;

export async function showMarketing(c: DoorContext): Promise<Response> {
  const salon = await salonOfPage(c);
  const house = houseWords(c.req.raw);
  const { words } = house;
  const missing = c.req.query("missing") !== undefined;
  const edition = await registryInForce(c.env, commandContext(c).now);
  const asked = html`<label class="check"><input type="checkbox" name="asked" value="yes"> <span>${words.say("law.news.registry")}</span></label>`;
  const registry =
    edition === null
      ? asked
      : html`<p class="note">${words.say("law.news.registry-asked", { date: formatDate(edition.as_of) })}</p>`;
  const form = html`<form class="stack" method="post" action="/compliance/${salon.slug}/marketing">${hidden([["key", newId()], ...langField(house)])}
${missing && html`<p class="fault" role="alert">${words.say("law.news.missing")}</p>`}
${field(words, { name: "subject", label: words.say("law.news.subject"), required: true, maxlength: LONGEST_SUBJECT })}
${field(words, { name: "text", label: words.say("law.news.text"), required: true, maxlength: LONGEST_TEXT, long: true })}
${registry}${field(words, { name: "blocked", label: words.say("law.news.blocked"), hint: words.say("law.news.blocked-hint"), maxlength: 8000, long: true })}
<p><button class="btn">${words.say("law.news.write")}</button></p></form>`;
  const told = campaigns(words, salon, await readCampaigns(c.env, salon.slug));
  const body = html`${form}${told.length > 0 && html`<section class="group"><h2>${words.say("law.news.earlier")}</h2><ul class="rows">${told}</ul></section>`}`;
  return lawPage(c, salon, words.say("law.news.title"), words.say("law.news.lede"), body);
}

/** A row for each message, with a line for each reason. */
function campaigns(words: Words, salon: Salon, counts: CampaignCount[]): Markup[] {
  const ids = [...new Set(counts.map(({ campaign_id }) => campaign_id))];
  return ids.map((id) => {
    const own = counts.filter(({ campaign_id }) => campaign_id === id);
    const day = formatDate(localDate(salon, own[0]?.at ?? 0));
    const reasons = own.flatMap(({ reason, n }) =>
      reason === null ? [] : [`${n} × ${wordOr(words, `law.reason.${reason}`, reason)}`],
    );
    return row(own[0]?.subject ?? "", day, ...reasons);
  });
}

export async function writeMarketing(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const form = await readForm(c);
  const house = formHouse(c, form);
  const text = (name: string) => (form.fields.get(name) ?? "").trim().replaceAll("\r\n", "\n");
  const back = withLang(`/compliance/${salon.slug}/marketing`, house);
  const subject = text("subject").replaceAll(/\s+/g, " ").slice(0, LONGEST_SUBJECT);
  const said = text("text").slice(0, LONGEST_TEXT);
  if (subject === "" || said === "") return seeOther(`${back}${back.includes("?") ? "&" : "?"}missing`);
  const country = countryOf(salon.view);
  const blocked = text("blocked")
    .split(/[\n,;]+/)
    .map((entry) => entry.trim())
    .filter(Boolean)
    .map((entry) => (entry.includes("@") ? entry.toLowerCase() : (e164(entry, country) ?? entry)));
  const registry = { asked: form.fields.get("asked") === "yes", blocked };
  const input = { salon: salon.slug, subject, text: said, registry, actor, idempotency: onceOf(form) };
  const outcome = await writeNews(commandContext(c), input);
  return outcome.ok ? seeOther(back) : refusedAnswer(house, outcome.problem);
}
