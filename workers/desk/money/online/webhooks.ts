// /webhooks/payfast and /webhooks/paystack: what providers say of payments. Each is believed only when its signature fits, it comes from
// where it should, it is about our account, and the provider says so again when it is asked.

import { noteForgery } from "../../../commands/conversations/ingest.ts";
import { settlePayment, type Told } from "../../../commands/desk/money/online/settle.ts";
import type { Env } from "../../../env.ts";
import { collect } from "../../../http/body.ts";
import { Refusal } from "../../../http/refusal.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import type { Route } from "../../../http/routes.ts";
import { problem } from "../../../problem.ts";
import { sameToken } from "../../../token.ts";
import { called } from "./called.ts";
import { type Notice, parseNotice, phpEncoded, signatureOf } from "./payfast.ts";
import { isPaystacks, objectOf, type PaystackEvent, parseEvent } from "./paystack.ts";

const MOST = 64 << 10;
const answers = { 200: { description: "It is kept, or known already.", mediaType: "text/plain" } };

export const paymentRoutes: Route[] = [
  {
    method: "post",
    path: "/webhooks/payfast",
    id: "receivePayfast",
    summary: "An instant transaction notice.",
    access: "signed",
    answers,
    async handle(c) {
      const notice = parseNotice(new TextDecoder().decode(await collect(c.req.raw.body, MOST)));
      if (notice === null || !(await isGenuine(c, notice))) throw forged(c);
      const outcome = notice.status === "COMPLETE" ? "paid" : "failed";
      const { reference, cents } = notice;
      return told(c, { ...partsOf(notice.payment), provider: "payfast", reference, cents, outcome });
    },
  },
  {
    method: "post",
    path: "/webhooks/paystack",
    id: "receivePaystack",
    summary: "What became of a transaction.",
    access: "signed",
    parameters: [
      {
        ...{ name: "x-paystack-signature", in: "header", required: true, schema: { type: "string" } },
        description: "Hexadecimal HMAC-SHA512 of the raw body.",
      },
    ],
    answers,
    async handle(c) {
      const body = await collect(c.req.raw.body, MOST);
      if (
        !(await isPaystacks(
          c.env.PAYSTACK_SECRET_KEY,
          c.req.header("x-paystack-signature") ?? null,
          new Uint8Array(body),
        ))
      )
        throw forged(c);
      const event = parseEvent(new TextDecoder().decode(body));
      if (event === null) return ok();
      if (event.outcome === "paid" && !(await isTrue(c.env, event))) throw unconfirmed();
      const { reference, cents, outcome } = event;
      return told(c, { ...partsOf(reference), provider: "paystack", reference, cents, outcome });
    },
  },
];

const ok = (): Response => new Response("OK", { headers: { "Content-Type": "text/plain; charset=utf-8" } });

/** `{salon}.{payment}`, and of Paystack, whose references are used once, `.{try}`. */
export function partsOf(reference: string): { salon: string; payment: string } {
  const [, salon = "", payment = ""] =
    /^([a-z0-9][a-z0-9-]{0,62})\.([a-z2-7]{26})(?:\.[a-z2-7]{26})?$/.exec(reference) ?? [];
  return { salon, payment };
}

async function told(c: DoorContext, what: Told): Promise<Response> {
  const outcome = await settlePayment(commandContext(c), what);
  // What is not ours is answered well, or the provider would go on asking; what failed here is asked again.
  if (!outcome.ok && outcome.problem.status >= 500) throw new Refusal(outcome.problem);
  return ok();
}

function forged(c: DoorContext): Refusal {
  noteForgery(commandContext(c));
  return new Refusal(problem("signature", 403, "The signature does not fit."));
}

/** Asked again by the provider, for days. */
const unconfirmed = (): Refusal =>
  new Refusal(problem("unconfirmed", 503, "This cannot be confirmed now.", { retryAfter: 60 }));

/** Signature, account, source, and PayFast's own word. */
async function isGenuine(c: DoorContext, notice: Notice): Promise<boolean> {
  const { env } = c;
  const signature = await signatureOf(notice.pairs, env.PAYFAST_PASSPHRASE);
  if (!sameToken(signature, notice.signature) || notice.merchant !== env.PAYFAST_MERCHANT_ID) return false;
  const sources = (env.PAYFAST_SOURCES ?? "").split(",").flatMap((each) => (each.trim() === "" ? [] : [each.trim()]));
  if (sources.length > 0 && !sources.includes(c.get("caller").address)) return false;
  const said = await called(env, `${env.PAYFAST_BASE ?? ""}/eng/query/validate`, {
    method: "POST",
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    body: notice.pairs.map(([name, value]) => `${name}=${phpEncoded(value)}`).join("&"),
  });
  if (said === null) throw unconfirmed();
  return said.trim().split(/\s/)[0] === "VALID";
}

/** Paystack's own word on the transaction: a webhook's secret may leak, and an amount be another. */
async function isTrue(env: Env, { reference, cents, currency }: PaystackEvent): Promise<boolean> {
  const url = `${env.PAYSTACK_API_BASE ?? ""}/transaction/verify/${encodeURIComponent(reference)}`;
  const text = await called(env, url, { headers: { Authorization: `Bearer ${env.PAYSTACK_SECRET_KEY}` } });
  const data = text === null ? null : objectOf<{ data?: { status?: unknown; amount?: unknown } }>(text)?.data;
  return data?.status === "success" && data.amount === cents && currency === "ZAR";
}
