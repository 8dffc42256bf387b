// Calls to the Worker under test, as a client makes them over HTTP.

import { env, exports } from "cloudflare:workers";
import { exampleSalon } from "./salon-document.ts";

export const ORIGIN = "https://booking.test";
/** Monday of the week that the example salon's tests book in, 09:00 in Johannesburg. */
export const NOW = "2026-11-30T09:00:00+02:00";
export const OPERATOR = { Authorization: `Bearer ${env.OPERATOR_TOKEN}` };

export interface Call {
  method?: string;
  headers?: Record<string, string>;
  /** Sent as it is when a string or bytes, else as JSON. */
  body?: unknown;
  now?: string;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the answer holds, and fails where it does not.
  body: any;
}

export async function call(path: string, { method, headers, body, now = NOW }: Call = {}): Promise<Answer> {
  const raw = typeof body === "string" || body instanceof Uint8Array || body instanceof ReadableStream;
  const request = new Request(ORIGIN + path, {
    method: method ?? (body === undefined ? "GET" : "POST"),
    headers: {
      "X-Test-Now": now,
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: raw ? (body as BodyInit) : JSON.stringify(body) }),
    redirect: "manual",
  });
  const answer = await exports.default.fetch(request);
  const text = await answer.text();
  const isJson = /[/+]json/.test(answer.headers.get("Content-Type") ?? "");
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    body: isJson && text !== "" ? JSON.parse(text) : null,
  };
}

/** A POST with an idempotency key of its own. */
export function post(path: string, body: unknown, headers: Record<string, string> = {}, now = NOW): Promise<Answer> {
  return call(path, { method: "POST", body, headers: { "Idempotency-Key": crypto.randomUUID(), ...headers }, now });
}

/** Puts the example salon under a slug that no other test uses, and returns the slug. */
export async function newSalon(change: (salon: ReturnType<typeof exampleSalon>) => void = () => {}): Promise<string> {
  const slug = `salon-${crypto.randomUUID().slice(0, 8)}`;
  const salon = exampleSalon(slug);
  change(salon);
  const answer = await call(`/api/v1/salons/${slug}`, { method: "PUT", body: salon, headers: OPERATOR });
  if (answer.status !== 201) throw new Error(answer.text);
  return slug;
}

export const CLIENT = {
  name: "Nomsa Dlamini 💇🏾‍♀️",
  phone: "082 555 0199",
  email: "nomsa@example.com",
  language: "zu",
};

/** Pointers or parameter names of a problem's faults, sorted. */
export function faultsAt(answer: Answer): string[] {
  const errors = (answer.body?.errors ?? []) as { pointer?: string; parameter?: string }[];
  return errors.map(({ pointer, parameter }) => pointer ?? parameter ?? "?").sort();
}
