// A salon with rows of seven years, scattered around every term, from a seed; and what the rules alone say must become of each.

import { env } from "cloudflare:workers";
import policy from "../../../shared/policies/retention.json";
import type { StoredRow } from "../vault/contents.ts";

/** SplitMix-like, so that a failure names a seed that repeats it. */
export function dice(seed: number): (low: number, high: number) => number {
  let state = seed;
  return (low, high) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return low + (((mixed ^ (mixed >>> 14)) >>> 0) % (high - low + 1));
  };
}

type Roll = ReturnType<typeof dice>;

const DAY = 1440;
/** Minutes east of UTC in Johannesburg, all year. */
const EAST = 120;
const YEARS_AGO = [30, 90, 365 * 3, 365 * 5].map((days) => days * DAY);

/** Now and then within a day or two of a term, where a mistake of one would show. */
function moment(roll: Roll, now: number): number {
  if (roll(0, 1) === 0) return now - roll(0, 7 * 365 * DAY);
  const term = YEARS_AGO[roll(0, YEARS_AGO.length - 1)] ?? 0;
  return now - term + roll(-4 * DAY, 3 * DAY);
}

export const TABLES = ["client", "booking", "consent", "waitlist", "offer", "outbox", "special_note", "retention_hold"];

export async function scatter(salon: string, now: number, seed: number, clients = 40): Promise<void> {
  const roll = dice(seed);
  const rows: [table: string, row: StoredRow][] = [];
  const add = (table: string, row: StoredRow) => rows.push([table, { salon_id: salon, ...row }]);
  for (let c = 0; c < clients; c++) {
    const client = `client-${seed}-${String(c).padStart(3, "0")}`;
    const person = {
      name: `Name ${c}`,
      phone: `+2782${String(seed * 1000 + c).padStart(7, "0")}`,
      email: `${c}@x.test`,
    };
    const came = moment(roll, now);
    add("client", { client_id: client, ...person, language: "en", created_at: came });
    for (let b = roll(0, 3); b > 0; b--) visit(add, roll, now, client, `visit-${c}-${b}`, person);
    if (roll(0, 3) === 0) consent(add, client, `consent-${c}`, moment(roll, now));
    if (roll(0, 2) === 0) wait(add, roll, now, client, `wait-${c}`, person);
    if (roll(0, 5) === 0) hold(add, roll, now, client, `hold-${c}`, roll(0, 1) === 0 ? null : `visit-${c}-1`);
  }
  await env.DB.batch(rows.map(([table, row]) => inserted(table, row)));
}

type Add = (table: string, row: StoredRow) => void;
type Contact = { name: string; phone: string; email: string };

function visit(add: Add, roll: Roll, now: number, client: string, id: string, person: Contact): void {
  const start = moment(roll, now);
  const made = start - roll(0, 20 * DAY);
  add("booking", {
    ...{
      booking_id: id,
      client_id: client,
      status: roll(0, 4) === 0 ? "cancelled" : "confirmed",
      services: "[]",
      party: 1,
    },
    ...{ start_at: start, end_at: start + 60, price_cents: 100, deposit_cents: 0, placed: "[]", class_visit: null },
    ...{
      ...person,
      language: "en",
      notes: "n",
      guests: '["Gugu"]',
      patch_waiver: "allergic last year",
      token_version: 1,
      sequence: 0,
      created_at: made,
      updated_at: made,
    },
  });
  const sent = roll(0, 2) > 0;
  add("outbox", {
    ...{ message_id: `m-${id}`, kind: "booking.made", payload: JSON.stringify({ booking: id, sequence: 0 }) },
    ...{ created_at: made, available_at: sent ? null : made, attempts: 1, failure: null },
    delivered_at: sent && roll(0, 3) > 0 ? made + roll(0, 60) : null,
  });
  if (roll(0, 2) > 0) return;
  const sealed = Array.from({ length: 40 }, () => 1);
  add("special_note", { note_id: `s-${id}`, client_id: client, booking_id: id, sealed, created_at: made });
}

function consent(add: Add, client: string, id: string, at: number): void {
  const given = { purpose: "marketing", notice_version: "1", granted: 1, channel: "web" };
  add("consent", { consent_id: id, client_id: client, booking_id: null, ...given, at });
}

function wait(add: Add, roll: Roll, now: number, client: string, id: string, person: Contact): void {
  const until = roll(0, 1) === 0 ? moment(roll, now) : now - roll(-10, 50) * DAY;
  const to = Math.floor((until + EAST) / DAY);
  const status = ["waiting", "offered", "booked"][roll(0, 2)] ?? "waiting";
  add("waitlist", {
    ...{ waitlist_id: id, client_id: client, services: "[]", party: 1, from_date: to - 1, to_date: to, status },
    ...{ ...person, language: "en", created_at: (to - 5) * DAY, position: 0 },
  });
  if (status === "waiting") return;
  const offer = { offer_id: `o-${id}`, opening_id: `p-${id}`, waitlist_id: id, hold_id: "h", status: "declined" };
  add("offer", { ...offer, start_at: to * DAY, made_at: to * DAY, expires_at: to * DAY + 30 });
}

function hold(add: Add, roll: Roll, now: number, client: string, id: string, booking: string | null): void {
  const kind = roll(0, 1) === 0 ? "hold" : "restriction";
  const until = [null, now + DAY, now - DAY][roll(0, 2)] ?? null;
  const placed = { placed_by: "operator", placed_at: now - 400 * DAY };
  add("retention_hold", { hold_id: id, client_id: client, booking_id: booking, kind, why: "claim", ...placed, until });
}

function inserted(table: string, row: StoredRow): D1PreparedStatement {
  const names = Object.keys(row);
  const values = Object.values(row).map((value) => (Array.isArray(value) ? Uint8Array.from(value) : value));
  const marks = names.map((_, i) => `?${i + 1}`).join(", ");
  return env.DB.prepare(`INSERT INTO ${table} (${names.join(", ")}) VALUES (${marks})`).bind(...values);
}

type Tables = Map<string, StoredRow[]>;

/** What the tables must hold after the night of `now`, from the words of retention.json and of s 14 alone. */
export function oracle(before: Tables, now: number): Tables {
  const rowsOf = (table: string) => before.get(table) ?? [];
  const today = dayOf(now);
  const holds = rowsOf("retention_hold").filter(({ until }) => until === null || Number(until) > now);
  const heldVisit = (row: StoredRow) =>
    holds.some((h) => h.client_id === row.client_id && (h.booking_id === null || h.booking_id === row.booking_id));
  const over = (category: keyof typeof policy.categories, day: number) => due(category, day) <= today;
  const visitOf = (id: unknown) => rowsOf("booking").find(({ booking_id }) => booking_id === id);
  const visitOfMessage = (row: StoredRow) => visitOf(JSON.parse(String(row.payload)).booking);

  const gone = new Set(
    rowsOf("client")
      .filter((row) => over("client", dayOf(lastOf(row, before))) && !holds.some((h) => h.client_id === row.client_id))
      .map(({ client_id }) => client_id),
  );
  const waits = rowsOf("waitlist").filter((row) => {
    const held = holds.some((h) => h.client_id === row.client_id && h.booking_id === null);
    return !gone.has(row.client_id ?? "") && (held || !over("waitlist", Number(row.to_date)));
  });
  const waiting = new Set(waits.map(({ waitlist_id }) => waitlist_id));
  return new Map<string, StoredRow[]>([
    [
      "client",
      rowsOf("client")
        .filter(({ client_id }) => !gone.has(client_id ?? ""))
        .map((row) => ({ ...row, asked_at: askedOf(row, before, waiting) })),
    ],
    ["consent", rowsOf("consent")],
    ["waitlist", waits],
    ["offer", rowsOf("offer").filter(({ waitlist_id }) => waiting.has(waitlist_id ?? ""))],
    ["retention_hold", rowsOf("retention_hold").filter(({ client_id }) => !gone.has(client_id ?? ""))],
    [
      "booking",
      rowsOf("booking").map((row) => {
        const cut = over("booking", dayOf(Number(row.start_at))) && !heldVisit(row);
        if (!cut && !gone.has(row.client_id ?? "")) return row;
        // Both, when the client goes in the night in which the visit's own term is over: each revokes the link.
        const version = Number(row.token_version) + (cut ? 1 : 0) + (gone.has(row.client_id ?? "") ? 1 : 0);
        const nobody = {
          name: "",
          phone: "",
          email: null,
          language: null,
          notes: null,
          guests: null,
          patch_waiver: null,
          token_version: version,
        };
        return { ...row, ...nobody, client_id: cut ? "" : (row.client_id ?? "") };
      }),
    ],
    [
      "special_note",
      rowsOf("special_note").filter((row) => {
        const visited = over("special", dayOf(Number(visitOf(row.booking_id)?.end_at)));
        return !gone.has(row.client_id ?? "") && (!visited || heldVisit(row));
      }),
    ],
    [
      "outbox",
      rowsOf("outbox").filter((row) => {
        const about = visitOfMessage(row) ?? {};
        if (gone.has(about.client_id ?? "")) return false;
        const told = dayOf(Number(row.delivered_at ?? row.created_at));
        return row.available_at !== null || !over("message", told) || heldVisit(about);
      }),
    ],
  ]);
}

function lastOf(client: StoredRow, before: Tables): number {
  const own = (table: string) => (before.get(table) ?? []).filter(({ client_id }) => client_id === client.client_id);
  return Math.max(
    Number(client.created_at),
    ...own("booking").flatMap((row) => [Number(row.end_at), Number(row.updated_at)]),
    ...own("consent").map(({ at }) => Number(at)),
    ...own("waitlist").flatMap((row) => [Number(row.created_at), Number(row.to_date) * DAY]),
  );
}

/** The last of a client's requests that are gone, which the client's row remembers. */
function askedOf(client: StoredRow, before: Tables, waiting: ReadonlySet<unknown>): number | null {
  const past = (before.get("waitlist") ?? []).filter(
    (row) => row.client_id === client.client_id && !waiting.has(row.waitlist_id),
  );
  const days = past.map((row) => Math.max(Number(row.created_at), Number(row.to_date) * DAY));
  return days.length === 0 ? null : Math.max(...days);
}

const dayOf = (minute: number): number => Math.floor((minute + EAST) / DAY);

/** The first day on which the term that began on `day` is over, reckoned by JavaScript's calendar. */
function due(category: keyof typeof policy.categories, day: number): number {
  const rule: { keep_years?: number; keep_days?: number } = policy.categories[category];
  const began = new Date(day * 86_400_000);
  const years = began.getUTCFullYear() + (rule.keep_years ?? 0);
  return Date.UTC(years, began.getUTCMonth(), began.getUTCDate() + (rule.keep_days ?? 0)) / 86_400_000;
}
