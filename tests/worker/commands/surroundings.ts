// What a command needs around it in a test: a context with a clock, a salon of the test's own, and short ways to ask.

import { env } from "cloudflare:workers";
import type { SalonDocument } from "../../../shared/contracts/salon.ts";
import { book } from "../../../workers/commands/book.ts";
import type { CommandContext, Outcome } from "../../../workers/commands/command.ts";
import type { BookInput } from "../../../workers/commands/deciding/book-input.ts";
import { type HoldInput, hold } from "../../../workers/commands/hold.ts";
import { putSalon } from "../../../workers/commands/put-salon.ts";
import type { Env, OutboxMessage } from "../../../workers/env.ts";
import type { Problem } from "../../../workers/problem.ts";
import { exampleSalon } from "../api/salon-document.ts";

/** RFC 3339 to minutes since the epoch. */
export const minutes = (text: string): number => Math.floor(Date.parse(text) / 60_000);

/** Monday 09:00 in Johannesburg; the example salon opens on every weekday. */
export const NOW = minutes("2026-11-30T09:00:00+02:00");
export const TUESDAY_NINE = minutes("2026-12-01T09:00:00+02:00");

export const NOMSA = { name: "Nomsa", phone: "+27825550199", email: "nomsa@example.com", language: "zu" };

/** Delivers nothing. The queue of the test's runtime would deliver beside the test, to whatever providers the machine has. */
export const deaf = { send: async () => {}, sendBatch: async () => {} } as unknown as Queue<OutboxMessage>;

/** `later()` waits for what the command left to be done after its answer. */
export interface Surroundings extends CommandContext {
  later(): Promise<void>;
}

export function at(now: number, bindings: Env = env): Surroundings {
  const pending: Promise<unknown>[] = [];
  return {
    env: bindings,
    now,
    origin: "https://booking.test",
    trace: "test",
    caller: null,
    waitUntil: (promise) => void pending.push(promise),
    async later() {
      while (pending.length > 0) await pending.pop();
    },
  };
}

/** Stores the example salon, changed, under a slug of its own. */
export async function openSalon(change: (salon: SalonDocument) => void = () => {}, now = NOW): Promise<SalonDocument> {
  const document = exampleSalon(`salon-${crypto.randomUUID().slice(0, 8)}`);
  change(document);
  const ctx = at(now);
  done(await putSalon(ctx, { document, actor: "operator" }));
  await ctx.later();
  return document;
}

/** One person, two chairs, no class: whatever Thandi does, nobody else can. */
export function onlyThandi(salon: SalonDocument): void {
  salon.staff.splice(1);
  salon.services = salon.services.filter(({ sessions }) => sessions === undefined);
}

/** A service needs a patch test of ten minutes two days before, which everybody does. `own`: how long it counts, and what it costs. */
export function needsTest(salon: SalonDocument, service = "cut", own: { days?: number; cents?: number } = {}): void {
  const { days = 30, cents = 0 } = own;
  salon.services.push({ id: "patch", name: { en: "Patch test" }, price_cents: cents, phases: [{ minutes: 10 }] });
  for (const person of salon.staff) person.services.push({ id: "patch" });
  const tested = salon.services.find(({ id }) => id === service);
  if (tested === undefined) throw new Error(`there is no service ${service}`);
  tested.patch_test = { service: "patch", hours_before: 48, valid_days: days };
}

/** The value of an outcome that must be good. */
export function done<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem));
  return outcome.value;
}

/** The problem of an outcome that must not be. */
export function refusal(outcome: Outcome<unknown>): Problem {
  if (outcome.ok) throw new Error(`was not refused: ${outcome.body}`);
  return outcome.problem;
}

export const key = (body = "body"): { key: string; bodyHash: string } => ({ key: crypto.randomUUID(), bodyHash: body });

type Wish = Partial<HoldInput>;

export const holdCut = (ctx: CommandContext, salon: string, start: number, more: Wish = {}) =>
  hold(ctx, { salon, services: [{ id: "cut" }], start, ...more });

export const bookCut = (ctx: CommandContext, salon: string, start: number, more: Partial<BookInput> = {}) =>
  book(ctx, { salon, visit: { services: [{ id: "cut" }], start }, client: NOMSA, ...more });

export interface Row {
  [column: string]: string | number | null;
}

export async function rows(sql: string, ...bindings: unknown[]): Promise<Row[]> {
  const { results } = await env.DB.prepare(sql)
    .bind(...bindings)
    .all<Row>();
  return results;
}

export async function count(table: string, salon: string): Promise<number> {
  const [row] = await rows(`SELECT count(*) AS n FROM ${table} WHERE salon_id = ?1`, salon);
  return Number(row?.n);
}
