// The waiting list: joining it, and answering the offer it brings.

import { countryOf } from "../../../../shared/contracts/salon.ts";
import { keepNotice, noticeOf } from "../../../commands/law/notice.ts";
import { acceptOffer, declineOffer, readOffer } from "../../../commands/offers.ts";
import { joinWaitlist } from "../../../commands/waitlist.ts";
import { pageAnswer, seeOther } from "../../../http/pages/answer.ts";
import { onceOf, readForm } from "../../../http/pages/form.ts";
import { e164 } from "../../../http/phone.ts";
import { commandContext, type DoorContext, nowOf } from "../../../http/request.ts";
import { salonOf } from "../../../store/snapshots.ts";
import { newId } from "../../../token.ts";
import { dateOfIso } from "../../../ui/dates.ts";
import { withLang } from "../../../ui/shell.ts";
import { readJourney } from "../journey/state.ts";
import { momentOf } from "../moments.ts";
import { flowBase, placeOf } from "../place.ts";
import { offerLeft, offerOver, offerPage, type WaitlistForm, waitlistForm, waitlistJoined } from "../waitlist.ts";
import { formPlace } from "./book.ts";
import { detailFaults } from "./details.ts";
import { wishes } from "./journey.ts";
import { linkGone, notFound, refusedPage, salonAt } from "./page.ts";

export async function askWaitlist(c: DoorContext): Promise<Response> {
  const salon = await salonAt(c);
  if (salon === null) return notFound(c);
  const place = placeOf(c.req.raw, salon);
  const journey = readJourney(place.url.searchParams, salon.view);
  if (journey.services.length === 0) return seeOther(withLang(flowBase(place), place));
  const today = momentOf(salon, nowOf(c)).date;
  const last = today + salon.view.booking.horizon_days;
  const from = Math.min(Math.max(journey.date ?? today, today), last);
  const notice = await noticeOf(salon, place.words.language);
  keepNotice(commandContext(c), salon, notice);
  const empty = { name: "", phone: "", email: "", key: newId(), notice: notice.hash, faults: [] };
  return pageAnswer(waitlistForm(place, journey, { from, to: Math.min(from + 6, last), today, last, ...empty }));
}

export async function joinList(c: DoorContext): Promise<Response> {
  const salon = await salonAt(c);
  if (salon === null) return notFound(c);
  const form = await readForm(c);
  const { fields } = form;
  const place = formPlace(c, salon, form);
  const journey = readJourney(fields, salon.view);
  const today = momentOf(salon, nowOf(c)).date;
  const last = today + salon.view.booking.horizon_days;
  const text = (name: string) => (fields.get(name) ?? "").trim();
  const details = { name: text("name"), phone: text("phone"), email: text("email") };
  const [from, to] = [dateOfIso(fields.get("from")), dateOfIso(fields.get("to"))];
  const country = countryOf(salon.view);
  const faults: WaitlistForm["faults"] = detailFaults(place.words, country, details).flatMap(({ name, text: told }) =>
    name === "name" || name === "phone" || name === "email" ? [{ name, text: told }] : [],
  );
  if (details.email === "") faults.push({ name: "email", text: place.words.say("fault.email") });
  if (from === null || to === null || from > to || from < today || to > last) {
    faults.unshift({ name: "from", text: place.words.say("fault.dates") });
  }
  if (from === null || to === null || faults.length > 0) {
    const notice = fields.get("notice") ?? "";
    const key = fields.get("key") ?? newId();
    const shown = { from: from ?? today, to: to ?? today, today, last, key, notice, faults };
    return pageAnswer(waitlistForm(place, journey, { ...shown, ...details }), { status: 422, secret: true });
  }
  const outcome = await joinWaitlist(commandContext(c), {
    salon: salon.slug,
    services: wishes(journey),
    from,
    to,
    party: journey.party,
    client: {
      name: details.name,
      phone: e164(details.phone, country) ?? "",
      email: details.email,
      language: place.words.language,
    },
    notice: fields.get("notice") ?? undefined,
    idempotency: onceOf(form),
  });
  if (!outcome.ok) return refusedPage(c, salon, place, journey, outcome.problem);
  return pageAnswer(waitlistJoined(place), { secret: true });
}

export async function showOffer(c: DoorContext): Promise<Response> {
  const seen = await readOffer(commandContext(c), c.req.param("token") ?? "");
  if ("status" in seen) return linkGone(c);
  const salon = await salonOf(c.env, seen.salon);
  if (salon === null) return linkGone(c);
  const place = placeOf(c.req.raw, salon, seen.entry.contact.language ?? undefined);
  const services = seen.entry.services.map(({ id }) => id);
  if (!seen.open) return pageAnswer(offerOver(place, services), { status: 410, secret: true });
  const offer = { services, start: momentOf(salon, seen.start), until: momentOf(salon, seen.expiresAt) };
  return pageAnswer(offerPage(place, c.req.param("token") ?? "", offer), { secret: true });
}

export async function answerOffer(c: DoorContext): Promise<Response> {
  const token = c.req.param("token") ?? "";
  const ctx = commandContext(c);
  const seen = await readOffer(ctx, token);
  if ("status" in seen) return linkGone(c);
  const salon = await salonOf(c.env, seen.salon);
  if (salon === null) return linkGone(c);
  const form = await readForm(c);
  const place = formPlace(c, salon, form);
  const services = seen.entry.services.map(({ id }) => id);
  if (form.fields.get("answer") === "leave") {
    const left = await declineOffer(ctx, { token });
    return left.ok
      ? pageAnswer(offerLeft(place), { secret: true })
      : pageAnswer(offerOver(place, services), { status: 410, secret: true });
  }
  const taken = await acceptOffer(ctx, { token, idempotency: { key: `offer-${seen.id}`, bodyHash: seen.id } });
  if (taken.ok) return seeOther(withLang(`/b/${taken.value.token}`, place));
  return pageAnswer(offerOver(place, services), { status: taken.problem.status, secret: true });
}
