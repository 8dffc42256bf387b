// The doors of the Worker.
import { Hono } from "hono";
import type { Env } from "./env.ts";
import { failureAnswer } from "./http/failure.ts";
import { withSecurityHeaders } from "./http/headers.ts";
import { type DoorEnv, newTrace } from "./http/request.ts";
import { mount } from "./http/routes.ts";
import { healthRoutes } from "./platform/health.ts";

const app = new Hono<DoorEnv>();
app.use(async (c, next) => {
  c.set("trace", newTrace());
  await next();
});
app.route("/", mount(healthRoutes));
app.onError(failureAnswer);

export default {
  fetch: async (request, env, ctx) => withSecurityHeaders(await app.fetch(request, env, ctx)),
} satisfies ExportedHandler<Env>;
