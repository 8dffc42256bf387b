// Behind a capability link: show the visit, cancel it, move it.

import { cancel, readResting } from "../../../commands/cancel.ts";
import { confirmVisit } from "../../../commands/conversations/visits/confirm.ts";
import type { ConsentsAnswer } from "../../../commands/law/consents.ts";
import { cancelUntil, readFee } from "../../../commands/law/fee.ts";
import { move } from "../../../commands/move.ts";
import { type BookingView, readBooking } from "../../../commands/read-booking.ts";
import { deleteSpecialNotes } from "../../../commands/vault/special.ts";
import { pageAnswer, seeOther } from "../../../http/pages/answer.ts";
import { onceOf, readForm } from "../../../http/pages/form.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import type { Problem } from "../../../problem.ts";
import type { Booking } from "../../../store/bookings.ts";
import type { Salon } from "../../../store/snapshots.ts";
import { newId, paymentToken } from "../../../token.ts";
import { dateOfIso, instantOfIso } from "../../../ui/dates.ts";
import { houseWords, withLang } from "../../../ui/shell.ts";
import { ANYONE } from "../journey/state.ts";
import { offeredTimes } from "../journey/times.ts";
import { changeUntil, instantOf, momentOf, spanOf } from "../moments.ts";
import { type Place, placeOf } from "../place.ts";
import { failureKind, houseRefusal, salonRefusal, tooOften } from "../refusals.ts";
import { askToCancel, askToCancelBoth } from "../visit/cancel.ts";
import { askWhetherComing } from "../visit/come.ts";
import { chooseNewTime, moveTaken } from "../visit/move.ts";
import { showVisit, type VisitPage } from "../visit/show.ts";
import { formPlace } from "./book.ts";
import { linkGone } from "./page.ts";

export async function show(c: DoorContext): Promise<Response> {
  const found = await visitAt(c);
  if (found instanceof Response) return found;
  const { place, visit, consents } = found;
  return pageAnswer(showVisit(place, visit, consents), { secret: true, framed: place.embedded });
}

export async function askCancel(c: DoorContext): Promise<Response> {
  const found = await visitAt(c);
  if (found instanceof Response) return found;
  return found.visit.cancellable
    ? cancelPage(c, found, 200)
    : seeOther(withLang(`/b/${found.visit.token}`, found.place));
}

/** Of a patch test it is said first what rests on it. */
async function cancelPage(c: DoorContext, found: Found, status: 200 | 409): Promise<Response> {
  const { salon, place, visit, stored } = found;
  const ctx = commandContext(c);
  const [fee, resting] = await Promise.all([readFee(ctx, salon, stored), readResting(ctx, salon, stored)]);
  if (resting.length === 0) return pageAnswer(askToCancel(place, visit, fee), { status, secret: true });
  const shown = resting.map(({ booking: { id, services, start }, fee: lines }) => ({
    ...{ id, services: services.map((one) => one.id), when: momentOf(salon, start), fee: lines },
  }));
  return pageAnswer(askToCancelBoth(place, visit, fee, shown), { status, secret: true });
}

export async function cancelVisit(c: DoorContext): Promise<Response> {
  const found = await visitAt(c);
  if (found instanceof Response) return found;
  const form = await readForm(c);
  const place = formPlace(c, found.salon, form);
  const excused = form.fields.get("excused") === "yes";
  const also = form.fields.getAll("also");
  const outcome = await cancel(commandContext(c), { subject: { token: found.visit.token }, excused, also });
  if (!outcome.ok && outcome.problem.type === "patch-test-rests") return cancelPage(c, { ...found, place }, 409);
  if (!outcome.ok && outcome.problem.type !== "too-late") return visitRefused(place, outcome.problem);
  return seeOther(withLang(`/b/${found.visit.token}`, place));
}

/** What a reminder links to: looking confirms nothing, since mail readers look at links by themselves. */
export async function askToCome(c: DoorContext): Promise<Response> {
  const found = await visitAt(c);
  if (found instanceof Response) return found;
  const { place, visit, stored } = found;
  if (visit.status === "cancelled" || visit.past) return seeOther(withLang(`/b/${visit.token}`, place));
  return pageAnswer(askWhetherComing(place, visit, stored.stage !== null), { secret: true });
}

export async function comeToVisit(c: DoorContext): Promise<Response> {
  const found = await visitAt(c);
  if (found instanceof Response) return found;
  const place = formPlace(c, found.salon, await readForm(c));
  const { salon, id: booking } = found.stored;
  const outcome = await confirmVisit(commandContext(c), { salon, booking });
  if (!outcome.ok && outcome.problem.type !== "changed") return visitRefused(place, outcome.problem);
  return seeOther(withLang(`/b/${found.visit.token}/confirm`, place));
}

export async function deleteHealthNote(c: DoorContext): Promise<Response> {
  const found = await visitAt(c);
  if (found instanceof Response) return found;
  const place = formPlace(c, found.salon, await readForm(c));
  const outcome = await deleteSpecialNotes(commandContext(c), found.visit.token);
  return outcome.ok ? seeOther(withLang(`/b/${found.visit.token}`, place)) : visitRefused(place, outcome.problem);
}

export async function askMove(c: DoorContext): Promise<Response> {
  const found = await visitAt(c);
  if (found instanceof Response) return found;
  const { salon, place, visit, booking } = found;
  if (!isChangeable(visit)) return seeOther(withLang(`/b/${visit.token}`, place));
  const query = place.url.searchParams;
  const offered = await offeredTimes(commandContext(c), salon, {
    query: { salon: salon.slug, services: [], token: visit.token },
    services: booking.services,
    date: dateOfIso(query.get("date")),
    start: instantOfIso(query.get("start")),
  });
  if ("status" in offered) return visitRefused(place, offered);
  const { choices, picked } = offered;
  return pageAnswer(chooseNewTime(place, { visit, choices, picked, key: newId() }), { secret: true });
}

export async function moveVisit(c: DoorContext): Promise<Response> {
  const found = await visitAt(c);
  if (found instanceof Response) return found;
  const form = await readForm(c);
  const place = formPlace(c, found.salon, form);
  const { visit } = found;
  const start = instantOfIso(form.fields.get("start"));
  if (start === null) return seeOther(withLang(`/b/${visit.token}/move`, place));
  const cents = Number(form.fields.get("price_cents") ?? "");
  const outcome = await move(commandContext(c), {
    subject: { token: visit.token },
    start,
    priceCents: Number.isSafeInteger(cents) && cents > 0 ? cents : undefined,
    idempotency: onceOf(form),
  });
  if (outcome.ok) return seeOther(withLang(`/b/${visit.token}`, place));
  const { status, extra } = outcome.problem;
  if (!Array.isArray(extra?.alternatives)) return visitRefused(place, outcome.problem);
  const free = (extra.alternatives as { start: string }[]).map((one) => ({
    ...momentOf(found.salon, instantOf(one.start)),
    start: instantOf(one.start),
  }));
  return pageAnswer(moveTaken(place, visit.token, free, outcome.problem), { status, secret: true });
}

interface Found {
  salon: Salon;
  place: Place;
  visit: VisitPage;
  booking: BookingView;
  stored: Booking;
  consents: ConsentsAnswer;
}

export async function visitAt(c: DoorContext): Promise<Found | Response> {
  const ctx = commandContext(c);
  const outcome = await readBooking(ctx, { token: c.req.param("token") ?? "" });
  if (!outcome.ok) {
    const { type, status, retryAfter } = outcome.problem;
    if (status === 404) return linkGone(c);
    return pageAnswer(houseRefusal(houseWords(c.req.raw), failureKind(type)), { status, secret: true, retryAfter });
  }
  const booking = outcome.value;
  const { salon, stored, consents, waiting } = outcome;
  if (waiting !== undefined) {
    const token = await paymentToken(c.env.TOKEN_SECRET, booking.salon, waiting);
    return seeOther(`/p/${token}${new URL(c.req.url).search}`);
  }
  if (salon === undefined || stored === undefined || consents === undefined) return linkGone(c);
  const place = placeOf(c.req.raw, salon, booking.client.language);
  return { salon, place, booking, stored, consents, visit: visitPage(salon, booking, stored, ctx.now) };
}

function visitPage(salon: Salon, booking: BookingView, stored: Booking, now: number): VisitPage {
  const persons = booking.assignment.filter(({ unit }) => salon.view.staff.some(({ id }) => id === unit));
  const [start, end] = [instantOf(booking.start), instantOf(booking.end)];
  return {
    token: booking.token,
    status: stored.status,
    services: booking.services.map(({ id }) => id),
    party: booking.party,
    guests: stored.guests.filter((name) => name !== ""),
    depositCents: booking.deposit_cents,
    picked: {
      ...spanOf(salon, start, end),
      cents: booking.price_cents,
      people: booking.services.map(
        ({ id }) => persons.find((one) => one.service === id && one.guest === 0)?.unit ?? ANYONE,
      ),
      everyone: [...new Set(persons.map(({ unit }) => unit))],
      changeUntil: changeUntil(salon, start, now),
    },
    lastDay: momentOf(salon, now).date + salon.view.booking.horizon_days,
    past: start <= now,
    healthKept: booking.health_note_kept,
    missed: stored.stage === "no-show",
    served: stored.status === "confirmed" && stored.stage !== "no-show" && stored.end <= now,
    cancellable: booking.status === "confirmed" && start - now >= cancelUntil(salon),
    fee: stored.fee,
  };
}

function isChangeable({ status, past, picked }: VisitPage): boolean {
  return status === "confirmed" && !past && picked.changeUntil !== null;
}

function visitRefused(place: Place, { type, status, retryAfter }: Problem): Promise<Response> {
  if (status === 429) return pageAnswer(tooOften(place, retryAfter), { status, secret: true, retryAfter });
  const kind = status >= 500 ? failureKind(type) : status === 404 ? "link-gone" : "refused";
  return pageAnswer(salonRefusal(place, kind), { status, secret: true, retryAfter });
}
