// How often a page or a command goes to D1: from far away each batch is a round trip across an ocean.

import { createExecutionContext, env, waitOnExecutionContext } from "cloudflare:test";
import { expect, test } from "vitest";
import { cancel } from "../../../workers/commands/cancel.ts";
import type { Outcome } from "../../../workers/commands/command.ts";
import { findBookings, requestCode } from "../../../workers/commands/find-bookings.ts";
import { hold, releaseHold } from "../../../workers/commands/hold.ts";
import { move } from "../../../workers/commands/move.ts";
import { putSalon } from "../../../workers/commands/put-salon.ts";
import { joinWaitlist } from "../../../workers/commands/waitlist.ts";
import type { Env } from "../../../workers/env.ts";
import worker from "../../../workers/index.ts";
import { encodeSnapshot, publish } from "../../../workers/store/snapshots.ts";
import { oneTimeCode, phoneHash } from "../../../workers/token.ts";
import { at, bookCut, done, NOMSA, NOW, openSalon, rows, TUESDAY_NINE } from "../commands/surroundings.ts";

/** The bindings with a database that counts its batches; the store reads and commits by nothing else. */
function counting(): { bindings: Env; batches(): number } {
  let batches = 0;
  const DB = new Proxy(env.DB, {
    get(db, name) {
      const value = Reflect.get(db, name) as unknown;
      if (name === "batch") batches += 1;
      return typeof value === "function" ? value.bind(db) : value;
    },
  });
  return { bindings: { ...env, DB }, batches: () => batches };
}

async function page(path: string): Promise<number> {
  const { bindings, batches } = counting();
  const ctx = createExecutionContext();
  const headers = { "X-Test-Now": new Date(NOW * 60_000).toISOString() };
  const answer = await worker.fetch(new Request(`https://booking.test${path}`, { headers }), bindings, ctx);
  await answer.text();
  const read = batches();
  await waitOnExecutionContext(ctx);
  expect(answer.status, path).toBe(200);
  return read;
}

const WEDNESDAY = "2026-12-02";

test("a page comes from the snapshot and one batch", async () => {
  const { slug } = await openSalon();
  const made = done(await bookCut(at(NOW), slug, TUESDAY_NINE));
  const start = TUESDAY_NINE + 60;
  const most: [string, number][] = [
    [`/${slug}`, 1],
    [`/${slug}/book`, 1],
    [`/${slug}/book?service=cut`, 1],
    [`/${slug}/book?service=cut&service=colour`, 1],
    [`/${slug}/book?service=cut&staff=any&date=${WEDNESDAY}`, 1],
    [`/${slug}/embed?service=cut&staff=any&date=${WEDNESDAY}&start=${start}`, 1],
    [`/b/${made.token}`, 1],
    [`/b/${made.token}/cancel`, 1],
    // The booking tells which services' starts are read.
    [`/b/${made.token}/move`, 2],
  ];
  for (const [path, batches] of most) expect([path, await page(path)]).toEqual([path, batches]);
});

test("a step whose snapshot is older than the document is shown by the document", async () => {
  const steps = ["", "?service=cut", "?service=cut&service=colour", `?service=cut&staff=any&date=${WEDNESDAY}`];
  const document = await openSalon();
  const renamed = structuredClone(document);
  for (const service of renamed.services) service.name = { en: `Renamed ${service.id}` };
  done(await putSalon(at(NOW), { document: renamed, actor: "operator" }));
  for (const query of steps) {
    await publish(env, encodeSnapshot(document, 1));
    const ctx = createExecutionContext();
    const headers = { "X-Test-Now": new Date(NOW * 60_000).toISOString() };
    const url = `https://booking.test/${document.slug}/book${query}`;
    const answer = await worker.fetch(new Request(url, { headers }), env, ctx);
    expect(await answer.text(), query).toContain("Renamed cut");
    await waitOnExecutionContext(ctx);
  }
});

test("a command is one batch to read and one to commit", async () => {
  const { slug } = await openSalon();
  const count = async <T>(run: (ctx: ReturnType<typeof at>) => Promise<Outcome<T>>, most = 2): Promise<T> => {
    const { bindings, batches } = counting();
    const value = done(await run(at(NOW, bindings)));
    expect(batches()).toBe(most);
    return value;
  };
  const services = [{ id: "cut" }];
  const held = await count((ctx) => hold(ctx, { salon: slug, services, start: TUESDAY_NINE }));
  const later = { salon: slug, services, start: TUESDAY_NINE + 60, replaces: held.hold };
  const kept = await count((ctx) => hold(ctx, later));
  await count((ctx) => releaseHold(ctx, { salon: slug, hold: kept.hold }));
  const { token } = await count((ctx) => bookCut(ctx, slug, TUESDAY_NINE + 1440));
  // The third is the waiting list's, which begins when the answer is given.
  await count((ctx) => move(ctx, { subject: { token }, start: TUESDAY_NINE + 1500 }), 3);
  await count((ctx) => cancel(ctx, { subject: { token } }), 3);
  const date = Math.floor(TUESDAY_NINE / 1440);
  await count((ctx) => joinWaitlist(ctx, { salon: slug, services, from: date, to: date, client: NOMSA }));
});

test("finding one's bookings is a read and a commit, however many salons know the number", async () => {
  const phone = "+27825550155";
  const client = { name: "Nomsa", phone, email: "nomsa@example.com" };
  for (const { slug } of [await openSalon(), await openSalon(), await openSalon()])
    done(await bookCut(at(NOW), slug, TUESDAY_NINE, { client }));
  const asked = counting();
  const ctx = at(NOW, asked.bindings);
  done(await requestCode(ctx, { phone }));
  await ctx.later();
  // One writes the code; after the answer come a read and the letters' commit.
  expect(asked.batches()).toBe(3);
  const hash = await phoneHash(env.TOKEN_SECRET, phone);
  const [row] = await rows(`SELECT code_id FROM find_code WHERE phone_hash = ?1`, hash);
  const code = await oneTimeCode(env.TOKEN_SECRET, String(row?.code_id), client.email);
  for (const [tried, given] of [
    [phone, "guess!"],
    ["+27825550156", "guess!"],
    [phone, code],
  ] as const) {
    const { bindings, batches } = counting();
    const outcome = await findBookings(at(NOW, bindings), { phone: tried, code: given });
    expect(outcome.ok ? outcome.value.bookings.length : outcome.problem.type).toBe(given === code ? 3 : "wrong-code");
    expect(batches()).toBe(2);
  }
});
