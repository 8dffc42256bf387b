// A request comes: by telephone number, with a code to follow; by a booking's link; or through somebody of the salon who
// looked at who asks. Its thirty days run from here, also where the proof comes later.

import type { Actor } from "../../../permissions.ts";
import { invalid, type Problem, tooBusy, unknownBooking, unknownSalon } from "../../../problem.ts";
import { askBooking, type BookingRow } from "../../../store/bookings.ts";
import { askClient, type ClientRow, insertCode } from "../../../store/clients.ts";
import type { TatRow } from "../../../store/compliance/admission.ts";
import { type AddressRow, askAddresses, askPerson, type PersonRow } from "../../../store/compliance/requests/person.ts";
import { insertEvent, insertRequest, type RequestRow } from "../../../store/compliance/requests/requests.ts";
import { CommitRefused, commit, commitTogether, database, platformDatabase, read } from "../../../store/database.ts";
import { publishedSalon, type Salon } from "../../../store/snapshots.ts";
import { formatDate } from "../../../time.ts";
import { emailHash, newId, phoneHash, requestToken } from "../../../token.ts";
import { admitting, type Gate } from "../../admitting/gate.ts";
import type { CommandContext, Outcome } from "../../command.ts";
import { asProblem, refused } from "../../deciding/commit.ts";
import { admitted, named } from "../../deciding/subject.ts";
import { CODE_MINUTES, HOUR, MOST_CODES, tooManyCodes } from "../../find-bookings.ts";
import { type Known, proven } from "./proven.ts";
import { type Asked, linkIsEnough, newRow, type RequestKey } from "./request.ts";
import { begin, inBackground } from "./wake.ts";

/** `needs`: what has to come before anything is done; null where nothing has. `token`: shows how it stands. */
export interface Started {
  request: string;
  due: string;
  needs: "code" | null;
  token?: string;
}

export interface StartInput extends Asked {
  salon: string;
  /** E.164. */
  phone: string;
}

/** The answer, the row and the limits are the same for a number that nobody knows. */
export function startRequest(ctx: CommandContext, input: StartInput): Promise<Outcome<Started>> {
  const called = { salon: input.salon, action: "request", phone: input.phone } as const;
  return admitting(ctx, called, (gate) => askedByPhone(ctx, input, gate));
}

async function askedByPhone(ctx: CommandContext, input: StartInput, gate: Gate): Promise<Outcome<Started>> {
  const { salon: slug, phone } = input;
  const platform = platformDatabase(ctx.env);
  const hash = await phoneHash(ctx.env.TOKEN_SECRET, phone);
  try {
    const salon = await publishedSalon(ctx.env, slug);
    if (salon === null) return refused(unknownSalon(slug));
    const db = database(ctx.env, slug);
    const [[client], ...counted] = await read<[ClientRow, ...TatRow[]]>(db, [
      askClient(db, slug, phone, "rights"),
      ...gate.asks(db),
    ]);
    const denied = await gate.refusal(db, counted);
    if (denied !== null) return refused(denied);
    const key = { salon: slug, request: newId() };
    const code = { id: newId(), expiresAt: ctx.now + CODE_MINUTES };
    const limit = { most: MOST_CODES, since: ctx.now - HOUR };
    const row: RequestRow = {
      ...newRow(key, input, salon, ctx.now),
      client_id: client?.client_id ?? null,
      phone_hash: hash,
      code_id: code.id,
    };
    await commitTogether([
      [platform, insertCode(platform, hash, code, limit, ctx.now)],
      [db, [insertRequest(db, row), received(ctx, db, row, "client")]],
    ]);
    if (client !== undefined) inBackground(ctx, begin(ctx, key));
    return answered({ request: key.request, due: formatDate(row.due_date), needs: "code" });
  } catch (error) {
    return refused(error instanceof CommitRefused ? await tooManyCodes(ctx, platform, hash) : asProblem(error));
  }
}

export interface LinkInput extends Asked {
  /** A booking's. */
  token: string;
}

/** By a booking's link. Where that proves too little, the code goes to the addresses on file under the booking's number. */
export async function startByLink(ctx: CommandContext, input: LinkInput): Promise<Outcome<Started>> {
  const who = named({ token: input.token });
  if (who === null) return refused(unknownBooking());
  const called = { salon: who.salon, action: "request", booking: who.booking } as const;
  return admitting(ctx, called, async (gate) => {
    try {
      const db = database(ctx.env, who.salon);
      const [[row], ...counted] = await read<[BookingRow, ...TatRow[]]>(db, [
        askBooking(db, who.salon, who.booking, "rights"),
        ...gate.asks(db),
      ]);
      const denied = await gate.refusal(db, counted);
      if (denied !== null) return refused(denied);
      const booking = await admitted(ctx, who, row);
      if (!("id" in booking)) return refused(booking);
      const { phone, email, language } = booking.contact;
      const asked = { ...input, language: input.language ?? language ?? undefined };
      if (!linkIsEnough(input.kind)) return await askedByPhone(ctx, { ...asked, salon: who.salon, phone }, NO_GATE);
      const known: Known = {
        client: booking.client,
        proof: "link",
        reach: "address",
        addressHash: null,
        answerTo: email,
        language,
        actor: null,
      };
      return await begun(ctx, db, { salon: who.salon, asked, known, booking: booking.id });
    } catch (error) {
      return refused(asProblem(error));
    }
  });
}

/** The call was counted before. */
const NO_GATE: Gate = { asks: () => [], refusal: async () => null };

export interface RecordInput extends StartInput {
  /** Who looked at who asks: at the counter, on the telephone, by letter. */
  actor: Actor;
}

/** A request that came by any other way, written down by somebody of the salon who answers for who asked. */
export async function recordRequest(ctx: CommandContext, input: RecordInput): Promise<Outcome<Started>> {
  const { salon, phone, actor } = input;
  try {
    const db = database(ctx.env, salon);
    const [[found]] = await read<[ClientRow]>(db, [askClient(db, salon, phone, "rights")]);
    if (found === undefined) return refused(nobody());
    const client = found.client_id;
    const [[person], addresses] = await read<[PersonRow, AddressRow]>(db, [
      askPerson(db, salon, client, "rights", ctx.now),
      askAddresses(db, salon, client, "rights"),
    ]);
    if (person === undefined) return refused(nobody());
    const answerTo = person.email ?? addresses[0]?.email ?? null;
    const addressHash = answerTo === null ? null : await emailHash(ctx.env.TOKEN_SECRET, answerTo.toLowerCase());
    const { language } = person;
    const known: Known = { client, proof: "salon", reach: "client", addressHash, answerTo, language, actor };
    return await begun(ctx, db, { salon, asked: input, known, booking: null });
  } catch (error) {
    return refused(error instanceof CommitRefused ? tooBusy() : asProblem(error));
  }
}

const nobody = (): Problem => invalid([{ pointer: "/phone", detail: "is no client's of this salon" }]);

interface Beginning {
  salon: string;
  asked: Asked;
  known: Known;
  booking: string | null;
}

/** Received and proved in one commit. */
async function begun(
  ctx: CommandContext,
  db: D1Database,
  { salon: slug, asked, known, booking }: Beginning,
): Promise<Outcome<Started>> {
  const salon = await publishedSalon(ctx.env, slug);
  if (salon === null) return refused(unknownSalon(slug));
  const key: RequestKey = { salon: slug, request: newId() };
  const row = rowOf(ctx, key, asked, salon, known, booking);
  const proof = await proven(ctx, db, row, known);
  await commit(db, [
    insertRequest(db, row),
    received(ctx, db, row, known.actor === null ? "client" : "team"),
    ...proof.statements,
  ]);
  proof.announce();
  inBackground(ctx, begin(ctx, key));
  const token = await requestToken(ctx.env.TOKEN_SECRET, slug, key.request);
  return answered({ request: key.request, due: formatDate(row.due_date), needs: null, token });
}

function rowOf(
  ctx: CommandContext,
  key: RequestKey,
  asked: Asked,
  salon: Salon,
  known: Known,
  booking: string | null,
): RequestRow {
  return { ...newRow(key, asked, salon, ctx.now), client_id: known.client, booking_id: booking };
}

function received(ctx: CommandContext, db: D1Database, row: RequestRow, actor: string): D1PreparedStatement {
  const event = { step: "received", at: ctx.now, actor, detail: "{}" };
  return insertEvent(db, row.salon_id, row.request_id, event);
}

function answered(value: Started): Outcome<Started> {
  return { ok: true, status: 201, body: JSON.stringify(value), value };
}
