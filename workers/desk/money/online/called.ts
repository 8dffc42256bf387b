// Calls to providers of payments: over TLS, following no redirect, within a bound of time; nothing is told in any other way.

import type { Env } from "../../../env.ts";

/** Milliseconds. A client waits for the first of these. */
const PATIENCE = 10_000;

/** The answer's text where it is a good one; null when nobody answered, or with something else. */
export async function called(env: Env, url: string, request: RequestInit): Promise<string | null> {
  if (!url.startsWith("https://") && env.LOCAL_MODE !== "1") return null;
  try {
    const answer = await fetch(url, { ...request, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
    const text = await answer.text();
    return answer.ok ? text : null;
  } catch {
    return null;
  }
}
