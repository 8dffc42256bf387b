// The calendar for programs, and for devices that work on without a network: some days whole, and what the team does with visits.

import type { DeskBookingRequest } from "../../../shared/contracts/generated/desk-booking.types.ts";
import { validate as deskBooking } from "../../../shared/contracts/generated/desk-booking.validate.js";
import type { DeskChangeRequest } from "../../../shared/contracts/generated/desk-change.types.ts";
import { validate as deskChange } from "../../../shared/contracts/generated/desk-change.validate.js";
import { book } from "../../commands/book.ts";
import { readDay } from "../../commands/desk/calendar/day.ts";
import { addNote, putStage } from "../../commands/desk/calendar/stage.ts";
import { readVisit } from "../../commands/desk/calendar/visit.ts";
import { leaveParty } from "../../commands/desk/visits/party/leave.ts";
import { nameParty } from "../../commands/desk/visits/party/name.ts";
import { move } from "../../commands/move.ts";
import { offsetsAt } from "../../engine/clock.ts";
import { engine } from "../../engine/shipped.ts";
import { checked, MAX_BODY, parseBody, readBytes } from "../../http/body.ts";
import { isInstantShaped, parseMinute } from "../../http/instants.ts";
import { problemAnswer, Refusal } from "../../http/refusal.ts";
import { commandContext, type DoorContext, idempotencyOf } from "../../http/request.ts";
import { json, outcomeAnswer, type Parameter, type Route } from "../../http/routes.ts";
import { base64 } from "../../note.ts";
import { type Actor, actorName } from "../../permissions.ts";
import { type Fault, invalid, problem, unknownSalon } from "../../problem.ts";
import { askMembership, emailOf, type MembershipRow } from "../../store/access/accounts.ts";
import { database, read } from "../../store/database.ts";
import { waitAtDesk } from "../../store/desk/lookers.ts";
import { publishedSalon } from "../../store/snapshots.ts";
import { parseDate } from "../../time.ts";
import { guestOf } from "./visits/guest.ts";

/** Seconds; proxies on the way give up after some more. */
const LONGEST_WAIT = 25;

/** Days that a device keeps. */
const MOST_DAYS = 7;

const KEY: Parameter = {
  name: "Idempotency-Key",
  in: "header",
  required: true,
  description: "New for every new request, the same when one is tried again; kept for 24 hours.",
  schema: { type: "string", minLength: 1, maxLength: 255 },
};

const ACCOUNT: Parameter = {
  name: "Desk-Account",
  in: "header",
  description: "Whose act it is, where a device kept it for a while: somebody else's session is refused.",
  schema: { type: "string", maxLength: 64 },
};

const date = (name: string, description: string): Parameter => {
  return { name, in: "query", required: true, description, schema: { type: "string", format: "date" } };
};

export const calendarDeskRoutes: Route[] = [
  {
    method: "get",
    path: "/api/v1/salons/{salon}/desk",
    id: "readDesk",
    summary: "Some days whole, as the desk shows them and the engine takes them. Each read is noted.",
    access: "role",
    permission: "bookings.read",
    parameters: [
      date("from", "First day, in the salon's time."),
      date("to", `Last day; at most ${MOST_DAYS} days in all.`),
    ],
    answers: { 200: { description: "The days.", schema: "DeskDay" } },
    handle: showDays,
  },
  {
    method: "get",
    path: "/api/v1/salons/{salon}/desk/changes",
    id: "waitForDesk",
    summary: "Answers when something in the salon's day changed, or when the time is over.",
    access: "role",
    permission: "bookings.read",
    parameters: [
      {
        name: "wait",
        in: "query",
        description: `Seconds to wait at most, 0 to ${LONGEST_WAIT}; 0 when absent. Too many who wait are answered at once.`,
        schema: { type: "integer", minimum: 0, maximum: LONGEST_WAIT },
      },
    ],
    answers: { 200: { description: "Whether anything changed.", schema: "DeskChanges" } },
    handle: waitForChange,
  },
  {
    method: "get",
    path: "/api/v1/salons/{salon}/desk/colleagues/{account}",
    id: "nameColleague",
    summary:
      "By what a colleague is known, for a device on which something of theirs waits; 404 once they have left the team.",
    access: "role",
    permission: "bookings.read",
    answers: { 200: { description: "The colleague.", schema: "DeskColleague" } },
    handle: nameColleague,
  },
  {
    method: "post",
    path: "/api/v1/salons/{salon}/desk/visits",
    id: "bookAtDesk",
    summary: "The team books a visit; rules may be set aside for a reason that is kept.",
    access: "role",
    permission: "bookings.write",
    parameters: [KEY, ACCOUNT],
    body: "DeskBookingRequest",
    example: {
      services: [{ id: "cut", staff: "thandi" }],
      start: "2026-12-01T18:00:00+02:00",
      client: { name: "Nomsa Dlamini", phone: "082 555 0199" },
      override: { rules: ["hours"], reason: "Her wedding is tomorrow" },
    },
    answers: { 201: { description: "The visit is booked.", schema: "BookingAnswer" } },
    handle: bookVisit,
  },
  {
    method: "patch",
    path: "/api/v1/salons/{salon}/desk/visits/{booking}",
    id: "changeAtDesk",
    summary:
      "Moves a visit, says how far it has come, how its guests are called or that one does not come, or notes something of it.",
    access: "role",
    permission: "bookings.write",
    parameters: [KEY, ACCOUNT],
    body: "DeskChangeRequest",
    example: { stage: "arrived" },
    answers: {
      200: { description: "The visit is so, or was already.", schema: "StageAnswer" },
      201: { description: "The note is kept.", schema: "StageAnswer" },
    },
    handle: changeVisit,
  },
];

async function waitForChange(c: DoorContext): Promise<Response> {
  const wait = c.req.query("wait") ?? "0";
  if (!/^\d{1,2}$/.test(wait) || Number(wait) > LONGEST_WAIT) {
    const detail = `must be a whole number from 0 to ${LONGEST_WAIT}`;
    throw new Refusal(invalid([{ parameter: "wait", detail }]));
  }
  const milliseconds = Number(wait) * 1_000;
  const changed = milliseconds > 0 && (await waitAtDesk(c.env, c.req.param("salon") ?? "", milliseconds));
  return json({ changed });
}

async function nameColleague(c: DoorContext): Promise<Response> {
  const [salon, account] = [c.req.param("salon") ?? "", c.req.param("account") ?? ""];
  const db = database(c.env, salon);
  const [[member]] = await read<[MembershipRow]>(db, [askMembership(db, salon, account)]);
  const name = member === undefined ? null : await emailOf(c.env, account);
  return name === null
    ? problemAnswer(problem("unknown-colleague", 404, "There is no such colleague."))
    : json({ account, name });
}

/** What a device kept is done by whoever did it, or not at all. */
function mustBeTheirs(c: DoorContext, actor: Actor): void {
  const whose = c.req.header("Desk-Account");
  if (whose === undefined || (actor.role !== "operator" && actor.account === whose)) return;
  throw new Refusal(problem("another-account", 409, "This was done by somebody else, and waits for them."));
}

async function showDays(c: DoorContext, actor: Actor): Promise<Response> {
  const [from, to] = ["from", "to"].map((name) => parseDate(c.req.query(name) ?? ""));
  const faults: Fault[] = [];
  if (from === null || from === undefined) faults.push({ parameter: "from", detail: "must be a date YYYY-MM-DD" });
  if (to === null || to === undefined) faults.push({ parameter: "to", detail: "must be a date YYYY-MM-DD" });
  const [first, last] = [from ?? 0, to ?? 0];
  if (faults.length === 0 && (last < first || last - first >= MOST_DAYS)) {
    faults.push({ parameter: "to", detail: `must be from 0 to ${MOST_DAYS - 1} days after from` });
  }
  if (faults.length > 0) throw new Refusal(invalid(faults));
  const found = await readDay(commandContext(c), { salon: c.req.param("salon") ?? "", from: first, to: last, actor });
  if (!found.ok) return problemAnswer(found.problem);
  const { salon, waits: _waits, ...day } = found.value;
  const calendar = base64(salon.calendar);
  const [offset = 0] = offsetsAt(salon.view.timezone, [day.now], engine);
  const reader = actor.role === "operator" ? null : actor.account;
  return json({ salon: salon.slug, version: salon.version, reader, offset, ...day, calendar, view: salon.view });
}

function startFaults({ start }: Record<string, unknown>): Fault[] {
  if (typeof start !== "string" || !isInstantShaped(start) || parseMinute(start) !== null) return [];
  return [{ pointer: "/start", detail: "must be an instant of the calendar, on a whole minute" }];
}

function bookingFaults(body: Record<string, unknown>): Fault[] {
  const { patch_test: test } = body;
  const tested = typeof test === "object" && test !== null ? startFaults(test as Record<string, unknown>) : [];
  return [...startFaults(body), ...tested.map((fault) => ({ ...fault, pointer: "/patch_test/start" }))];
}

async function bookVisit(c: DoorContext, actor: Actor): Promise<Response> {
  mustBeTheirs(c, actor);
  const bytes = await readBytes(c.req.raw, MAX_BODY);
  const idempotency = await idempotencyOf(c, bytes);
  const body = checked<DeskBookingRequest>(parseBody(bytes), deskBooking, bookingFaults);
  const slug = c.req.param("salon") ?? "";
  const salon = await publishedSalon(c.env, slug);
  if (salon === null) return problemAnswer(unknownSalon(slug));
  const { party = 1, guests } = body;
  const guest = guestOf(salon, { ...body.client, notes: body.notes });
  if ((guests?.length ?? 0) > party)
    guest.faults.push({ pointer: "/guests", detail: `must be of ${party} at most, as the party is` });
  if (guest.faults.length > 0) throw new Refusal(invalid(guest.faults));
  const outcome = await book(commandContext(c), {
    salon: slug,
    visit: { services: body.services, start: parseMinute(body.start) ?? 0, party },
    client: guest.client,
    notes: guest.notes,
    channel: "desk",
    desk: {
      by: actorName(actor),
      override: body.override,
      stage: body.stage,
      patchWaiver: body.patch_waiver,
      guests: guests?.map((name) => name.trim()),
    },
    patchTest: body.patch_test && { start: parseMinute(body.patch_test.start) ?? 0, staff: body.patch_test.staff },
    idempotency,
  });
  return outcomeAnswer(outcome);
}

/** Exactly one thing at a time, so that each is done whole or refused whole. */
function changeFaults(body: Record<string, unknown>): Fault[] {
  const acts = ["start", "stage", "note", "guests", "leave"].filter((name) => body[name] !== undefined);
  const faults = startFaults(body);
  if (acts.length !== 1)
    faults.push({ pointer: "", detail: "must have exactly one of start, stage, note, guests and leave" });
  if (body.also !== undefined && body.stage !== "no-show")
    faults.push({ pointer: "/also", detail: "stands beside no-show alone" });
  if (body.start !== undefined) return faults;
  const seen = ["guests", "leave"].find((name) => body[name] !== undefined);
  if (seen !== undefined && body.sequence === undefined)
    faults.push({ pointer: "/sequence", detail: `is required beside ${seen}` });
  for (const name of ["services", "sequence", "override"]) {
    if (body[name] !== undefined && (name !== "sequence" || seen === undefined))
      faults.push({ pointer: `/${name}`, detail: "stands beside start alone" });
  }
  if (body.patch_waiver !== undefined && body.stage !== "no-show")
    faults.push({ pointer: "/patch_waiver", detail: "stands beside start and no-show alone" });
  return faults;
}

async function changeVisit(c: DoorContext, actor: Actor): Promise<Response> {
  mustBeTheirs(c, actor);
  const bytes = await readBytes(c.req.raw, MAX_BODY);
  const idempotency = await idempotencyOf(c, bytes);
  const body = checked<DeskChangeRequest>(parseBody(bytes), deskChange, changeFaults);
  const ctx = commandContext(c);
  const visit = { salon: c.req.param("salon") ?? "", booking: c.req.param("booking") ?? "" };
  if (body.note !== undefined)
    return outcomeAnswer(await addNote(ctx, { ...visit, actor, text: body.note, idempotency }));
  if (body.stage !== undefined) {
    const { stage, also, patch_waiver: patchWaiver } = body;
    return outcomeAnswer(await putStage(ctx, { ...visit, actor, stage, also, patchWaiver, idempotency }));
  }
  if (body.guests !== undefined) {
    const names = body.guests.map((name) => name.trim());
    return outcomeAnswer(await nameParty(ctx, { ...visit, actor, names, sequence: body.sequence ?? 0, idempotency }));
  }
  if (body.leave !== undefined) {
    const { leave: guest, sequence = 0 } = body;
    return outcomeAnswer(await leaveParty(ctx, { ...visit, actor, guest, sequence, idempotency }));
  }
  const found = await readVisit(ctx, { ...visit, actor });
  if (!found.ok) return problemAnswer(found.problem);
  const by = actorName(actor);
  const subject = { ...visit, actor: actor.role === "operator" ? "operator" : "team", by } as const;
  const { services = found.value.booking.services, override, sequence, patch_waiver: patchWaiver } = body;
  const start = parseMinute(body.start ?? "") ?? 0;
  return outcomeAnswer(await move(ctx, { subject, start, services, override, patchWaiver, sequence, idempotency }));
}
