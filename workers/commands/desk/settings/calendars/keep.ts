// A person's own calendar is joined to the salon, read, or taken away again. What it says is busy is all that is kept of it: no titles, no
// places, no guests.

import type { SalonDocument } from "../../../../../shared/contracts/salon.ts";
import { invalid, unknownSalon } from "../../../../problem.ts";
import { appendAudit } from "../../../../store/audit.ts";
import { CommitRefused, commit, database } from "../../../../store/database.ts";
import {
  type CalendarRow,
  dropCalendar,
  keepBusy,
  noteCalendar,
  putCalendar,
} from "../../../../store/desk/settings/calendars.ts";
import { publishedSalon, type Salon } from "../../../../store/snapshots.ts";
import { sealAddress } from "../../../../vault.ts";
import type { CommandContext, Outcome } from "../../../command.ts";
import { asProblem, refused } from "../../../deciding/commit.ts";
import { busyOf } from "./busy.ts";
import { parseCalendar } from "./ics.ts";

/** Minutes between two readings; after a fault it is left alone for longer. */
const EVERY = 15;
const AFTER_FAULT = 60;
/** Minutes ahead that are kept: further than most salons take bookings. */
const AHEAD = 100 * 1440;

export type Person = SalonDocument["staff"][number]["id"];

export interface Joined {
  salon: string;
  person: Person;
  /** Checked by the door; null takes the calendar away. */
  url: URL | null;
  actor: string;
}

export async function joinCalendar(
  ctx: CommandContext,
  { salon: slug, person, url, actor }: Joined,
): Promise<Outcome<null>> {
  try {
    const salon = await publishedSalon(ctx.env, slug);
    if (salon === null) return refused(unknownSalon(slug));
    if (!salon.view.staff.some(({ id }) => id === person))
      return refused(invalid([{ pointer: "/person", detail: "is not a person of this salon" }]));
    const db = database(ctx.env, slug);
    const facts =
      url === null
        ? dropCalendar(db, slug, person)
        : putCalendar(
            db,
            slug,
            { person, sealed: await sealAddress(ctx.env.VAULT_SECRET, slug, person, url.href), host: url.hostname },
            ctx.now,
          );
    const action = url === null ? "calendar.parted" : "calendar.joined";
    const entry = { at: ctx.now, actor, action, subject: person, trace: ctx.trace, detail: {} };
    await commit(db, [...facts, await appendAudit(db, slug, entry)]);
    return { ok: true, status: 204, body: "", value: null };
  } catch (error) {
    return refused(asProblem(error));
  }
}

/** What was fetched: a text, nothing new, or why it was not. */
export type Fetched = { text: string; etag: string | null } | { same: true } | { fault: string };

export async function keepFetched(
  ctx: CommandContext,
  { salon_id: slug, person_id: person, sealed }: CalendarRow,
  fetched: Fetched,
): Promise<void> {
  const db = database(ctx.env, slug);
  const salon = await publishedSalon(ctx.env, slug);
  const read = "text" in fetched && salon !== null ? readText(salon, fetched.text, ctx.now) : null;
  if ("text" in fetched && read !== null) {
    const calendar = { salon: slug, person, sealed: new Uint8Array(sealed), etag: fetched.etag, ...read };
    await commit(db, keepBusy(db, calendar, ctx.now + EVERY, ctx.now)).catch((error: unknown) => {
      if (!(error instanceof CommitRefused)) throw error; // joined to another meanwhile
    });
    return;
  }
  const fault = "fault" in fetched ? fetched.fault : "text" in fetched ? "no-calendar" : null;
  const next = ctx.now + (fault === null ? EVERY : AFTER_FAULT);
  await commit(db, [noteCalendar(db, slug, person, { fault, next }, ctx.now)]);
}

function readText(salon: Salon, text: string, now: number) {
  const calendar = parseCalendar(text);
  return calendar === null ? null : busyOf(calendar, salon.view.timezone, { from: now - 1440, to: now + AHEAD });
}
