// Calls to WhatsApp's Graph API. What it refuses with is a code; what it says besides may quote people and goes nowhere.

import type { Env } from "../../env.ts";
import { objectOf, posted, type Sent, secondsOf, UNREACHABLE } from "../channels/sent.ts";

export async function post(env: Env, account: string, body: Record<string, unknown>): Promise<Sent> {
  if (env.WHATSAPP_API_BASE === undefined) return { code: UNREACHABLE, retryAfter: null };
  const url = `${env.WHATSAPP_API_BASE}/${encodeURIComponent(account)}/messages`;
  const called = await posted(env, url, env.WHATSAPP_ACCESS_TOKEN, { messaging_product: "whatsapp", ...body });
  if (called === null) return { code: UNREACHABLE, retryAfter: null };
  return readAnswer(called.status, called.retryAfter, called.text);
}

/** The id it gave the message, or the code that it refused with. */
export function readAnswer(status: number, retryAfter: string | null, text: string): Sent {
  const told = objectOf<Told>(text);
  const id = told?.messages?.[0]?.id;
  if (status < 400) return { id: typeof id === "string" ? id : "" };
  const code = told?.error?.code;
  const seconds = secondsOf(retryAfter);
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
