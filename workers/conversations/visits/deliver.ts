// Delivers what a client is told about a visit, by the channel that they use.

import { offsetsAt } from "../../engine/clock.ts";
import { engine } from "../../engine/shipped.ts";
import { type Env, publicOrigin } from "../../env.ts";
import { readBooking } from "../../store/bookings.ts";
import { callForForeseen } from "../../store/conversations/foresight/foreseen.ts";
import { commit, database } from "../../store/database.ts";
import { markDelivered, markFailed, markSettled } from "../../store/outbox.ts";
import { publishedSalon, type SalonView } from "../../store/snapshots.ts";
import { MINUTES_PER_DAY, minuteOfDay } from "../../time.ts";
import { manageToken } from "../../token.ts";
import type { Words } from "../../ui/words.ts";
import { tellClient } from "../tell.ts";
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
  const { booking, salon } = visit;
  const unasked = message.kind === "visit.reminder" || message.kind === "visit.affected";
  if (unasked && (booking.status === "cancelled" || booking.start <= now))
    return markSettled(env, slug, id, "not sent: over", now);
  const [offset = 0] = offsetsAt(salon.timezone, [booking.start], engine);
  const morning = unasked ? morningAfter(now, offset) : now;
  if (morning > now) {
    if (morning >= booking.start) return markSettled(env, slug, id, "not sent: night", now);
    return markFailed(env, slug, id, "not sent yet: night", morning);
  }
  const words = wordsFor(booking.contact.language, salon);
  const { client, contact } = booking;
  const told = {
    ...{ client, contact, via: payload.via, byLetter: payload.letter === 1 },
    ...{ letter: letterOf(message, visit, words), content: contentOf(message, visit, words) },
  };
  if (await tellClient(env, message, told, now)) return;
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
  return { booking, salon: salon.view, url: `${publicOrigin(env)}/b/${token}` };
}

function morningAfter(now: number, offset: number): number {
  const minute = minuteOfDay(now, offset);
  if (minute >= MORNING && minute < EVENING) return now;
  return now + MORNING - minute + (minute < MORNING ? 0 : MINUTES_PER_DAY);
}
