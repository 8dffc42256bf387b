// An edit of the document on its way into D1: checked whole, brought together with what somebody else changed meanwhile, weighed
// against the visits that are booked, and put as a new version.

import type { SalonDocument } from "../../../shared/contracts/salon.ts";
import { type Misfit, misfitsOf, putSalon } from "../../commands/put-salon.ts";
import { knowsZone } from "../../engine/clock.ts";
import { engine } from "../../engine/shipped.ts";
import { checkDocument } from "../../http/document/check.ts";
import { liveFaults } from "../../http/document/law.ts";
import { commandContext, type DoorContext } from "../../http/request.ts";
import { type Actor, actorName } from "../../permissions.ts";
import { type Fault, forbidden, type Problem, tooBusy, unknownSalon } from "../../problem.ts";
import { readBeside } from "../../store/desk/settings/versions.ts";
import { changesBetween } from "./document/changes.ts";
import { type Clash, merged, type Way, wayText } from "./document/merge.ts";
import type { Fields } from "./document/pointer.ts";
import { mayChange } from "./document/right.ts";

export interface Edit {
  salon: string;
  /** The version that was edited. */
  base: number;
  /** What it is to become, given what it was. */
  edit(base: Fields): Fields;
  /** Of what somebody else changed too: the ways at which this edit is to stand, and all that a person decided on. */
  mine: ReadonlySet<string>;
  decided: ReadonlySet<string>;
  /** Whoever edits knows which booked visits will not fit. */
  sure: boolean;
  /** Nothing is put; what would come of it is told. */
  dry?: boolean;
}

export type Saved =
  | { kind: "saved"; version: number; changed: boolean }
  | { kind: "faults"; faults: Fault[] }
  | { kind: "clashes"; clashes: Clash[]; theirs: Fields }
  | { kind: "misfits"; misfits: Misfit[] }
  | { kind: "refused"; problem: Problem };

const TRIES = 3;
const fieldsOf = (document: SalonDocument): Fields => document as unknown as Fields;

export async function save(c: DoorContext, actor: Actor, edit: Edit): Promise<Saved> {
  for (let tries = 0; tries < TRIES; tries++) {
    const saved = await attempt(c, actor, edit);
    if (saved.kind !== "refused" || saved.problem.type !== "document-changed") return saved;
  }
  return { kind: "refused", problem: tooBusy() };
}

async function attempt(c: DoorContext, actor: Actor, edit: Edit): Promise<Saved> {
  const { salon } = edit;
  const versions = await readBeside(c.env, salon, edit.base);
  if (versions === null) return { kind: "refused", problem: unknownSalon(salon) };
  const [base, current] = [fieldsOf(versions.base.document), fieldsOf(versions.current.document)];
  const mine = edit.edit(base);
  const wrong = faultsOf(c, mine, salon);
  if (wrong.length > 0) return { kind: "faults", faults: wrong };
  const { document, clashes } = merged(base, mine, current, edit.mine);
  const open = clashes.filter(({ way }) => !edit.decided.has(wayText(way)));
  if (open.length > 0) return { kind: "clashes", clashes: open, theirs: current };
  const ways = changesBetween(current, document).map(({ way }) => way);
  if (!mayChange(actor.role, ways)) return { kind: "refused", problem: forbidden() };
  const together = faultsOf(c, document, salon);
  if (together.length > 0) return { kind: "faults", faults: together };
  const { version } = versions.current;
  if (ways.length === 0) return { kind: "saved", version, changed: false };
  const next = document as unknown as SalonDocument;
  if (!edit.sure && ways.some(concernsVisits)) {
    const misfits = await newMisfits(c, versions.current.document, next);
    if (misfits.length > 0) return { kind: "misfits", misfits };
  }
  if (edit.dry) return { kind: "saved", version, changed: false };
  const ctx = commandContext(c);
  const outcome = await putSalon(ctx, { document: next, actor: actorName(actor), expect: version });
  if (!outcome.ok) return { kind: "refused", problem: outcome.problem };
  return { kind: "saved", version: outcome.value.version, changed: true };
}

export function faultsOf(c: DoorContext, document: Fields, salon: string): Fault[] {
  const checked = checkDocument(document, salon, (zone) => knowsZone(zone, engine));
  return checked.ok ? liveFaults(checked.document, c.env) : checked.faults;
}

const CALENDAR = new Set([
  "hours",
  "exceptions",
  "holidays",
  "outages",
  "backup_power",
  "services",
  "staff",
  "resources",
  "timezone",
]);
const concernsVisits = ([first = ""]: Way): boolean => CALENDAR.has(first);

/** Visits that fit now and would not then. */
async function newMisfits(c: DoorContext, now: SalonDocument, next: SalonDocument): Promise<Misfit[]> {
  const ctx = commandContext(c);
  const then = await misfitsOf(ctx, next);
  if (then.length === 0) return [];
  const before = new Set((await misfitsOf(ctx, now)).map(({ booking }) => booking));
  return then.filter(({ booking }) => !before.has(booking));
}
