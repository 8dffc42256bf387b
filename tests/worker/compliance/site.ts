// The Worker with admission enforced, called from addresses that a test chooses, at milliseconds that it sets.

import { createExecutionContext, env, waitOnExecutionContext } from "cloudflare:test";
import { vi } from "vitest";
import type { Env } from "../../../workers/env.ts";
import worker from "../../../workers/index.ts";
import { NOW, ORIGIN } from "../api/client.ts";

export interface Call {
  method?: string;
  body?: unknown;
  address?: string;
  headers?: Record<string, string>;
  env?: Partial<Env>;
}

/** Milliseconds since the epoch from now on, for everything that reads the clock. */
export function setClock(milliseconds: number): void {
  vi.setSystemTime(milliseconds);
}

/** The answer and its body. Waits for what is left to be done after it. */
export async function call(path: string, { method, body, address, headers, env: more }: Call = {}) {
  const request = new Request(ORIGIN + path, {
    method: method ?? (body === undefined ? "GET" : "POST"),
    headers: {
      "X-Test-Now": NOW,
      "Content-Type": "application/json",
      "Idempotency-Key": crypto.randomUUID(),
      ...(address === undefined ? {} : { "CF-Connecting-IP": address }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    redirect: "manual",
  });
  const ctx = createExecutionContext();
  const enforced: Env = { ...env, ADMISSION: "enforce", ...more };
  const answer = await worker.fetch(request as Request<unknown, IncomingRequestCfProperties>, enforced, ctx);
  const text = await answer.text();
  await waitOnExecutionContext(ctx);
  const isJson = /json/.test(answer.headers.get("Content-Type") ?? "");
  return { status: answer.status, headers: answer.headers, text, body: isJson ? JSON.parse(text) : null };
}

let addresses = 0;

/** Nobody has called from it yet. */
export function freshAddress(): string {
  addresses += 1;
  return `198.51.${addresses >> 8}.${addresses & 255}`;
}
