// An incident as it stands, read at once: for its page, for programs, and for the drafts that somebody approves.

import { offsetsAt } from "../../engine/clock.ts";
import { engine } from "../../engine/shipped.ts";
import { type Env, publicOrigin } from "../../env.ts";
import { Refusal } from "../../http/refusal.ts";
import { problem } from "../../problem.ts";
import { askMembers, type MemberRow } from "../../store/access/accounts.ts";
import { askStanding, type StandingRow } from "../../store/compliance/containment.ts";
import { askEvents, askIncident, askKinds, type EventRow, type IncidentRow } from "../../store/compliance/incidents.ts";
import {
  type Audience,
  askNotices,
  askTasks,
  askTold,
  type NoticeRow,
  type NoticeText,
  type TaskRow,
  type ToldRow,
} from "../../store/compliance/notices.ts";
import { database, read } from "../../store/database.ts";
import { publishedSalon, type SalonView } from "../../store/snapshots.ts";
import { hex } from "../../token.ts";
import { draftsFor, type Known } from "./drafts.ts";

export interface Notice {
  audience: Audience;
  texts: NoticeText[];
  /** Names the exact words. */
  digest: string;
  approvedBy: string | null;
  sentAt: number | null;
}

export interface IncidentView extends Known {
  view: SalonView | null;
  notices: Notice[];
  tasks: TaskRow[];
  told: ToldRow;
  members: MemberRow[];
  frozen: boolean;
}

export async function incidentAt(env: Env, slug: string, id: string, now: number): Promise<IncidentView> {
  const db = database(env, slug);
  const [salon, [[incident], events, kinds, stored, tasks, [told], members, [standing]]] = await Promise.all([
    publishedSalon(env, slug),
    read<[IncidentRow, EventRow, { kind: string }, NoticeRow, TaskRow, ToldRow, MemberRow, StandingRow]>(db, [
      askIncident(db, slug, id),
      askEvents(db, slug, id),
      askKinds(db, slug, id),
      askNotices(db, slug, id),
      askTasks(db, slug, id),
      askTold(db, slug, id),
      askMembers(db, slug),
      askStanding(db, slug),
    ]),
  ]);
  if (incident === undefined) throw new Refusal(problem("unknown-incident", 404, "There is no such incident."));
  const known: Known = {
    incident,
    events,
    kinds: kinds.map(({ kind }) => kind),
    salon: salon?.view.name ?? slug,
    offset: offsetOf(salon?.view ?? null, now),
    findUrl: `${publicOrigin(env)}/b`,
  };
  return {
    ...known,
    view: salon?.view ?? null,
    notices: await noticesOf(known, stored),
    tasks,
    told: told ?? { told: 0, unreachable: 0, waiting: 0 },
    members,
    frozen: typeof standing?.frozen_at === "number",
  };
}

/** South African time for what concerns no salon. */
export function offsetOf(view: SalonView | null, instant: number): number {
  return offsetsAt(view?.timezone ?? "Africa/Johannesburg", [instant], engine)[0] ?? 0;
}

/** Drafts from the assessment on; what was approved stays as it was approved. */
async function noticesOf(known: Known, stored: readonly NoticeRow[]): Promise<Notice[]> {
  if (known.incident.affected === null) return [];
  return Promise.all(
    (["people", "regulator"] as const).map(async (audience) => {
      const own = stored.filter((row) => row.audience === audience);
      const [first] = own;
      const texts = first === undefined ? draftsFor(audience, known) : own.map(textOf);
      const digest = first?.digest ?? (await digestOf(texts));
      return { audience, texts, digest, approvedBy: first?.approved_by ?? null, sentAt: first?.sent_at ?? null };
    }),
  );
}

const textOf = ({ language, subject, body }: NoticeRow): NoticeText => ({ language, subject, body });

async function digestOf(texts: readonly NoticeText[]): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(texts));
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

/** Whole hours from the discovery until now, or until it was closed. */
export function hoursSince({ discovered_at, closed_at }: IncidentRow, now: number): number {
  return Math.max(0, Math.floor(((closed_at ?? now) - discovered_at) / 60));
}
