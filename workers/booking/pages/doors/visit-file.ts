// GET /b/{token}/visit.ics: the visit as a file for the client's own calendar, with the link that manages it. It is opened by
// that link alone; the address that calendars subscribe to tells less.

import { apiHeaders } from "../../../http/headers.ts";
import type { DoorContext } from "../../../http/request.ts";
import { ICALENDAR_TYPE, icalendar } from "../../../ui/ical.ts";
import { clientEvent } from "../../../ui/visit-event.ts";
import { visitAt } from "./visit.ts";

export async function visitFile(c: DoorContext): Promise<Response> {
  const found = await visitAt(c);
  if (found instanceof Response) return found;
  const { place, booking, stored } = found;
  const event = clientEvent(stored, place.salon, place.words, booking.manage_url);
  return new Response(icalendar({ method: "PUBLISH", events: [event] }), {
    headers: apiHeaders(ICALENDAR_TYPE, {
      "Content-Disposition": 'attachment; filename="visit.ics"',
      "X-Robots-Tag": "noindex",
    }),
  });
}
