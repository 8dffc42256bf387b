// What a door reads from a request besides its body: who calls, at what time, with which idempotency key.

import type { Context } from "hono";
import type { Caller, CommandContext, Idempotency } from "../commands/command.ts";
import type { Env } from "../env.ts";
import { invalid, problem } from "../problem.ts";
import { sha256 } from "./body.ts";
import { parseInstant } from "./instants.ts";
import { Refusal } from "./refusal.ts";

export type DoorEnv = { Bindings: Env; Variables: { trace: string; caller: Caller; account?: string } };
export type DoorContext = Context<DoorEnv>;

export function commandContext(c: DoorContext): CommandContext {
  return {
    env: c.env,
    now: nowOf(c),
    // Not from the request, whose Host header anybody may set; only this machine goes by what it was called, for it has
    // two names, and passkeys belong to one of them.
    origin: (c.env.LOCAL_MODE === "1" ? undefined : c.env.PUBLIC_ORIGIN) ?? originOf(c.req.url),
    trace: c.get("trace"),
    caller: c.get("caller"),
    waitUntil: (promise) => c.executionCtx.waitUntil(promise),
  };
}

/** A request's address is an HTTP URL in its normal form, so its origin ends where the path begins. */
export function originOf(url: string): string {
  return url.slice(0, url.indexOf("/", "https://".length));
}

/** Minutes since the epoch, floored. Under TEST_CLOCK the header `X-Test-Now` sets it. */
export function nowOf(c: DoorContext): number {
  const wished = c.env.TEST_CLOCK === "1" ? c.req.header("X-Test-Now") : undefined;
  if (wished === undefined) return Math.floor(Date.now() / 60_000);
  const instant = parseInstant(wished);
  // The engine's zone table covers 2000 to 2060.
  if (instant === null || instant < Date.UTC(2000) || instant >= Date.UTC(2060)) {
    throw new Refusal(
      invalid([{ parameter: "X-Test-Now", detail: "must be an RFC 3339 instant in the years 2000 to 2059" }]),
    );
  }
  return Math.floor(instant / 60_000);
}

/** Whoever has no address is counted with all others that have none. */
const NO_ADDRESS = "none";

/** The platform overwrites the header, so it is nobody's word but the connection's. */
export function callerOf(request: Request): Caller {
  return { address: request.headers.get("CF-Connecting-IP") ?? NO_ADDRESS, at: Date.now(), rate: null };
}

/** 16 hexadecimal digits that name one request in the logs. */
export function newTrace(): string {
  const uuid = crypto.randomUUID();
  return uuid.slice(0, 8) + uuid.slice(-8); // neither end of it says which version it is
}

/** The call's idempotency: the header, which must be there, and the hash of the bytes that came with it. */
export async function idempotencyOf(c: DoorContext, bytes: Uint8Array): Promise<Idempotency> {
  const key = c.req.header("Idempotency-Key");
  if (key === undefined || key === "") {
    throw new Refusal(
      problem("idempotency-key-missing", 400, "This request needs an Idempotency-Key.", {
        detail: "Send a new random key with every new request, and the same key when you try one again.",
        errors: [{ parameter: "Idempotency-Key", detail: "is required" }],
      }),
    );
  }
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new Refusal(invalid([{ parameter: "Idempotency-Key", detail: "must be 1 to 255 visible ASCII characters" }]));
  }
  return { key, bodyHash: await sha256(bytes) };
}

/** Like idempotencyOf, where the header may be left out. */
export async function idempotencyIfAny(c: DoorContext, bytes: Uint8Array): Promise<Idempotency | undefined> {
  return c.req.header("Idempotency-Key") === undefined ? undefined : await idempotencyOf(c, bytes);
}
