// Rows as spreadsheets and programs read them: CSV with a head and JSON, both in UTF-8.

import type { Exported } from "../../../../store/desk/settings/everything.ts";

type Row = Omit<Exported, "after">;

/**
 * RFC 4180. A text that a spreadsheet would take for a formula is set off by an apostrophe (OWASP, "CSV injection"): clients write
 * their names themselves.
 */
export function csvLine(values: readonly (string | number | null)[]): string {
  const cells = values.map((value) => {
    if (value === null) return "";
    if (typeof value === "number") return String(value);
    const safe = /^[=+\-@\t\r]/.test(value) && !/^\+\d{7,15}$/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  });
  return `${cells.join(",")}\r\n`;
}

/** `first`: whether the head, or the bracket that opens the list, stands before. */
export function csvRows(rows: readonly Row[], first: boolean): string {
  const [head] = rows;
  if (head === undefined) return "";
  const names = Object.keys(head);
  const lines = rows.map((row) => csvLine(names.map((name) => row[name] ?? null)));
  return `${first ? `\ufeff${csvLine(names)}` : ""}${lines.join("")}`;
}

export function jsonRows(rows: readonly Row[], first: boolean): string {
  return rows.map((row, index) => `${first && index === 0 ? "[\n" : ",\n"}${JSON.stringify(row)}`).join("");
}

export const jsonEnd = (any: boolean): string => (any ? "\n]\n" : "[]\n");

export const README = `Everything of a salon, as it was when this file was made.

document.json            the salon's document: services, team, hours, rules
clients                  one row a client
bookings                 one row a visit; services, guardian and fee are JSON
visit_events             what the team did with a visit, and noted of it
photos                   what photographs of visits there are; the pictures themselves are at the desk
consents                 what clients were asked and answered, in order
messages                 what was written in conversations
payments                 the ledger's postings; entries are [account, whose, cents] and sum to zero
audit                    the audit trail: each entry as it was hashed, with its leaf
audit_checkpoints        the signed heads of the trail's tree, by which anybody can prove that nothing was changed
special_notes            health notes, where they were asked for

Each is there twice: as CSV for a spreadsheet, and as JSON for a program. Instants are minutes since 1970-01-01T00:00Z (of messages
seconds), money is cents. A text that begins like a formula has an apostrophe before it in CSV alone.

The trail is checked with: corectl audit check, as the project's README says. Keys are not in here.

This file holds people's personal information. Keep it as the law asks (POPIA s 19), and delete it when it is no longer needed.
`;
