// Operation `assign`: who takes which conversation, and how long each may still wait (wasm/routing/assignment).
import { Builder } from "flatbuffers";
import * as wire from "../../../shared/contracts/generated/assignment_generated.ts";
import type { Answer, EngineModule } from "../module.ts";
import { bytesOf, rawVector, vectorAt } from "../wire.ts";

export { Deadline, Held, Level, Wish } from "../../../shared/contracts/generated/assignment_generated.ts";

/** As the schema's Waiting. `asked`: an index into the people, null for nobody, "absent" for somebody who is not here. */
export interface Waiting {
  since: number;
  waited: number;
  value: number;
  skills: number;
  asked: number | null | "absent";
  /** Of the wire's Language; 0: any. */
  language: number;
  answered: boolean;
  voice: boolean;
  taken: boolean;
}

/** As the schema's Helper: bits of skills, bits of languages. */
export interface Helper {
  skills: number;
  languages: number;
  capacity: number;
  load: number;
  last: number;
}

/** Business minutes; in the order of the schema's Levels. */
export interface Levels {
  first: number;
  next: number;
  resolution: number;
  firstWarning: number;
  nextWarning: number;
  resolutionWarning: number;
  skillsFor: number;
  languageFor: number;
  askedFor: number;
}

export interface Clock {
  /** Instants; null where the open times do not reach that far. */
  due: number | null;
  warn: number | null;
  /** Business minutes; negative when it is late. */
  left: number;
  elapsed: number;
  deadline: wire.Deadline;
  level: wire.Level;
  held: wire.Held;
}

export interface Turn {
  conversation: number;
  person: number;
  left: number;
  load: number;
  capacity: number;
  deadline: wire.Deadline;
  withoutSkills: boolean;
  withoutLanguage: boolean;
  wish: wire.Wish;
}

export interface AssignQuery {
  now: number;
  levels: Levels;
  /** Pairs of instants (workers/engine/opening.ts). */
  open: Uint32Array;
  people: readonly Helper[];
  waiting: readonly Waiting[];
  /** Whether clocks are wanted too. */
  clocks: boolean;
}

const OPEN = wire.Open.sizeOf();
const HELPER = wire.Helper.sizeOf();
const WAITING = wire.Waiting.sizeOf();
const TURN = wire.Turn.sizeOf();
const CLOCK = wire.Clock.sizeOf();
const NOBODY = 0xffffffff;
const ABSENT = 0xfffffffe;
const NEVER = 0xffffffff;

const builder = new Builder(4096);

export function encodeAssign({ now, levels, open, people, waiting, clocks }: AssignQuery): Uint8Array {
  builder.clear();
  const times = rawVector(builder, OPEN, open.length / 2, bytesOf(open));
  const helpers = rawVector(builder, HELPER, people.length, helperBytes(people));
  const rows = rawVector(builder, WAITING, waiting.length, waitingBytes(waiting));
  wire.AssignRequest.startAssignRequest(builder);
  wire.AssignRequest.addNow(builder, now);
  const { first, next, resolution, firstWarning, nextWarning, resolutionWarning } = levels;
  const { skillsFor, languageFor, askedFor } = levels;
  wire.AssignRequest.addLevels(
    builder,
    wire.Levels.createLevels(
      ...([builder, first, next, resolution, firstWarning, nextWarning, resolutionWarning] as const),
      ...([skillsFor, languageFor, askedFor] as const),
    ),
  );
  wire.AssignRequest.addOpen(builder, times);
  wire.AssignRequest.addPeople(builder, helpers);
  wire.AssignRequest.addWaiting(builder, rows);
  wire.AssignRequest.addClocks(builder, clocks);
  builder.finish(wire.AssignRequest.endAssignRequest(builder));
  return builder.asUint8Array();
}

/** Little-endian words, as WebAssembly has them. */
function helperBytes(people: readonly Helper[]): Uint8Array {
  const words = new Uint32Array((people.length * HELPER) / 4);
  let at = 0;
  for (const { skills, languages, capacity, load, last } of people) {
    words[at] = skills;
    words[at + 1] = languages;
    words[at + 2] = capacity | (load << 16);
    words[at + 3] = last;
    at += HELPER / 4;
  }
  return bytesOf(words);
}

function waitingBytes(waiting: readonly Waiting[]): Uint8Array {
  const words = new Uint32Array((waiting.length * WAITING) / 4);
  let at = 0;
  for (const one of waiting) {
    words[at] = one.since;
    words[at + 1] = one.waited;
    words[at + 2] = one.value;
    words[at + 3] = one.skills;
    words[at + 4] = one.asked === null ? NOBODY : one.asked === "absent" ? ABSENT : one.asked;
    words[at + 5] = one.language | (Number(one.answered) << 8) | (Number(one.voice) << 16) | (Number(one.taken) << 24);
    at += WAITING / 4;
  }
  return bytesOf(words);
}

export function assign(query: AssignQuery, routing: EngineModule): { turns: Turn[]; clocks: Clock[] } {
  const answer = routing.call("assign", encodeAssign(query));
  return { turns: turnsOf(answer), clocks: clocksOf(answer) };
}

function turnsOf(answer: Answer): Turn[] {
  const { view } = answer;
  const { at, length } = vectorAt(answer, 4);
  return Array.from({ length }, (_, i) => {
    const row = at + TURN * i;
    return {
      conversation: view.getUint32(row, true),
      person: view.getUint32(row + 4, true),
      left: view.getInt32(row + 8, true),
      load: view.getUint16(row + 12, true),
      capacity: view.getUint16(row + 14, true),
      deadline: view.getUint8(row + 16) as wire.Deadline,
      withoutSkills: view.getUint8(row + 17) === 1,
      withoutLanguage: view.getUint8(row + 18) === 1,
      wish: view.getUint8(row + 19) as wire.Wish,
    };
  });
}

function clocksOf(answer: Answer): Clock[] {
  const { view } = answer;
  const { at, length } = vectorAt(answer, 6);
  const instant = (value: number): number | null => (value === NEVER ? null : value);
  return Array.from({ length }, (_, i) => {
    const row = at + CLOCK * i;
    return {
      due: instant(view.getUint32(row, true)),
      warn: instant(view.getUint32(row + 4, true)),
      left: view.getInt32(row + 8, true),
      elapsed: view.getUint32(row + 12, true),
      deadline: view.getUint8(row + 16) as wire.Deadline,
      level: view.getUint8(row + 17) as wire.Level,
      held: view.getUint8(row + 18) as wire.Held,
    };
  });
}
