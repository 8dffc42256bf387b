// What a client agreed to, seen and changed behind the link of a visit. Rows are only ever added: withdrawing is a new row.

import { EventKind } from "../../engine/compliance/observe.ts";
import { problem, unknownBooking } from "../../problem.ts";
import { askBooking, type Booking, type BookingRow } from "../../store/bookings.ts";
import { insertConsents } from "../../store/clients.ts";
import type { TatRow } from "../../store/compliance/admission.ts";
import { database, read } from "../../store/database.ts";
import { type AnswerRow, askAnswersOf } from "../../store/law/consents.ts";
import { askVersion, type VersionRow } from "../../store/snapshots.ts";
import { deleteNotesOfBooking } from "../../store/vault/special-notes.ts";
import { newId } from "../../token.ts";
import { admitting } from "../admitting/gate.ts";
import type { CommandContext, Outcome } from "../command.ts";
import { asProblem, conclude, deciding, refused, STALE } from "../deciding/commit.ts";
import { admitted, named } from "../deciding/subject.ts";
import { endPhotos, PHOTOS } from "../desk/visits/photos/keep.ts";
import { HEALTH } from "../vault/special.ts";
import { note } from "../watching/note.ts";

/** What was last answered about a purpose. */
export interface ConsentState {
  purpose: string;
  granted: boolean;
  notice_version: string;
  wording: string | null;
  channel: string;
  at: number;
}

export interface ConsentsAnswer {
  consents: ConsentState[];
  /** The question about marketing stands with this very visit and was not answered yet. */
  open: boolean;
}

/**
 * `rows` are all answers of the client, in order. Whoever knows a number may book with it, so a visit's page shows what was
 * answered with that visit; of other visits only that marketing was agreed to, which can then be ended here too.
 */
export function consentsSeen(rows: readonly AnswerRow[], booking: string): ConsentsAnswer {
  const last = new Map(rows.map((row) => [row.purpose, row]));
  const seen = [...last.values()].filter(({ purpose, granted }) => {
    const own = rows.some((row) => row.purpose === purpose && row.booking_id === booking);
    return own || (purpose === "marketing" && granted === 1);
  });
  const marketing = rows.filter(({ purpose }) => purpose === "marketing");
  const open = marketing.length === 1 && marketing[0]?.booking_id === booking && marketing[0].granted === 0;
  return {
    consents: seen.map(({ booking_id: _, granted, ...row }) => ({ ...row, granted: granted === 1 })),
    open,
  };
}

export async function readConsents(ctx: CommandContext, token: string): Promise<Outcome<ConsentsAnswer>> {
  const who = named({ token });
  if (who === null) return missed(ctx, token);
  try {
    const db = database(ctx.env, who.salon);
    const [[row], rows] = await read<[BookingRow, AnswerRow]>(db, [
      askBooking(db, who.salon, who.booking, "prove"),
      askAnswersOf(db, who.salon, who.booking),
    ]);
    const booking = await admitted(ctx, who, row);
    if (!("id" in booking)) return missed(ctx, token);
    const value = consentsSeen(rows, booking.id);
    return { ok: true, status: 200, body: JSON.stringify(value), value };
  } catch (error) {
    return refused(asProblem(error));
  }
}

function missed<T>(ctx: CommandContext, what: string): Outcome<T> {
  note(ctx, "", { kind: EventKind.LookupMissed, object: { by: "booking", what } });
  return refused(unknownBooking());
}

export interface AnswerInput {
  token: string;
  purpose: string;
  granted: boolean;
}

export interface AnsweredConsent {
  purpose: string;
  granted: boolean;
}

/** Ends a consent: as easily as it was given, and at once (s 11(2)(b)). Ending it twice is ending it. */
export function withdrawConsent(ctx: CommandContext, input: { token: string; purpose: string }) {
  return answerConsent(ctx, { ...input, granted: false });
}

/**
 * Answers the one question about marketing, or ends a consent. A yes is taken while the question stands with this visit, and
 * from whoever once answered it with this visit: it is their own page, and nobody asks them there again.
 */
export async function answerConsent(ctx: CommandContext, input: AnswerInput): Promise<Outcome<AnsweredConsent>> {
  const who = named({ token: input.token });
  if (who === null) return refused(unknownBooking());
  return admitting(ctx, { salon: who.salon, action: "consent", booking: who.booking }, (gate) =>
    deciding<AnsweredConsent>(ctx, who.salon, async (salon) => {
      const db = database(ctx.env, who.salon);
      const [[version], [row], rows, ...counted] = await read<[VersionRow, BookingRow, AnswerRow, ...TatRow[]]>(db, [
        askVersion(db, who.salon),
        askBooking(db, who.salon, who.booking, "prove"),
        askAnswersOf(db, who.salon, who.booking),
        ...gate.asks(db),
      ]);
      const denied = await gate.refusal(db, counted);
      if (denied !== null) return refused(denied);
      const booking = await admitted(ctx, who, row);
      if (!("id" in booking)) return missed(ctx, who.booking);
      if (version?.version !== salon.version) return STALE;
      return record(ctx, db, booking, rows, input);
    }),
  );
}

async function record(
  ctx: CommandContext,
  db: D1Database,
  booking: Booking,
  rows: readonly AnswerRow[],
  { purpose, granted }: AnswerInput,
): Promise<Outcome<AnsweredConsent>> {
  const { consents, open } = consentsSeen(rows, booking.id);
  const standing = consents.find((one) => one.purpose === purpose);
  const value = { purpose, granted };
  const own = rows.some((row) => row.purpose === purpose && row.booking_id === booking.id);
  if (standing === undefined || (granted && !(own && purpose === "marketing"))) return refused(notAsked(purpose));
  const answersQuestion = open && purpose === "marketing";
  if (standing.granted === granted && !answersQuestion) {
    return { ok: true, status: 200, body: JSON.stringify(value), value };
  }
  const consent = newId();
  const { notice_version, wording } = standing;
  const given = { purpose, granted, notice_version, wording: wording ?? undefined };
  return conclude(ctx, db, {
    salon: booking.salon,
    operation: `consent ${booking.id}`,
    idempotency: undefined,
    status: 200,
    value,
    facts: [
      insertConsents(db, booking.salon, [[consent, given]], {
        client: booking.client,
        booking: booking.id,
        channel: "web",
        at: ctx.now,
      }),
      // What was kept by this consent alone goes with it.
      ...(purpose === HEALTH && !granted ? [deleteNotesOfBooking(db, booking.salon, booking.id)] : []),
      ...(purpose === PHOTOS && !granted ? await endPhotos(ctx, booking.salon, booking.client) : []),
    ],
    audit: {
      actor: "client",
      action: granted ? "consent.given" : standing.granted ? "consent.withdrawn" : "consent.withheld",
      subject: booking.id,
      detail: { client: booking.client, consent, purpose },
    },
    messages: [],
  });
}

const notAsked = (purpose: string) =>
  problem("not-asked", 404, "Nothing was asked about this purpose.", {
    detail: `The client of this booking was not asked about "${purpose}".`,
  });
