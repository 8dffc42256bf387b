// Who may ask what, by which proof, and that whoever merely knows a number learns nothing.

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { book } from "../../../workers/commands/book.ts";
import { acknowledge, lapse } from "../../../workers/commands/compliance/requests/carry-out.ts";
import { recordRequest, startByLink, startRequest } from "../../../workers/commands/compliance/requests/start.ts";
import { sweepRequests } from "../../../workers/commands/compliance/requests/sweep.ts";
import { verifyRequest } from "../../../workers/commands/compliance/requests/verify.ts";
import { findBookings } from "../../../workers/commands/find-bookings.ts";
import { oneTimeCode } from "../../../workers/token.ts";
import { at, done, NOW, refusal, rows, TUESDAY_NINE } from "../commands/surroundings.ts";
import { asked, codeOf, idle, lettersOf, newPhone, OWNER, proved, rowOf, someone, stepsOf } from "./asking.ts";

const ACCESS = { kind: "access", detail: {} } as const;

test("the last day is thirty calendar days on, and past a Sunday or public holiday", async () => {
  const who = await someone();
  const due = async (now: number) => done(await startRequest(idle(now), { ...who, ...ACCESS })).due;
  expect(await due(NOW)).toBe("2026-12-30"); // a Wednesday
  expect(await due(NOW - 4 * 1440)).toBe("2026-12-28"); // the 26th is a holiday, the 27th a Sunday
});

test("a code goes to every address on file, once however often the step is taken", async () => {
  const who = await someone();
  const other = { name: "Nomsa", phone: who.phone, email: "other@example.com" };
  done(
    await book(at(NOW), {
      salon: who.salon,
      visit: { services: [{ id: "cut" }], start: TUESDAY_NINE + 120 },
      client: other,
    }),
  );
  const ctx = idle();
  const key = await asked(who, ACCESS, ctx);
  expect(ctx.workflows.started).toEqual([`${key.request}-1`]);
  for (let i = 0; i < 3; i++) expect(await acknowledge(idle(), key)).toBe("received");
  expect(await lettersOf(key)).toEqual(["request.code", "request.code"]);
  const payloads = await rows(`SELECT payload FROM outbox WHERE salon_id = ?1 AND kind = 'request.code'`, who.salon);
  expect(JSON.stringify(payloads)).not.toMatch(/@|\+27/);
});

test("a number that nobody knows gets the same answers, the same row and the same limits", async () => {
  const who = await someone();
  const answers = async (phone: string) => {
    const seen: unknown[] = [];
    for (let i = 0; i < 4; i++) {
      const ctx = idle(NOW + i);
      const started = await startRequest(ctx, { salon: who.salon, phone, ...ACCESS });
      const request = started.ok ? started.value.request : "x";
      seen.push(JSON.parse(JSON.stringify(started).replaceAll(request, "id")));
      const wrong = { salon: who.salon, request, phone, code: "000000" };
      for (let tries = 0; tries < 6; tries++) seen.push(await verifyRequest(ctx, wrong));
    }
    return seen;
  };
  const unknown = newPhone();
  expect(await answers(unknown)).toEqual(await answers(who.phone));
  const forgotten = await rows(`SELECT status FROM request WHERE salon_id = ?1`, who.salon);
  expect(forgotten.length).toBe(6); // three codes an hour for either number
});

test("the code works once, for its own request and number alone, and opens no bookings", async () => {
  const who = await someone();
  const key = await asked(who, ACCESS);
  const other = await asked(who, ACCESS);
  const code = await codeOf(who.phone, key.request, who.email);
  const tried = (more: object) => verifyRequest(idle(), { ...key, phone: who.phone, code, ...more });
  expect(refusal(await tried({ request: other.request })).type).toBe("wrong-code");
  expect(refusal(await tried({ phone: newPhone() })).type).toBe("wrong-code");
  expect(refusal(await findBookings(at(NOW), { phone: who.phone, code })).type).toBe("wrong-code");
  done(await tried({}));
  expect(refusal(await tried({})).type).toBe("wrong-code");
  expect((await rowOf(other))?.status).toBe("received");
});

test("five wrong tries shut the code", async () => {
  const who = await someone();
  const key = await asked(who, ACCESS);
  const code = await codeOf(who.phone, key.request, who.email);
  for (let i = 0; i < 5; i++) await verifyRequest(idle(), { ...key, phone: who.phone, code: "nope!!" });
  expect(refusal(await verifyRequest(idle(), { ...key, phone: who.phone, code })).type).toBe("wrong-code");
});

test("the gate counts asking and proving together: the eleventh call of a number within the hour is held back", async () => {
  const who = await someone();
  const caller = (address: string) => ({ address, at: Date.now(), rate: null });
  const enforced = (address: string) => {
    const ctx = idle();
    return { ...ctx, env: { ...ctx.env, ADMISSION: "enforce" }, caller: caller(address) };
  };
  const key = await asked(who, ACCESS, enforced("203.0.113.1"));
  const guess = (nth: number) =>
    verifyRequest(enforced(`203.0.113.${nth}`), { ...key, phone: who.phone, code: "000000" });
  for (let nth = 2; nth <= 10; nth++) expect(refusal(await guess(nth)).type).toBe("wrong-code");
  expect(refusal(await guess(11))).toMatchObject({ status: 429, limit: { policy: "request-by-phone", quota: 10 } });
});

test("a code of finding one's bookings proves no request", async () => {
  const who = await someone();
  const key = await asked(who, ACCESS);
  const row = await rowOf(key);
  const code = await oneTimeCode(env.TOKEN_SECRET, String(row?.code_id), who.email);
  expect(refusal(await verifyRequest(idle(), { ...key, phone: who.phone, code })).type).toBe("wrong-code");
});

test("an objection stops what it objects to in the commit that proves it, and the time to stop is measured", async () => {
  const who = await someone();
  const key = await asked(who, { kind: "objection", detail: { stop: ["marketing", "wait"] } });
  expect(await rows(`SELECT * FROM restriction WHERE salon_id = ?1`, who.salon)).toEqual([]);
  const code = await codeOf(who.phone, key.request, who.email);
  done(await verifyRequest(idle(NOW + 7), { ...key, phone: who.phone, code }));
  const stopped = await rows(`SELECT purpose, since FROM restriction WHERE salon_id = ?1 ORDER BY purpose`, who.salon);
  expect(stopped).toEqual([
    { purpose: "marketing", since: NOW + 7 },
    { purpose: "wait", since: NOW + 7 },
  ]);
  const [event] = await rows(
    `SELECT detail FROM request_event WHERE request_id = ?1 AND step = 'stopped'`,
    key.request,
  );
  expect(JSON.parse(String(event?.detail))).toEqual({ purposes: ["marketing", "wait"], minutes: 7 });
});

test("a booking's link is proof enough to object and to withdraw a consent, at once", async () => {
  const who = await someone();
  const objection = { token: who.token, kind: "objection", detail: { stop: ["marketing"] } } as const;
  const started = done(await startByLink(idle(), objection));
  expect(started.needs).toBeNull();
  expect(await rows(`SELECT purpose FROM restriction WHERE client_id = ?1`, who.client)).toEqual([
    { purpose: "marketing" },
  ]);
  done(await startByLink(idle(NOW + 1), { token: who.token, kind: "withdrawal", detail: {} }));
  const consents = await rows(
    `SELECT purpose, granted, channel FROM consent WHERE client_id = ?1 ORDER BY at`,
    who.client,
  );
  expect(consents).toEqual([
    { purpose: "marketing", granted: 1, channel: "web" },
    { purpose: "marketing", granted: 0, channel: "web" },
  ]);
});

test("a yes that came in the very minute of an earlier no is withdrawn too", async () => {
  const who = await someone();
  const row = (granted: number, nth: number) =>
    env.DB.prepare(`
      INSERT INTO consent (salon_id, consent_id, client_id, purpose, notice_version, granted, channel, at, nth)
      VALUES (?1, ?2, ?3, 'reminders', '2026-11', ?4, 'web', ?5, ?6)`).bind(
      who.salon,
      `reminders-${nth}`,
      who.client,
      granted,
      NOW,
      nth,
    );
  await env.DB.batch([row(0, 7), row(1, 8)]);
  done(await startByLink(idle(NOW), { token: who.token, kind: "withdrawal", detail: { withdraw: ["reminders"] } }));
  const said = await rows(
    `SELECT granted FROM consent WHERE client_id = ?1 AND purpose = 'reminders' ORDER BY at, nth`,
    who.client,
  );
  expect(said.map(({ granted }) => granted)).toEqual([0, 1, 0]);
});

test("a health note goes with its consent: of a link's own visit, of all visits for a code", async () => {
  const consents = [{ purpose: "health", notice_version: "2026-11", granted: true }];
  const who = await someone();
  const client = { name: "Nomsa Dlamini", phone: who.phone, email: who.email };
  const noted = async (start: number) => {
    const visit = { services: [{ id: "cut" }], start };
    return done(await book(at(NOW), { salon: who.salon, visit, client, consents, healthNote: "allergic to latex" }));
  };
  const [first, second] = [await noted(TUESDAY_NINE + 120), await noted(TUESDAY_NINE + 240)];
  const notes = () => rows(`SELECT booking_id FROM special_note WHERE client_id = ?1`, who.client);
  const withdraw = { kind: "withdrawal", detail: { withdraw: ["health"] } } as const;
  done(await startByLink(idle(NOW + 1), { token: first.token, ...withdraw }));
  expect(await notes()).toEqual([{ booking_id: second.booking }]);
  await proved(who, withdraw);
  expect(await notes()).toEqual([]);
});

test("withdrawing twice, or what was never given, adds nothing", async () => {
  const who = await someone();
  for (const i of [1, 2]) {
    done(await startByLink(idle(NOW + i), { token: who.token, kind: "withdrawal", detail: {} }));
  }
  const named = { token: who.token, kind: "withdrawal", detail: { withdraw: ["health"] } } as const;
  done(await startByLink(idle(NOW + 3), named));
  expect(await rows(`SELECT granted FROM consent WHERE client_id = ?1 ORDER BY at`, who.client)).toEqual([
    { granted: 1 },
    { granted: 0 },
  ]);
});

test("a booking's link tells, changes and erases nothing: those need the code", async () => {
  const who = await someone();
  for (const kind of ["access", "deletion"] as const) {
    const started = done(await startByLink(idle(), { token: who.token, kind, detail: {} }));
    expect([started.needs, started.token]).toEqual(["code", undefined]);
    expect((await rowOf({ salon: who.salon, request: started.request }))?.status).toBe("received");
  }
});

test("a link of another kind, or of another salon's booking, asks nothing", async () => {
  const who = await someone();
  const tampered = `${who.token.slice(0, -2)}AA`;
  for (const token of [tampered, "x", who.token.replace(who.salon, "elsewhere")]) {
    const outcome = await startByLink(idle(), { token, kind: "withdrawal", detail: {} });
    expect(refusal(outcome).type).toBe("unknown-booking");
  }
});

test("somebody of the salon who saw who asks may record it, and is named in the trail", async () => {
  const who = await someone();
  const input = { salon: who.salon, phone: who.phone, actor: OWNER, kind: "deletion", detail: {} } as const;
  const { request } = done(await recordRequest(idle(), input));
  expect(await rowOf({ salon: who.salon, request })).toMatchObject({
    status: "deciding",
    proof: "salon",
    reach: "client",
  });
  const [entry] = await rows(
    `SELECT entry FROM audit WHERE salon_id = ?1 AND entry ->> '$.action' = 'request.proved'`,
    who.salon,
  );
  expect(JSON.parse(String(entry?.entry)).actor).toBe(`owner:${OWNER.account}`);
  expect(refusal(await recordRequest(idle(), { ...input, phone: newPhone() })).errors).toEqual([
    { pointer: "/phone", detail: "is no client's of this salon" },
  ]);
});

test("a request that nobody proves is forgotten after a day, by its workflow or by the sweep", async () => {
  const who = await someone();
  const typed = { kind: "correction", detail: { correct: { email: "typed@example.com" } } } as const;
  const keys = [await asked(who, typed), await asked(who, typed)];
  expect(await lapse(idle(NOW + 1439), keys[0] ?? { salon: "", request: "" })).toBe("received");
  expect(await lapse(idle(NOW + 1440), keys[0] ?? { salon: "", request: "" })).toBe("gone");
  await sweepRequests(idle(NOW + 1440));
  for (const table of ["request", "request_event"]) {
    expect(await rows(`SELECT * FROM ${table} WHERE salon_id = ?1`, who.salon)).toEqual([]);
  }
});

test("the salon and the client hear of it when it is proved, not before", async () => {
  const who = await someone();
  const key = await proved(who, { kind: "deletion", detail: {} });
  expect(await lettersOf(key)).toEqual(["request.acknowledged", "request.due"]);
  expect(await stepsOf(key)).toEqual(["proved", "received"]);
});
