// What is typed, and what it means: each kind of input reads a text into a value of the document and writes it back. What cannot be
// read stays the text that it is, so that the document's own check tells of it and what was typed is shown again.

import type { Json } from "./pointer.ts";

export type Kind =
  | "line"
  | "text"
  | "whole"
  | "cents"
  | "yes"
  | "yes-unless"
  | "week-day"
  | "day"
  | "minutes"
  | "names"
  | "choice"
  | "tick"
  | "date"
  | "moment"
  | "colour"
  | "open";

/** The value; undefined where nothing was typed. `texts` has several only where several may be chosen. */
export function readKind(kind: Kind, texts: readonly string[]): Json | undefined {
  const text = (texts.at(-1) ?? "").trim();
  switch (kind) {
    case "yes":
      return text === "" ? undefined : true;
    case "yes-unless":
      return text === "" ? false : undefined;
    case "open":
      return text === "" ? undefined : {};
    case "names":
      return texts.flatMap((each) => each.split(",")).flatMap((each) => each.trim() || []);
    case "week-day":
      return text === "" ? undefined : hoursOf(text);
    case "day":
      return hoursOf(text);
    case "text": {
      const plain = text.replaceAll("\r\n", "\n").replaceAll("\r", "\n");
      return plain === "" ? undefined : plain;
    }
    case "whole":
      return text === "" ? undefined : /^\d{1,9}$/.test(text) ? Number(text) : text;
    case "cents":
      return text === "" ? undefined : (centsOf(text) ?? text);
    case "minutes":
      return text === "" ? undefined : minutesOf(text);
    case "moment":
      return text === "" ? undefined : text.slice(0, 16);
    default:
      return text === "" ? undefined : text;
  }
}

/** As an input shows it. */
export function writeKind(kind: Kind, value: Json | undefined): string {
  if (kind === "yes-unless") return value === false ? "" : "yes";
  if (kind === "open") return value === undefined ? "" : "yes";
  if (value === undefined || value === null) return "";
  if (kind === "yes") return value === true ? "yes" : "";
  if ((kind === "day" || kind === "week-day") && Array.isArray(value)) return hoursText(value);
  if (kind === "cents" && typeof value === "number") return centsText(value);
  if (Array.isArray(value)) return value.join(", ");
  return typeof value === "object" ? "" : String(value);
}

/** "R 1 250,50", "1,250.50", "350": cents, null where it is no sum of money. */
export function centsOf(text: string): number | null {
  const plain = text.replace(/^R/i, "").replaceAll(/[\s\u00a0']/g, "");
  const [, whole, cents = ""] =
    /^(\d{1,3}(?:[,.]\d{3})+|\d{1,7})(?:[.,](\d{1,2}))?$/.exec(plain) ?? /^(\d{1,7})$/.exec(plain) ?? [];
  if (whole === undefined) return null;
  return Number(whole.replaceAll(/[,.]/g, "")) * 100 + Number(cents.padEnd(2, "0"));
}

export const centsText = (cents: number): string =>
  cents % 100 === 0 ? String(cents / 100) : (cents / 100).toFixed(2).replace(".", ",");

/** "8-12:30, 13h30 to 17:00": intervals; nothing typed is closed. The text itself where it cannot be read. */
function hoursOf(text: string): Json {
  if (text === "") return [];
  const spans = text.split(/[,;]/).map((span) => {
    const [, ...parts] =
      /^\s*(\d{1,2})(?:[:h.](\d{2}))?\s*(?:-|–|—|to|tot|\s)\s*(\d{1,2})(?:[:h.](\d{2}))?\s*$/i.exec(span) ?? [];
    const [from, fromMinutes = "00", to, toMinutes = "00"] = parts;
    if (from === undefined || to === undefined) return null;
    return [`${from.padStart(2, "0")}:${fromMinutes}`, `${to.padStart(2, "0")}:${toMinutes}`];
  });
  return spans.every((span) => span !== null) ? spans : text;
}

/** As a person writes them: 08:00–12:30, 13:30–17:00. */
export function hoursText(spans: readonly Json[]): string {
  return spans.map((span) => (Array.isArray(span) ? span.join("–") : String(span))).join(", ");
}

function minutesOf(text: string): Json {
  const parts = text.split(/[,;\s+]+/).filter(Boolean);
  return parts.length > 0 && parts.every((part) => /^\d{1,4}$/.test(part)) ? parts.map(Number) : text;
}
