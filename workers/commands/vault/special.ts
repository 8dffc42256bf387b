// Health notes and allergies: special personal information (POPIA s 26), kept only with a consent of its own (s 27(1)(a)) and
// read only for a reason that is recorded. In the database there is ciphertext; the text is in nobody's log, cache or letter.

import { type Actor, actorName } from "../../permissions.ts";
import { type Fault, unknownBooking } from "../../problem.ts";
import { appendAudit } from "../../store/audit.ts";
import { askBooking, type BookingRow } from "../../store/bookings.ts";
import { insertConsents } from "../../store/clients.ts";
import type { TatRow } from "../../store/compliance/admission.ts";
import { commit, database, keysDatabase, read } from "../../store/database.ts";
import { askKey, askKeys, type KeyRow, makeKey } from "../../store/vault/keys.ts";
import {
  askHealthNotice,
  askIsClient,
  askNotesOfBooking,
  askSpecialNotes,
  deleteNotesOfBooking,
  insertSpecialNote,
  type SpecialNoteRow,
} from "../../store/vault/special-notes.ts";
import { newId } from "../../token.ts";
import { newPersonKey, openNote, openPersonKey, type Person, sealNote } from "../../vault.ts";
import { admitting } from "../admitting/gate.ts";
import type { CommandContext, ConsentGiven, Outcome } from "../command.ts";
import { unknownClient } from "../compliance/erase.ts";
import { asProblem, refused } from "../deciding/commit.ts";
import { admitted, named } from "../deciding/subject.ts";

/** The purpose of the consent without which no health note is kept. */
export const HEALTH = "health";

/** What keeping the note wants of a request; `pointer` is the note's place in it. */
export function healthFaults(note: unknown, consents: unknown, pointer = "/health_note"): Fault[] {
  if (note === undefined) return [];
  const given = Array.isArray(consents) ? (consents as Partial<ConsentGiven>[]) : [];
  // Of two words about it the last one counts, and it must not be a no.
  const last = given.findLast((consent) => consent?.purpose === HEALTH);
  if (last?.granted === true) return [];
  return [{ pointer, detail: `is kept only with a consent of purpose "${HEALTH}" that is granted` }];
}

/**
 * What stores the note beside a booking. The key is made first, in its own database: a key that nothing was sealed under in
 * the end, because the booking lost a race, opens nothing.
 */
export async function keepSpecialNote(
  ctx: CommandContext,
  db: D1Database,
  { salon, client, booking, text }: Person & { booking: string; text: string },
): Promise<D1PreparedStatement[]> {
  const person = { salon, client };
  const id = newId();
  const sealed = await sealNote(await keyFor(ctx, person), person, id, text);
  return [
    insertSpecialNote(db, salon, { id, client, booking, sealed }, ctx.now),
    await appendAudit(db, salon, {
      at: ctx.now,
      actor: "client",
      action: "special.noted",
      subject: booking,
      trace: ctx.trace,
      detail: { client, note: id },
    }),
  ];
}

/** The person's key, made if there is none. */
async function keyFor(ctx: CommandContext, person: Person): Promise<CryptoKey> {
  const keys = keysDatabase(ctx.env);
  const { salon, client } = person;
  const fresh = await newPersonKey(ctx.env.VAULT_SECRET, person);
  const [, [row]] = await read<[never, KeyRow]>(keys, [
    makeKey(keys, salon, client, fresh, ctx.now),
    askKey(keys, salon, client),
  ]);
  const key = await openPersonKey(ctx.env.VAULT_SECRET, person, Uint8Array.from(row?.wrapped ?? []));
  if (key === null) throw new Error("a person's key was wrapped under another VAULT_SECRET");
  return key;
}

/** Why somebody of the team reads a health note: to prepare or give a visit, after a reaction, or for the person's request. */
export const REASONS = ["visit", "reaction", "request"] as const;
export type Reason = (typeof REASONS)[number];

export interface ReadSpecialInput extends Person {
  actor: Actor;
  why: Reason;
}

/** `text` is null where the key is gone: the person was erased. */
export interface SpecialNotes {
  client: string;
  notes: { note: string; booking: string; at: string; text: string | null }[];
}

/** The trail has it before anybody reads: an entry that cannot be written leaves nothing read. */
export async function readSpecialNotes(
  ctx: CommandContext,
  { salon, client, actor, why }: ReadSpecialInput,
): Promise<Outcome<SpecialNotes>> {
  const db = database(ctx.env, salon);
  try {
    const [[known], rows] = await read<[{ known: number }, SpecialNoteRow]>(db, [
      askIsClient(db, salon, client),
      askSpecialNotes(db, salon, client),
    ]);
    if (known?.known !== 1) return refused(unknownClient());
    await commit(db, [
      await appendAudit(db, salon, {
        at: ctx.now,
        actor: actorName(actor),
        action: "special.read",
        subject: client,
        trace: ctx.trace,
        detail: { client, why },
      }),
    ]);
    const texts = await plainTexts(ctx, salon, rows);
    const notes = rows.map(({ note_id, booking_id, created_at }) => ({
      note: note_id,
      booking: booking_id,
      at: new Date(created_at * 60_000).toISOString(),
      text: texts.get(note_id) ?? null,
    }));
    const value = { client, notes };
    return { ok: true, status: 200, body: JSON.stringify(value), value };
  } catch (error) {
    return refused(asProblem(error));
  }
}

/** By the note's id; nothing where the key is gone. Each is opened by the key of whom it was sealed for. */
async function plainTexts(
  ctx: CommandContext,
  salon: string,
  rows: readonly Pick<SpecialNoteRow, "note_id" | "client_id" | "sealed">[],
): Promise<Map<string, string>> {
  const keys = keysDatabase(ctx.env);
  const texts = new Map<string, string>();
  const owners = [...new Set(rows.map(({ client_id }) => client_id))];
  if (owners.length === 0) return texts;
  const [wrapped] = await read<[KeyRow & { client_id: string }]>(keys, [askKeys(keys, salon, owners)]);
  for (const { client_id: client, wrapped: bytes } of wrapped) {
    const person = { salon, client };
    const key = await openPersonKey(ctx.env.VAULT_SECRET, person, Uint8Array.from(bytes));
    if (key === null) continue;
    for (const { note_id, sealed } of rows.filter((row) => row.client_id === client)) {
      const text = await openNote(key, person, note_id, Uint8Array.from(sealed));
      if (text !== null) texts.set(note_id, text);
    }
  }
  return texts;
}

/** For the archive of a salon's owner, which the trail tells of by itself (workers/commands/desk/settings/archive). */
export function openForArchive(
  ctx: CommandContext,
  salon: string,
  rows: readonly Pick<SpecialNoteRow, "note_id" | "client_id" | "sealed">[],
): Promise<Map<string, string>> {
  return plainTexts(ctx, salon, rows);
}

/** For the person themselves, who asked for everything: the same reading, and the trail has it as well. */
export async function openForPerson(
  ctx: CommandContext,
  person: Person,
  rows: readonly Pick<SpecialNoteRow, "note_id" | "client_id" | "sealed">[],
): Promise<Map<string, string>> {
  if (rows.length === 0) return new Map();
  const { salon, client } = person;
  const db = database(ctx.env, salon);
  const detail = { client, why: "request" };
  await commit(db, [
    await appendAudit(db, salon, {
      at: ctx.now,
      actor: "client",
      action: "special.read",
      subject: client,
      trace: ctx.trace,
      detail,
    }),
  ]);
  return plainTexts(ctx, salon, rows);
}

/** Deletes what was given with the booking of a link, and withdraws the consent. Deleting twice answers the same. */
export async function deleteSpecialNotes(ctx: CommandContext, token: string): Promise<Outcome<null>> {
  const who = named({ token });
  if (who === null) return refused(unknownBooking());
  const { salon, booking } = who;
  return admitting(ctx, { salon, action: "cancel", booking }, async (gate) => {
    const db = database(ctx.env, salon);
    try {
      const [[row], [kept], [notice], ...counted] = await read<
        [BookingRow, { notes: number }, { notice_version: string }, ...TatRow[]]
      >(db, [
        askBooking(db, salon, booking, "rights"),
        askNotesOfBooking(db, salon, booking),
        askHealthNotice(db, salon, booking),
        ...gate.asks(db),
      ]);
      const denied = await gate.refusal(db, counted);
      if (denied !== null) return refused(denied);
      const found = await admitted(ctx, who, row);
      if (!("id" in found)) return refused(found);
      if ((kept?.notes ?? 0) > 0) {
        const withdrawn = { purpose: HEALTH, notice_version: notice?.notice_version ?? "unknown", granted: false };
        const about = { client: found.client, booking, channel: "web", at: ctx.now };
        const id = newId();
        await commit(db, [
          deleteNotesOfBooking(db, salon, booking),
          insertConsents(db, salon, [[id, withdrawn]], about),
          await appendAudit(db, salon, {
            at: ctx.now,
            actor: "client",
            action: "special.deleted",
            subject: booking,
            trace: ctx.trace,
            detail: { client: found.client, consent: id },
          }),
        ]);
      }
      return { ok: true, status: 204, body: "", value: null };
    } catch (error) {
      return refused(asProblem(error));
    }
  });
}
