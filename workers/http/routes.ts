// The API's routes as data: what is mounted is what /api/openapi.json describes, since both are made from one table.

import { Hono } from "hono";
import type { Outcome } from "../commands/command.ts";
import type { Actor, Permission } from "../permissions.ts";
import { problem } from "../problem.ts";
import { actorWith, requireAccount, requireOwnPage, type SignedIn } from "./access/caller.ts";
import { logRefusal } from "./failure.ts";
import { apiHeaders } from "./headers.ts";
import { problemAnswer, Refusal, refusalAnswer } from "./refusal.ts";
import type { DoorContext, DoorEnv } from "./request.ts";
import { passWall, tellRate } from "./wall.ts";

export interface Parameter {
  name: string;
  in: "query" | "header" | "path";
  required?: boolean;
  description: string;
  /** JSON Schema; a list is written as repeated parameters. */
  schema: Record<string, unknown>;
}

/** One way of the door's answering well. `schema` names a component of the OpenAPI document. */
export interface GoodAnswer {
  description: string;
  schema?: string;
  mediaType?: string;
}

interface Described {
  method: "get" | "put" | "post" | "patch" | "delete";
  /** As OpenAPI writes it: `/api/v1/salons/{salon}`. A file's ending may follow the last parameter. */
  path: string;
  id: string;
  summary: string;
  parameters?: Parameter[];
  /** The component that describes the request's body. */
  body?: string;
  /** Media types of a body that is no JSON. */
  media?: readonly string[];
  /** The body may be left out. */
  bodyOptional?: true;
  example?: unknown;
  answers: Record<number, GoodAnswer>;
}

/**
 * A route says whom it is for, or it cannot be written:
 * `open`        a public read that any web page may make (CORS)
 * `client`      whoever books; an account is not needed
 * `capability`  whoever knows the secret in the path
 * `signed`      a provider, whose own word the door holds against a secret; no wall, for it comes in bursts and is not asked twice
 * `sign-in`     a person who is about to sign in, on a page of ours
 * `account`     whoever is signed in, about themselves; `fresh` where they must have signed in lately
 * `role`        whose role in the salon of the path, or on the platform, has the permission (workers/permissions.ts)
 */
export type Route = Described &
  (
    | { access: "open" | "client" | "capability" | "signed" | "sign-in"; handle(c: DoorContext): Promise<Response> }
    | { access: "account"; fresh?: true; handle(c: DoorContext, who: SignedIn): Promise<Response> }
    | { access: "role"; permission: Permission; handle(c: DoorContext, actor: Actor): Promise<Response> }
  );

const CORS = { "Access-Control-Allow-Origin": "*" };

/** Mounts every route, and for every path OPTIONS and a 405 that names what it takes. HEAD goes with GET. */
export function mount(routes: readonly Route[]): Hono<DoorEnv> {
  const app = new Hono<DoorEnv>();
  for (const [path, own] of byPath(routes)) {
    const open = own.some((route) => route.access === "open");
    const allow = methodsOf(own);
    for (const route of own) {
      app.on(route.method.toUpperCase(), path, async (c) => {
        // Refusals are answered here, so that a page of another site may read them too.
        const answer = await handled(route, c);
        tellRate(c, answer);
        if (route.access === "open") answer.headers.set("Access-Control-Allow-Origin", "*");
        return answer;
      });
    }
    app.on("OPTIONS", path, () => {
      const cors = open
        ? { ...CORS, "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS", "Access-Control-Max-Age": "86400" }
        : undefined;
      return new Response(null, { status: 204, headers: { Allow: allow, ...cors } });
    });
    app.all(path, () => {
      const detail = `This address takes ${allow}.`;
      return problemAnswer(problem("method-not-allowed", 405, "This method is not taken here.", { detail }), {
        Allow: allow,
      });
    });
  }
  app.all("/api/*", () => problemAnswer(unknownAddress()));
  return app;
}

async function handled(route: Route, c: DoorContext): Promise<Response> {
  try {
    if (route.access !== "signed") await passWall(c);
    if (route.access === "role") {
      return await route.handle(c, await actorWith(c, route.permission, c.req.param("salon") ?? null));
    }
    if (route.access === "account") return await route.handle(c, await requireAccount(c, route.fresh));
    if (route.access === "sign-in") requireOwnPage(c);
    return await route.handle(c);
  } catch (error) {
    if (error instanceof Refusal) logRefusal(c, route.path, error.problem);
    return refusalAnswer(error);
  }
}

export const unknownAddress = () =>
  problem("not-found", 404, "There is nothing at this address.", { detail: "/api/openapi.json lists what there is." });

/** A value as the JSON of an answer; text and bytes are JSON already. */
export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Response {
  const written = typeof value === "string" || value instanceof Uint8Array;
  return new Response(written ? value : JSON.stringify(value), {
    status,
    headers: apiHeaders("application/json", headers),
  });
}

/** A command's outcome as an answer: its exact bytes, so that a repeated call gets what the first one got. */
export function outcomeAnswer(outcome: Outcome<unknown>): Response {
  if (!outcome.ok) return problemAnswer(outcome.problem);
  if (outcome.status === 204) {
    const headers = apiHeaders("application/json");
    headers.delete("Content-Type");
    return new Response(null, { status: 204, headers });
  }
  return json(outcome.body, outcome.status, outcome.replayed ? { "Idempotency-Replayed": "true" } : {});
}

/** Groups routes by the router's spelling of their path; paths without parameters first, for they are the more exact. */
function byPath(routes: readonly Route[]): [string, Route[]][] {
  const groups = new Map<string, Route[]>();
  for (const route of routes) {
    const path = route.path.replaceAll(/\{(\w+)\}\.ics/g, ":$1{.+\\.ics}").replaceAll(/\{(\w+)\}/g, ":$1");
    groups.set(path, [...(groups.get(path) ?? []), route]);
  }
  const parameters = (path: string) => path.split(":").length;
  return [...groups].sort(([a], [b]) => parameters(a) - parameters(b));
}

function methodsOf(routes: readonly Route[]): string {
  const methods = routes.map((route) => route.method.toUpperCase());
  if (methods.includes("GET")) methods.push("HEAD");
  return [...methods, "OPTIONS"].join(", ");
}
