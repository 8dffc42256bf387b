// Make a booking: directly, or of a hold. Confirming a hold that still lives asks neither the rules nor the document
// again; one that comes late is a fresh commit of the same visit, under the same id.

import { offerMinutesOf } from "../../shared/contracts/salon.ts";
import { EventKind } from "../engine/compliance/observe.ts";
import { invalid, offerOver, type Problem, problem, seriesSettled, unknownHold } from "../problem.ts";
import { askBooking, type Booking, type BookingRow, insertBooking } from "../store/bookings.ts";
import { askClient, type ClientRow, insertClient, insertConsents, mustBeClient } from "../store/clients.ts";
import type { TatRow } from "../store/compliance/admission.ts";
import { CommitRefused, database, mustHaveChanged, read } from "../store/database.ts";
import { insertEvent } from "../store/desk/calendar/events.ts";
import { askBlocked } from "../store/desk/clients/blocks.ts";
import { type PatchTestRow, waivePatchTest } from "../store/desk/clients/patch-tests.ts";
import { prolongHold } from "../store/desk/money/online.ts";
import { insertPartyVisit } from "../store/desk/parties.ts";
import { bookedInSeries } from "../store/desk/series.ts";
import { mustBeEdition } from "../store/desk/settings/imports.ts";
import { askHold, deleteHold, type Hold, type HoldRow, holdOf, insertHold, type Visit } from "../store/holds.ts";
import { askAnswer, type IdempotencyRow } from "../store/idempotency.ts";
import { insertNotice } from "../store/law/notices.ts";
import {
  askBusyAroundLapsed,
  askImportedAroundLapsed,
  askSegmentsOf,
  type BusyRow,
  confirmSegments,
  type ImportedRow,
  type StoredSegment,
  settleClass,
  type VisitSegmentRow,
} from "../store/segments.ts";
import { askVersion, mustBeVersion, type Salon, type VersionRow } from "../store/snapshots.ts";
import { answerEntry, askOffer, type OfferRow, stands, takeOffer } from "../store/waitlist.ts";
import { newId, newSecret, phoneHash } from "../token.ts";
import { admitting, type Gate } from "./admitting/gate.ts";
import type { BookingAnswer, CommandContext, Outcome } from "./command.ts";
import type { BookInput } from "./deciding/book-input.ts";
import { bookingAnswer } from "./deciding/booking.ts";
import { conclude, deciding, refused, replayed, STALE, scopeOf } from "./deciding/commit.ts";
import { askFacts, DAY_AROUND, type Facts, localDate, windowOf } from "./deciding/facts.ts";
import { askTests, patchTest } from "./deciding/patch-test.ts";
import { bookTest, testAnswer, testBooking } from "./deciding/test-booking.ts";
import { beyondReach, decide, isProblem, occupy, priceChanged, withAlternatives } from "./deciding/visit.ts";
import { type Wished, wishedVisit } from "./deciding/wished.ts";
import { overrideEvent, overrideFaults, waivedBy } from "./desk/calendar/override.ts";
import { blockHash, notOnline } from "./desk/clients/shut-out.ts";
import { type Keeping, paysFirst, waitForDeposit } from "./desk/money/online/wait.ts";
import { childRefusal } from "./law/children.ts";
import { consentsOf, guardianOf } from "./law/given.ts";
import { presentNotice } from "./law/notice.ts";
import { healthFaults, keepSpecialNote } from "./vault/special.ts";
import { note } from "./watching/note.ts";
import { noteStumble } from "./watching/stumble.ts";

/** Of the answers to repeated requests; an offer's are its own. */
const operationOf = ({ offer }: BookInput): string => (offer === undefined ? "book" : `accept ${offer.id}`);

type Attempt = Promise<Outcome<BookingAnswer> | typeof STALE>;

export async function book(ctx: CommandContext, input: BookInput): Promise<Outcome<BookingAnswer>> {
  const { salon: slug, visit, client } = input;
  const unconsented = healthFaults(input.healthNote, input.consents);
  const faults = [...unconsented, ...overrideFaults(input.desk?.override)];
  if (faults.length > 0) return refused(invalid(faults));
  const phone = client.phone === "" ? undefined : client.phone;
  const outcome = await admitting(ctx, { salon: slug, action: "book", phone }, (gate) =>
    deciding(ctx, slug, (salon) =>
      "hold" in visit ? fromHold(ctx, input, visit.hold, salon, gate) : direct(ctx, input, visit, salon, gate),
    ),
  );
  if (outcome.ok) noteBooked(ctx, input, outcome.value);
  else noteStumble(ctx, slug, { phone: client.phone, step: "book" }, outcome.problem);
  return outcome;
}

/** A time that waits for its deposit is held and not booked; one that was held before is held still. */
function noteBooked(ctx: CommandContext, { salon, visit }: BookInput, { status }: BookingAnswer): void {
  if (status === "confirmed") note(ctx, salon, { kind: EventKind.Confirmed });
  else if (!("hold" in visit)) note(ctx, salon, { kind: EventKind.Held });
}

/** Who is shut out from booking online may still be booked for by the team. */
async function standingOf(ctx: CommandContext, salon: string, { client, desk }: BookInput) {
  const phone = desk === undefined ? client.phone : "";
  return { phone, hash: phone === "" ? "" : await blockHash(ctx.env, salon, phone) };
}

type DirectVisit = Exclude<BookInput["visit"], { hold: string }>;

async function direct(ctx: CommandContext, input: BookInput, wish: DirectVisit, salon: Salon, gate: Gate): Attempt {
  const db = database(ctx.env, salon.slug);
  const wished = wishedVisit(salon, wish.services, wish.party);
  const beyond = beyondReach(wish.start, ctx.now);
  const date = localDate(salon, beyond === null ? wish.start : ctx.now);
  const [[answer], [version], [client], [shut], had, busy, imported, ...counted] = await read<
    [IdempotencyRow, VersionRow, ClientRow, { until: number }, PatchTestRow, BusyRow, ImportedRow, ...TatRow[]]
  >(db, [
    askAnswer(db, scopeOf(salon.slug, operationOf(input), input.idempotency), ctx.now),
    askVersion(db, salon.slug),
    askClient(db, salon.slug, input.client.phone, "serve"),
    askBlocked(db, salon.slug, await standingOf(ctx, salon.slug, input), ctx.now),
    askTests(db, salon, input.client.phone, ctx.now),
    ...askFacts(db, salon, Array.isArray(wished) ? null : wished, windowOf(salon, date, date), {}, ctx.now),
    ...gate.asks(db),
  ]);
  const denied = await gate.refusal(db, counted);
  if (denied !== null) return refused(denied);
  const before = await replayed<BookingAnswer>(ctx, salon.slug, answer, input.idempotency);
  if (before !== null) return before;
  if (shut !== undefined) return refused(notOnline(ctx.origin, salon.slug));
  if (beyond !== null) return refused(beyond);
  if (version?.version !== salon.version) return STALE;
  if (Array.isArray(wished)) return refused(invalid(wished));
  const of = { id: newSecret(), client, had };
  return fresh(ctx, db, input, salon, wished, wish.start, { busy, imported }, of);
}

/** Decides the visit on the current facts and commits it. `from`: the late hold that it was. */
async function fresh(
  ctx: CommandContext,
  db: D1Database,
  input: BookInput,
  salon: Salon,
  wished: Wished,
  start: number,
  facts: Facts,
  of: Omit<Confirmed, "visit" | "segments" | "keeping">,
  from?: Hold,
): Promise<Outcome<BookingAnswer>> {
  const waived = waivedBy(input.desk?.override?.rules ?? []);
  const decided = decide(salon, wished, start, facts, ctx.now, waived);
  if (isProblem(decided)) return refused(await withAlternatives(db, salon, wished, start, {}, ctx.now, decided));
  const { visit } = decided;
  const seen = input.priceCents ?? from?.priceCents;
  if (seen !== undefined && visit.priceCents > seen) return refused(priceChanged(visit.priceCents));
  const { slug } = salon;
  const occupied = (until: number | null) => [
    mustBeVersion(db, slug, salon.version),
    ...occupy(db, slug, of.id, decided, until),
    ...(from === undefined ? [] : [deleteHold(db, slug, from.id)]),
  ];
  const held = { ...visit, id: of.id, segmentCount: decided.segments.length };
  const keeping = {
    ...{ since: ctx.now, until: ctx.now },
    facts: (heldUntil: number) => [...occupied(heldUntil), insertHold(db, slug, { ...held, heldUntil }, ctx.now)],
  };
  return confirm(ctx, db, input, salon, { ...of, visit, segments: decided.segments, keeping }, occupied(null));
}

async function fromHold(ctx: CommandContext, input: BookInput, id: string, salon: Salon, gate: Gate): Attempt {
  const db = database(ctx.env, salon.slug);
  const people = salon.view.staff.map((person) => person.id);
  const [[answer], [version], [client], [shut], had, [row], [made], [offer], segments, busy, imported, ...counted] =
    await read<
      [
        IdempotencyRow,
        VersionRow,
        ClientRow,
        { until: number },
        PatchTestRow,
        HoldRow,
        BookingRow,
        OfferRow,
        VisitSegmentRow,
        BusyRow,
        ImportedRow,
        ...TatRow[],
      ]
    >(db, [
      askAnswer(db, scopeOf(salon.slug, operationOf(input), input.idempotency), ctx.now),
      askVersion(db, salon.slug),
      askClient(db, salon.slug, input.client.phone, "serve"),
      askBlocked(db, salon.slug, await standingOf(ctx, salon.slug, input), ctx.now),
      askTests(db, salon, input.client.phone, ctx.now),
      askHold(db, salon.slug, id),
      askBooking(db, salon.slug, id, "serve"),
      askOffer(db, salon.slug, input.offer?.id ?? "", "wait"),
      askSegmentsOf(db, salon.slug, id),
      askBusyAroundLapsed(db, salon.slug, id, salon.units.names, DAY_AROUND, ctx.now),
      askImportedAroundLapsed(db, salon.slug, id, people, DAY_AROUND, ctx.now),
      ...gate.asks(db),
    ]);
  const denied = await gate.refusal(db, counted);
  if (denied !== null) return refused(denied);
  const before = await replayed<BookingAnswer>(ctx, salon.slug, answer, input.idempotency);
  if (before !== null) return before;
  if (shut !== undefined) return refused(notOnline(ctx.origin, salon.slug));
  const open = offer !== undefined && stands(offer, ctx.now);
  if (input.offer !== undefined && !open && !input.paid) return refused(offerOver());
  if (row === undefined) return refused(made === undefined ? unknownHold() : alreadyBooked());
  const held = holdOf(row);
  if (held.heldUntil <= ctx.now || segments.length < held.segmentCount) {
    if (version?.version !== salon.version) return STALE;
    const wished = wishedVisit(salon, held.services, held.party);
    if (Array.isArray(wished)) return refused(vanished(wished.map(({ detail }) => detail).join(" ")));
    const of = { id, client, had, open };
    return fresh(ctx, db, input, salon, wished, held.start, { busy, imported }, of, held);
  }
  if (input.priceCents !== undefined && held.priceCents > input.priceCents)
    return refused(priceChanged(held.priceCents));
  const stored = segments.map(({ unit_id, start_at, end_at }) => ({ unit: unit_id, start: start_at, end: end_at }));
  const settled = held.classVisit === null ? [] : settleClass(db, salon.slug, held.classVisit);
  const keeping = {
    // An offer kept its time for as long as it stood, before anybody began to pay.
    ...{ since: row.created_at + (input.offer === undefined ? 0 : offerMinutesOf(salon.view)), until: held.heldUntil },
    facts: (until: number) => [...prolongHold(db, salon.slug, id, until, ctx.now), ...settled],
  };
  return confirm(ctx, db, input, salon, { id, visit: held, segments: stored, client, had, open, keeping }, [
    confirmSegments(db, salon.slug, id, ctx.now),
    mustHaveChanged(db, held.segmentCount, "hold"),
    ...settled,
    deleteHold(db, salon.slug, id),
  ]);
}

interface Confirmed {
  id: string;
  visit: Visit;
  segments: StoredSegment[];
  client: ClientRow | undefined;
  /** Patch tests of theirs. */
  had: readonly PatchTestRow[];
  /** Whether the offer that it accepts still stands. */
  open?: boolean;
  /** Its time, while its deposit is being paid. */
  keeping: Keeping;
}

/** Commits the booking with its client, consents, message and audit entry; `occupied` is what makes the units its own. */
async function confirm(
  ctx: CommandContext,
  db: D1Database,
  input: BookInput,
  salon: Salon,
  { id, visit, segments, client: known, had, open, keeping }: Confirmed,
  occupied: D1PreparedStatement[],
): Promise<Outcome<BookingAnswer>> {
  const { slug } = salon;
  const child = childRefusal(salon, visit.services, input, ctx.now);
  if (child !== null) return refused(child);
  const question = { id, visit, segments, had, wish: input.patchTest, waiver: input.desk?.patchWaiver };
  const tested = await patchTest(db, salon, question, ctx.now);
  if (tested !== null && "status" in tested) return refused(tested);
  const contact = { phone: input.client.phone, name: input.client.name, email: input.client.email ?? null };
  const language = input.client.language ?? null;
  const guests = input.desk?.guests?.slice(0, visit.party) ?? [];
  const unnamed = contact.name === "" && guests.every((guest) => guest === "");
  const client = known?.client_id ?? (contact.phone === "" && unnamed ? "" : newId());
  const booking: Booking = {
    ...visit,
    salon: slug,
    id,
    client,
    status: "confirmed",
    stage: input.desk?.stage ?? null,
    contact: { ...contact, language },
    guests,
    notes: input.notes ?? null,
    notice: input.notice ?? null,
    guardian: guardianOf(input),
    fee: null,
    tokenVersion: 1,
    sequence: 0,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  };
  const provider = paysFirst(salon, input, visit.depositCents);
  const test = tested !== null && "booked" in tested ? testBooking(booking, tested.booked) : null;
  if (provider !== null) {
    const operation = operationOf(input);
    return waitForDeposit(ctx, db, salon, input, { operation, provider, booking, segments, keeping, test });
  }
  const value = {
    ...(await bookingAnswer(ctx, salon, booking, segments)),
    ...(test === null ? {} : testAnswer(salon, test)),
  };
  const consents = consentsOf(input, known?.asked === 1).map((given) => [newId(), given] as const);
  const notice = await presentNotice(salon, input.notice);
  const hash = known === undefined ? await phoneHash(ctx.env.TOKEN_SECRET, contact.phone) : "";
  const about = { client, booking: id, channel: input.channel ?? "web", at: ctx.now };
  const { healthNote: text, desk } = input;
  const actor = desk?.by ?? "client";
  const event = overrideEvent(desk?.override, { booking: id, id: newId(), at: ctx.now, actor });
  const nobody = contact.phone === "" && contact.email === null;
  const done = conclude<BookingAnswer>(ctx, db, {
    salon: slug,
    operation: operationOf(input),
    idempotency: input.idempotency,
    status: 201,
    value,
    token: { booking: id, version: booking.tokenVersion, text: value.token },
    facts: [
      ...occupied,
      ...(input.brought === undefined ? [] : [mustBeEdition(db, slug, input.brought)]),
      ...(contact.phone === ""
        ? []
        : known === undefined
          ? insertClient(db, slug, { ...contact, id: client, phoneHash: hash, language }, ctx.now)
          : [mustBeClient(db, slug, client)]),
      ...(notice === null ? [] : [insertNotice(db, slug, notice, ctx.now)]),
      insertBooking(db, booking),
      ...(tested !== null && "waived" in tested ? [waivePatchTest(db, slug, id, tested.waived)] : []),
      ...(test === null ? [] : await bookTest(ctx, db, salon, test, actor)),
      ...(event === null ? [] : [insertEvent(db, slug, event)]),
      ...(desk?.wait === undefined ? [] : [answerEntry(db, slug, desk.wait)]),
      ...(desk?.party === undefined ? [] : [insertPartyVisit(db, slug, id, desk.party)]),
      ...(desk?.series === undefined ? [] : bookedInSeries(db, slug, desk.series, { booking: id, nobody }, ctx.now)),
      ...(consents.length === 0 ? [] : [insertConsents(db, slug, consents, about)]),
      ...(text === undefined ? [] : await keepSpecialNote(ctx, db, { salon: slug, client, booking: id, text })),
      ...(input.offer === undefined ? [] : takeOffer(db, slug, input.offer, open)),
    ],
    audit: {
      actor,
      action: "booking.made",
      subject: id,
      detail: {
        client,
        start: visit.start,
        end: visit.end,
        price_cents: visit.priceCents,
        party: visit.party,
        services: visit.services.map((service) => service.id),
        ...(event === null ? {} : { set_aside: [...(desk?.override?.rules ?? [])] }),
        ...(test === null ? {} : { patch_test: test.booking.id }),
        ...(tested !== null && "waived" in tested ? { patch_test: "waived" } : {}),
        consents: consents.map(([consent, given]) => ({ id: consent, purpose: given.purpose, granted: given.granted })),
      },
    },
    messages: (nobody || input.brought || desk?.series ? [] : [id, ...(test === null ? [] : [test.booking.id])]).map(
      (each) => ({
        kind: "booking.made",
        payload: { booking: each, sequence: 0, ...via(input) },
      }),
    ),
  });
  return done.catch((error: unknown) => {
    if (error instanceof CommitRefused && error.rule === "series") return refused(seriesSettled());
    throw error;
  });
}

/** Of a conversation, in which it is told; what is booked once it is paid was not told there yet. */
const via = ({ channel, paid }: BookInput) =>
  channel === undefined || channel === "web" || paid ? {} : { via: channel };

const alreadyBooked = (): Problem =>
  problem("already-booked", 409, "This hold has been booked already.", { detail: "A hold becomes a booking once." });

const vanished = (detail: string): Problem =>
  problem("not-offered", 409, "This visit is no longer offered.", { detail });
