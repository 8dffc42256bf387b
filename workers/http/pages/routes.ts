// Pages of people who are signed in, as data: like the API's routes each says whom it is for, and the same gate lets in.

import { Hono } from "hono";
import type { Actor, Permission } from "../../permissions.ts";
import { type Problem, storageUnavailable } from "../../problem.ts";
import { StorageFailure } from "../../store/database.ts";
import { actorWith, requireAccount, requireOwnPage, type SignedIn } from "../access/caller.ts";
import { logFailure, logRefusal } from "../failure.ts";
import { Refusal } from "../refusal.ts";
import type { DoorContext, DoorEnv } from "../request.ts";
import { passWall } from "../wall.ts";

/** `access` as in workers/http/routes.ts. */
export type PageRoute = { method: "get" | "post"; path: string } & (
  | { access: "sign-in" | "client"; handle(c: DoorContext): Promise<Response> }
  | { access: "account"; fresh?: true; handle(c: DoorContext, who: SignedIn): Promise<Response> }
  | { access: "role"; permission: Permission; handle(c: DoorContext, actor: Actor): Promise<Response> }
);

/** `refused` answers whoever is not let in: with the way to sign in, or with what they may not do. */
export function mountPages(
  routes: readonly PageRoute[],
  refused: (c: DoorContext, problem: Problem) => Promise<Response>,
): Hono<DoorEnv> {
  const app = new Hono<DoorEnv>();
  for (const route of routes) {
    app.on(route.method.toUpperCase(), route.path.replaceAll(/\{(\w+)\}/g, ":$1"), async (c) => {
      try {
        await passWall(c);
        return await handled(route, c);
      } catch (error) {
        if (error instanceof Refusal) {
          logRefusal(c, route.path, error.problem);
          return refused(c, error.problem);
        }
        if (!(error instanceof StorageFailure)) throw error;
        logFailure(error, { trace: c.get("trace"), route: route.path });
        return refused(c, storageUnavailable());
      }
    });
  }
  return app;
}

async function handled(route: PageRoute, c: DoorContext): Promise<Response> {
  if (route.access === "role") {
    return route.handle(c, await actorWith(c, route.permission, c.req.param("salon") ?? null));
  }
  if (route.access === "account") return route.handle(c, await requireAccount(c, route.fresh));
  if (route.method === "post") requireOwnPage(c);
  return route.handle(c);
}
