// What the salon decides, on which grounds it may refuse, what is carried out, and what the clock brings.

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { cancel } from "../../../workers/commands/cancel.ts";
import {
  close,
  correct,
  eraseFor,
  gather,
  keepReceipts,
  outlook,
} from "../../../workers/commands/compliance/requests/carry-out.ts";
import { decideRequest, fallDue } from "../../../workers/commands/compliance/requests/decide.ts";
import { listRequests } from "../../../workers/commands/compliance/requests/read.ts";
import type { RequestKey } from "../../../workers/commands/compliance/requests/request.ts";
import { sweepRequests } from "../../../workers/commands/compliance/requests/sweep.ts";
import { verifyRequest } from "../../../workers/commands/compliance/requests/verify.ts";
import { makeOffers } from "../../../workers/commands/offers.ts";
import { joinWaitlist } from "../../../workers/commands/waitlist.ts";
import { phoneHash } from "../../../workers/token.ts";
import { at, bookCut, done, minutes, NOW, refusal, rows, TUESDAY_NINE } from "../commands/surroundings.ts";
import { asked, codeOf, idle, lettersOf, newPhone, OWNER, proved, rowOf, someone, stepsOf } from "./asking.ts";

const DELETION = { kind: "deletion", detail: {} } as const;
const DAY = 1440;

const decide = (key: RequestKey, decision: "granted" | "refused", more: object = {}, ctx = idle()) =>
  decideRequest(ctx, { salon: key.salon, request: key.request, actor: OWNER, decision, ...more });

test("name and language are corrected at once, in the client and in visits to come, and not in those that are over", async () => {
  const who = await someone(NOW);
  const later = TUESDAY_NINE + 60;
  const key = await proved(
    who,
    { kind: "correction", detail: { correct: { name: "Nomsa Zulu", language: "zu" } } },
    idle(later),
  );
  expect(key.status).toBe("working");
  const coming = { name: "Old", phone: who.phone, email: who.email };
  done(await bookCut(at(NOW), who.salon, TUESDAY_NINE + 180, { client: coming }));
  for (let i = 0; i < 2; i++) await correct(idle(later), key);
  const visits = await rows(`SELECT name, language FROM booking WHERE client_id = ?1 ORDER BY start_at`, who.client);
  expect(visits).toEqual([
    { name: "Nomsa Dlamini", language: "en" },
    { name: "Nomsa Zulu", language: "zu" },
  ]);
  const [client] = await rows(`SELECT name, language FROM client WHERE client_id = ?1`, who.client);
  expect(client).toEqual({ name: "Nomsa Zulu", language: "zu" });
  expect((await stepsOf(key)).filter((step) => step === "corrected")).toHaveLength(1);
});

test("a new number or address waits for the salon, and then its visits are found under the new number", async () => {
  const who = await someone();
  const phone = newPhone();
  const key = await proved(who, { kind: "correction", detail: { correct: { phone, email: "new@example.com" } } });
  expect(key.status).toBe("deciding");
  done(await decide(key, "granted"));
  await correct(idle(), key);
  const known = await rows(`SELECT phone_hash FROM phone_salon WHERE salon_id = ?1`, who.salon);
  expect(known).toEqual([{ phone_hash: await phoneHash(env.TOKEN_SECRET, phone) }]);
  expect(await rows(`SELECT phone, email FROM booking WHERE client_id = ?1`, who.client)).toEqual([
    { phone, email: "new@example.com" },
  ]);
  await close(idle(), key);
  expect((await rowOf(key))?.detail).toBe('{"corrected":["phone","email"]}'); // no copy of what was typed stays behind
});

test("a number that is another client's is not given away", async () => {
  const who = await someone();
  const other = await someone(NOW, { salon: who.salon, start: TUESDAY_NINE + 120 });
  const key = await proved(who, { kind: "correction", detail: { correct: { phone: other.phone } } });
  expect(refusal(await decide(key, "granted")).type).toBe("number-taken");
});

test("a deletion is refused on a ground of the law and with a reason alone, and both are told", async () => {
  const who = await someone();
  const key = await proved(who, DELETION);
  const pointers = async (more: object) =>
    refusal(await decide(key, "refused", more)).errors?.map(({ pointer }) => pointer);
  expect(await pointers({})).toEqual(["/ground", "/reason"]);
  expect(await pointers({ ground: "accurate", reason: "No." })).toEqual(["/ground"]);
  expect(await pointers({ ground: "law", reason: "  " })).toEqual(["/reason"]);
  done(await decide(key, "refused", { ground: "law", reason: "Tax records." }));
  expect(await close(idle(), key)).toBe("closed");
  expect(await rowOf(key)).toMatchObject({ decision: "refused", ground: "law", reason: "Tax records." });
  expect(await lettersOf(key)).toContain("request.answered");
  expect(await rows(`SELECT name FROM client WHERE client_id = ?1`, who.client)).toHaveLength(1);
  expect(refusal(await decide(key, "granted")).type).toBe("decided-already");
  const trail = await rows(`SELECT entry FROM audit WHERE salon_id = ?1`, who.salon);
  expect(JSON.stringify(trail)).not.toContain("Tax records"); // the trail holds the ground, not the words
});

test("what was refused to be corrected stays with the request, as the law has it kept beside the data", async () => {
  const who = await someone();
  const detail = { correct: { email: "mine@example.com" } };
  const key = await proved(who, { kind: "correction", detail });
  done(await decide(key, "refused", { ground: "accurate", reason: "You booked with it yesterday." }));
  await close(idle(), key);
  expect(JSON.parse(String((await rowOf(key))?.detail))).toEqual(detail);
});

test("who proved an address that only some visits bear does not speak for the client", async () => {
  const who = await someone();
  const mallory = { name: "Mallory", phone: who.phone, email: "mallory@example.com" };
  done(await bookCut(at(NOW), who.salon, TUESDAY_NINE + 120, { client: mallory }));
  const key = await asked(who, DELETION);
  const code = await codeOf(who.phone, key.request, mallory.email);
  done(await verifyRequest(idle(), { ...key, phone: who.phone, code }));
  expect(await rowOf(key)).toMatchObject({ reach: "address", status: "deciding" });
  expect(refusal(await decide(key, "granted")).type).toBe("proof-too-small");
  await fallDue(idle(NOW + 60 * DAY), key);
  expect((await rowOf(key))?.status).toBe("deciding");
});

test("a deletion waits for visits to come, leaves a receipt per store, and one effect when its steps are repeated", async () => {
  const who = await someone();
  const access = await proved(who, { kind: "access", detail: {} });
  await gather(idle(), access);
  await close(idle(), access);
  expect((await env.R2.list({ prefix: "exports/" })).objects.length).toBeGreaterThan(0);
  const key = await proved(who, DELETION);
  expect(refusal(await decide(key, "granted")).type).toBe("visits-to-come");
  done(await cancel(at(NOW), { subject: { token: who.token } }));
  const ctx = idle();
  done(await decide(key, "granted", {}, ctx));
  await ctx.later();
  expect(ctx.workflows.sent).toEqual([[`${key.request}-1`, "decided"]]);
  const erased = await eraseFor(idle(), key);
  await keepReceipts(idle(), key, erased);
  const kept = await rows(`SELECT store, what, rows FROM receipt WHERE request_id = ?1 ORDER BY store`, key.request);
  expect(kept).toContainEqual({ store: "d1", what: "client", rows: 2 });
  expect(kept).toContainEqual({ store: "r2", what: "exports", rows: 1 });
  // The machine stopped between erasing and remembering it: the step is taken again and finds nothing.
  const again = await eraseFor(idle(NOW + 1), key);
  await keepReceipts(idle(NOW + 1), key, again);
  const receipts = await rows(
    `SELECT store, what, rows FROM receipt WHERE request_id = ?1 ORDER BY store`,
    key.request,
  );
  expect(receipts).toEqual(kept);
  for (let i = 0; i < 2; i++) expect(await close(idle(), key)).toBe("closed");
  expect((await lettersOf(key)).filter((kind) => kind === "request.answered")).toHaveLength(1);
  expect(await rows(`SELECT 1 FROM client WHERE client_id = ?1`, who.client)).toEqual([]);
});

test("what nobody refused by the last day is erased, and a correction waits on", async () => {
  const [deleting, correcting] = [await someone(), await someone()];
  const deletion = await proved(deleting, DELETION);
  const correction = await proved(correcting, { kind: "correction", detail: { correct: { email: "x@example.com" } } });
  const last = minutes("2026-12-30T23:59:00+02:00");
  for (const [now, status] of [
    [last, "deciding"],
    [last + 1, "working"],
  ] as const) {
    await fallDue(idle(now), deletion);
    await fallDue(idle(now), correction);
    expect((await outlook(idle(now), deletion)).status).toBe(status);
  }
  expect((await rowOf(correction))?.status).toBe("deciding");
});

test("the salon is reminded seven and two days before and when it is late, each once, and counts what is overdue", async () => {
  const who = await someone();
  const key = await proved(who, { kind: "correction", detail: { correct: { email: "x@example.com" } } });
  const due = minutes("2026-12-30T10:00:00+02:00");
  const seen: string[][] = [];
  for (const days of [-8, -7, -7, -6, -3, -2, -2, -1, 0, 1, 1, 2]) {
    await sweepRequests(idle(due + days * DAY));
    seen.push((await stepsOf(key)).filter((step) => /^(reminded|overdue)/.test(step)));
  }
  expect(seen.map((steps) => steps.length)).toEqual([0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3]);
  expect(seen.at(-1)?.sort()).toEqual(["overdue", "reminded-2", "reminded-7"]);
  const list = async (now: number) => done(await listRequests(idle(now), who.salon));
  expect(await list(due)).toMatchObject({ open: 1, overdue: 0, requests: [{ days_left: 0 }] });
  expect(await list(due + DAY)).toMatchObject({ open: 1, overdue: 1, requests: [{ days_left: -1 }] });
  expect((await lettersOf(key)).filter((kind) => kind === "request.due")).toHaveLength(4);
});

test("who objected to offers is passed over when a time comes free, and nobody else is", async () => {
  const wednesday = TUESDAY_NINE + DAY;
  const who = await someone(NOW, { start: wednesday });
  const waiting = (phone: string, email: string) => ({
    salon: who.salon,
    services: [{ id: "cut" }],
    from: Math.floor(wednesday / DAY),
    to: Math.floor(wednesday / DAY),
    client: { name: "W", phone, email },
  });
  const [first, second] = [newPhone(), newPhone()];
  done(await joinWaitlist(at(NOW), waiting(first, "first@example.com")));
  done(await joinWaitlist(at(NOW + 1), waiting(second, "second@example.com")));
  const objecting = { ...who, phone: first, email: "first@example.com" };
  await proved(objecting, { kind: "objection", detail: { stop: ["wait"] } });
  const ctx = idle(NOW + 2);
  done(await cancel(ctx, { subject: { token: who.token } }));
  await ctx.later();
  await makeOffers(idle(NOW + 2), { salon: who.salon });
  const offered = await rows(
    `SELECT phone FROM offer JOIN waitlist USING (salon_id, waitlist_id) WHERE salon_id = ?1`,
    who.salon,
  );
  expect(offered).toEqual([{ phone: second }]);
});

test("the address is forgotten once the answer has gone", async () => {
  const who = await someone();
  const key = await proved(who, { kind: "withdrawal", detail: {} });
  await close(idle(), key);
  await sweepRequests(idle());
  expect((await rowOf(key))?.answer_to).toBe(who.email); // its letters are still owed
  await env.DB.prepare(`UPDATE outbox SET available_at = NULL, delivered_at = 1 WHERE salon_id = ?1`)
    .bind(who.salon)
    .run();
  await sweepRequests(idle());
  expect((await rowOf(key))?.answer_to).toBeNull();
});
