// The doors of the Worker.
import { Hono } from "hono";
import type { Env } from "./env.ts";

const app = new Hono<{ Bindings: Env }>();

app.get("/healthz", (c) => c.json({ status: "ok" }));

export default { fetch: app.fetch } satisfies ExportedHandler<Env>;
