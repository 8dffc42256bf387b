// Who is not let in, and what is on record of it; and that nothing is said in the open.
import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import worker from "../../../workers/index.ts";
import { staffRoutes } from "../../../workers/staff.ts";
import { call, newSalon, OPERATOR } from "../api/client.ts";
import { FROM_OWN_PAGE, invite, latestLink, signedIn, submit, useLink } from "./people.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("a refusal", () => {
  /** The lines that were logged while something was done, as they were written. */
  async function logged(act: () => Promise<unknown>): Promise<string[]> {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    await act();
    return log.mock.calls.map(([line]) => String(line));
  }

  it("is logged by route, kind and account, and never by address, token or body", async () => {
    const salon = await newSalon();
    const stylist = await signedIn(salon, "stylist");
    const team = `/api/v1/salons/${salon}/team`;
    const lines = await logged(async () => {
      await call(`${team}?secret=in-the-address`, { headers: { Authorization: "Bearer not-the-token" } });
      await call(team, { headers: { Cookie: stylist.cookie } });
      await call(team, { body: '{"email":"nomsa@example.com\\n{}"', headers: OPERATOR });
      await submit(`/team/${salon}`, { email: "nomsa@example.com" }, { headers: { Cookie: stylist.cookie } });
    });
    const told = lines.map((line) => JSON.parse(line));
    expect(told.map(({ event, status, problem, method, route }) => [event, status, problem, method, route])).toEqual([
      ["refused", 401, "unauthorized", "GET", "/api/v1/salons/{salon}/team"],
      ["refused", 403, "forbidden", "GET", "/api/v1/salons/{salon}/team"],
      ["refused", 400, "malformed-body", "POST", "/api/v1/salons/{salon}/team"],
      ["refused", 403, "forbidden", "POST", "/team/{salon}"],
    ]);
    expect(told.map(({ account }) => account)).toEqual([undefined, stylist.account, undefined, stylist.account]);
    for (const { trace } of told) expect(trace).toMatch(/^[0-9a-f]{16}$/);
    const all = lines.join("\n");
    const token = stylist.cookie.split("=")[1] ?? "";
    for (const secret of ["in-the-address", "not-the-token", "nomsa", salon, token]) expect(all).not.toContain(secret);
    for (const line of lines) expect(line).not.toContain("\n");
  });

  it("to sign somebody in is logged, by passkey and by link, and says nothing of whom", async () => {
    const person = await invite(await newSalon(), "owner");
    const link = await latestLink(person.email);
    const lines = await logged(async () => {
      expect((await useLink(`${link.slice(0, -1)}-`)).status).toBe(404);
      const body = { id: "AAAA", response: { clientDataJSON: "AAAA" } };
      expect((await call("/api/v1/sign-in/passkey", { body, headers: FROM_OWN_PAGE })).status).toBe(403);
    });
    expect(lines.map((line) => JSON.parse(line)).map(({ problem, route }) => [problem, route])).toEqual([
      ["sign-in-refused", "/sign-in/{token}"],
      ["sign-in-refused", "/api/v1/sign-in/passkey"],
    ]);
    expect(lines.join("\n")).not.toContain(link.slice(0, 26));
  });
});

describe("a request", () => {
  const ask = async (url: string, init: RequestInit<IncomingRequestCfProperties> = {}) => {
    const surroundings = { ...env, LOCAL_MODE: "" };
    const request = new Request<unknown, IncomingRequestCfProperties>(url, { redirect: "manual", ...init });
    return worker.fetch(request, surroundings, createExecutionContext());
  };

  it("over plain HTTP is led to TLS where a person reads, and refused where a program speaks", async () => {
    for (const path of ["/", "/thandi-hair/book?service=cut", "/sign-in"]) {
      const answer = await ask(`http://booking.test${path}`);
      expect([answer.status, answer.headers.get("Location")]).toEqual([308, `https://booking.test${path}`]);
    }
    const open: [string, string][] = [
      ["GET", "/api/openapi.json"],
      ["POST", "/api/v1/bookings/find"],
      ["GET", "/metrics"],
      ["POST", "/sign-in"],
    ];
    for (const [method, path] of open) {
      const answer = await ask(`http://booking.test${path}`, { method });
      expect([path, answer.status, answer.headers.get("Location")]).toEqual([path, 403, null]);
      expect(await answer.text()).toContain("https-required");
    }
    for (const url of ["https://booking.test/api/openapi.json", "http://localhost:8787/", "http://127.0.0.1:8787/"]) {
      expect([url, (await ask(url)).status]).toEqual([url, 200]);
    }
  });

  it("that is no file of ours is a plain 404: no source, no list of a folder, no trace", async () => {
    for (const path of [
      "/.git/config",
      "/.dev.vars",
      "/workers/index.ts",
      "/styles",
      "/package.json",
      "/../.dev.vars",
    ]) {
      const answer = await call(path);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(answer.text).not.toMatch(/TOKEN|\[core\]|import /);
    }
    // fetch itself sends no TRACE; whatever method the Worker does not know is refused alike.
    for (const path of ["/", "/api/openapi.json", "/sign-in"]) {
      const answer = await call(path, { method: "PROPFIND", headers: { "X-Echo": "echoed" } });
      expect([404, 405]).toContain(answer.status);
      expect(answer.text).not.toContain("echoed");
    }
  });
});

describe("every page of people who are signed in", () => {
  it("bears the way to sign out, which leaves nothing behind in the browser", async () => {
    const salon = await newSalon();
    const owner = await signedIn(salon, "owner");
    const shown = staffRoutes.filter(
      ({ method, access, path }) => method === "get" && access !== "sign-in" && !/\{(?!salon\})|\.\w+$/.test(path), // a file is no page
    );
    expect(shown.length).toBeGreaterThanOrEqual(5);
    for (const { path } of shown) {
      const page = await call(path.replace("{salon}", salon), { headers: { Cookie: owner.cookie } });
      expect([path, page.status, page.text.match(/action="\/sign-out/g)?.length]).toEqual([path, 200, 1]);
    }
    expect((await call("/sign-in")).text).not.toContain("/sign-out");
    for (const [path, fields] of [
      ["/sign-out", {}],
      ["/account/sessions", { session: "all" }],
    ] as const) {
      const { cookie } = await signedIn(salon, "manager");
      const out = await submit(path, fields, { headers: { Cookie: cookie } });
      expect(out.headers.get("Clear-Site-Data")).toBe('"storage"');
      expect(out.headers.get("Set-Cookie")).toMatch(/^__Host-session=; .*Max-Age=0/);
      // Where what others did waits on the device, its script has let go of the rest.
      const next = await signedIn(salon, "manager");
      const keeping = await submit(path, { ...fields, keep: "others" }, { headers: { Cookie: next.cookie } });
      expect(keeping.headers.get("Clear-Site-Data")).toBeNull();
      expect(keeping.headers.get("Set-Cookie")).toMatch(/^__Host-session=; .*Max-Age=0/);
    }
  });
});
