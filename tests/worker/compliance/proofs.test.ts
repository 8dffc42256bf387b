import { env } from "cloudflare:workers";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { seal } from "../../../workers/commands/compliance/seal.ts";
import { leavesOf, verifyClaims } from "../../../workers/engine/compliance/audit.ts";
import { compliance } from "../../../workers/engine/shipped.ts";
import { fromBase64, readCheckpoint } from "../../../workers/note.ts";
import { CLIENT, call, newSalon, OPERATOR, post } from "../api/client.ts";
import { at, NOW } from "../commands/surroundings.ts";
import { grow, ODD, sql, tamper, trailOf } from "./trail.ts";

interface Bundle {
  salon: string;
  checkpoint: { size: number; note: string };
  entries: { seq: number; entry: string; proof: string[] }[];
  earlier: { note: string; proof: string[] };
}

/** Does everything in the bundle follow from its signed note? */
async function holds({ salon, checkpoint, entries, earlier }: Bundle): Promise<boolean> {
  const [note, old] = await Promise.all([
    readCheckpoint(env, salon, checkpoint.note),
    readCheckpoint(env, salon, earlier.note),
  ]);
  if (note === null || old === null) return false;
  const leaves = leavesOf(
    entries.map(({ entry }) => entry),
    compliance,
  );
  const inclusion = entries.map(({ seq, proof }, i) => ({
    leaf: leaves[i] ?? new Uint8Array(32),
    index: seq - 1,
    size: note.size,
    root: note.root,
    path: proof.map(fromBase64),
  }));
  const path = earlier.proof.map(fromBase64);
  const consistency = [{ from: old.size, fromRoot: old.root, size: note.size, root: note.root, path }];
  return verifyClaims(inclusion, consistency, compliance).every(Boolean);
}

async function booked(languages?: string[]): Promise<{ salon: string; token: string; booking: string }> {
  const salon = await newSalon((document) => {
    if (languages !== undefined) document.languages = languages;
  });
  const path = `/api/v1/salons/${salon}`;
  const held = await post(`${path}/holds`, { services: [{ id: "cut" }], start: "2026-12-02T09:00:00+02:00" });
  const made = await post(`${path}/bookings`, { hold: held.body.hold, client: CLIENT });
  const { token, booking } = made.body;
  return { salon, token, booking };
}

test("a client gets everything that was recorded about their booking, proved, and nothing else", async () => {
  const { salon, token, booking } = await booked();
  const other = await post(`/api/v1/salons/${salon}/bookings`, {
    services: [{ id: "cut" }],
    start: "2026-12-02T12:00:00+02:00",
    client: { ...CLIENT, phone: "082 555 0177" },
  });
  expect(other.status).toBe(201);
  await seal(at(NOW), salon);
  await call(`/api/v1/bookings/${token}`, { method: "PATCH", body: { start: "2026-12-02T10:00:00+02:00" } });
  const before = (await call(`/api/v1/bookings/${token}/records`)).body;
  expect(before.entries.map(({ entry }: { entry: string }) => JSON.parse(entry).action)).toEqual([
    "hold.made",
    "booking.made",
  ]);
  expect(before.fresh.map(({ entry }: { entry: string }) => JSON.parse(entry).action)).toEqual(["booking.moved"]);
  expect(await holds(before)).toBe(true);
  await seal(at(NOW), salon);
  const after = (await call(`/api/v1/bookings/${token}/records`)).body;
  expect([after.entries.length, after.fresh]).toEqual([3, []]);
  expect(after.entries.every(({ entry }: { entry: string }) => JSON.parse(entry).subject === booking)).toBe(true);
  expect(await holds(after)).toBe(true);
  expect((await readCheckpoint(env, salon, after.earlier.note))?.size).toBeLessThan(after.checkpoint.size);
});

test("a bundle that was changed anywhere holds no more", async () => {
  const salon = await trailOf(40);
  await seal(at(NOW), salon);
  await grow(salon, 30);
  await seal(at(NOW), salon);
  const { body } = await call(`/api/v1/salons/${salon}/audit/entries?first=30&limit=3`, { headers: OPERATOR });
  expect(await holds(body)).toBe(true);
  const [first, second, third] = body.entries;
  const { checkpoint, earlier } = body;
  const changed: Bundle[] = [
    { ...body, entries: [first, { ...second, entry: second.entry.replace("test", "tesT") }, third] },
    { ...body, entries: [first, { ...second, seq: second.seq + 1 }, third] },
    { ...body, entries: [{ ...first, proof: first.proof.slice(1) }] },
    { ...body, entries: [{ ...first, proof: first.proof.toReversed() }] },
    { ...body, entries: [{ ...first, proof: [...first.proof, first.proof[0]] }] },
    { ...body, entries: [{ ...first, proof: second.proof }] },
    { ...body, earlier: { ...earlier, proof: earlier.proof.slice(1) } },
    { ...body, earlier: { ...earlier, note: checkpoint.note } },
    { ...body, checkpoint: { ...checkpoint, note: checkpoint.note.replace("\n70\n", "\n69\n") } },
  ];
  for (const [i, bundle] of changed.entries()) expect(await holds(bundle), String(i)).toBe(false);
});

test("the API's description is true of the answers about the trail", async () => {
  const { body } = await call("/api/openapi.json");
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema({ $id: "api", components: body.components });
  const isA = (name: string, value: unknown) => {
    ajv.validate({ $ref: `api#/components/schemas/${name}` }, value);
    expect(ajv.errors ?? [], name).toEqual([]);
  };
  const { salon, token } = await booked();
  const path = `/api/v1/salons/${salon}/audit`;
  isA("Records", (await call(`/api/v1/bookings/${token}/records`)).body);
  await seal(at(NOW), salon);
  isA("Records", (await call(`/api/v1/bookings/${token}/records`)).body);
  const checkpoint = await call(`${path}/checkpoint`);
  isA("Checkpoint", checkpoint.body);
  expect(checkpoint.headers.get("Access-Control-Allow-Origin")).toBe("*");
  isA("Consistency", (await call(`${path}/consistency?from=1&to=3`)).body);
  isA("AuditBundle", (await call(`${path}/entries`, { headers: OPERATOR })).body);
  isA("AuditCheck", (await call(`${path}/check`, { method: "POST", headers: OPERATOR })).body);
});

test("the trail is exported a line to an entry", async () => {
  const salon = await trailOf(5);
  const { text } = await call(`/api/v1/salons/${salon}/audit/export?first=3`, { headers: OPERATOR });
  const lines = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.map(({ seq }) => seq)).toEqual([3, 4, 5]);
  expect(JSON.parse(lines[0].entry).salon).toBe(salon);
});

test("entries, export and check are nobody's without a sign-in", async () => {
  const salon = await trailOf(1);
  for (const [method, name] of [
    ["GET", "entries"],
    ["GET", "export"],
    ["POST", "check"],
  ] as const) {
    expect((await call(`/api/v1/salons/${salon}/audit/${name}`, { method })).status, name).toBe(401);
  }
});

test("what cannot be proved is refused with the field that is wrong", async () => {
  const salon = await trailOf(4);
  const path = `/api/v1/salons/${salon}/audit`;
  expect((await call(`${path}/checkpoint`)).body.type).toMatch(/not-sealed$/);
  await seal(at(NOW), salon);
  for (const [query, field] of [
    ["from=0&to=3", "from"],
    ["to=3", "from"],
    ["from=3&to=2", "from"],
    ["from=2&to=5", "to"],
    ["from=2&to=99999999999", "to"],
  ] as const) {
    const { status, body } = await call(`${path}/consistency?${query}`);
    expect([status, body.errors[0].parameter], query).toEqual([422, field]);
  }
  expect((await call("/api/v1/salons/nowhere/audit/checkpoint")).status).toBe(404);
});

test("records that were altered are refused and told, on the page too", async () => {
  const { salon, token } = await booked();
  await seal(at(NOW), salon);
  expect((await call(`/b/${token}/records`)).status).toBe(200);
  await tamper(sql("UPDATE audit SET leaf = ?2 WHERE salon_id = ?1 AND seq = 3", salon, ODD));
  const answer = await call(`/api/v1/bookings/${token}/records`);
  expect([answer.status, answer.body.type]).toEqual([500, expect.stringMatching(/trail-broken$/)]);
  const page = await call(`/b/${token}/records?lang=en`);
  expect([page.status, page.text]).toEqual([500, expect.stringContaining("do not verify")]);
  const metrics = await call("/metrics", { headers: OPERATOR });
  expect(metrics.text).toMatch(/booking_audit_faults [1-9]/);
});

test("the page shows a client what was recorded, in each language, without a script", async () => {
  const { salon, token, booking } = await booked(["en", "af", "zu", "xh"]);
  await seal(at(NOW), salon);
  for (const [language, said] of [
    ["en", "The visit was booked"],
    ["af", "Die besoek is bespreek"],
    ["zu", "Ukuvakasha kubhukiwe"],
    ["xh", "Utyelelo lubhukishiwe"],
  ] as const) {
    const { status, text, headers } = await call(`/b/${token}/records?lang=${language}`);
    expect([status, headers.get("Cache-Control")]).toEqual([200, "no-store"]);
    expect(text).toContain(said);
    expect(text).toContain(booking);
    expect(text).not.toContain("Nomsa");
  }
  expect((await call(`/b/${token}`)).text).toContain(`/b/${token}/records`);
  expect((await call(`/b/${token.slice(0, -1)}_/records`)).status).toBe(404);
});
