// Finding a client by what somebody typed: beginnings of keys (found-by.ts), read off an index that is a copy beside `client`. What a
// search reads is bounded by the bounds below, however many clients there are.

import { type Purpose, reading } from "../../compliance/purposes.ts";
import type { Ask } from "../../database.ts";
import { folded, wordsOf } from "./found-by.ts";

/** Clients in one answer. */
export const MOST_FOUND = 20;
/** Keys that are looked at where their beginning says everything: a client may stand under it four times. */
const SCAN = 80;
/** Where more was typed than one key tells: keys that are held against the rest of it, and clients that are. */
const SCAN_KEYS = 3000;
const SCAN_CLIENTS = 600;
/** Sorts after every letter: the end of the keys that begin with what stands before it. */
const END = "\u{10ffff}";
/** Parts of a search that are heeded. */
const MOST_TERMS = 4;

export interface Sought {
  /** Beginnings of keys, the better ones first. */
  ranges: string[];
  /** A word that a key of the last of them must have as well. */
  within: string | null;
  /** Beginnings of other keys that the client must have. */
  also: string[];
}

/** Null where there is nothing to look for. */
export function soughtOf(typed: string): Sought | null {
  const text = typed.trim().slice(0, 100);
  if (/^[\d\s()+./-]+$/.test(text)) {
    const typed = text.replaceAll(/\D/g, "");
    // Two zeros stand for a plus where a whole number follows.
    const digits = typed.length > 8 ? typed.replace(/^00/, "") : typed;
    return digits === "" ? null : { ranges: [digits], within: null, also: [] };
  }
  if (text.includes("@")) return { ranges: [text.toLowerCase().replaceAll(/\s/g, "")], within: null, also: [] };
  const words = wordsOf(text).slice(0, MOST_TERMS);
  const numbers = words.filter((word) => /^\d+$/.test(word));
  const names = words.filter((word) => !/^\d+$/.test(word)).sort((a, b) => b.length - a.length);
  const [number] = numbers;
  if (number !== undefined) return { ranges: [number], within: null, also: names };
  const [lead, next, ...rest] = names;
  if (lead === undefined) return null;
  // "a.dube" may be the beginning of an address as well as two words.
  const address = /^[^\s@]+[._+-][^\s@]*$/.test(text) ? [folded(text)] : [];
  if (next === undefined) return { ranges: [lead, ...address], within: null, also: [] };
  if (lead.length === 1) return { ranges: [wordsOf(text).join("")], within: null, also: [] };
  return { ranges: [`${lead} ${next}`, `${next} ${lead}`, ...address, lead], within: next, also: rest };
}

export interface FoundClient {
  client_id: string;
  name: string;
  phone: string;
  email: string | null;
  /** Minutes since the epoch: the last visit that began, and the next one that has not. */
  last_at: number | null;
  next_at: number | null;
}

const forFound = reading("client", "name, phone, email");

const LAST = `(SELECT max(start_at) FROM booking WHERE booking.salon_id = ?1 AND booking.client_id = client.client_id
  AND status = 'confirmed' AND start_at <= ?2)`;
const NEXT = `(SELECT min(start_at) FROM booking WHERE booking.salon_id = ?1 AND booking.client_id = client.client_id
  AND status = 'confirmed' AND start_at > ?2)`;

export function askFound(
  db: D1Database,
  salon: string,
  { ranges, within, also }: Sought,
  now: number,
  purpose: Purpose,
): Ask<FoundClient> {
  forFound(purpose);
  const loose = within === null && also.length === 0 ? null : ranges.length - 1;
  return db
    .prepare(`
      WITH exact AS MATERIALIZED (
        SELECT client_key.client_id, range.key || client_key.key AS best
        FROM json_each(?3) AS range CROSS JOIN client_key
          ON client_key.salon_id = ?1 AND client_key.key >= range.value AND client_key.key < range.value || ?4
        WHERE range.key IS NOT ?5
        LIMIT ?6
      ), loose AS MATERIALIZED (
        SELECT client_id, best FROM (
          SELECT client_key.client_id, client_key.key, range.key || client_key.key AS best
          FROM json_each(?3) AS range CROSS JOIN client_key
            ON client_key.salon_id = ?1 AND client_key.key >= range.value AND client_key.key < range.value || ?4
          WHERE range.key = ?5 AND (SELECT count(*) FROM exact) < ?6
          LIMIT ?7)
        WHERE ?8 IS NULL OR instr(' ' || key, ' ' || ?8) > 0
      ), found AS MATERIALIZED (
        SELECT keyed.client_id, min(keyed.best) AS best
        FROM (SELECT * FROM exact UNION ALL SELECT * FROM loose) AS keyed
        CROSS JOIN client AS who ON who.salon_id = ?1 AND who.client_id = keyed.client_id
        WHERE NOT EXISTS (
          SELECT 1 FROM json_each(?9) AS other
          WHERE instr(who.found_by, '"' || other.value) = 0 AND instr(who.found_by, ' ' || other.value) = 0)
        GROUP BY keyed.client_id ORDER BY best, keyed.client_id LIMIT ?10
      )
      SELECT client.client_id, name, phone, email, ${LAST} AS last_at, ${NEXT} AS next_at
      FROM found CROSS JOIN client ON client.salon_id = ?1 AND client.client_id = found.client_id
      ORDER BY best, client.client_id`)
    .bind(
      salon,
      now,
      JSON.stringify(ranges),
      END,
      loose,
      SCAN,
      also.length > 0 ? SCAN_CLIENTS : SCAN_KEYS,
      within,
      JSON.stringify(also),
      MOST_FOUND,
    );
}

/** Whose visits are next, where nothing is looked for: those who may be at the door. */
export function askComing(db: D1Database, salon: string, now: number, purpose: Purpose): Ask<FoundClient> {
  forFound(purpose);
  return db
    .prepare(`
      SELECT client.client_id, client.name, client.phone, client.email, ${LAST} AS last_at, ${NEXT} AS next_at
      FROM (
        SELECT client_id, min(start_at) AS first FROM (
          SELECT client_id, start_at FROM booking
          WHERE salon_id = ?1 AND start_at > ?2 - 240 AND status = 'confirmed' ORDER BY start_at LIMIT 60)
        GROUP BY client_id) AS coming
      CROSS JOIN client ON client.salon_id = ?1 AND client.client_id = coming.client_id
      ORDER BY first, client.client_id LIMIT ?3`)
    .bind(salon, now, MOST_FOUND);
}
