// The named cases of whose turn it is, for any build of the core.
import type { EngineModule } from "../../../workers/engine/module.ts";
import {
  assign,
  type Clock,
  Deadline,
  Held,
  type Helper,
  Level,
  type Levels,
  type Turn,
  type Waiting,
  Wish,
} from "../../../workers/engine/routing/assign.ts";
import file from "./cases.json" with { type: "json" };

interface Told {
  turns: Turn[];
  clocks: Partial<Clock>[];
}

/** As the file has it: what is left out is as below, and names stand for numbers. */
type Named<Row> = { [K in keyof Row]?: Row[K] | string };
interface Case {
  name: string;
  now: number;
  open: number[];
  people: Partial<Helper>[];
  waiting: Partial<Waiting>[];
  turns: Named<Turn>[];
  held: string[];
  clocks?: Named<Clock>[];
}

const HELPER: Helper = { skills: 15, languages: 31, capacity: 3, load: 0, last: 0 };
const WAITING: Waiting = {
  ...{ since: 0, waited: 0, value: 0, skills: 0, asked: null, language: 0 },
  ...{ answered: false, voice: false, taken: false },
};
const TURN: Turn = {
  ...{ conversation: 0, person: 0, left: 0, load: 0, capacity: 3, deadline: Deadline.FirstResponse },
  ...{ withoutSkills: false, withoutLanguage: false, wish: Wish.None },
};

export const NAMED: readonly Case[] = file.cases as unknown as Case[];

const numberOf = (names: Record<string, number>, name: unknown): unknown =>
  typeof name === "string" ? names[name] : name;

/** What should be told, and what is. */
export function replayNamed(one: Case, routing: EngineModule): { expected: Told; told: Told } {
  const { now, open, people, waiting } = one;
  const { turns, clocks } = assign(
    {
      now,
      levels: file.levels as Levels,
      open: Uint32Array.from(open),
      people: people.map((each) => ({ ...HELPER, ...each })),
      waiting: waiting.map((each) => ({ ...WAITING, ...each })),
      clocks: true,
    },
    routing,
  );
  const expected = one.held.map((held, i) => {
    const clock: Named<Clock> = one.clocks?.[i] ?? {};
    return {
      ...clock,
      ...(one.clocks === undefined ? {} : { deadline: numberOf(Deadline, clock.deadline ?? "FirstResponse") }),
      ...(one.clocks === undefined ? {} : { level: numberOf(Level, clock.level) }),
      held: numberOf(Held, held),
    } as Partial<Clock>;
  });
  const wanted = one.turns.map((turn) => ({ ...TURN, ...turn, wish: numberOf(Wish, turn.wish ?? "None") }) as Turn);
  return {
    expected: { turns: wanted, clocks: expected },
    told: { turns, clocks: one.clocks === undefined ? clocks.map(({ held }) => ({ held })) : clocks },
  };
}
