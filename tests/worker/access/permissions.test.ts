// Every address of the Worker, tried as everybody: nobody, the owner of another salon, each role, the operator. What is
// expected follows from what each address declares and from the table of permissions, so a new address is in by itself.
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { routes } from "../../../workers/api.ts";
import { pages } from "../../../workers/booking/pages/routes.ts";
import { chatRoutes } from "../../../workers/conversations/channels/chat/door.ts";
import { clientRoutes } from "../../../workers/desk/money/doors.ts";
import type { Route } from "../../../workers/http/routes.ts";
import doors from "../../../workers/index.ts?raw";
import { has, PERMISSIONS, ROLES, SALON_ROLES } from "../../../workers/permissions.ts";
import { staffRoutes } from "../../../workers/staff.ts";
import { type Answer, call, newSalon, OPERATOR } from "../api/client.ts";
import { FROM_OWN_PAGE, type Person, signedIn, submit } from "./people.ts";

const NOWHERE = "no-such-salon";
const NOTHING: Record<string, string> = {
  hold: "a".repeat(26),
  token: `x.${"a".repeat(26)}.${"A".repeat(22)}`,
  secret: "x",
};

let salon: string;
let people: Record<(typeof SALON_ROLES)[number], Person>;
let stranger: Person;
/** Somebody of the salon who is acted on, and whom nothing below should reach. */
let member: Person;

beforeAll(async () => {
  salon = await newSalon();
  const [owner, manager, stylist, reception] = await Promise.all(SALON_ROLES.map((role) => signedIn(salon, role)));
  if (!owner || !manager || !stylist || !reception) throw new Error("four roles");
  people = { owner, manager, stylist, reception };
  stranger = await signedIn(await newSalon(), "owner");
  member = await signedIn(salon, "stylist");
});

const addressOf = (path: string, at = salon) =>
  path.replace(/\{(\w+)\}/g, (_, name: string) =>
    name === "salon" ? at : name === "account" ? member.account : (NOTHING[name] ?? "x"),
  );

/** Tries an API route with a body that is no JSON: who is let in is told of the body, and nothing changes. */
function tryRoute({ method, path }: Route, headers: Record<string, string>, at?: string): Promise<Answer> {
  const body = method === "get" || method === "delete" ? {} : { body: "{" };
  return call(addressOf(path, at), { method: method.toUpperCase(), ...body, headers });
}

const asPerson = ({ cookie }: Person) => ({ Cookie: cookie, ...FROM_OWN_PAGE });
const guarded = routes.filter((route) => route.access === "role");
const named = (list: readonly Route[]) => list.map((route) => [`${route.method} ${route.path}`, route] as const);
/** Not refused for who is calling: the body was looked at, or the thing was answered. */
const letIn = ({ status }: Answer) => status !== 401 && status !== 403;

describe("the table of permissions", () => {
  it("gives every permission to the operator but those to read health notes and conversations, and nothing of the platform to anybody else", () => {
    const theirs = ["archive.read", "archive.write", "special.read", "conversations.read", "conversations.write"];
    for (const permission of PERMISSIONS) expect(has("operator", permission)).toBe(!theirs.includes(permission));
    for (const role of SALON_ROLES) {
      for (const permission of ["platform.metrics", "erasures.write"] as const)
        expect(has(role, permission)).toBe(false);
    }
  });

  it("is used whole: every permission is asked for somewhere", () => {
    const asked = new Set(
      [...guarded, ...staffRoutes].map((route) => ("permission" in route ? route.permission : null)),
    );
    asked.add("availability.explain"); // asked within an open route, tried below
    expect(PERMISSIONS.filter((permission) => !asked.has(permission))).toEqual([]);
  });
});

describe("every address of the API", () => {
  it("declares whom it is for", () => {
    for (const { access } of routes)
      expect(["open", "client", "capability", "signed", "sign-in", "account", "role"]).toContain(access);
    expect(guarded.length).toBeGreaterThanOrEqual(8);
  });

  it("that declares nothing is no route: it does not compile", () => {
    const described = { method: "get", path: "/", id: "x", summary: "x", answers: {} } as const;
    // @ts-expect-error `access` is missing
    const undeclared: Route = { ...described, handle: async () => new Response() };
    // @ts-expect-error a role without a permission
    const unpermitted: Route = { ...described, access: "role", handle: async () => new Response() };
    expect([undeclared, unpermitted]).toHaveLength(2);
  });

  it("that changes something asks for the right to write, and one that reads for no such right", () => {
    for (const route of [...guarded, ...staffRoutes]) {
      if (route.access !== "role") continue;
      expect([route.path, route.permission.endsWith(".write")]).toEqual([route.path, route.method !== "get"]);
    }
  });

  it("is in one of the tables that are walked here: nothing else is mounted but the developer's mailbox", () => {
    const mounted = [...doors.matchAll(/app\.route\("\/", ([\w()]+)\)/g)].map(([, name]) => name);
    expect(mounted).toEqual(["mount(routes)", "mailbox", "staffPages", "chatPages", "moneyDoors", "pages"]);
    expect(doors).not.toMatch(/\bapp\.(get|post|put|patch|delete|all|on)\(/);
  });

  it.each(named(guarded))("%s refuses whoever is not signed in", async (_, route) => {
    for (const headers of [{}, { Cookie: `__Host-session=${"a".repeat(26)}` }, { Authorization: "Bearer wrong" }]) {
      expect((await tryRoute(route, headers)).status).toBe(401);
    }
    // A cookie does not mend a token that is wrong.
    const both = { ...asPerson(people.owner), Authorization: "Bearer wrong" };
    expect((await tryRoute(route, both)).status).toBe(401);
  });

  it.each(named(guarded))("%s lets in the roles of the table, and no other", async (_, route) => {
    if (route.access !== "role") return;
    for (const role of ROLES) {
      const headers = role === "operator" ? OPERATOR : asPerson(people[role]);
      // Deleting is tried on nobody, so that it changes nothing for the next role.
      const answer = await tryRoute(route.method === "delete" ? atNobody(route) : route, headers);
      const platform = !route.path.includes("{salon}");
      const expected = has(role, route.permission) && (role === "operator" || !platform);
      expect([role, letIn(answer)]).toEqual([role, expected]);
      if (!expected)
        expect([answer.status, answer.body.type]).toEqual([403, "urn:appointmentbooking:problem:forbidden"]);
    }
  });

  it.each(named(guarded))(
    "%s tells another salon's owner nothing, not even whether there is such a salon",
    async (_, route) => {
      const [here, nowhere] = [
        await tryRoute(route, asPerson(stranger)),
        await tryRoute(route, asPerson(stranger), NOWHERE),
      ];
      expect(here.status).toBe(403);
      expect([nowhere.status, nowhere.text]).toEqual([here.status, here.text]);
      expect([...nowhere.headers.keys()]).toEqual([...here.headers.keys()]);
    },
  );

  const changing = routes.filter(
    ({ method, access }) => method !== "get" && !["client", "capability", "signed"].includes(access),
  );

  it.each(named(changing))("%s heeds no cookie that another site's page sends along", async (_, route) => {
    for (const origin of [
      { Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" },
      { Origin: "https://evil.booking.test", "Sec-Fetch-Site": "same-site" },
      { Origin: "https://evil.example" },
      { Origin: "null" },
      {},
    ]) {
      const answer = await tryRoute(route, { Cookie: people.owner.cookie, ...origin });
      expect([origin, answer.status]).toEqual([origin, 403]);
    }
    const old = await tryRoute(route.method === "delete" ? atNobody(route) : route, {
      Cookie: people.owner.cookie,
      Origin: FROM_OWN_PAGE.Origin, // a browser before Sec-Fetch-Site
    });
    // What is the platform's is for nobody with a cookie, from whichever page.
    const platforms = route.path.includes("/platform/") || !route.path.includes("{salon}");
    expect(letIn(old)).toBe(route.access !== "role" || !platforms);
  });

  it("that is about oneself needs somebody", async () => {
    for (const route of routes.filter(({ access }) => access === "account")) {
      expect((await tryRoute(route, FROM_OWN_PAGE)).status).toBe(401);
      expect((await tryRoute(route, { ...OPERATOR, ...FROM_OWN_PAGE })).status).toBe(401);
    }
  });

  it("that a provider calls takes nobody else's word: no session, no operator", async () => {
    for (const route of routes.filter(({ access }) => access === "signed")) {
      for (const headers of [{}, OPERATOR, asPerson(people.owner)]) {
        // 432: the provider's own word for a signature that is not its own.
        expect([401, 403, 432]).toContain((await tryRoute(route, headers)).status);
      }
    }
  });

  it("changed nothing while it was tried", async () => {
    const team = await call(`/api/v1/salons/${salon}/team`, { headers: OPERATOR });
    expect(team.body.team).toHaveLength(SALON_ROLES.length + 1);
    expect((await call(`/api/v1/salons/${NOWHERE}`)).status).toBe(404);
  });
});

function atNobody(route: Route): Route {
  return { ...route, path: route.path.replace("{account}", "b".repeat(26)) };
}

describe("why a time is not offered", () => {
  it("names people and rooms for the team and the operator alone", async () => {
    const ask = (headers: Record<string, string>) =>
      call(`/api/v1/salons/${salon}/availability?service=colour&explain=1&from=2026-12-02&to=2026-12-02`, { headers });
    const names = (answer: Answer) => /"rule":/.test(answer.text);
    for (const role of ROLES) {
      const told = names(await ask(role === "operator" ? OPERATOR : asPerson(people[role])));
      expect([role, told]).toEqual([role, has(role, "availability.explain")]);
    }
    for (const headers of [{}, asPerson(stranger)]) expect(names(await ask(headers))).toBe(false);
  });
});

describe("every page", () => {
  /** Pages for everybody. A page that is neither here nor in the table of pages fails the first test below. */
  const PUBLIC = new Set([
    ...[
      "/",
      "/b",
      "/b/:token",
      "/b/:token/cancel",
      "/b/:token/confirm",
      "/b/:token/consents",
      "/b/:token/move",
      "/b/:token/data",
      "/b/:token/dispute",
      "/b/:token/review",
      "/b/:token/records",
      "/b/:token/special",
      "/b/:token/visit.ics",
      "/n/:token",
      "/my-data",
      "/my-data/:token",
      "/o/:token",
      "/:salon",
      "/:salon/theme.css",
      "/:salon/privacy",
      "/:salon/paia-manual",
      "/:salon/decisions",
      "/:salon/with/:person",
      "/:salon/reviews",
      "/:salon/help",
      "/:salon/help/:topic",
    ],
    ...["book", "embed"].flatMap((flow) => ["", "/confirm", "/release"].map((step) => `/:salon/${flow}${step}`)),
    ...["/:salon/waitlist", "*", "/*"],
  ]);

  it("is open to the public by name, or in the table that says whom it is for", () => {
    const addresses = [...new Set(pages.routes.map(({ path }) => path))];
    expect(addresses.filter((path) => !PUBLIC.has(path))).toEqual([]);
    for (const { access } of staffRoutes) expect(["sign-in", "account", "role"]).toContain(access);
    for (const { access } of [...chatRoutes, ...clientRoutes]) expect(access).toBe("client");
  });

  const forPeople = staffRoutes.filter(({ access }) => access !== "sign-in");
  const visit = (page: (typeof staffRoutes)[number], headers: Record<string, string>, at = salon) => {
    const address = addressOf(page.path, at).replace(member.account, "b".repeat(26));
    return page.method === "get" ? call(address, { headers }) : submit(address, {}, { headers });
  };

  it.each(forPeople.map((page) => [`${page.method} ${page.path}`, page] as const))(
    "%s leads whoever is not signed in to where they can",
    async (_, page) => {
      const answer = await visit(page, {});
      expect([answer.status, answer.headers.get("Location")]).toEqual([303, "/sign-in"]);
    },
  );

  it.each(
    staffRoutes.filter(({ access }) => access === "role").map((page) => [`${page.method} ${page.path}`, page] as const),
  )("%s is for the roles of the table, and tells another salon's owner nothing", async (_, page) => {
    if (page.access !== "role") return;
    for (const role of SALON_ROLES) {
      const answer = await visit(page, { Cookie: people[role].cookie });
      expect([role, answer.status !== 403]).toEqual([role, has(role, page.permission)]);
    }
    const [here, nowhere] = [
      await visit(page, { Cookie: stranger.cookie }),
      await visit(page, { Cookie: stranger.cookie }, NOWHERE),
    ];
    expect(here.status).toBe(403);
    expect(nowhere.text.replaceAll(NOWHERE, salon)).toBe(here.text);
  });

  it.each(staffRoutes.filter(({ method }) => method === "post").map(({ path }) => [path] as const))(
    "POST %s heeds no form of another site's",
    async (path) => {
      const before = await env.DB.prepare("SELECT count(*) AS n FROM session").first<{ n: number }>();
      for (const origin of [
        { Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" },
        { Origin: "null", "Sec-Fetch-Site": "same-site" },
      ]) {
        const answer = await submit(
          addressOf(path),
          { session: "all", email: "x@example.com" },
          {
            headers: { Cookie: people.owner.cookie, ...origin },
          },
        );
        expect(answer.status).toBe(403);
      }
      expect(await env.DB.prepare("SELECT count(*) AS n FROM session").first<{ n: number }>()).toEqual(before);
    },
  );
});
