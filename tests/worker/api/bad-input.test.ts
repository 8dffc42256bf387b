import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { CLIENT, call, faultsAt, newSalon, OPERATOR, post } from "./client.ts";
import { exampleSalon } from "./salon-document.ts";

let salon = "";
beforeAll(async () => {
  salon = await newSalon();
});

const START = "2026-12-02T09:00:00+02:00";
const SECRET = "a".repeat(26);
const CUT = [{ id: "cut" }];
const HOLD = { services: CUT, start: START };
const BOOKING = { ...HOLD, client: CLIENT };
const WAIT = { services: CUT, from: "2026-12-02", to: "2026-12-04", client: CLIENT };

describe("a body", () => {
  const everyBody: [string, string, string][] = [
    ["holds", "POST", "/api/v1/salons/SALON/holds"],
    ["bookings", "POST", "/api/v1/salons/SALON/bookings"],
    ["the waiting list", "POST", "/api/v1/salons/SALON/waitlist"],
    ["finding", "POST", "/api/v1/bookings/find"],
    ["moving", "PATCH", `/api/v1/bookings/x.${SECRET}.${"A".repeat(22)}`],
    ["a salon", "PUT", "/api/v1/salons/SALON"],
  ];
  const headers = { ...OPERATOR, "Idempotency-Key": "k" };
  const send = (method: string, path: string, body: unknown, more: Record<string, string> = {}) =>
    call(path.replace("SALON", salon), { method, body, headers: { ...headers, ...more } });

  describe.each(everyBody)("of %s", (_, method, path) => {
    it.each<[string, unknown, Record<string, string>, number]>([
      ["that is no JSON", "{", {}, 400],
      ["that is empty", "", {}, 400],
      ["with a byte order mark", "\ufeff{}", {}, 400],
      ["that is not UTF-8", new Uint8Array([0x7b, 0xff, 0x7d]), {}, 400],
      ["with a name twice", '{"a":1,"a":2}', {}, 400],
      ["that is a bomb of brackets", "[".repeat(60_000), {}, 400],
      ["that is a list", "[]", {}, 422],
      ["that is null", "null", {}, 422],
      ["that is a string", '"x"', {}, 422],
      ["with an unknown field", '{"surprise":1}', {}, 422],
      ["as a form", "a=1", { "Content-Type": "application/x-www-form-urlencoded" }, 415],
      ["in another charset", "{}", { "Content-Type": "application/json; charset=utf-16" }, 415],
      ["that is compressed", "{}", { "Content-Encoding": "gzip" }, 415],
      ["of 10 MB", new Uint8Array(10 << 20).fill(0x20), {}, 413],
    ])("%s is refused as a problem", async (_, body, more, status) => {
      const answer = await send(method, path, body, more);
      expect([answer.status, answer.headers.get("Content-Type")]).toEqual([status, "application/problem+json"]);
      expect(answer.body).toMatchObject({ status, type: expect.stringMatching(/^urn:/), title: expect.any(String) });
    });

    it("that never ends is refused once it is too long", async () => {
      let sent = 0;
      const endless = new ReadableStream<Uint8Array>({
        pull(controller) {
          sent += 1;
          if (sent > 1000) controller.close();
          else controller.enqueue(new Uint8Array(64 << 10).fill(0x20));
        },
      });
      expect((await send(method, path, endless)).status).toBe(413);
      expect(sent).toBeLessThan(100);
    });
  });
});

describe("a hold request", () => {
  it.each<[string, unknown, string[]]>([
    ["nothing", {}, ["/services", "/start"]],
    ["no service", { ...HOLD, services: [] }, ["/services"]],
    ["too many services", { ...HOLD, services: Array(9).fill({ id: "cut" }) }, ["/services"]],
    ["services of a wrong type", { ...HOLD, services: "cut" }, ["/services"]],
    ["a service without id", { ...HOLD, services: [{}] }, ["/services/0/id"]],
    ["an unknown service", { ...HOLD, services: [{ id: "shave" }] }, ["/services/0/id"]],
    ["an unknown person", { ...HOLD, services: [{ id: "cut", staff: "sipho" }] }, ["/services/0/staff"]],
    ["an id of control characters", { ...HOLD, services: [{ id: "cut\u0000" }] }, ["/services/0/id"]],
    ["a class beside another service", { ...HOLD, services: [{ id: "braids" }, { id: "cut" }] }, ["/services/0/id"]],
    ["a start that is no instant", { ...HOLD, start: "tomorrow" }, ["/start"]],
    ["a start without an offset", { ...HOLD, start: "2026-12-02T09:00:00" }, ["/start"]],
    ["a start on no day of the calendar", { ...HOLD, start: "2026-02-30T09:00:00+02:00" }, ["/start"]],
    ["a start with seconds", { ...HOLD, start: "2026-12-02T09:00:30+02:00" }, ["/start"]],
    ["a start in another age", { ...HOLD, start: "9999-12-31T09:00:00+02:00" }, ["/start"]],
    ["a party of none", { ...HOLD, party: 0 }, ["/party"]],
    ["a huge party", { ...HOLD, party: 1e300 }, ["/party"]],
    ["half a guest", { ...HOLD, party: 1.5 }, ["/party"]],
    [
      "a party that names a person",
      { ...HOLD, services: [{ id: "cut", staff: "thandi" }], party: 2 },
      ["/services/0/staff"],
    ],
    ["a negative price", { ...HOLD, price_cents: -1 }, ["/price_cents"]],
    ["a price as text", { ...HOLD, price_cents: "350" }, ["/price_cents"]],
    ["a replaced hold that is none", { ...HOLD, replaces: "mine" }, ["/replaces"]],
    [
      "several faults",
      { services: [{ id: "CUT", who: 1 }], start: 5, party: 99 },
      ["/party", "/services/0/id", "/services/0/who", "/start"],
    ],
  ])("with %s is told where", async (_, body, pointers) => {
    const answer = await post(`/api/v1/salons/${salon}/holds`, body);
    expect([answer.status, faultsAt(answer)]).toEqual([422, pointers]);
  });

  it("for a past start is refused as too soon", async () => {
    const answer = await post(`/api/v1/salons/${salon}/holds`, { ...HOLD, start: "2020-01-06T09:00:00+02:00" });
    expect(answer.status).toBe(409);
    expect(answer.body.type).toMatch(/too-soon$/);
  });

  it("at an unknown salon is a 404", async () => {
    expect((await post("/api/v1/salons/nowhere/holds", HOLD)).status).toBe(404);
    expect((await post("/api/v1/salons/%F0%9F%92%87/holds", HOLD)).status).toBe(404);
  });

  it.each([
    ["without an idempotency key", undefined, 400],
    ["with an empty one", "", 400],
    ["with one of 256 characters", "k".repeat(256), 422],
    ["with one of other alphabets", "schlüssel", 422],
    ["with a space in it", "a b", 422],
  ])("%s is refused", async (_, key, status) => {
    const headers: Record<string, string> = key === undefined ? {} : { "Idempotency-Key": key };
    const answer = await call(`/api/v1/salons/${salon}/holds`, { method: "POST", body: HOLD, headers });
    expect([answer.status, faultsAt(answer)]).toEqual([status, ["Idempotency-Key"]]);
  });
});

describe("a booking request", () => {
  it.each<[string, unknown, string[]]>([
    ["nothing", {}, ["/client", "/services", "/start"]],
    ["neither hold nor services", { client: CLIENT }, ["/services", "/start"]],
    ["a hold and services", { ...BOOKING, hold: SECRET }, ["/services", "/start"]],
    ["a nameless client", { ...BOOKING, client: { phone: "0825550199" } }, ["/client/name"]],
    ["a name of control characters", { ...BOOKING, client: { ...CLIENT, name: "No\u0007msa" } }, ["/client/name"]],
    [
      "a name with a lone surrogate",
      `{"services":[{"id":"cut"}],"start":"${START}","client":{"name":"\\ud800","phone":"0825550199"}}`,
      ["/client/name"],
    ],
    ["a name of 10,000 letters", { ...BOOKING, client: { ...CLIENT, name: "n".repeat(10_000) } }, ["/client/name"]],
    ["a phone that is none", { ...BOOKING, client: { ...CLIENT, phone: "12" } }, ["/client/phone"]],
    ["a phone of no country", { ...BOOKING, client: { ...CLIENT, phone: "5550199" } }, ["/client/phone"]],
    ["an address that is none", { ...BOOKING, client: { ...CLIENT, email: "a@b" } }, ["/client/email"]],
    [
      "an address that smuggles a header",
      { ...BOOKING, client: { ...CLIENT, email: "a@example.com\r\nBcc: x@y.zz" } },
      ["/client/email"],
    ],
    ["a language that is none", { ...BOOKING, client: { ...CLIENT, language: "English!" } }, ["/client/language"]],
    [
      "a consent without an answer",
      { ...BOOKING, consents: [{ purpose: "marketing", notice_version: "1" }] },
      ["/consents/0/granted"],
    ],
    ["notes without end", { ...BOOKING, notes: "n".repeat(1001) }, ["/notes"]],
    ["an unknown field of the client", { ...BOOKING, client: { ...CLIENT, admin: true } }, ["/client/admin"]],
  ])("with %s is told where", async (_, body, pointers) => {
    const answer = await post(`/api/v1/salons/${salon}/bookings`, body);
    expect([answer.status, faultsAt(answer)]).toEqual([422, pointers]);
  });

  it("for a date far beyond tells it as a date", async () => {
    const answer = await call(`/api/v1/salons/${salon}/availability?service=cut&from=9999-12-31`);
    expect([answer.status, answer.body.from, answer.body.to]).toEqual([200, "9999-12-31", "9999-12-31"]);
  });

  it("for a hold that never was is a 404 and books nothing", async () => {
    const answer = await post(`/api/v1/salons/${salon}/bookings`, { hold: SECRET, client: CLIENT });
    expect(answer.status).toBe(404);
  });
});

describe("a waiting-list request", () => {
  it.each<[string, unknown, string[]]>([
    ["nothing", {}, ["/client", "/from", "/services", "/to"]],
    ["dates that are none", { ...WAIT, from: "2026-02-30", to: "2026-13-01" }, ["/from", "/to"]],
    ["dates in the wrong order", { ...WAIT, to: "2026-12-01" }, ["/to"]],
    ["dates that no booking reaches", { ...WAIT, from: "0001-12-02", to: "9999-12-02" }, ["/from", "/to"]],
    ["nowhere to send an offer", { ...WAIT, client: { name: "Nomsa", phone: CLIENT.phone } }, ["/client/email"]],
    ["an unknown service", { ...WAIT, services: [{ id: "shave" }] }, ["/services/0/id"]],
  ])("with %s is told where", async (_, body, pointers) => {
    const answer = await post(`/api/v1/salons/${salon}/waitlist`, body);
    expect([answer.status, faultsAt(answer)]).toEqual([422, pointers]);
  });
});

describe("finding bookings", () => {
  it.each<[string, unknown, string[]]>([
    ["no phone", {}, ["/phone"]],
    ["a phone that is none", { phone: "phone" }, ["/phone"]],
    ["a code of letters", { phone: "0825550199", code: "abcdef" }, ["/code"]],
  ])("with %s is told where", async (_, body, pointers) => {
    const answer = await call("/api/v1/bookings/find", { body });
    expect([answer.status, faultsAt(answer)]).toEqual([422, pointers]);
  });
});

describe("a booking's link", () => {
  const genuine = (name: string) => `${name}.${SECRET}.${"A".repeat(22)}`;
  it.each([
    ["malformed", "x"],
    ["forged", genuine("thandi-hair")],
    ["very long", "a".repeat(4000)],
    ["of another alphabet", "%F0%9F%92%87"],
    ["badly escaped", "%E0%A4%A"],
  ])("that is %s opens nothing, by whatever method", async (_, token) => {
    for (const [method, body] of [["GET"], ["DELETE"], ["PATCH", { start: START }]] as const) {
      const answer = await call(`/api/v1/bookings/${token}`, { method, ...(body ? { body } : {}) });
      expect([method, answer.status]).toEqual([method, 404]);
    }
    expect((await call(`/api/v1/bookings/${token}/availability`)).status).toBe(404);
    expect((await call(`/${salon}/calendar/${token}.ics`)).status).toBe(404);
  });
});

describe("an availability query", () => {
  it.each<[string, string, string[]]>([
    ["no service", "", ["service"]],
    ["an unknown service", "service=shave", ["service"]],
    ["a service of capitals", "service=CUT", ["service"]],
    ["nine services", Array(9).fill("service=cut").join("&"), ["service"]],
    ["an unknown person", "service=cut&staff=sipho", ["staff"]],
    ["more people than services", "service=cut&staff=any&staff=any", ["staff"]],
    ["a date that is none", "service=cut&from=2026-02-30", ["from"]],
    ["a date with a time", "service=cut&from=2026-12-01T00:00", ["from"]],
    ["dates in the wrong order", "service=cut&from=2026-12-02&to=2026-12-01", ["to"]],
    ["63 days", "service=cut&from=2026-12-01&to=2027-02-01", ["to"]],
    ["an absurd range", "service=cut&from=0001-01-01&to=9999-12-31", ["to"]],
    ["a party of none", "service=cut&party=0", ["party"]],
    ["a party of 21", "service=cut&party=21", ["party"]],
    ["a party of words", "service=cut&party=two", ["party"]],
    ["a party that names a person", "service=cut&staff=thandi&party=2", ["staff"]],
    ["a flag of words", "service=cut&detail=yes&explain=true", ["detail", "explain"]],
    ["a hold that is none", "service=cut&hold=mine", ["hold"]],
    ["a date given twice", "service=cut&from=2026-12-01&from=2026-12-02", ["from"]],
    ["an unknown parameter", "service=cut&start=1", ["start"]],
    ["an unknown parameter of odd letters", "service=cut&%F0%9F%92%87%0d=1", ["???"]],
    ["several faults", "staff=Thandi&from=x&party=-1", ["from", "party", "service", "staff", "staff"]],
  ])("with %s is told which parameter", async (_, query, parameters) => {
    const answer = await call(`/api/v1/salons/${salon}/availability?${query}`);
    expect([answer.status, faultsAt(answer)]).toEqual([422, parameters]);
  });

  it("at an unknown salon is a 404", async () => {
    expect((await call("/api/v1/salons/nowhere/availability?service=cut")).status).toBe(404);
  });

  it.each(["yesterday", "2026-12-01", "9999-01-01T00:00:00Z"])("at a test clock of %s is told so", async (now) => {
    const answer = await call(`/api/v1/salons/${salon}/availability?service=cut`, { now });
    expect([answer.status, faultsAt(answer)]).toEqual([422, ["X-Test-Now"]]);
  });
});

describe("whatever is sent", () => {
  const RUNS = 150;

  /** Every place in a value, as the steps that lead there. */
  function places(value: unknown, path: (string | number)[] = []): (string | number)[][] {
    if (typeof value !== "object" || value === null) return [path];
    const inside = Object.entries(value).flatMap(([step, each]) => places(each, [...path, step]));
    return [path, ...inside];
  }

  function replaced(value: unknown, path: readonly (string | number)[], by: unknown): unknown {
    const [step, ...rest] = path;
    if (step === undefined) return by;
    const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string | number, unknown>;
    copy[step] = replaced(copy[step], rest, by);
    return copy;
  }

  const anything = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom("", "\u0000", "24:00", "23:55", "2026-02-29", "any", -1, 0, 5, 1e21, 2 ** 31, null, true, [], {}),
    fc.array(fc.constantFrom<unknown>("chair", "cut", ["00:00", "24:00"], { id: "cut" }), { maxLength: 3 }),
  );

  it.each<[string, string, string, object]>([
    ["for a hold", "POST", "/api/v1/salons/SALON/holds", HOLD],
    ["for a booking", "POST", "/api/v1/salons/SALON/bookings", BOOKING],
    ["for the waiting list", "POST", "/api/v1/salons/SALON/waitlist", WAIT],
    ["to find bookings", "POST", "/api/v1/bookings/find", { phone: CLIENT.phone, code: "123456" }],
    ["as a salon", "PUT", "/api/v1/salons/fuzzed", exampleSalon("fuzzed")],
  ])("%s is taken or refused, and never breaks the Worker", async (_, method, path, good) => {
    const place = fc.constantFrom(...places(good));
    await fc.assert(
      fc.asyncProperty(place, anything, async (at, by) => {
        const headers = { ...OPERATOR, "Idempotency-Key": crypto.randomUUID() };
        const body = JSON.stringify(replaced(good, at, by));
        const answer = await call(path.replace("SALON", salon), { method, body, headers });
        expect([200, 201, 400, 403, 409, 422, 429], `${answer.text} for ${body}`).toContain(answer.status);
      }),
      { numRuns: RUNS },
    );
  });

  it("as a salon and taken, is a salon that can be asked for times", async () => {
    const good = exampleSalon("odd");
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places(good)), anything, async (at, by) => {
        const odd = replaced(good, at, by) as typeof good;
        const put = await call("/api/v1/salons/odd", { method: "PUT", body: JSON.stringify(odd), headers: OPERATOR });
        if (put.status === 422 || put.status === 400) return;
        const query = odd.services.map(({ id }) => `service=${id}`).at(0) ?? "service=none";
        const free = await call(`/api/v1/salons/odd/availability?${query}&from=2026-12-01&to=2026-12-31&explain=1`);
        expect([200, 422], `${free.text} for ${at.join("/")} = ${JSON.stringify(by)}`).toContain(free.status);
      }),
      { numRuns: RUNS },
    );
  });

  it("as a query is answered or refused, and never breaks the Worker", async () => {
    const names = fc.constantFrom("service", "staff", "from", "to", "party", "detail", "explain", "hold", "x");
    const values = fc.oneof(
      fc.string({ unit: "binary", maxLength: 20 }),
      fc.constantFrom("cut", "colour", "braids", "thandi", "any", "2026-12-01", "2026-12-31", "9999-12-31", "1", "20"),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(names, values), { maxLength: 6 }), async (pairs) => {
        const query = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`).join("&");
        const answer = await call(`/api/v1/salons/${salon}/availability?${query}`);
        expect([200, 422], `${answer.text} for ${query}`).toContain(answer.status);
      }),
      { numRuns: 300 },
    );
  });
});
