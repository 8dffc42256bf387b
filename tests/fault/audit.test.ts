// The audit trail under fire: many clients over HTTP, sweeps at the same time, a power cut in the middle. What is left is one
// trail without gaps that holds every checkpoint ever signed, as corectl sees it from the outside.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { cmake } from "../../scripts/build.ts";
import { root } from "../../scripts/local/process.ts";
import { setting } from "../../scripts/seed.ts";
import { bookedOf, bookStart, cancelBooking, clientOf } from "./client.ts";
import { chairSalon } from "./salons.ts";
import { long, openSite, type Site } from "./site.ts";
import { look } from "./truth.ts";

const CLIENTS = 16;
const ATTEMPTS = long ? 2000 : 240;
const SALON = "trail";
const STARTS = ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30"].map((time) => `2026-12-01T${time}:00+02:00`);

let site: Site;
const client = clientOf(() => site.url);

before(async () => {
  cmake("native", ["corectl"]);
  site = await openSite();
});
after(() => site.close());

/** What the cron does every minute. */
async function sweep(): Promise<void> {
  const answer = await fetch(`${site.url}/cdn-cgi/handler/scheduled?cron=${encodeURIComponent("* * * * *")}`);
  assert.equal(answer.status, 200, await answer.text());
}

async function get(path: string): Promise<string> {
  const headers = { Authorization: `Bearer ${setting("OPERATOR_TOKEN")}` };
  const answer = await fetch(site.url + path, { headers });
  const text = await answer.text();
  assert.equal(answer.status, 200, text);
  return text;
}

/** Books and cancels until so many attempts were made; a server that is gone is not asked again. */
async function fire(attempts: number): Promise<string[]> {
  const tokens: string[] = [];
  let made = 0;
  const work = async () => {
    while (made < attempts) {
      const start = STARTS[made++ % STARTS.length] ?? "";
      const answer = await client.send(bookStart(SALON, start));
      if (answer.status !== 201) continue;
      const { token } = bookedOf(answer);
      tokens.push(token);
      if (Math.random() < 0.8) await client.send(cancelBooking(token));
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, () => work().catch(() => undefined)));
  return tokens;
}

const kept = (name: string, text: string): string => {
  const path = join(site.state, name);
  writeFileSync(path, text);
  return path;
};

function corectl(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(join(root, "build/native/corectl"), args, { encoding: "utf8" });
  assert.equal(status, 0, stdout + stderr);
  return stdout;
}

test(`${CLIENTS} clients, sweeps and a power cut: one trail that holds every checkpoint`, async (t) => {
  await client.putSalon(chairSalon(SALON, 3, 3));
  const sweeps = async (times: number) => {
    for (let i = 0; i < times; i++) await sweep();
  };
  const before = fire(ATTEMPTS / 2);
  await sweeps(4);
  const cut = Promise.all([before, sweeps(20).catch(() => undefined)]);
  await new Promise((resolve) => setTimeout(resolve, 300));
  await site.kill();
  await cut;
  await site.start();
  const [tokens] = await Promise.all([fire(ATTEMPTS / 2), sweeps(6)]);
  await sweep();

  const { numbers, notes } = look(site.state, (database) => ({
    numbers: database.prepare("SELECT seq FROM audit WHERE salon_id = ? ORDER BY seq").all(SALON) as { seq: number }[],
    notes: database.prepare("SELECT note FROM checkpoint WHERE salon_id = ? ORDER BY size").all(SALON) as {
      note: string;
    }[],
  }));
  t.diagnostic(`${numbers.length} entries, ${notes.length} checkpoints`);
  assert.deepEqual(
    numbers.map(({ seq }) => seq),
    numbers.map((_, i) => i + 1),
  );
  assert.ok(notes.length >= 4, "too few checkpoints to say anything");

  const { key } = JSON.parse(await get(`/api/v1/salons/${SALON}/audit/checkpoint`)) as { key: string };
  const exported = kept("trail.ndjson", await get(`/api/v1/salons/${SALON}/audit/export`));
  const files = notes.flatMap(({ note }, i) => ["--note", kept(`note.${i}`, note)]);
  assert.match(corectl("audit", "check", exported, ...files, "--key", key), new RegExp(`${numbers.length} entries`));

  const check = await fetch(`${site.url}/api/v1/salons/${SALON}/audit/check`, {
    method: "POST",
    headers: { Authorization: `Bearer ${setting("OPERATOR_TOKEN")}` },
  });
  const { faults, last } = (await check.json()) as { faults: unknown[]; last: number };
  assert.deepEqual([faults, last], [[], numbers.length]);

  const token = tokens.at(-1) ?? "";
  const bundle = JSON.parse(await get(`/api/v1/bookings/${token}/records`));
  assert.ok(bundle.entries.length >= 1);
  const file = kept("records.json", JSON.stringify(bundle));
  assert.match(corectl("audit", "verify", file, "--key", key), /HOLDS/);
});
