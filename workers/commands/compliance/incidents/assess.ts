// Who is affected and how badly: computed from the read log and the trail between two instants, by whatever is known of the
// intruder, and kept with the incident. Assessing again finds the people anew and takes approvals back.

import { invalid, type Problem } from "../../../problem.ts";
import { type Assessment, assess, closeIncident } from "../../../store/compliance/incidents.ts";
import { askNotices, type NoticeRow } from "../../../store/compliance/notices.ts";
import type { CommandContext, Outcome } from "../../command.ts";
import { changing, type IncidentAnswer, type IncidentAt, notNow } from "./change.ts";

export function assessIncident(
  ctx: CommandContext,
  at: IncidentAt,
  known: Assessment,
): Promise<Outcome<IncidentAnswer>> {
  return changing<[NoticeRow]>(
    ctx,
    at,
    (db) => [askNotices(db, at.salon, at.incident)],
    (incident, [notices], db) => {
      if (known.to < known.from) return invalid([{ pointer: "/to", detail: "must not be before from" }]);
      if (incident.state === "open") return notNow("It is not contained yet.");
      if (incident.state === "closed") return notNow("It is closed.");
      if (notices.some(({ sent_at }) => sent_at !== null)) return notNow("A notice has gone out on what was assessed.");
      const { from, to, actor, session, source, trace } = known;
      return {
        to: "assessed",
        what: "assessed",
        detail: { from, to, actor, session, source, trace },
        facts: assess(db, at.salon, at.incident, known),
      };
    },
  );
}

/** Once everybody who must be told was told; or nobody's data were read, and the conclusion says why that is sure. */
export function closeUp(ctx: CommandContext, at: IncidentAt, closing: string): Promise<Outcome<IncidentAnswer>> {
  return changing<[]>(
    ctx,
    at,
    () => [],
    (incident, _rows, db) => {
      const harmless = incident.state === "assessed" && incident.affected === 0;
      if (incident.state !== "notified" && !harmless) return untold();
      const facts = [closeIncident(db, at.salon, at.incident, closing, ctx.now)];
      return { to: "closed", what: "closed", detail: {}, facts };
    },
  );
}

const untold = (): Problem => notNow("The Regulator and the people concerned are told first.");
