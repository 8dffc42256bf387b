// The database fails in the middle of a commit, or its disk is full: a plain 503, nothing half done, and all is well once
// the fault is gone.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, test } from "node:test";
import { type Answer, bookedOf, bookStart, cancelBooking, clientOf } from "./client.ts";
import { chairSalon, NOW } from "./salons.ts";
import { newFolder, openSite, type Site } from "./site.ts";
import { assertWhole, databaseFile, look } from "./truth.ts";

const SALON = chairSalon("failing", 2, 2);
const FAULTY = "2026-12-01T09:00:00+02:00";

function assertPlainRefusal(answer: Answer): void {
  assert.equal(answer.status, 503, answer.text);
  assert.equal(answer.headers.get("content-type"), "application/problem+json");
  assert.ok(Number(answer.headers.get("retry-after")) > 0, "it says when to try again");
  const problem = JSON.parse(answer.text) as { type: string; status: number };
  assert.equal(problem.type, "urn:appointmentbooking:problem:storage-unavailable");
  assert.doesNotMatch(answer.text, /sqlite|D1_|disk|trigger|at \w+ \(/i, "it tells nothing of the inside");
}

/** Who asked is counted by what is read before a commit, so that a request that fails is no free one. */
const COUNTING = new Set(["admission", "threat_event"]);

/** How many rows each table has, but for those that count requests. */
function census(state: string): Record<string, number> {
  return look(state, (database) => {
    const tables = database
      .prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB '_cf_*' AND name NOT GLOB 'sqlite_*'",
      )
      .all()
      .filter(({ name }) => !COUNTING.has(String(name)));
    return Object.fromEntries(
      tables.map(({ name }) => [name, Number(database.prepare(`SELECT count(*) AS n FROM "${name}"`).get()?.n)]),
    );
  });
}

/** Table, the event that fails, and which row: each is chosen by the minute X-Test-Now says, or by the start. */
const FAULTS: [table: string, event: string, when: (minute: number) => string][] = [
  ["idempotency", "INSERT", (minute) => `NEW.expires_at = ${minute} + 1440`],
  ["segment", "INSERT", (minute) => `(SELECT count(*) FROM idempotency WHERE expires_at = ${minute} + 1440) > 0`],
  ["client", "INSERT", (minute) => `NEW.created_at = ${minute}`],
  ["booking", "INSERT", (minute) => `NEW.created_at = ${minute}`],
  ["audit", "INSERT", (minute) => `NEW.at = ${minute}`],
  ["outbox", "INSERT", (minute) => `NEW.created_at = ${minute}`],
];

let opened: Site | undefined;
after(() => opened?.close());

test("a statement that fails, wherever it stands in the commit, leaves nothing and is answered by a 503", async () => {
  const site = await openSite();
  opened = site;
  const client = clientOf(() => site.url);
  await client.putSalon(SALON);
  await site.stop();
  const first = Date.parse(NOW) / 60_000 + 1;
  const database = new DatabaseSync(databaseFile(site.state));
  for (const [i, [table, event, when]] of FAULTS.entries()) {
    database.exec(`
      CREATE TRIGGER fault_${table} BEFORE ${event} ON ${table} WHEN ${when(first + i)}
      BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END`);
  }
  database.close();
  await site.start();
  const before = census(site.state);
  for (const [i, [table]] of FAULTS.entries()) {
    const now = new Date((first + i) * 60_000).toISOString();
    const request = bookStart(SALON.slug, FAULTY);
    assertPlainRefusal(await client.send(request, now));
    assert.deepEqual(census(site.state), before, `after a fault at ${table}`);
  }
  // The request itself was good: once the fault is over, the same key books.
  const request = bookStart(SALON.slug, FAULTY);
  assertPlainRefusal(await client.send(request, new Date(first * 60_000).toISOString()));
  const booked = await client.send(request, NOW);
  assert.equal(booked.status, 201, booked.text);
  assert.equal((await client.send(cancelBooking(bookedOf(booked).token), NOW)).status, 200);
  assertWhole(site.state);
});

const MEGABYTES = 24;

/** A file system so small that it can be filled; null where this process may not mount one. */
function smallDisk(): string | null {
  const folder = newFolder();
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${MEGABYTES}m`, "tmpfs", folder]);
  if (mounted.status === 0) return folder;
  rmSync(folder, { recursive: true });
  return null;
}

/** Writes until nothing more goes in. */
function fill(path: string): void {
  const file = openSync(path, "w");
  try {
    for (let size = 1 << 20; size >= 512; size /= 2) {
      try {
        for (;;) if (writeSync(file, Buffer.alloc(size)) < size) break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
      }
    }
  } finally {
    closeSync(file);
  }
}

test("a full disk is answered by a 503, loses nothing, and is forgotten once there is room", async (t) => {
  const disk = smallDisk();
  if (disk === null) {
    t.skip("NOT TESTED: no file system may be mounted here, so no disk can be filled");
    return;
  }
  const site = await openSite(disk);
  try {
    const client = clientOf(() => site.url);
    await client.putSalon(SALON);
    const starts = await client.starts(SALON.slug, "service=cut&from=2026-12-01&to=2026-12-28");
    const first = bookStart(SALON.slug, starts[0] ?? "");
    const answer = await client.send(first);
    assert.equal(answer.status, 201, answer.text);
    const filler = join(disk, "filler");
    fill(filler);
    // The write-ahead log may have some room of its own.
    const acknowledged = [bookedOf(answer).booking];
    const refused: string[] = [];
    for (const start of starts.slice(1)) {
      const request = bookStart(SALON.slug, start);
      const told = await client.send(request);
      if (told.status === 201) {
        acknowledged.push(bookedOf(told).booking);
        continue;
      }
      assertPlainRefusal(told);
      refused.push(start);
      if (refused.length === 5) break;
    }
    assert.equal(refused.length, 5, `the disk never filled in ${acknowledged.length} bookings`);
    rmSync(filler);
    const repeated = await client.send(first);
    assert.equal(repeated.text, answer.text, "what was answered before is answered again");
    for (const start of refused) {
      const booked = await client.send(bookStart(SALON.slug, start));
      assert.equal(booked.status, 201, booked.text);
      acknowledged.push(bookedOf(booked).booking);
    }
    assert.equal(assertWhole(site.state), acknowledged.length, "booked is what was acknowledged, and no more");
    t.diagnostic(`${acknowledged.length} bookings, ${refused.length} refused while the disk was full`);
  } finally {
    await site.stop();
    spawnSync("umount", [disk]);
    rmSync(disk, { recursive: true, force: true });
  }
});
