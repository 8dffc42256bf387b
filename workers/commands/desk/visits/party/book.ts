// A party whose guests begin at several times: every part is held before any is booked, so that either all have their times or none has.
// Sent again under its key it goes on where it broke off; where a part cannot be had any more, what was booked before it is cancelled.

import { invalid, type Problem } from "../../../../problem.ts";
import { book } from "../../../book.ts";
import { cancel } from "../../../cancel.ts";
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
  /** Their names, in the order of the parts; empty where nobody said. */
  guests?: readonly string[] | undefined;
  /** Who of the team, as the audit trail names them. */
  by: string;
  /** The request of the waiting list that this answers. */
  wait?: string | undefined;
  /** Why they are booked without the patch test that they need. */
  patchWaiver?: string | undefined;
  idempotency: Idempotency;
}

/** The first part's visit. */
export async function bookParty(ctx: CommandContext, input: PartyInput): Promise<Outcome<BookingAnswer>> {
  const { salon, parts, client, notes, by, wait, patchWaiver, idempotency } = input;
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
      if (!mayGoOn(done.problem)) await giveBack(ctx, input, held, 0);
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
      desk: { by, party, wait: i === 0 ? wait : undefined, patchWaiver, guests: guestsOf(input, i) },
      idempotency: named("book", i),
    });
    if (!done.ok) {
      if (!mayGoOn(done.problem)) await giveBack(ctx, input, held, i);
      return done;
    }
    first ??= done;
  }
  return first ?? refused(invalid([{ pointer: "/parts", detail: "must be at least one" }]));
}

/** Whoever is named first comes first. */
function guestsOf({ parts, guests = [] }: PartyInput, part: number): readonly string[] {
  const before = parts.slice(0, part).reduce((sum, each) => sum + each.guests, 0);
  return guests.slice(before, before + (parts[part]?.guests ?? 0));
}

/** What may go another time finds its holds under its key again; they lapse by themselves. */
const mayGoOn = ({ status }: Problem): boolean => status === 429 || status >= 500;

/** `booked`: of the parts so many, which keep their holds' ids, are visits already. */
async function giveBack(ctx: CommandContext, { salon, by }: PartyInput, held: string[], booked: number): Promise<void> {
  const unasked = { ...ctx, caller: null };
  for (const one of held.slice(booked)) await releaseHold(unasked, { salon, hold: one });
  for (const one of held.slice(0, booked))
    await cancel(unasked, { subject: { salon, booking: one, actor: "team", by } });
}
