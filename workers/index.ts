// The doors of the Worker: requests, letters to salons, messages owed to clients, and the minute's sweep.

import { Hono } from "hono";
import { routes } from "./api.ts";
import { pages } from "./booking/pages/routes.ts";
import { sweepRequests } from "./commands/compliance/requests/sweep.ts";
import { sealAll } from "./commands/compliance/seal.ts";
import { lookAhead } from "./commands/conversations/foresight/look.ts";
import { lookAtClocks } from "./commands/conversations/people/assign.ts";
import { settleWaiting } from "./commands/desk/money/online/settle.ts";
import { archivesDue } from "./commands/desk/settings/archive/make.ts";
import { importDue } from "./commands/desk/settings/import/step.ts";
import { keepHouse } from "./commands/retention/night.ts";
import { sweep } from "./commands/sweep.ts";
import { chatPages } from "./conversations/channels/chat/door.ts";
import { receiveLetter } from "./conversations/channels/mail/door.ts";
import { deliverDue } from "./conversations/outbox.ts";
import { converseDue, deliverBatch, ownContext } from "./conversations/queue.ts";
import { moneyDoors } from "./desk/money/doors.ts";
import { reconcileNightly } from "./desk/money/online/reconcile.ts";
import { calendarsDue } from "./desk/settings/calendars/fetch.ts";
import { type Env, type OutboxMessage, publicOrigin } from "./env.ts";
import { plainAnswer } from "./http/access/encrypted.ts";
import { failureAnswer, logFailure } from "./http/failure.ts";
import { withSecurityHeaders } from "./http/headers.ts";
import { e164 } from "./http/phone.ts";
import { callerOf, type DoorEnv, newTrace } from "./http/request.ts";
import { mount } from "./http/routes.ts";
import { mailbox } from "./platform/mailbox.ts";
import { RememberingRouter } from "./router.ts";
import { staffPages } from "./staff.ts";

export { DataRequest } from "./compliance/request-workflow.ts";
export { ChatRoom } from "./conversations/channels/chat/room.ts";

const app = new Hono<DoorEnv>({ router: new RememberingRouter() });
app.use(async (c, next) => {
  c.set("trace", newTrace());
  c.set("caller", callerOf(c.req.raw));
  await next();
});
app.route("/", mount(routes));
app.route("/", mailbox);
app.route("/", staffPages);
app.route("/", chatPages);
app.route("/", moneyDoors);
app.route("/", pages);
app.onError(failureAnswer);

export default {
  fetch: async (request, env, ctx) =>
    withSecurityHeaders(plainAnswer(request, env) ?? (await app.fetch(request, env, ctx))),
  email: (message, env, ctx) => receiveLetter(ownContext(env, ctx, newTrace(), publicOrigin(env)), message),
  queue: (batch, env, ctx) => deliverBatch(batch, ownContext(env, ctx, newTrace(), publicOrigin(env))),
  scheduled: (event, env, ctx) => everyMinute(event.scheduledTime, env, ctx),
} satisfies ExportedHandler<Env, OutboxMessage>;

/** Each part of the minute's work stands alone: one that fails is logged and does not keep the other from running. */
async function everyMinute(scheduledTime: number, env: Env, ctx: ExecutionContext): Promise<void> {
  const now = Math.floor(scheduledTime / 60_000);
  const trace = newTrace();
  const waitUntil = (promise: Promise<unknown>) => ctx.waitUntil(promise);
  const context = { env, now, origin: publicOrigin(env), trace, caller: null, waitUntil };
  const parts = await Promise.allSettled([
    deliverDue(env, now),
    converseDue(context),
    lookAtClocks(context),
    lookAhead(context),
    sweep(context),
    sealAll(context),
    keepHouse(context),
    sweepRequests(context),
    settleWaiting(context),
    reconcileNightly(context),
    importDue(context, e164),
    archivesDue(context),
    calendarsDue(context),
  ]);
  for (const part of parts) {
    if (part.status === "rejected") logFailure(part.reason, { trace, event: "every-minute" });
  }
}
