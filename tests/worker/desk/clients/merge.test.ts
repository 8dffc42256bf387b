// Two clients made one, and given back: exactly, whatever there was of them; and what the law gives either of them stays theirs.
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { book } from "../../../../workers/commands/book.ts";
import { cancel } from "../../../../workers/commands/cancel.ts";
import { erase } from "../../../../workers/commands/compliance/erase.ts";
import { gathered } from "../../../../workers/commands/compliance/requests/gather.ts";
import { distance, likenessOf } from "../../../../workers/commands/desk/clients/likeness.ts";
import {
  mergeClients,
  suggestMerges,
  UNDO_MINUTES,
  undoMerge,
} from "../../../../workers/commands/desk/clients/merge.ts";
import { sweep } from "../../../../workers/commands/sweep.ts";
import { readSpecialNotes } from "../../../../workers/commands/vault/special.ts";
import type { Actor } from "../../../../workers/permissions.ts";
import { insertClient, withdrawConsents } from "../../../../workers/store/clients.ts";
import type { RequestRow } from "../../../../workers/store/compliance/requests/requests.ts";
import { newId } from "../../../../workers/token.ts";
import { at, done, NOW, openSalon, refusal, rows, TUESDAY_NINE } from "../../commands/surroundings.ts";

const OWNER: Actor = { role: "owner", account: "a".repeat(26) };

/** What is of an append-only trail, or of readers, is not part of what is given back. */
const BESIDE = new Set([
  "audit",
  "audit_subject",
  "audit_tile",
  "checkpoint",
  "read_log",
  "outbox",
  "idempotency",
  "admission",
]);

async function everything(salon: string): Promise<Record<string, unknown[]>> {
  const tables = await rows(
    `SELECT m.name FROM sqlite_schema AS m WHERE m.type = 'table' AND m.name NOT LIKE '\\_%' ESCAPE '\\'
       AND m.name NOT LIKE 'sqlite%' AND m.sql LIKE '%salon_id%' ORDER BY m.name`,
  );
  const names = tables.map(({ name }) => String(name)).filter((name) => !BESIDE.has(name));
  const found = await env.DB.batch(
    names.map((name) => env.DB.prepare(`SELECT * FROM ${name} WHERE salon_id = ?1`).bind(salon)),
  );
  return Object.fromEntries(
    names.map((name, i) => [name, (found[i]?.results ?? []).map((row) => JSON.stringify(row)).sort()]),
  );
}

interface Someone {
  name: string;
  phone: string;
  email?: string;
  /** Hours after nine, as visits of theirs. */
  visits: number[];
  health?: string | undefined;
  news?: boolean | undefined;
}

async function person(salon: string, one: Someone): Promise<string> {
  const { name, phone, email, visits, health, news } = one;
  for (const hour of visits) {
    const consents = [
      ...(health === undefined ? [] : [{ purpose: "health", notice_version: "v", granted: true }]),
      ...(news === undefined ? [] : [{ purpose: "marketing", notice_version: "v", granted: news }]),
    ];
    done(
      await book(at(NOW), {
        salon,
        visit: { services: [{ id: "cut" }], start: TUESDAY_NINE + hour * 60 },
        client: { name, phone, email },
        consents,
        healthNote: health,
      }),
    );
  }
  if (visits.length === 0) {
    const client = { id: newId(), phone, phoneHash: newId(), name, email: email ?? null, language: null };
    await env.DB.batch(insertClient(env.DB, salon, client, NOW));
  }
  const [row] = await rows("SELECT client_id FROM client WHERE salon_id = ?1 AND phone = ?2", salon, phone);
  return String(row?.client_id);
}

const merged = async (salon: string, client: string, other: string) =>
  done(await mergeClients(at(NOW), { salon, client, other, actor: OWNER }));

const anybody = (phone: string) =>
  fc.record({
    name: fc.constantFrom("Thandi Dlamini", "Thandi Dlaminy", "Zoë"),
    phone: fc.constant(phone),
    email: fc.option(fc.constantFrom("t@example.com", "T@example.com"), { nil: undefined as never }),
    health: fc.option(fc.constant("allergic to ammonia"), { nil: undefined }),
    news: fc.option(fc.boolean(), { nil: undefined }),
  });

test("merging and giving back is nothing at all, for whatever there was of both", async () => {
  const { slug } = await openSalon();
  let turn = 0;
  await fc.assert(
    fc.asyncProperty(
      anybody(""),
      anybody(""),
      fc.integer({ min: 0, max: 2 }),
      fc.integer({ min: 0, max: 2 }),
      fc.record({
        preferences: fc.boolean(),
        block: fc.boolean(),
        hold: fc.boolean(),
        stop: fc.boolean(),
        talk: fc.boolean(),
      }),
      async (a, b, few, many, also) => {
        turn += 1;
        const phones = [`+2782555${1000 + turn * 2}`, `+2782555${1001 + turn * 2}`] as const;
        const days = (n: number, from: number) => Array.from({ length: n }, (_, i) => from + i);
        const one = await person(slug, { ...a, phone: phones[0], visits: days(few, 0) });
        const other = await person(slug, { ...b, phone: phones[1], visits: days(many, 2) });
        await around(slug, other, phones[1], also);
        const before = await everything(slug);
        const { merge } = await merged(slug, one, other);
        expect(await rows("SELECT 1 FROM client WHERE salon_id = ?1 AND client_id = ?2", slug, other)).toEqual([]);
        expect(await everything(slug)).not.toEqual(before);
        done(await undoMerge(at(NOW + 1), { salon: slug, actor: OWNER, merge }));
        expect(await everything(slug)).toEqual(before);
        await env.DB.batch([
          env.DB.prepare("DELETE FROM booking WHERE salon_id = ?1").bind(slug),
          env.DB.prepare("DELETE FROM segment WHERE salon_id = ?1").bind(slug),
        ]);
      },
    ),
    { numRuns: 15, endOnFailure: true },
  );
});

/** What else may stand with a client. */
async function around(
  salon: string,
  client: string,
  phone: string,
  also: { preferences: boolean; block: boolean; hold: boolean; stop: boolean; talk: boolean },
): Promise<void> {
  const bound = (sql: string, ...more: unknown[]) => env.DB.prepare(sql).bind(salon, client, ...more);
  const id = newId();
  const statements = [
    also.preferences && bound(`UPDATE client SET preferences = 'tea' WHERE salon_id = ?1 AND client_id = ?2`),
    also.block &&
      bound(
        `INSERT INTO client_block (salon_id, block_id, client_id, phone_hash, reason, placed_by, placed_at, until) VALUES (?1, ?3, ?2, ?3, 'conduct', 'x', 0, 9)`,
        id,
      ),
    also.block &&
      bound(
        `INSERT INTO dispute (salon_id, dispute_id, client_id, kind, about, booking_id, text, at) VALUES (?1, ?3, ?2, 'block', ?3, 'b', 't', 0)`,
        id,
      ),
    also.hold &&
      bound(`INSERT INTO retention_hold VALUES (?1, ?3, ?2, NULL, 'hold', 'claim', 'operator', 0, NULL)`, id),
    also.stop && bound(`INSERT INTO restriction VALUES (?1, ?2, 'wait', 'r', 0)`),
    also.talk &&
      bound(
        `INSERT INTO conversation (salon_id, conversation_id, channel, account, person, phone, client_id, window_until, created_at, last_at) VALUES (?1, ?3, 'whatsapp', '1', ?3, ?4, NULL, 0, 0, 0)`,
        id,
        phone.slice(1),
      ),
  ];
  await env.DB.batch([bound("SELECT ?1, ?2"), ...statements.filter((one) => one !== false)]);
}

async function two(more: Partial<Someone> = {}, others: Partial<Someone> = {}) {
  const { slug } = await openSalon();
  const one = await person(slug, { name: "Thandi Dlamini", phone: "+27825554512", visits: [0], ...more });
  const other = await person(slug, { name: "Thandi Dlamini", phone: "+27825554521", visits: [1], ...others });
  return { slug, one, other };
}

describe("after a merge", () => {
  it("whoever books with either number is the one client, and both spellings find them", async () => {
    const { slug, one, other } = await two({}, { name: "Thandiwe Khumalo" });
    await merged(slug, one, other);
    await person(slug, { name: "T", phone: "+27825554512", visits: [] }).catch(() => undefined);
    done(
      await book(at(NOW), {
        salon: slug,
        visit: { services: [{ id: "cut" }], start: TUESDAY_NINE + 2 * 1440 },
        client: { name: "T", phone: "+27825554521" },
      }),
    );
    expect(await rows("SELECT DISTINCT client_id FROM booking WHERE salon_id = ?1", slug)).toEqual([
      { client_id: one },
    ]);
    const keys = await rows(
      "SELECT DISTINCT client_id FROM client_key WHERE salon_id = ?1 AND key >= 'khumalo' AND key < 'khumalp'",
      slug,
    );
    expect(keys).toEqual([{ client_id: one }]);
  });

  it("what is given back takes along what was booked since under its number", async () => {
    const { slug, one, other } = await two();
    const { merge } = await merged(slug, one, other);
    const visit = { services: [{ id: "cut" }], start: TUESDAY_NINE + 2 * 1440 };
    const since = done(await book(at(NOW + 5), { salon: slug, visit, client: { name: "T", phone: "+27825554521" } }));
    done(await undoMerge(at(NOW + 9), { salon: slug, actor: OWNER, merge }));
    const [row] = await rows("SELECT client_id FROM booking WHERE booking_id = ?1", since.booking);
    expect(row).toEqual({ client_id: other });
  });

  it("health notes of both are read, each under its own key", async () => {
    const { slug, one, other } = await two({ health: "ammonia" }, { health: "latex" });
    await merged(slug, one, other);
    const read = done(await readSpecialNotes(at(NOW), { salon: slug, client: one, actor: OWNER, why: "visit" }));
    expect(read.notes.map(({ text }) => text).sort()).toEqual(["ammonia", "latex"]);
  });

  it("a no to news of either holds for both, and a later withdrawal too", async () => {
    for (const [first, second] of [
      [true, false],
      [false, true],
    ] as const) {
      const { slug, one, other } = await two({ news: first }, { news: second });
      await merged(slug, one, other);
      const stopped = await rows("SELECT purpose FROM restriction WHERE salon_id = ?1 AND client_id = ?2", slug, one);
      expect(stopped).toEqual([{ purpose: "marketing" }]);
    }
    const { slug, one, other } = await two({ news: true }, { news: true });
    await merged(slug, one, other);
    expect(await rows("SELECT 1 FROM restriction WHERE salon_id = ?1", slug)).toEqual([]);
    await env.DB.batch([withdrawConsents(env.DB, slug, one, null, { channel: "web", at: NOW + 1 })]);
  });

  it("the person is erased whole: both keys, both rows, and the ledger has both", async () => {
    const { slug, one, other } = await two({ health: "ammonia" }, { health: "latex" });
    await merged(slug, one, other);
    const booked = await rows("SELECT booking_id FROM booking WHERE salon_id = ?1", slug);
    for (const { booking_id } of booked) {
      done(await cancel(at(NOW), { subject: { salon: slug, booking: String(booking_id), actor: "team" } }));
    }
    done(await erase(at(NOW + 3), { salon: slug, client: one, reason: "request", request: null }));
    for (const table of ["client", "client_former", "client_key", "client_merge", "special_note"]) {
      expect([table, await rows(`SELECT 1 FROM ${table} WHERE salon_id = ?1`, slug)]).toEqual([table, []]);
    }
    const { results: keys } = await env.KEYS.prepare("SELECT 1 FROM person_key WHERE salon_id = ?1").bind(slug).all();
    const { results: ledger } = await env.KEYS.prepare("SELECT client_id FROM erasure WHERE salon_id = ?1")
      .bind(slug)
      .all();
    expect([keys.length, ledger.map(({ client_id }) => client_id).sort()]).toEqual([0, [one, other].sort()]);
  });

  it("who asks for their data gets what stood under either id", async () => {
    const { slug, one, other } = await two({ news: true }, { news: false, health: "latex" });
    await merged(slug, one, other);
    const request = { salon_id: slug, client_id: one, reach: "client", request_id: "r", address_hash: null };
    const told = await gathered(at(NOW), request as unknown as RequestRow);
    const of = (name: string) => told?.tables.find(({ table }) => table === name)?.rows ?? [];
    expect(of("consent").map(({ client_id }) => client_id)).toEqual(expect.arrayContaining([one, other]));
    expect(of("special_note").map(({ sealed }) => sealed)).toEqual(["latex"]);
    expect(of("client_former").map(({ phone }) => phone)).toEqual(["+27825554521"]);
  });

  it("it is given back for thirty days, once, and the last of several first", async () => {
    const { slug, one, other } = await two();
    const third = await person(slug, { name: "T", phone: "+27825550003", visits: [3] });
    const first = await merged(slug, one, other);
    const second = await merged(slug, third, one);
    const undo = (merge: string, now = NOW) => undoMerge(at(now), { salon: slug, actor: OWNER, merge });
    expect(refusal(await undo(first.merge)).type).toBe("merged-since");
    done(await undo(second.merge));
    done(await undo(first.merge));
    expect(refusal(await undo(first.merge)).type).toBe("cannot-undo");
    const again = await merged(slug, one, other);
    await sweep(at(NOW + UNDO_MINUTES - 1));
    expect(await rows("SELECT 1 FROM client_merge WHERE salon_id = ?1", slug)).toHaveLength(1);
    await sweep(at(NOW + UNDO_MINUTES));
    expect(await rows("SELECT 1 FROM client_merge WHERE salon_id = ?1", slug)).toEqual([]);
    expect(refusal(await undo(again.merge, NOW + UNDO_MINUTES)).type).toBe("cannot-undo");
  });

  it("nobody is made one with themselves, or with nobody", async () => {
    const { slug, one } = await two();
    const into = (other: string) => mergeClients(at(NOW), { salon: slug, client: one, other, actor: OWNER });
    expect(refusal(await into(one)).type).toBe("same-client");
    expect(refusal(await into("x".repeat(26))).type).toBe("unknown-client");
  });
});

describe("who might be the same", () => {
  it("is suggested by address, by a number typed wrongly, and by name, and nobody else is", async () => {
    const { slug, one, other } = await two({ email: "t@example.com" });
    const mail = await person(slug, {
      name: "Someone Else",
      phone: "+27735550001",
      email: "T@Example.com",
      visits: [],
    });
    const name = await person(slug, { name: "Dlamini Thandi", phone: "+27735550002", visits: [] });
    await person(slug, { name: "Sipho Nkosi", phone: "+27825554513", visits: [] });
    const { suggested } = done(await suggestMerges(at(NOW), { salon: slug, client: one, actor: OWNER }));
    expect(suggested.map(({ client_id, why }) => [client_id, why])).toEqual([
      [mail, "same-address"],
      [other, "near-number"],
      [name, "same-name"],
    ]);
  });

  it("is judged by how many letters differ", () => {
    expect([
      distance("", "abc"),
      distance("thandi", "tahndi"),
      distance("kitten", "sitting"),
      distance("a", "a"),
    ]).toEqual([3, 1, 3, 0]);
    const one = { name: "Müller Jan", phone: "+27825554512", email: null };
    expect(likenessOf(one, { ...one, name: "jan muler", phone: "+27825554521" })).toBe("near-number");
    expect(likenessOf(one, { ...one, phone: "+27111234567" })).toBe("same-name");
    expect(likenessOf(one, { ...one, name: "Jan", phone: "+27111234567" })).toBeNull();
  });
});
