// POST /{salon}/book holds the picked time and asks who is coming; POST /{salon}/book/confirm books it and leads to the
// visit's own page; POST /{salon}/book/release gives the time back and leads to an earlier step. All may be repeated: keys
// make a reload harmless, and what was given back is not given back twice.

import { countryOf } from "../../../../shared/contracts/salon.ts";
import { book as bookVisit } from "../../../commands/book.ts";
import type { ConsentGiven, HoldAnswer } from "../../../commands/command.ts";
import { hold, releaseHold } from "../../../commands/hold.ts";
import { isForChildren } from "../../../commands/law/children.ts";
import { keepNotice, noticeOf } from "../../../commands/law/notice.ts";
import { HEALTH } from "../../../commands/vault/special.ts";
import { pageAnswer, seeOther } from "../../../http/pages/answer.ts";
import { type Form, onceOf, readForm } from "../../../http/pages/form.ts";
import { e164 } from "../../../http/phone.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import type { Problem } from "../../../problem.ts";
import type { Salon } from "../../../store/snapshots.ts";
import { newId } from "../../../token.ts";
import { dateOfIso } from "../../../ui/dates.ts";
import { langField } from "../../../ui/shell.ts";
import type { Words } from "../../../ui/words.ts";
import { type Details, type DetailsPage, enterDetails, NO_DETAILS } from "../journey/enter-details.ts";
import { choosePatchTest } from "../journey/patch-test.ts";
import { ANYONE, type Journey, journeyHref, readJourney } from "../journey/state.ts";
import type { Picked } from "../journey/summary.ts";
import { changeUntil, instantOf, momentOf, spanOf } from "../moments.ts";
import { flowBase, type Place, placeOf } from "../place.ts";
import { detailFaults } from "./details.ts";
import { wishes } from "./journey.ts";
import { notFound, refusedPage, salonAt } from "./page.ts";

export async function holdTime(c: DoorContext): Promise<Response> {
  const salon = await salonAt(c);
  if (salon === null) return notFound(c);
  const form = await readForm(c);
  const place = formPlace(c, salon, form);
  const journey = readJourney(form.fields, salon.view);
  if (journey.start === null || journey.services.length === 0) return seeOther(journeyHref(flowBase(place), journey));
  const ctx = commandContext(c);
  const outcome = await hold(ctx, {
    salon: salon.slug,
    services: wishes(journey),
    start: journey.start,
    party: journey.party,
    priceCents: centsOf(form),
    idempotency: onceOf(form),
  });
  if (!outcome.ok) return refusedPage(c, salon, place, journey, outcome.problem);
  const { value } = outcome;
  const notice = await noticeOf(salon, place.words.language);
  keepNotice(ctx, salon, notice);
  const page: DetailsPage = {
    hold: value.hold,
    heldUntil: momentOf(salon, instantOf(value.expires_at)).minute,
    key: newId(),
    notice: notice.hash,
    picked: pickedOf(salon, journey, value, ctx.now),
    details: NO_DETAILS,
    faults: [],
  };
  return pageAnswer(enterDetails(place, journey, page), { framed: place.embedded, secret: true });
}

export async function confirm(c: DoorContext): Promise<Response> {
  const salon = await salonAt(c);
  if (salon === null) return notFound(c);
  const form = await readForm(c);
  const place = formPlace(c, salon, form);
  const journey = readJourney(form.fields, salon.view);
  const details = detailsOf(form);
  const country = countryOf(salon.view);
  const child = details.child || isForChildren(salon, wishes(journey));
  const guardian = { name: details.guardian, relation: details.relation };
  const faults = detailFaults(place.words, country, child ? { ...details, guardian } : withoutGuardian(details));
  if (faults.length > 0) {
    const page: DetailsPage = { ...carried(salon, form, journey, commandContext(c).now), details, faults };
    return pageAnswer(enterDetails(place, journey, page), { status: 422, framed: place.embedded, secret: true });
  }
  const notice = form.fields.get("notice") ?? "";
  const email = details.email === "" ? undefined : details.email;
  const { words } = place;
  const input = {
    salon: salon.slug,
    client: {
      name: details.name,
      phone: e164(details.phone, country) ?? "",
      email,
      language: place.words.language,
    },
    notice,
    forChild: child,
    guardian: child ? { ...guardian, wording: words.say("law.child.consent", { salon: salon.view.name }) } : undefined,
    healthNote: details.health === "" ? undefined : details.health,
    consents: [
      ...(email === undefined ? [] : [questionOf(words, salon, notice)]),
      ...(details.health === "" ? [] : [healthConsent(words, salon, notice, details.healthAgreed)]),
    ],
    notes: details.notes === "" ? undefined : details.notes,
    priceCents: centsOf(form),
    idempotency: onceOf(form),
  };
  const [test, moved] = (form.fields.get("patch") ?? "").split(".").map(Number);
  const patchTest = test !== undefined && Number.isSafeInteger(test) && test > 0 ? { start: test } : undefined;
  const later = patchTest !== undefined && moved !== undefined && moved > 0 && moved !== journey.start;
  if (later) {
    // The pair is later than the time that is held: that one goes back, and the visit is booked where the pair has it.
    const visit = { services: wishes(journey), start: moved, party: journey.party };
    const both = await bookVisit(commandContext(c), { ...input, patchTest, visit });
    if (!both.ok) return refusedBooking(c, salon, place, journey, form, both.problem);
    await releaseHold(commandContext(c), { salon: salon.slug, hold: form.fields.get("hold") ?? "" });
    return booked(place, both.value.token);
  }
  let outcome = await bookVisit(commandContext(c), {
    ...input,
    patchTest,
    visit: { hold: form.fields.get("hold") ?? "" },
  });
  if (!outcome.ok && outcome.problem.type === "unknown-hold" && journey.start !== null) {
    // Given back, then returned to with the browser's Back: the time may still be free.
    const visit = { services: wishes(journey), start: journey.start, party: journey.party };
    outcome = await bookVisit(commandContext(c), { ...input, patchTest, visit });
  }
  if (!outcome.ok) return refusedBooking(c, salon, place, journey, form, outcome.problem);
  return booked(place, outcome.value.token);
}

/** What was typed goes along into the choice of a patch test, so nothing is asked twice. */
function refusedBooking(
  c: DoorContext,
  salon: Salon,
  place: Place,
  journey: Journey,
  form: Form,
  problem: Problem,
): Promise<Response> {
  if (problem.type !== "patch-test-needed") return refusedPage(c, salon, place, journey, problem);
  const page = choosePatchTest(place, { journey, fields: form.fields, problem });
  return pageAnswer(page, { status: 422, framed: place.embedded, secret: true });
}

/** To the visit's own link, which leads on to its payment where a deposit is paid first. */
function booked(place: Place, token: string): Response {
  const query = new URLSearchParams([...langField(place), ...(place.embedded ? [["embed", "1"]] : [])]).toString();
  return seeOther(`/b/${token}${query === "" ? "" : `?${query}`}`);
}

/**
 * The question about news goes with the visit's own page, where it is known who is asked: a form that nobody has signed yet
 * would ask everybody every time, and one that hid it by the number typed would tell who said no. That it was asked is
 * written with the booking, as not agreed to; it takes an address to send anything to.
 */
function questionOf(words: Words, salon: Salon, notice: string): ConsentGiven {
  const wording = words.say("consent.question", { salon: salon.view.name });
  return { purpose: "marketing", notice_version: notice, wording, granted: false };
}

/** Asked for where there is a note; a box ticked for nothing says nothing. */
function healthConsent(words: Words, salon: Salon, notice: string, granted: boolean): ConsentGiven {
  const wording = words.say("special.consent", { salon: salon.view.name });
  return { purpose: HEALTH, notice_version: notice, wording, granted };
}

function withoutGuardian({ name, phone, email, notes, health, healthAgreed }: Details) {
  return { name, phone, email, notes, health, healthAgreed };
}

/** Whatever became of the hold, the client goes on: one that could not be given back lapses by itself. */
export async function giveBack(c: DoorContext): Promise<Response> {
  const salon = await salonAt(c);
  if (salon === null) return notFound(c);
  const form = await readForm(c);
  const place = formPlace(c, salon, form);
  const journey = readJourney(form.fields, salon.view);
  await releaseHold(commandContext(c), { salon: salon.slug, hold: form.fields.get("hold") ?? "" });
  const start = journey.back === null ? journey.start : null;
  return seeOther(journeyHref(flowBase(place), { ...journey, start }, langField(place)));
}

/** GET of an address that only takes forms: a reload by hand, or a shared link. */
export async function backToStart(c: DoorContext): Promise<Response> {
  const salon = await salonAt(c);
  return salon === null ? notFound(c) : seeOther(flowBase(placeOf(c.req.raw, salon)));
}

/** A form carries the language in a field, where a page carries it in its address. */
export function formPlace(c: DoorContext, salon: Salon, { fields }: Form): Place {
  const url = new URL(c.req.url);
  const lang = fields.get("lang");
  if (lang !== null) url.searchParams.set("lang", lang);
  return placeOf(new Request(url, { headers: c.req.raw.headers }), salon);
}

function centsOf({ fields }: Form): number | undefined {
  const text = fields.get("price_cents") ?? "";
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function pickedOf(salon: Salon, { services }: Journey, held: HoldAnswer, now: number): Picked {
  const persons = held.assignment.filter(({ unit }) => salon.view.staff.some(({ id }) => id === unit));
  return {
    ...spanOf(salon, instantOf(held.start), instantOf(held.end)),
    cents: held.price_cents,
    people: services.map((id) => persons.find((one) => one.service === id && one.guest === 0)?.unit ?? ANYONE),
    everyone: [...new Set(persons.map(({ unit }) => unit))],
    changeUntil: changeUntil(salon, instantOf(held.start), now),
  };
}

/** The summary's values, as the page before put them into the form. They are shown again, and nothing rests on them. */
function carried(salon: Salon, form: Form, { start }: Journey, now: number): Omit<DetailsPage, "details" | "faults"> {
  const { fields } = form;
  const minute = (name: string) => Math.min(1440, Math.max(0, Math.floor(Number(fields.get(name)) || 0)));
  return {
    hold: fields.get("hold") ?? "",
    heldUntil: minute("until"),
    key: fields.get("key") ?? newId(),
    notice: fields.get("notice") ?? "",
    picked: {
      date: dateOfIso(fields.get("date")) ?? 0,
      from: minute("from"),
      to: minute("to"),
      zone: start === null ? undefined : momentOf(salon, start).zone,
      cents: centsOf(form) ?? 0,
      people: fields.getAll("placed"),
      everyone: fields.getAll("everyone"),
      changeUntil: start === null ? null : changeUntil(salon, start, now),
    },
  };
}

function detailsOf({ fields }: Form): Details {
  const text = (name: string) => (fields.get(name) ?? "").trim();
  return {
    name: text("name"),
    phone: text("phone"),
    email: text("email"),
    notes: text("notes").replaceAll("\r\n", "\n"),
    child: fields.get("child") === "yes",
    guardian: text("guardian"),
    relation: text("relation"),
    health: text("health").replaceAll("\r\n", "\n"),
    healthAgreed: fields.get("health-agreed") === "yes",
  };
}
