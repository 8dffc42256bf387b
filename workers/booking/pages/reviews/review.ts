// GET and POST /b/{token}/review: what a client says of their visit in public, once it is over; and the taking back of it.

import { html } from "hono/html";
import {
  LONGEST_REVIEW,
  LONGEST_SIGNED,
  type ReviewState,
  readReview,
  takeBackReview,
  writeReview,
} from "../../../commands/desk/clients/review.ts";
import { pageAnswer, seeOther } from "../../../http/pages/answer.ts";
import { readForm } from "../../../http/pages/form.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import { faultList, field, hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { langField, withLang } from "../../../ui/shell.ts";
import { formPlace } from "../doors/book.ts";
import { linkGone } from "../doors/page.ts";
import { visitAt } from "../doors/visit.ts";
import { type Place, salonFrame } from "../place.ts";
import { salonRefusal, tooOften } from "../refusals.ts";

interface Typed {
  stars: number;
  text: string;
  name: string;
}

export const STARS = [5, 4, 3, 2, 1] as const;

/** `★★★★☆`, for eyes; whoever listens is told the number. */
export const starred = (stars: number): string => "★".repeat(stars) + "☆".repeat(5 - stars);

export async function showReview(c: DoorContext): Promise<Response> {
  const found = await visitAt(c);
  return found instanceof Response ? found : page(c, found.place, found.visit.token, null);
}

async function page(c: DoorContext, place: Place, token: string, typed: Typed | null): Promise<Response> {
  const read = await readReview(commandContext(c), token);
  if (!read.ok) return linkGone(c);
  const { words, salon } = place;
  const title = words.say("review.title", { salon: salon.name });
  const { said, open } = read.value;
  const body =
    said !== null
      ? written(place, token, said)
      : open
        ? form(place, token, read.value, typed)
        : html`<p class="lede">${words.say("review.not-yet")}</p>`;
  const back = html`<p class="acts"><a class="btn quiet" href="${withLang(`/b/${token}`, place)}">${words.say("clients.said-back")}</a></p>`;
  const frame = salonFrame(
    place,
    { title, unlisted: true, languageUrl: `/b/${token}/review` },
    html`<div class="narrow"><h1>${title}</h1>${body}${back}</div>`,
  );
  return pageAnswer(frame, { status: typed === null ? 200 : 422, secret: true });
}

function form(place: Place, token: string, { name }: ReviewState, typed: Typed | null): Markup {
  const { words } = place;
  const faults = typed === null ? [] : faultsOf(place, typed);
  const fault = (of: string) => faults.find((one) => one.name === of)?.text;
  const picks = STARS.map(
    (stars) =>
      html`<label class="pick"><input type="radio" name="stars" value="${stars}"${stars === typed?.stars && html` checked`} required>
<span aria-hidden="true">${starred(stars)}</span><span>${words.count("review.stars", stars)}</span></label>`,
  );
  const text = field(words, {
    name: "text",
    label: words.say("review.text"),
    hint: words.say("review.text-hint"),
    value: typed?.text ?? "",
    maxlength: LONGEST_REVIEW,
    long: true,
    required: true,
    fault: fault("text"),
  });
  const signed = field(words, {
    name: "name",
    label: words.say("review.name"),
    hint: words.say("review.name-hint"),
    value: typed?.name ?? name,
    maxlength: LONGEST_SIGNED,
    fault: fault("name"),
  });
  return html`${faultList(words, faults)}<form class="stack" method="post" action="/b/${token}/review" novalidate>${hidden([["act", "write"], ...langField(place)])}
<fieldset class="consents" id="stars"><legend>${words.say("review.how")}</legend>${picks}</fieldset>${text}${signed}
<p class="note">${words.say("review.looked-at", { salon: place.salon.name })}</p><p class="acts"><button class="btn">${words.say("review.send")}</button></p></form>`;
}

function written(place: Place, token: string, said: NonNullable<ReviewState["said"]>): Markup {
  const { words } = place;
  const why = said.why !== null && html`<p class="note">${words.say(`review.why.${said.why}`)}</p>`;
  const answer = said.answer !== null && html`<p><b>${place.salon.name}</b></p><p>${said.answer}</p>`;
  return html`<section class="card"><p><span aria-hidden="true">${starred(said.stars)}</span> <small>${words.count("review.stars", said.stars)}</small></p>
<p>${said.text}</p><p class="note">${words.say(`review.state.${said.state}`)}</p>${why}${answer}</section>
<form method="post" action="/b/${token}/review">${hidden([["act", "delete"], ...langField(place)])}<p class="acts"><button class="btn quiet danger">${words.say("review.delete")}</button></p></form>`;
}

function faultsOf({ words }: Place, { stars, text, name }: Typed): { name: string; text: string }[] {
  const faults: { name: string; text: string }[] = [];
  if (!STARS.some((each) => each === stars)) faults.push({ name: "stars", text: words.say("review.stars-missing") });
  if (text === "" || text.length > LONGEST_REVIEW) {
    faults.push({ name: "text", text: words.say("review.text-missing", { n: LONGEST_REVIEW }) });
  }
  if (name.length > LONGEST_SIGNED)
    faults.push({ name: "name", text: words.say("clients.too-long", { n: LONGEST_SIGNED }) });
  return faults;
}

export async function takeReview(c: DoorContext): Promise<Response> {
  const found = await visitAt(c);
  if (found instanceof Response) return found;
  const sent = await readForm(c);
  const place = formPlace(c, found.salon, sent);
  const { token } = found.visit;
  const value = (name: string) => (sent.fields.get(name) ?? "").trim().replaceAll("\r\n", "\n");
  const typed = { stars: Number(value("stars")), text: value("text"), name: value("name").replaceAll(/\s+/g, " ") };
  const ctx = commandContext(c);
  if (value("act") !== "delete" && faultsOf(place, typed).length > 0) return page(c, place, token, typed);
  const done =
    value("act") === "delete"
      ? await takeBackReview(ctx, token)
      : await writeReview(ctx, { token, ...typed, language: place.words.language });
  // What was said already, or cannot be said yet, is shown as it is.
  if (done.ok || done.problem.status === 409 || done.problem.type === "unknown-review") {
    return seeOther(withLang(`/b/${token}/review`, place));
  }
  const { status, retryAfter } = done.problem;
  if (status === 404) return linkGone(c);
  const refusal = status === 429 ? tooOften(place, retryAfter) : salonRefusal(place, "unavailable");
  return pageAnswer(refusal, { status, secret: true, retryAfter });
}
