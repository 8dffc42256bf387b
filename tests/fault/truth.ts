// What the database file says, read without the Worker: from a copy, so that looking changes nothing.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, globSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** The file of a site's main database: the one with the calendar in it, for people's keys lie in another. */
export function databaseFile(state: string): string {
  const files = globSync("v3/d1/**/*.sqlite", { cwd: state }).map((path) => join(state, path));
  const main = files.filter(holdsCalendar);
  assert.equal(main.length, 1, `one main database below ${state}, not ${main.length}`);
  return main[0] ?? "";
}

function holdsCalendar(file: string): boolean {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'segment'").get() !== undefined;
  } finally {
    database.close();
  }
}

/** Whatever a crash left, write-ahead log included, opened as SQLite would open it. */
export function look<T>(state: string, use: (database: DatabaseSync) => T): T {
  const file = databaseFile(state);
  const folder = mkdtempSync(join(tmpdir(), "fault-truth-"));
  const copy = join(folder, "copy.sqlite");
  try {
    for (const ending of ["", "-wal"]) if (existsSync(file + ending)) copyFileSync(file + ending, copy + ending);
    const database = new DatabaseSync(copy);
    try {
      return use(database);
    } finally {
      database.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Statements that find nothing in a database that is whole, by the promise they would break. */
const PROMISES: Record<string, string> = {
  "no unit is busy twice": `
    SELECT * FROM (
      SELECT *, lag(end_at) OVER (PARTITION BY salon_id, unit_id ORDER BY start_at) AS previous_end FROM segment)
    WHERE previous_end > start_at`,
  "a confirmed booking occupies units, a cancelled one none": `
    SELECT booking_id, status FROM booking
    WHERE (status = 'confirmed') <> EXISTS (
      SELECT 1 FROM segment WHERE segment.salon_id = booking.salon_id AND segment.visit_id = booking.booking_id)`,
  "a booking's units are not held but its own": `
    SELECT booking_id FROM booking JOIN segment ON segment.salon_id = booking.salon_id AND visit_id = booking_id
    WHERE held_until IS NOT NULL`,
  "every segment is a booking's, a hold's, a session's or a block's": `
    SELECT visit_id FROM segment WHERE visit_id NOT GLOB 'class:*'
      AND NOT EXISTS (SELECT 1 FROM booking WHERE booking.salon_id = segment.salon_id AND booking_id = visit_id)
      AND NOT EXISTS (SELECT 1 FROM hold WHERE hold.salon_id = segment.salon_id AND hold_id = visit_id)
      AND NOT EXISTS (SELECT 1 FROM block WHERE block.salon_id = segment.salon_id AND block_id = visit_id)`,
  "every booking under a number has one client": `
    SELECT booking_id FROM booking WHERE phone <> '' AND NOT EXISTS (
      SELECT 1 FROM client WHERE client.salon_id = booking.salon_id AND client.client_id = booking.client_id)`,
  "every booking has its audit entry, and its cancellation too": `
    SELECT booking_id, status, made, cancelled FROM (
      SELECT booking_id, status,
        (SELECT count(*) FROM entries WHERE subject = booking_id AND action = 'booking.made') AS made,
        (SELECT count(*) FROM entries WHERE subject = booking_id AND action = 'booking.cancelled') AS cancelled
      FROM booking)
    WHERE made <> 1 OR cancelled <> (status = 'cancelled')`,
  "every booking has its message, and its cancellation too": `
    SELECT booking_id, status, made, cancelled FROM (
      SELECT booking_id, status,
        (SELECT count(*) FROM messages WHERE booking = booking_id AND kind = 'booking.made') AS made,
        (SELECT count(*) FROM messages WHERE booking = booking_id AND kind = 'booking.cancelled') AS cancelled
      FROM booking WHERE phone <> '' OR email IS NOT NULL)
    WHERE made <> 1 OR cancelled <> (status = 'cancelled')`,
  "nothing is told of a booking that is not there": `
    SELECT subject FROM entries WHERE action GLOB 'booking.*'
      AND NOT EXISTS (SELECT 1 FROM booking WHERE booking_id = subject)
    UNION SELECT booking FROM messages WHERE NOT EXISTS (SELECT 1 FROM booking WHERE booking_id = booking)`,
  "no answer is kept for a booking that is not there": `
    SELECT key FROM idempotency WHERE booking_id IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM booking WHERE booking.booking_id = idempotency.booking_id)`,
  "audit entries are numbered without gaps": `
    SELECT salon_id FROM audit GROUP BY salon_id HAVING max(seq) <> count(*) OR min(seq) <> 1`,
};

/** The columns of JSON rows, with the indexes that the questions above need. */
const VIEWS = `
  CREATE TEMP TABLE entries AS SELECT entry ->> '$.subject' AS subject, entry ->> '$.action' AS action FROM audit;
  CREATE TEMP TABLE messages AS SELECT payload ->> '$.booking' AS booking, kind FROM outbox;
  CREATE INDEX temp.entry_subject ON entries (subject, action);
  CREATE INDEX temp.message_booking ON messages (booking, kind);`;

/** Fails with the rows that break a promise; says how many bookings there are. */
export function assertWhole(state: string): number {
  return look(state, (database) => {
    assert.deepEqual(
      database
        .prepare("PRAGMA integrity_check")
        .all()
        .map((row) => row.integrity_check),
      ["ok"],
    );
    database.exec(VIEWS);
    for (const [promise, statement] of Object.entries(PROMISES)) {
      assert.deepEqual(database.prepare(`SELECT * FROM (${statement}) LIMIT 5`).all(), [], promise);
    }
    for (const { leaf, entry } of database.prepare("SELECT leaf, entry FROM audit").iterate()) {
      const hash = createHash("sha256").update("\0").update(String(entry)).digest();
      assert.ok(hash.equals(leaf as Uint8Array), "a leaf is the hash of its entry");
    }
    const counted = database.prepare("SELECT count(*) AS bookings FROM booking").get();
    return Number(counted?.bookings);
  });
}

export interface StoredBooking {
  booking_id: string;
  status: string;
  segments: number;
}

export function storedBookings(state: string): Map<string, StoredBooking> {
  const rows = look(state, (database) =>
    database
      .prepare(`
        SELECT booking_id, status, (SELECT count(*) FROM segment
          WHERE segment.salon_id = booking.salon_id AND visit_id = booking_id) AS segments FROM booking`)
      .all(),
  ) as unknown as StoredBooking[];
  return new Map(rows.map((row) => [row.booking_id, row]));
}
