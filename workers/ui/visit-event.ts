// A booking as an entry of a calendar: the client's own, and a staff member's.

import type { Booking } from "../store/bookings.ts";
import type { SalonView } from "../store/snapshots.ts";
import type { CalendarEvent } from "./ical.ts";
import type { Words } from "./words.ts";

/** Names of the visit's services in their order. */
export function serviceNames(booking: Pick<Booking, "services">, salon: SalonView, words: Words): string {
  const named = booking.services.map(({ id }) => {
    const service = salon.services.find((each) => each.id === id);
    return service === undefined ? id : words.of(service.name);
  });
  return named.join(", ");
}

/** Names of the people who do it, each once. Units that are rooms or seats have a dot in their name. */
export function peopleNames(booking: Pick<Booking, "placed">, salon: SalonView): string {
  const units = new Set(booking.placed.map(({ unit }) => unit));
  return salon.staff
    .filter(({ id }) => units.has(id))
    .map(({ name }) => name)
    .join(", ");
}

export function addressLine(salon: SalonView): string {
  const { street, suburb, city, postal_code } = salon.address ?? {};
  return [street, suburb, city, postal_code].filter(Boolean).join(", ");
}

/** The client's entry. `manageUrl` is their link; it is left out of what a calendar subscribes to. */
export function clientEvent(booking: Booking, salon: SalonView, words: Words, manageUrl?: string): CalendarEvent {
  const services = serviceNames(booking, salon, words);
  const people = peopleNames(booking, salon);
  const location = addressLine(salon);
  return {
    ...identity(booking, booking.id),
    start: booking.start,
    end: booking.end,
    summary: words.say("mail.event", { services, salon: salon.name }),
    ...(people === "" ? {} : { description: `${words.say("mail.with")}: ${people}` }),
    ...(location === "" ? {} : { location: `${salon.name}, ${location}` }),
    ...(manageUrl === undefined ? {} : { url: manageUrl }),
    ...organizer(salon),
  };
}

/**
 * What one person does in the visit: an entry for each stretch, for between them they may serve somebody else. Names the
 * client by first name only: a feed is read by whoever has its address. Who was erased has none.
 */
export function staffEvents(booking: Booking, person: string, salon: SalonView, words: Words): CalendarEvent[] {
  const firstName = booking.contact.name.trim().split(/\s+/)[0] ?? "";
  const stretches: { start: number; end: number; services: Set<string> }[] = [];
  const own = booking.placed.filter(({ unit }) => unit === person).sort((a, b) => a.start - b.start);
  for (const { start, end, service } of own) {
    const last = stretches.at(-1);
    if (last && start <= last.end) {
      last.end = Math.max(last.end, end);
      last.services.add(service);
    } else {
      stretches.push({ start, end, services: new Set([service]) });
    }
  }
  return stretches.map(({ start, end, services }, index) => ({
    ...identity(booking, `${booking.id}.${person}.${index}`),
    start,
    end,
    summary: [serviceNames({ services: [...services].map((id) => ({ id })) }, salon, words), firstName]
      .filter(Boolean)
      .join(" · "),
  }));
}

function identity(booking: Booking, id: string) {
  return {
    uid: `${id}@${booking.salon}.appointmentbooking`,
    sequence: booking.sequence,
    changedAt: booking.updatedAt,
    cancelled: booking.status === "cancelled",
  };
}

function organizer(salon: SalonView): Pick<CalendarEvent, "organizer"> {
  if (salon.email) return { organizer: { name: salon.name, address: `mailto:${salon.email}` } };
  return salon.phone ? { organizer: { name: salon.name, address: `tel:${salon.phone}` } } : {};
}
