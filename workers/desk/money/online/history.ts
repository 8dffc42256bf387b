// PayFast's list of what it carried: GET /transactions/history/daily, a day at a time by its own clock, as comma-separated values. What is
// asked is signed by its headers, its query and the passphrase, in the order of their names.

import { parseCsv } from "../../../commands/desk/settings/import/csv.ts";
import type { Env } from "../../../env.ts";
import { formatDate } from "../../../time.ts";
import { called } from "./called.ts";
import { signatureOf } from "./payfast.ts";
import { objectOf } from "./paystack.ts";

/** What a provider says that it carried. `payment`: our own name of it. */
export interface Listed {
  payment: string;
  reference: string;
  cents: number;
  outcome: "paid" | "refunded";
}

/** `whole`: everything was read, so what is not in it is not there. */
export interface Listing {
  listed: Listed[];
  whole: boolean;
}

const PAGE = 1_000;
const MOST_PAGES = 50;

/** `days`: by South Africa's clock, since 1970-01-01. */
export async function payfastListing(env: Env, days: readonly number[]): Promise<Listing> {
  const listed: Listed[] = [];
  for (const day of days) {
    for (let page = 0; ; page++) {
      const text = page < MOST_PAGES ? await historyOf(env, formatDate(day), page * PAGE) : null;
      const read = text === null ? null : parseHistory(text);
      if (read === null) return { listed, whole: false };
      listed.push(...read.listed);
      if (read.rows < PAGE) break;
    }
  }
  return { listed, whole: true };
}

async function historyOf(env: Env, date: string, offset: number): Promise<string | null> {
  const query = { date, limit: String(PAGE), offset: String(offset) };
  const timestamp = `${new Date().toISOString().slice(0, 19)}+00:00`;
  const headers = { "merchant-id": env.PAYFAST_MERCHANT_ID, timestamp, version: "v1" };
  const told = { ...headers, ...query, passphrase: env.PAYFAST_PASSPHRASE };
  const sorted = Object.entries(told).sort(([a], [b]) => (a < b ? -1 : 1));
  const signature = await signatureOf(sorted, "");
  // Its sandbox has no address of its own for this, but a word in the query, which is not signed.
  const testing = /\/\/sandbox\./.test(env.PAYFAST_BASE ?? "") ? "&testing=true" : "";
  const url = `${env.PAYFAST_API_BASE ?? ""}/transactions/history/daily?${new URLSearchParams(query)}${testing}`;
  return called(env, url, { headers: { ...headers, signature } });
}

const COLUMNS = ["type", "sign", "currency", "gross", "m payment id", "pf payment id"] as const;

/** Null for what is no such list. `rows`: how many there were, ours or not. It comes bare, or as the answer of a JSON object. */
export function parseHistory(text: string): { listed: Listed[]; rows: number } | null {
  const answer = objectOf<{ response?: unknown; data?: { response?: unknown } }>(text);
  const wrapped = answer?.response ?? answer?.data?.response;
  const table = answer === null ? text : typeof wrapped === "string" ? wrapped : "";
  const { rows, open } = parseCsv(new TextEncoder().encode(table), ",");
  const [head, ...body] = rows.map(({ cells }) => cells.map((cell) => cell.trim()));
  const at = COLUMNS.map((name) => head?.findIndex((cell) => cell.toLowerCase() === name) ?? -1);
  // A row that ends before what is read of it was cut off, and there were more behind it.
  const least = Math.max(...at) + 1;
  if (open || at.includes(-1) || body.some(({ length }) => length < least)) return null;
  return { rows: body.length, listed: body.flatMap((cells) => lineOf(at.map((index) => cells[index] ?? ""))) };
}

/** `FUNDS_RECEIVED` and `CREDIT`, or as the list for people writes it: `Funds Received`, `Credit`; with a word on what went back. */
function lineOf([type = "", sign = "", currency = "", gross = "", payment = "", reference = ""]: string[]): Listed[] {
  const amount = /^-?(\d{1,8})\.(\d{2})$/.exec(gross.replaceAll(",", ""));
  if (amount === null || currency !== "ZAR" || payment === "") return [];
  const cents = Number(amount[1]) * 100 + Number(amount[2]);
  const back = /reversal|refund/i.test(type);
  const came = /^funds.received$/i.test(type) && sign.toLowerCase() === "credit";
  if (!back && !came) return [];
  return [{ payment, reference: reference.slice(0, 80), cents, outcome: back ? "refunded" : "paid" }];
}
