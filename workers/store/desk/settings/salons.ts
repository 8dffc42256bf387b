// How the day stands in several salons at once: for whoever works in more than one.

import type { Ask } from "../../database.ts";

/** A salon and its local day, in minutes. */
export interface SalonDay {
  salon: string;
  from: number;
  to: number;
}

export interface StandingRow {
  salon: string;
  /** Visits of the day that are booked. */
  visits: number;
  /** When the next one begins; null: none today any more. */
  next_at: number | null;
  /** Of the team. */
  here: number;
  /** Conversations in which a client waits for a person's word. */
  waiting: number;
}

export function askStanding(db: D1Database, days: readonly SalonDay[], now: number): Ask<StandingRow> {
  return db
    .prepare(`
      SELECT day.value ->> 'salon' AS salon,
             (SELECT count(*) FROM booking WHERE booking.salon_id = day.value ->> 'salon' AND status = 'confirmed'
                AND start_at >= day.value ->> 'from' AND start_at < day.value ->> 'to') AS visits,
             (SELECT min(start_at) FROM booking WHERE booking.salon_id = day.value ->> 'salon' AND status = 'confirmed'
                AND start_at >= max(?2, day.value ->> 'from') AND start_at < day.value ->> 'to') AS next_at,
             (SELECT count(*) FROM presence WHERE presence.salon_id = day.value ->> 'salon' AND until > ?2) AS here,
             (SELECT count(*) FROM conversation WHERE conversation.salon_id = day.value ->> 'salon'
                AND waits_since IS NOT NULL) AS waiting
      FROM json_each(?1) AS day`)
    .bind(JSON.stringify(days), now);
}
