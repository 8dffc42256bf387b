// Each night our books are held against Paystack's list of the two days before: what it carried and we were never told is settled as if
// its event had come, and what we believe and it does not know is flagged for a person of the salon.

import type { CommandContext } from "../../../commands/command.ts";
import { flagUnknown, settlePayment } from "../../../commands/desk/money/online/settle.ts";
import { paidBetween } from "../../../store/desk/money/online.ts";
import { MINUTES_PER_DAY } from "../../../time.ts";
import { called } from "./called.ts";
import { objectOf } from "./paystack.ts";
import { partsOf } from "./webhooks.ts";

/** Minute of the day in UTC: 03:10 in South Africa. A night that is missed is looked at in the next, which goes two days back. */
const AT = 70;
const BACK = 2 * MINUTES_PER_DAY;
/** What came within the last hour may still be told. */
const SETTLING = 60;
const PAGE = 100;
const MOST_PAGES = 200;

interface Listed {
  reference?: unknown;
  amount?: unknown;
  currency?: unknown;
}

export async function reconcileNightly(ctx: CommandContext): Promise<void> {
  if (ctx.now % MINUTES_PER_DAY !== AT || ctx.env.PAYSTACK_API_BASE === undefined) return;
  await reconcile(ctx, ctx.now - BACK, ctx.now - SETTLING);
}

/** Changes nothing unless the whole list was read: half of one would flag the other half. */
export async function reconcile(ctx: CommandContext, from: number, to: number): Promise<void> {
  const listed = await transactions(ctx, from, to);
  if (listed === null) {
    console.error(JSON.stringify({ level: "error", event: "reconcile", trace: ctx.trace, failure: "no list" }));
    return;
  }
  const known = new Set<string>();
  for (const { reference, amount, currency } of listed) {
    const parts = typeof reference === "string" ? partsOf(reference) : { salon: "", payment: "" };
    if (parts.salon === "" || typeof amount !== "number" || currency !== "ZAR") continue;
    known.add(`${parts.salon}.${parts.payment}`);
    await settlePayment(ctx, {
      ...parts,
      provider: "paystack",
      reference: String(reference),
      cents: amount,
      outcome: "paid",
    });
  }
  // An hour later than the list begins, so that what was paid before it and told in it is not missed there.
  for (const { salon, payment } of await paidBetween(ctx.env, "paystack", from + SETTLING, to)) {
    if (!known.has(`${salon}.${payment}`)) await flagUnknown(ctx, salon, payment);
  }
}

async function transactions({ env }: CommandContext, from: number, to: number): Promise<Listed[] | null> {
  const all: Listed[] = [];
  const moment = (minutes: number) => new Date(minutes * 60_000).toISOString();
  for (let page = 1; page <= MOST_PAGES; page++) {
    const query = new URLSearchParams({
      status: "success",
      perPage: String(PAGE),
      page: String(page),
      from: moment(from),
      to: moment(to),
    });
    const headers = { Authorization: `Bearer ${env.PAYSTACK_SECRET_KEY}` };
    const text = await called(env, `${env.PAYSTACK_API_BASE ?? ""}/transaction?${query}`, { headers });
    const data = text === null ? undefined : objectOf<{ data?: unknown }>(text)?.data;
    if (!Array.isArray(data)) return null;
    all.push(...(data as Listed[]));
    if (data.length < PAGE) return all;
  }
  return null;
}
