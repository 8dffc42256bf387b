// What the database refuses, whatever the code does.

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";

const salon = (): string => `constraints-${crypto.randomUUID().slice(0, 8)}`;

function segment(id: string, unit: string, start: number, end: number, visit: string, held: number | null = null) {
  return env.DB.prepare(
    `INSERT INTO segment (salon_id, unit_id, start_at, end_at, visit_id, held_until) VALUES (?1, ?2, ?3, ?4, ?5, ?6)`,
  )
    .bind(id, unit, start, end, visit, held)
    .run();
}

test("segments of one unit never overlap, however they lie", async () => {
  const id = salon();
  await segment(id, "chair.1", 100, 160, "a");
  for (const [start, end] of [
    [100, 160],
    [90, 101],
    [159, 200],
    [110, 120],
    [90, 200],
  ] as const) {
    await expect(segment(id, "chair.1", start, end, "b")).rejects.toThrow("overlap");
  }
});

test("segments that touch, and other units' and other salons' segments, do not overlap", async () => {
  const id = salon();
  await segment(id, "chair.1", 100, 160, "a");
  await segment(id, "chair.1", 40, 100, "b");
  await segment(id, "chair.1", 160, 165, "c");
  await segment(id, "chair.2", 100, 160, "d");
  await segment(salon(), "chair.1", 100, 160, "e");
});

test("a long segment far before is seen behind nearer ones", async () => {
  const id = salon();
  await segment(id, "thandi", 100, 1000, "a");
  await expect(segment(id, "thandi", 900, 910, "b")).rejects.toThrow("overlap");
});

test("an expired hold blocks until it is deleted, for the constraint knows no clock", async () => {
  const id = salon();
  await segment(id, "chair.1", 100, 160, "old", 1);
  await expect(segment(id, "chair.1", 100, 160, "new")).rejects.toThrow("overlap");
});

test("the identical row of the same class visit passes the overlap rule, any other does not", async () => {
  const id = salon();
  await segment(id, "ayanda", 100, 160, "class:yoga:100");
  const again = env.DB.prepare(
    `INSERT OR IGNORE INTO segment (salon_id, unit_id, start_at, end_at, visit_id) VALUES (?1, 'ayanda', 100, 160, ?2)`,
  );
  await again.bind(id, "class:yoga:100").run();
  await expect(again.bind(id, "class:pilates:100").run()).rejects.toThrow("overlap");
  await expect(segment(id, "ayanda", 100, 165, "class:yoga:100")).rejects.toThrow("overlap");
  await segment(id, "chair.1", 100, 160, "visit");
  await expect(segment(id, "chair.1", 100, 160, "visit")).rejects.toThrow("overlap");
});

test("a segment's times and unit are never updated", async () => {
  const id = salon();
  await segment(id, "chair.1", 100, 160, "a");
  for (const change of ["start_at = 90", "end_at = 170", "unit_id = 'chair.2'", "salon_id = 'other'"]) {
    const update = env.DB.prepare(`UPDATE segment SET ${change} WHERE salon_id = ?1`).bind(id);
    await expect(update.run()).rejects.toThrow("frozen");
  }
});

test("a segment ends after it starts and within 2940 minutes", async () => {
  const id = salon();
  await expect(segment(id, "chair.1", 100, 100, "a")).rejects.toThrow("CHECK");
  await expect(segment(id, "chair.1", 100, 90, "a")).rejects.toThrow("CHECK");
  await expect(segment(id, "chair.1", 100, 3041, "a")).rejects.toThrow("CHECK");
  await segment(id, "chair.1", 100, 3040, "a");
});

test("audit entries and consents are append-only, and a number is given once", async () => {
  const id = salon();
  const leaf = new Uint8Array(32);
  const entry = env.DB.prepare(`INSERT INTO audit (salon_id, seq, leaf, entry, at) VALUES (?1, 1, ?2, '{}', 0)`).bind(
    id,
    leaf,
  );
  await entry.run();
  await expect(entry.run()).rejects.toThrow("UNIQUE");
  await env.DB.prepare(
    `INSERT INTO consent (salon_id, consent_id, client_id, purpose, notice_version, granted, channel, at)
     VALUES (?1, 'c', 'p', 'marketing', '1', 1, 'web', 0)`,
  )
    .bind(id)
    .run();
  for (const table of ["audit", "consent"]) {
    await expect(env.DB.prepare(`UPDATE ${table} SET at = 1 WHERE salon_id = ?1`).bind(id).run()).rejects.toThrow(
      "append-only",
    );
    await expect(env.DB.prepare(`DELETE FROM ${table} WHERE salon_id = ?1`).bind(id).run()).rejects.toThrow(
      "append-only",
    );
  }
});

test("a guard that does not hold undoes its whole batch", async () => {
  const id = salon();
  const insert = env.DB.prepare(
    `INSERT INTO segment (salon_id, unit_id, start_at, end_at, visit_id) VALUES (?1, 'chair.1', 100, 160, 'a')`,
  ).bind(id);
  const guard = env.DB.prepare(`INSERT INTO must SELECT changes() = 2, 'both'`);
  await expect(env.DB.batch([insert, guard])).rejects.toThrow("guard: both");
  const left = await env.DB.prepare(`SELECT count(*) AS n FROM segment WHERE salon_id = ?1`).bind(id).first("n");
  expect(left).toBe(0);
});

/** Tables that span salons by design; see their migration. */
const PLATFORM = new Set([
  ...["find_code", "phone_salon", "mailbox", "opt_out", "opt_out_edition", "d1_migrations"],
  // People who sign in: one account may work in several salons; what is a salon's own is in `membership`.
  ...["account", "passkey", "session", "sign_in_link", "spent_challenge", "salon_draft"],
]);

interface Column {
  name: string;
}

test("salon_id comes first in the primary key of every table that holds a salon's data", async () => {
  const { results: tables } = await env.DB.prepare(
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%'`,
  ).all<{ name: string }>();
  const names = tables.map(({ name }) => name).filter((name) => !PLATFORM.has(name));
  expect(names.length).toBeGreaterThan(15);
  for (const name of names) {
    const { results } = await env.DB.prepare(`SELECT name, pk FROM pragma_table_info(?1) WHERE pk = 1`)
      .bind(name)
      .all<Column>();
    expect({ name, first: results[0]?.name }).toEqual({ name, first: "salon_id" });
  }
});
