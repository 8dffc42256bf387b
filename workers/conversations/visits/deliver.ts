// Delivers what a client is told about a visit: in the conversation that they use, by letter where they have none, and by a template to
// their number where they left no address. One of them, never two. What was done in a conversation was told there.

import { readable } from "../../commands/conversations/content.ts";
import { offsetsAt } from "../../engine/clock.ts";
import { engine } from "../../engine/shipped.ts";
import { type Env, publicOrigin } from "../../env.ts";
import { readBooking } from "../../store/bookings.ts";
import { readConversation } from "../../store/conversations/conversations.ts";
import { callForForeseen } from "../../store/conversations/foresight/foreseen.ts";
import { askTalk, beginTalk, type TalkRow } from "../../store/conversations/foresight/reach.ts";
import { insertOutgoing } from "../../store/conversations/outgoing.ts";
import { CommitRefused, commit, database, read } from "../../store/database.ts";
import { markDelivered, markFailed, markSettled, sentAs } from "../../store/outbox.ts";
import { publishedSalon, type SalonView } from "../../store/snapshots.ts";
import { MINUTES_PER_DAY, minuteOfDay } from "../../time.ts";
import { manageToken, newId } from "../../token.ts";
import type { Words } from "../../ui/words.ts";
import { sendEmail } from "../channels/email.ts";
import { contentOf, letterOf, type ToldVisit, type VisitMessage } from "./words.ts";

/** Minutes of the local day between which nobody is written to who did not just do something. */
const MORNING = 8 * 60;
const EVENING = 20 * 60;

type WordsFor = (language: string | null, salon: SalonView | null) => Words;

export async function deliverVisit(env: Env, message: VisitMessage, now: number, wordsFor: WordsFor): Promise<void> {
  const { salon: slug, id, payload } = message;
  const visit = await visitOf(env, message);
  // A later message tells the newer state.
  if (visit === null) return markDelivered(env, slug, id, now);
  const { booking, salon, offset } = visit;
  const unasked = message.kind === "visit.reminder" || message.kind === "visit.affected";
  if (unasked && (booking.status === "cancelled" || booking.start <= now))
    return markSettled(env, slug, id, "not sent: over", now);
  const morning = unasked ? morningAfter(now, offset) : now;
  if (morning > now) {
    if (morning >= booking.start) return markSettled(env, slug, id, "not sent: night", now);
    return markFailed(env, slug, id, "not sent yet: night", morning);
  }
  const words = wordsFor(booking.contact.language, salon);
  const talk = payload.letter === 1 ? null : await talkOf(env, visit, booking.contact.email === null, now);
  if (talk !== null && payload.via !== undefined && payload.via === talk.channel)
    return markSettled(env, slug, id, "not sent: told in the conversation", now);
  if (talk !== null) return sendInTalk(env, message, visit, talk, words, now);
  const fate = await sendEmail(env, id, booking.contact, letterOf(message, visit, words));
  if (fate === "sent") return markDelivered(env, slug, id, now);
  await markFailed(env, slug, id, "no channel reaches this client", null);
  if (message.kind === "visit.affected") {
    const db = database(env, slug);
    await commit(db, [callForForeseen(db, slug, message.payload.foreseen)]);
  }
}

async function visitOf(env: Env, { salon: slug, payload }: VisitMessage): Promise<ToldVisit | null> {
  const [found, salon] = await Promise.all([
    readBooking(env, slug, payload.booking, "inform"),
    publishedSalon(env, slug),
  ]);
  if (found === null || salon === null || found.booking.sequence !== payload.sequence) return null;
  const { booking } = found;
  const token = await manageToken(env.TOKEN_SECRET, slug, booking.id, booking.tokenVersion);
  const [offset = 0] = offsetsAt(salon.view.timezone, [booking.start], engine);
  return { booking, salon: salon.view, offset, url: `${publicOrigin(env)}/b/${token}` };
}

function morningAfter(now: number, offset: number): number {
  const minute = minuteOfDay(now, offset);
  if (minute >= MORNING && minute < EVENING) return now;
  return now + MORNING - minute + (minute < MORNING ? 0 : MINUTES_PER_DAY);
}

/** The conversation they use; one is begun where there is no address to write a letter to. */
async function talkOf(env: Env, { booking }: ToldVisit, begin: boolean, now: number): Promise<TalkRow | null> {
  const db = database(env, booking.salon);
  const { client, contact } = booking;
  const phone = contact.phone.replace(/^\+/, "");
  const ask = () => read<[TalkRow]>(db, [askTalk(db, booking.salon, { client, phone }, now * 60, "inform")]);
  const [[talk]] = await ask();
  if (talk !== undefined || !begin || phone === "") return talk ?? null;
  const { name, language } = contact;
  await commit(db, [beginTalk(db, booking.salon, { id: newId(), client, phone, name, language }, now)]);
  const [[begun]] = await ask();
  return begun ?? null;
}

async function sendInTalk(
  env: Env,
  message: VisitMessage,
  visit: ToldVisit,
  talk: TalkRow,
  words: Words,
  now: number,
): Promise<void> {
  const conversation = await readConversation(env, message.salon, talk.conversation_id);
  if (conversation === null) throw new Error("the conversation has gone");
  const db = database(env, message.salon);
  const content = contentOf(message, visit, words);
  const sent = newId();
  const written = { message: sent, kind: content.kind, body: readable(content), content: JSON.stringify(content) };
  try {
    const of = { salon: message.salon, conversation: conversation.conversation_id, account: conversation.account };
    await commit(db, [...sentAs(db, message, sent, now), ...insertOutgoing(db, of, [written], Date.now())]);
  } catch (error) {
    if (error instanceof CommitRefused && error.rule === "claimed") return;
    throw error;
  }
  // What the queue loses the sweep finds.
  const pointer = { salon: message.salon, id: conversation.conversation_id, what: "outgoing" } as const;
  await env.OUTBOX.send(pointer).catch(() => undefined);
}
