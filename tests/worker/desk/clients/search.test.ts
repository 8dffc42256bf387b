// Clients are found by what people type, by what is true now, and at a cost that does not grow with the salon.
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it, test } from "vitest";
import migration from "../../../../shared/migrations/0025_clients.sql?raw";
import { erase } from "../../../../workers/commands/compliance/erase.ts";
import { insertClient } from "../../../../workers/store/clients.ts";
import { correctClient } from "../../../../workers/store/compliance/requests/correct.ts";
import { foundBy } from "../../../../workers/store/desk/clients/found-by.ts";
import { askFound, MOST_FOUND, soughtOf } from "../../../../workers/store/desk/clients/search.ts";
import { newId } from "../../../../workers/token.ts";
import { signedIn } from "../../access/people.ts";
import { call, newSalon, OPERATOR } from "../../api/client.ts";
import { at, done, NOW, rows } from "../../commands/surroundings.ts";
import { readLog } from "../../incidents/scene.ts";

interface Someone {
  name: string;
  phone: string;
  email?: string;
}

const PEOPLE: Someone[] = [
  { name: "Thandiwe Dlamini", phone: "+27821114512", email: "thandi.dlamini@example.com" },
  { name: "Thandeka Dube", phone: "+27832224513" },
  { name: "Jürgen Müller", phone: "+491701234567", email: "jm@example.org" },
  { name: "Nomvula", phone: "+27843334514" },
  { name: "Zoë van der Merwe", phone: "+27845556666" },
  { name: "Annemarié O’Neill-Botha", phone: "+27847778888" },
];

let salon: string;
const ids = new Map<string, string>();

async function add(to: string, { name, phone, email }: Someone): Promise<string> {
  const id = newId();
  const client = { id, phone, phoneHash: `${id}hash`, name, email: email ?? null, language: null };
  await env.DB.batch(insertClient(env.DB, to, client, NOW));
  return id;
}

beforeAll(async () => {
  salon = await newSalon();
  for (const person of PEOPLE) ids.set(person.name, await add(salon, person));
});

async function find(typed: string, within = salon): Promise<string[]> {
  const { status, body } = await call(`/api/v1/salons/${within}/clients?q=${encodeURIComponent(typed)}`, {
    headers: OPERATOR,
  });
  expect(status).toBe(200);
  return body.clients.map(({ name }: { name: string }) => name);
}

describe("a client is found", () => {
  it.each([
    ["thand", ["Thandeka Dube", "Thandiwe Dlamini"]],
    ["Thandiwe", ["Thandiwe Dlamini"]],
    ["dlamini", ["Thandiwe Dlamini"]],
    ["dlamini thandiwe", ["Thandiwe Dlamini"]],
    ["tha du", ["Thandeka Dube"]],
    ["t dlamini", ["Thandiwe Dlamini"]],
    ["t.d.", ["Thandeka Dube", "Thandiwe Dlamini"]],
    ["td", ["Thandeka Dube", "Thandiwe Dlamini"]],
    ["muller", ["Jürgen Müller"]],
    ["MÜLLER", ["Jürgen Müller"]],
    ["jur", ["Jürgen Müller"]],
    ["nomv", ["Nomvula"]],
    ["zoe merwe", ["Zoë van der Merwe"]],
    ["van der merwe zoe", ["Zoë van der Merwe"]],
    ["annemarie botha", ["Annemarié O’Neill-Botha"]],
    ["neill", ["Annemarié O’Neill-Botha"]],
    ["4512", ["Thandiwe Dlamini"]],
    ["082 111", ["Thandiwe Dlamini"]],
    ["+27 82 111 4512", ["Thandiwe Dlamini"]],
    ["0027821114512", ["Thandiwe Dlamini"]],
    ["111 45", ["Thandiwe Dlamini"]],
    ["thand 4513", ["Thandeka Dube"]],
    ["dube 451", ["Thandeka Dube"]],
    ["jm@ex", ["Jürgen Müller"]],
    ["thandi.dlamini@", ["Thandiwe Dlamini"]],
    ["thandi.dl", ["Thandiwe Dlamini"]],
    ["dlamini@example.com", ["Thandiwe Dlamini"]],
  ])("by %s", async (typed, names) => {
    expect((await find(typed)).sort()).toEqual([...names].sort());
  });

  it("and nobody is by what nobody is called", async () => {
    for (const typed of ["xyzzy", "99999999", "thandiwe dube", "' OR 1=1 --", "%", "_____", "\\", "💇", "@@@"]) {
      expect([typed, await find(typed)]).toEqual([typed, []]);
    }
  });

  it("in their own salon alone", async () => {
    expect(await find("thandiwe", await newSalon())).toEqual([]);
  });
});

test("a search that is too long is refused by its name", async () => {
  const answer = await call(`/api/v1/salons/${salon}/clients?q=${"a".repeat(101)}`, { headers: OPERATOR });
  expect([answer.status, answer.body.errors[0].parameter]).toEqual([422, "q"]);
});

test("whoever is shown was read: the log names the reader, and those who were found", async () => {
  const stylist = await signedIn(salon, "stylist");
  await call(`/api/v1/salons/${salon}/clients?q=nomvula`, { headers: { Cookie: stylist.cookie } });
  const entries = await readLog(salon);
  const entry = entries.find(({ actor }) => actor === `stylist:${stylist.account}`);
  expect(entry).toMatchObject({ what: "clients", purpose: "serve" });
  expect(JSON.stringify(entry?.clients)).toContain(ids.get("Nomvula"));
});

test("a correction is found by what is right now, and no longer by what was wrong", async () => {
  const own = await newSalon();
  const was = { name: "Busisiwe Kumalo", phone: "+27825550001", email: null };
  const id = await add(own, { name: was.name, phone: was.phone });
  const to = { name: "Busisiwe Khumalo", phone: null, email: null, language: null };
  await env.DB.batch(correctClient(env.DB, own, id, to, { was, also: [] }, { before: "a", after: "b" }, NOW));
  expect([await find("khumalo", own), await find("kumalo", own), await find("0001", own)]).toEqual([
    ["Busisiwe Khumalo"],
    [],
    ["Busisiwe Khumalo"],
  ]);
});

test("who was erased is found by nothing", async () => {
  const own = await newSalon();
  const id = await add(own, { name: "Lindiwe Sithole", phone: "+27825550002" });
  done(await erase(at(NOW), { salon: own, client: id, reason: "request", request: null }));
  expect(await rows("SELECT 1 FROM client_key WHERE salon_id = ?1", own)).toEqual([]);
});

test("the migration finds those who were there before by the very same keys", async () => {
  const fill = /UPDATE client SET found_by = made\.keys[\s\S]*?made\.client_id;/.exec(migration)?.[0] ?? "";
  expect(fill).not.toBe("");
  await env.DB.prepare("UPDATE client SET found_by = NULL WHERE salon_id = ?1").bind(salon).run();
  expect(await rows("SELECT 1 FROM client_key WHERE salon_id = ?1", salon)).toEqual([]);
  await env.DB.prepare(fill).run();
  // Where a name is of letters alone they agree wholly; parts of an address are found once it is written anew.
  for (const { name, phone, email } of PEOPLE) {
    const [row] = await rows("SELECT found_by FROM client WHERE salon_id = ?1 AND phone = ?2", salon, phone);
    const keys = new Set(JSON.parse(String(row?.found_by)) as string[]);
    const own = foundBy({ name, phone, email: email ?? null }).filter((key) => !key.includes("@") || key === email);
    expect([name, own.filter((key) => !keys.has(key))]).toEqual([name, []]);
  }
});

test("what a search reads is bounded: ten times the clients cost no row more", async () => {
  const [small, large] = [await newSalon(), await newSalon()];
  await fill(small, 500);
  await fill(large, 5_000);
  for (const typed of ["t", "thandi", "thandi d", "tha dla", "082", "4512", "dlamini 45", "zzz"]) {
    const [few, many] = [await cost(small, typed), await cost(large, typed)];
    expect([typed, many.found <= MOST_FOUND]).toEqual([typed, true]);
    // The bound of what is scanned, and a row or three for each who is shown.
    expect(many.read, typed).toBeLessThan(typed.includes(" ") ? 12_000 : 1_000);
    expect(few.read, typed).toBeGreaterThan(0);
  }
});

async function cost(slug: string, typed: string): Promise<{ read: number; found: number }> {
  const sought = soughtOf(typed);
  if (sought === null) throw new Error(typed);
  const { meta, results } = await askFound(env.DB, slug, sought, NOW, "serve").run();
  return { read: meta.rows_read, found: results.length };
}

const FIRST = ["Thandi", "Nomsa", "Lerato", "Sipho", "Anele", "Zanele", "Pieter", "Annelie", "Ayanda", "Fatima"];
const LAST = ["Dlamini", "Dube", "Nkosi", "Botha", "Naidoo", "Khumalo", "Smith", "Mokoena"];

async function fill(slug: string, clients: number): Promise<void> {
  const made = Array.from({ length: clients }, (_, i) => {
    const name = `${FIRST[i % FIRST.length]} ${LAST[(i * 7) % LAST.length]}`;
    const phone = `+278${String(10_000_000 + i * 7_919).slice(-8)}`;
    return [newId(), phone, name, JSON.stringify(foundBy({ name, phone, email: null }))];
  });
  await env.DB.prepare(`
    INSERT INTO client (salon_id, client_id, phone, name, created_at, found_by)
    SELECT ?1, value ->> 0, value ->> 1, value ->> 2, 0, value ->> 3 FROM json_each(?2)`)
    .bind(slug, JSON.stringify(made))
    .run();
}
