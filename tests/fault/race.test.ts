// Many clients, few places: nobody gets what somebody else has, and nobody is refused what is free.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Answer, bookedOf, bookHold, bookStart, cancelBooking, clientOf, holdStart } from "./client.ts";
import { chairSalon } from "./salons.ts";
import { long, openSite, type Site } from "./site.ts";
import { assertWhole, storedBookings } from "./truth.ts";

const CLIENTS = 16;
const ATTEMPTS = long ? 2000 : 320;
const STARTS = ["09:00", "09:30", "10:00", "10:30"].map((time) => `2026-12-01T${time}:00+02:00`);

let site: Site;
const client = clientOf(() => site.url);

before(async () => {
  site = await openSite();
});
after(() => site.close());

const counts = new Map<string, number>();
function count(what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

/** A booking is won or lost; a server too busy to decide says so, and when to come back. */
function assertDecided(answer: Answer, where: string): void {
  count(`${where} ${answer.status}`);
  if (answer.status === 503) assert.ok(answer.headers.get("retry-after"), answer.text);
  else assert.ok([201, 409].includes(answer.status), `${where}: ${answer.status} ${answer.text}`);
}

/** Tries one start, directly or by way of a hold; the token if it was won. */
async function attempt(salon: string, start: string, byHold: boolean) {
  if (!byHold) {
    const answer = await client.send(bookStart(salon, start));
    assertDecided(answer, "book");
    return answer.status === 201 ? bookedOf(answer) : null;
  }
  const held = await client.send(holdStart(salon, start));
  assertDecided(held, "hold");
  if (held.status !== 201) return null;
  const { hold } = JSON.parse(held.text) as { hold: string };
  const answer = await client.send(bookHold(salon, hold));
  // Whoever holds a start has it.
  assert.equal(answer.status, 201, answer.text);
  count("confirm 201");
  return bookedOf(answer);
}

test(`${CLIENTS} clients race for ${STARTS.length} starts in ${ATTEMPTS} attempts: no unit is sold twice, no booking lost`, async (t) => {
  const salon = chairSalon("race", 3, 3);
  await client.putSalon(salon);
  const kept = new Set<string>();
  const gone = new Set<string>();
  let attempts = 0;
  const work = async (): Promise<void> => {
    while (attempts < ATTEMPTS) {
      const turn = attempts++;
      const booked = await attempt(salon.slug, STARTS[turn % STARTS.length] ?? "", turn % 3 === 0);
      if (booked === null) continue;
      kept.add(booked.booking);
      // Most places come back at once, so that there is always something to race for.
      if (Math.random() > 0.9) continue;
      const cancelled = await client.send(cancelBooking(booked.token));
      count(`cancel ${cancelled.status}`);
      if (cancelled.status === 503) continue;
      assert.equal(cancelled.status, 200, cancelled.text);
      kept.delete(booked.booking);
      gone.add(booked.booking);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: CLIENTS }, work));
  const seconds = (performance.now() - began) / 1000;
  t.diagnostic(`${(ATTEMPTS / seconds).toFixed(0)} attempts/s: ${JSON.stringify(Object.fromEntries(counts))}`);
  assertWhole(site.state);
  const stored = storedBookings(site.state);
  for (const id of kept) assert.equal(stored.get(id)?.status, "confirmed", id);
  for (const id of gone) assert.equal(stored.get(id)?.status, "cancelled", id);
  assert.equal(stored.size, kept.size + gone.size, "nothing is booked that nobody was told of");
  const refused = [...counts].filter(([what]) => what.endsWith("503")).reduce((sum, [, n]) => sum + n, 0);
  assert.ok(refused <= ATTEMPTS / 100, `${refused} of ${ATTEMPTS} attempts were put off`);
});

test("with 2 chairs and 12 clients per start, exactly 2 win each start", async () => {
  const salon = chairSalon("two-chairs", 4, 2);
  await client.putSalon(salon);
  const starts = (await client.starts(salon.slug, "service=cut&from=2026-12-02&to=2026-12-02")).slice(0, long ? 24 : 8);
  assert.equal(starts.length, long ? 24 : 8);
  for (const start of starts) {
    const answers = await Promise.all(Array.from({ length: 12 }, () => client.send(bookStart(salon.slug, start))));
    const statuses = answers.map(({ status }) => status).sort();
    assert.deepEqual(statuses, [201, 201, ...Array(10).fill(409)], `${start}: ${statuses}`);
  }
  assertWhole(site.state);
});
