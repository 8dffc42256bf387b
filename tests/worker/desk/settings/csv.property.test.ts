// Files that people bring along: any text comes back from its CSV, any bytes are read or refused, and what could be two things is never
// guessed.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readWhole } from "../../../../workers/commands/desk/settings/import/begin.ts";
import {
  centsCell,
  columnsOf,
  dateCell,
  minutesCell,
  timeCell,
  yesCell,
} from "../../../../workers/commands/desk/settings/import/cells.ts";
import { parseCsv, separatorOf } from "../../../../workers/commands/desk/settings/import/csv.ts";
import { decodeText } from "../../../../workers/commands/desk/settings/import/text.ts";
import { e164 } from "../../../../workers/http/phone.ts";
import { formatDate } from "../../../../workers/time.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const SEPARATORS = [",", ";", "\t"] as const;

/** As a spreadsheet writes it. */
const csv = (rows: string[][], separator: string, newline: string) =>
  rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(separator)).join(newline);

const cell = fc.string({ unit: "binary", maxLength: 12 }).map((text) => `x${text.replaceAll(/[\ud800-\udfff]/g, "")}`);
const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 8 });

describe("a CSV file", () => {
  it("gives back every text that was put in it, whatever parts its cells and rows", () => {
    fc.assert(
      fc.property(
        table,
        fc.constantFrom(...SEPARATORS),
        fc.constantFrom("\n", "\r\n", "\r"),
        fc.boolean(),
        (rows, separator, newline, ends) => {
          const text = csv(rows, separator, newline) + (ends ? newline : "");
          const read = parseCsv(bytesOf(text), separator);
          expect(read.open).toBe(false);
          expect(read.rows.map(({ cells }) => cells)).toEqual(rows);
          expect(read.rows.at(-1)?.end).toBe(bytesOf(text).length);
        },
      ),
    );
  });

  it("read in stretches of any size, each from where the last ended, is the same rows", () => {
    fc.assert(
      fc.property(
        table,
        fc.constantFrom("\n", "\r\n"),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 60, max: 400 }),
        (rows, newline, most, size) => {
          const bytes = bytesOf(csv(rows, ",", newline));
          const found: string[][] = [];
          for (let at = 0; at < bytes.length; ) {
            let taken = size;
            let part = parseCsv(bytes.subarray(at, at + taken), ",", { most, last: at + taken >= bytes.length });
            // A row longer than the stretch needs a longer one.
            while (part.rows.length === 0 && at + taken < bytes.length) {
              taken *= 2;
              part = parseCsv(bytes.subarray(at, at + taken), ",", { most, last: at + taken >= bytes.length });
            }
            found.push(...part.rows.map(({ cells }) => cells));
            at += part.rows.at(-1)?.end ?? bytes.length;
          }
          expect(found).toEqual(rows);
        },
      ),
    );
  });

  it("that is any bytes at all is read or refused, and never breaks", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom("clients", "services", "bookings"),
        (bytes, kind) => {
          const read = readWhole({ bytes, kind, order: null, phone: e164 });
          expect("problem" in read ? read.problem.status : read.rows).toBeGreaterThan(0);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("tells its separator by its first line", () => {
    for (const separator of SEPARATORS)
      expect(separatorOf(bytesOf(`name${separator}"a,b;c"${separator}phone\n1,2,3`))).toBe(separator);
  });
});

describe("an encoding", () => {
  const text = "naam;Zoë môre ’n\n";

  it("is UTF-8 with a mark or without, UTF-16 in either order, or Windows-1252", () => {
    const utf16 = (little: boolean) => {
      const view = new DataView(new ArrayBuffer(2 + 2 * text.length));
      view.setUint16(0, 0xfeff, little);
      for (let at = 0; at < text.length; at++) view.setUint16(2 + 2 * at, text.charCodeAt(at), little);
      return new Uint8Array(view.buffer);
    };
    const cp1252 = Uint8Array.from(text, (one) => (one === "’" ? 0x92 : one.charCodeAt(0)));
    for (const bytes of [bytesOf(text), bytesOf(`\ufeff${text}`), utf16(true), utf16(false), cp1252]) {
      const read = decodeText(bytes);
      expect(read.ok && new TextDecoder().decode(read.bytes)).toBe(text);
    }
  });

  it("that is none of these is refused at the byte where it stops being text", () => {
    expect(decodeText(Uint8Array.of(0x61, 0x00, 0x62))).toEqual({ ok: false, at: 1 });
    expect(decodeText(Uint8Array.of(0x61, 0x62, 0x83, 0x65, 0x83, 0x58, 0x83, 0x67, 0xe3, 0xe4, 0xe5))).toMatchObject({
      ok: false,
    });
    expect(decodeText(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61, 0xff))).toEqual({ ok: false, at: 4 });
    expect(decodeText(Uint8Array.of(0xff, 0xfe, 0x61))).toEqual({ ok: false, at: 2 });
    expect(decodeText(Uint8Array.of(0xff, 0xfe, 0x00, 0xd8, 0x61, 0x00))).toEqual({ ok: false, at: 2 });
  });

  it("decodes as the platform does wherever the platform takes it for UTF-8", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), (any) => {
        const plain = [...any].filter((one) => one >= " ").join("");
        const read = decodeText(bytesOf(plain));
        expect(read.ok && new TextDecoder().decode(read.bytes)).toBe(plain.replace(/^\ufeff/, ""));
      }),
    );
  });
});

describe("a cell", () => {
  it("that is a date is read in one way or refused as ambiguous", () => {
    const told = (text: string, order: "dmy" | "mdy" | null = null) => {
      const date = dateCell(text, order);
      return typeof date === "number" ? formatDate(date) : date;
    };
    expect(told("2026-12-05")).toBe("2026-12-05");
    expect(told("2026/12/05")).toBe("2026-12-05");
    expect(told("25/12/2026")).toBe("2026-12-25");
    expect(told("12/25/2026")).toBe("2026-12-25");
    expect(told("05/12/2026")).toBe("ambiguous");
    expect(told("05/05/2026")).toBe("2026-05-05");
    expect(told("05/12/2026", "dmy")).toBe("2026-12-05");
    expect(told("05/12/2026", "mdy")).toBe("2026-05-12");
    for (const none of ["", "31/02/2026", "2026-13-01", "tomorrow", "5/12/26", "46000", "1999-01-01"])
      expect([none, told(none)]).toEqual([none, null]);
    fc.assert(
      fc.property(fc.integer({ min: 10_957, max: 32_871 }), (date) => {
        expect(dateCell(formatDate(date), null)).toBe(date);
        const [year, month, day] = formatDate(date).split("-");
        expect(dateCell(`${day}/${month}/${year}`, "dmy")).toBe(date);
        expect([date, "ambiguous"]).toContain(dateCell(`${day}/${month}/${year}`, null));
      }),
    );
  });

  it("that is money is read as South Africans write it", () => {
    const good: [string, number][] = [
      ["350", 35_000],
      ["R350", 35_000],
      ["R 1 250,50", 125_050],
      ["1,250.50", 125_050],
      ["1.250,50", 125_050],
      ["R1 250", 125_000],
      ["99.5", 9950],
      ["1,250", 125_000],
      ["0", 0],
    ];
    for (const [text, cents] of good) expect([text, centsCell(text)]).toEqual([text, cents]);
    for (const text of ["", "free", "-5", "1,2,3", "12.3456", "1e3", "R", "999999999"])
      expect([text, centsCell(text)]).toEqual([text, null]);
  });

  it("that is a time, a length or a yes is read as people write it", () => {
    expect(["9:00", "09h30", "14:15:00", "2:15 pm", "12:00 AM", "8"].map(timeCell)).toEqual([
      540, 570, 855, 855, 0, 480,
    ]);
    expect(["25:00", "9:60", "noon", "", "13:00 pm"].map(timeCell)).toEqual([null, null, null, null, null]);
    expect(["45", "45 min", "1h30", "1:30", "2 h"].map(minutesCell)).toEqual([45, 45, 90, 90, 120]);
    expect(["47", "0", "1500", "long", ""].map(minutesCell)).toEqual([null, null, null, null, null]);
    expect(["Ja", "yes", "nee", "", "maybe"].map(yesCell)).toEqual([true, true, false, false, null]);
  });

  it("is found under the name that its column has, in any of the languages", () => {
    expect(columnsOf(["Naam", "Selfoon", "E-pos"], "clients")).toEqual({
      at: { name: 0, phone: 1, email: 2 },
      missing: [],
    });
    expect(
      columnsOf(["Client Name", "Mobile Number", "Service", "Appointment Date", "Start_Time"], "bookings").missing,
    ).toEqual([]);
    expect(columnsOf(["who"], "clients").missing).toEqual(["name", "phone"]);
  });
});
