// Whatever a request holds beside a JSON body (tests/worker/api/bad-input.test.ts): forms, cookies, headers, queries and what
// an authenticator answers. Each is given anything, and the Worker answers or refuses.
import fc from "fast-check";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { routes } from "../../../workers/api.ts";
import { staffRoutes } from "../../../workers/staff.ts";
import { Authenticator } from "../access/authenticator.ts";
import { FROM_OWN_PAGE, type Person, signedIn } from "../access/people.ts";
import { CLIENT, call, newSalon, OPERATOR, ORIGIN, post } from "../api/client.ts";

let salon: string;
let owner: Person;
let token: string;

beforeAll(async () => {
  vi.spyOn(console, "log").mockImplementation(() => {}); // every refusal is logged
  salon = await newSalon();
  owner = await signedIn(salon, "owner");
  const visit = { services: [{ id: "cut" }], start: "2026-12-02T09:00:00+02:00", client: CLIENT };
  token = (await post(`/api/v1/salons/${salon}/bookings`, visit)).body.token;
});

/** Visible ASCII and spaces: what a browser sends in a header. */
const headerText = fc.string({
  unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
  maxLength: 80,
});
const answered = (status: number, told: string) => expect(status, told).toBeLessThan(500);

describe("a form", () => {
  const FORMS = [
    ["/SALON/book", ["service", "staff", "start", "party", "key"]],
    ["/SALON/book/confirm", ["hold", "name", "phone", "email", "notes", "consent", "key", "price"]],
    ["/SALON/book/release", ["hold", "to"]],
    ["/SALON/waitlist", ["service", "from", "to", "name", "phone", "email", "key"]],
    ["/b", ["phone", "code", "lang"]],
    ["/b/TOKEN/move", ["start", "service", "price", "key"]],
    ["/sign-in", ["email", "lang"]],
    ["/sign-in/TOKEN", ["lang"]],
    ["/account/sessions", ["session"]],
    ["/account/passkeys", ["passkey"]],
    ["/team/SALON", ["email", "role"]],
    ["/compliance/SALON/trail", ["first"]],
  ] as const;

  const values = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.constantFrom(
      "cut",
      "any",
      "2026-12-01",
      "2026-12-02T07:00Z",
      "1",
      "-1",
      "1e9",
      "082 555 0101",
      "a@b.example",
      "zu",
    ),
  );

  it("filled in with anything is answered or refused, and never breaks the Worker", async () => {
    const form = fc
      .constantFrom(...FORMS)
      .chain(([path, names]) =>
        fc.tuple(fc.constant(path), fc.array(fc.tuple(fc.constantFrom<string>(...names), values), { maxLength: 8 })),
      );
    await fc.assert(
      fc.asyncProperty(form, async ([path, pairs]) => {
        const body = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`).join("&");
        const { status } = await call(path.replace("SALON", salon).replace("TOKEN", token), {
          body,
          headers: { "Content-Type": "application/x-www-form-urlencoded", ...FROM_OWN_PAGE, Cookie: owner.cookie },
        });
        answered(status, `${path} ${body}`);
      }),
      { numRuns: 200 },
    );
  });

  it("that is any bytes is answered or refused, and never breaks the Worker", async () => {
    const paths = FORMS.map(([path]) => path);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), fc.uint8Array({ maxLength: 200 }), async (path, body) => {
        const headers = { "Content-Type": "application/x-www-form-urlencoded", ...FROM_OWN_PAGE, Cookie: owner.cookie };
        const address = path.replace("SALON", salon).replace("TOKEN", token);
        answered((await call(address, { method: "POST", body, headers })).status, `${path} ${body}`);
      }),
      { numRuns: 100 },
    );
  });
});

describe("a header", () => {
  it("of any kind signs nobody in and never breaks the Worker", async () => {
    const names = fc.constantFrom(
      "Cookie",
      "Authorization",
      "User-Agent",
      "Accept-Language",
      "Origin",
      "Sec-Fetch-Site",
    );
    const near = fc.constantFrom("__Host-session=", "Bearer ", "a=b; __Host-session=", "en;q=", "null", "same-origin");
    await fc.assert(
      fc.asyncProperty(names, fc.tuple(fc.option(near), headerText), async (name, [head, tail]) => {
        const text = `${head ?? ""}${tail}`.trim();
        const page = await call("/account", { headers: { [name]: text } });
        expect([page.status, text], text).toEqual([303, text]);
        const api = await call(`/api/v1/salons/${salon}/team`, { headers: { [name]: text } });
        expect([api.status, text]).toEqual([401, text]);
      }),
      { numRuns: 200 },
    );
  });

  it("Idempotency-Key is taken or refused, whatever it holds", async () => {
    const body = { services: [{ id: "cut" }], start: "2020-01-06T09:00:00+02:00" };
    await fc.assert(
      fc.asyncProperty(headerText, async (key) => {
        const answer = await call(`/api/v1/salons/${salon}/holds`, { body, headers: { "Idempotency-Key": key } });
        expect([400, 409, 422]).toContain(answer.status);
      }),
      { numRuns: 150 },
    );
  });
});

describe("a query", () => {
  const addresses = [
    ...routes.filter(({ method }) => method === "get").map(({ path }) => path),
    ...staffRoutes.filter(({ method }) => method === "get").map(({ path }) => path),
    ...["/{salon}", "/{salon}/book", "/{salon}/waitlist", "/", "/b/{token}", "/b/{token}/move"],
  ];
  const names = [
    "first",
    "limit",
    "from",
    "to",
    "service",
    "staff",
    "start",
    "party",
    "lang",
    "embed",
    "q",
    "page",
    "back",
  ];
  const values = fc.oneof(
    fc.string({ unit: "binary", maxLength: 20 }),
    fc.constantFrom(
      "1",
      "0",
      "-1",
      "4294967295",
      "4294967296",
      "1e9",
      "cut",
      "any",
      "2026-12-01",
      "zu",
      "2026-12-02T07:00Z",
    ),
  );

  it("of any route and page is answered or refused, and never breaks the Worker", async () => {
    const pairs = fc.array(fc.tuple(fc.constantFrom(...names), values), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...addresses), pairs, fc.boolean(), async (path, given, isOperator) => {
        const query = given.map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`).join("&");
        const address = path
          .replace("{salon}", salon)
          .replace("{token}", token)
          .replaceAll(/\{\w+\}/g, "x");
        const headers: Record<string, string> = isOperator ? OPERATOR : { Cookie: owner.cookie };
        answered((await call(`${address}?${query}`, { headers })).status, `${address}?${query}`);
      }),
      { numRuns: 200 },
    );
  });
});

describe("an authenticator's answer", () => {
  /** Every place in a value, as the steps that lead there. */
  const places = (value: unknown, path: string[] = []): string[][] =>
    typeof value !== "object" || value === null
      ? [path]
      : [path, ...Object.entries(value).flatMap(([step, each]) => places(each, [...path, step]))];

  const replaced = (value: unknown, [step, ...rest]: readonly string[], by: unknown): unknown =>
    step === undefined
      ? by
      : { ...(value as object), [step]: replaced((value as Record<string, unknown>)[step], rest, by) };

  it("with anything in any place is refused, signs nobody in and never breaks the Worker", async () => {
    const authenticator = await Authenticator.make();
    const headers = { ...FROM_OWN_PAGE, Cookie: owner.cookie };
    const ask = async (path: string) => (await call(`${path}/challenge`, { body: {}, headers })).body;
    const [adding, entering] = ["/api/v1/account/passkeys", "/api/v1/sign-in/passkey"] as const;
    const registered = await authenticator.register(await ask(adding), ORIGIN);
    expect((await call(adding, { body: registered, headers })).status).toBe(204);
    const good: [string, object][] = [
      [adding, (await authenticator.register(await ask(adding), ORIGIN)) as object],
      [entering, (await authenticator.sign(await ask(entering), ORIGIN)) as object],
    ];
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.base64String({ maxLength: 60 }),
      fc.constantFrom("", "AAAA", "e30", null, -1, []),
    );
    const attack = fc.constantFrom(...good).chain(([path, answer]) => {
      const needed = places(answer).filter(
        (place) => !/transports|clientExtension|Attachment|userHandle|^$/.test(place.join()),
      );
      return fc.tuple(fc.constant(path), fc.constant(answer), fc.constantFrom(...needed), anything);
    });
    await fc.assert(
      fc.asyncProperty(attack, async ([path, answer, at, by]) => {
        const body = replaced(answer, at, by);
        if (JSON.stringify(body) === JSON.stringify(answer)) return;
        const { status, headers: told } = await call(path, { body: JSON.stringify(body), headers });
        expect([400, 403, 409, 422], `${path} with ${JSON.stringify(by)} at /${at.join("/")}`).toContain(status);
        expect(told.get("Set-Cookie")).toBeNull();
      }),
      { numRuns: 150 },
    );
  });
});
