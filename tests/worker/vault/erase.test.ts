// Whoever is erased is gone from every store; what a law has the salon keep stays and names nobody.

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { checkTrail } from "../../../workers/commands/compliance/check.ts";
import { erase } from "../../../workers/commands/compliance/erase.ts";
import { seal } from "../../../workers/commands/compliance/seal.ts";
import { readBooking } from "../../../workers/commands/read-booking.ts";
import { liftHold, placeHold } from "../../../workers/commands/retention/holds.ts";
import { readSpecialNotes } from "../../../workers/commands/vault/special.ts";
import type { Env } from "../../../workers/env.ts";
import { trailOf } from "../access/people.ts";
import { at, bookCut, done, NOMSA, NOW, openSalon, refusal, rows, TUESDAY_NINE } from "../commands/surroundings.ts";
import { restore, setAside, whereIs } from "./contents.ts";
import { everythingOf, somebody } from "./person.ts";

/** Friday: every visit is over. */
const FRIDAY = NOW + 4 * 1440;
const TABLES = [
  "client",
  "booking",
  "segment",
  "waitlist",
  "offer",
  "outbox",
  "idempotency",
  "special_note",
  "consent",
];
const owner = { role: "owner", account: "a" } as const;

const asked = (salon: string, client: string) => ({ salon, client, reason: "request", request: "r1" }) as const;

test("a person of whom every store holds something is in none of them afterwards, and the receipts say from where", async () => {
  const { slug } = await openSalon();
  const zandile = somebody();
  const { client, phoneHash } = await everythingOf(slug, zandile);
  const before = await whereIs(zandile.marks);
  for (const table of ["booking", "client", "mailbox", "representation", "request", "waitlist"])
    expect(before).toContain(`DB.${table}`);
  expect(await whereIs([phoneHash])).toEqual(["DB.find_code", "DB.phone_salon"]);
  const money = () =>
    rows("SELECT start_at, price_cents, services, placed FROM booking WHERE salon_id = ?1 ORDER BY start_at", slug);
  const kept = await money();

  const erased = done(await erase(at(FRIDAY), asked(slug, client)));
  expect(await whereIs([...zandile.marks, phoneHash])).toEqual([]);
  expect(await money()).toEqual(kept);
  const rowsOf = Object.fromEntries(erased.receipts.map(({ store, what, rows: n }) => [`${store} ${what}`, n]));
  expect(rowsOf).toEqual({
    "keys person-key": 1,
    "d1 client": 2, // and that the salon knows the number
    "d1 visits": 2,
    "d1 special-notes": 1,
    "d1 waitlist": 2, // the request and its offer
    "d1 messages": rowsOf["d1 messages"],
    "d1 requests": 2, // an earlier request, and what she said about a decision
    "d1 answers": 4,
    "d1 codes": 1,
    "kv nothing-kept": 0,
    "r2 exports": 0,
    "r2 media": 0,
    "r2 imports": 0,
    "r2 archives": 0,
    "r2 photos": 0,
    "queue pointers": 0,
    "e-mail letters-sent": 0,
  });
  expect(rowsOf["d1 messages"]).toBeGreaterThanOrEqual(8); // four of the outbox, and each letter in the mailbox
  expect(new Set(erased.receipts.map(({ store }) => store))).toEqual(
    new Set(["d1", "keys", "kv", "r2", "queue", "e-mail"]),
  );
  // 4 December 2026 and thirty days of recovery, the last of them over.
  for (const { store, forgotten_by } of erased.receipts) {
    if (store === "d1" || store === "keys") expect(forgotten_by).toBe("2027-01-04");
  }
  expect(erased.kept).toEqual([
    { what: "visits", why: "Tax Administration Act 28 of 2011, s 29", until: "2031-12-03" },
    { what: "consents", why: "POPIA s 11(2)(a)", until: "2029-12-04" },
    // She never agreed to news, and may not be asked again.
    { what: "objection", why: "POPIA s 11(3) and 69", until: "2029-12-04" },
    { what: "trail", why: "POPIA s 14(1)(b) and 19", until: "2031-12-04" },
  ]);
});

test("others stay as they were, also under the same number in another salon", async () => {
  const [one, other] = [await openSalon(), await openSalon()];
  const zandile = somebody();
  const { client } = await everythingOf(one.slug, zandile);
  done(await bookCut(at(NOW), one.slug, TUESDAY_NINE + 60, { client: NOMSA, notes: "Nomsa's own" }));
  done(await bookCut(at(NOW), other.slug, TUESDAY_NINE, { client: zandile.client }));
  const tables = ["client", "booking", "segment", "consent", "phone_salon"];
  const elsewhere = await setAside(other.slug, tables);
  const [nomsa] = await rows("SELECT * FROM booking WHERE salon_id = ?1 AND phone = ?2", one.slug, NOMSA.phone);
  const segments = await setAside(one.slug, ["segment", "consent"]);
  done(await erase(at(FRIDAY), asked(one.slug, client)));
  expect(await setAside(other.slug, tables)).toEqual(elsewhere);
  expect(await setAside(one.slug, ["segment", "consent"])).toEqual(segments);
  expect(await rows("SELECT * FROM booking WHERE salon_id = ?1 AND phone = ?2", one.slug, NOMSA.phone)).toEqual([
    nomsa,
  ]);
});

test("the link is revoked, the trail says who by ids alone, and it still verifies", async () => {
  const { slug } = await openSalon();
  const zandile = somebody();
  const { client, token } = await everythingOf(slug, zandile);
  await seal(at(NOW), slug);
  done(await readBooking(at(NOW), { token }));
  done(await erase(at(FRIDAY), asked(slug, client)));
  expect(refusal(await readBooking(at(FRIDAY), { token })).status).toBe(404);
  const entry = (await trailOf(slug)).at(-1);
  expect(entry).toMatchObject({
    actor: "client",
    action: "person.erased",
    subject: client,
    detail: { client, reason: "request", request: "r1" },
  });
  expect((await seal(at(FRIDAY), slug)).fault).toBeNull();
  expect(done(await checkTrail(at(FRIDAY), slug, { first: 1 })).faults).toEqual([]);
});

test("a copy of the ciphertext that lay somewhere opens nothing any more", async () => {
  const { slug } = await openSalon();
  const zandile = somebody();
  const { client } = await everythingOf(slug, zandile);
  const copy = await setAside(slug, ["special_note", "client"]);
  const input = { salon: slug, client, actor: owner, why: "visit" } as const;
  expect(done(await readSpecialNotes(at(NOW), input)).notes.map(({ text }) => text)).toEqual([zandile.healthNote]);
  done(await erase(at(FRIDAY), asked(slug, client)));
  await restore(slug, copy);
  expect(done(await readSpecialNotes(at(FRIDAY), input)).notes.map(({ text }) => text)).toEqual([null]);
});

test("a visit still to come refuses it, says which, and nothing is touched", async () => {
  const { slug } = await openSalon();
  const zandile = somebody();
  const { client, booking } = await everythingOf(slug, zandile);
  const ledger = () => env.KEYS.prepare("SELECT * FROM erasure WHERE salon_id = ?1").bind(slug).all();
  const now = async () => [await setAside(slug, TABLES), await whereIs([client]), (await ledger()).results];
  const before = await now();
  const problem = refusal(await erase(at(NOW), asked(slug, client)));
  expect([problem.status, problem.type, problem.extra]).toEqual([409, "visits-to-come", { bookings: [booking] }]);
  expect(await now()).toEqual(before);
});

test("what must be kept as proof refuses it until that is lifted or over", async () => {
  const { slug } = await openSalon();
  const zandile = somebody();
  const { client, booking } = await everythingOf(slug, zandile);
  const place = (more: object) =>
    placeHold(at(FRIDAY), {
      salon: slug,
      of: { client },
      kind: "hold",
      why: "claim",
      until: null,
      actor: owner,
      ...more,
    });
  const { hold } = done(await place({ of: { booking }, kind: "restriction", why: "proof" }));
  const until = Math.floor(FRIDAY / 1440) + 3;
  done(await place({ until }));
  const problem = refusal(await erase(at(FRIDAY), asked(slug, client)));
  const holds = problem.extra?.holds as { why: string }[]; // of one minute, so in no order
  expect([problem.type, holds.map(({ why }) => why).sort()]).toEqual(["kept-as-proof", ["claim", "proof"]]);
  expect(await rows("SELECT 1 FROM client WHERE salon_id = ?1", slug)).toHaveLength(1);
  done(await liftHold(at(FRIDAY), { salon: slug, hold, actor: owner }));
  expect(refusal(await erase(at(until * 1440 - 1), asked(slug, client))).type).toBe("kept-as-proof");
  done(await erase(at(until * 1440), asked(slug, client)));
  expect(await rows("SELECT 1 FROM retention_hold WHERE salon_id = ?1", slug)).toEqual([]);
});

test("asking twice is answered twice and erases once; who never was is nobody", async () => {
  const { slug } = await openSalon();
  const zandile = somebody();
  const { client } = await everythingOf(slug, zandile);
  done(await erase(at(FRIDAY), asked(slug, client)));
  const again = done(await erase(at(FRIDAY + 1), { ...asked(slug, client), request: "r2" }));
  expect(again.receipts.every(({ rows: n }) => n === 0)).toBe(true);
  expect((await trailOf(slug)).filter(({ action }) => action === "person.erased")).toHaveLength(1);
  const ledger = await env.KEYS.prepare("SELECT * FROM erasure WHERE salon_id = ?1").bind(slug).all();
  expect(ledger.results).toEqual([
    { salon_id: slug, client_id: client, at: FRIDAY, reason: "request", request_id: "r1" },
  ]);
  expect(refusal(await erase(at(FRIDAY), asked(slug, "a".repeat(26)))).type).toBe("unknown-client");
  await expect(env.KEYS.prepare("DELETE FROM erasure WHERE salon_id = ?1").bind(slug).run()).rejects.toThrow(
    "append-only",
  );
});

/** The bindings with something that happens right before the nth batch of the main database. */
function beforeBatch(n: number, happens: () => Promise<unknown>): Env {
  let batches = 0;
  const DB = new Proxy(env.DB, {
    get(db, name) {
      if (name === "batch")
        return async (statements: D1PreparedStatement[]) => {
          if (++batches === n) await happens();
          return db.batch(statements);
        };
      const value = Reflect.get(db, name) as unknown;
      return typeof value === "function" ? value.bind(db) : value;
    },
  });
  return { ...env, DB };
}

test("broken off at any step, it is in the ledger, and asking again finishes it", async () => {
  for (const n of [2, 3]) {
    const { slug } = await openSalon();
    const zandile = somebody();
    const { client } = await everythingOf(slug, zandile);
    const broken = beforeBatch(n, () => Promise.reject(new Error("D1_ERROR: disk is full")));
    expect(refusal(await erase(at(FRIDAY, broken), asked(slug, client))).status).toBe(503);
    const keys = await env.KEYS.prepare("SELECT 1 FROM person_key WHERE salon_id = ?1").bind(slug).all();
    const ledger = await env.KEYS.prepare("SELECT 1 FROM erasure WHERE salon_id = ?1").bind(slug).all();
    expect([keys.results.length, ledger.results.length]).toEqual([0, 1]);
    expect(await rows("SELECT 1 FROM client WHERE salon_id = ?1", slug)).toHaveLength(1);
    done(await erase(at(FRIDAY), asked(slug, client)));
    expect(await whereIs(zandile.marks)).toEqual([]);
  }
});

test("a visit that is booked while the person is being erased is not lost: the erasure is refused", async () => {
  const { slug } = await openSalon();
  const zandile = somebody();
  const { client } = await everythingOf(slug, zandile);
  const monday = TUESDAY_NINE + 6 * 1440;
  const racing = beforeBatch(3, async () => {
    done(await bookCut(at(FRIDAY), slug, monday, { client: zandile.client }));
  });
  expect(refusal(await erase(at(FRIDAY, racing), asked(slug, client))).type).toBe("visits-to-come");
  const [visit] = await rows("SELECT name, phone FROM booking WHERE salon_id = ?1 AND start_at = ?2", slug, monday);
  expect(visit).toEqual({ name: zandile.client.name, phone: zandile.client.phone });
});

test("who books in the moment after their erasure is a new client, not the erased one", async () => {
  const { slug } = await openSalon();
  const zandile = somebody();
  const { client } = await everythingOf(slug, zandile);
  // Their request has read who they are; then they are erased; then it commits.
  const racing = beforeBatch(2, async () => done(await erase(at(FRIDAY), asked(slug, client))));
  const monday = TUESDAY_NINE + 6 * 1440;
  const { booking } = done(await bookCut(at(FRIDAY, racing), slug, monday, { client: zandile.client }));
  const clients = await rows("SELECT client_id FROM client WHERE salon_id = ?1", slug);
  expect(clients).toEqual(
    await rows("SELECT client_id FROM booking WHERE salon_id = ?1 AND booking_id = ?2", slug, booking),
  );
  expect(clients).not.toEqual([{ client_id: client }]);
});

test("whoever left a name and no number is called by it no more", async () => {
  const { slug } = await openSalon();
  const desk = { by: "reception" };
  done(await bookCut(at(NOW), slug, TUESDAY_NINE, { client: { name: "Zandile Kgosi", phone: "" }, desk }));
  const [row] = await rows("SELECT client_id FROM booking WHERE salon_id = ?1 AND name <> ''", slug);
  done(await erase(at(FRIDAY), asked(slug, String(row?.client_id))));
  expect(await whereIs(["Zandile Kgosi"])).toEqual([]);
});
