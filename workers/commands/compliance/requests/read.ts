// What the salon sees: its requests, what is due first, and one with all that happened to it.

import { unknownSalon } from "../../../problem.ts";
import { askPersonOf, type PersonRow } from "../../../store/compliance/requests/person.ts";
import { askReceipts, type ReceiptRow } from "../../../store/compliance/requests/receipts.ts";
import {
  askEvents,
  askRequest,
  askRequestCounts,
  askRequests,
  type EventRow,
  type RequestCounts,
  type RequestRow,
} from "../../../store/compliance/requests/requests.ts";
import { database, read } from "../../../store/database.ts";
import { publishedSalon } from "../../../store/snapshots.ts";
import type { CommandContext, Outcome } from "../../command.ts";
import { asProblem, refused } from "../../deciding/commit.ts";
import { localDate } from "../../deciding/facts.ts";
import {
  answerOf,
  type Detail,
  detailOf,
  groundsOf,
  type RequestAnswer,
  type RequestKey,
  unknownRequest,
} from "./request.ts";

const SHOWN = 200;

/** `days_left`: until the last day, below 0 when it is past; of one that is closed, null. */
export type Clocked = RequestAnswer & { days_left: number | null };

export interface RequestList extends RequestCounts {
  requests: Clocked[];
}

export async function listRequests(ctx: CommandContext, slug: string): Promise<Outcome<RequestList>> {
  try {
    const salon = await publishedSalon(ctx.env, slug);
    if (salon === null) return refused(unknownSalon(slug));
    const today = localDate(salon, ctx.now);
    const db = database(ctx.env, slug);
    const [rows, [counts]] = await read<[RequestRow, RequestCounts]>(db, [
      askRequests(db, slug, SHOWN),
      askRequestCounts(db, slug, today),
    ]);
    const { open = 0, overdue = 0, unproved = 0 } = counts ?? {};
    const value = { open, overdue, unproved, requests: rows.map((row) => clocked(row, today)) };
    return { ok: true, status: 200, body: JSON.stringify(value), value };
  } catch (error) {
    return refused(asProblem(error));
  }
}

function clocked(row: RequestRow, today: number): Clocked {
  return { ...answerOf(row), days_left: row.closed_at === null ? row.due_date - today : null };
}

/** `client`: who they are, as long as they are known. `grounds`: on which it may be refused. */
export interface RequestDetail extends Clocked {
  detail: Detail;
  /** What was gathered is to be handed over: its client has no address. */
  in_hand: boolean;
  grounds: readonly string[];
  client: { id: string; name: string; phone: string; email: string | null; visits_to_come: number } | null;
  events: EventRow[];
  receipts: ReceiptRow[];
}

export async function readRequest(ctx: CommandContext, key: RequestKey): Promise<Outcome<RequestDetail>> {
  const { salon: slug, request } = key;
  try {
    const salon = await publishedSalon(ctx.env, slug);
    if (salon === null) return refused(unknownSalon(slug));
    const db = database(ctx.env, slug);
    const [[row], events, receipts, [person]] = await read<
      [RequestRow, EventRow, ReceiptRow, PersonRow, { taken: number }]
    >(db, [
      askRequest(db, slug, request),
      askEvents(db, slug, request),
      askReceipts(db, slug, request),
      ...askPersonOf(db, slug, request, "rights", ctx.now),
    ]);
    if (row === undefined || row.status === "received") return refused(unknownRequest());
    const value: RequestDetail = {
      ...clocked(row, localDate(salon, ctx.now)),
      detail: detailOf(row),
      in_hand: row.proof === "salon" && row.answer_to === null && (row.export_until ?? 0) > ctx.now,
      grounds: groundsOf(row.kind),
      client: clientOf(person),
      events,
      receipts,
    };
    return { ok: true, status: 200, body: JSON.stringify(value), value };
  } catch (error) {
    return refused(asProblem(error));
  }
}

function clientOf(person: PersonRow | undefined): RequestDetail["client"] {
  if (person === undefined) return null;
  const { client_id: id, name, phone, email, coming } = person;
  return { id, name, phone, email, visits_to_come: coming };
}
