// One conversation of the inbox: who it is, why they wait and for how long still, what was said, and what may be done.

import { html } from "hono/html";
import type { Overview } from "../../commands/conversations/people/overview.ts";
import type { InboxEntry } from "../../commands/conversations/person.ts";
import { newId } from "../../token.ts";
import { field, hidden } from "../../ui/forms.ts";
import type { Markup } from "../../ui/markup.ts";
import { type House, langField } from "../../ui/shell.ts";
import { isWord, type Words } from "../../ui/words.ts";
import { keyOf } from "../dialogue/messages.ts";
import { hasMedium } from "../whatsapp/keep-media.ts";
import { type Clock, clockWords, heldWords, reasonWords } from "./reasons.ts";

/** Characters of one answer: WhatsApp's bound of a text. */
export const LONGEST = 4096;
/** wire::Delivery. */
const FAILED = 9;

/** What a card is made with besides its conversation. */
export interface Setting {
  house: House;
  slug: string;
  /** Instants (minutes) in words. */
  told(instant: number): string;
  overview: Overview;
  clocks: Map<string, Clock>;
  /** The reader, where they may act. */
  reader: string | null;
}

export function conversationCard(setting: Setting, entry: InboxEntry): Markup {
  const { house, told, reader } = setting;
  const { words } = house;
  const who = entry.name ?? (entry.phone === null ? words.say("inbox.nobody") : `+${entry.phone}`);
  const lines = entry.messages.map(({ message_id: message, direction, kind, body, at, delivery, medium }) => {
    const from = direction === "in" ? who : words.say("inbox.us");
    const failed = direction === "out" && delivery === FAILED && html` <b>${words.say("inbox.failed")}</b>`;
    const text = body ?? words.say("inbox.not-words", { kind });
    const file = hasMedium(kind) && mediumOf(setting, message, medium);
    return html`<li><span class="note">${told(Math.floor(at / 60))}, ${from}</span>${failed}<br>${text}${file}</li>`;
  });
  const phone = entry.phone !== null && html`<p><a href="tel:+${entry.phone}">+${entry.phone}</a></p>`;
  const why = html`<p class="note">${whyOf(words, entry.why)}${storyOf(words, entry.story)}</p>`;
  const lost =
    entry.flagged !== null && html`<p class="note">${words.say("inbox.flagged", { why: entry.flagged })}</p>`;
  const above = html`${clockOf(setting, entry)}${entry.why !== null && why}${lost}${takerOf(setting, entry)}${phone}`;
  return html`<li class="card"><h3>${who}</h3>${above}<ul class="plain">${lines}</ul>${reader !== null && forms(setting, entry, reader)}</li>`;
}

/** Never shown here: whoever wants to see it opens it, as a file. */
function mediumOf({ house: { words }, slug }: Setting, message: string, medium: "kept" | "refused" | null): Markup {
  if (medium === "refused") return html` <span class="note">${words.say("inbox.medium.refused")}</span>`;
  return html` <a href="/inbox/${slug}/media/${message}" download>${words.say("inbox.medium.open")}</a>`;
}

function clockOf({ house: { words }, told, clocks }: Setting, { conversation_id: id, state }: InboxEntry) {
  const clock = clocks.get(id);
  if (clock !== undefined) return html`<p><b>${clockWords(words, clock, told)}</b></p>`;
  return state === "person" && html`<p>${words.say("inbox.clock.client")}</p>`;
}

function takerOf({ house: { words }, overview, reader }: Setting, { assignee, assigned_why: why }: InboxEntry) {
  if (assignee === null) return why === null ? "" : html`<p class="note">${heldWords(words, why)}</p>`;
  const nameOf = (account: string): string =>
    account === reader ? words.say("inbox.who.you") : (overview.names.get(account) ?? words.say("inbox.who.gone"));
  return html`<p class="note">${reasonWords(words, assignee, why, nameOf)}</p>`;
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

function forms(setting: Setting, entry: InboxEntry, reader: string): Markup {
  const { house, slug } = setting;
  const { words } = house;
  const { conversation_id: id, window_until: until, assignee, state } = entry;
  // Several such forms stand on the page, so the field's name, which is its id too, bears the conversation's.
  const name = `text-${id}`;
  const fixed = hidden([["conversation", id], ["key", newId()], ["was", assignee ?? ""], ...langField(house)]);
  const answer =
    Date.now() < until * 1_000
      ? html`${field(words, { name, label: words.say("inbox.answer"), maxlength: LONGEST, long: true })}
<p class="acts"><button class="btn" name="act" value="answer">${words.say("inbox.send")}</button>`
      : html`<p class="note">${words.say("inbox.shut")}</p><p class="acts">`;
  const open = state === "waiting" || state === "person";
  const take =
    open &&
    assignee !== reader &&
    html`<button class="btn quiet" name="act" value="take">${words.say("inbox.take")}</button>`;
  const solved =
    open && html`<button class="btn quiet" name="act" value="solved">${words.say("inbox.solved")}</button>`;
  return html`<form class="stack" method="post" action="/inbox/${slug}">${fixed}${answer}${take}${solved}
<button class="btn quiet" name="act" value="back">${words.say("inbox.back")}</button></p>${open && giving(setting, entry, reader)}</form>`;
}

function giving(
  { house: { words }, overview }: Setting,
  { conversation_id: id, assignee }: InboxEntry,
  reader: string,
) {
  const others = overview.here.filter((account) => account !== reader && account !== assignee);
  if (others.length === 0) return "";
  const options = others.map(
    (account) => html`<option value="${account}">${overview.names.get(account) ?? ""}</option>`,
  );
  return html`<div class="field"><label for="to-${id}">${words.say("inbox.give")}</label><select id="to-${id}" name="to">${options}</select></div>
<p class="acts"><button class="btn quiet" name="act" value="give">${words.say("inbox.give.do")}</button></p>`;
}
