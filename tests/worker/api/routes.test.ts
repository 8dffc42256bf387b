import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { routes } from "../../../workers/api.ts";
import { CLIENT, call, newSalon, OPERATOR, ORIGIN, post } from "./client.ts";

const TOKEN = `nowhere.${"a".repeat(26)}.${"A".repeat(22)}`;
/** Parts of an address that name nothing. */
const NOTHING: Record<string, string> = {
  salon: "nowhere",
  account: "a".repeat(26),
  hold: "a".repeat(26),
  token: TOKEN,
  secret: TOKEN,
};
const addressOf = (path: string) => path.replace(/\{(\w+)\}/g, (_, name: string) => NOTHING[name] ?? "x");
const paths = [...new Set(routes.map(({ path }) => path))];

describe("the API's description", () => {
  it("is OpenAPI 3.1 and has every route, and no other", async () => {
    const { status, body } = await call("/api/openapi.json");
    expect([status, body.openapi]).toEqual([200, "3.1.0"]);
    const described = Object.entries(body.paths).flatMap(([path, item]) =>
      Object.keys(item as object).map((method) => `${method} ${path}`),
    );
    expect(described.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort());
  });

  it("refers to nothing that it does not hold, and names every parameter of its paths", async () => {
    const { body, text } = await call("/api/openapi.json");
    for (const [, ref = ""] of text.matchAll(/"\$ref":"#([^"]+)"/g)) {
      const found = ref
        .split("/")
        .slice(1)
        .reduce((at, step) => at?.[step], body);
      expect(found, ref).toBeDefined();
    }
    for (const [path, item] of Object.entries<Record<string, { parameters?: { name: string; in: string }[] }>>(
      body.paths,
    )) {
      for (const operation of Object.values(item)) {
        const named = (operation.parameters ?? []).filter((each) => each.in === "path").map(({ name }) => name);
        expect(named).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
      }
    }
  });

  it("is true of its own examples and of the answers that the Worker gives", async () => {
    const { body } = await call("/api/openapi.json");
    const ajv = new Ajv2020({ strict: false });
    ajv.addSchema({ $id: "api", components: body.components });
    const holds = (name: string, value: unknown) => {
      const valid = ajv.validate({ $ref: `api#/components/schemas/${name}` }, value);
      expect(ajv.errors ?? [], name).toEqual([]);
      expect(valid).toBe(true);
    };
    const exemplary = routes.filter(({ body, method }) => body !== undefined && method !== "put");
    for (const route of exemplary) holds(route.body ?? "", route.example);
    const salon = await newSalon();
    const at = `/api/v1/salons/${salon}`;
    const HOLD = { services: [{ id: "colour" }], start: "2026-12-02T09:00:00+02:00" };
    holds("HoldRequest", HOLD);
    holds("PublicSalon", (await call(at)).body);
    holds("SalonDocument", (await call(`${at}/document`, { headers: OPERATOR })).body);
    holds("Availability", (await call(`${at}/availability?service=colour&detail=1&explain=1&to=2026-12-02`)).body);
    const held = await post(`${at}/holds`, HOLD);
    holds("HoldAnswer", held.body);
    const booking = { hold: held.body.hold, client: CLIENT };
    holds("BookingRequest", booking);
    const booked = await post(`${at}/bookings`, booking);
    holds("BookingAnswer", booked.body);
    const mine = `/api/v1/bookings/${booked.body.token}`;
    holds("BookingAnswer", (await call(mine)).body);
    holds("Availability", (await call(`${mine}/availability`)).body);
    holds("BookingAnswer", (await call(mine, { method: "PATCH", body: { start: "2026-12-02T10:00:00+02:00" } })).body);
    holds("CancelAnswer", (await call(mine, { method: "DELETE" })).body);
    holds("FindAnswer", (await call("/api/v1/bookings/find", { body: { phone: CLIENT.phone } })).body);
    const wait = { services: [{ id: "cut" }], from: "2026-12-02", to: "2026-12-03", client: CLIENT };
    holds("WaitlistRequest", wait);
    holds("WaitlistAnswer", (await post(`${at}/waitlist`, wait)).body);
    const member = { email: "lindiwe@example.com", role: "stylist" };
    holds("MemberRequest", member);
    holds("Member", (await call(`${at}/team`, { body: member, headers: OPERATOR })).body);
    holds("Team", (await call(`${at}/team`, { headers: OPERATOR })).body);
    const asked = { kind: "access", phone: CLIENT.phone };
    holds("StartedRequest", (await call(`${at}/requests`, { body: asked })).body);
    const recorded = await call(`${at}/requests/recorded`, { body: asked, headers: OPERATOR });
    holds("StartedRequest", recorded.body);
    holds("RequestList", (await call(`${at}/requests`, { headers: OPERATOR })).body);
    holds("RequestAnswer", (await call(`${at}/requests/${recorded.body.request}`, { headers: OPERATOR })).body);
    const ownPage = { Origin: ORIGIN };
    holds("PasskeyChallenge", (await call("/api/v1/sign-in/passkey/challenge", { body: {}, headers: ownPage })).body);
    holds("Calendars", (await call(`${at}/calendars`, { headers: OPERATOR })).body);
    holds("Problem", (await call(`${at}/availability`)).body);
    holds("Health", (await call("/healthz")).body);
  });
});

describe("every address", () => {
  it.each(paths)("%s says what it takes, and refuses the rest", async (path) => {
    const methods = routes.filter((route) => route.path === path).map(({ method }) => method.toUpperCase());
    const options = await call(addressOf(path), { method: "OPTIONS" });
    expect(options.status).toBe(204);
    const allowed = (options.headers.get("Allow") ?? "").split(", ");
    expect(allowed).toEqual(expect.arrayContaining([...methods, "OPTIONS"]));
    for (const method of ["PUT", "POST", "PATCH", "DELETE", "GET"].filter((each) => !allowed.includes(each))) {
      const answer = await call(addressOf(path), { method });
      expect([method, answer.status, answer.headers.get("Allow")]).toEqual([method, 405, allowed.join(", ")]);
      expect(answer.headers.get("Content-Type")).toBe("application/problem+json");
    }
  });

  it.each(paths)("%s answers HEAD as it answers GET, without the body", async (path) => {
    if (!routes.some((route) => route.path === path && route.method === "get")) return;
    const [head, get] = [await call(addressOf(path), { method: "HEAD" }), await call(addressOf(path))];
    expect([head.status, head.text]).toEqual([get.status, ""]);
    expect(head.headers.get("Content-Type")).toBe(get.headers.get("Content-Type"));
  });

  it.each(paths)("%s bears the security headers", async (path) => {
    const { headers } = await call(addressOf(path));
    expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(headers.get("Referrer-Policy")).toBe("no-referrer");
    expect(headers.get("Content-Security-Policy")).toContain("default-src 'none'");
  });

  it.each(routes.filter(({ access }) => access !== "open").map((route) => [route.method, route.path] as const))(
    "%s %s is kept by no cache and open to no other site",
    async (method, path) => {
      const { headers } = await call(addressOf(path), { method: method.toUpperCase() });
      expect(headers.get("Cache-Control")).toBe("no-store");
      expect(headers.get("Access-Control-Allow-Origin")).toBeNull();
    },
  );

  it("that is open to the public may be read by any page", async () => {
    const salon = await newSalon();
    for (const path of [
      `/api/v1/salons/${salon}`,
      `/api/v1/salons/${salon}/availability?service=cut`,
      "/api/openapi.json",
    ]) {
      expect((await call(path)).headers.get("Access-Control-Allow-Origin")).toBe("*");
      const refused = await call(`${path.split("?")[0]}/availability?surprise=1`);
      if (refused.status === 422) expect(refused.headers.get("Access-Control-Allow-Origin")).toBe("*");
      const preflight = await call(path, { method: "OPTIONS", headers: { Origin: "https://example.com" } });
      expect(preflight.headers.get("Access-Control-Allow-Methods")).toBe("GET, HEAD, OPTIONS");
    }
  });

  it("of the API that there is none of is a 404 problem", async () => {
    for (const path of ["/api", "/api/", "/api/v2", "/api/v1/salons", "/api/v1/salons/x/y/z", "/api/v1//salons"]) {
      const answer = await call(path);
      expect([path, answer.status]).toEqual([path, 404]);
    }
  });
});

describe("what is not for everybody", () => {
  const guarded = routes.filter(({ access }) => access === "role");

  it.each(guarded.map((route) => [route.method, route.path] as const))(
    "%s %s asks for the token",
    async (method, path) => {
      for (const authorization of [
        undefined,
        "Bearer wrong",
        "Basic b3BlcmF0b3I6eA==",
        "Bearer ",
        OPERATOR.Authorization.slice(0, -1),
      ]) {
        const answer = await call(addressOf(path), {
          method: method.toUpperCase(),
          ...(authorization === undefined ? {} : { headers: { Authorization: authorization } }),
          ...(method === "put" ? { body: {} } : {}),
        });
        expect([answer.status, answer.headers.get("WWW-Authenticate")]).toEqual([
          401,
          'Bearer realm="appointmentbooking"',
        ]);
      }
    },
  );

  it("includes the metrics, as Prometheus text", async () => {
    const answer = await call("/metrics", { headers: OPERATOR });
    expect(answer.headers.get("Content-Type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    for (const line of answer.text.trimEnd().split("\n")) expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+ \d+)$/);
  });
});

describe("a salon", () => {
  it("is made by the first PUT, replaced by the next, and read back as it was put", async () => {
    const slug = await newSalon();
    const at = `/api/v1/salons/${slug}`;
    const document = (await call(`${at}/document`, { headers: OPERATOR })).body;
    document.name = "Thandi & Daughters";
    const again = await call(at, { method: "PUT", body: document, headers: OPERATOR });
    expect([again.status, again.body]).toEqual([200, { salon: slug, version: 2, misfits: [] }]);
    expect((await call(`${at}/document`, { headers: OPERATOR })).body).toEqual(document);
    expect((await call(at)).body.name).toBe("Thandi & Daughters");
  });

  it("shows the public neither rotas nor time off nor channels nor its power area", async () => {
    const slug = await newSalon();
    const { body, text } = await call(`/api/v1/salons/${slug}`);
    expect(Object.keys(body.staff[0]).sort()).toEqual(["id", "name", "services"]);
    expect(text).not.toMatch(/time_off|phone_number_id|power_area|outages/);
  });

  it("that has not changed since is not sent again", async () => {
    const slug = await newSalon();
    const tag = (await call(`/api/v1/salons/${slug}`)).headers.get("ETag") ?? "";
    const again = await call(`/api/v1/salons/${slug}`, { headers: { "If-None-Match": tag } });
    expect([again.status, again.text]).toEqual([304, ""]);
  });

  it("whose document has faults is told all of them, and stays as it was", async () => {
    const slug = await newSalon();
    const at = `/api/v1/salons/${slug}`;
    const before = (await call(`${at}/document`, { headers: OPERATOR })).text;
    const spoiled = { ...JSON.parse(before), colour: "red", timezone: "Africa/Egoli" };
    spoiled.staff[1].services.push({ id: "shave" });
    const answer = await call(at, { method: "PUT", body: spoiled, headers: OPERATOR });
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      "/colour",
      "/timezone",
      "/staff/1/services/3/id",
    ]);
    expect((await call(`${at}/document`, { headers: OPERATOR })).text).toBe(before);
  });

  it("may be as large as 200 people with 40 exceptions each", async () => {
    const slug = await newSalon((salon) => {
      const [, ayanda] = salon.staff;
      if (!ayanda) return;
      const exceptions = Array.from({ length: 40 }, (_, day) => ({
        date: new Date(Date.UTC(2026, 11, 1 + day)).toISOString().slice(0, 10),
        hours: [["09:00", "15:00"] as [string, string]],
      }));
      const bio = { en: "Braids, and good company. ".repeat(20) };
      salon.staff = Array.from({ length: 200 }, (_, index) => ({ ...ayanda, id: `p${index}`, bio, exceptions }));
      for (const service of salon.services) for (const session of service.sessions ?? []) session.staff = "p0";
    });
    const free = await call(`/api/v1/salons/${slug}/availability?service=cut&from=2026-12-02&to=2026-12-03`);
    expect(free.body.slots[0].start).toBe("2026-12-02T09:00:00+02:00");
  });
});
