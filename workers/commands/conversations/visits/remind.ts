// Reminders that are due soon, of the visits that are still on: made of the visits as they are, so one that was moved or cancelled
// sends no old one, and what a salon changes in its policy holds for what is booked already.

import { remindersOf, type SalonDocument } from "../../../../shared/contracts/salon.ts";
import { offsetsAt } from "../../../engine/clock.ts";
import { remind } from "../../../engine/routing/foresee.ts";
import { engine, routing } from "../../../engine/shipped.ts";
import type { ComingRow } from "../../../store/conversations/foresight/facts.ts";
import { insertReminders } from "../../../store/outbox.ts";

/** Minutes for which one that is late is still sent. */
const LATE = 120;

/** Those that are due until `until`, in one statement; none where nothing is. */
export function dueReminders(
  db: D1Database,
  document: SalonDocument,
  visits: readonly ComingRow[],
  now: number,
  until: number,
): D1PreparedStatement[] {
  const before = remindersOf(document);
  const coming = visits.filter(({ start_at: start, addressed }) => start > now && addressed === 1);
  if (before.length === 0 || coming.length === 0) return [];
  const starts = coming.map(({ start_at: start }) => start);
  const offsets = offsetsAt(document.timezone, starts, engine);
  const due = coming.flatMap(({ booking_id: booking, start_at: start, created_at: booked, sequence }, i) =>
    remind({ start, booked, offset: offsets[i] ?? 0, before }, routing)
      .filter((at) => at > now - LATE && at <= until && at < start)
      .map((at) => ({
        id: `remind-${booking}-${sequence}-${at}`,
        due: at,
        payload: { booking, sequence },
      })),
  );
  return due.length === 0 ? [] : [insertReminders(db, document.slug, due, now)];
}
