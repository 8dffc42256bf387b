// One visit as the team sees it, with what happened to it. Each read is noted.

import { type Actor, actorName } from "../../../permissions.ts";
import { type Problem, unknownBooking, unknownSalon } from "../../../problem.ts";
import { askBooking, type Booking, type BookingRow, bookingOf } from "../../../store/bookings.ts";
import { database, read } from "../../../store/database.ts";
import { askEvents, type Happened, type VisitEventRow } from "../../../store/desk/calendar/events.ts";
import { askParty, type PartyVisitRow } from "../../../store/desk/parties.ts";
import { askPhotos, type PhotoRow } from "../../../store/desk/photos.ts";
import { askSeriesOf, type SeriesOfRow } from "../../../store/desk/series.ts";
import { type AnswerRow, askAnswersOf } from "../../../store/law/consents.ts";
import { askVersion, SalonFrozen, type VersionRow } from "../../../store/snapshots.ts";
import type { CommandContext } from "../../command.ts";
import { asProblem } from "../../deciding/commit.ts";
import { noteRead } from "../../watching/reads.ts";
import { hasAgreed } from "../visits/photos/keep.ts";

export interface VisitCard {
  booking: Booking;
  /** In order. */
  events: { at: number; actor: string; what: Happened; rules: string[]; text: string | null }[];
  /** In order. */
  photos: PhotoRow[];
  /** Their last word about photographs was a yes. */
  agreed: boolean;
  /** The series that it is of, and which of it: 0 is the one that comes again. */
  series: SeriesOfRow | null;
  /** All visits of its party, where that is several. */
  party: PartyVisitRow[];
}

export async function readVisit(
  ctx: CommandContext,
  { salon, booking, actor }: { salon: string; booking: string; actor: Actor },
): Promise<{ ok: true; value: VisitCard } | { ok: false; problem: Problem }> {
  const db = database(ctx.env, salon);
  try {
    const [[version], [row], events, photos, words, [series], party] = await read<
      [VersionRow, BookingRow, VisitEventRow, PhotoRow, AnswerRow, SeriesOfRow, PartyVisitRow]
    >(db, [
      askVersion(db, salon),
      askBooking(db, salon, booking, "serve"),
      askEvents(db, salon, booking, "serve"),
      askPhotos(db, salon, booking, "serve"),
      askAnswersOf(db, salon, booking),
      askSeriesOf(db, salon, booking, "serve"),
      askParty(db, salon, booking, "serve"),
    ]);
    if (version === undefined) return { ok: false, problem: unknownSalon(salon) };
    if (version.version === 0) throw new SalonFrozen("the salon is frozen");
    if (row === undefined) return { ok: false, problem: unknownBooking() };
    noteRead(ctx, salon, {
      actor: actorName(actor),
      session: "session" in actor ? actor.session : undefined,
      purpose: "serve",
      what: "bookings",
      clients: [row.client_id],
      objects: [booking],
    });
    return {
      ok: true,
      value: {
        booking: bookingOf(row),
        events: events.map(({ at, actor: by, what, rules, text }) => {
          return { at, actor: by, what, rules: rules === null ? [] : (JSON.parse(rules) as string[]), text };
        }),
        photos,
        agreed: hasAgreed(words),
        series: series ?? null,
        party,
      },
    };
  } catch (error) {
    return { ok: false, problem: asProblem(error) };
  }
}
