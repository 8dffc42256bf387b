// GET /inbox/{salon}: the conversations that a person is to take, with what was said and why they wait. POST answers in one, or
// gives it back to the dialogue. Whoever waits longest stands first.

import { html } from "hono/html";
import { answerInPerson, giveBack, type InboxEntry, readInbox } from "../../commands/conversations/person.ts";
import { offsetsAt } from "../../engine/clock.ts";
import { engine } from "../../engine/shipped.ts";
import { seeOther } from "../../http/pages/answer.ts";
import { readForm } from "../../http/pages/form.ts";
import { formHouse, refusedAnswer, staffAnswer } from "../../http/pages/staff.ts";
import { Refusal } from "../../http/refusal.ts";
import { commandContext, type DoorContext } from "../../http/request.ts";
import { type Actor, has } from "../../permissions.ts";
import { forbidden } from "../../problem.ts";
import { publishedSalon, type Salon } from "../../store/snapshots.ts";
import { newId } from "../../token.ts";
import { clockTime, localMoment, shortDay } from "../../ui/dates.ts";
import { field, hidden } from "../../ui/forms.ts";
import type { Markup } from "../../ui/markup.ts";
import { type House, houseWords, langField, withLang } from "../../ui/shell.ts";
import { isWord, type Words } from "../../ui/words.ts";
import { keyOf } from "../dialogue/messages.ts";

/** Characters of one answer: WhatsApp's bound of a text. */
const LONGEST = 4096;
/** wire::Delivery. */
const FAILED = 9;

async function salonOfPage(c: DoorContext): Promise<Salon> {
  const salon = await publishedSalon(c.env, c.req.param("salon") ?? "");
  if (salon === null) throw new Refusal(forbidden());
  return salon;
}

export async function showInbox(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const house = houseWords(c.req.raw);
  const { words } = house;
  const { entries, paused } = await readInbox(commandContext(c), salon.slug, actor);
  const moments = entries.flatMap(({ messages }) => messages.map(({ at }) => Math.floor(at / 60)));
  const offsets = offsetsAt(salon.view.timezone, moments, engine);
  const offsetOf = new Map(moments.map((moment, i) => [moment, offsets[i] ?? 0]));
  const told = (at: number): string => {
    const { date, minute } = localMoment(Math.floor(at / 60), offsetOf.get(Math.floor(at / 60)) ?? 0);
    return `${shortDay(words, date)}, ${clockTime(minute)}`;
  };
  const notes = paused.map(
    ({ display, paused_why: code }) =>
      html`<p class="note">${words.say("inbox.paused", { number: display, code: String(code) })}</p>`,
  );
  const mayAnswer = has(actor.role, "conversations.write");
  const list = entries.map((entry) => conversationOf(house, salon.slug, entry, told, mayAnswer));
  const title = words.say("inbox.title", { salon: salon.view.name });
  const body =
    list.length === 0 ? html`<p class="note">${words.say("inbox.none")}</p>` : html`<ul class="plain">${list}</ul>`;
  const main = html`<div class="narrow"><h1>${title}</h1><p class="lede">${words.say("inbox.lede")}</p>${notes}${body}
<p class="acts"><a class="btn quiet" href="${withLang("/account", house)}">${words.say("account.title")}</a></p></div>`;
  return staffAnswer(house, { title, main, languageUrl: new URL(c.req.url).pathname });
}

function conversationOf(
  house: House,
  slug: string,
  entry: InboxEntry,
  told: (at: number) => string,
  mayAnswer: boolean,
): Markup {
  const { words } = house;
  const who = entry.name ?? (entry.phone === null ? words.say("inbox.nobody") : `+${entry.phone}`);
  const lines = entry.messages.map(({ direction, kind, body, at, delivery }) => {
    const from = direction === "in" ? who : words.say("inbox.us");
    const failed = direction === "out" && delivery === FAILED && html` <b>${words.say("inbox.failed")}</b>`;
    return html`<li><span class="note">${told(at)}, ${from}</span>${failed}<br>${body ?? words.say("inbox.not-words", { kind })}</li>`;
  });
  const phone = entry.phone !== null && html`<p><a href="tel:+${entry.phone}">+${entry.phone}</a></p>`;
  const why = html`<p class="note">${whyOf(words, entry.why)}${storyOf(words, entry.story)}</p>`;
  const lost =
    entry.flagged !== null && html`<p class="note">${words.say("inbox.flagged", { why: entry.flagged })}</p>`;
  return html`<li class="card"><h2>${who}</h2>${entry.why !== null && why}${lost}${phone}<ul class="plain">${lines}</ul>${mayAnswer && forms(house, slug, entry)}</li>`;
}

/** Reasons of the dialogue have words; what a provider refused is told as it was noted. */
function whyOf(words: Words, why: string | null): string {
  const key = `inbox.why.${keyOf(why ?? "Other")}`;
  return isWord(key) ? words.say(key) : (why ?? "");
}

/** What they were about to have done, as far as it was understood. */
function storyOf(words: Words, story: string | null): string {
  const services = story === null ? [] : (JSON.parse(story) as { services: string[] }).services;
  return services.length === 0 ? "" : ` · ${words.say("inbox.about", { services: services.join(", ") })}`;
}

function forms(house: House, slug: string, { conversation_id: id, window_until: until }: InboxEntry): Markup {
  const { words } = house;
  // Several such forms stand on the page, so the field's name, which is its id too, bears the conversation's.
  const name = `text-${id}`;
  const fixed = hidden([["conversation", id], ["key", newId()], ...langField(house)]);
  const answer =
    Date.now() < until * 1_000
      ? html`${field(words, { name, label: words.say("inbox.answer"), maxlength: LONGEST, long: true })}
<p class="acts"><button class="btn" name="act" value="answer">${words.say("inbox.send")}</button>`
      : html`<p class="note">${words.say("inbox.shut")}</p><p class="acts">`;
  return html`<form class="stack" method="post" action="/inbox/${slug}">${fixed}${answer}
<button class="btn quiet" name="act" value="back">${words.say("inbox.back")}</button></p></form>`;
}

export async function actInInbox(c: DoorContext, actor: Actor): Promise<Response> {
  const { slug: salon } = await salonOfPage(c);
  const form = await readForm(c);
  const house = formHouse(c, form);
  const back = withLang(`/inbox/${salon}`, house);
  const conversation = form.fields.get("conversation") ?? "";
  const key = form.fields.get("key") ?? "";
  const idempotency = /^[a-z2-7]{26}$/.test(key) ? { key: `page-${key}`, bodyHash: form.hash } : undefined;
  const input = { salon, conversation, actor, idempotency };
  const text = (form.fields.get(`text-${conversation}`) ?? "").trim().replaceAll("\r\n", "\n").slice(0, LONGEST);
  const gives = form.fields.get("act") === "back";
  if (!gives && text === "") return seeOther(back);
  const ctx = commandContext(c);
  const done = gives ? await giveBack(ctx, input) : await answerInPerson(ctx, { ...input, text });
  // What is gone, or can no longer be answered, is shown as it is.
  if (!done.ok && done.problem.status !== 404 && done.problem.type !== "window-shut") {
    return refusedAnswer(house, done.problem);
  }
  return seeOther(back);
}
