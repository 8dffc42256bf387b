// Requests, incidents and former documents go when their terms are over, and with them what is theirs alone; the day before, nothing.

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { keepHouseIn } from "../../../workers/commands/retention/night.ts";
import { sweep } from "../../../workers/commands/sweep.ts";
import { invite, signedIn } from "../access/people.ts";
import { call, newSalon, OPERATOR } from "../api/client.ts";
import { at, minutes, openSalon, rows } from "../commands/surroundings.ts";

const CLOSED = minutes("2028-02-29T10:00:00+02:00");
const nightAfter = (day: string) => minutes(`${day}T00:30:00Z`);
const keep = (slug: string, now: number) => keepHouseIn(at(now), slug, Math.floor(now / 1440), { left: 10_000 });
const put = (statement: string, ...values: (string | number | null)[]) =>
  env.DB.prepare(statement)
    .bind(...values)
    .run();
const counted = async (slug: string, ...tables: string[]) =>
  Promise.all(
    tables.map(async (table) => (await rows(`SELECT count(*) AS n FROM ${table} WHERE salon_id = ?1`, slug))[0]?.n),
  );

test("a request is kept for three years after it was closed, and an open one for as long as it is", async () => {
  const { slug } = await openSalon();
  for (const [id, closed] of [
    ["closed", CLOSED],
    ["open", null],
  ] as const) {
    await put(
      `INSERT INTO request (salon_id, request_id, kind, status, detail, received_at, due_date, moved_at, closed_at, runs)
       VALUES (?1, ?2, 'access', ?3, '{}', 0, 0, 0, ?4, 1)`,
      ...[slug, id, closed === null ? "working" : "closed", closed],
    );
    await put(`INSERT INTO request_event VALUES (?1, ?2, 'received', 0, 'client', '{}')`, slug, id);
    await put(`INSERT INTO receipt VALUES (?1, ?2, 'd1', 'client', 1, 0, NULL)`, slug, id);
  }
  const tables = ["request", "request_event", "receipt"];
  await keep(slug, nightAfter("2031-02-28"));
  expect(await counted(slug, ...tables)).toEqual([2, 2, 2]);
  await keep(slug, nightAfter("2031-03-01"));
  expect(await counted(slug, ...tables)).toEqual([1, 1, 1]);
  expect(await rows("SELECT request_id FROM request WHERE salon_id = ?1", slug)).toEqual([{ request_id: "open" }]);
});

test("an incident is kept for five years after it was closed, and before that nothing of it can be deleted", async () => {
  const { slug } = await openSalon();
  for (const [id, state] of [
    ["closed", "closed"],
    ["open", "open"],
  ] as const) {
    await put(
      `INSERT INTO incident (salon_id, incident_id, state, revision, opened_by, nature, discovered_at, opened_at, closed_at)
       VALUES (?1, ?2, ?3, 1, 'system', 'x', 0, 0, ?4)`,
      ...[slug, id, state, state === "closed" ? CLOSED : null],
    );
    await put(`INSERT INTO incident_event VALUES (?1, ?2, 1, 0, 'system', 'opened', '{}')`, slug, id);
    await put(`INSERT INTO incident_person VALUES (?1, ?2, 'c', '[]', 1, 0, 0)`, slug, id);
    await put(`INSERT INTO incident_task VALUES (?1, ?2, 't', 'x', 'y', 0, 0, NULL, NULL)`, slug, id);
  }
  await expect(put("DELETE FROM incident WHERE salon_id = ?1 AND incident_id = 'open'", slug)).rejects.toThrow(
    /append-only/,
  );
  await expect(put("DELETE FROM incident_event WHERE salon_id = ?1", slug)).rejects.toThrow(/append-only/);
  const tables = ["incident", "incident_event", "incident_person", "incident_task"];
  await keep(slug, nightAfter("2033-02-28"));
  expect(await counted(slug, ...tables)).toEqual([2, 2, 2, 2]);
  await keep(slug, nightAfter("2033-03-01"));
  expect(await counted(slug, ...tables)).toEqual([1, 1, 1, 1]);
});

test("a document that another one replaced is kept for three years after that, and the present one for good", async () => {
  const slug = await newSalon();
  const [{ document } = {}] = await rows("SELECT document FROM document WHERE salon_id = ?1", slug);
  for (const [version, made] of [
    [2, CLOSED],
    [10, CLOSED + 10 * 1440],
  ] as const) {
    await put("INSERT INTO document VALUES (?1, ?2, ?3, 'operator', ?4)", slug, version, String(document), made);
  }
  const versions = async () =>
    (await rows("SELECT version FROM document WHERE salon_id = ?1 ORDER BY version", slug)).map((row) => row.version);
  await keep(slug, nightAfter("2031-02-28"));
  expect(await versions()).toEqual([1, 2, 10]);
  await keep(slug, nightAfter("2031-03-01"));
  expect(await versions()).toEqual([2, 10]);
  await keep(slug, nightAfter("2045-03-01"));
  expect(await versions()).toEqual([10]);
  await expect(put("DELETE FROM document WHERE salon_id = ?1", slug)).rejects.toThrow(/append-only/);
});

test("who left every team is forgotten three years later, unless somebody invited them back", async () => {
  const [one, other] = [await newSalon(), await newSalon()];
  const leave = (salon: string, account: string, now: string) =>
    call(`/api/v1/salons/${salon}/team/${account}`, { method: "DELETE", headers: OPERATOR, now });
  const gone = await signedIn(one, "stylist");
  const back = await signedIn(one, "stylist");
  const both = await signedIn(one, "stylist");
  await invite(other, "reception", both.email);
  for (const { account } of [gone, back, both]) {
    expect((await leave(one, account, "2027-01-31T10:00:00+02:00")).status).toBe(204);
  }
  await invite(other, "stylist", back.email);
  const left = async () =>
    (
      await Promise.all(
        [gone, back, both].map(({ account }) => rows("SELECT 1 FROM account WHERE account_id = ?1", account)),
      )
    ).map((found) => found.length);
  await sweep(at(minutes("2030-01-31T09:59:00+02:00")));
  expect(await left()).toEqual([1, 1, 1]);
  await sweep(at(minutes("2030-01-31T10:00:00+02:00")));
  expect(await left()).toEqual([0, 1, 1]);
});

test("who was invited back in the very moment in which they left keeps their account", async () => {
  const slug = await newSalon();
  const { account } = await signedIn(slug, "stylist");
  // As two commits leave it that each saw the other's salon empty.
  await put("UPDATE account SET left_at = ?2 WHERE account_id = ?1", account, CLOSED);
  await sweep(at(minutes("2040-01-01T00:00:00Z")));
  expect(await rows("SELECT left_at FROM account WHERE account_id = ?1", account)).toEqual([{ left_at: null }]);
});
