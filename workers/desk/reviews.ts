// GET /desk/{salon}/reviews: what waits for somebody to look at it, and what is public. POST publishes, withholds with a reason, or answers.

import { html } from "hono/html";
import { answerInPublic, decideReview, LONGEST_REVIEW } from "../commands/desk/clients/review.ts";
import { seeOther } from "../http/pages/answer.ts";
import { readForm } from "../http/pages/form.ts";
import { formHouse, refusedAnswer, salonOfPage } from "../http/pages/staff.ts";
import { commandContext, type DoorContext } from "../http/request.ts";
import { type Actor, has } from "../permissions.ts";
import { database, read } from "../store/database.ts";
import { askReviews, type ReviewRow, WITHHELD } from "../store/desk/clients/reviews.ts";
import { hidden } from "../ui/forms.ts";
import type { Markup } from "../ui/markup.ts";
import { type House, houseWords, langField, withLang } from "../ui/shell.ts";
import { deskAnswer } from "./frame.ts";

export async function showDeskReviews(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const house = houseWords(c.req.raw);
  const { words } = house;
  const db = database(c.env, salon.slug);
  const [waiting, published, withheld] = await read<[ReviewRow, ReviewRow, ReviewRow]>(db, [
    askReviews(db, salon.slug, "waiting", "serve"),
    askReviews(db, salon.slug, "published", "serve"),
    askReviews(db, salon.slug, "withheld", "serve"),
  ]);
  const writes = has(actor.role, "reviews.write");
  const list = (title: string, rows: readonly ReviewRow[]) =>
    rows.length > 0 &&
    html`<section class="group"><h2>${title}</h2><ul class="plain stack">${rows.map((row) => card(house, salon.slug, row, writes))}</ul></section>`;
  const none = waiting.length === 0 && html`<p class="empty">${words.say("review.nothing-waits")}</p>`;
  const title = words.say("review.desk");
  const main = html`<div class="narrow clients"><h1>${title}</h1><p class="lede">${words.say("review.desk-lede")}</p>${none}
${list(words.say("review.state.waiting"), waiting)}${list(words.say("review.state.published"), published)}${list(words.say("review.state.withheld"), withheld)}</div>`;
  return deskAnswer(house, salon, actor, { room: "clients", title, main, languageUrl: `/desk/${salon.slug}/reviews` });
}

function card(house: House, slug: string, row: ReviewRow, writes: boolean): Markup {
  const { words } = house;
  const { review_id: id, stars, text, name, language, state, why, answer } = row;
  const head = html`<p><b>${words.count("review.stars", stars)}</b> <span class="note">${name || words.say("review.unsigned")}</span></p>
<p class="said" lang="${language}">${text}</p>${why !== null && html`<p class="note">${words.say(`review.why.${why}`)}</p>`}`;
  if (!writes) return html`<li class="card">${head}${answer !== null && html`<p>${answer}</p>`}</li>`;
  const fields = hidden([["review", id], ...langField(house)]);
  const action = `/desk/${slug}/reviews`;
  const reasons = WITHHELD.map((each) => html`<option value="${each}">${words.say(`review.why.${each}`)}</option>`);
  const publish =
    state !== "published" &&
    html`<button class="btn small" name="act" value="publish">${words.say("review.publish")}</button>`;
  const withhold = html`<div class="field"><label for="why-${id}">${words.say("review.withhold-why")}</label><select id="why-${id}" name="why">${reasons}</select></div>
<p class="acts">${publish}<button class="btn quiet small" name="act" value="withhold">${words.say("review.withhold")}</button></p>`;
  const reply =
    state === "published" &&
    html`<form class="stack" method="post" action="${action}">${fields}<div class="field"><label for="answer-${id}">${words.say("review.answer")}</label>
<textarea id="answer-${id}" name="answer" rows="3" maxlength="${LONGEST_REVIEW}">${answer ?? ""}</textarea></div>
<p class="acts"><button class="btn quiet small" name="act" value="answer">${words.say("review.answer-do")}</button></p></form>`;
  return html`<li class="card">${head}${reply}<form class="stack" method="post" action="${action}">${fields}${withhold}</form></li>`;
}

export async function actOnReview(c: DoorContext, actor: Actor): Promise<Response> {
  const { slug: salon } = await salonOfPage(c);
  const form = await readForm(c);
  const house = formHouse(c, form);
  const value = (name: string) => (form.fields.get(name) ?? "").trim().replaceAll("\r\n", "\n");
  const ctx = commandContext(c);
  const of = { salon, review: value("review"), actor };
  const back = withLang(`/desk/${salon}/reviews`, house);
  const act = value("act");
  const why = WITHHELD.find((each) => each === value("why"));
  if (!["publish", "withhold", "answer"].includes(act) || (act === "withhold" && why === undefined))
    return seeOther(back);
  const done =
    act === "answer"
      ? await answerInPublic(ctx, { ...of, answer: value("answer").slice(0, LONGEST_REVIEW) })
      : await decideReview(ctx, { ...of, why: act === "withhold" ? (why ?? null) : null });
  // Taken back by whoever wrote it meanwhile: the list says so.
  return done.ok || done.problem.type === "unknown-review" ? seeOther(back) : refusedAnswer(house, done.problem);
}
