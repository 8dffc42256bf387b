// Everything that is held about a person, for the person (POPIA s 23): each row with why it is kept, on what ground and for
// how long, out of the data map itself, and the trail's entries with their proofs.

import dataMap from "../../../../shared/policies/data-map.json" with { type: "json" };
import retention from "../../../../shared/policies/retention.json" with { type: "json" };
import { base64 } from "../../../note.ts";
import type { EntryRow } from "../../../store/compliance/audit-tree.ts";
import { type Held, type HeldRow, readHashed, readHeld } from "../../../store/compliance/requests/held.ts";
import { askPerson, type PersonRow } from "../../../store/compliance/requests/person.ts";
import type { Reach, RequestRow } from "../../../store/compliance/requests/requests.ts";
import { database, platformDatabase, read } from "../../../store/database.ts";
import { readPhotoBytes } from "../../../store/desk/photos.ts";
import { askSpecialNotes, type SpecialNoteRow } from "../../../store/vault/special-notes.ts";
import { emailHash, phoneHash } from "../../../token.ts";
import { subjectOf } from "../../admitting/subject.ts";
import type { CommandContext } from "../../command.ts";
import { addressHashes } from "../../law/registry.ts";
import { openForPerson } from "../../vault/special.ts";
import { type ProvedAll, proveThese } from "../prove.ts";
import { instant } from "./request.ts";

interface ColumnTold {
  category: string;
  purpose: string;
  /** Of s 11(1). */
  ground: string;
}

export interface TableTold {
  table: string;
  /** How long and why, in the words of shared/policies/retention.json. */
  kept: { for: string; from: string; why: string };
  /** Of those columns that are about a person. */
  columns: Record<string, ColumnTold>;
  rows: Record<string, string | number | null>[];
}

export interface PersonExport {
  format: "appointmentbooking-export-1";
  salon: string;
  request: string;
  made_at: string;
  /** `client`: everything. `address`: what bears the address that was proved. */
  reach: Reach;
  tables: TableTold[];
  /** Null when the trail does not verify just now; its entries are among the tables all the same. */
  trail: ProvedAll | null;
}

type Mapped = { retention: string; personal: Record<string, string[]> };

/** Null when the client is gone, so that there is nothing left to give. */
export async function gathered(ctx: CommandContext, row: RequestRow): Promise<PersonExport | null> {
  const { salon_id: salon, client_id: client, reach } = row;
  const db = database(ctx.env, salon);
  const [[person]] = await read<[PersonRow]>(db, [askPerson(db, salon, client, "rights", ctx.now)]);
  if (person === undefined || client === null || reach === null) return null;
  // Read first, so that the trail which is given tells of this reading too.
  const [notes] = await read<[SpecialNoteRow]>(db, [askSpecialNotes(db, salon, client)]);
  const texts = await openForPerson(ctx, { salon, client }, notes);
  const all = await heldOf(ctx, salon, person);
  const held = reach === "client" ? all : await bearing(ctx, all, row);
  held.special_note = (held.special_note ?? []).map((note) => readable(note, texts));
  held.photo = await pictured(ctx, salon, held.photo ?? []);
  const entries = (held.audit ?? []) as unknown as EntryRow[];
  const proved = await proveThese(ctx, salon, entries);
  return {
    format: "appointmentbooking-export-1",
    salon,
    request: row.request_id,
    made_at: instant(ctx.now),
    reach,
    tables: Object.entries(held).map(([table, rows]) => told(table, rows)),
    trail: proved.ok ? proved.value : null,
  };
}

async function heldOf(
  ctx: CommandContext,
  salon: string,
  { client_id: client, phone, email }: PersonRow,
): Promise<Held> {
  const secret = ctx.env.TOKEN_SECRET;
  const db = database(ctx.env, salon);
  const held = await readHeld(db, salon, client, "rights");
  const visits = (held.booking ?? []).map(({ booking_id }) => String(booking_id));
  const counted = await Promise.all([
    subjectOf(secret, "phone", phone),
    ...visits.map((visit) => subjectOf(secret, "booking", visit)),
  ]);
  const blocked = await addressHashes(ctx.env, [phone, email]);
  const hashes = { phone: await phoneHash(secret, phone), counted, blocked };
  return { ...held, ...(await readHashed([db, platformDatabase(ctx.env)], salon, hashes)) };
}

/** A health note as it was written, in place of what it is sealed as. */
function readable(note: HeldRow, texts: ReadonlyMap<string, string>): HeldRow {
  return { ...note, sealed: texts.get(String(note.note_id)) ?? null };
}

/** Bytes of photographs in one file, which is put together in memory; one that no longer fits is told of, and given by the salon. */
const MOST_PICTURED = 16_000_000;

/** With what each photograph shows, in Base64. */
async function pictured(ctx: CommandContext, salon: string, photos: readonly HeldRow[]): Promise<HeldRow[]> {
  const told: HeldRow[] = [];
  let left = MOST_PICTURED;
  for (const photo of photos) {
    const fits = photo.kept_at !== null && Number(photo.bytes) <= left;
    const body = fits ? await readPhotoBytes(ctx.env, salon, String(photo.photo_id)) : null;
    if (body !== null) left -= Number(photo.bytes);
    told.push({
      ...photo,
      picture: body === null ? null : base64(new Uint8Array(await new Response(body).arrayBuffer())),
    });
  }
  return told;
}

/** What bears the proved address, and what belongs to it; nothing of others who used the same number. */
async function bearing(ctx: CommandContext, held: Held, row: RequestRow): Promise<Held> {
  const secret = ctx.env.TOKEN_SECRET;
  const mine = new Set<unknown>([row.request_id]);
  for (const table of ["booking", "waitlist"]) {
    for (const each of held[table] ?? []) {
      if (await bears(secret, each, row.address_hash)) mine.add(each.booking_id ?? each.waitlist_id);
    }
  }
  const own = await Promise.all((held.client ?? []).map((each) => bears(secret, each, row.address_hash)));
  for (const { offer_id, waitlist_id, hold_id } of held.offer ?? []) {
    if (mine.has(waitlist_id)) mine.add(offer_id).add(hold_id);
  }
  const belongs = (each: HeldRow) => idsIn(each).some((id) => mine.has(id));
  const theirs = Object.entries(held).map(([table, rows]) => [table, rows.filter(belongs)]);
  return { ...Object.fromEntries(theirs), client: (held.client ?? []).filter((_, i) => own[i]) };
}

async function bears(secret: string, { email }: HeldRow, addressHash: string | null): Promise<boolean> {
  return typeof email === "string" && (await emailHash(secret, email.toLowerCase())) === addressHash;
}

/** The ids of a row by which it belongs to a visit or request; of a message those of its payload, of an entry its subject. */
function idsIn(row: HeldRow): unknown[] {
  const { booking_id, visit_id, waitlist_id, hold_id, request_id, subject, payload, entry } = row;
  const inside = [payload, entry].flatMap((text) =>
    typeof text === "string" ? Object.values(JSON.parse(text) as Record<string, unknown>) : [],
  );
  return [booking_id, visit_id, waitlist_id, hold_id, request_id, subject, ...inside];
}

function told(table: string, rows: readonly HeldRow[]): TableTold {
  const mapped: Mapped | undefined = (dataMap.tables as Record<string, Mapped>)[table];
  const columns: Record<string, ColumnTold> = {};
  for (const [column, [category = "", purpose = ""]] of Object.entries(mapped?.personal ?? {})) {
    const why = (dataMap.purposes as Record<string, { what: string; basis: string }>)[purpose];
    columns[column] = {
      category: (dataMap.categories as Record<string, string>)[category] ?? category,
      purpose: why?.what ?? purpose,
      ground: why?.basis ?? "",
    };
  }
  return { table, kept: keptFor(mapped?.retention ?? ""), columns, rows: rows.map(plain) };
}

interface Term {
  keep_years?: number;
  keep_days?: number;
  from: string;
  why: string;
}

function keptFor(category: string): TableTold["kept"] {
  const term = (retention.categories as Record<string, Term>)[category];
  if (term === undefined) return { for: "", from: "", why: "" };
  const { keep_years: years, keep_days: days, from, why } = term;
  return { for: years === undefined ? `${days} days` : `${years} years`, from, why };
}

/** Bytes come from D1 as numbers. */
function plain(row: HeldRow): Record<string, string | number | null> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, Array.isArray(value) ? base64(Uint8Array.from(value)) : value]),
  );
}
