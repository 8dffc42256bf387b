// A salon with a client who asks about their data, and short ways to go through a request without its workflow.

import { env } from "cloudflare:workers";
import { book } from "../../../workers/commands/book.ts";
import { codeFor, codesOf } from "../../../workers/commands/compliance/requests/codes.ts";
import type { Asked, RequestKey } from "../../../workers/commands/compliance/requests/request.ts";
import { startRequest } from "../../../workers/commands/compliance/requests/start.ts";
import { type Verified, verifyRequest } from "../../../workers/commands/compliance/requests/verify.ts";
import type { Env } from "../../../workers/env.ts";
import type { Actor } from "../../../workers/permissions.ts";
import { phoneHash } from "../../../workers/token.ts";
import { at, done, NOW, openSalon, rows, type Surroundings, TUESDAY_NINE } from "../commands/surroundings.ts";

export const OWNER = { role: "owner", account: "a".repeat(26) } as const satisfies Actor;

/** What was asked of workflows, which do nothing here: the tests take their steps one by one. */
export interface Idle {
  started: string[];
  sent: [id: string, type: string][];
}

/** Surroundings whose workflows only note that they were called. */
export function idle(now = NOW): Surroundings & { workflows: Idle } {
  const workflows: Idle = { started: [], sent: [] };
  const REQUESTS = {
    create: async ({ id }: { id: string }) => void workflows.started.push(id),
    get: async (id: string) => ({
      sendEvent: async ({ type }: { type: string }) => void workflows.sent.push([id, type]),
    }),
  } as unknown as Env["REQUESTS"];
  return { ...at(now, { ...env, REQUESTS }), workflows };
}

let last = 0;
export const newPhone = (): string => `+2783${String(6_000_000 + last++)}`;

export interface Someone {
  salon: string;
  phone: string;
  email: string;
  client: string;
  booking: string;
  token: string;
}

/** A client with one visit, and what they agreed to. */
export async function someone(now = NOW, more: { salon?: string; start?: number } = {}): Promise<Someone> {
  const slug =
    more.salon ?? (await openSalon((salon) => Object.assign(salon, { email: "salon@example.com" }), now)).slug;
  const phone = newPhone();
  const email = `n${phone.slice(1)}@example.com`;
  const made = done(
    await book(at(now), {
      salon: slug,
      visit: { services: [{ id: "cut" }], start: more.start ?? TUESDAY_NINE },
      client: { name: "Nomsa Dlamini", phone, email, language: "en" },
      notes: "Quiet chair please",
      consents: [{ purpose: "marketing", notice_version: "2026-11", granted: true }],
    }),
  );
  const [row] = await rows(`SELECT client_id FROM client WHERE salon_id = ?1 AND phone = ?2`, slug, phone);
  return { salon: slug, phone, email, client: String(row?.client_id), booking: made.booking, token: made.token };
}

/** The code that was sent for the request to the address. */
export async function codeOf(phone: string, request: string, email: string): Promise<string> {
  const hash = await phoneHash(env.TOKEN_SECRET, phone);
  const [row] = await rows(`SELECT code_id FROM request WHERE request_id = ?1 AND phone_hash = ?2`, request, hash);
  return codeFor(env.TOKEN_SECRET, "prove", request, String(row?.code_id), email);
}

/** The code with which what was gathered is opened. */
export async function openingCode(key: RequestKey, email: string): Promise<string> {
  const under = await codesOf(env.TOKEN_SECRET, key);
  const [row] = await rows(
    `SELECT code_id FROM find_code WHERE phone_hash = ?1 ORDER BY created_at DESC LIMIT 1`,
    under,
  );
  return codeFor(env.TOKEN_SECRET, "open", key.request, String(row?.code_id), email);
}

export async function asked({ salon, phone }: Someone, what: Asked, ctx: Surroundings = idle()): Promise<RequestKey> {
  const { request } = done(await startRequest(ctx, { salon, phone, ...what }));
  await ctx.later();
  return { salon, request };
}

/** Asked and proved by the code to the client's own address. */
export async function proved(who: Someone, what: Asked, ctx: Surroundings = idle()): Promise<RequestKey & Verified> {
  const key = await asked(who, what, ctx);
  const code = await codeOf(who.phone, key.request, who.email);
  const verified = done(await verifyRequest(ctx, { ...key, phone: who.phone, code }));
  await ctx.later();
  return { ...verified, ...key };
}

/** Steps that happened, in order of time and then of name. */
export async function stepsOf({ salon, request }: RequestKey): Promise<string[]> {
  const found = await rows(
    `SELECT step FROM request_event WHERE salon_id = ?1 AND request_id = ?2 ORDER BY at, step`,
    salon,
    request,
  );
  return found.map(({ step }) => String(step));
}

/** Letters owed about the request, by their kind. */
export async function lettersOf({ salon, request }: RequestKey): Promise<string[]> {
  const found = await rows(
    `SELECT kind FROM outbox WHERE salon_id = ?1 AND payload ->> 'request' = ?2 ORDER BY kind`,
    salon,
    request,
  );
  return found.map(({ kind }) => String(kind));
}

export async function rowOf({ salon, request }: RequestKey) {
  const [row] = await rows(`SELECT * FROM request WHERE salon_id = ?1 AND request_id = ?2`, salon, request);
  return row;
}
