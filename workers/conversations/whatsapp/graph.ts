// Calls to WhatsApp's Graph API. What it refuses with is a code; what it says besides may quote people and goes nowhere.

import type { Env } from "../../env.ts";

export type Sent = { id: string } | { code: number; retryAfter: number | null };

/** Milliseconds; sooner than the lease on what is being sent is over. */
const PATIENCE = 20_000;

/** What the provider's code stands for when it gave none: it could not be reached, or answered with something else. */
export const UNREACHABLE = 2;

export async function post(env: Env, account: string, body: Record<string, unknown>): Promise<Sent> {
  const base = baseOf(env);
  if (base === null) return { code: UNREACHABLE, retryAfter: null };
  try {
    const answer = await fetch(`${base}/${encodeURIComponent(account)}/messages`, {
      method: "POST",
      headers: { Authorization: `Bearer ${env.WHATSAPP_ACCESS_TOKEN}`, "Content-Type": "application/json" },
      body: JSON.stringify({ messaging_product: "whatsapp", ...body }),
      redirect: "manual", // nobody else is given the token
      signal: AbortSignal.timeout(PATIENCE),
    });
    return readAnswer(answer.status, answer.headers.get("Retry-After"), await answer.text());
  } catch {
    return { code: UNREACHABLE, retryAfter: null };
  }
}

/** The setting's address and nobody else's; without TLS on a developer's machine alone. */
function baseOf({ WHATSAPP_API_BASE: base, LOCAL_MODE }: Env): string | null {
  return base?.startsWith("https://") || (base !== undefined && LOCAL_MODE === "1") ? base : null;
}

/** The id it gave the message, or the code that it refused with. */
export function readAnswer(status: number, retryAfter: string | null, text: string): Sent {
  const told = jsonOf(text);
  const id = told?.messages?.[0]?.id;
  if (status < 400) return { id: typeof id === "string" ? id : "" };
  const code = told?.error?.code;
  const seconds = /^\d{1,5}$/.test(retryAfter ?? "") ? Number(retryAfter) : null;
  if (Number.isSafeInteger(code)) return { code: Number(code), retryAfter: seconds };
  return {
    code: status === 429 ? 130429 : status === 401 ? 190 : status < 500 ? 100 : UNREACHABLE,
    retryAfter: seconds,
  };
}

interface Told {
  messages?: { id?: unknown }[];
  error?: { code?: unknown };
}

function jsonOf(text: string): Told | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Told) : null;
  } catch {
    return null;
  }
}

/** Two blue ticks, and three dots while something is being written: one call. Nothing depends on it. */
export async function markRead(env: Env, account: string, message: string): Promise<void> {
  await post(env, account, { status: "read", message_id: message, typing_indicator: { type: "text" } });
}
