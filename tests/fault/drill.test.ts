// The incident drill, in short form, on a site of its own (`npm run drill` prints it).
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { play } from "../../scripts/drill/play.ts";
import { type Drilled, openSite } from "../../scripts/drill/site.ts";

let site: Drilled;
before(async () => {
  site = await openSite();
});
after(() => site.close());

test("a stolen session is found out, stopped, told of and closed, from end to end", async (t) => {
  const { steps, timeline, told, people } = await play(site.url, "thandi-hair", 5);
  assert.ok(people >= 4, `${people} people`);
  assert.deepEqual([timeline[0]?.what, timeline.at(-1)?.what], ["opened", "closed"]);
  assert.ok(told < 30_000, `the owner was told after ${told.toFixed(0)} ms`);
  for (const { name, took } of steps) t.diagnostic(`${name}: ${took.toFixed(0)} ms`);
  t.diagnostic(`the salon was told after ${told.toFixed(0)} ms`);
});
