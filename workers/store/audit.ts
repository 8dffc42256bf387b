// The audit trail: one append-only entry per fact, numbered without gaps per salon in the batch that writes the fact. The
// leaf hashes the entry without its number (RFC 6962: SHA-256(0x00 || entry)), so no writer has to know its number.

import type { Ask } from "./database.ts";

/**
 * Integers, text and nothing personal: people appear by random ids, which mean nothing once their rows are erased. What must
 * hold more of a person goes in as ciphertext under that person's key, so that erasing the key leaves the tree whole.
 */
export type AuditValue = string | number | boolean | null | AuditValue[] | { [name: string]: AuditValue };

export interface AuditEntry {
  /** Minutes since the epoch. */
  at: number;
  /** `client`, `team`, `operator` or `system`. */
  actor: string;
  /** Past tense of what happened: `booking.made`. */
  action: string;
  /** Id of what it happened to. */
  subject: string;
  trace: string;
  detail: { [name: string]: AuditValue };
}

export interface AuditRow {
  seq: number;
  entry: string;
}

/** Entries of the minutes [from, to], in order. */
export function askEntriesBetween(
  db: D1Database,
  salon: string,
  from: number,
  to: number,
  limit: number,
): Ask<AuditRow> {
  return db
    .prepare(`SELECT seq, entry FROM audit WHERE salon_id = ?1 AND at BETWEEN ?2 AND ?3 ORDER BY seq LIMIT ?4`)
    .bind(salon, from, to, limit);
}

/** JSON with its names in code-unit order and without spaces: the same entry always gives the same bytes. */
export function canonicalJson(value: AuditValue): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) {
    if (typeof value === "number" && !Number.isSafeInteger(value)) throw new RangeError("Entries hold integers only.");
    return JSON.stringify(value);
  }
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name] ?? null)}`).join(",")}}`;
}

export async function leafOf(entry: string): Promise<Uint8Array> {
  const text = new TextEncoder().encode(entry);
  const input = new Uint8Array(text.length + 1); // input[0] = 0x00 marks a leaf
  input.set(text, 1);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", input));
}

export async function appendAudit(db: D1Database, salon: string, entry: AuditEntry): Promise<D1PreparedStatement> {
  const text = canonicalJson({ ...entry, salon });
  return db
    .prepare(`
      INSERT INTO audit (salon_id, seq, leaf, entry, at)
      SELECT ?1, coalesce(max(seq), 0) + 1, ?2, ?3, ?4 FROM audit WHERE salon_id = ?1`)
    .bind(salon, await leafOf(text), text, entry.at);
}
