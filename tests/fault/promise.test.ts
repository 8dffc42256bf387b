// What is offered can be booked, over HTTP and for salons nobody designed, as long as nobody else writes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { bookedOf, bookStart, cancelBooking, clientOf } from "./client.ts";
import { randomSalon } from "./salons.ts";
import { long, openSite, type Site } from "./site.ts";
import { assertWhole } from "./truth.ts";

const SALONS = long ? 30 : 5;
const STARTS = long ? 40 : 12;

let site: Site;
const client = clientOf(() => site.url);

before(async () => {
  site = await openSite();
});
after(() => site.close());

test(`in ${SALONS} random salons every offered start is booked, cancelled and offered again`, async (t) => {
  let walked = 0;
  for (let i = 0; i < SALONS; i++) {
    const salon = randomSalon(`random-${i}`);
    await client.putSalon(salon);
    for (const { id } of salon.services) {
      const query = `service=${id}&from=2026-11-30&to=2026-12-06`;
      const offered = await client.starts(salon.slug, query);
      // Spread over the week: the first and last starts of a day are the ones a rule cuts off.
      const step = Math.max(1, Math.floor((offered.length * salon.services.length) / STARTS));
      for (let at = 0; at < offered.length; at += step) {
        const start = offered[at] ?? "";
        const booked = await client.send(bookStart(salon.slug, start, id));
        assert.equal(booked.status, 201, `${salon.slug} ${id} ${start}: ${booked.text}`);
        const cancelled = await client.send(cancelBooking(bookedOf(booked).token));
        assert.equal(cancelled.status, 200, `${salon.slug} ${id} ${start}: ${cancelled.text}`);
        walked += 1;
      }
      assert.deepEqual(await client.starts(salon.slug, query), offered, "as if nothing had been booked");
    }
  }
  t.diagnostic(`${walked} starts`);
  assert.ok(walked >= SALONS * 5, `only ${walked} starts were offered`);
  assertWhole(site.state);
});
