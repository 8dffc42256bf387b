// The pages of requests, for clients and for the salon, and the same over HTTP.

import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { acknowledge, close, gather } from "../../../workers/commands/compliance/requests/carry-out.ts";
import { deliverDue } from "../../../workers/conversations/outbox.ts";
import { type Person, signedIn, submit } from "../access/people.ts";
import { call, NOW, OPERATOR } from "../api/client.ts";
import { minutes, rows } from "../commands/surroundings.ts";
import { asked, codeOf, idle, openingCode, proved, type Someone, someone } from "./asking.ts";

let who: Someone;
let owner: Person;
let manager: Person;

beforeAll(async () => {
  who = await someone(minutes(NOW));
  owner = await signedIn(who.salon, "owner");
  manager = await signedIn(who.salon, "manager");
});

const found = (text: string, pattern: RegExp): string => pattern.exec(text)?.[1] ?? "";

test("a client chooses the salon, says what they want, proves who they are, and sees how it stands", async () => {
  expect((await call(`/my-data?q=${who.salon}`)).status).toBe(200);
  const kinds = await call(`/my-data?salon=${who.salon}`);
  for (const kind of ["access", "correction", "deletion", "objection", "withdrawal"]) {
    expect(kinds.text).toContain(`kind=${kind}`);
    expect((await call(`/my-data?salon=${who.salon}&kind=${kind}`)).status).toBe(200);
  }
  const fields = { salon: who.salon, kind: "correction", phone: who.phone, "new-name": "Nomsa Zulu" };
  const asks = await submit("/my-data", fields);
  expect([asks.status, asks.headers.get("Cache-Control")]).toEqual([200, "no-store"]);
  const request = found(asks.text, /name="request" value="([a-z2-7]{26})"/);
  const code = await codeOf(who.phone, request, who.email);
  const wrong = await submit("/my-data", { salon: who.salon, request, phone: who.phone, code: "000000" });
  expect(wrong.status).toBe(403);
  expect(wrong.text).toContain('aria-invalid="true"');
  const right = await submit("/my-data", { salon: who.salon, request, phone: who.phone, code });
  expect(right.status).toBe(303);
  const shown = await call(right.headers.get("Location") ?? "");
  expect(shown.status).toBe(200);
  for (const mark of [who.phone, who.email, "Nomsa"]) expect(shown.text).not.toContain(mark);
});

test("a form that says too little names each field in the page's language", async () => {
  const nothing = await submit("/my-data", { salon: who.salon, kind: "correction", phone: "12", lang: "en" });
  expect(nothing.status).toBe(422);
  expect(nothing.text).toContain('href="#phone"');
  expect(nothing.text).toContain('href="#new-name"');
  const wrong = await submit(`/b/${who.token}/data`, { kind: "correction", "new-email": "x", "new-phone": "y" });
  expect([wrong.status, /#new-email/.test(wrong.text), /#new-phone/.test(wrong.text)]).toEqual([422, true, true]);
  expect((await submit(`/b/${who.token}/data`, { kind: "objection" })).text).toContain("stop-marketing");
});

test("the manage page leads there, and what needs more than its link asks for a code", async () => {
  expect((await call(`/b/${who.token}`)).text).toContain(`/b/${who.token}/data`);
  const stopped = await submit(`/b/${who.token}/data`, { kind: "objection", stop: "marketing" });
  expect(stopped.headers.get("Location")).toMatch(/^\/my-data\//);
  const asks = await submit(`/b/${who.token}/data`, { kind: "access" });
  expect(asks.status).toBe(200);
  expect(asks.text).toContain('autocomplete="one-time-code"');
});

test("what was gathered is a page to read and a file to take away, for a code", async () => {
  const key = await proved(who, { kind: "access", detail: {} }, idle(minutes(NOW)));
  await gather(idle(minutes(NOW)), key);
  await close(idle(minutes(NOW)), key);
  const at = `/my-data/${key.token}`;
  expect((await call(at)).text).toContain('name="send"');
  expect((await submit(at, { send: "1" })).status).toBe(200);
  const code = await openingCode(key, who.email);
  expect((await submit(at, { code: "000000" })).status).toBe(403);
  const page = await submit(at, { code });
  expect(page.status).toBe(200);
  for (const mark of [who.phone, who.email, "Quiet chair please", who.booking]) expect(page.text).toContain(mark);
  const grant = found(page.text, /name="grant" value="([^"]+)"/);
  const file = await submit(at, { grant });
  expect(file.headers.get("Content-Disposition")).toBe('attachment; filename="my-data.json"');
  expect(JSON.parse(file.text).format).toBe("appointmentbooking-export-1");
  expect((await submit(at, { grant: "x" })).status).toBe(303);
});

test("the owner sees what is due first, records one, decides it; the manager looks and may not decide", async () => {
  const at = `/compliance/${who.salon}/requests`;
  expect((await call(`/compliance/${who.salon}`, { headers: { Cookie: owner.cookie } })).text).toContain(at);
  const fields = { phone: who.phone, kind: "correction", "new-email": "moved@example.com" };
  const unseen = await submit(at, fields, { headers: { Cookie: owner.cookie } });
  expect([unseen.status, /#seen/.test(unseen.text)]).toEqual([422, true]);
  const made = await submit(at, { ...fields, seen: "yes" }, { headers: { Cookie: owner.cookie } });
  expect(made.status).toBe(303);
  const one = made.headers.get("Location") ?? "";
  const seen = await call(one, { headers: { Cookie: manager.cookie } });
  expect([seen.status, seen.text.includes("moved@example.com"), seen.text.includes('name="ground"')]).toEqual([
    200,
    true,
    false,
  ]);
  const refused = await submit(one, { decision: "refused", reason: "" }, { headers: { Cookie: owner.cookie } });
  expect([refused.status, /#ground/.test(refused.text)]).toEqual([422, true]);
  expect((await submit(one, { decision: "granted" }, { headers: { Cookie: manager.cookie } })).status).toBe(403);
  expect((await submit(one, { decision: "granted" }, { headers: { Cookie: owner.cookie } })).status).toBe(303);
  const again = await submit(one, { decision: "granted" }, { headers: { Cookie: owner.cookie } });
  expect(again.status).toBe(409);
  expect((await call(at, { headers: { Cookie: manager.cookie } })).text).toContain(one);
});

test("a conversation asks the same over HTTP, and every fault is named with its place", async () => {
  const nomsa = await someone(minutes(NOW));
  const at = `/api/v1/salons/${nomsa.salon}/requests`;
  const faults = async (body: object) => {
    const answer = await call(at, { body });
    expect(answer.status).toBe(422);
    return answer.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort();
  };
  expect(await faults({ kind: "access" })).toEqual(["/phone"]);
  expect(await faults({ kind: "erase", phone: "082 555 0199" })).toEqual(["/kind"]);
  expect(await faults({ kind: "objection", phone: "082 555 0199", correct: { name: "x" } })).toEqual([
    "/correct",
    "/stop",
  ]);
  expect(await faults({ kind: "correction", phone: "1", correct: { phone: "2", email: "nobody" } })).toEqual([
    "/correct/email",
    "/correct/phone",
    "/phone",
  ]);
  const started = await call(at, { body: { kind: "withdrawal", phone: nomsa.phone } });
  expect([started.status, Object.keys(started.body).sort()]).toEqual([201, ["due", "needs", "request"]]);
  const { request } = started.body;
  const code = await codeOf(nomsa.phone, request, nomsa.email);
  const proof = await call(`${at}/${request}/proof`, { body: { phone: nomsa.phone, code } });
  expect([proof.status, proof.body.status, proof.body.reach]).toEqual([200, "working", "client"]);
  const list = await call(at, { headers: OPERATOR });
  expect(list.body.requests.map((one: { request: string }) => one.request)).toContain(request);
  const one = await call(`${at}/${request}`, { headers: OPERATOR });
  expect(one.body).toMatchObject({ kind: "withdrawal", client: { id: nomsa.client } });
  const by = await call(`/api/v1/bookings/${nomsa.token}/requests`, { body: { kind: "objection", stop: ["wait"] } });
  expect([by.status, by.body.needs]).toEqual([201, null]);
});

test("requests of another salon are not there", async () => {
  const other = await someone(minutes(NOW));
  const key = await proved(other, { kind: "deletion", detail: {} }, idle(minutes(NOW)));
  const answer = await call(`/api/v1/salons/${who.salon}/requests/${key.request}`, { headers: OPERATOR });
  expect(answer.status).toBe(404);
  const decided = await call(`/api/v1/salons/${who.salon}/requests/${key.request}/decision`, {
    body: { decision: "granted" },
    headers: OPERATOR,
  });
  expect(decided.status).toBe(404);
});

test("letters say what was asked and by when, in the client's language, and the code that was meant", async () => {
  const nomsa = await someone(minutes(NOW));
  const key = await asked(nomsa, { kind: "access", detail: {}, language: "af" }, idle(minutes(NOW)));
  const code = await codeOf(nomsa.phone, key.request, nomsa.email);
  await acknowledge(idle(minutes(NOW)), key);
  await env.DB.prepare(`UPDATE outbox SET created_at = 1, available_at = 1 WHERE salon_id = ?1`)
    .bind(nomsa.salon)
    .run();
  await deliverDue(env, minutes(NOW));
  const [letter] = await rows(
    `SELECT text FROM mailbox WHERE recipient = ?1 AND text LIKE ?2`,
    nomsa.email,
    `%${code}%`,
  );
  expect(String(letter?.text)).toContain("Sien wat oor my gehou word");
});
