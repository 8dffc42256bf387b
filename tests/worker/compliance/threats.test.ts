// From an attack over HTTP to its effect: noted after the answers, folded by the sweep, felt at the gate and the wall.

import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { sweep } from "../../../workers/commands/sweep.ts";
import { Action, Detector, type Event, EventKind, observe } from "../../../workers/engine/compliance/observe.ts";
import { compliance } from "../../../workers/engine/shipped.ts";
import { newSalon } from "../api/client.ts";
import { at, rows } from "../commands/surroundings.ts";
import { call, freshAddress, setClock } from "./site.ts";

/** Far from what other tests set, so that what they blocked has long been forgotten. */
let clock = Date.UTC(2027, 0, 4, 7);
let salon: string;
let address: string;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  clock += 3 * 86_400_000;
  setClock(clock);
  salon = await newSalon();
  address = freshAddress();
});
afterEach(() => vi.useRealTimers());

const pass = (milliseconds: number) => {
  clock += milliseconds;
  setClock(clock);
};

/** The minute's sweep; what it warns of. */
async function swept(): Promise<Record<string, unknown>[]> {
  const warned = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const ctx = at(Math.floor(clock / 60_000));
  await sweep(ctx);
  await ctx.later();
  const lines = warned.mock.calls.map(([line]) => JSON.parse(String(line)) as Record<string, unknown>);
  warned.mockRestore();
  return lines.filter(({ event }) => event === "threat");
}

async function holds(count: number, from = address): Promise<number> {
  let held = 0;
  for (let i = 0; held < count && i < 200; i++) {
    const day = new Date(Date.UTC(2026, 11, 1 + (i % 20))).toISOString().slice(0, 10);
    const hour = String(9 + (Math.floor(i / 20) % 6)).padStart(2, "0");
    const start = `${day}T${hour}:00:00+02:00`;
    const answer = await call(`/api/v1/salons/${salon}/holds`, {
      address: from,
      body: { services: [{ id: "cut" }], start },
    });
    if (answer.status === 201) held++;
    if (answer.status === 429) return held;
    pass(1_000);
  }
  return held;
}

const badToken = () => `${salon}.${crypto.randomUUID().slice(0, 8)}.${"A".repeat(22)}`;
const openBadLinks = async (count: number) => {
  for (let i = 0; i < count; i++) expect((await call(`/api/v1/bookings/${badToken()}`, { address })).status).toBe(404);
};

describe("whoever hoards times", () => {
  it("is slowed where times are held, and nobody else is", async () => {
    expect(await holds(20)).toBe(20);
    expect(await swept()).toMatchObject([
      { salon, detector: "slot-hoarding", oat: "OAT-021", action: "slow", evidence: { held: 18, booked: 0 } },
    ]);
    const found = await rows("SELECT * FROM threat WHERE salon_id = ?1", salon);
    expect(found).toHaveLength(1);
    expect(JSON.stringify(found)).not.toContain(address);
    expect(await holds(3)).toBeLessThan(3);
    expect(await holds(3, freshAddress())).toBe(3);
  });

  it("is told of once: what was folded is gone, and what the detectors remember stays", async () => {
    await holds(20);
    expect(await swept()).toHaveLength(1);
    expect(await rows("SELECT * FROM threat_event WHERE salon_id = ?1", salon)).toEqual([]);
    const state = await rows("SELECT folds, length(state) AS bytes FROM threat_state WHERE salon_id = ?1", salon);
    expect(state).toMatchObject([{ folds: 1 }]);
    expect(Number(state[0]?.bytes)).toBeLessThanOrEqual(64 * 1024);
    expect(await swept()).toEqual([]);
  });
});

describe("whoever guesses links", () => {
  it("can soon not even read, anywhere, until the block is over", async () => {
    await openBadLinks(20);
    expect(await swept()).toMatchObject([{ salon: "", detector: "reference-enumeration", action: "block" }]);
    pass(61_000);
    await call(`/${salon}`, { address: freshAddress() }); // this isolate looks at the blocklist after an answer
    const shut = await call(`/api/v1/bookings/${badToken()}`, { address });
    expect(shut.status).toBe(429);
    expect(Number(shut.headers.get("Retry-After"))).toBeGreaterThan(3_000);
    expect((await call(`/${salon}`, { address })).status).toBe(429);
    expect((await call(`/${salon}`, { address: freshAddress() })).status).toBe(200);
    pass(3_700_000);
    expect((await call(`/${salon}`, { address })).status).toBe(200);
  });
});

describe("detectors", () => {
  it("are silent about a client who looks, holds, books and mistypes", async () => {
    for (let i = 0; i < 40; i++) {
      expect((await call(`/api/v1/salons/${salon}/availability?service=cut`, { address })).status).toBe(200);
    }
    expect(await holds(2)).toBe(2);
    await openBadLinks(2);
    await call("/api/v1/bookings/find", { address, body: { phone: "+27825550166", code: "000000" } });
    expect(await swept()).toEqual([]);
  });

  it("are not in the way: what cannot be noted is lost, and the answer stands", async () => {
    const db = new Proxy(env.DB, {
      get(target, name) {
        if (name === "prepare") {
          return (sql: string) => {
            if (sql.includes("threat_event")) throw new Error("D1_ERROR: gone");
            return target.prepare(sql);
          };
        }
        return Reflect.get(target, name).bind(target);
      },
    });
    const error = vi.spyOn(console, "error").mockImplementation(() => undefined);
    expect((await call(`/api/v1/bookings/${badToken()}`, { address, env: { DB: db } })).status).toBe(404);
    expect(error.mock.calls.flat().join()).toContain("events-lost");
    error.mockRestore();
  });

  it("find the same in the module that ships, with state that passes from call to call", () => {
    const event = (kind: EventKind, at: number): Event => ({
      kind,
      source: "c291cmNlLW9mLXRoaXMtdGVz",
      object: "",
      at,
      from: 20_800,
      to: 20_861,
    });
    const charges = Array.from({ length: 10 }, (_, i) => event(EventKind.ChargeDeclined, 1_000_000 + i * 10));
    let state: Uint8Array = new Uint8Array();
    const found = charges.flatMap((each) => {
      const folded = observe(state, [each], compliance);
      state = folded.state;
      return folded.findings;
    });
    expect(found).toMatchObject([{ detector: Detector.Carding, action: Action.Incident, seconds: 86_400 }]);
    expect(found[0]?.source).toBe("c291cmNlLW9mLXRoaXMtdGVz");
    const looks = Array.from({ length: 60 }, (_, i) => event(EventKind.Looked, 1_000_000 + i));
    expect(observe(new Uint8Array(), looks, compliance).findings).toMatchObject([{ detector: Detector.Scraping }]);
  });
});
