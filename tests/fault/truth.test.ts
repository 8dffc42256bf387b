// The checks of truth.ts see what they are there to see: each fault is put into a sound database, and found.
import assert from "node:assert/strict";
import { globSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, test } from "node:test";
import { root } from "../../scripts/local/process.ts";
import { newFolder } from "./site.ts";
import { assertWhole } from "./truth.ts";

let state: string;
let database: DatabaseSync;

const LEAF = "X'23F1A2DC20A4E2A9C2A7DD95EA0F0C2E1AC24E8E0A7F0E0E3F8B6A0D6A1D5B11'";
const booking = (id: string, status = "confirmed") => `
  INSERT INTO booking (salon_id, booking_id, client_id, status, services, party, start_at, end_at, price_cents,
    deposit_cents, placed, name, phone, token_version, sequence, created_at, updated_at)
  VALUES ('salon', '${id}', 'client', '${status}', '[]', 1, 100, 130, 0, 0, '[]', 'N', '+2782', 1, 0, 0, 0);`;

beforeEach(() => {
  state = newFolder();
  const folder = join(state, "v3/d1/miniflare-D1DatabaseObject");
  mkdirSync(folder, { recursive: true });
  database = new DatabaseSync(join(folder, "database.sqlite"));
  database.exec("PRAGMA synchronous = OFF"); // nothing pulls its plug
  for (const migration of globSync("shared/migrations/*.sql", { cwd: root }).sort()) {
    database.exec(readFileSync(join(root, migration), "utf8"));
  }
});
afterEach(() => {
  database.close();
  rmSync(state, { recursive: true, force: true });
});

const FAULTS: Record<string, string> = {
  "no unit is busy twice": `
    DROP TRIGGER segment_no_overlap;
    INSERT INTO segment VALUES ('salon', 'thandi', 100, 130, 'class:yoga:100', NULL),
                               ('salon', 'thandi', 125, 150, 'class:yoga:125', NULL);`,
  "a confirmed booking occupies units, a cancelled one none": booking("without-units"),
  "every segment is a booking's, a hold's, a session's or a block's": `
    INSERT INTO segment VALUES ('salon', 'thandi', 100, 130, 'nobody', NULL);`,
  "a booking's units are not held but its own": `${booking("held")}
    INSERT INTO segment VALUES ('salon', 'thandi', 100, 130, 'held', 999);`,
  "every booking under a number has one client": booking("without-client", "cancelled"),
  "no answer is kept for a booking that is not there": `
    INSERT INTO idempotency VALUES ('salon', 'book', 'key', '', 201, '{}', 'gone', 1, 1);`,
  "audit entries are numbered without gaps": `INSERT INTO audit VALUES ('salon', 2, ${LEAF}, '{}', 0);`,
  "a leaf is the hash of its entry": `INSERT INTO audit VALUES ('salon', 1, ${LEAF}, '{}', 0);`,
  "every booking has its audit entry, and its cancellation too": `${booking("unaudited", "cancelled")}
    INSERT INTO client (salon_id, client_id, phone, name, created_at) VALUES ('salon', 'client', '+2782', 'N', 0);`,
  "nothing is told of a booking that is not there": `
    INSERT INTO outbox (salon_id, message_id, kind, payload, created_at)
    VALUES ('salon', 'm', 'booking.made', '{"booking":"gone"}', 0);`,
};

test("a sound database is found sound", () => {
  assert.equal(assertWhole(state), 0);
});

for (const [promise, fault] of Object.entries(FAULTS)) {
  test(`broken and seen: ${promise}`, () => {
    database.exec(fault);
    assert.throws(() => assertWhole(state), new RegExp(promise));
  });
}
