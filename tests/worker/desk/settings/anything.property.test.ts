// The settings under anything: edits brought together, any text typed anywhere, any form sent.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changesBetween } from "../../../../workers/desk/settings/document/changes.ts";
import { type Kind, readKind, writeKind } from "../../../../workers/desk/settings/document/kinds.ts";
import { merged } from "../../../../workers/desk/settings/document/merge.ts";
import type { Fields, Json } from "../../../../workers/desk/settings/document/pointer.ts";
import { opened } from "./page.ts";

const id = fc.constantFrom("a", "b", "c", "d");
const entry = fc.record({ id, price: fc.integer({ min: 0, max: 9 }), note: fc.constantFrom("x", "y") });
const document = fc.record({
  name: fc.constantFrom("one", "two", "three"),
  hours: fc.dictionary(fc.constantFrom("mon", "tue"), fc.constantFrom<Json>([["08:00", "17:00"]], [])),
  services: fc.uniqueArray(entry, { selector: (one) => one.id, maxLength: 4 }),
}) as fc.Arbitrary<Fields>;

describe("two edits of one document", () => {
  it("of which one changed nothing are the other", () => {
    fc.assert(
      fc.property(document, document, (base, other) => {
        expect(merged(base, other, base)).toEqual({ document: other, clashes: [] });
        expect(merged(base, base, other)).toEqual({ document: other, clashes: [] });
        expect(merged(base, other, other)).toEqual({ document: other, clashes: [] });
      }),
    );
  });

  it("lose nothing: what only one changed is there, and what both changed is told with both", () => {
    fc.assert(
      fc.property(document, document, document, (base, mine, theirs) => {
        const { document: both, clashes } = merged(base, mine, theirs);
        const told = (way: readonly string[]) => clashes.some((clash) => way.join("/").startsWith(clash.way.join("/")));
        const leaf = (whole: Fields, way: readonly string[]) =>
          changesBetween(base, whole).find((one) => one.way.join("/") === way.join("/"));
        for (const { way, after } of changesBetween(base, mine)) {
          if (way.join("/") === "services" || told(way)) continue; // the order alone
          const theirsToo = changesBetween(base, theirs).some(
            (one) => one.way.join("/").startsWith(way.join("/")) || way.join("/").startsWith(one.way.join("/")),
          );
          if (!theirsToo) expect(leaf(both, way)?.after).toEqual(after);
        }
        const all = new Set(clashes.map(({ way }) => way.join("/")));
        expect(merged(base, mine, theirs, all).clashes).toEqual([]);
      }),
    );
  });
});

describe("a text that is typed", () => {
  const KINDS: Kind[] = ["line", "text", "whole", "cents", "week-day", "day", "minutes", "date", "moment"];

  it("is read or stays the text that it was, and what was read is shown so that it reads the same", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...KINDS),
        fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom("8-12, 13h30-17", "R 1 250,50", "25, 40", "+", ",;")),
        (kind, text) => {
          const value = readKind(kind, [text]);
          expect(readKind(kind, [writeKind(kind, value)])).toEqual(value);
        },
      ),
    );
  });
});

describe("a form of the settings", () => {
  it("that is anything at all is put, told of or refused, and never breaks", async () => {
    const desk = await opened();
    const names = [
      "version",
      "act",
      "sure",
      "/name",
      "/hours/mon",
      "/services/0/phases/0/minutes",
      "/services/0/name/en",
      "/staff/0/services/0/id",
      "/staff/0/time_off/0/from",
      "/exceptions/0/date",
      "/languages/0",
      "/accent",
      "side:name",
      "/__proto__/x",
      "document",
    ];
    const value = fc.oneof(
      fc.constantFrom("", "1", "save", "remove", "first", "check", "yes", "mine", "8-17", "[]", "99999999999"),
      fc.string({ maxLength: 12 }),
    );
    const parts = [
      "/about",
      "/hours",
      "/services/cut",
      "/services/new",
      "/team/thandi",
      "/languages",
      "/colours",
      "/officer",
      "/history",
      "/document",
      "/nothing",
      "/team/nobody",
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...parts),
        fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 8 }),
        async (part, fields) => {
          const { status } = await desk.send(part, new URLSearchParams([["version", "1"], ...fields]));
          expect([part, fields, [200, 303, 409, 422].includes(status)]).toEqual([part, fields, true]);
        },
      ),
      { numRuns: 60 },
    );
    expect((await desk.document()).slug).toBe(desk.salon);
  });
});
