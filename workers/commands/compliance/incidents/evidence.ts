// A snapshot of what is known, kept outside of the database before it is swept away: JSON in R2, named by its SHA-256, which
// stands in the timeline and in the trail. What is kept depends on the incident as it is read, so it is read after it.

import { type AuditRow, askEntriesBetween } from "../../../store/audit.ts";
import { askEvents, type EventRow, type IncidentRow } from "../../../store/compliance/incidents.ts";
import { keepEvidence } from "../../../store/compliance/notices.ts";
import { askReads, type ReadRow, type Suspicion } from "../../../store/compliance/reads.ts";
import { askThreats, type ThreatRow } from "../../../store/compliance/threats.ts";
import { database, read } from "../../../store/database.ts";
import { hex } from "../../../token.ts";
import type { CommandContext, Outcome } from "../../command.ts";
import { changing, type IncidentAnswer, type IncidentAt, notNow } from "./change.ts";

/** Rows of each kind; what is beyond is counted as left out. */
const MOST = 5_000;
/** Minutes before the discovery that are kept while nothing is assessed. */
const BEFORE = 7 * 1440;

export function snapshotEvidence(ctx: CommandContext, at: IncidentAt): Promise<Outcome<IncidentAnswer>> {
  return changing<[EventRow]>(
    ctx,
    at,
    (db) => [askEvents(db, at.salon, at.incident)],
    async (incident, [events]) => {
      if (incident.state === "closed") return notNow("It is closed.");
      const text = await snapshot(ctx, at.salon, incident, events);
      const bytes = new TextEncoder().encode(text);
      const sha256 = hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
      await keepEvidence(ctx.env, at.salon, at.incident, sha256, text);
      return { to: incident.state, what: "evidence", detail: { sha256, bytes: bytes.length }, facts: [] };
    },
  );
}

async function snapshot(
  ctx: CommandContext,
  salon: string,
  incident: IncidentRow,
  events: EventRow[],
): Promise<string> {
  const db = database(ctx.env, salon);
  const by: Suspicion = {
    from: incident.from_at ?? incident.discovered_at - BEFORE,
    to: incident.to_at ?? ctx.now,
    actor: incident.actor,
    session: incident.session,
    source: incident.source,
    trace: incident.trace,
  };
  const [reads, entries, threats] = await read<[ReadRow, AuditRow, ThreatRow]>(db, [
    askReads(db, salon, by, MOST + 1),
    askEntriesBetween(db, salon, by.from, by.to, MOST + 1),
    askThreats(db, salon, by.from * 60, by.to * 60, MOST + 1),
  ]);
  const kept = <T>(rows: T[]) => ({ rows: rows.slice(0, MOST), whole: rows.length <= MOST });
  const all = {
    salon,
    taken_at: ctx.now,
    incident,
    events,
    reads: kept(reads),
    trail: kept(entries),
    threats: kept(threats),
  };
  return JSON.stringify(all);
}
