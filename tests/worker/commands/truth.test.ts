// What holds for every command: races end in one winner, failures leave nothing, costs stay small.

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { putSalon } from "../../../workers/commands/put-salon.ts";
import { starts } from "../../../workers/commands/starts.ts";
import { sweep } from "../../../workers/commands/sweep.ts";
import type { Env } from "../../../workers/env.ts";
import { canonicalJson, leafOf } from "../../../workers/store/audit.ts";
import { publishedSalon, salonOf } from "../../../workers/store/snapshots.ts";
import {
  at,
  bookCut,
  count,
  done,
  holdCut,
  key,
  NOMSA,
  NOW,
  onlyThandi,
  openSalon,
  refusal,
  rows,
  TUESDAY_NINE,
} from "./surroundings.ts";

test("of many clients for one start with two chairs and two people, exactly two win", async () => {
  const { slug } = await openSalon();
  const outcomes = await Promise.all(
    Array.from({ length: 12 }, () => bookCut(at(NOW), slug, TUESDAY_NINE, { idempotency: key() })),
  );
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(2);
  for (const outcome of outcomes) if (!outcome.ok) expect(outcome.problem.type).toBe("slot-taken");
  for (const table of ["booking", "outbox", "idempotency"]) expect(await count(table, slug)).toBe(2);
  expect(await count("segment", slug)).toBe(4);
});

test("as many clients as there are units all get the start, however often they collide", async () => {
  const { slug } = await openSalon((salon) => {
    const [thandi] = salon.staff;
    const [chairs] = salon.resources ?? [];
    if (thandi === undefined || chairs === undefined) throw new Error("the example salon has people and chairs");
    for (let i = 0; i < 8; i++) salon.staff.push({ ...thandi, id: `person-${i}` });
    chairs.count = 10;
  });
  const outcomes = await Promise.all(Array.from({ length: 16 }, () => bookCut(at(NOW), slug, TUESDAY_NINE)));
  const types = outcomes.map((outcome) => (outcome.ok ? "booked" : outcome.problem.type)).sort();
  expect(types).toEqual([...Array<string>(10).fill("booked"), ...Array<string>(6).fill("slot-taken")]);
});

test("audit entries are numbered without gaps and hash to their leaves", async () => {
  const { slug } = await openSalon();
  await Promise.all([0, 1, 2, 3].map((i) => bookCut(at(NOW), slug, TUESDAY_NINE + 60 * i)));
  const entries = await rows(`SELECT seq, leaf, entry FROM audit WHERE salon_id = ?1 ORDER BY seq`, slug);
  expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
  for (const { leaf, entry } of entries) {
    expect(new Uint8Array(leaf as unknown as number[])).toEqual(await leafOf(String(entry)));
    expect(canonicalJson(JSON.parse(String(entry)))).toBe(entry);
  }
});

/** The bindings with a database whose batches fail from the nth on. */
function failingFrom(n: number): Env {
  let batches = 0;
  const DB = new Proxy(env.DB, {
    get(db, name) {
      if (name === "batch") {
        return (statements: D1PreparedStatement[]) => {
          batches += 1;
          return batches >= n
            ? Promise.reject(new Error("D1_ERROR: database or disk is full: SQLITE_FULL"))
            : db.batch(statements);
        };
      }
      const value = Reflect.get(db, name) as unknown;
      return typeof value === "function" ? value.bind(db) : value;
    },
  });
  return { ...env, DB };
}

test("when the database fails, the answer is a clean 503 and nothing is half-done", async () => {
  const { slug } = await openSalon();
  for (const n of [1, 2]) {
    const problem = refusal(await bookCut(at(NOW, failingFrom(n)), slug, TUESDAY_NINE, { idempotency: key() }));
    expect([problem.status, problem.type]).toEqual([503, "storage-unavailable"]);
    expect(problem.retryAfter).toBeGreaterThan(0);
  }
  for (const table of ["booking", "segment", "client", "outbox", "idempotency"])
    expect(await count(table, slug)).toBe(0);
  expect(await count("audit", slug)).toBe(1);
});

interface Cost {
  read: number;
  written: number;
  batches: number;
}

/** The bindings with a database that adds up what its batches cost. */
function counting(): { bindings: Env; cost: Cost } {
  const cost: Cost = { read: 0, written: 0, batches: 0 };
  const DB = new Proxy(env.DB, {
    get(db, name) {
      if (name === "batch") {
        return async (statements: D1PreparedStatement[]) => {
          const results = await db.batch(statements);
          cost.batches += 1;
          for (const { meta } of results) {
            cost.read += meta.rows_read;
            cost.written += meta.rows_written;
          }
          return results;
        };
      }
      const value = Reflect.get(db, name) as unknown;
      return typeof value === "function" ? value.bind(db) : value;
    },
  });
  return { bindings: { ...env, DB }, cost };
}

/** Visits, audit entries, messages and answers of the past: one visit an hour, by the one person on the one chair. */
async function havePast(slug: string, visits: number): Promise<void> {
  const past = JSON.stringify(Array.from({ length: visits }, (_, i) => [`past-${i}`, NOW - 60 * (i + 2), i + 10]));
  const each = (sql: string) => env.DB.prepare(sql).bind(slug, past);
  await env.DB.batch([
    each(`
      INSERT INTO segment (salon_id, unit_id, start_at, end_at, visit_id)
      SELECT ?1, unit.value, visit.value ->> 1, (visit.value ->> 1) + 60, visit.value ->> 0
      FROM json_each(?2) AS visit, json_each('["thandi","chair.1"]') AS unit`),
    each(`
      INSERT INTO booking (salon_id, booking_id, client_id, status, services, party, start_at, end_at, price_cents,
        deposit_cents, placed, name, phone, token_version, sequence, created_at, updated_at)
      SELECT ?1, value ->> 0, 'past', 'confirmed', '[]', 1, value ->> 1, (value ->> 1) + 60, 0, 0, '[]', 'P', '+27820000000',
        1, 0, 0, 0 FROM json_each(?2)`),
    each(
      `INSERT INTO audit (salon_id, seq, leaf, entry, at) SELECT ?1, value ->> 2, zeroblob(32), '{}', 0 FROM json_each(?2)`,
    ),
    each(`
      INSERT INTO outbox (salon_id, message_id, kind, payload, created_at, delivered_at)
      SELECT ?1, value ->> 0, 'booking.made', '{}', 0, 0 FROM json_each(?2)`),
    each(`
      INSERT INTO opening (salon_id, opening_id, start_at, end_at, created_at)
      SELECT ?1, value ->> 0, value ->> 1, (value ->> 1) + 60, 0 FROM json_each(?2) LIMIT 10`),
  ]);
}

test("a booking is two batches and few rows, however many visits lie in the past", async () => {
  const { slug } = await openSalon();
  await havePast(slug, 5000);
  done(await bookCut(at(NOW), slug, TUESDAY_NINE, { idempotency: key() }));
  const { bindings, cost } = counting();
  done(await bookCut(at(NOW, bindings), slug, TUESDAY_NINE + 60, { idempotency: key() }));
  console.log(
    `a booking by a known client: ${cost.batches} batches, ${cost.read} rows read, ${cost.written} rows written`,
  );
  expect(cost.batches).toBe(2);
  expect(cost.read).toBeLessThan(50);
  expect(cost.written).toBeLessThan(16);
  const seen = counting();
  await starts(at(NOW, seen.bindings), { salon: slug, services: [{ id: "cut" }] });
  console.log(`availability over 14 days: ${seen.cost.batches} batch, ${seen.cost.read} rows read`);
  expect(seen.cost).toMatchObject({ batches: 1, written: 0 });
  expect(seen.cost.read).toBeLessThan(200);
});

test("a snapshot that is stale or lost costs time, never correctness", async () => {
  const document = await openSalon(onlyThandi);
  const { slug } = document;
  const stale = await publishedSalon(env, slug);
  await env.DB.prepare(`UPDATE salon SET version = version + 1 WHERE salon_id = ?1`).bind(slug).run();
  await env.DB.prepare(`UPDATE salon SET snapshot_schema = 0 WHERE salon_id = ?1`).bind(slug).run();
  done(await bookCut(at(NOW), slug, TUESDAY_NINE));
  expect((await publishedSalon(env, slug))?.version).toBe((stale?.version ?? 0) + 1);
  await env.KV.delete(`salon/${slug}`);
  expect((await salonOf(env, slug))?.version).toBe((stale?.version ?? 0) + 1);
});

test("an edit that lands between reading and committing makes the command decide again", async () => {
  const document = await openSalon(onlyThandi);
  const { slug } = document;
  const [cut] = document.services;
  if (cut === undefined) throw new Error("the example salon cuts");
  cut.price_cents = 50_000;
  let edited = false;
  const DB = new Proxy(env.DB, {
    get(db, name) {
      if (name !== "batch") {
        const value = Reflect.get(db, name) as unknown;
        return typeof value === "function" ? value.bind(db) : value;
      }
      return async (statements: D1PreparedStatement[]) => {
        const results = await db.batch(statements);
        if (!edited) {
          edited = true;
          done(await putSalon(at(NOW), { document, actor: "operator" }));
        }
        return results;
      };
    },
  });
  const made = done(await bookCut(at(NOW, { ...env, DB }), slug, TUESDAY_NINE));
  expect(made.price_cents).toBe(50_000);
});

test("an edit lists the bookings it has no room for and touches none", async () => {
  const document = await openSalon(onlyThandi);
  const early = done(await bookCut(at(NOW), document.slug, TUESDAY_NINE));
  done(await bookCut(at(NOW), document.slug, TUESDAY_NINE + 240));
  const [thandi] = document.staff;
  if (thandi === undefined) throw new Error("Thandi works here");
  thandi.hours = { tue: [["12:00", "17:00"]] };
  const put = done(await putSalon(at(NOW), { document, actor: "operator" }));
  expect(put).toEqual({
    salon: document.slug,
    version: 2,
    misfits: [{ booking: early.booking, start: early.start, end: early.end }],
  });
  expect(await count("segment", document.slug)).toBe(4);
  expect(done(await putSalon(at(NOW), { document, actor: "operator" })).version).toBe(2);
});

test("an edit that removes a person, a chair or a seat lists the bookings that have them", async () => {
  const document = await openSalon();
  const { slug } = document;
  const visit = (id: string, start: number, staff: string) => ({ services: [{ id, staff }], start });
  const made = [
    visit("cut", TUESDAY_NINE, "ayanda"),
    visit("cut", TUESDAY_NINE, "thandi"),
    { ...visit("braids", TUESDAY_NINE + 300, "ayanda"), party: 2 },
  ];
  const ids: string[] = [];
  for (const each of made) ids.push(done(await bookCut(at(NOW), slug, TUESDAY_NINE, { visit: each })).booking);
  const misfits = async (change: (salon: typeof document) => void): Promise<string[]> => {
    const edited = structuredClone(document);
    change(edited);
    const put = done(await putSalon(at(NOW), { document: edited, actor: "operator" }));
    return put.misfits.map(({ booking }) => booking).sort();
  };
  expect(await misfits((salon) => salon.staff.splice(0, 1))).toEqual([ids[1]]);
  expect(await misfits((salon) => salon.resources?.[0] && Object.assign(salon.resources[0], { count: 1 }))).toEqual([
    ids[1],
  ]);
  expect(await misfits((salon) => Object.assign(salon.services[2] ?? {}, { capacity: 1 }))).toEqual([ids[2]]);
  expect(await misfits(onlyThandi)).toEqual([ids[0], ids[2]].sort());
  expect(await count("segment", slug)).toBe(7);
});

test("the document's projections follow it", async () => {
  const document = await openSalon();
  const { slug } = document;
  expect(await rows(`SELECT person_id FROM person WHERE salon_id = ?1 ORDER BY position`, slug)).toEqual([
    { person_id: "thandi" },
    { person_id: "ayanda" },
  ]);
  expect(
    await rows(`SELECT price_cents FROM skill WHERE salon_id = ?1 AND person_id = 'thandi' ORDER BY service_id`, slug),
  ).toEqual([{ price_cents: 110_000 }, { price_cents: null }]);
  expect(
    await rows(`SELECT starts, ends FROM rota WHERE salon_id = ?1 AND person_id = 'ayanda' AND weekday = 'tue'`, slug),
  ).toEqual([{ starts: "08:00", ends: "17:00" }]);
  onlyThandi(document);
  done(await putSalon(at(NOW), { document, actor: "operator" }));
  expect(await count("person", slug)).toBe(1);
  expect(await count("service", slug)).toBe(2);
  expect(await count("resource", slug)).toBe(2);
  expect(await count("document", slug)).toBe(2);
});

test("editors who race each get a version of their own", async () => {
  const document = await openSalon();
  const outcomes = await Promise.all(
    ["A", "B", "C", "D", "E", "F"].map((name) =>
      putSalon(at(NOW), { document: { ...document, name }, actor: "operator" }),
    ),
  );
  expect(outcomes.map((outcome) => (outcome.ok ? outcome.value.version : 0)).sort()).toEqual([2, 3, 4, 5, 6, 7]);
});

test("an unknown time zone is named as the fault", async () => {
  const document = await openSalon();
  const problem = refusal(
    await putSalon(at(NOW), { document: { ...document, timezone: "Africa/Atlantis" }, actor: "operator" }),
  );
  expect([problem.status, problem.errors?.[0]?.pointer]).toEqual([422, "/timezone"]);
});

test("no client's personal data reaches KV", async () => {
  const { slug } = await openSalon();
  done(await bookCut(at(NOW), slug, TUESDAY_NINE));
  const published = new TextDecoder().decode((await env.KV.get(`salon/${slug}`, "arrayBuffer")) ?? new ArrayBuffer(0));
  expect(published).toContain("Thandi");
  for (const secret of [NOMSA.phone, NOMSA.email, "power_area", "phone_number_id", "time_off"])
    expect(published).not.toContain(secret);
});

test("the sweep forgets old answers and holds", async () => {
  const { slug } = await openSalon();
  done(await holdCut(at(NOW), slug, TUESDAY_NINE, { idempotency: key() }));
  await sweep(at(NOW + 1439));
  expect([await count("idempotency", slug), await count("hold", slug)]).toEqual([1, 1]);
  await sweep(at(NOW + 1450));
  expect([await count("idempotency", slug), await count("hold", slug)]).toEqual([0, 0]);
});

test("imported busy time is respected, and is under no constraint", async () => {
  const { slug } = await openSalon(onlyThandi);
  done(await bookCut(at(NOW), slug, TUESDAY_NINE));
  await env.DB.prepare(
    `INSERT INTO imported_busy (salon_id, unit_id, start_at, end_at, source) VALUES (?1, 'thandi', ?2, ?3, 'google')`,
  )
    .bind(slug, TUESDAY_NINE, TUESDAY_NINE + 113)
    .run();
  expect(refusal(await bookCut(at(NOW), slug, TUESDAY_NINE + 60)).type).toBe("slot-taken");
  expect(refusal(await bookCut(at(NOW), slug, TUESDAY_NINE + 105)).type).toBe("slot-taken");
  done(await bookCut(at(NOW), slug, TUESDAY_NINE + 120));
});
