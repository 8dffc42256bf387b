// GET /compliance/{salon}/decisions: what people said against decisions that the system made alone; POST answers one, by letter.

import { html } from "hono/html";
import { localDate } from "../../commands/deciding/facts.ts";
import { review } from "../../commands/law/decisions.ts";
import { seeOther } from "../../http/pages/answer.ts";
import { readForm } from "../../http/pages/form.ts";
import { formHouse, refusedAnswer, salonOfPage } from "../../http/pages/staff.ts";
import { commandContext, type DoorContext } from "../../http/request.ts";
import { type Actor, has } from "../../permissions.ts";
import { type RepresentationRow, readRepresentations } from "../../store/law/decisions.ts";
import { formatDate } from "../../time.ts";
import { field, hidden } from "../../ui/forms.ts";
import type { Markup } from "../../ui/markup.ts";
import { type House, houseWords, langField, withLang } from "../../ui/shell.ts";
import { lawPage } from "./frame.ts";

export async function showDecisions(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const house = houseWords(c.req.raw);
  const { words } = house;
  const rows = await readRepresentations(c.env, salon.slug);
  const mayAnswer = has(actor.role, "decisions.write");
  const said = rows.map((one) => {
    const day = formatDate(localDate(salon, one.at));
    const answered =
      one.outcome !== null &&
      html`<p class="note">${words.say(`law.decision.${one.outcome}`)}: ${one.answer ?? ""}</p>`;
    return html`<li class="card"><h2>${words.say(`law.decision.${one.kind}`)}</h2><p class="note">${day}, ${one.email}</p><p>${one.text}</p>
${answered}${one.outcome === null && mayAnswer && answerForm(house, salon.slug, one)}</li>`;
  });
  const body =
    said.length === 0
      ? html`<p class="note">${words.say("law.decision.none")}</p>`
      : html`<ul class="plain">${said}</ul>`;
  return lawPage(c, salon, words.say("law.decisions.title"), words.say("law.decisions.lede"), body);
}

function answerForm(house: House, slug: string, { representation_id: id }: RepresentationRow): Markup {
  const { words } = house;
  // Several such forms stand on the page, so the field's name, which is its id too, bears the row's.
  const name = `answer-${id}`;
  return html`<form class="stack" method="post" action="/compliance/${slug}/decisions">${hidden([["id", id], ...langField(house)])}
${field(words, { name, label: words.say("law.decision.answer"), required: true, maxlength: 2000, long: true })}
<p class="acts"><button class="btn" name="outcome" value="changed">${words.say("law.decision.changed")}</button>
<button class="btn quiet" name="outcome" value="kept">${words.say("law.decision.kept")}</button></p></form>`;
}

export async function answerDecision(c: DoorContext, actor: Actor): Promise<Response> {
  const form = await readForm(c);
  const house = formHouse(c, form);
  const salon = c.req.param("salon") ?? "";
  const back = withLang(`/compliance/${salon}/decisions`, house);
  const id = form.fields.get("id") ?? "";
  const answer = (form.fields.get(`answer-${id}`) ?? "").trim().slice(0, 2000);
  if (answer === "") return seeOther(back);
  const outcome = form.fields.get("outcome") === "changed" ? "changed" : "kept";
  const done = await review(commandContext(c), { salon, id, outcome, answer, actor });
  // What is gone or was answered meanwhile is shown as it is.
  if (!done.ok && done.problem.status !== 404 && done.problem.status !== 409) return refusedAnswer(house, done.problem);
  return seeOther(back);
}
