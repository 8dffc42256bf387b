import { describe, expect, it } from "vitest";
import { personalSpans, redacted } from "../../../workers/engine/compliance/personal-data.ts";
import { compliance } from "../../../workers/engine/shipped.ts";

const found = (text: string) =>
  personalSpans(text, compliance).map(({ entity, start, end }) => [entity, text.slice(start, end)]);

describe("the finder that ships", () => {
  it("tells where in a string personal data stands, past letters and emoji of several bytes", () => {
    expect(found("Môre 💅🏽 bel 082 555 0101, ek is Zoë 😊 zoe@voorbeeld.co.za")).toEqual([
      ["phone", "082 555 0101"],
      ["name", "Zoë"],
      ["email", "zoe@voorbeeld.co.za"],
    ]);
  });

  it("knows every entity", () => {
    const text =
      "ID 8811144811082, cell +27825550101, a@b.example, card 4111111111111111, account 4071234567, from 192.168.0.1, " +
      "https://x.example/, born 12/06/1990, my name is Anele";
    expect(found(text).map(([entity]) => entity)).toEqual([
      "id",
      "phone",
      "email",
      "card",
      "account",
      "ip",
      "url",
      "birth-date",
      "name",
    ]);
  });

  it("takes a string that is no valid UTF-16 and keeps its places", () => {
    expect(found("\ud83d 0825550101 \udc00 a@b.example")).toEqual([
      ["phone", "0825550101"],
      ["email", "a@b.example"],
    ]);
  });

  it("redacts what it finds and leaves the rest as it is", () => {
    expect(redacted("550 5.1.1 <thandi@example.com>: user unknown", compliance)).toBe(
      "550 5.1.1 <[email]>: user unknown",
    );
    expect(redacted("UNIQUE constraint failed: client.phone", compliance)).toBe(
      "UNIQUE constraint failed: client.phone",
    );
    expect(redacted("", compliance)).toBe("");
  });

  it("refuses more than 4 MiB", () => {
    expect(() => personalSpans("a".repeat((4 << 20) + 1), compliance)).toThrow("status 3");
    expect(personalSpans(`${"a".repeat((4 << 20) - 12)} 0825550101`, compliance)).toHaveLength(1);
  });
});
