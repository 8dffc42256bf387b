// The minute's look at what was noted: each salon's events are folded into what its detectors remember, and what they found
// takes effect. A source is held back where commands are counted (workers/commands/admitting), and whoever reads too much
// or guesses links is put on the blocklist that every isolate's wall knows within a minute.

import { Action, Detector, type Event, type Finding, observe } from "../../engine/compliance/observe.ts";
import { compliance } from "../../engine/shipped.ts";
import {
  askEvents,
  askThreatState,
  deleteEvents,
  type EventBatchRow,
  insertThreat,
  keepThreatState,
  publishBlocklist,
  type StoredEvent,
  salonsWithEvents,
  type Threat,
  type ThreatStateRow,
} from "../../store/compliance/threats.ts";
import { CommitRefused, commit, database, read } from "../../store/database.ts";
import { newId } from "../../token.ts";
import type { CommandContext } from "../command.ts";
import { incidentsOf } from "../compliance/incidents/open.ts";
import { announce } from "../deciding/commit.ts";
import { heldBack, READERS } from "./effects.ts";

/** By wire::Detector: what it is called, its id in OWASP's handbook, and what its two counts say. */
const DETECTORS: Record<Detector, { name: string; oat: string; counts: [string, string] }> = {
  [Detector.Stuffing]: kind("credential-stuffing", "OAT-008", ["codes_failed", "numbers"]),
  [Detector.Cracking]: kind("reference-enumeration", "OAT-002", ["links_missed", "links_found"]),
  [Detector.Hoarding]: kind("slot-hoarding", "OAT-021", ["held", "booked"]),
  [Detector.Carding]: kind("card-testing", "OAT-001", ["cusum_hundredths", "limit_hundredths"]),
  [Detector.Scraping]: kind("scraping", "OAT-011", ["days_asked", "dates"]),
  [Detector.Forgery]: kind("webhook-forgery", "OAT-014", ["forged", "limit"]),
};

function kind(name: string, oat: string, counts: [string, string]) {
  return { name, oat, counts };
}

const ACTIONS = { [Action.Slow]: "slow", [Action.Block]: "block", [Action.Incident]: "incident" } as const;

/** Batches of one salon in one minute; the next minute takes the rest. */
const BATCHES = 200;

export async function foldEvents(ctx: CommandContext): Promise<void> {
  let shut = false;
  for (const salon of await salonsWithEvents(ctx.env)) {
    // One salon's broken records must not keep the others unwatched.
    const threats = await fold(ctx, salon).catch((error: unknown) => {
      if (error instanceof CommitRefused) return []; // another sweep was quicker
      const failure = error instanceof Error ? error.name : "unknown";
      console.error(JSON.stringify({ level: "error", event: "fold", trace: ctx.trace, salon, failure }));
      return [];
    });
    for (const { detector, oat, action, evidence } of threats) {
      console.warn(JSON.stringify({ event: "threat", salon, detector, oat, action, evidence, trace: ctx.trace }));
      shut ||= READERS.includes(detector);
    }
  }
  if (shut) await publishBlocklist(ctx.env, READERS, ctx.now * 60);
}

async function fold(ctx: CommandContext, salon: string): Promise<Threat[]> {
  const db = database(ctx.env, salon);
  const [batches, [before]] = await read<[EventBatchRow, ThreatStateRow]>(db, [
    askEvents(db, salon, BATCHES),
    askThreatState(db, salon),
  ]);
  const events = batches.flatMap((row) => (JSON.parse(row.events) as StoredEvent[]).map(eventOf));
  events.sort((a, b) => a.at - b.at);
  const { state, findings } = observe(Uint8Array.from(before?.state ?? []), events, compliance);
  const threats = findings.map(threatOf);
  const incidents = await incidentsOf(ctx, db, salon, threats);
  await commit(db, [
    ...keepThreatState(db, salon, state, before?.folds ?? 0),
    deleteEvents(
      db,
      salon,
      batches.map((row) => row.batch_id),
    ),
    ...threats.map((threat) => insertThreat(db, salon, threat)),
    ...threats.flatMap((threat) => heldBack(db, salon, threat)),
    ...incidents.statements,
  ]);
  for (const id of incidents.letters) announce(ctx, incidents.salon, id);
  return threats;
}

const eventOf = ([kind, source, object, at, from, to]: StoredEvent): Event => ({ kind, source, object, at, from, to });

function threatOf({ detector, action, source, at, seconds, first, second }: Finding): Threat {
  const { name, oat, counts } = DETECTORS[detector];
  const evidence = { [counts[0]]: first, [counts[1]]: second };
  return {
    id: newId(),
    at,
    detector: name,
    oat,
    subject: source,
    evidence,
    action: ACTIONS[action],
    until: at + seconds,
  };
}
