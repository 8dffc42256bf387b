// The workflow itself, in the runtime that ships: it goes through its steps by itself, waits for what it has to wait for, and
// is started again from D1 when it dies.

import { introspectWorkflow, type WorkflowIntrospector } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { cancel } from "../../../workers/commands/cancel.ts";
import { decideRequest } from "../../../workers/commands/compliance/requests/decide.ts";
import type { Asked, RequestKey } from "../../../workers/commands/compliance/requests/request.ts";
import { startByLink } from "../../../workers/commands/compliance/requests/start.ts";
import { sweepRequests } from "../../../workers/commands/compliance/requests/sweep.ts";
import { verifyRequest } from "../../../workers/commands/compliance/requests/verify.ts";
import { begin, wake } from "../../../workers/commands/compliance/requests/wake.ts";
import { readExport } from "../../../workers/store/compliance/requests/exports.ts";
import { at, done, rows } from "../commands/surroundings.ts";
import { asked, codeOf, idle, lettersOf, OWNER, rowOf, type Someone, someone, stepsOf } from "./asking.ts";

/** The workflow goes by the real clock, so everything here does; the visit is on a Tuesday, two weeks on at most. */
const now = (): number => Math.floor(Date.now() / 60_000);
const TUESDAY = (): number => {
  const day = Math.floor(now() / 1440) + 2;
  return (day + ((5 - (day % 7) + 7) % 7)) * 1440 + 9 * 60 - 120; // 1970-01-01 was a Thursday
};

const client = () => someone(now(), { start: TUESDAY() });
const surroundings = () => at(now());

/** The status that the only instance comes to. */
async function instance(introspector: WorkflowIntrospector) {
  const [one] = await introspector.get();
  if (one === undefined) throw new Error("no workflow was started");
  return one;
}

/** Asked, and proved once the workflow has sent the code. */
async function provedInTime(introspector: WorkflowIntrospector, who: Someone, what: Asked): Promise<RequestKey> {
  const key = await asked(who, what, surroundings());
  await (await instance(introspector)).waitForStepResult({ name: "acknowledge" });
  const code = await codeOf(who.phone, key.request, who.email);
  const ctx = surroundings();
  done(await verifyRequest(ctx, { ...key, phone: who.phone, code }));
  await ctx.later();
  return key;
}

test("access goes from the code to the answer by itself, and the workflow is given ids alone", async () => {
  await using introspector = await introspectWorkflow(env.REQUESTS);
  const who = await client();
  const key = await provedInTime(introspector, who, { kind: "access", detail: {} });
  await (await instance(introspector)).waitForStatus("complete");
  expect(await stepsOf(key)).toEqual(
    expect.arrayContaining(["received", "acknowledged", "proved", "gathered", "closed"]),
  );
  expect(await readExport(env, key.salon, key.request)).toContain(who.phone);
  expect((await lettersOf(key)).sort()).toEqual([
    "request.acknowledged",
    "request.answered",
    "request.code",
    "request.due",
  ]);
});

test("a deletion waits for the salon's decision and then ends with its receipts", async () => {
  await using introspector = await introspectWorkflow(env.REQUESTS);
  const who = await client();
  const key = await provedInTime(introspector, who, { kind: "deletion", detail: {} });
  const one = await instance(introspector);
  await one.waitForStepResult({ name: "look after the proof" });
  expect((await rowOf(key))?.status).toBe("deciding");
  done(await cancel(at(now()), { subject: { token: who.token } }));
  const ctx = at(now());
  done(await decideRequest(ctx, { salon: key.salon, request: key.request, actor: OWNER, decision: "granted" }));
  await ctx.later();
  await one.waitForStatus("complete");
  expect((await rowOf(key))?.status).toBe("closed");
  const stores = await rows(`SELECT DISTINCT store FROM receipt WHERE request_id = ?1 ORDER BY store`, key.request);
  expect(stores.map(({ store }) => store)).toEqual(["d1", "e-mail", "keys", "kv", "queue", "r2"]);
  expect(await rows(`SELECT 1 FROM client WHERE client_id = ?1`, who.client)).toEqual([]);
});

test("a workflow that died between two steps is started again by the sweep, and each effect is there once", async () => {
  await using introspector = await introspectWorkflow(env.REQUESTS);
  // Gathering is done, and the power goes before the answer: the first run is stopped there for good.
  await introspector.modifyAll(async (m) => m.mockStepError({ name: "tell and close" }, new Error("power cut")));
  await introspector.modifyAll(async (m) => m.disableRetryDelays());
  const who = await client();
  const key = await provedInTime(introspector, who, { kind: "access", detail: {} });
  await (await instance(introspector)).waitForStatus("errored");
  expect(await stepsOf(key)).toContain("gathered");
  expect((await rowOf(key))?.status).toBe("working");
  await introspector.dispose();

  await using second = await introspectWorkflow(env.REQUESTS);
  await sweepRequests(idle(now() + 4)); // not yet: it may only be slow
  expect((await rowOf(key))?.runs).toBe(1);
  const ctx = at(now() + 5);
  await sweepRequests(ctx);
  await ctx.later();
  await (await instance(second)).waitForStatus("complete");
  expect(await rowOf(key)).toMatchObject({ status: "closed", runs: 2 });
  const letters = await lettersOf(key);
  expect(letters.filter((kind) => kind === "request.answered")).toHaveLength(1);
  expect(letters.filter((kind) => kind === "request.code")).toHaveLength(1);
});

test("two workflows of one request, at once, have one effect", async () => {
  await using introspector = await introspectWorkflow(env.REQUESTS);
  const who = await client();
  const started = done(await startByLink(idle(now()), { token: who.token, kind: "withdrawal", detail: {} }));
  const key = { salon: who.salon, request: started.request };
  await Promise.all([1, 2, 3].map((run) => begin(at(now()), key, run)));
  for (const one of await introspector.get()) await one.waitForStatus("complete");
  expect((await lettersOf(key)).filter((kind) => kind === "request.answered")).toHaveLength(1);
  const entries = await rows(
    `SELECT 1 FROM audit WHERE salon_id = ?1 AND entry ->> '$.action' = 'request.closed'`,
    who.salon,
  );
  expect(entries).toHaveLength(1);
});

test("a workflow that was never started is started by the sweep, and one that nobody waits for is no error", async () => {
  await using introspector = await introspectWorkflow(env.REQUESTS);
  const who = await client();
  const key = await asked(who, { kind: "access", detail: {} }, idle(now()));
  await expect(wake(at(now()), key, 1, "proved")).rejects.toThrow();
  const ctx = at(now() + 5);
  await sweepRequests(ctx);
  await ctx.later();
  const one = await instance(introspector);
  await one.waitForStepResult({ name: "acknowledge" });
  expect(await stepsOf(key)).toContain("acknowledged");
});
