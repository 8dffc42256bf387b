// The router that remembers finds what one that does not would find, whatever was asked before.
import { TrieRouter } from "hono/router/trie-router";
import { describe, expect, it } from "vitest";
import { routes } from "../../../workers/api.ts";
import { pages } from "../../../workers/booking/pages/routes.ts";
import { mount } from "../../../workers/http/routes.ts";
import { RememberingRouter } from "../../../workers/router.ts";
import { staffPages } from "../../../workers/staff.ts";

const all = [mount(routes), staffPages, pages].flatMap((app) => app.routes);

function routers() {
  const [remembering, plain] = [new RememberingRouter<string>(), new TrieRouter<string>()];
  all.forEach(({ method, path }, nth) => {
    for (const router of [remembering, plain]) router.add(method, path, `${nth} ${method} ${path}`);
  });
  return { remembering, plain };
}

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const paths = [...new Set(all.map(({ path }) => path))].flatMap((path) =>
  ["one", "two"].map((name) => path.replaceAll(/:\w+(\{[^}]*\})?/g, `${name}-salon`).replaceAll("*", `${name}/more`)),
);

describe("a router that remembers", () => {
  it("finds the same handlers and parameters at every address, the second time as the first", () => {
    const { remembering, plain } = routers();
    expect(paths.length).toBeGreaterThan(300);
    for (const method of METHODS) {
      for (const path of paths) {
        const found = plain.match(method, path);
        expect(remembering.match(method, path)).toEqual(found);
        expect(remembering.match(method, path)).toEqual(found);
      }
    }
  });

  it("keeps no link of anybody's own, and nothing that is long", () => {
    const { remembering } = routers();
    for (const path of ["/b/thandi-hair.abc.def", `/${"a".repeat(250)}`]) {
      expect(remembering.match("GET", path)).not.toBe(remembering.match("GET", path));
    }
    const path = "/api/v1/salons/thandi-hair/availability";
    expect(remembering.match("GET", path)).toBe(remembering.match("GET", path));
  });

  it("stays small however many addresses are asked for", () => {
    const { remembering } = routers();
    const first = remembering.match("GET", "/first");
    for (let nth = 0; nth < 1_001; nth++) remembering.match("GET", `/salon-${nth}`);
    expect(remembering.match("GET", "/first")).not.toBe(first);
  });

  it("takes no route once it has answered", () => {
    const { remembering } = routers();
    remembering.match("GET", "/");
    expect(() => remembering.add("GET", "/late", "late")).toThrow("already built");
  });
});
