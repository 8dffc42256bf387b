// Admission as a client meets it: counted before anything is decided, refused without a trace, told in headers.

import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import plans from "../../../shared/policies/rate-plans.json";
import { networkOf } from "../../../workers/commands/admitting/subject.ts";
import { ONE_TOLD_OF } from "../../../workers/http/wall.ts";
import wrangler from "../../../wrangler.toml?raw";
import { CLIENT, newSalon } from "../api/client.ts";
import { count } from "../commands/surroundings.ts";
import { call, freshAddress, setClock } from "./site.ts";

const START = Date.UTC(2026, 10, 30, 7);
const plan = (action: string, by: string) => {
  const found = plans.plans.find((each) => each.action === action && each.by === by);
  if (found === undefined) throw new Error(`no plan ${action} by ${by}`);
  return found;
};
const byAddress = plan("hold", "address");
const interval = (byAddress.window / byAddress.quota) * 1000; // milliseconds

let salon: string;
let address: string;
let clock: number;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  clock = START;
  setClock(clock);
  salon = await newSalon();
  address = freshAddress();
});
afterEach(() => vi.useRealTimers());

const pass = (milliseconds: number) => {
  clock += milliseconds;
  setClock(clock);
};
const hold = (more: object = {}, at = address) =>
  call(`/api/v1/salons/${salon}/holds`, {
    address: at,
    body: { services: [{ id: "cut" }], start: "2026-12-01T09:00:00+02:00", ...more },
  });
const book = (phone: string, at = address) =>
  call(`/api/v1/salons/${salon}/bookings`, {
    address: at,
    body: {
      services: [{ id: "cut" }],
      start: "2026-12-01T09:00:00+02:00",
      client: { ...CLIENT, phone },
      consents: [],
    },
  });
const TABLES = ["hold", "booking", "segment", "client", "audit", "outbox", "idempotency", "waitlist", "admission"];
const everything = async () =>
  Object.fromEntries(await Promise.all(TABLES.map(async (t) => [t, await count(t, salon)])));

describe("a caller", () => {
  it("may do so much at once, and then one more as each comes back", async () => {
    for (let i = 0; i < byAddress.quota; i++) expect((await hold()).status).not.toBe(429);
    const refused = await hold();
    expect(refused.status).toBe(429);
    expect(refused.headers.get("Retry-After")).toBe(String(Math.ceil(interval / 1000)));
    pass(interval - 1);
    expect((await hold()).status).toBe(429);
    pass(1);
    expect((await hold()).status).not.toBe(429);
    expect((await hold()).status).toBe(429);
  });

  it("is told what remains, and what is allowed when nothing does", async () => {
    const { quota, window } = byAddress;
    const policy = `"hold-by-address";q=${quota};w=${window}`;
    const first = await hold();
    expect(first.status).toBe(201);
    expect(first.headers.get("RateLimit-Policy")).toBe(policy);
    expect(first.headers.get("RateLimit")).toBe(`"hold-by-address";r=${quota - 1};t=${Math.ceil(interval / 1000)}`);
    for (let i = 1; i < quota; i++) await hold();
    const refused = await hold();
    expect(refused.headers.get("RateLimit-Policy")).toBe(policy);
    expect(refused.headers.get("RateLimit")).toBe(`"hold-by-address";r=0;t=${Math.ceil(interval / 1000)}`);
    expect(refused.body).toMatchObject({ type: "urn:appointmentbooking:problem:too-many-requests", status: 429 });
  });

  it("who is refused changes nothing at all, however often", async () => {
    for (let i = 0; i < byAddress.quota; i++) await hold();
    const before = await everything();
    const { results: tats } = await env.DB.prepare("SELECT * FROM admission WHERE salon_id = ?1").bind(salon).all();
    for (let i = 0; i < 5; i++) expect((await hold({ start: "2026-12-02T09:00:00+02:00" })).status).toBe(429);
    expect(await everything()).toEqual(before);
    const { results } = await env.DB.prepare("SELECT * FROM admission WHERE salon_id = ?1").bind(salon).all();
    expect(results).toEqual(tats);
  });

  it("is counted for what is refused with 409 and 422 as well", async () => {
    const far = { start: "2036-12-01T09:00:00+02:00" }; // beyond reach: 409 before anything is looked up
    const unknown = { services: [{ id: "nothing" }] };
    let last = 0;
    for (let i = 0; i < byAddress.quota; i++) last = (await hold(i % 2 === 0 ? far : unknown)).status;
    expect(last).toBe(422);
    expect((await hold(far)).status).toBe(429);
    expect((await hold(unknown)).status).toBe(429);
    expect((await hold()).status).toBe(429);
    expect(await count("hold", salon)).toBe(0);
  });

  it("is not counted twice when a command decides anew", async () => {
    const other = await call(`/api/v1/salons/${salon}/waitlist`, {
      address,
      body: { services: [{ id: "cut" }], from: "2026-12-01", to: "2026-12-02", client: CLIENT },
    });
    expect(other.status).toBe(201);
    const racing = await Promise.all(Array.from({ length: 12 }, () => hold()));
    expect(racing.map(({ status }) => status)).toContain(409);
    const [row] = (
      await env.DB.prepare("SELECT tat FROM admission WHERE salon_id = ?1 AND plan = 'hold-by-address'")
        .bind(salon)
        .all<{ tat: number }>()
    ).results;
    expect(row?.tat).toBe((clock + 12 * interval) * 1000);
  });

  it("is kept apart from others, from other actions and from other salons", async () => {
    for (let i = 0; i <= byAddress.quota; i++) await hold();
    expect((await hold()).status).toBe(429);
    expect((await hold({}, freshAddress())).status).not.toBe(429);
    expect((await book("+27825550177")).status).not.toBe(429);
    salon = await newSalon();
    expect((await hold()).status).toBe(201);
  });

  it("by telephone number is limited whichever address it calls from, and another number is not", async () => {
    const { quota } = plan("book", "phone");
    for (let i = 0; i < quota; i++) expect((await book("+27825550111", freshAddress())).status).not.toBe(429);
    const refused = await book("+27825550111", freshAddress());
    expect(refused.status).toBe(429);
    expect(refused.headers.get("RateLimit-Policy")).toContain('"book-by-phone"');
    expect((await book("+27825550112", freshAddress())).status).not.toBe(429);
  });

  it("who looks for bookings is limited by number and by address, and learns as little as before", async () => {
    const { quota } = plan("find", "phone");
    const find = (phone: string) =>
      call("/api/v1/bookings/find", { address: freshAddress(), body: { phone, code: "123456" } });
    for (let i = 0; i < quota; i++) expect((await find("+27825550121")).status).toBe(403);
    expect((await find("+27825550121")).status).toBe(429);
    expect((await find("+27825550122")).status).toBe(403);
  });

  it("with one IPv6 network is one caller", async () => {
    expect(networkOf("2001:db8:0:1::7")).toBe(networkOf("2001:0db8:0000:0001:ffff::1"));
    expect(networkOf("2001:db8:0:1::7")).not.toBe(networkOf("2001:db8:0:2::7"));
    expect(networkOf("::1")).toBe("0:0:0:0");
    for (let i = 0; i <= byAddress.quota; i++) await hold({}, `2001:db8:${salon.length}:7::${i}`);
    expect((await hold({}, `2001:db8:${salon.length}:7::ffff`)).status).toBe(429);
  });
});

describe("admission", () => {
  it("in shadow lets through what it would refuse, and logs it without naming anybody", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    for (let i = 0; i < byAddress.quota; i++) await hold();
    const request = { address, body: { services: [{ id: "cut" }], start: "2026-12-01T09:00:00+02:00" } };
    const passed = await call(`/api/v1/salons/${salon}/holds`, { ...request, env: { ADMISSION: "shadow" } });
    expect(passed.status).not.toBe(429);
    const lines = log.mock.calls.map(([line]) => String(line)).filter((line) => line.includes("admission-shadow"));
    log.mockRestore();
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ plan: "hold-by-address", salon });
    expect(lines[0]).not.toContain(address);
    expect((await hold()).status).toBe(429);
  });

  it("stores nobody's address or number", async () => {
    await book("+27825550131");
    const { results } = await env.DB.prepare("SELECT subject FROM admission WHERE salon_id = ?1").bind(salon).all();
    expect(results.length).toBeGreaterThanOrEqual(2);
    for (const { subject } of results) expect(subject).toMatch(/^[A-Za-z0-9_-]{22}$/);
  });

  it("has a wall that refuses before anything is read, once the platform has said so", async () => {
    const path = `/api/v1/salons/${salon}/availability?service=cut`;
    const told: { key: string }[] = [];
    const shut = {
      WALL: {
        limit: async (call: { key: string }) => {
          told.push(call);
          return { success: false };
        },
      },
    };
    for (let i = 0; i < ONE_TOLD_OF; i++) expect((await call(path, { address, env: shut })).status).toBe(200);
    expect(told).toEqual([{ key: address }]);
    const refused = await call(path, { address, env: shut });
    expect(refused.status).toBe(429);
    expect(refused.headers.get("Retry-After")).toBe("60");
    const page = await call(`/${salon}`, { address, env: shut });
    expect(page.status).toBe(429);
    expect(page.headers.get("Content-Type")).toContain("text/html");
    expect((await call(path, { address: freshAddress(), env: shut })).status).toBe(200);
    expect((await call(path, { address, env: { ADMISSION: "shadow" } })).status).toBe(200);
    pass(60_001);
    expect((await call(path, { address })).status).toBe(200);
  });

  it("has a wall that lets public reading pass where it fails", async () => {
    const path = `/api/v1/salons/${salon}/availability?service=cut`;
    const broken = { WALL: { limit: async () => Promise.reject(new Error("unreachable")) } };
    for (let i = 0; i <= ONE_TOLD_OF; i++) expect((await call(path, { address, env: broken })).status).toBe(200);
  });

  it("has a wall in wrangler.toml as high as its plan", () => {
    const { quota, window } = plan("read", "address");
    expect(wrangler).toContain(`simple = { limit = ${quota / ONE_TOLD_OF}, period = ${window} }`);
  });

  it("has a wall that the platform's own binding shuts", async () => {
    const { quota } = plan("read", "address");
    let refused = 0;
    // The platform's minute may turn once meanwhile.
    for (let i = 0; i < 2 * quota + 2 * ONE_TOLD_OF && refused === 0; i++) {
      if ((await call("/healthz", { address })).status === 429) refused = i;
    }
    expect(refused).toBeGreaterThanOrEqual(quota);
  });

  it("that cannot count does not answer what costs or discloses", async () => {
    const db = new Proxy(env.DB, {
      get: (target, name) =>
        name === "batch" ? () => Promise.reject(new Error("D1_ERROR: gone")) : Reflect.get(target, name).bind(target),
    });
    expect(
      (await call("/api/v1/bookings/find", { address, body: { phone: CLIENT.phone }, env: { DB: db } })).status,
    ).toBe(503);
  });

  it("writes nothing to D1 for a public read", async () => {
    const path = `/api/v1/salons/${salon}/availability?service=cut`;
    for (let i = 0; i < 3; i++) expect((await call(path, { address })).status).toBe(200);
    expect(await count("admission", salon)).toBe(1); // the operator's, who made the salon
  });
});
