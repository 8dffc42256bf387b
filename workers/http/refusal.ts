// How a door refuses: a Problem thrown on the way in, or returned by a command, becomes an RFC 9457 answer in one place.

import type { Problem } from "../problem.ts";
import { apiHeaders } from "./headers.ts";

export class Refusal extends Error {
  readonly problem: Problem;
  readonly headers: Record<string, string>;

  constructor(problem: Problem, headers: Record<string, string> = {}) {
    super(problem.type);
    this.name = "Refusal";
    this.problem = problem;
    this.headers = headers;
  }
}

/** The answer of a refusal; throws on whatever is none. */
export function refusalAnswer(error: unknown): Response {
  if (error instanceof Refusal) return problemAnswer(error.problem, error.headers);
  throw error;
}

/** `trace` is given where an operator will look for the request in the logs. */
export function problemAnswer(problem: Problem, more: Record<string, string> = {}, trace?: string): Response {
  const { type, title, status, detail, errors, retryAfter, limit, extra } = problem;
  const body = { type: `urn:appointmentbooking:problem:${type}`, title, status, detail, errors, ...extra, trace };
  const headers = apiHeaders("application/problem+json", more);
  if (retryAfter !== undefined) headers.set("Retry-After", String(Math.ceil(retryAfter)));
  if (limit !== undefined) {
    // draft-ietf-httpapi-ratelimit-headers: what is allowed, what remains, and for how many seconds.
    headers.set("RateLimit-Policy", `"${limit.policy}";q=${limit.quota};w=${limit.window}`);
    headers.set("RateLimit", `"${limit.policy}";r=0;t=${Math.ceil(retryAfter ?? limit.window)}`);
  }
  return new Response(JSON.stringify(body), { status, headers });
}
