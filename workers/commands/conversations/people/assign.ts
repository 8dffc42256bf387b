// Gives conversations that wait to people who are here. It runs when something happened that may change who takes what: a message
// came, a conversation was handed over, somebody came or went, one was closed. The minute's sweep warns, and mends what such an
// event has lost. Several may run at once: each claim is one conditional UPDATE.

import {
  assign,
  type Clock,
  Deadline,
  Held,
  Level,
  type Turn,
  type Waiting,
  Wish,
} from "../../../engine/routing/assign.ts";
import { routing } from "../../../engine/shipped.ts";
import { mustNotBeFrozen } from "../../../store/compliance/containment.ts";
import {
  askWaiting,
  type Claim,
  claimFor,
  keepLooked,
  type Looked,
  noteClaim,
  releaseFrom,
  salonsToLookAt,
  type WaitingRow,
} from "../../../store/conversations/people/assigning.ts";
import { askHere, type HereRow } from "../../../store/conversations/people/presence.ts";
import { CommitRefused, commit, database, everyDatabase, read } from "../../../store/database.ts";
import { publishedSalon, type Salon } from "../../../store/snapshots.ts";
import type { CommandContext } from "../../command.ts";
import { spokenOf } from "../dialogue/facts.ts";
import { openAround } from "./clocks.ts";
import { languageBits, levelsOf, QUIET, skillBits, skillOf } from "./levels.ts";
import { type Warning, warnOf } from "./warn.ts";

/** What a claim was decided on, as it is kept with the conversation; the page makes words of it. */
export type AssignedWhy =
  | { by: "answer" }
  | { by: "take" }
  | { by: "colleague"; from: string }
  | {
      /** Nobody has it: why not, and what it needs. */
      by: "nobody";
      held: Exclude<keyof typeof Held, "Taken">;
      skill: string | null;
      language: string | null;
    }
  | {
      by: "rule";
      deadline: keyof typeof Deadline;
      /** Business minutes that were left; negative when it was late. */
      left: number;
      load: number;
      capacity: number;
      /** What it needs, and whether its taker has it. */
      skill: string | null;
      withoutSkills: boolean;
      language: string | null;
      withoutLanguage: boolean;
      wish: keyof typeof Wish;
    };

/** Passes that lost a claim look again, so often. */
const MOST_PASSES = 4;
/** Claims of one commit. */
const MOST_CLAIMS = 100;
/** Minutes after which a clock is looked at again that has no deadline in sight. */
const LATER = 1440;

export async function assignWaiting(ctx: CommandContext, slug: string): Promise<void> {
  const db = database(ctx.env, slug);
  for (let pass = 1; pass <= MOST_PASSES; pass++) {
    const [waiting, here] = await read<[WaitingRow, HereRow]>(db, [
      askWaiting(db, slug, ctx.now),
      askHere(db, slug, ctx.now, QUIET),
    ]);
    if (waiting.length === 0) return;
    const salon = await publishedSalon(ctx.env, slug);
    if (salon === null) return;
    const { claims, released, looked, warned } = decide(salon, waiting, here, ctx.now);
    // Before what is looked at again is kept: whoever dies in between leaves it to be found once more.
    await warnOf(ctx, slug, warned);
    const statements = [
      ...released.map(([id, gone]) => releaseFrom(db, slug, id, gone)),
      ...claims.flatMap((claim) => [claimFor(db, slug, claim, ctx.now, QUIET), noteClaim(db, slug, claim, ctx.now)]),
      ...(looked.length === 0 ? [] : [keepLooked(db, slug, looked)]),
    ];
    if (statements.length === 0) return;
    const changed = await commit(db, [mustNotBeFrozen(db, slug), ...statements]).catch(whereFrozen);
    if (changed === null) return;
    const first = 1 + released.length;
    const lost = claims.filter((_, i) => changed[first + 2 * i] === 0);
    if (lost.length === 0 && claims.length < MOST_CLAIMS) return;
  }
}

/** While a salon stands still nobody is given anything. */
function whereFrozen(error: unknown): null {
  if (error instanceof CommitRefused && error.rule === "frozen") return null;
  throw error;
}

/** After something happened, where nobody waits for what comes of it: what fails here is the sweep's. */
export function assignSoon(ctx: CommandContext, slug: string): void {
  ctx.waitUntil(assignWaiting(ctx, slug).catch((error: unknown) => logged(ctx, slug, error)));
}

function logged({ trace }: CommandContext, salon: string, error: unknown): void {
  const failure = error instanceof Error ? error.name : "unknown";
  console.error(JSON.stringify({ level: "error", event: "assign", salon, trace, failure }));
}

/** Salons of one sweep; the next minute's takes up where it ended, for what was looked at is looked at later. */
const SWEPT_AT_ONCE = 200;

/** The minute's sweep: clocks whose time for a warning has come, and what an event has lost. */
export async function lookAtClocks(ctx: CommandContext): Promise<void> {
  for (const db of everyDatabase(ctx.env)) {
    for (const salon of await salonsToLookAt(db, ctx.now, SWEPT_AT_ONCE)) {
      await assignWaiting(ctx, salon).catch((error: unknown) => logged(ctx, salon, error));
    }
  }
}

interface Decided {
  claims: Claim[];
  /** Conversations whose person has gone and that nobody else takes now. */
  released: [id: string, gone: string][];
  looked: Looked[];
  warned: Warning[];
}

function decide(salon: Salon, waiting: readonly WaitingRow[], here: readonly HereRow[], now: number): Decided {
  const until = new Map(here.map((one) => [one.account_id, one.until]));
  const people = here.filter(({ taking }) => taking === 1);
  const rows = waiting.map((row) => ({ row, story: storyOf(row), has: until.has(row.assignee ?? "") }));
  const open = openAround(
    salon,
    waiting.map(({ waits_since }) => waits_since),
    now,
  );
  const { turns, clocks } = assign(
    {
      now,
      levels: levelsOf(salon.view),
      open,
      people: people.map(({ skills, languages, capacity, load, last }) => ({
        skills: skillBits(JSON.parse(skills) as string[]),
        languages: languageBits(JSON.parse(languages) as string[]),
        capacity,
        load: Math.min(load, 0xffff),
        last: last ?? 0,
      })),
      waiting: rows.map(({ row, story, has }) => waitingOf(salon, row, story, has, people)),
      clocks: true,
    },
    routing,
  );
  const given = new Map(turns.slice(0, MOST_CLAIMS).map((turn) => [turn.conversation, turn]));
  const decided: Decided = { claims: [], released: [], looked: [], warned: [] };
  rows.forEach(({ row, has }, i) => {
    const [turn, clock] = [given.get(i), clocks[i]];
    const taker = turn === undefined ? undefined : people[turn.person];
    if (clock === undefined) return;
    if (turn !== undefined && taker !== undefined) {
      decided.claims.push({
        conversation: row.conversation_id,
        account: taker.account_id,
        was: row.assignee,
        why: JSON.stringify(whyOf(row, turn)),
      });
    } else if (row.assignee !== null && !has) {
      decided.released.push([row.conversation_id, row.assignee]);
    }
    const theirs = taker?.until ?? until.get(row.assignee ?? "");
    const warned = row.warned_at ?? (clock.level === Level.Fine ? null : now);
    const look = nextLook({ clock, warned, until: theirs, anybody: people.length > 0, now });
    const wait = { since: row.waits_since, left: clock.left };
    const account = taker?.account_id ?? (has ? row.assignee : null);
    if (warned !== row.warned_at) decided.warned.push({ conversation: row.conversation_id, account, ...wait });
    const held = account === null && clock.held !== Held.Taken ? heldOf(row, clock.held) : null;
    if (look !== row.look_at || (held !== null && held !== row.assigned_why))
      decided.looked.push({ id: row.conversation_id, since: row.waits_since, look, held });
  });
  return decided;
}

interface Story {
  services: string[];
  person: string | null;
}

function storyOf({ story }: WaitingRow): Story {
  const { services = [], person = null } = (story === null ? {} : JSON.parse(story)) as Partial<Story>;
  return { services, person };
}

function waitingOf(
  { view }: Salon,
  row: WaitingRow,
  story: Story,
  taken: boolean,
  people: readonly HereRow[],
): Waiting {
  const skill = skillOf(row.why);
  const asked = people.findIndex(({ person }) => person !== null && person === story.person);
  const wished = view.services.filter(({ id }) => story.services.includes(id));
  return {
    since: row.waits_since,
    waited: row.waited,
    value: Math.min(row.value + wished.reduce((sum, { price_cents: cents }) => sum + cents, 0), 0xffffffff),
    skills: skill === null ? 0 : skillBits([skill]),
    asked: story.person === null ? null : asked < 0 ? "absent" : asked,
    language: spokenOf(row.language),
    answered: row.first_at !== null,
    voice: row.channel === "voice",
    taken,
  };
}

const name = <Names extends Record<string, number>>(names: Names, value: number) =>
  Object.keys(names).find((each) => names[each] === value) as keyof Names;

/** JSON of why nobody has it. */
function heldOf({ why, language }: WaitingRow, held: Held): string {
  const told = { by: "nobody", held: name(Held, held), skill: skillOf(why), language };
  return JSON.stringify(told as Extract<AssignedWhy, { by: "nobody" }>);
}

function whyOf({ why, language }: WaitingRow, turn: Turn): AssignedWhy {
  return {
    by: "rule",
    deadline: name(Deadline, turn.deadline),
    left: turn.left,
    load: turn.load,
    capacity: turn.capacity,
    skill: skillOf(why),
    withoutSkills: turn.withoutSkills,
    language,
    withoutLanguage: turn.withoutLanguage,
    wish: name(Wish, turn.wish),
  };
}

/**
 * The warning; the next minute while nobody has it, for requirements are dropped and room comes free by time alone; and when
 * whoever has it will be gone.
 */
function nextLook(of: {
  clock: Clock;
  warned: number | null;
  until: number | undefined;
  anybody: boolean;
  now: number;
}): number | null {
  const { clock, warned, until, anybody, now } = of;
  const times = [
    ...(warned === null ? [clock.warn ?? now + LATER] : []),
    ...(until === undefined && anybody ? [now + 1] : []),
    ...(until === undefined ? [] : [until]),
  ].filter((at) => at > now);
  return times.length === 0 ? null : Math.min(...times);
}
