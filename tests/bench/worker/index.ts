// The shipped Worker, and beside it a bare handler to compare it with: what a request asked of D1 is observed once, and the
// bare handler then repeats those very statements, batch for batch, and answers a constant body of the same size.
//
//   X-Without: trust             on any request: answers it with neither admission nor audit trail
//   X-Observe: name              on any request: remembers its statements; the answer says how many rows they cost
//   /bare/answer/{name}          repeats them; ?salon=… in the place of the salon they were observed for
//   /bare/webhook/{n}            checks a webhook's HMAC and writes n messages
//   /bare/copies/{salon}?count=n copies a salon's row to {salon}-copy-0 …, so that a booking can be repeated in each

import type { Env, OutboxMessage } from "../../../workers/env.ts";
import worker from "../../../workers/index.ts";
import { type Observation, observed } from "./observed.ts";
import { untrusting } from "./untrusting.ts";
import { bareWebhook } from "./webhook.ts";

const observations = new Map<string, Observation>();

export default {
  // Letters are written after the answer, and are not what is measured.
  queue: (batch) => batch.ackAll(),
  fetch(request, whole, ctx) {
    const env = request.headers.get("X-Without") === "trust" ? untrusting(whole) : whole;
    const name = request.headers.get("X-Observe");
    if (name !== null) return observe(name, request, env, ctx);
    const at = request.url.indexOf("/bare/");
    if (at < 0) return worker.fetch(request, env, ctx);
    const messages = /\/bare\/webhook\/(\d+)$/.exec(request.url)?.[1];
    return messages === undefined ? bare(new URL(request.url), env, ctx) : bareWebhook(request, Number(messages), env);
  },
} satisfies ExportedHandler<Env, OutboxMessage>;

async function observe(
  name: string,
  request: Parameters<typeof worker.fetch>[0],
  env: Env,
  ctx: ExecutionContext,
): Promise<Response> {
  const { watching, observation } = observed(env);
  const answer = await worker.fetch(request, watching, ctx);
  const body = await answer.arrayBuffer();
  observation.body = "x".repeat(body.byteLength);
  observation.status = answer.status;
  observations.set(name, observation);
  const headers = new Headers(answer.headers);
  headers.set("X-Batches", String(observation.batches.length));
  headers.set("X-Statements", String(observation.batches.flat().length));
  headers.set("X-Rows-Read", String(observation.rowsRead));
  headers.set("X-Rows-Written", String(observation.rowsWritten));
  return new Response(body, { status: answer.status, headers });
}

async function bare(url: URL, env: Env, ctx: ExecutionContext): Promise<Response> {
  const [, , what, name = ""] = url.pathname.split("/").map(decodeURIComponent);
  if (what === "copies") return copies(name, Number(url.searchParams.get("count")), env);
  const observation = observations.get(name);
  if (observation === undefined) return new Response(`nothing was observed as ${name}`, { status: 404 });
  const salon = url.searchParams.get("salon");
  const own = observation.salon;
  for (const batch of observation.batches) {
    await env.DB.batch(
      batch.map(({ sql, values }) =>
        env.DB.prepare(sql).bind(...(salon === null ? values : values.map((value) => (value === own ? salon : value)))),
      ),
    );
  }
  for (const message of observation.messages) {
    ctx.waitUntil(env.OUTBOX.send(salon === null ? message : { ...message, salon }));
  }
  return new Response(observation.body, {
    status: observation.status,
    headers: { "Content-Type": "application/json" },
  });
}

async function copies(salon: string, count: number, env: Env): Promise<Response> {
  const numbers = JSON.stringify(Array.from({ length: count }, (_, i) => i));
  await env.DB.prepare(`
    INSERT OR IGNORE INTO salon (salon_id, version, document, snapshot, snapshot_schema, created_at, updated_at)
    SELECT salon_id || '-copy-' || value, version, document, snapshot, snapshot_schema, created_at, updated_at
    FROM salon, json_each(?2) WHERE salon_id = ?1`)
    .bind(salon, numbers)
    .run();
  return new Response(null, { status: 204 });
}
