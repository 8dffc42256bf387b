// Access: everything that is held, with why; nothing of anybody else; and only for a code. What must be there is read from the
// data map, so that a new table of clients is asked for by itself.

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it, test } from "vitest";
import dataMap from "../../../shared/policies/data-map.json";
import { book } from "../../../workers/commands/book.ts";
import { cancel } from "../../../workers/commands/cancel.ts";
import { acknowledge, close, gather } from "../../../workers/commands/compliance/requests/carry-out.ts";
import type { PersonExport } from "../../../workers/commands/compliance/requests/gather.ts";
import {
  followRequest,
  handOver,
  openExport,
  sendOpeningCode,
  takeExport,
} from "../../../workers/commands/compliance/requests/open.ts";
import { recordRequest, startByLink } from "../../../workers/commands/compliance/requests/start.ts";
import { sweepRequests } from "../../../workers/commands/compliance/requests/sweep.ts";
import { verifyRequest } from "../../../workers/commands/compliance/requests/verify.ts";
import { seal } from "../../../workers/commands/compliance/seal.ts";
import { pay } from "../../../workers/commands/desk/money/pay.ts";
import { CODE_MINUTES } from "../../../workers/commands/find-bookings.ts";
import { loadRegistry } from "../../../workers/commands/law/registry.ts";
import { makeOffers } from "../../../workers/commands/offers.ts";
import { joinWaitlist } from "../../../workers/commands/waitlist.ts";
import { readExport } from "../../../workers/store/compliance/requests/exports.ts";
import { requestToken } from "../../../workers/token.ts";
import { at, bookCut, done, NOW, openSalon, refusal, rows, TUESDAY_NINE } from "../commands/surroundings.ts";
import { asked, codeOf, idle, newPhone, OWNER, openingCode, proved, type Someone, someone } from "./asking.ts";

const ACCESS = { kind: "access", detail: {} } as const;

/** Tables whose personal columns are about nobody who books, or cannot be told to belong to anybody, and why. */
const NOT_OF_CLIENTS: Record<string, string> = {
  ...Object.fromEntries(
    [
      "salon",
      "document",
      "person",
      "skill",
      "rota",
      "imported_busy",
      "account",
      "membership",
      "presence",
      "passkey",
      "session",
      "till_day",
      "block",
      "salon_draft",
      "calendar_source",
      "archive",
      "import_job",
    ].map((table) => [table, "of those who work for the salon"]),
  ),
  sign_in_link: "of those who work for the salon",
  agreement: "of those who work for the salon",
  campaign: "of those who work for the salon",
  ...Object.fromEntries(
    ["incident", "incident_event", "incident_notice", "incident_task"].map((table) => [
      table,
      "of whoever did it and of those who work for the salon; whom it concerns is in incident_person",
    ]),
  ),
  article: "of whoever of the team published it; what clients wrote is not in it",
  person_key: "opens special_note, which is given as it was written",
  erasure: "of those who are gone, and so ask nothing",
  objection: "of those who are gone, and so ask nothing",
  retention_run: "where a night stopped: an id alone, gone the next night",
  threat_event: "hashes of network addresses, which lead to no client",
  threat_state: "hashes of network addresses, which lead to no client",
  threat: "hashes of network addresses, which lead to no client",
  mailbox: "on a developer's machine alone; what was owed is in outbox",
};

const OF_CLIENTS = Object.entries(dataMap.tables)
  .filter(([table, { personal }]) => Object.keys(personal).length > 0 && NOT_OF_CLIENTS[table] === undefined)
  .map(([table, { personal }]) => [table, Object.keys(personal)] as const);

/** Something that somebody wrote, and what was answered. */
function talk(salon: string, id: string, phone: string): D1PreparedStatement[] {
  const digits = phone.slice(1);
  const bound = (sql: string) => env.DB.prepare(sql).bind(salon, id, digits);
  return [
    bound(`
      INSERT INTO conversation (salon_id, conversation_id, channel, account, person, phone, name, window_until, created_at, last_at)
      VALUES (?1, ?2, 'whatsapp', '1', ?3, ?3, 'N ' || ?3, 0, 0, 0)`),
    bound(`
      INSERT INTO message (salon_id, message_id, conversation_id, direction, provider_id, kind, body, at)
      VALUES (?1, 'in ' || ?2, ?2, 'in', 'wamid ' || ?3, 'text', 'am I ' || ?3, 0)`),
    bound(`
      INSERT INTO message_status (salon_id, provider_id, delivery, at) VALUES (?1, 'wamid ' || ?3, 2, 0)`),
    bound(`
      INSERT INTO outgoing (salon_id, conversation_id, nth, message_id, account, failure)
      VALUES (?1, ?2, 1, 'out ' || ?2, '1', ?3)`),
    bound(`INSERT INTO handover (salon_id, conversation_id, nth, called_at, why) VALUES (?1, ?2, 1, 0, 'H ' || ?3)`),
    bound(`
      INSERT INTO conversation_booking (salon_id, conversation_id, booking_id) VALUES (?1, ?2, 'visit ' || ?3)`),
    bound(`
      INSERT INTO foreseen (salon_id, foreseen_id, cause, kind, client_id, evidence, confidence, act, state, found_at, until)
      SELECT ?1, 'fore ' || ?3, 'Stuck ' || ?2, 'Stuck', client_id, json_object('about', ?3), 900, 'ticket', 'open', 0, 1
      FROM client WHERE salon_id = ?1 AND phone = '+' || ?3`),
    bound(`
      INSERT INTO medium (salon_id, message_id, conversation_id, state, type, at)
      VALUES (?1, 'in ' || ?2, ?2, 'kept', 'image/' || ?3, 0)`),
    bound(`
      INSERT INTO stumble (salon_id, stumble_id, conversation_id, step, at) VALUES (?1, 'fell ' || ?3, ?2, 'at ' || ?3, 0)`),
  ];
}

/** What the desk wrote down of somebody. */
function worked(salon: string, client: string, booking: string, id: string): D1PreparedStatement[] {
  const bound = (sql: string, ...more: unknown[]) => env.DB.prepare(sql).bind(salon, client, id, ...more);
  const visit = (sql: string) => bound(sql, booking);
  return [
    bound(`
      INSERT INTO client_former (salon_id, former_id, client_id, phone, name, created_at)
      VALUES (?1, 'former ' || ?3, ?2, '+27829' || length(?3), 'F ' || ?3, 0)`),
    bound(`
      INSERT INTO client_merge (salon_id, merge_id, kept_id, gone_id, moved, actor, merged_at, undo_until)
      VALUES (?1, ?3, ?2, 'former ' || ?3, '{}', 'owner:a', 0, 9)`),
    bound(`
      INSERT INTO client_block (salon_id, block_id, client_id, phone_hash, reason, note, placed_by, placed_at, until)
      VALUES (?1, ?3, ?2, 'h', 'conduct', 'N ' || ?3, 'owner:a', 0, 9)`),
    bound(`INSERT INTO import_person (salon_id, job_id, row, client_id) VALUES (?1, ?3, 2, ?2)`),
    visit(`
      INSERT INTO visit_event (salon_id, booking_id, event_id, at, actor, what, text)
      VALUES (?1, ?4, ?3 || length(?2), 0, 'owner:a', 'note', 'E ' || ?3)`),
    visit(`
      INSERT INTO series (salon_id, series_id, booking_id, weeks, times, actor, created_at)
      VALUES (?1, ?3 || length(?2), ?4, 4, 1, 'owner:a', 0)`),
    visit(`
      INSERT INTO series_visit (salon_id, series_id, nth, start_at, state, booking_id)
      VALUES (?1, ?3 || length(?2), 1, 0, 'booked', 'again ' || ?4)`),
    visit(`INSERT INTO party_visit (salon_id, booking_id, party_id) VALUES (?1, ?4, ?3 || length(?2))`),
    visit(`
      INSERT INTO photo (salon_id, photo_id, booking_id, moment, type, bytes, width, height, actor, at, kept_at)
      VALUES (?1, ?3 || length(?2), ?4, 'before', 'image/jpeg', 3, 1, 1, 'owner:a', 0, 0)`),
    visit(`
      INSERT INTO review (salon_id, review_id, booking_id, client_id, stars, text, name, language, at, state, counted)
      VALUES (?1, ?3, ?4, ?2, 4, 'R ' || ?3, 'S', 'en', 0, 'waiting', 0)`),
    visit(`
      INSERT INTO dispute (salon_id, dispute_id, client_id, kind, about, booking_id, text, at)
      VALUES (?1, ?3, ?2, 'block', ?3, ?4, 'D ' || ?3, 0)`),
  ];
}

let who: Someone;
let stranger: Someone;
let found: PersonExport;

async function gathered(key: { salon: string; request: string }): Promise<PersonExport> {
  await gather(idle(), key);
  return JSON.parse((await readExport(env, key.salon, key.request)) ?? "null") as PersonExport;
}

/** Goes through whatever a client can go through, so that every table that may hold something of them does. */
beforeAll(async () => {
  who = await someone();
  stranger = await someone(NOW, { salon: who.salon, start: TUESDAY_NINE + 120 });
  const idempotency = { key: crypto.randomUUID(), bodyHash: "x" };
  const client = { name: "Nomsa Dlamini", phone: who.phone, email: who.email };
  const visit = { services: [{ id: "cut" }], start: TUESDAY_NINE + 240 };
  const consents = [{ purpose: "health", notice_version: "2026-11", granted: true }];
  const told = { consents, healthNote: "allergic to ammonia" };
  done(await book(at(NOW), { salon: who.salon, visit, client, idempotency, ...told }));
  const wait = { services: [{ id: "cut" }], from: 20_788, to: 20_789, client };
  done(await joinWaitlist(at(NOW), { salon: who.salon, ...wait }));
  const payments = [{ means: "card", reference: "slip" } as const];
  const actor = { role: "operator" } as const;
  for (const bill of [who.booking, stranger.booking]) {
    done(await pay(at(NOW), { salon: who.salon, bill, payments, recipient: { name: `To ${bill}` }, actor }));
    await env.DB.prepare(
      `INSERT INTO online_payment VALUES (?1, 'paid ' || ?2, 'payfast', 'deposit', ?2, 100, 'paid', 'pf', NULL, NULL, ?3, ?3, NULL, NULL)`,
    )
      .bind(who.salon, bill, NOW)
      .run();
  }
  done(await cancel(at(NOW), { subject: { token: stranger.token } }));
  done(await makeOffers(at(NOW), { salon: who.salon }));
  done(await startByLink(idle(), { token: who.token, kind: "objection", detail: { stop: ["marketing"] } }));
  done(await loadRegistry(idle(), { asOf: 20_780, addresses: [who.phone, stranger.phone], last: true }));
  const counted = { ...idle(), caller: { address: "198.51.100.7", at: Date.now(), rate: null } };
  const key = await asked(who, ACCESS, counted);
  await acknowledge(idle(), key);
  await env.DB.prepare(`INSERT INTO receipt VALUES (?1, ?2, 'd1', 'earlier', 1, ?3, NULL)`)
    .bind(key.salon, key.request, NOW)
    .run();
  await env.DB.batch([
    env.DB.prepare(`INSERT INTO marketing_decision VALUES (?1, 'spring', ?2, ?3, 1, 'consented')`).bind(
      who.salon,
      who.client,
      NOW,
    ),
    env.DB.prepare(
      `INSERT INTO representation VALUES (?1, 'said', 'other', ?2, 'en', 'wrong', ?3, NULL, NULL, NULL)`,
    ).bind(who.salon, who.email, NOW),
    env.DB.prepare(`INSERT INTO incident_person VALUES (?1, 'leak', ?2, '["visits"]', 1, ?3, ?3)`).bind(
      who.salon,
      who.client,
      NOW,
    ),
    env.DB.prepare(`
      INSERT INTO read_log (salon_id, read_id, at, last_at, actor, session, trace, purpose, what, clients, objects)
      VALUES (?1, 'read', ?2, ?2, 'stylist:a', 'their-session', 't', 'serve', 'visits', json_array(?3, ?4), '[]')`).bind(
      who.salon,
      NOW,
      who.client,
      stranger.client,
    ),
    ...worked(who.salon, who.client, who.booking, "theirs"),
    ...worked(who.salon, stranger.client, stranger.booking, "strangers"),
    ...talk(who.salon, "theirs", who.phone),
    ...talk(who.salon, "strangers", stranger.phone),
    env.DB.prepare(
      `INSERT INTO retention_hold VALUES (?1, 'held', ?2, NULL, 'restriction', 'transfer', 'operator', ?3, NULL)`,
    ).bind(who.salon, who.client, NOW),
  ]);
  await seal(at(NOW), who.salon);
  const code = await codeOf(who.phone, key.request, who.email);
  done(await verifyRequest(idle(), { ...key, phone: who.phone, code }));
  found = await gathered(key);
});

const table = (name: string, all = found) => all.tables.find((each) => each.table === name);

describe("what is gathered", () => {
  it("tells of every table of clients that the data map names", () => {
    expect(found.tables.map((each) => each.table).sort()).toEqual(OF_CLIENTS.map(([name]) => name).sort());
  });

  it.each(OF_CLIENTS)(
    "has what %s holds, each personal column with its category, purpose and ground",
    (name, columns) => {
      const told = table(name);
      expect(told?.rows.length, `${name}: nothing was seeded, so nothing is shown`).toBeGreaterThan(0);
      for (const column of columns) {
        expect(told?.rows[0]).toHaveProperty(column);
        expect(told?.columns[column]?.category).toBeTruthy();
        expect(told?.columns[column]?.purpose).toBeTruthy();
        expect(told?.columns[column]?.ground).toMatch(/^s 11\(1\)\([a-f]\)$/);
      }
      expect(told?.kept.for).toMatch(/^\d+ (days|years)$/);
      expect(told?.kept.why).toBeTruthy();
    },
  );

  it.each(OF_CLIENTS)("finds every mark of the client that %s bears", async (name) => {
    // Each of these stands for the client; whatever row of the table bears one is theirs.
    const [{ hold } = { hold: null }] = await rows(
      `SELECT hold_id AS hold FROM offer JOIN waitlist USING (salon_id, waitlist_id) WHERE client_id = ?1`,
      who.client,
    );
    const ids = await rows(
      `SELECT booking_id AS id FROM booking WHERE client_id = ?1 UNION SELECT waitlist_id FROM waitlist WHERE client_id = ?1
       UNION SELECT request_id FROM request WHERE client_id = ?1`,
      who.client,
    );
    const marks = [who.client, who.phone, who.email, hold, ...ids.map(({ id }) => id)].map(String);
    const { results } = await env.DB.prepare(`SELECT * FROM ${name}`).all();
    const theirs = results.filter((row) => marks.some((mark) => JSON.stringify(row).includes(mark)));
    // Told of by the file are the steps up to its own making.
    const before = theirs.filter(({ step }) => step !== "gathered");
    const here = JSON.stringify(table(name)?.rows.map(withoutBytes));
    for (const row of before) expect(here).toContain(JSON.stringify(withoutBytes(row)).slice(1, -1));
  });

  it("holds nothing of another client of the salon", () => {
    const text = JSON.stringify(found);
    for (const mark of [stranger.client, stranger.phone, stranger.email, stranger.booking])
      expect(text).not.toContain(mark);
  });

  it("proves the trail's entries, and says which are not sealed yet", () => {
    expect(found.trail?.bundles.flatMap(({ entries }) => entries).length).toBeGreaterThan(3);
    expect(found.trail?.fresh.map(({ entry }) => JSON.parse(entry).action)).toEqual(["request.proved", "special.read"]);
  });
});

/** Bytes are written in another way in the file. */
function withoutBytes(row: Record<string, unknown>) {
  const {
    leaf: _leaf,
    clients: _clients,
    session: _session,
    sealed: _sealed,
    available_at: _at,
    attempts: _tries,
    delivered_at: _when,
    used_at: _used,
    ...rest
  } = row;
  const {
    status: _status,
    proof: _proof,
    reach: _reach,
    verified_at: _v,
    moved_at: _m,
    export_until: _e,
    ...kept
  } = rest;
  return kept;
}

test("who proved one address gets what bears it, and nothing of the others who used the number", async () => {
  const nomsa = await someone();
  const mallory = { name: "Mallory", phone: nomsa.phone, email: "mallory@example.com" };
  const theirs = done(await bookCut(at(NOW), nomsa.salon, TUESDAY_NINE + 120, { client: mallory }));
  const key = await asked(nomsa, ACCESS);
  const code = await codeOf(nomsa.phone, key.request, mallory.email);
  done(await verifyRequest(idle(), { ...key, phone: nomsa.phone, code }));
  const all = await gathered(key);
  expect(all.reach).toBe("address");
  expect(table("booking", all)?.rows.map((row) => row.booking_id)).toEqual([theirs.booking]);
  expect(table("client", all)?.rows).toEqual([]);
  for (const mark of ["Nomsa", nomsa.email, nomsa.booking]) expect(JSON.stringify(all)).not.toContain(mark);
  const own = await gathered(await proved(nomsa, ACCESS)); // the client's own address, but no longer the only one
  expect([own.reach, table("client", own)?.rows[0]?.name]).toEqual(["address", "Nomsa Dlamini"]);
  expect(table("booking", own)?.rows.map((row) => row.booking_id)).toEqual([nomsa.booking]);
  for (const mark of ["Mallory", mallory.email, theirs.booking]) expect(JSON.stringify(own)).not.toContain(mark);
});

test("gathering twice leaves one object under a name that nobody can guess", async () => {
  const nomsa = await someone();
  const key = await proved(nomsa, ACCESS);
  const before = (await env.R2.list({ prefix: "exports/" })).objects.length;
  await gathered(key);
  await gathered(key);
  const { objects } = await env.R2.list({ prefix: "exports/" });
  expect(objects.length).toBe(before + 1);
  for (const { key: name } of objects) expect(name).toMatch(/^exports\/[A-Za-z0-9_-]{43}$/);
});

test("the link alone shows how it stands; what was gathered opens for a code, once, and lies there for 14 days", async () => {
  const nomsa = await someone();
  const key = await proved(nomsa, ACCESS);
  const { token } = key;
  expect(refusal(await sendOpeningCode(idle(), token)).type).toBe("nothing-gathered");
  await gathered(key);
  await close(idle(), key);
  const shown = await followRequest(idle(), token);
  expect(done(shown)).toMatchObject({ kind: "access", status: "closed", takes_until: "2026-12-14T07:00:00.000Z" });
  for (const mark of [nomsa.phone, nomsa.email, "Nomsa", nomsa.client])
    expect(JSON.stringify(shown)).not.toContain(mark);
  done(await sendOpeningCode(idle(), token));
  const code = await openingCode(key, nomsa.email);
  expect(refusal(await openExport(idle(), { token, code: "000000" })).type).toBe("wrong-code");
  const { found: opened, grant } = done(await openExport(idle(), { token, code }));
  expect(JSON.stringify(opened)).toContain(nomsa.phone);
  expect(refusal(await openExport(idle(), { token, code })).type).toBe("wrong-code");
  expect(done(await takeExport(idle(NOW + CODE_MINUTES - 1), { token, grant }))).toContain(nomsa.email);
  expect(refusal(await takeExport(idle(NOW + CODE_MINUTES), { token, grant })).type).toBe("wrong-code");
  const other = await requestToken(env.TOKEN_SECRET, key.salon, "b".repeat(26));
  expect(refusal(await takeExport(idle(), { token: other, grant })).type).toBe("wrong-code");
  await sweepRequests(idle(NOW + 14 * 1440));
  expect(await readExport(env, key.salon, key.request)).toBeNull();
  expect(refusal(await sendOpeningCode(idle(NOW + 14 * 1440), token)).type).toBe("nothing-gathered");
});

test("a link that was not given away shows nothing", async () => {
  const key = await proved(await someone(), ACCESS);
  for (const token of [`${key.token.slice(0, -1)}x`, "x", key.token.replace(key.salon, "elsewhere")]) {
    expect(refusal(await followRequest(idle(), token)).type).toBe("unknown-request");
  }
});

test("a client without an address is handed the file by whoever saw them, and nobody else's is", async () => {
  const { slug } = await openSalon();
  const phone = newPhone();
  done(await bookCut(at(NOW), slug, TUESDAY_NINE, { client: { name: "Gogo", phone } }));
  const recorded = { salon: slug, phone, actor: OWNER, ...ACCESS };
  const { request } = done(await recordRequest(idle(), recorded));
  const key = { salon: slug, request };
  expect(refusal(await handOver(idle(), { ...key, actor: OWNER })).type).toBe("nothing-gathered");
  await gathered(key);
  await close(idle(), key);
  expect(done(await handOver(idle(), { ...key, actor: OWNER }))).toContain(phone);
  const trail = await rows(
    `SELECT entry ->> '$.actor' AS actor FROM audit WHERE entry ->> '$.action' = 'request.handed-over'`,
  );
  expect(trail).toEqual([{ actor: `owner:${OWNER.account}` }]);
  const other = await proved(await someone(), ACCESS);
  await gathered(other);
  expect(refusal(await handOver(idle(), { ...other, actor: OWNER })).type).toBe("nothing-gathered");
});
