// What came of sending: the id that the provider gave the message, or the code that it refused with.

import type { Env } from "../../env.ts";

/** `retryAfter`: seconds. Codes are those of commands/conversations/fates.ts. */
export type Sent = { id: string } | { code: number; retryAfter: number | null };

/** What the provider's code stands for when it gave none: it could not be reached, or answered with something else. */
export const UNREACHABLE = 2;

/** Milliseconds; sooner than the lease on what is being sent is over. */
const PATIENCE = 20_000;

export interface Called {
  status: number;
  retryAfter: string | null;
  text: string;
}

/** Posts JSON under a token; null when nobody answers. Without TLS nothing is told, but on a developer's machine. */
export async function posted(env: Env, url: string, token: string, body: unknown): Promise<Called | null> {
  if (!url.startsWith("https://") && env.LOCAL_MODE !== "1") return null;
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: JSON.stringify(body),
      redirect: "manual", // nobody else is given the token
      signal: AbortSignal.timeout(PATIENCE),
    });
    return { status: answer.status, retryAfter: answer.headers.get("Retry-After"), text: await answer.text() };
  } catch {
    return null;
  }
}

/** Asks under a token; null when nobody answers, or without TLS. The body is not read. */
export async function got(env: Env, url: string, token: string): Promise<Response | null> {
  if (!url.startsWith("https://") && env.LOCAL_MODE !== "1") return null;
  try {
    return await fetch(url, {
      // Whoever names no client is refused where the provider keeps media.
      headers: { Authorization: `Bearer ${token}`, "User-Agent": "appointmentbooking" },
      redirect: "manual", // nobody else is given the token
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    return null;
  }
}

/** Seconds of a Retry-After header that is a number. */
export const secondsOf = (header: string | null): number | null =>
  /^\d{1,5}$/.test(header ?? "") ? Number(header) : null;

/** The value; null for what is no JSON object. */
export function objectOf<T>(text: string): T | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as T) : null;
  } catch {
    return null;
  }
}
