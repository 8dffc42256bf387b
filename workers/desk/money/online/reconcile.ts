// Each night our books are held against what PayFast and Paystack say that they carried in the two days before: what was paid and never
// told is settled as if its notice had come, what went back likewise, and what we believe and they do not know, or what went back in
// part, is flagged for a person of the salon. A provider that does not answer changes nothing: the next night looks at the same days again.

import type { CommandContext } from "../../../commands/command.ts";
import { flagForPerson, settlePayment } from "../../../commands/desk/money/online/settle.ts";
import { type Provider, paidBetween } from "../../../store/desk/money/online.ts";
import { MINUTES_PER_DAY } from "../../../time.ts";
import { called } from "./called.ts";
import { type Listed, type Listing, payfastListing } from "./history.ts";
import { objectOf } from "./paystack.ts";
import { partsOf } from "./webhooks.ts";

/** Minute of the day in UTC: 03:10 in South Africa. A night that is missed is looked at in the next, which goes two days back. */
const AT = 70;
const BACK = 2 * MINUTES_PER_DAY;
/** What came within the last hour may still be told. */
const SETTLING = 60;
/** PayFast's clock is two hours ahead of UTC, all year. */
const SOUTH_AFRICA = 120;
const PAGE = 100;
const MOST_PAGES = 200;

export async function reconcileNightly(ctx: CommandContext): Promise<void> {
  if (ctx.now % MINUTES_PER_DAY !== AT) return;
  const { PAYFAST_API_BASE, PAYSTACK_API_BASE } = ctx.env;
  const span = [ctx.now - BACK, ctx.now - SETTLING] as const;
  await Promise.all([
    ...(PAYFAST_API_BASE === undefined ? [] : [reconcile(ctx, "payfast", ...span)]),
    ...(PAYSTACK_API_BASE === undefined ? [] : [reconcile(ctx, "paystack", ...span)]),
  ]);
}

/** Flags nothing as unknown unless the whole list was read: half of one would flag the other half. */
export async function reconcile(ctx: CommandContext, provider: Provider, from: number, to: number): Promise<void> {
  const { listed, whole } = provider === "payfast" ? await payfastDays(ctx, from) : await transactions(ctx, from, to);
  const known = new Set<string>();
  let strange = 0;
  for (const each of listed) {
    const parts = partsOf(each.payment);
    if (parts.salon === "") continue; // of another shop of the same merchant
    known.add(`${parts.salon}.${parts.payment}`);
    if (!(await settleListed(ctx, provider, parts, each))) strange++;
  }
  if (!whole || strange > 0) {
    const failure = whole ? `${strange} payments of nobody's` : "no list";
    console.error(JSON.stringify({ level: "error", event: "reconcile", provider, trace: ctx.trace, failure }));
  }
  if (!whole) return;
  for (const { salon, payment } of await paidBetween(ctx.env, provider, from, to)) {
    if (!known.has(`${salon}.${payment}`)) await flagForPerson(ctx, salon, payment, "not-at-provider");
  }
}

/** False where our books have no such payment. */
async function settleListed(
  ctx: CommandContext,
  provider: Provider,
  parts: { salon: string; payment: string },
  { reference, cents, outcome }: Listed,
): Promise<boolean> {
  const settled = await settlePayment(ctx, { ...parts, provider, reference, cents, outcome });
  if (!settled.ok) return settled.problem.status !== 404;
  const { state } = settled.value;
  if (outcome === "refunded" && state === "paid") await flagForPerson(ctx, parts.salon, parts.payment, "refunded-part");
  return true;
}

function payfastDays({ env, now }: CommandContext, from: number): Promise<Listing> {
  const dayOf = (instant: number) => Math.floor((instant + SOUTH_AFRICA) / MINUTES_PER_DAY);
  const first = dayOf(from);
  return payfastListing(
    env,
    Array.from({ length: dayOf(now) - first + 1 }, (_, i) => first + i),
  );
}

interface PaystackRow {
  reference?: unknown;
  amount?: unknown;
  currency?: unknown;
}

async function transactions({ env }: CommandContext, from: number, to: number): Promise<Listing> {
  const listed: Listed[] = [];
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
    if (!Array.isArray(data)) return { listed, whole: false };
    for (const { reference, amount, currency } of data as PaystackRow[]) {
      if (typeof reference !== "string" || typeof amount !== "number" || currency !== "ZAR") continue;
      listed.push({ payment: reference, reference, cents: amount, outcome: "paid" });
    }
    if (data.length < PAGE) return { listed, whole: true };
  }
  return { listed, whole: false };
}
