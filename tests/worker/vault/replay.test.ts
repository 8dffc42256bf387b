// A restore brings back whom the main database had forgotten; the ledger, which lives elsewhere, sends them away again.

import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import { cancel } from "../../../workers/commands/cancel.ts";
import { erase } from "../../../workers/commands/compliance/erase.ts";
import { keepHouseIn } from "../../../workers/commands/retention/night.ts";
import { replayErasures } from "../../../workers/commands/vault/replay.ts";
import { trailOf } from "../access/people.ts";
import { call, OPERATOR } from "../api/client.ts";
import { at, bookCut, count, done, NOW, openSalon, rows, TUESDAY_NINE } from "../commands/surroundings.ts";
import { restore, type StoredRow, setAside, whereIs } from "./contents.ts";
import { everythingOf, type Somebody, somebody } from "./person.ts";

const FRIDAY = NOW + 4 * 1440;
/** What a restore sets back; the trail is for a person to decide, and refuses to be sealed meanwhile. */
const RESTORED = [
  ...["client", "booking", "segment", "waitlist", "offer", "outbox", "idempotency", "special_note"],
  "phone_salon",
];

let slug: string;
let client: string;
let zandile: Somebody;
let earlier: Map<string, StoredRow[]>;

/** Erased on Friday, and the database is then as it was on Thursday, when a visit of next week was not cancelled yet. */
beforeEach(async () => {
  ({ slug } = await openSalon());
  zandile = somebody();
  ({ client } = await everythingOf(slug, zandile));
  const nextWeek = done(await bookCut(at(NOW), slug, TUESDAY_NINE + 7 * 1440, { client: zandile.client }));
  earlier = await setAside(slug, RESTORED);
  done(await cancel(at(FRIDAY - 10), { subject: { token: nextWeek.token } }));
  done(await erase(at(FRIDAY), { salon: slug, client, reason: "request", request: null }));
  expect(await whereIs(zandile.marks)).toEqual([]);
  await restore(slug, earlier);
  expect(await whereIs(zandile.marks)).toContain("DB.booking");
});

const replay = (query = "") =>
  call(`/api/v1/platform/erasures/replay${query}`, {
    method: "POST",
    headers: OPERATOR,
    now: "2026-12-05T10:00:00+02:00",
  });

const erasures = async () => (await trailOf(slug)).filter(({ action }) => action === "person.erased");

test("the operator replays the ledger: who was erased is gone, and a visit that was cancelled keeps no time", async () => {
  const answer = await replay();
  expect([answer.status, answer.body.erased, answer.body.next]).toEqual([200, 1, null]);
  expect(answer.body.checked).toBeGreaterThanOrEqual(1);
  expect(await whereIs(zandile.marks)).toEqual([]);
  expect(await rows("SELECT 1 FROM client WHERE salon_id = ?1", slug)).toEqual([]);
  const coming = await rows("SELECT status FROM booking WHERE salon_id = ?1 AND start_at > ?2", slug, FRIDAY);
  expect(coming).toEqual([{ status: "cancelled" }]);
  expect(await rows("SELECT 1 FROM segment WHERE salon_id = ?1 AND start_at > ?2", slug, FRIDAY)).toEqual([]);
  expect((await erasures()).at(-1)).toMatchObject({ actor: "system", detail: { client, reason: "replay" } });
  const again = done(await replayErasures(at(FRIDAY + 60), null));
  expect(again.erased).toBe(0);
  expect(await erasures()).toHaveLength(2);
});

test("the next night replays it too", async () => {
  await keepHouseIn(at(FRIDAY + 1440), slug, Math.floor(FRIDAY / 1440) + 1);
  expect(await whereIs(zandile.marks)).toEqual([]);
});

test("who came back after being erased stays a client, but for what was there before", async () => {
  const later = FRIDAY + 120;
  const { booking } = done(
    await bookCut(at(later), slug, TUESDAY_NINE + 8 * 1440, { client: zandile.client, notes: "again" }),
  );
  expect(done(await replayErasures(at(later + 1), null)).erased).toBe(1);
  const named = await rows("SELECT booking_id, notes FROM booking WHERE salon_id = ?1 AND phone <> ''", slug);
  expect(named).toEqual([{ booking_id: booking, notes: "again" }]);
  expect(await count("client", slug)).toBe(1);
  expect([await count("special_note", slug), await count("waitlist", slug)]).toEqual([0, 0]);
  expect(done(await replayErasures(at(later + 2), null)).erased).toBe(0);
});

test("a replay goes on where the last call ended", async () => {
  const insert = env.KEYS.prepare(`
    INSERT INTO erasure (salon_id, client_id, at, reason)
    SELECT ?1, 'gone' || value, 0, 'request' FROM json_each(?2)`);
  await insert.bind(`a-${slug}`, JSON.stringify(Array.from({ length: 4000 }, (_, i) => 10_000 + i))).run();
  const first = await replay();
  expect([first.body.checked, first.body.next]).toEqual([4000, `a-${slug}.gone13999`]);
  expect(await whereIs(zandile.marks)).not.toEqual([]);
  const from = encodeURIComponent(first.body.next);
  const rest = await replay(`?from=${from}`);
  expect([rest.body.erased, rest.body.next]).toEqual([1, null]);
  expect(await whereIs(zandile.marks)).toEqual([]);
});
