// Somebody of the team says that they are here, for so long and for such conversations, or that they go. Presence ends by itself.

import type { Actor, SalonRole } from "../../../permissions.ts";
import { type Problem, problem } from "../../../problem.ts";
import { mustStillBe } from "../../../store/access/accounts.ts";
import { releaseAll } from "../../../store/conversations/people/assigning.ts";
import { askPresence, type Presence, putPresence, stayHere } from "../../../store/conversations/people/presence.ts";
import { CommitRefused, commit, database, read } from "../../../store/database.ts";
import { publishedSalon } from "../../../store/snapshots.ts";
import type { CommandContext, Outcome } from "../../command.ts";
import { asProblem, refused } from "../../deciding/commit.ts";
import { assignWaiting } from "./assign.ts";
import { ACTING, CAPACITY, HOURS, LANGUAGES, SKILLS, skillsOf } from "./levels.ts";

/** Somebody by their account. */
export type Somebody = Extract<Actor, { account: string }>;

export interface Coming {
  salon: string;
  actor: Somebody;
  /** One of HOURS. */
  hours: number;
  capacity: number;
  skills: readonly string[];
  languages: readonly string[];
  /** Who they are in the salon's document; null: nobody in it. */
  person: string | null;
}

const MOST_CAPACITY = 100;

const done: Outcome<null> = { ok: true, status: 204, body: "", value: null };

/** What somebody takes who has never said so: as their role has it, in every language. */
export function usual(role: SalonRole): Pick<Presence, "capacity" | "skills" | "languages"> {
  return { capacity: CAPACITY, skills: JSON.stringify(skillsOf(role)), languages: JSON.stringify(LANGUAGES) };
}

export async function comeHere(ctx: CommandContext, coming: Coming): Promise<Outcome<null>> {
  const { salon, actor, hours, capacity, person } = coming;
  const document = await publishedSalon(ctx.env, salon);
  const known = person === null || document?.view.staff.some(({ id }) => id === person) === true;
  if (!HOURS.includes(hours) || !Number.isInteger(capacity) || capacity < 1 || capacity > MOST_CAPACITY || !known) {
    return refused(unusable());
  }
  const presence: Presence = {
    account_id: actor.account,
    until: ctx.now + hours * 60,
    taking: 1,
    capacity,
    skills: JSON.stringify(SKILLS.filter((skill) => coming.skills.includes(skill))),
    languages: JSON.stringify(LANGUAGES.filter((tag) => coming.languages.includes(tag))),
    person,
  };
  return changed(ctx, salon, actor, (db) => [putPresence(db, salon, presence, ctx.now)]);
}

/** Who waits for somebody who goes waits for somebody else at once. */
export async function goAway(ctx: CommandContext, salon: string, actor: Somebody): Promise<Outcome<null>> {
  const now = await presenceOf(ctx, salon, actor);
  return changed(ctx, salon, actor, (db) => [
    putPresence(db, salon, { ...now, until: ctx.now, taking: 0 }, ctx.now),
    releaseAll(db, salon, actor.account, ctx.now),
  ]);
}

/** What they said last, or what is usual; `until` in the past where they are not here. */
export async function presenceOf(ctx: CommandContext, salon: string, actor: Somebody): Promise<Presence> {
  const db = database(ctx.env, salon);
  const [[row]] = await read<[Presence]>(db, [askPresence(db, salon, actor.account)]);
  return row ?? { account_id: actor.account, until: 0, taking: 0, person: null, ...usual(actor.role) };
}

/** To be committed with what somebody does. */
export function staying(db: D1Database, salon: string, actor: Actor, now: number): D1PreparedStatement[] {
  if (actor.role === "operator") return [];
  return [stayHere(db, salon, { account_id: actor.account, until: now + ACTING, ...usual(actor.role) }, now)];
}

async function changed(
  ctx: CommandContext,
  salon: string,
  actor: Somebody,
  factsOf: (db: D1Database) => D1PreparedStatement[],
): Promise<Outcome<null>> {
  const db = database(ctx.env, salon);
  try {
    await commit(db, [mustStillBe(db, salon, actor.account, actor.role), ...factsOf(db)]);
    await assignWaiting(ctx, salon);
    return done;
  } catch (error) {
    if (error instanceof CommitRefused) return refused(problem("forbidden", 403, "That is not for you to do."));
    return refused(asProblem(error));
  }
}

const unusable = (): Problem => problem("presence", 422, "That is no presence: hours, capacity or person are none.");
