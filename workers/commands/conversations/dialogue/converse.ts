// One message of a client, from what was understood to what is said: the core decides, the commands act, and what came of it
// goes back to the core until it waits for the client. Nothing is said here; words belong to the rooms that speak.

import type { About, DialogueAction, DialogueEvent, DialogueRow } from "../../../engine/routing/converse.ts";
import { ActionKind, converseWith, Intent, type Line, OutcomeKind, Reason } from "../../../engine/routing/converse.ts";
import { understand } from "../../../engine/routing/understand.ts";
import { routing } from "../../../engine/shipped.ts";
import { type Problem, unknownSalon } from "../../../problem.ts";
import { type Salon, salonOf } from "../../../store/snapshots.ts";
import type { CommandContext } from "../../command.ts";
import { asProblem } from "../../deciding/commit.ts";
import { type Contact, type Known, knownOf, tagOf } from "./facts.ts";
import { isAwaited, isChange, type Left, type Performed, perform } from "./perform.ts";

export interface ConverseInput {
  salon: string;
  contact: Contact;
  /** The channel's id of the message: what comes twice under it acts once. */
  messageId: string;
  event: Exclude<DialogueEvent, { kind: "outcome" }>;
  /** As the last turn gave it; empty at first. */
  state: Uint8Array;
  /** A person can answer now; the salon's hours say so where nobody does. */
  staffed?: boolean | undefined;
  memory?: Memory | undefined;
  /** What the salon's help articles say to a question, or of a subject where the text is empty; null where they say nothing. */
  lookUp?: ((intent: Intent, text: string, language: string) => Promise<string | null>) | undefined;
}

/**
 * What a try leaves for the next one of the same message. Acts have idempotency keys, but what leads to them has none: decided
 * anew, the client's own hold would stand in their way, and a visit that was cancelled a moment ago would not be found.
 */
export interface Turn {
  known: Known;
  /** What came of the acts so far, by step and place within it. */
  done: Record<string, Performed | null>;
}

export interface Memory {
  kept: Turn | null;
  /** Called before anything is changed. */
  keep(turn: Turn): Promise<void>;
}

/** One thing to say, and what it is about. `article`: words that answer, where an article had them. */
export interface Said {
  line: Line;
  about: About;
  rows: DialogueRow[];
  left: Left;
  article: string | null;
}

/** The story that goes with a conversation that a person takes. Indices are resolved to ids. */
export interface HandOver {
  reason: keyof typeof Reason;
  summary: {
    intent: keyof typeof Intent;
    services: string[];
    person: string | null;
    dayFrom: number | null;
    dayTo: number | null;
    guests: number;
    booking: string | null;
  };
}

export interface Conversed {
  ok: true;
  salon: Salon;
  known: Known;
  state: Uint8Array;
  language: "en" | "af" | "zu" | "xh";
  said: Said[];
  handOver: HandOver | null;
  ended: boolean;
  /** They want no news any more. */
  optedOut: boolean;
  /** Ids of what was booked now. */
  booked: string[];
}

/** Acts that one message may lead to; the core's proof says two (a look for starts and a hold), or one. */
const MOST_STEPS = 4;

export async function converse(
  ctx: CommandContext,
  input: ConverseInput,
): Promise<Conversed | { ok: false; problem: Problem }> {
  try {
    const salon = await salonOf(ctx.env, input.salon);
    if (salon === null) return { ok: false, problem: unknownSalon(input.salon) };
    const known = input.memory?.kept?.known ?? (await knownOf(ctx, salon, input.contact, input.staffed));
    return await turns(ctx, input, salon, known);
  } catch (error) {
    return { ok: false, problem: asProblem(error) };
  }
}

async function turns(ctx: CommandContext, input: ConverseInput, salon: Salon, known: Known): Promise<Conversed> {
  const told: Conversed = {
    ok: true,
    salon,
    known,
    state: input.state,
    language: "en",
    said: [],
    handOver: null,
    ended: false,
    optedOut: false,
    booked: [],
  };
  const done: Turn["done"] = { ...input.memory?.kept?.done };
  let event: DialogueEvent | null = input.event;
  let left: Left = {};
  let article: string | null = null;
  const answers = async ({ about }: DialogueAction): Promise<boolean> => {
    const inDocument = isInDocument(salon, about.intent);
    // What the document tells exactly gives way to an article of that very subject alone.
    const text = input.event.kind === "text" && !inDocument ? input.event.text : "";
    article ??= (await input.lookUp?.(about.intent, text, told.language)) ?? null;
    return article !== null || inDocument;
  };
  article = await unsureArticle(input);
  const facts = { ...known.facts, answerable: article !== null };
  for (let step = 0; event !== null && step < MOST_STEPS; step++) {
    const turn = converseWith(told.state, event, facts, routing);
    told.state = turn.state;
    told.language = tagOf(turn.language);
    event = null;
    for (const [i, action] of turn.actions.entries()) {
      if (action.kind === ActionKind.Say || action.kind === ActionKind.Ask) {
        told.said.push({ line: action.line, about: action.about, rows: action.rows, left, article });
      } else if (action.kind === ActionKind.HandOver) {
        told.handOver = handOverOf(salon, known, action);
      } else if (action.kind === ActionKind.End) {
        told.ended = true;
      } else {
        const place = `${step}.${i}`;
        if (!(place in done)) {
          if (isChange(action)) await input.memory?.keep({ known, done });
          const key = `${input.messageId}.${place}`;
          const at = { ctx, salon, contact: input.contact, known, language: told.language, key, answers };
          done[place] = await perform(at, action);
        }
        if (action.kind === ActionKind.OptOut) told.optedOut = true;
        const came = done[place] ?? null;
        if (came?.event.outcome === OutcomeKind.Booked) told.booked.push(came.event.id ?? "");
        // Of a visit that is not paid nobody can be asked yet.
        if (came?.left.deposit !== undefined) facts.newsAnswered = true;
        if (!isAwaited(action) || came === null) continue;
        left = came.left;
        event = came.event;
      }
    }
  }
  return told;
}

/** What articles say to a text of which nobody is sure what it wants; the core uses it where it understands nothing else. */
async function unsureArticle({ event, lookUp }: ConverseInput): Promise<string | null> {
  if (event.kind !== "text" || event.reading.sure) return null;
  return (await lookUp?.(Intent.OutOfScope, event.text, tagOf(event.reading.language))) ?? null;
}

/** Questions that a salon's document answers by itself. */
function isInDocument({ view }: Salon, intent: Intent): boolean {
  switch (intent) {
    case Intent.Hours:
    case Intent.Price:
    case Intent.Services:
    case Intent.Staff:
    case Intent.Duration:
    case Intent.Deposit:
    case Intent.CancellationPolicy:
      return true;
    case Intent.Directions:
      return view.address?.street !== undefined;
    default:
      return false;
  }
}

/** The name of an enum's value. */
export function nameOf<Names extends Record<string, number>>(names: Names, value: number): keyof Names & string {
  const found = Object.entries(names).find(([, each]) => each === value);
  if (found === undefined) throw new RangeError(`No name has value ${value}.`);
  return found[0];
}

function handOverOf(salon: Salon, known: Known, { about, reason }: DialogueAction): HandOver {
  const { services, staff } = salon.view;
  return {
    reason: nameOf(Reason, reason),
    summary: {
      intent: nameOf(Intent, about.intent),
      services: about.services.flatMap((index) => services[index]?.id ?? []),
      person: staff[about.person]?.id ?? null,
      dayFrom: about.dayFrom === 0 ? null : about.dayFrom,
      dayTo: about.dayFrom === 0 ? null : about.dayTo,
      guests: about.guests,
      booking: known.bookings[about.booking]?.id ?? null,
    },
  };
}

/** A text as the dialogue takes it: with what the core reads in it. */
export function understood(text: string): ConverseInput["event"] {
  return { kind: "text", text, reading: understand(text, routing) };
}
