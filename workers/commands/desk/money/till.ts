// What a salon took on a day, by the ledger, and the closing of the day: a person counts, says why it differs, and what comes later is
// the next day's.

import type { Account } from "../../../engine/money/reckoning.ts";
import { type Actor, actorName } from "../../../permissions.ts";
import { invalid, problem } from "../../../problem.ts";
import { database, read } from "../../../store/database.ts";
import { askOpenBills, type OpenBillRow } from "../../../store/desk/money/bills.ts";
import {
  askBalances,
  askEntries,
  askPostingsOn,
  type BalanceRow,
  type DayEntryRow,
  insertPosting,
  type PostingRow,
} from "../../../store/desk/money/ledger.ts";
import { askFlagged, type OnlineRow } from "../../../store/desk/money/online.ts";
import { askLastClosed, askTillDay, closeDay, type Till, type TillDayRow } from "../../../store/desk/money/tills.ts";
import { askAnswer, type IdempotencyRow } from "../../../store/idempotency.ts";
import { publishedSalon, type Salon } from "../../../store/snapshots.ts";
import { newId } from "../../../token.ts";
import type { CommandContext, Idempotency, Outcome } from "../../command.ts";
import { conclude, deciding, refused, replayed, scopeOf } from "../../deciding/commit.ts";
import { localDate } from "../../deciding/facts.ts";

export const COUNTED = ["cash", "card", "eft"] as const;
/** Bills and postings shown at once. */
const SHOWN = 50;

export interface DayOfMoney {
  salon: Salon;
  day: number;
  today: number;
  /** By account and whose, of that day alone. */
  balances: BalanceRow[];
  closed: TillDayRow | null;
  postings: PostingRow[];
  open: OpenBillRow[];
  /** Payments online that a person has to look at. */
  flagged: OnlineRow[];
}

/** What an account came to, all of its people and things together. */
export const totalOf = (balances: readonly BalanceRow[], account: Account): number =>
  balances.reduce((sum, each) => (each.account === account ? sum + each.cents : sum), 0);

export const tillOf = (balances: readonly BalanceRow[]): Till => ({
  cash: totalOf(balances, "cash"),
  card: totalOf(balances, "card"),
  eft: totalOf(balances, "eft"),
});

/** `day` null is today. */
export async function readDay(ctx: CommandContext, slug: string, day: number | null): Promise<DayOfMoney | null> {
  const salon = await publishedSalon(ctx.env, slug);
  if (salon === null) return null;
  const db = database(ctx.env, slug);
  const today = localDate(salon, ctx.now);
  const on = day ?? today;
  const [balances, [closed], postings, open, flagged] = await read<
    [BalanceRow, TillDayRow, PostingRow, OpenBillRow, OnlineRow]
  >(db, [
    askBalances(db, slug, on, on),
    askTillDay(db, slug, on),
    askPostingsOn(db, slug, on, SHOWN),
    askOpenBills(db, slug, SHOWN, "serve"),
    askFlagged(db, slug),
  ]);
  return { salon, day: on, today, balances, closed: closed ?? null, postings, open, flagged };
}

export interface CloseInput {
  salon: string;
  day: number;
  counted: Till;
  note?: string | undefined;
  actor: Actor;
  idempotency?: Idempotency | undefined;
}

export interface CloseAnswer {
  day: number;
  expected: Till;
  counted: Till;
  difference_cents: number;
}

export function closeTill(ctx: CommandContext, input: CloseInput): Promise<Outcome<CloseAnswer>> {
  const { day, counted, idempotency } = input;
  return deciding<CloseAnswer>(ctx, input.salon, async (salon) => {
    const { slug } = salon;
    const db = database(ctx.env, slug);
    const operation = `close-day ${day}`;
    const [[answer], balances, [last]] = await read<[IdempotencyRow, BalanceRow, { day: number | null }]>(db, [
      askAnswer(db, scopeOf(slug, operation, idempotency), ctx.now),
      askBalances(db, slug, day, day),
      askLastClosed(db, slug),
    ]);
    const before = await replayed<CloseAnswer>(ctx, slug, answer, idempotency);
    if (before !== null) return before;
    if ((last?.day ?? -1) >= day) return refused(problem("day-closed", 409, "This day is closed."));
    if (day > localDate(salon, ctx.now)) return refused(invalid([{ pointer: "/day", detail: "is still to come" }]));
    const expected = tillOf(balances);
    const differences = COUNTED.map((means) => [means, counted[means] - expected[means]] as const);
    const differs = differences.some(([, cents]) => cents !== 0);
    const note = input.note?.trim() ?? "";
    if (differs && note === "") return refused(invalid([{ pointer: "/note", detail: "says why it differs" }]));
    const actor = actorName(input.actor);
    // What is missing, or too much, is booked, so that the ledger says what is really there.
    const entries = differences.flatMap(([means, cents]): [Account, string, number][] =>
      cents === 0
        ? []
        : [
            [means, "", cents],
            ["till-difference", means, -cents],
          ],
    );
    const posting = { id: newId(), kind: "till", bill: null, booking: null, reverses: null } as const;
    return conclude<CloseAnswer>(ctx, db, {
      salon: slug,
      operation,
      idempotency,
      status: 201,
      value: { day, expected, counted, difference_cents: differences.reduce((sum, [, cents]) => sum + cents, 0) },
      facts: [
        ...(entries.length === 0
          ? []
          : [insertPosting(db, slug, { ...posting, reason: note, reference: null, entries, day, actor }, ctx.now)]),
        ...closeDay(db, slug, { day, expected, counted, note: note === "" ? null : note, actor }, ctx.now),
      ],
      audit: { actor, action: "day.closed", subject: String(day), detail: { ...counted, differs } },
      messages: [],
    });
  });
}

/** Days of one answer, and entries of a file. */
export const MOST_DAYS = 400;
const MOST_ENTRIES = 50_000;

export interface PeriodOfMoney {
  salon: Salon;
  balances: BalanceRow[];
}

export async function readPeriod(
  ctx: CommandContext,
  slug: string,
  from: number,
  to: number,
): Promise<PeriodOfMoney | null> {
  const salon = await publishedSalon(ctx.env, slug);
  if (salon === null) return null;
  const db = database(ctx.env, slug);
  const [balances] = await read<[BalanceRow]>(db, [askBalances(db, slug, from, to)]);
  return { salon, balances };
}

export async function readEntries(ctx: CommandContext, slug: string, from: number, to: number): Promise<DayEntryRow[]> {
  const db = database(ctx.env, slug);
  const [entries] = await read<[DayEntryRow]>(db, [askEntries(db, slug, from, to, MOST_ENTRIES)]);
  return entries;
}
