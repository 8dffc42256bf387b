// The published copy of a salon: a Snapshot buffer in KV, its parsed form in the isolate. Truth stays in D1; a copy that
// is missing, of another version or of another layout is made anew from there. It holds no client's personal data.
import { Builder, ByteBuffer } from "flatbuffers";
import * as wire from "../../shared/contracts/generated/snapshot_generated.ts";
import { currencyOf, languagesOf, rulesOf, type SalonDocument } from "../../shared/contracts/salon.ts";
import { compileCalendar } from "../engine/calendar.ts";
import { Units } from "../engine/units.ts";
import type { Env } from "../env.ts";
import { type Ask, commit, database, read, StorageFailure } from "./database.ts";

/** Layout of the Snapshot buffer and of its view. Raise it when either changes meaning. */
export const SNAPSHOT_SCHEMA = 1;

type Hidden = "staff" | "outages" | "money" | "channels" | "address" | "booking" | "currency" | "languages";
type PublicPerson = Omit<SalonDocument["staff"][number], "hours" | "exceptions" | "time_off">;

/** The salon document as everybody may see it, absent rules at their defaults. */
export interface SalonView extends Omit<SalonDocument, Hidden> {
  currency: string;
  languages: string[];
  booking: ReturnType<typeof rulesOf>;
  address?: Omit<NonNullable<SalonDocument["address"]>, "power_area">;
  staff: PublicPerson[];
  /** Where the salon can be written to on its own page. */
  chat?: true;
  /** Who carries its payments online. */
  pays_by?: "payfast" | "paystack";
  /** What is sold on its own page. */
  sells?: NonNullable<NonNullable<SalonDocument["money"]>["sells"]>;
}

/** A salon, ready to answer with. `calendar` goes to the engine as it is. */
export interface Salon {
  slug: string;
  version: number;
  calendar: Uint8Array;
  view: SalonView;
  units: Units;
}

export interface VersionRow {
  version: number;
}

/** 0, which no document has, while the salon is frozen: nothing can be decided by it then. */
export function askVersion(db: D1Database, salon: string): Ask<VersionRow> {
  return db
    .prepare(`SELECT CASE WHEN frozen_at IS NULL THEN version ELSE 0 END AS version FROM salon WHERE salon_id = ?1`)
    .bind(salon);
}

/** The salon stands still until its owner or the operator lets it go on (workers/commands/compliance/incidents). */
export class SalonFrozen extends Error {
  override readonly name = "SalonFrozen";
}

/** Aborts the commit unless the document is still the one that was decided by. */
export function mustBeVersion(db: D1Database, salon: string, version: number): D1PreparedStatement {
  return db
    .prepare(`INSERT INTO must SELECT (SELECT version FROM salon WHERE salon_id = ?1) = ?2, 'version'`)
    .bind(salon, version);
}

export function publicView(document: SalonDocument): SalonView {
  const { staff, outages: _outages, money, channels, address, ...rest } = document;
  const { power_area: _area, ...place } = address ?? {};
  return {
    ...rest,
    currency: currencyOf(document),
    languages: [...languagesOf(document)],
    booking: rulesOf(document),
    ...(address === undefined ? {} : { address: place }),
    ...(channels?.chat === undefined ? {} : { chat: true as const }),
    ...(money?.payments === undefined ? {} : { pays_by: money.payments.provider }),
    ...(money?.payments === undefined ? {} : sold(money.sells)),
    staff: staff.map(({ hours: _hours, exceptions: _exceptions, time_off: _off, ...seen }) => seen),
  };
}

/** What there is to buy: a list without entries sells nothing, and is what remains of one that was emptied. */
function sold({
  gift_cards: cards = [],
  packages = [],
}: NonNullable<SalonView["sells"]> = {}): Pick<SalonView, "sells"> {
  const there = { ...(cards.length > 0 && { gift_cards: cards }), ...(packages.length > 0 && { packages }) };
  return Object.keys(there).length === 0 ? {} : { sells: there };
}

export function encodeSnapshot(document: SalonDocument, version: number): Uint8Array {
  const builder = new Builder(32 * 1024);
  const compiled = compileCalendar(document);
  const view = builder.createString(JSON.stringify(publicView(document)));
  builder.startVector(1, compiled.length, 4);
  for (let i = compiled.length - 1; i >= 0; i--) builder.addInt8(compiled[i] ?? 0);
  const calendar = builder.endVector();
  wire.Snapshot.startSnapshot(builder);
  wire.Snapshot.addSchema(builder, SNAPSHOT_SCHEMA);
  wire.Snapshot.addVersion(builder, version);
  wire.Snapshot.addCalendar(builder, calendar);
  wire.Snapshot.addView(builder, view);
  builder.finish(wire.Snapshot.endSnapshot(builder));
  return builder.asUint8Array().slice();
}

/** Null when the buffer is of another layout, or no snapshot at all: then it is made anew from the truth. */
export function decodeSnapshot(bytes: Uint8Array): Salon | null {
  try {
    return decoded(bytes);
  } catch {
    return null;
  }
}

function decoded(bytes: Uint8Array): Salon | null {
  const snapshot = wire.Snapshot.getRootAsSnapshot(new ByteBuffer(bytes));
  const calendar = snapshot.schema() === SNAPSHOT_SCHEMA ? snapshot.calendarArray() : null;
  if (calendar === null) return null;
  const view = JSON.parse(snapshot.view() ?? "") as SalonView;
  return { slug: view.slug, version: snapshot.version(), calendar, view, units: new Units(view) };
}

const key = (salon: string): string => `salon/${salon}`;

/** Most recently used last. An isolate serves few salons at once; the bound keeps its memory flat. */
const cache = new Map<string, Salon>();
const CACHED_SALONS = 200;

function remember(salon: Salon): Salon {
  cache.delete(salon.slug);
  cache.set(salon.slug, salon);
  if (cache.size > CACHED_SALONS) {
    for (const oldest of cache.keys()) {
      cache.delete(oldest);
      break;
    }
  }
  return salon;
}

/** The salon as last published; possibly stale, so whoever decides by it compares and guards the version. */
export async function publishedSalon(env: Env, slug: string): Promise<Salon | null> {
  const cached = cache.get(slug);
  if (cached !== undefined) return cached;
  const bytes = await env.KV.get(key(slug), "arrayBuffer").catch(() => null);
  const salon = bytes === null ? null : decodeSnapshot(new Uint8Array(bytes));
  return salon === null ? made(env, slug, false) : remember(salon);
}

/** The salon as D1 has it now. Throws SalonFrozen. */
export async function salonOf(env: Env, slug: string): Promise<Salon | null> {
  const salon = await publishedSalon(env, slug);
  if (salon === null) return null;
  const db = database(env, slug);
  const [[current]] = await read<[VersionRow]>(db, [askVersion(db, slug)]);
  return current?.version === salon.version ? salon : republish(env, slug);
}

interface SnapshotRow {
  version: number;
  snapshot: number[];
  document: string | null;
  frozen_at: number | null;
}

/** Reads the salon from D1 and publishes it anew, for whoever found another version than they had. Throws SalonFrozen. */
export function republish(env: Env, slug: string): Promise<Salon | null> {
  return made(env, slug, true);
}

/** A snapshot of another layout is compiled again from the document. `toDecide`: refused where nothing may be decided. */
async function made(env: Env, slug: string, toDecide: boolean): Promise<Salon | null> {
  const db = database(env, slug);
  const ask: Ask<SnapshotRow> = db
    .prepare(`
      SELECT version, snapshot, CASE WHEN snapshot_schema <> ?2 THEN document END AS document, frozen_at
      FROM salon WHERE salon_id = ?1`)
    .bind(slug, SNAPSHOT_SCHEMA);
  const [[row]] = await read<[SnapshotRow]>(db, [ask]);
  if (toDecide && row !== undefined && row.frozen_at !== null) throw new SalonFrozen("the salon is frozen");
  cache.delete(slug);
  if (row === undefined) return null;
  let bytes = new Uint8Array(row.snapshot);
  if (row.document !== null) {
    bytes = new Uint8Array(encodeSnapshot(JSON.parse(row.document) as SalonDocument, row.version));
    await commit(db, [
      db
        .prepare(`UPDATE salon SET snapshot = ?2, snapshot_schema = ?3 WHERE salon_id = ?1 AND version = ?4`)
        .bind(slug, bytes, SNAPSHOT_SCHEMA, row.version),
    ]);
  }
  return publish(env, bytes);
}

/** Where readers look first there is nothing any more. Isolates that still have it ask D1 for its version before they decide. */
export async function unpublish(env: Env, slug: string): Promise<void> {
  cache.delete(slug);
  await env.KV.delete(key(slug));
}

/** Puts a snapshot where readers look first. KV may refuse (one write a second per key): the next reader tries again. */
export async function publish(env: Env, bytes: Uint8Array): Promise<Salon> {
  const salon = decodeSnapshot(bytes);
  if (salon === null) throw new StorageFailure("a snapshot was stored in another layout than it says");
  remember(salon);
  await env.KV.put(key(salon.slug), bytes).catch(() => undefined);
  return salon;
}
