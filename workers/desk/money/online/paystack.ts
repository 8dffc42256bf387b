// Paystack's protocol: a transaction that is begun and led to, its webhook, signed with HMAC-SHA512 of the raw body, and the question
// whether it is true.

const encoder = new TextEncoder();

/** Takes the same time however far a signature is right. */
export async function isPaystacks(
  secret: string,
  signature: string | null,
  body: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  if (signature === null || !/^[0-9a-f]{128}$/i.test(signature)) return false;
  const bytes = Uint8Array.from(signature.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), { name: "HMAC", hash: "SHA-512" }, false, [
    "verify",
  ]);
  return crypto.subtle.verify("HMAC", key, bytes, body);
}

export interface PaystackEvent {
  outcome: "paid" | "failed" | "refunded";
  reference: string;
  cents: number;
  currency: string;
}

const OUTCOMES: Record<string, PaystackEvent["outcome"]> = {
  "charge.success": "paid",
  "charge.failed": "failed",
  "refund.processed": "refunded",
};

/** What a webhook tells that matters here; null for every other event and for what is none. */
export function parseEvent(text: string): PaystackEvent | null {
  const told = objectOf<{ event?: unknown; data?: Record<string, unknown> }>(text);
  const outcome = typeof told?.event === "string" ? OUTCOMES[told.event] : undefined;
  const data = told?.data;
  if (outcome === undefined || typeof data !== "object" || data === null) return null;
  const reference = outcome === "refunded" ? data.transaction_reference : data.reference;
  const cents = Number(data.amount);
  if (typeof reference !== "string" || !Number.isSafeInteger(cents) || cents < 0) return null;
  return { outcome, reference, cents, currency: typeof data.currency === "string" ? data.currency : "" };
}

/** The value; null for what is no JSON object. */
export function objectOf<T>(text: string): T | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as T) : null;
  } catch {
    return null;
  }
}
