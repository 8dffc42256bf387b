// Sixteen clients that ask as fast as they can, from one address after the other: in no window is more let in than the
// plan says, and who is refused leaves no trace.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { root } from "../../scripts/local/process.ts";
import { clientOf } from "./client.ts";
import { chairSalon } from "./salons.ts";
import { openSite, type Site } from "./site.ts";
import { assertWhole, look } from "./truth.ts";

const CLIENTS = 16;
const ADDRESSES = 20;
const ARRIVALS = 5_000;

const { plans } = JSON.parse(readFileSync(join(root, "shared/policies/rate-plans.json"), "utf8")) as {
  plans: { action: string; by: string; quota: number; window: number }[];
};
const found = plans.find(({ action, by }) => action === "hold" && by === "address");
assert.ok(found);
const { quota, window } = found;

let site: Site;
const client = clientOf(() => site.url);

before(async () => {
  site = await openSite(undefined, "enforce");
});
after(() => site.close());

interface Arrival {
  /** Milliseconds between which it was decided. */
  sent: number;
  answered: number;
  status: number;
}

/** What could be booked, what is beyond reach (409), what nobody offers (422). */
const WISHES = [
  { services: [{ id: "cut" }], start: "2026-12-01T09:00:00+02:00" },
  { services: [{ id: "cut" }], start: "2036-12-01T09:00:00+02:00" },
  { services: [{ id: "nothing" }], start: "2026-12-01T09:00:00+02:00" },
];

async function ask(salon: string, address: string, turn: number): Promise<Arrival> {
  const sent = performance.now();
  const answer = await fetch(`${site.url}/api/v1/salons/${salon}/holds`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "idempotency-key": randomUUID(),
      "cf-connecting-ip": address,
      "x-test-now": "2026-11-30T06:00:00+02:00",
    },
    body: JSON.stringify(WISHES[turn % WISHES.length]),
    signal: AbortSignal.timeout(60_000),
  });
  await answer.arrayBuffer();
  if (answer.status === 429) assert.match(answer.headers.get("retry-after") ?? "", /^[1-9]\d*$/);
  return { sent, answered: performance.now(), status: answer.status };
}

/** What happened for certain within a window was sent and answered within it. */
function assertWithin(arrivals: readonly Arrival[]): void {
  const admitted = arrivals.filter(({ status }) => status !== 429);
  for (const { sent: from } of admitted) {
    const later = admitted.filter(({ sent }) => sent >= from).map(({ answered }) => answered);
    later.sort((a, b) => a - b);
    for (const [i, to] of later.entries()) {
      // The Worker's clock tells whole milliseconds, so a window may be told one longer than it was.
      const most = quota + (quota * (to - from + 1)) / (window * 1000);
      assert.ok(i + 1 <= most, `${i + 1} in ${(to - from).toFixed(0)} ms`);
    }
  }
}

const TABLES = ["hold", "segment", "booking", "client", "audit", "outbox", "idempotency", "opening", "admission"];
const rowCounts = () =>
  look(site.state, (database) =>
    TABLES.map((table) => (database.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n),
  );

test(`of ${ARRIVALS} arrivals from ${CLIENTS} clients at once no window admits more than the plan`, async (t) => {
  const salon = chairSalon("admitting", 3, 3);
  await client.putSalon(salon);
  const counts = new Map<number, number>();
  const began = performance.now();
  for (let address = 0; address < ADDRESSES; address++) {
    const arrivals: Arrival[] = [];
    let asked = 0;
    const from = performance.now();
    const insist = async (): Promise<void> => {
      while (asked < ARRIVALS / ADDRESSES) arrivals.push(await ask(salon.slug, `203.0.113.${address}`, asked++));
    };
    await Promise.all(Array.from({ length: CLIENTS }, insist));
    const seconds = (performance.now() - from) / 1000;
    assertWithin(arrivals);
    const admitted = arrivals.filter(({ status }) => status !== 429).length;
    assert.ok(admitted >= quota, `only ${admitted} of ${quota} were let in`);
    assert.ok(admitted <= quota + (seconds * quota) / window, `${admitted} in ${seconds.toFixed(1)} s`);
    for (const { status } of arrivals) counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  const seconds = (performance.now() - began) / 1000;
  t.diagnostic(`${(ARRIVALS / seconds).toFixed(0)} arrivals/s: ${JSON.stringify(Object.fromEntries(counts))}`);
  assert.equal(
    [...counts.values()].reduce((sum, n) => sum + n, 0),
    ARRIVALS,
  );
  assert.ok([...counts.keys()].every((status) => [201, 409, 422, 429, 503].includes(status)));
  assert.ok((counts.get(409) ?? 0) > 0 && (counts.get(422) ?? 0) > 0, "what is refused for another reason counts");
  assertWhole(site.state);
});

test("who is refused changes no row, even after the server that remembered the refusal is gone", async () => {
  const salon = chairSalon("refusing", 3, 3);
  await client.putSalon(salon);
  const address = "203.0.113.200";
  for (let turn = 0; turn < quota; turn++) await ask(salon.slug, address, 1);
  assert.equal((await ask(salon.slug, address, 0)).status, 429);
  const before = rowCounts();
  await site.kill();
  await site.start();
  const answers = await Promise.all(Array.from({ length: CLIENTS }, () => ask(salon.slug, address, 0)));
  const admitted = answers.filter(({ status }) => status !== 429).length;
  // A unit comes back every ten seconds, and a start takes about as long.
  assert.ok(admitted <= 3, `${admitted} were let in`);
  const after = rowCounts();
  if (admitted === 0) assert.deepEqual(after, before);
  assert.equal(after.at(-1), before.at(-1), "no key is new");
  assertWhole(site.state);
});
