// What a client picks on the screens of a Flow, by the commands that the pages use: which starts there are, a hold on one of them, a
// booking of it.

import { offsetsAt } from "../../engine/clock.ts";
import { engine } from "../../engine/shipped.ts";
import { invalid, type Problem } from "../../problem.ts";
import { askBooking, type BookingRow, bookingOf } from "../../store/bookings.ts";
import type { Conversation } from "../../store/conversations/conversations.ts";
import { database, read } from "../../store/database.ts";
import { askOnlineFor, type OnlineRow } from "../../store/desk/money/online.ts";
import { askHold, type HoldRow, type Visit } from "../../store/holds.ts";
import type { Salon } from "../../store/snapshots.ts";
import { dateOf } from "../../time.ts";
import { hex, manageToken } from "../../token.ts";
import { book } from "../book.ts";
import type {
  BookingAnswer,
  CommandContext,
  DepositAsked,
  HoldAnswer,
  Idempotency,
  Outcome,
  WishedService,
} from "../command.ts";
import { localDate } from "../deciding/facts.ts";
import { readWaiting } from "../desk/money/online/wait.ts";
import { hold } from "../hold.ts";
import { keepNotice, noticeOf } from "../law/notice.ts";
import { starts } from "../starts.ts";

/** Who fills it in, and for how long they may. */
export interface FlowVisit {
  salon: Salon;
  conversation: Conversation;
  language: "en" | "af" | "zu" | "xh";
}

export interface Picked {
  service: string;
  /** "any" where it does not matter. */
  person: string;
}

export interface FlowStart {
  start: number;
  offset: number;
  priceCents: number;
}

/** Days that are looked at together, today first. */
const DAYS = 14;

const wished = ({ service, person }: Picked): WishedService[] => [
  person === "any" ? { id: service } : { id: service, staff: person },
];

/** Starts of the next two weeks, or of the first later day that has one; of one day where it is named. */
export async function flowStarts(
  ctx: CommandContext,
  { salon }: FlowVisit,
  picked: Picked,
  day?: number,
): Promise<FlowStart[] | Problem> {
  const from = day ?? localDate(salon, ctx.now);
  const query = { salon: salon.slug, services: wished(picked) };
  const found = await starts(ctx, { ...query, from, to: day ?? from + DAYS - 1, next: day === undefined });
  if (!found.ok) return found.problem;
  const all = [...found.value.starts];
  const { next } = found.value;
  if (all.length > 0 || next === null) return all.map(plain);
  const later = dateOf(next.start, next.offset);
  const then = await starts(ctx, { ...query, from: later, to: later });
  return then.ok ? [...then.value.starts].map(plain) : then.problem;
}

const plain = ({ start, offset, priceCents }: FlowStart): FlowStart => ({ start, offset, priceCents });

export const flowDay = ({ start, offset }: FlowStart): number => dateOf(start, offset);

/** The same act of the same Flow has the same key, however often the telephone sends it. */
async function keyed(token: string, what: object): Promise<Idempotency> {
  const bytes = new TextEncoder().encode(JSON.stringify([token, what]));
  const hash = hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
  return { key: `flow-${hash.slice(0, 40)}`, bodyHash: hash };
}

export async function holdInFlow(
  ctx: CommandContext,
  { salon }: FlowVisit,
  token: string,
  { picked, start, priceCents }: { picked: Picked; start: number; priceCents: number },
): Promise<Outcome<HoldAnswer>> {
  const wish = { services: wished(picked), start, priceCents };
  return hold(ctx, { salon: salon.slug, ...wish, idempotency: await keyed(token, wish) });
}

export interface FlowBooking {
  picked: Picked;
  hold: string;
  start: number;
  priceCents: number;
  name: string;
}

/** Of the hold; where that has lapsed, of the start, if it is still free. */
export async function bookInFlow(
  ctx: CommandContext,
  { salon, conversation, language }: FlowVisit,
  token: string,
  { picked, hold: held, start, priceCents, name }: FlowBooking,
): Promise<Outcome<BookingAnswer>> {
  if (conversation.phone === null) return { ok: false, problem: invalid([]) };
  const notice = await noticeOf(salon, language);
  keepNotice(ctx, salon, notice);
  const rest = {
    salon: salon.slug,
    client: { name, phone: `+${conversation.phone}`, language },
    notice: notice.hash,
    channel: "whatsapp" as const,
    priceCents,
  };
  const direct = { services: wished(picked), start };
  const what = { held, ...direct };
  const made = await book(ctx, { ...rest, visit: { hold: held }, idempotency: await keyed(token, what) });
  if (made.ok || made.problem.type !== "unknown-hold") return made;
  return book(ctx, { ...rest, visit: direct, idempotency: await keyed(token, { ...what, direct: true }) });
}

export interface TakenInFlow {
  visit: Visit;
  /** Minutes east of UTC at its start. */
  offset: number;
  manageUrl: string;
  /** What is paid before it is booked. */
  deposit: DepositAsked | null;
}

/** The booking that a Flow said it made, or what waits for its deposit, if it is this person's. */
export async function bookedInFlow(
  ctx: CommandContext,
  { salon, conversation }: FlowVisit,
  id: string,
): Promise<TakenInFlow | null> {
  const db = database(ctx.env, salon.slug);
  const [[row], [payment], [hold]] = await read<[BookingRow, OnlineRow, HoldRow]>(db, [
    askBooking(db, salon.slug, id, "serve"),
    askOnlineFor(db, salon.slug, id),
    askHold(db, salon.slug, id),
  ]);
  const phone = `+${conversation.phone}`;
  if (row === undefined) {
    const waiting = await readWaiting(ctx, salon, { payment, hold, segments: [] });
    if (waiting?.input.client.phone !== phone) return null;
    const { visit, answer } = waiting;
    return { visit, offset: offsetOf(salon, visit), manageUrl: answer.manage_url, deposit: answer.payment ?? null };
  }
  if (row.phone !== phone || row.status !== "confirmed") return null;
  const booking = bookingOf(row);
  const token = await manageToken(ctx.env.TOKEN_SECRET, salon.slug, booking.id, booking.tokenVersion);
  return { visit: booking, offset: offsetOf(salon, booking), manageUrl: `${ctx.origin}/b/${token}`, deposit: null };
}

function offsetOf({ view }: Salon, { start }: Visit): number {
  const [offset = 0] = offsetsAt(view.timezone, [start], engine);
  return offset;
}
