// A salon that left is kept for five years, stands still, and is then in no store any more; others stay as they are.

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { seal } from "../../../workers/commands/compliance/seal.ts";
import { letSalonGo } from "../../../workers/commands/retention/departure.ts";
import { keepHouse } from "../../../workers/commands/retention/night.ts";
import { setFrozen } from "../../../workers/store/compliance/containment.ts";
import { CommitRefused, commit } from "../../../workers/store/database.ts";
import { ROWS } from "../../../workers/store/retention/departed.ts";
import { signedIn, trailOf } from "../access/people.ts";
import { call, newSalon, OPERATOR, post } from "../api/client.ts";
import { at, minutes, NOW, rows } from "../commands/surroundings.ts";
import { whereIs } from "../vault/contents.ts";
import { everythingOf, somebody } from "../vault/person.ts";

const LEFT = "2027-02-28T12:00:00+02:00";

const depart = (salon: string, left: unknown, now = LEFT) =>
  call(`/api/v1/platform/salons/${salon}/departure`, { method: "POST", headers: OPERATOR, body: { left }, now });

/** A salon with something in as many tables as a client can fill. */
async function lived(): Promise<{ slug: string; account: string }> {
  const slug = await newSalon();
  await everythingOf(slug, somebody());
  const { account } = await signedIn(slug, "owner");
  await env.KEYS.prepare("INSERT INTO erasure VALUES (?1, 'gone', 0, 'request', NULL)").bind(slug).run();
  await seal(at(NOW), slug);
  await env.R2.put(`evidence/${slug}/i/x.json`, "{}");
  return { slug, account };
}

test("it is let go of on the day on which five years are over, from every store, and nobody else is", async () => {
  const [one, other] = [await lived(), await lived()];
  expect((await depart(one.slug, true)).body).toEqual({ salon: one.slug, left: true });
  const before = (await whereIs([one.slug])).map((place) => place.replaceAll(one.slug, "…"));
  expect(before.length).toBeGreaterThan(20);
  expect(before).toEqual(expect.arrayContaining(["DB.audit", "KEYS.erasure", "KEYS.person_key", "KV salon/…"]));
  expect(before.some((place) => place.startsWith("R2 checkpoints/…/"))).toBe(true);
  await keepHouse(at(minutes("2032-02-28T00:30:00+02:00") - 30));
  expect(await rows("SELECT 1 FROM salon WHERE salon_id = ?1", one.slug)).toHaveLength(1);
  await keepHouse(at(minutes("2032-02-28T02:30:00+02:00")));
  // The ledger that a restore is held against; and the letters on a developer's machine, which is where there is a mailbox.
  expect(await whereIs([one.slug])).toEqual(["DB.mailbox", "KEYS.erasure"]);
  expect(await rows("SELECT 1 FROM salon WHERE salon_id = ?1", other.slug)).toHaveLength(1);
  expect(await rows("SELECT count(*) > 5 AS many FROM audit WHERE salon_id = ?1", other.slug)).toEqual([{ many: 1 }]);
  const left = await rows("SELECT account_id, left_at IS NULL AS stays FROM account ORDER BY stays");
  expect(left).toContainEqual({ account_id: one.account, stays: 0 });
  expect(left).toContainEqual({ account_id: other.account, stays: 1 });
});

test("no table that has rows of a salon is forgotten", async () => {
  const { results } = await env.DB.prepare(`SELECT name, sql FROM sqlite_schema WHERE type = 'table'`).all<{
    name: string;
    sql: string;
  }>();
  const tables = results.filter(({ sql }) => /\bsalon_id\b/.test(sql)).map(({ name }) => name);
  const named = ROWS.map((row) => /^DELETE FROM (\w+) WHERE salon_id = \?1$/.exec(row)?.[1]);
  expect([...named, "letting_go", "salon"].sort()).toEqual(tables.sort());
});

test("it stands still, is not found any more, and can come back", async () => {
  const slug = await newSalon();
  const listed = async () => (await call("/?q=thandi")).text.includes(`href="/${slug}"`);
  const visit = { services: [{ id: "cut" }], start: "2026-12-02T09:00:00+02:00" };
  const book = () =>
    post(`/api/v1/salons/${slug}/bookings`, { ...visit, client: { name: "Nomsa", phone: "+27825550100" } });
  expect(await listed()).toBe(true);
  expect((await depart(slug, true, "2026-12-01T09:00:00+02:00")).status).toBe(200);
  expect((await book()).status).toBe(503);
  expect(await listed()).toBe(false);
  expect((await depart(slug, true)).status).toBe(409);
  expect((await depart(slug, false)).status).toBe(200);
  expect((await book()).status).toBe(201);
  expect(await listed()).toBe(true);
  expect((await trailOf(slug)).map(({ action }) => action)).toEqual(
    expect.arrayContaining(["salon.left", "salon.returned"]),
  );
  expect((await depart(slug, false)).status).toBe(409);
  expect((await depart("no-such-salon", true)).status).toBe(404);
  expect((await depart(slug, "yes")).status).toBe(422);
});

test("it does not leave while somebody is to be served, and is not let go on by taking back a freeze", async () => {
  const slug = await newSalon();
  const client = { name: "Nomsa", phone: "+27825550100" };
  const visit = { services: [{ id: "cut" }], start: "2026-12-02T09:00:00+02:00" };
  await post(`/api/v1/salons/${slug}/bookings`, { ...visit, client });
  const early = await depart(slug, true, "2026-12-01T09:00:00+02:00");
  expect([early.status, early.body.type]).toEqual([409, expect.stringMatching(/visits-to-come$/)]);
  const standing = () => rows("SELECT frozen_at, left_at FROM salon WHERE salon_id = ?1", slug);
  expect(await standing()).toEqual([{ frozen_at: null, left_at: null }]);
  expect((await depart(slug, true)).status).toBe(200);
  await expect(commit(env.DB, setFrozen(env.DB, slug, null))).rejects.toThrow(CommitRefused);
  expect(await standing()).toEqual([{ frozen_at: minutes(LEFT), left_at: minutes(LEFT) }]);
});

test("one that was frozen before it left is still frozen when it is back", async () => {
  const slug = await newSalon();
  await commit(env.DB, setFrozen(env.DB, slug, NOW));
  await depart(slug, true);
  await depart(slug, false);
  expect(await rows("SELECT frozen_at, left_at FROM salon WHERE salon_id = ?1", slug)).toEqual([
    { frozen_at: NOW, left_at: null },
  ]);
});

test.each([
  ["a legal hold", `INSERT INTO retention_hold VALUES (?1, 'h', 'c', NULL, 'hold', 'claim', 'operator', 0, NULL)`],
  [
    "an open incident",
    `INSERT INTO incident (salon_id, incident_id, state, revision, opened_by, nature, discovered_at, opened_at)
     VALUES (?1, 'i', 'open', 1, 'system', 'x', 0, 0)`,
  ],
])("%s keeps it beyond five years", async (_, statement) => {
  const slug = await newSalon();
  await depart(slug, true);
  await env.DB.prepare(statement).bind(slug).run();
  expect(await letSalonGo(at(minutes("2032-03-01T02:30:00+02:00")), slug)).toBe(false);
  expect(await rows("SELECT 1 FROM salon WHERE salon_id = ?1", slug)).toHaveLength(1);
});

test("before five years are over the database itself refuses it", async () => {
  const slug = await newSalon();
  await depart(slug, true);
  const try_ = (now: string) => env.DB.prepare("INSERT INTO letting_go VALUES (?1, ?2)").bind(slug, minutes(now)).run();
  await expect(try_("2032-02-20T00:00:00Z")).rejects.toThrow(/append-only/);
  await expect(env.DB.prepare("DELETE FROM audit WHERE salon_id = ?1").bind(slug).run()).rejects.toThrow(/append-only/);
});
