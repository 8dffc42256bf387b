import { describe, expect, it } from "vitest";
import { parseJson } from "../../../workers/http/json.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function faults(input: Uint8Array | string) {
  const parsed = parseJson(typeof input === "string" ? bytes(input) : input);
  return parsed.ok ? [] : parsed.faults;
}

describe("a JSON body", () => {
  it("is read as JSON.parse reads it", () => {
    const text = '{"a":[1,{"b":"x\\"y"}],"c":null,"d":"{\\"a\\":1,\\"a\\":2}"}';
    expect(parseJson(bytes(text))).toEqual({ ok: true, value: JSON.parse(text) });
  });

  it.each([
    ["empty", new Uint8Array(), "the body is empty; JSON is expected"],
    [
      "begun by a byte order mark",
      new Uint8Array([0xef, 0xbb, 0xbf, 0x7b, 0x7d]),
      "the body begins with a byte order mark; JSON has none",
    ],
    ["not UTF-8", new Uint8Array([0x22, 0xff, 0x22]), "the body is not valid UTF-8"],
    ["UTF-16", new Uint8Array([0xff, 0xfe, 0x7b, 0, 0x7d, 0]), "the body is not valid UTF-8"],
    ["cut short", bytes('{"a":'), "the body is not valid JSON"],
    ["with a trailing comma", bytes("[1,]"), "the body is not valid JSON"],
    ["with NaN", bytes("[NaN]"), "the body is not valid JSON"],
    ["a bomb of brackets", bytes("[".repeat(100_000)), "the body is nested deeper than 32 levels"],
    ["nested 33 deep", bytes("[".repeat(33) + "]".repeat(33)), "the body is nested deeper than 32 levels"],
  ])("that is %s is refused for that", (_, input, detail) => {
    expect(faults(input)).toEqual([{ pointer: "", detail }]);
  });

  it("may not bear a name twice in one object, however it is written", () => {
    expect(faults('{"a":1,"b":{"c":[{"x":1},{"x":1,"\\u0078":2}]},"a":2}')).toEqual([
      { pointer: "/b/c/1/x", detail: "appears twice" },
      { pointer: "/a", detail: "appears twice" },
    ]);
  });

  it("may bear a name again in another object, or as a value", () => {
    expect(faults('[{"a":"a"},{"a":"a"},{"a":{"a":["a","a"]}}]')).toEqual([]);
  });
});
