// A step of an incident, as a page's form or a program sends it, turned into its command.

import type { IncidentAct } from "../../../shared/contracts/generated/incident-act.types.ts";
import { validate } from "../../../shared/contracts/generated/incident-act.validate.js";
import type { CommandContext, Outcome } from "../../commands/command.ts";
import { assessIncident, closeUp } from "../../commands/compliance/incidents/assess.ts";
import type { IncidentAnswer, IncidentAt } from "../../commands/compliance/incidents/change.ts";
import { contain, type Measure } from "../../commands/compliance/incidents/contain.ts";
import { snapshotEvidence } from "../../commands/compliance/incidents/evidence.ts";
import { approveNotice, draftChanged, sendNotice } from "../../commands/compliance/incidents/notify.ts";
import { addTask, doTask } from "../../commands/compliance/incidents/tasks.ts";
import { checked } from "../../http/body.ts";
import { parseInstant } from "../../http/instants.ts";
import type { Fault } from "../../problem.ts";
import { parseDate } from "../../time.ts";
import { incidentAt } from "./view.ts";

/** What each act cannot do without. */
const NEEDED: Record<IncidentAct["act"], (keyof IncidentAct)[]> = {
  contain: ["measure"],
  evidence: [],
  assess: ["from", "to", "consequences", "measures", "contact"],
  approve: ["audience", "digest"],
  send: ["audience"],
  task: ["what", "owner", "due"],
  done: ["task"],
  close: ["closing"],
};

/** The act, or a refusal that names each fault. */
export function checkedAct(value: unknown): IncidentAct {
  return checked<IncidentAct>(value, validate, (fields) => {
    const needed = [...(NEEDED[fields.act as IncidentAct["act"]] ?? [])];
    if (fields.act === "contain" && fields.measure === "block-address") needed.push("source", "hours");
    const missing = needed.filter((name) => fields[name] === undefined);
    return [...missing.map((name): Fault => ({ pointer: `/${name}`, detail: "is required" })), ...dateFaults(fields)];
  });
}

/** Dates of the right form that no calendar has. */
function dateFaults(fields: Record<string, unknown>): Fault[] {
  const faults: Fault[] = [];
  for (const name of ["from", "to"]) {
    const text = fields[name];
    if (typeof text === "string" && parseInstant(text) === null) {
      faults.push({ pointer: `/${name}`, detail: "is no instant of the calendar" });
    }
  }
  if (typeof fields.due === "string" && parseDate(fields.due) === null) {
    faults.push({ pointer: "/due", detail: "is no date of the calendar" });
  }
  return faults;
}

export const minuteOf = (instant: string | undefined): number =>
  Math.floor((parseInstant(instant ?? "") ?? 0) / 60_000);

export async function perform(ctx: CommandContext, at: IncidentAt, act: IncidentAct): Promise<Outcome<IncidentAnswer>> {
  const text = (name: "what" | "owner" | "closing" | "consequences" | "measures" | "advice" | "contact"): string =>
    act[name] ?? "";
  switch (act.act) {
    case "contain":
      return contain(ctx, at, measureOf(act));
    case "evidence":
      return snapshotEvidence(ctx, at);
    case "assess":
      return assessIncident(ctx, at, {
        from: minuteOf(act.from),
        to: minuteOf(act.to),
        actor: act.actor ?? null,
        session: act.session ?? null,
        source: act.source ?? null,
        trace: act.trace ?? null,
        consequences: text("consequences"),
        measures: text("measures"),
        advice: text("advice"),
        delay: act.delay ?? null,
        intruder: act.intruder ?? null,
        contact: text("contact"),
      });
    case "approve":
      return approve(ctx, at, act);
    case "send": {
      const recipient = act.audience === "regulator" ? (act.recipient ?? null) : null;
      return sendNotice(ctx, at, { audience: act.audience ?? "people", recipient });
    }
    case "task":
      return addTask(ctx, at, { what: text("what"), owner: text("owner"), due: parseDate(act.due ?? "") ?? 0 });
    case "done":
      return doTask(ctx, at, act.task ?? "");
    case "close":
      return closeUp(ctx, at, text("closing"));
  }
}

function measureOf({ measure = "over", account, source, hours }: IncidentAct): Measure {
  if (measure === "end-sessions") return { measure, account };
  if (measure === "block-address") return { measure, source: source ?? "", hours: hours ?? 1 };
  return { measure };
}

/** The words are written anew here; only if they are still the ones that were read are they approved. */
async function approve(
  ctx: CommandContext,
  at: IncidentAt,
  { audience = "people", digest = "" }: IncidentAct,
): Promise<Outcome<IncidentAnswer>> {
  const { incident, notices } = await incidentAt(ctx.env, at.salon, at.incident, ctx.now);
  const notice = notices.find((each) => each.audience === audience);
  if (notice !== undefined && notice.digest !== digest) return { ok: false, problem: draftChanged() };
  const { texts } = notice ?? { texts: [] };
  return approveNotice(ctx, at, { audience, texts, digest, revision: incident.revision });
}
