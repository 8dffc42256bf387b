// GET /{salon}/calendar/{secret}.ics: a staff member's feed, or a booking's own entry, for calendars that subscribe. Whoever
// has such an address reads and changes nothing, so the entry does not tell the link that manages the booking.

import { noteRead } from "../commands/watching/reads.ts";
import { apiHeaders } from "../http/headers.ts";
import { problemAnswer } from "../http/refusal.ts";
import { commandContext, type DoorContext, nowOf } from "../http/request.ts";
import type { Route } from "../http/routes.ts";
import { problem } from "../problem.ts";
import { readBooking, readBookings } from "../store/bookings.ts";
import { feedVersion } from "../store/compliance/containment.ts";
import { type Salon, salonOf } from "../store/snapshots.ts";
import { calendarToken, parseToken, sameToken } from "../token.ts";
import { type CalendarEvent, ICALENDAR_TYPE, icalendar } from "../ui/ical.ts";
import { clientEvent, staffEvents } from "../ui/visit-event.ts";
import { chosenLanguage, LANGUAGES, offeredLanguages, wordsIn } from "../ui/words.ts";

const DAY = 1440; // minutes
/** What a feed shows: the last month, and as far ahead as anything can be booked. */
const DAYS_BACK = 31;
const DAYS_AHEAD = 731;

export const calendarRoutes: Route[] = [
  {
    method: "get",
    path: "/{salon}/calendar/{secret}.ics",
    id: "calendar",
    summary: "A staff member's calendar feed, or a booking's own entry (RFC 5545).",
    access: "capability",
    answers: { 200: { description: "The calendar.", mediaType: "text/calendar" } },
    handle: calendar,
  },
];

async function calendar(c: DoorContext): Promise<Response> {
  const slug = c.req.param("salon") ?? "";
  const token = (c.req.param("secret") ?? "").replace(/\.ics$/, "");
  const parts = parseToken(token);
  if (parts === null || parts.salon !== slug) return problemAnswer(unknownCalendar());
  const salon = await salonOf(c.env, slug);
  if (salon === null) return problemAnswer(unknownCalendar());
  const events = (await staffFeed(c, salon, parts.id, token)) ?? (await bookingFile(c, salon, parts.id, token));
  if (events === null) return problemAnswer(unknownCalendar());
  return new Response(icalendar({ name: salon.view.name, events }), {
    headers: apiHeaders(ICALENDAR_TYPE, {
      "Content-Disposition": `attachment; filename="${slug}.ics"`,
      "X-Robots-Tag": "noindex",
    }),
  });
}

/** One answer for every calendar that cannot be shown, so that none can be probed. */
const unknownCalendar = () =>
  problem("unknown-calendar", 404, "There is no such calendar.", { detail: "The link is not valid, or no longer." });

async function staffFeed(c: DoorContext, salon: Salon, id: string, token: string): Promise<CalendarEvent[] | null> {
  if (!salon.view.staff.some((person) => person.id === id)) return null;
  if (!sameToken(token, await calendarToken(c.env.TOKEN_SECRET, salon.slug, id, await feedVersion(c.env, salon.slug))))
    return null;
  const now = nowOf(c);
  const bookings = await readBookings(c.env, salon.slug, now - DAYS_BACK * DAY, now + DAYS_AHEAD * DAY, "serve");
  const words = wordsIn(offeredLanguages(salon.view.languages)[0] ?? "en");
  const own = bookings.filter(({ placed }) => placed.some(({ unit }) => unit === id));
  noteRead(commandContext(c), salon.slug, {
    actor: `feed:${id}`,
    purpose: "serve",
    what: "calendar",
    clients: own.map(({ client }) => client),
    objects: own.map((booking) => booking.id),
    polled: true,
  });
  return own.flatMap((booking) => staffEvents(booking, id, salon.view, words));
}

async function bookingFile(c: DoorContext, salon: Salon, id: string, token: string): Promise<CalendarEvent[] | null> {
  const found = await readBooking(c.env, salon.slug, id, "serve");
  if (found === null) return null;
  const { booking } = found;
  if (!sameToken(token, await calendarToken(c.env.TOKEN_SECRET, salon.slug, id, booking.tokenVersion))) return null;
  const [first = "en"] = offeredLanguages(salon.view.languages);
  const language = chosenLanguage(booking.contact.language, null, [first, ...LANGUAGES]);
  return [clientEvent(booking, salon.view, wordsIn(language))];
}
