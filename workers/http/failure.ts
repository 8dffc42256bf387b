// What was thrown on the way: a refusal becomes its problem, a failing database a 503, anything else a 500 that names a
// trace. The log holds the route's template and where it happened, never an address, a body or a message that could
// hold a client's data or a token.

import type { Context } from "hono";
import { routePath } from "hono/route";
import { EngineError, EngineTrap } from "../engine/module.ts";
import { engineRefused, frozen, type Problem, problem, storageUnavailable } from "../problem.ts";
import { StorageFailure } from "../store/database.ts";
import { SalonFrozen } from "../store/snapshots.ts";
import { problemAnswer, Refusal } from "./refusal.ts";
import type { DoorEnv } from "./request.ts";

export function failureAnswer(error: Error, c: Context<DoorEnv>): Response {
  if (error instanceof Refusal) return problemAnswer(error.problem, error.headers);
  if (error instanceof SalonFrozen) return problemAnswer(frozen());
  const trace = c.get("trace");
  logFailure(error, { trace, method: c.req.method, route: routePath(c) });
  return problemAnswer(problemOf(error), {}, trace);
}

/** One line of JSON; `about` must hold nothing of a client's. */
export function logFailure(error: unknown, about: Record<string, string>): void {
  const known = error instanceof Error ? error : new Error("something was thrown that is no error");
  const failure = { level: "error", ...about, error: known.name, at: frames(known) };
  // A storage failure's message was redacted; other messages may quote what they choked on.
  console.error(JSON.stringify(error instanceof StorageFailure ? { ...failure, message: error.message } : failure));
}

/** What a person mistypes (422) and what is asked too often (429, which detectors count) is not told here. */
const TELLING = [400, 401, 403, 413, 415];

/**
 * Somebody was not let in, or sent what no page or client of ours sends. Told by route, kind and the account's random id, so
 * that a log of it can be kept: never by address, body or token.
 */
export function logRefusal(c: Context<DoorEnv>, route: string, { status, type }: Problem): void {
  if (!TELLING.includes(status)) return;
  const about = { method: c.req.method, route, account: c.get("account"), trace: c.get("trace") };
  console.log(JSON.stringify({ level: "warn", event: "refused", status, problem: type, ...about }));
}

function problemOf(error: Error): Problem {
  if (error instanceof StorageFailure || error.message.startsWith("D1_ERROR")) return storageUnavailable();
  if (error instanceof EngineError || error instanceof EngineTrap) {
    return engineRefused(error instanceof EngineError ? error.status : null);
  }
  return problem("internal", 500, "Something went wrong on our side.", {
    detail: "Nothing was changed. The trace names this request in our logs.",
  });
}

/** Where it was thrown: the stack's frames without its first line, which is the message. */
function frames(error: Error): string[] {
  const lines = (error.stack ?? "").split("\n").map((line) => line.trim());
  return lines.filter((line) => line.startsWith("at ")).slice(0, 8);
}
