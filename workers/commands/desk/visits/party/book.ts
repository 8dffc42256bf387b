// A party whose guests begin at several times: every part is held before any is booked, so that either all have their times or none has.
// Sent again under its key it goes on where it broke off.

import { invalid } from "../../../../problem.ts";
import { book } from "../../../book.ts";
import type { BookingAnswer, ClientDetails, CommandContext, Idempotency, Outcome } from "../../../command.ts";
import { refused } from "../../../deciding/commit.ts";
import { hold, releaseHold } from "../../../hold.ts";
import { MOST_GUESTS } from "./near.ts";

export interface PartyInput {
  salon: string;
  services: readonly string[];
  parts: readonly { start: number; guests: number }[];
  client: ClientDetails;
  notes?: string | undefined;
  /** Who of the team, as the audit trail names them. */
  by: string;
  idempotency: Idempotency;
}

/** The first part's visit. */
export async function bookParty(ctx: CommandContext, input: PartyInput): Promise<Outcome<BookingAnswer>> {
  const { salon, parts, client, notes, by, idempotency } = input;
  const guests = parts.reduce((sum, part) => sum + part.guests, 0);
  if (parts.length === 0 || guests > MOST_GUESTS)
    return refused(invalid([{ pointer: "/parts", detail: `must be of 1 to ${MOST_GUESTS} guests in all` }]));
  const services = input.services.map((id) => ({ id }));
  const named = (what: string, i: number) => ({ ...idempotency, key: `${idempotency.key}-${what}-${i}` });
  const held: string[] = [];
  for (const [i, part] of parts.entries()) {
    // The call was let in with its first part.
    const called = i === 0 ? ctx : { ...ctx, caller: null };
    const wish = { salon, services, start: part.start, party: part.guests, idempotency: named("hold", i) };
    const done = await hold(called, wish);
    if (!done.ok) {
      // What may go another time finds its holds under its key again; they lapse by themselves.
      if (done.problem.status === 429 || done.problem.status >= 500) return done;
      for (const one of held) await releaseHold({ ...ctx, caller: null }, { salon, hold: one });
      return done;
    }
    held.push(done.value.hold);
  }
  const [party = ""] = held;
  let first: Outcome<BookingAnswer> | null = null;
  for (const [i, one] of held.entries()) {
    const done = await book(i === 0 ? ctx : { ...ctx, caller: null }, {
      salon,
      visit: { hold: one },
      client,
      notes: i === 0 ? notes : undefined,
      channel: "desk",
      desk: { by, party },
      idempotency: named("book", i),
    });
    if (!done.ok) return done;
    first ??= done;
  }
  return first ?? refused(invalid([{ pointer: "/parts", detail: "must be at least one" }]));
}
