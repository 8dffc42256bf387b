// How the guests of a visit are called, all of them at once; an empty name is one that nobody said. The visit stays as it is, so nobody is
// written to and no calendar file changes.

import { type Actor, actorName } from "../../../../permissions.ts";
import { invalid, problem, unknownBooking } from "../../../../problem.ts";
import { askBooking, type BookingRow } from "../../../../store/bookings.ts";
import { database, read } from "../../../../store/database.ts";
import { nameGuests } from "../../../../store/desk/parties.ts";
import { askAnswer, type IdempotencyRow } from "../../../../store/idempotency.ts";
import type { CommandContext, Idempotency, Outcome } from "../../../command.ts";
import { conclude, deciding, refused, replayed, scopeOf } from "../../../deciding/commit.ts";

export interface NamesInput {
  salon: string;
  booking: string;
  actor: Actor;
  /** In the order of the guests. */
  names: readonly string[];
  /** Of the visit as it was seen, since guests are counted anew whenever one leaves. */
  sequence: number;
  idempotency?: Idempotency | undefined;
}

export function nameParty(ctx: CommandContext, input: NamesInput): Promise<Outcome<{ booking: string }>> {
  const { booking, names, sequence } = input;
  const actor = actorName(input.actor);
  return deciding<{ booking: string }>(ctx, input.salon, async ({ slug }) => {
    const db = database(ctx.env, slug);
    const operation = `name-guests ${booking}`;
    const [[answer], [row]] = await read<[IdempotencyRow, BookingRow]>(db, [
      askAnswer(db, scopeOf(slug, operation, input.idempotency), ctx.now),
      askBooking(db, slug, booking, "serve"),
    ]);
    const before = await replayed<{ booking: string }>(ctx, slug, answer, input.idempotency);
    if (before !== null) return before;
    if (row === undefined) return refused(unknownBooking());
    if (row.status === "cancelled") return refused(problem("cancelled", 409, "This booking was cancelled."));
    if (row.sequence !== sequence)
      return refused(
        problem("changed", 409, "The booking was changed meanwhile.", { detail: "Look at it as it is now." }),
      );
    if (names.length > row.party)
      return refused(invalid([{ pointer: "/guests", detail: `must be of the visit's ${row.party} guests at most` }]));
    return conclude(ctx, db, {
      salon: slug,
      operation,
      idempotency: input.idempotency,
      status: 200,
      value: { booking },
      facts: nameGuests(db, slug, { booking, sequence, names }),
      audit: { actor, action: "booking.guests-named", subject: booking, detail: { client: row.client_id } },
      messages: [],
    });
  });
}
