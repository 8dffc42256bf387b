import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Status } from "../../../shared/contracts/generated/booking/wire/status.ts";
import { EngineError } from "../../../workers/engine/module.ts";
import { engine } from "../../../workers/engine/shipped.ts";
import type { Env } from "../../../workers/env.ts";
import worker from "../../../workers/index.ts";
import configuration from "../../../wrangler.toml?raw";
import { CLIENT, NOW, newSalon, ORIGIN } from "./client.ts";

const TOKEN = `somewhere.${"b".repeat(26)}.${"C".repeat(22)}`;

/** An environment whose database fails as D1 does. */
function withFailing(message: string): Env {
  const fail = () => Promise.reject(new Error(message));
  const statement = { bind: () => statement, all: fail, run: fail, first: fail };
  return { ...env, DB: { prepare: () => statement, batch: fail } as unknown as D1Database };
}

async function ask(surroundings: Env, path: string, init: RequestInit<IncomingRequestCfProperties> = {}) {
  const request = new Request<unknown, IncomingRequestCfProperties>(ORIGIN + path, {
    ...init,
    headers: { "X-Test-Now": NOW, ...init.headers },
  });
  const answer = await worker.fetch(request, surroundings, createExecutionContext());
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("when the database fails", () => {
  const failing = withFailing("D1_ERROR: database or disk is full: SQLITE_FULL");

  it.each([
    ["reading a booking", `/api/v1/bookings/${TOKEN}`, {}],
    ["availability", "/api/v1/salons/SALON/availability?service=cut", {}],
    ["metrics", "/metrics", { headers: { Authorization: `Bearer ${env.OPERATOR_TOKEN}` } }],
    ["a salon", "/api/v1/salons/SALON", {}],
  ])("%s is a clean 503 that says when to try again", async (_, path, init) => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const answer = await ask(failing, path.replace("SALON", await newSalon()), init);
    expect([answer.status, answer.headers.get("Content-Type")]).toEqual([503, "application/problem+json"]);
    expect(Number(answer.headers.get("Retry-After"))).toBeGreaterThan(0);
    expect(answer.text).not.toContain("SQLITE");
  });

  it("booking is a clean 503", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const slug = await newSalon();
    const answer = await ask(failing, `/api/v1/salons/${slug}/bookings`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": "k" },
      body: JSON.stringify({ services: [{ id: "cut" }], start: "2026-12-02T09:00:00+02:00", client: CLIENT }),
    });
    expect(answer.status).toBe(503);
  });

  it("the log says why, without what the database's words quote of a client", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    const quoting = withFailing(`D1_ERROR: cannot store (${CLIENT.phone}, thandi@example.com): SQLITE_FULL`);
    await ask(quoting, `/api/v1/bookings/${TOKEN}`);
    const lines = log.mock.calls.flat().join("\n");
    expect(lines).toContain("D1_ERROR: cannot store ([phone], [email]): SQLITE_FULL");
    expect(lines).not.toContain(CLIENT.phone);
  });

  it("liveness still answers, since starting anew would not help", async () => {
    expect((await ask(failing, "/healthz")).status).toBe(200);
  });
});

describe("what nobody foresaw", () => {
  it("is a 500 with a trace, and the log has the trace but neither token nor telephone number", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    const broken = withFailing(`cannot read ${CLIENT.phone} of undefined`);
    broken.DB.prepare = () => {
      throw new TypeError(`cannot bind ${CLIENT.phone}`);
    };
    const answer = await ask(broken, `/api/v1/bookings/${TOKEN}`);
    expect(answer.status).toBe(500);
    const { trace } = JSON.parse(answer.text);
    expect(trace).toMatch(/^[0-9a-f]{16}$/);
    const lines = log.mock.calls.flat().join("\n");
    expect(lines).toContain(trace);
    expect(lines).toContain("/api/v1/bookings/:token");
    expect(lines).not.toContain(TOKEN);
    expect(lines).not.toContain(CLIENT.phone);
  });
});

describe("the platform", () => {
  it("logs no addresses of requests, for some are secrets", () => {
    expect(configuration).toMatch(/^invocation_logs = false\b/m);
    expect(configuration).not.toMatch(/TEST_CLOCK|LOCAL_MODE|OPERATOR_TOKEN *=|TOKEN_SECRET *=/);
  });
});

describe("the test clock", () => {
  it("is not there in production", async () => {
    const slug = await newSalon();
    const path = `/api/v1/salons/${slug}/availability?service=cut`;
    const real = await ask({ ...env, TEST_CLOCK: "" }, path, { headers: { "X-Test-Now": "2030-01-07T09:00:00Z" } });
    expect(JSON.parse(real.text).from).toBe(new Date(Date.now() + 2 * 3_600_000).toISOString().slice(0, 10));
    const set = await ask(env, path, { headers: { "X-Test-Now": "2030-01-07T09:00:00Z" } });
    expect(JSON.parse(set.text).from).toBe("2030-01-07");
  });
});

describe("when the engine refuses", () => {
  it.each([
    [Status.TooComplex, 422, "too-complex", null],
    [Status.OutOfMemory, 503, "cannot-decide", "1"],
  ])(
    "status %i is %i: a question too hard is not to be asked again, anything else is",
    async (status, http, type, retry) => {
      vi.spyOn(console, "error").mockImplementation(() => {});
      const slug = await newSalon();
      vi.spyOn(engine, "call").mockImplementation(() => {
        throw new EngineError("availability", status);
      });
      const answer = await ask(env, `/api/v1/salons/${slug}/availability?service=cut`);
      expect([answer.status, answer.headers.get("Retry-After")]).toEqual([http, retry]);
      expect(JSON.parse(answer.text).type).toContain(type);
    },
  );
});
