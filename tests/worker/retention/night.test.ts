// The night lets go of what is due, all of it and nothing else, on whatever day it comes.

import { createExecutionContext, createScheduledController, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { CATEGORIES } from "../../../workers/commands/retention/categories.ts";
import { keepHouse, keepHouseIn } from "../../../workers/commands/retention/night.ts";
import worker from "../../../workers/index.ts";
import { signedIn, trailOf } from "../access/people.ts";
import { call, faultsAt, newSalon, OPERATOR } from "../api/client.ts";
import {
  at,
  bookCut,
  count,
  done,
  key,
  minutes,
  NOW,
  openSalon,
  rows,
  TUESDAY_NINE,
} from "../commands/surroundings.ts";
import { type StoredRow, setAside } from "../vault/contents.ts";
import { everythingOf, somebody } from "../vault/person.ts";
import { oracle, scatter, TABLES } from "./salon.ts";

/** Half past two in Johannesburg, years ahead; after a leap day, on a leap day, and on the last day of a year. */
const NIGHTS = ["2033-05-10T00:30:00Z", "2032-02-29T00:30:00Z", "2031-12-31T00:30:00Z"].map(minutes);
const nightOf = (now: number) => Math.floor(now / 1440);

const sorted = (tables: Map<string, StoredRow[]>) =>
  Object.fromEntries(
    [...tables].map(([table, all]) => [table, all.map((row) => JSON.stringify(row, Object.keys(row).sort())).sort()]),
  );

interface Run {
  category: string;
  due: number;
  done: number;
  held: number;
  oldest_overdue: number | null;
  resume_at: number | null;
}

const runsOf = async (salon: string, now: number) =>
  (await rows(
    "SELECT * FROM retention_run WHERE salon_id = ?1 AND night = ?2 ORDER BY category",
    salon,
    nightOf(now),
  )) as unknown as Run[];

test("of rows around every term, what the rules say goes and everything else stays as it is", async () => {
  for (const [i, now] of NIGHTS.entries()) {
    const seed = 11 + i;
    const { slug } = await openSalon();
    await scatter(slug, now, seed);
    const before = await setAside(slug, TABLES);
    const expected = oracle(before, now);
    await keepHouseIn(at(now), slug, nightOf(now), { left: 10_000 });
    const after = await setAside(slug, TABLES);
    for (const table of TABLES) {
      expect(sorted(after)[table], `seed ${seed}: ${table}`).toEqual(sorted(expected)[table]);
    }
    // The dice must have thrown something of everything, or the test says little.
    for (const table of ["client", "booking", "waitlist", "outbox", "special_note"]) {
      const [was, is] = [before.get(table) ?? [], sorted(after)[table] ?? []];
      const kept = was.filter((row) => is.includes(JSON.stringify(row, Object.keys(row).sort())));
      expect([table, kept.length > 0, kept.length < was.length]).toEqual([table, true, true]);
    }
    const runs = await runsOf(slug, now);
    expect(runs.map(({ category }) => category)).toEqual(CATEGORIES.map(({ name }) => name).sort());
    for (const { due, done: let_go, oldest_overdue, resume_at } of runs) {
      expect([due, oldest_overdue, resume_at]).toEqual([let_go, null, null]);
    }
    expect(runs.reduce((sum, { held }) => sum + held, 0)).toBeGreaterThan(0);
    // And the same hour of the next salon-day's run finds only what that day makes due.
    await env.DB.prepare("DELETE FROM retention_run WHERE salon_id = ?1").bind(slug).run();
    await keepHouseIn(at(now + 1), slug, nightOf(now), { left: 10_000 });
    expect((await runsOf(slug, now)).map(({ due }) => due)).toEqual(CATEGORIES.map(() => 0));
    expect(sorted(await setAside(slug, TABLES))).toEqual(sorted(after));
  }
});

test("a night that takes many minutes goes on where it was, and ends as one that took one", async () => {
  const [now = 0] = NIGHTS;
  const [one, other] = [await openSalon(), await openSalon()];
  for (const { slug } of [one, other]) await scatter(slug, now, 21, 160);
  await keepHouseIn(at(now), one.slug, nightOf(now), { left: 10_000 });
  let minute = 0;
  const finished = async () => {
    const runs = await runsOf(other.slug, now);
    return runs.length === CATEGORIES.length && runs.every(({ resume_at }) => resume_at === null);
  };
  while (!(await finished()) && minute < 100) {
    await keepHouseIn(at(now + minute), other.slug, nightOf(now), { left: 1 });
    minute += 1;
  }
  expect(minute).toBeGreaterThan(CATEGORIES.length + 1); // a category a minute, and a second page somewhere
  const left = async (slug: string) => JSON.stringify(sorted(await setAside(slug, TABLES))).replaceAll(slug, "salon");
  expect(await left(other.slug)).toEqual(await left(one.slug));
  const told = async (slug: string) =>
    (await runsOf(slug, now)).map(({ category, due, done: let_go, held }) => ({ category, due, let_go, held }));
  expect(await told(other.slug)).toEqual(await told(one.slug));
});

test("what could not be let go is told as overdue, since when, and is tried again the next night", async () => {
  const { slug } = await openSalon();
  const zandile = somebody();
  const { client } = await everythingOf(slug, zandile);
  const now = minutes("2029-12-10T00:30:00Z"); // three years and a week after her last visit
  const KEYS = new Proxy(env.KEYS, {
    get(db, name) {
      if (name === "batch")
        return (statements: D1PreparedStatement[]) =>
          statements.length > 1 ? Promise.reject(new Error("D1_ERROR: no space")) : db.batch(statements);
      const value = Reflect.get(db, name) as unknown;
      return typeof value === "function" ? value.bind(db) : value;
    },
  });
  await keepHouseIn(at(now, { ...env, KEYS }), slug, nightOf(now));
  const overdue = (await runsOf(slug, now)).find(({ category }) => category === "client");
  expect(overdue).toMatchObject({ due: 1, done: 0, oldest_overdue: Date.UTC(2029, 11, 3) / 86_400_000 });
  await keepHouseIn(at(now + 1440), slug, nightOf(now + 1440));
  const next = (await runsOf(slug, now + 1440)).find(({ category }) => category === "client");
  expect(next).toMatchObject({ due: 1, done: 1, oldest_overdue: null });
  expect(await rows("SELECT 1 FROM client WHERE salon_id = ?1 AND client_id = ?2", slug, client)).toEqual([]);
});

test("it works at night alone, salon by salon, once", async () => {
  const [one, other] = [await openSalon(), await openSalon()];
  for (const { slug } of [one, other]) done(await bookCut(at(NOW), slug, TUESDAY_NINE, { idempotency: key() }));
  const night = minutes("2030-01-05T01:00:00Z");
  const nights = async () =>
    Promise.all([one, other].map(async ({ slug }) => (await runsOf(slug, night)).map(({ done: let_go }) => let_go)));
  const clients = CATEGORIES.map(({ name }) => name)
    .sort()
    .indexOf("client");
  await keepHouse(at(night + 12 * 60));
  expect(await nights()).toEqual([[], []]);
  const ctx = createExecutionContext();
  await worker.scheduled(createScheduledController({ scheduledTime: night * 60_000 }), env, ctx);
  await waitOnExecutionContext(ctx);
  // The client is gone after three years; the visit stays, without them, until five are over.
  expect((await nights()).map((done) => done[clients])).toEqual([1, 1]);
  for (const { slug } of [one, other]) {
    expect([await count("client", slug), await count("booking", slug)]).toEqual([0, 1]);
    const entries = (await trailOf(slug)).filter(({ action }) => action === "retention.done").length;
    await keepHouse(at(night + 1));
    expect((await trailOf(slug)).filter(({ action }) => action === "retention.done")).toHaveLength(entries);
  }
});

test("the report and the holds are read and placed over HTTP, by whoever may", async () => {
  const salon = await newSalon();
  const { client, booking } = await everythingOf(salon, somebody());
  const { cookie } = await signedIn(salon, "owner");
  const path = `/api/v1/salons/${salon}/retention`;
  const place = (body: object) => call(`${path}/holds`, { body, headers: OPERATOR });
  for (const [body, at_] of [
    [{ kind: "hold", why: "claim" }, ["/client"]],
    [{ client, booking, kind: "hold", why: "claim" }, ["/booking"]],
    [{ client, kind: "hold", why: "accuracy" }, ["/why"]],
    [{ client, kind: "hold", why: "because her name is Zandile" }, ["/why"]],
    [{ client, kind: "hold", why: "claim", until: "2026-02-30" }, ["/until"]],
    [{ client, kind: "hold", why: "claim", until: "2026-11-30" }, ["/until"]],
    [{ client: "a".repeat(26), kind: "hold", why: "claim" }, ["/client"]],
  ] as const) {
    const answer = await place(body);
    expect([answer.status >= 400, faultsAt(answer)]).toEqual([true, at_]);
  }
  const placed = await place({ booking, kind: "restriction", why: "accuracy", until: "2027-01-31" });
  expect([placed.status, placed.body]).toMatchObject([201, { client, booking, until: "2027-01-31" }]);
  await keepHouseIn(at(NOW), salon, nightOf(NOW));
  const read = await call(path, { headers: { Cookie: cookie } });
  expect(read.body.nights).toHaveLength(CATEGORIES.length);
  expect(read.body.nights[0]).toEqual({
    ...{ night: "2026-11-30", category: "booking", due: 0, done: 0, held: 0, oldest_overdue: null, finished: true },
  });
  expect(read.body.holds).toEqual([placed.body]);
  const lift = () => call(`${path}/holds/${placed.body.hold}`, { method: "DELETE", headers: OPERATOR });
  expect([(await lift()).status, (await lift()).status]).toEqual([204, 404]);
  expect((await trailOf(salon)).map(({ action }) => action).slice(-2)).toEqual([
    "retention.hold-placed",
    "retention.hold-lifted",
  ]);
});
