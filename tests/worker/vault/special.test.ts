// Health notes: kept only with a consent of their own, readable by nobody who holds the database, read only for a reason
// that is recorded, and gone when their owner says so.

import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { readSpecialNotes } from "../../../workers/commands/vault/special.ts";
import { deliverDue } from "../../../workers/conversations/outbox.ts";
import { newPersonKey, openNote, openPersonKey, sealNote } from "../../../workers/vault.ts";
import { signedIn, submit, trailOf } from "../access/people.ts";
import { CLIENT, call, faultsAt, NOW, newSalon, OPERATOR, post } from "../api/client.ts";
import { at, NOW as NOW_MINUTE, refusal, rows } from "../commands/surroundings.ts";
import { whereIs } from "./contents.ts";

const START = "2026-12-02T09:00:00+02:00";
const NOTE = "Allergic to para-phenylenediamine 🧪, carries an EpiPen";
const AGREED = { purpose: "health", notice_version: "2026-11-24", granted: true };

interface Booked {
  booking: string;
  token: string;
}

async function book(salon: string, more: object = {}, key?: string) {
  const body = { services: [{ id: "colour" }], start: START, client: CLIENT, ...more };
  return post(`/api/v1/salons/${salon}/bookings`, body, key === undefined ? {} : { "Idempotency-Key": key });
}

async function bookWithNote(salon: string, note = NOTE, more: object = {}): Promise<Booked> {
  const answer = await book(salon, { health_note: note, consents: [AGREED], ...more });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}

async function clientOf(salon: string, booking: string): Promise<string> {
  const [row] = await rows("SELECT client_id FROM booking WHERE salon_id = ?1 AND booking_id = ?2", salon, booking);
  return String(row?.client_id);
}

const owner = { role: "owner", account: "a" } as const;
const readAs = (salon: string, client: string) =>
  readSpecialNotes(at(NOW_MINUTE), { salon, client, actor: owner, why: "visit" });

async function textsOf(salon: string, client: string): Promise<(string | null)[]> {
  const outcome = await readAs(salon, client);
  if (!outcome.ok) throw new Error(outcome.problem.type);
  return outcome.value.notes.map(({ text }) => text);
}

test("a health note without a consent of its own is refused, wherever the fault is told, and nothing is booked", async () => {
  const salon = await newSalon();
  const unagreed = [
    [],
    [{ ...AGREED, granted: false }],
    [AGREED, { ...AGREED, granted: false }],
    [{ ...AGREED, purpose: "marketing" }],
  ];
  for (const consents of unagreed) {
    const answer = await book(salon, { health_note: NOTE, consents });
    expect([answer.status, faultsAt(answer)]).toEqual([422, ["/health_note"]]);
    expect(answer.text).not.toContain("EpiPen");
  }
  const both = await book(salon, { health_note: "", client: { ...CLIENT, name: "" } });
  expect([both.status, [...new Set(faultsAt(both))]]).toEqual([422, ["/client/name", "/health_note"]]);
  for (const table of ["booking", "special_note"]) {
    expect(await rows(`SELECT 1 FROM ${table} WHERE salon_id = ?1`, salon)).toEqual([]);
  }
});

test("its text reaches no row, no key, no cache, no letter and no log", async () => {
  const told: string[] = [];
  const spies = (["log", "warn", "error"] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation((...words: unknown[]) => void told.push(words.join(" "))),
  );
  const salon = await newSalon();
  const key = crypto.randomUUID();
  const first = await book(salon, { health_note: NOTE, consents: [AGREED] }, key);
  const again = await book(salon, { health_note: NOTE, consents: [AGREED] }, key);
  expect([first.status, again.status, again.text]).toEqual([201, 201, first.text]);
  const { token, booking } = first.body as Booked;
  await vi.waitFor(async () => {
    await deliverDue(env, NOW_MINUTE);
    const sent = await rows("SELECT 1 FROM outbox WHERE salon_id = ?1 AND delivered_at IS NOT NULL", salon);
    expect(sent).toHaveLength(1);
  });
  const seen = [
    await call(`/api/v1/bookings/${token}`),
    await call(`/b/${token}`),
    await call(`/b/${token}/visit.ics`),
    await call(`/b/${token}/records`),
    await call(`/api/v1/salons/${salon}/audit/export`, { headers: OPERATOR }),
  ];
  expect(seen.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  for (const { text } of [first, ...seen]) expect(text).not.toContain("EpiPen");
  for (const spy of spies) spy.mockRestore();
  expect(told.join("\n")).not.toContain("EpiPen");
  expect(await whereIs(["EpiPen", "phenylenediamine"])).toEqual([]);
  // It is there all the same, and the trail says no more than that.
  expect(await textsOf(salon, await clientOf(salon, booking))).toEqual([NOTE]);
  const [entry] = (await trailOf(salon)).filter(({ action }) => action === "special.noted") as unknown as {
    detail: Record<string, string>;
  }[];
  expect(Object.keys(entry?.detail ?? {}).sort()).toEqual(["client", "note"]);
});

test("a ciphertext that is moved, and a key that is somebody else's, open nothing", async () => {
  const salon = await newSalon();
  const [one, other] = [
    await bookWithNote(salon),
    await bookWithNote(salon, "Asthma", {
      client: { ...CLIENT, phone: "0825550111" },
      start: "2026-12-03T09:00:00+02:00",
    }),
  ];
  const [nomsa, lindiwe] = [await clientOf(salon, one.booking), await clientOf(salon, other.booking)];
  const swap = async (db: D1Database, table: string, column: string) => {
    const ask = db.prepare(`SELECT client_id, ${column} AS bytes FROM ${table} WHERE salon_id = ?1`).bind(salon);
    const { results } = await ask.all<{ client_id: string; bytes: number[] }>();
    const update = db.prepare(`UPDATE ${table} SET ${column} = ?3 WHERE salon_id = ?1 AND client_id = ?2`);
    await db.batch(
      results.map(({ client_id }, i) => update.bind(salon, client_id, Uint8Array.from(results[1 - i]?.bytes ?? []))),
    );
  };
  await swap(env.DB, "special_note", "sealed");
  expect([await textsOf(salon, nomsa), await textsOf(salon, lindiwe)]).toEqual([[null], [null]]);
  await swap(env.KEYS, "person_key", "wrapped");
  // Each row now has the other's text under the other's key; but names and wrapping are of the row's own person.
  expect([await textsOf(salon, nomsa), await textsOf(salon, lindiwe)]).toEqual([[null], [null]]);
  await swap(env.DB, "special_note", "sealed");
  await swap(env.KEYS, "person_key", "wrapped");
  expect([await textsOf(salon, nomsa), await textsOf(salon, lindiwe)]).toEqual([[NOTE], ["Asthma"]]);
});

test("the vault binds salon, person and note, and makes a fresh nonce every time", async () => {
  const person = { salon: "s", client: "c" };
  const wrapped = await newPersonKey("secret", person);
  expect(wrapped).toHaveLength(60);
  const key = await openPersonKey("secret", person, wrapped);
  if (key === null) throw new Error("its own key opens");
  const [a, b] = [await sealNote(key, person, "n", NOTE), await sealNote(key, person, "n", NOTE)];
  expect(a).not.toEqual(b);
  expect(await openNote(key, person, "n", a)).toBe(NOTE);
  expect(await openNote(key, person, "m", a)).toBeNull();
  expect(await openNote(key, { ...person, salon: "t" }, "n", a)).toBeNull();
  a[a.length - 1] = (a.at(-1) ?? 0) ^ 1;
  expect(await openNote(key, person, "n", a)).toBeNull();
  expect(await openPersonKey("another", person, wrapped)).toBeNull();
  expect(await openPersonKey("secret", { ...person, client: "d" }, wrapped)).toBeNull();
  await expect(newPersonKey("", person)).rejects.toThrow("VAULT_SECRET");
});

test("who serves the person reads it for a reason that is recorded; reception and the platform do not", async () => {
  const salon = await newSalon();
  const { booking } = await bookWithNote(salon);
  const client = await clientOf(salon, booking);
  const address = `/api/v1/salons/${salon}/clients/${client}/special`;
  const readings = async () => (await trailOf(salon)).filter(({ action }) => action === "special.read");
  for (const role of ["owner", "manager", "stylist"] as const) {
    const { cookie, account } = await signedIn(salon, role);
    const answer = await call(`${address}?why=visit`, { headers: { Cookie: cookie } });
    expect([role, answer.status, answer.body.notes.map(({ text }: { text: string }) => text)]).toEqual([
      role,
      200,
      [NOTE],
    ]);
    expect((await readings()).at(-1)).toMatchObject({
      actor: `${role}:${account}`,
      subject: client,
      detail: { client, why: "visit" },
    });
    const unsaid = await call(address, { headers: { Cookie: cookie } });
    expect([unsaid.status, faultsAt(unsaid)]).toEqual([422, ["why"]]);
  }
  const { cookie } = await signedIn(salon, "reception");
  for (const headers of [OPERATOR, { Cookie: cookie }]) {
    expect((await call(`${address}?why=visit`, { headers })).status).toBe(403);
  }
  expect(await readings()).toHaveLength(3);
});

test("a reading that cannot be recorded is none", async () => {
  const salon = await newSalon();
  const { booking } = await bookWithNote(salon);
  const client = await clientOf(salon, booking);
  let batches = 0;
  const DB = new Proxy(env.DB, {
    get(db, name) {
      if (name === "batch")
        return (statements: D1PreparedStatement[]) =>
          ++batches > 1 ? Promise.reject(new Error("D1_ERROR: disk is full")) : db.batch(statements);
      const value = Reflect.get(db, name) as unknown;
      return typeof value === "function" ? value.bind(db) : value;
    },
  });
  const input = { salon, client, actor: owner, why: "visit" } as const;
  const problem = refusal(await readSpecialNotes(at(NOW_MINUTE, { ...env, DB }), input));
  expect([problem.status, JSON.stringify(problem).includes("EpiPen")]).toEqual([503, false]);
  expect(batches).toBe(2);
});

test("its owner is told that it is kept, and deletes it by their link, which withdraws the consent", async () => {
  const salon = await newSalon();
  const { token, booking } = await bookWithNote(salon);
  expect((await call(`/api/v1/bookings/${token}`)).body.health_note_kept).toBe(true);
  expect((await call(`/b/${token}`)).text).toContain(`action="/b/${token}/special"`);
  const deleted = await submit(`/b/${token}/special`, {}, { now: NOW });
  expect([deleted.status, deleted.headers.get("Location")]).toEqual([303, `/b/${token}`]);
  expect((await call(`/api/v1/bookings/${token}`)).body.health_note_kept).toBe(false);
  expect((await call(`/b/${token}`)).text).not.toContain(`/b/${token}/special`);
  expect(await textsOf(salon, await clientOf(salon, booking))).toEqual([]);
  const consents = await rows(
    "SELECT granted, notice_version FROM consent WHERE salon_id = ?1 AND purpose = 'health' ORDER BY granted DESC",
    salon,
  );
  expect(consents).toEqual([
    { granted: 1, notice_version: "2026-11-24" },
    { granted: 0, notice_version: "2026-11-24" },
  ]);
  // Again, through the API: the same answer, and nothing more is written.
  expect((await call(`/api/v1/bookings/${token}/special`, { method: "DELETE" })).status).toBe(204);
  expect((await trailOf(salon)).filter(({ action }) => action === "special.deleted")).toHaveLength(1);
  const forged = `${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`;
  expect((await call(`/api/v1/bookings/${forged}/special`, { method: "DELETE" })).status).toBe(404);
});

test("who books with somebody's number learns nothing of a note that was given before", async () => {
  const salon = await newSalon();
  await bookWithNote(salon);
  const other = await book(salon, { services: [{ id: "cut" }], start: "2026-12-03T09:00:00+02:00" });
  const { token } = other.body as Booked;
  expect((await call(`/api/v1/bookings/${token}`)).body.health_note_kept).toBe(false);
  expect((await call(`/api/v1/bookings/${token}/special`, { method: "DELETE" })).status).toBe(204);
  expect(await rows("SELECT 1 FROM special_note WHERE salon_id = ?1", salon)).toHaveLength(1);
});
