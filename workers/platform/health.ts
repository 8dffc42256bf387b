// Liveness, for a probe that restarts what hangs. It asks no database: one that is slow must not get every Worker restarted.

import { json, type Route } from "../http/routes.ts";

export const healthRoutes: Route[] = [
  {
    method: "get",
    path: "/healthz",
    id: "health",
    summary: "Whether the Worker answers.",
    access: "open",
    answers: { 200: { description: "It does.", schema: "Health" } },
    handle: async () => json({ status: "ok" }),
  },
];
