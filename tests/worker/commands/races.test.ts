// What happens between a command's reading and its commit: it is decided again on what is so now, or given up in the end.

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { book } from "../../../workers/commands/book.ts";
import { cancel } from "../../../workers/commands/cancel.ts";
import { releaseHold } from "../../../workers/commands/hold.ts";
import { move } from "../../../workers/commands/move.ts";
import { putSalon } from "../../../workers/commands/put-salon.ts";
import { starts } from "../../../workers/commands/starts.ts";
import type { Env } from "../../../workers/env.ts";
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

type Batch = (statements: D1PreparedStatement[]) => Promise<D1Result[]>;

/** The bindings with a database whose batches are carried out by `batch`, which is given the real one. */
function withBatch(batch: (real: Batch) => Batch): Env {
  const real: Batch = (statements) => env.DB.batch(statements);
  const DB = new Proxy(env.DB, {
    get(db, name) {
      if (name === "batch") return batch(real);
      const value = Reflect.get(db, name) as unknown;
      return typeof value === "function" ? value.bind(db) : value;
    },
  });
  return { ...env, DB };
}

/** The bindings with a database in which `act` happens once, right after the first batch. */
function meanwhile(act: () => Promise<unknown>): Env {
  let happened = false;
  return withBatch((real) => async (statements) => {
    const results = await real(statements);
    if (!happened) {
      happened = true;
      await act();
    }
    return results;
  });
}

test("a command that loses every race gives up after eight tries, says when to come back, and leaves nothing", async () => {
  const { slug } = await openSalon();
  let commits = 0;
  const losing = withBatch((real) => (statements) => {
    // Reads come first and are let through; a commit is what follows the read of each try.
    commits += 1;
    if (commits % 2 === 1) return real(statements);
    return Promise.reject(new Error("D1_ERROR: overlap: the unit is busy then: SQLITE_CONSTRAINT"));
  });
  const problem = refusal(await bookCut(at(NOW, losing), slug, TUESDAY_NINE));
  expect([problem.status, problem.type]).toEqual([503, "too-busy"]);
  expect(problem.retryAfter).toBeGreaterThan(0);
  expect(commits).toBe(16);
  expect(await count("booking", slug)).toBe(0);
});

test("two confirmations of one hold make one booking", async () => {
  const { slug } = await openSalon();
  const held = done(await holdCut(at(NOW), slug, TUESDAY_NINE));
  const confirm = () => book(at(NOW), { salon: slug, visit: { hold: held.hold }, client: NOMSA, idempotency: key() });
  const outcomes = await Promise.all([confirm(), confirm(), confirm()]);
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  for (const outcome of outcomes) if (!outcome.ok) expect(outcome.problem.type).toBe("already-booked");
  expect([await count("booking", slug), await count("segment", slug)]).toEqual([1, 2]);
});

test("a confirmation that races the hold's expiry and a new client leaves the place to one of them", async () => {
  const { slug } = await openSalon(onlyThandi);
  const held = done(await holdCut(at(NOW), slug, TUESDAY_NINE));
  const other = { name: "Zola", phone: "+27825550111" };
  const bindings = meanwhile(() => bookCut(at(NOW + 10), slug, TUESDAY_NINE, { client: other }));
  const late = await book(at(NOW + 9, bindings), { salon: slug, visit: { hold: held.hold }, client: NOMSA });
  expect(refusal(late).type).toBe("slot-taken");
  expect(await rows(`SELECT phone FROM booking WHERE salon_id = ?1`, slug)).toEqual([{ phone: other.phone }]);
});

test("a hold that is booked while it is given back stays booked, and is not said to be given back", async () => {
  const { slug } = await openSalon(onlyThandi);
  const held = done(await holdCut(at(NOW), slug, TUESDAY_NINE));
  const bindings = meanwhile(() => book(at(NOW), { salon: slug, visit: { hold: held.hold }, client: NOMSA }));
  expect(refusal(await releaseHold(at(NOW, bindings), { salon: slug, hold: held.hold })).status).toBe(404);
  expect([await count("booking", slug), await count("segment", slug)]).toEqual([1, 2]);
  const audit = await rows(`SELECT entry FROM audit WHERE salon_id = ?1`, slug);
  expect(audit.filter(({ entry }) => String(entry).includes("hold.released"))).toEqual([]);
});

test("a cancellation that races a move cancels the visit where it is then, and frees both places", async () => {
  const { slug } = await openSalon(onlyThandi);
  const { token } = done(await bookCut(at(NOW), slug, TUESDAY_NINE + 1440));
  const bindings = meanwhile(() => move(at(NOW), { subject: { token }, start: TUESDAY_NINE + 1500 }));
  done(await cancel(at(NOW, bindings), { subject: { token } }));
  expect(await rows(`SELECT status, sequence, start_at FROM booking WHERE salon_id = ?1`, slug)).toEqual([
    { status: "cancelled", sequence: 2, start_at: TUESDAY_NINE + 1500 },
  ]);
  expect(await count("segment", slug)).toBe(0);
});

test("a move that races a cancellation is refused and takes no place", async () => {
  const { slug } = await openSalon(onlyThandi);
  const { token } = done(await bookCut(at(NOW), slug, TUESDAY_NINE + 1440));
  const bindings = meanwhile(() => cancel(at(NOW), { subject: { token } }));
  const moved = await move(at(NOW, bindings), { subject: { token }, start: TUESDAY_NINE + 1500 });
  expect(refusal(moved).type).toBe("cancelled");
  expect(await count("segment", slug)).toBe(0);
});

test("one key sent at once with two bodies carries out one of them and refuses the other as reused", async () => {
  const { slug } = await openSalon();
  const same = crypto.randomUUID();
  const outcomes = await Promise.all(
    [0, 60].map((later) =>
      holdCut(at(NOW), slug, TUESDAY_NINE + later, { idempotency: { key: same, bodyHash: `body ${later}` } }),
    ),
  );
  expect(outcomes.map((outcome) => (outcome.ok ? "held" : outcome.problem.type)).sort()).toEqual([
    "held",
    "idempotency-key-reused",
  ]);
  expect(await count("hold", slug)).toBe(1);
});

test("a key means nothing in another salon or for another command", async () => {
  const [here, there] = [await openSalon(), await openSalon()];
  const idempotency = key();
  const first = done(await holdCut(at(NOW), here.slug, TUESDAY_NINE, { idempotency }));
  const second = done(await holdCut(at(NOW), there.slug, TUESDAY_NINE, { idempotency }));
  expect(second.hold).not.toBe(first.hold);
  done(await bookCut(at(NOW), here.slug, TUESDAY_NINE, { idempotency }));
  expect(await count("booking", here.slug)).toBe(1);
});

test("another salon's hold can neither be booked, given back, replaced nor looked behind", async () => {
  const [mine, other] = [await openSalon(onlyThandi), await openSalon(onlyThandi)];
  const held = done(await holdCut(at(NOW), mine.slug, TUESDAY_NINE));
  const foreign = { salon: other.slug, hold: held.hold };
  expect(refusal(await book(at(NOW), { salon: other.slug, visit: { hold: held.hold }, client: NOMSA })).status).toBe(
    404,
  );
  expect(refusal(await releaseHold(at(NOW), foreign)).status).toBe(404);
  const replacing = await holdCut(at(NOW), other.slug, TUESDAY_NINE + 60, { replaces: held.hold });
  expect(refusal(replacing).status).toBe(404);
  expect(await count("segment", mine.slug)).toBe(2);
});

test("a booking made while the document is stored anew stays, and the document is stored", async () => {
  const document = await openSalon(onlyThandi);
  const { slug } = document;
  const edits = [1, 2, 3].map((n) =>
    putSalon(at(NOW), { document: { ...document, name: `Name ${n}` }, actor: "operator" }),
  );
  const bookings = [0, 1, 2, 3].map((n) => bookCut(at(NOW), slug, TUESDAY_NINE + 60 * n));
  for (const outcome of await Promise.all(bookings)) done(outcome);
  expect((await Promise.all(edits)).filter(({ ok }) => ok).length).toBeGreaterThan(0);
  expect([await count("booking", slug), await count("segment", slug)]).toEqual([4, 8]);
});

test("a salon whose document changes under every question is busy, not unknown", async () => {
  const document = await openSalon();
  const { slug } = document;
  const restless = withBatch((real) => async (statements) => {
    await env.DB.prepare(`UPDATE salon SET version = version + 1 WHERE salon_id = ?1`).bind(slug).run();
    return real(statements);
  });
  const outcome = await starts(at(NOW, restless), { salon: slug, services: [{ id: "cut" }] });
  expect(outcome.ok ? 200 : outcome.problem.status).toBe(503);
});
