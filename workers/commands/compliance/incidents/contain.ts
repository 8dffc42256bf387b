// Stopping an attack. Each measure is one commit with its line in the timeline; the first takes the incident from open to
// contained. A freeze is taken back in the same way.

import { invalid } from "../../../problem.ts";
import { askMembers, askMembership, type MemberRow, type MembershipRow } from "../../../store/access/accounts.ts";
import { endSessionsOf } from "../../../store/access/sessions.ts";
import { endSessionsOfAll, rotateFeeds, rotateLinks, setFrozen } from "../../../store/compliance/containment.ts";
import { type IncidentRow, PLATFORM } from "../../../store/compliance/incidents.ts";
import { insertThreat, publishBlocklist } from "../../../store/compliance/threats.ts";
import { platformDatabase } from "../../../store/database.ts";
import { newId } from "../../../token.ts";
import type { CommandContext, Outcome } from "../../command.ts";
import { CONTAINMENT, heldBack, READERS } from "../../watching/effects.ts";
import { type Change, changing, type IncidentAnswer, type IncidentAt, notNow } from "./change.ts";

export type Measure =
  /** Of everybody who works for the salon, whoever acts included; or of one account. */
  | { measure: "end-sessions"; account?: string | undefined }
  | { measure: "rotate-links" | "rotate-feeds" | "freeze" | "unfreeze" }
  /** An address by its keyed hash, as the read log and the detectors have it. */
  | { measure: "block-address"; source: string; hours: number }
  /** There is nothing left to stop. */
  | { measure: "over" };

export function contain(ctx: CommandContext, at: IncidentAt, measure: Measure): Promise<Outcome<IncidentAnswer>> {
  const account = measure.measure === "end-sessions" ? (measure.account ?? "") : "";
  return changing<[MemberRow, MembershipRow]>(
    ctx,
    at,
    (db) => [askMembers(db, at.salon), askMembership(db, at.salon, account)],
    (incident, [members, [member]], db) => {
      if (incident.state === "closed") return notNow("It is closed.");
      const ofSalon = measure.measure !== "block-address" && measure.measure !== "over";
      if (ofSalon && at.salon === PLATFORM) return notNow("This is done at a salon.");
      const unknown = account !== "" && member === undefined;
      if (unknown) return invalid([{ pointer: "/account", detail: "is nobody of this salon's team" }]);
      const accounts = account === "" ? members.map(({ account_id }) => account_id) : [account];
      const to = incident.state === "open" && measure.measure !== "unfreeze" ? "contained" : incident.state;
      return { to, what: `contained.${measure.measure}`, ...effects(ctx, db, at, incident, measure, accounts) };
    },
  );
}

type Effects = Omit<Change, "to" | "what">;

function effects(
  ctx: CommandContext,
  db: D1Database,
  { salon }: IncidentAt,
  incident: IncidentRow,
  measure: Measure,
  accounts: readonly string[],
): Effects {
  const platform = platformDatabase(ctx.env);
  switch (measure.measure) {
    case "end-sessions": {
      const [one] = accounts;
      const single = measure.account !== undefined && one !== undefined;
      return {
        detail: { account: measure.account ?? null, accounts: accounts.length },
        facts: [],
        platform: [single ? endSessionsOf(platform, one) : endSessionsOfAll(platform, accounts)],
      };
    }
    case "rotate-links":
      return { detail: {}, facts: [rotateLinks(db, salon, incident.incident_id, ctx.now)] };
    case "rotate-feeds":
      return { detail: {}, facts: [rotateFeeds(db, salon)] };
    case "freeze":
      return { detail: {}, facts: setFrozen(db, salon, ctx.now) };
    case "unfreeze":
      return { detail: {}, facts: setFrozen(db, salon, null) };
    case "block-address":
      return blocked(ctx, db, salon, measure);
    case "over":
      return { detail: {}, facts: [] };
  }
}

/** As a detector's block: felt at the gate at once, at every isolate's wall within a minute. */
function blocked(
  ctx: CommandContext,
  db: D1Database,
  salon: string,
  { source, hours }: { source: string; hours: number },
) {
  const at = ctx.now * 60;
  const until = at + hours * 3600;
  const where = salon === PLATFORM ? "" : salon;
  const block = { id: newId(), at, detector: CONTAINMENT, oat: "", subject: source, evidence: {}, until };
  const threat = { ...block, action: "block" as const };
  return {
    detail: { source, until },
    facts: [insertThreat(db, where, threat), ...heldBack(db, where, threat)],
    afterwards: () => ctx.waitUntil(publishBlocklist(ctx.env, READERS, at)),
  };
}
