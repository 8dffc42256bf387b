// GET /compliance/{salon}/agreement: the operator agreement, and whether it is accepted; POST accepts it.

import { html } from "hono/html";
import { localDate } from "../../commands/deciding/facts.ts";
import { acceptAgreement, agreementOf, readAccepted } from "../../commands/law/agreement.ts";
import { seeOther } from "../../http/pages/answer.ts";
import { readForm } from "../../http/pages/form.ts";
import { formHouse, refusedAnswer, salonOfPage } from "../../http/pages/staff.ts";
import { commandContext, type DoorContext } from "../../http/request.ts";
import { type Actor, has } from "../../permissions.ts";
import type { Salon } from "../../store/snapshots.ts";
import { formatDate } from "../../time.ts";
import { hidden } from "../../ui/forms.ts";
import type { Markup } from "../../ui/markup.ts";
import { houseWords, langField, withLang } from "../../ui/shell.ts";
import { lawPage } from "./frame.ts";

export async function showAgreement(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const { words } = houseWords(c.req.raw);
  const { title, clauses, hash } = await agreementOf(salon, words.language);
  const body = html`<section class="card"><h2>${title}</h2><ol class="bulleted">${clauses.map((clause) => html`<li>${clause}</li>`)}</ol>
<p class="note">SHA-256 <code>${hash}</code></p></section>${await state(c, salon, actor, hash)}`;
  return lawPage(c, salon, words.say("law.agreement.title"), words.say("law.agreement.lede"), body);
}

async function state(c: DoorContext, salon: Salon, actor: Actor, hash: string): Promise<Markup> {
  const house = houseWords(c.req.raw);
  const { words } = house;
  const day = (at: number) => ({ day: formatDate(localDate(salon, at)) });
  const { at, earlier } = await readAccepted(commandContext(c), salon);
  if (at !== null) return html`<p role="status">${words.say("law.agreement.accepted", day(at))}</p>`;
  const before = earlier !== null && html`<p>${words.say("law.agreement.changed", day(earlier))}</p>`;
  if (actor.role === "operator" || !has(actor.role, "agreement.write")) {
    return html`${before}<p class="note">${words.say("law.agreement.owner")}</p>`;
  }
  return html`${before}<form method="post" action="/compliance/${salon.slug}/agreement">${hidden([["hash", hash], ...langField(house)])}
<p class="acts"><button class="btn">${words.say("law.agreement.accept", { salon: salon.view.name })}</button></p></form>`;
}

export async function accept(c: DoorContext, actor: Actor): Promise<Response> {
  const form = await readForm(c);
  const house = formHouse(c, form);
  const salon = c.req.param("salon") ?? "";
  const outcome = await acceptAgreement(commandContext(c), { salon, hash: form.fields.get("hash") ?? "", actor });
  // A text that changed while it was read is shown anew, to be read.
  if (!outcome.ok && outcome.problem.status !== 422) return refusedAnswer(house, outcome.problem);
  return seeOther(withLang(`/compliance/${salon}/agreement`, house));
}
