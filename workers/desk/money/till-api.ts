// …/salons/{salon}/money: what came in on a day and in a period, the closing of a day, and every entry for a bookkeeper.

import type { TillCount } from "../../../shared/contracts/generated/till-count.types.ts";
import { validate as tillCount } from "../../../shared/contracts/generated/till-count.validate.js";
import { closeTill, MOST_DAYS, readDay, readEntries, readPeriod } from "../../commands/desk/money/till.ts";
import { checked, MAX_BODY, parseBody, readBytes } from "../../http/body.ts";
import { apiHeaders } from "../../http/headers.ts";
import { problemAnswer, Refusal } from "../../http/refusal.ts";
import { commandContext, type DoorContext, idempotencyOf } from "../../http/request.ts";
import { json, outcomeAnswer, type Parameter, type Route } from "../../http/routes.ts";
import { type Fault, invalid, unknownSalon } from "../../problem.ts";
import type { DayEntryRow } from "../../store/desk/money/ledger.ts";
import { formatDate, parseDate } from "../../time.ts";

const base = "/api/v1/salons/{salon}/money";

const date = (name: string, description: string): Parameter => ({
  ...{ name, in: "query", required: true, description, schema: { type: "string", format: "date" } },
});
const period = [
  date("from", "First day, in the salon's time."),
  date("to", `Last day; at most ${MOST_DAYS} days in all.`),
];

export const tillRoutes: Route[] = [
  {
    ...{ method: "get", path: `${base}/days/{day}`, id: "readMoneyDay", summary: "What a day took, by account." },
    access: "role",
    permission: "money.read",
    answers: { 200: { description: "Cents by account, and whether it is closed.", mediaType: "application/json" } },
    async handle(c) {
      const slug = c.req.param("salon") ?? "";
      const day = dayOf(c);
      const seen = await readDay(commandContext(c), slug, day);
      if (seen === null) return problemAnswer(unknownSalon(slug));
      return json({ day: formatDate(day), balances: seen.balances, closed: seen.closed !== null });
    },
  },
  {
    ...{
      method: "post",
      path: `${base}/days/{day}/close`,
      id: "closeMoneyDay",
      summary: "Closes a day that was counted.",
    },
    access: "role",
    permission: "money.write",
    body: "TillCount",
    example: { counted: { cash: 120_000, card: 450_000, eft: 0 }, note: "R5 short: change given wrongly" },
    answers: { 201: { description: "It is closed.", mediaType: "application/json" } },
    async handle(c, actor) {
      const bytes = await readBytes(c.req.raw, MAX_BODY);
      const idempotency = await idempotencyOf(c, bytes);
      const { counted, note } = checked<TillCount>(parseBody(bytes), tillCount);
      const input = { salon: c.req.param("salon") ?? "", day: dayOf(c), counted, note, actor, idempotency };
      return outcomeAnswer(await closeTill(commandContext(c), input));
    },
  },
  {
    ...{
      method: "get",
      path: `${base}/balances`,
      id: "readMoneyBalances",
      summary: "Accounts over a period: VAT, tips, commission.",
    },
    access: "role",
    permission: "earnings.read",
    parameters: period,
    answers: { 200: { description: "Cents by account and whose.", mediaType: "application/json" } },
    async handle(c) {
      const slug = c.req.param("salon") ?? "";
      const { from, to } = periodOf(c);
      const seen = await readPeriod(commandContext(c), slug, from, to);
      return seen === null ? problemAnswer(unknownSalon(slug)) : json({ balances: seen.balances });
    },
  },
  {
    ...{
      method: "get",
      path: `${base}/entries.csv`,
      id: "exportMoneyEntries",
      summary: "Every entry of a period, for a bookkeeper.",
    },
    access: "role",
    permission: "earnings.read",
    parameters: period,
    answers: { 200: { description: "CSV in UTF-8 (RFC 4180).", mediaType: "text/csv" } },
    async handle(c) {
      const { from, to } = periodOf(c);
      return csvAnswer(await readEntries(commandContext(c), c.req.param("salon") ?? "", from, to));
    },
  },
];

const COLUMNS = ["day", "posting", "kind", "account", "whose", "cents", "reference"];

/** A cell that a spreadsheet would take for a formula begins with an apostrophe. */
function cell(value: string | number | null): string {
  const text = String(value ?? "");
  const plain = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

export function csvAnswer(entries: readonly DayEntryRow[]): Response {
  const rows = entries.map(({ day, posting_id, kind, account, whose, cents, reference }) =>
    [formatDate(day), posting_id, kind, account, whose, cents, reference].map(cell).join(","),
  );
  const text = [COLUMNS.join(","), ...rows, ""].join("\r\n");
  const headers = apiHeaders("text/csv; charset=utf-8", {
    "Content-Disposition": 'attachment; filename="ledger.csv"',
    "X-Robots-Tag": "noindex",
  });
  return new Response(text, { headers });
}

function dayOf(c: DoorContext): number {
  const day = parseDate(c.req.param("day") ?? "");
  if (day === null) throw new Refusal(invalid([{ parameter: "day", detail: "must be a date YYYY-MM-DD" }]));
  return day;
}

function periodOf(c: DoorContext): { from: number; to: number } {
  const faults: Fault[] = [];
  const day = (name: string): number => {
    const found = parseDate(c.req.query(name) ?? "");
    if (found === null) faults.push({ parameter: name, detail: "must be a date YYYY-MM-DD" });
    return found ?? 0;
  };
  const [from, to] = [day("from"), day("to")];
  if (faults.length === 0 && (to < from || to - from >= MOST_DAYS)) {
    faults.push({ parameter: "to", detail: `must be from 0 to ${MOST_DAYS - 1} days after from` });
  }
  if (faults.length > 0) throw new Refusal(invalid(faults));
  return { from, to };
}
