// Operation `converse`: one step of a conversation. The state is the core's own; here it is bytes.
import { Builder, ByteBuffer } from "flatbuffers";
import * as wire from "../../../shared/contracts/generated/routing_generated.ts";
import type { EngineModule } from "../module.ts";
import type { Guess, Reading } from "./understand.ts";

export {
  ActionKind,
  Intent,
  Language,
  Line,
  OutcomeKind,
  Reason,
  RequestKind,
} from "../../../shared/contracts/generated/routing_generated.ts";
export type { Reading } from "./understand.ts";

/** `person`: an index of the facts' people, -1 where it does not matter. */
export interface StartOffered {
  start: number;
  priceCents: number;
  offset: number;
  person: number;
}

export type DialogueEvent =
  | { kind: "text"; text: string; reading: Reading }
  | { kind: "choice"; id: string }
  | { kind: "outcome"; outcome: wire.OutcomeKind; id?: string; starts?: readonly StartOffered[] }
  | { kind: "timeout" };

export interface DialogueFacts {
  /** Days since the epoch and minute of the day, on the salon's clock. */
  today: number;
  minute: number;
  /** Minutes of the day between which the salon's visits lie. */
  opens: number;
  closes: number;
  services: readonly { id: string; names: readonly string[] }[];
  people: readonly { id: string; name: string }[];
  /** Visits to come; `service` and `person` are indices, -1 where there is none. */
  bookings: readonly { id: string; start: number; offset: number; service: number; person: number }[];
  spoken: wire.Language;
  named: boolean;
  noticed: boolean;
  newsAnswered: boolean;
  staffed: boolean;
  /** A number of theirs is known; the channel has proven that it is theirs. */
  numbered: boolean;
  proven: boolean;
  /** An article of the salon's answers the text. */
  answerable?: boolean;
}

/** What a line, a row or an action is about; services, person and booking are indices of the facts. */
export interface About {
  services: number[];
  person: number;
  start: number;
  offset: number;
  priceCents: number;
  dayFrom: number;
  dayTo: number;
  minuteFrom: number;
  minuteTo: number;
  guests: number;
  booking: number;
  intent: wire.Intent;
}

export interface DialogueRow {
  id: string;
  line: wire.Line;
  about: About;
}

export interface DialogueAction {
  kind: wire.ActionKind;
  line: wire.Line;
  about: About;
  rows: DialogueRow[];
  id: string;
  reason: wire.Reason;
  request: wire.RequestKind;
  granted: boolean;
  name: string;
  phone: string;
}

export interface DialogueTurn {
  state: Uint8Array;
  language: wire.Language;
  actions: DialogueAction[];
}

/** Longest id of a tap that is looked at; no row of ours has a longer one. */
const LONGEST_CHOICE = 256;
/** Characters; the core reads 4096 bytes. */
const LONGEST_TEXT = 4096;

/** `state`: as the last turn gave it; empty in a new conversation. */
export function converseWith(
  state: Uint8Array,
  event: DialogueEvent,
  facts: DialogueFacts,
  routing: EngineModule,
): DialogueTurn {
  const answer = routing.call("converse", request(state, event, facts));
  const bytes = answer.bytes.subarray(answer.at, answer.at + answer.length);
  const turn = wire.ConverseAnswer.getRootAsConverseAnswer(new ByteBuffer(bytes));
  return {
    state: turn.stateArray()?.slice() ?? new Uint8Array(),
    language: turn.language(),
    actions: listed(turn.actionsLength(), (i) => turn.actions(i)).map(actionOf),
  };
}

function listed<T>(length: number, at: (i: number) => T | null): T[] {
  return Array.from({ length }, (_, i) => at(i)).filter((one) => one !== null);
}

function aboutOf(about: wire.About | null): About {
  const services = about?.servicesArray() ?? [];
  return {
    services: [...services],
    person: about?.person() ?? -1,
    start: about?.start() ?? 0,
    offset: about?.offset() ?? 0,
    priceCents: about?.priceCents() ?? 0,
    dayFrom: about?.dayFrom() ?? 0,
    dayTo: about?.dayTo() ?? 0,
    minuteFrom: about?.minuteFrom() ?? 0,
    minuteTo: about?.minuteTo() ?? 1440,
    guests: about?.guests() ?? 1,
    booking: about?.booking() ?? -1,
    intent: about?.intent() ?? wire.Intent.OutOfScope,
  };
}

function actionOf(action: wire.Action): DialogueAction {
  return {
    kind: action.kind(),
    line: action.line(),
    about: aboutOf(action.about()),
    rows: listed(action.rowsLength(), (i) => action.rows(i)).map((row) => ({
      id: row.id() ?? "",
      line: row.line(),
      about: aboutOf(row.about()),
    })),
    id: action.id() ?? "",
    reason: action.reason(),
    request: action.request(),
    granted: action.granted(),
    name: action.name() ?? "",
    phone: action.phone() ?? "",
  };
}

const NO_READING: Reading = { language: wire.Language.Other, languageChance: 0, guesses: [], sure: false };
const EVENTS = {
  text: wire.EventKind.Text,
  choice: wire.EventKind.Choice,
  outcome: wire.EventKind.Outcome,
  timeout: wire.EventKind.Timeout,
} as const;

function request(state: Uint8Array, event: DialogueEvent, facts: DialogueFacts): Uint8Array {
  const builder = new Builder(8 * 1024);
  const reading = event.kind === "text" ? event.reading : NO_READING;
  const menu = menuOf(builder, facts);
  const stateAt = wire.ConverseRequest.createStateVector(builder, state);
  const text = builder.createString(event.kind === "text" ? event.text.slice(0, LONGEST_TEXT) : "");
  const choice = builder.createString(event.kind === "choice" ? event.id.slice(0, LONGEST_CHOICE) : "");
  const id = builder.createString(event.kind === "outcome" ? (event.id ?? "") : "");
  const starts = startsOf(builder, event.kind === "outcome" ? (event.starts ?? []) : []);
  const guesses = guessesOf(builder, reading.guesses);
  const table = wire.ConverseRequest;
  table.startConverseRequest(builder);
  table.addState(builder, stateAt);
  table.addEvent(builder, EVENTS[event.kind]);
  table.addText(builder, text);
  table.addChoice(builder, choice);
  if (event.kind === "outcome") table.addOutcome(builder, event.outcome);
  table.addId(builder, id);
  table.addStarts(builder, starts);
  table.addLanguage(builder, reading.language);
  table.addLanguageChance(builder, reading.languageChance);
  table.addGuesses(builder, guesses);
  table.addSure(builder, reading.sure);
  table.addSpoken(builder, facts.spoken);
  table.addToday(builder, facts.today);
  table.addMinute(builder, facts.minute);
  table.addOpens(builder, facts.opens);
  table.addCloses(builder, facts.closes);
  table.addServices(builder, menu.services);
  table.addPeople(builder, menu.people);
  table.addBookings(builder, menu.bookings);
  table.addNamed(builder, facts.named);
  table.addNoticed(builder, facts.noticed);
  table.addNewsAnswered(builder, facts.newsAnswered);
  table.addStaffed(builder, facts.staffed);
  table.addNumbered(builder, facts.numbered);
  table.addProven(builder, facts.proven);
  table.addAnswerable(builder, facts.answerable ?? false);
  builder.finish(table.endConverseRequest(builder));
  return builder.asUint8Array();
}

function menuOf(builder: Builder, facts: DialogueFacts): { services: number; people: number; bookings: number } {
  const services = facts.services.map(({ id, names }) => {
    const at = builder.createString(id);
    const texts = wire.ServiceFact.createNamesVector(
      builder,
      names.map((name) => builder.createString(name)),
    );
    return wire.ServiceFact.createServiceFact(builder, at, texts);
  });
  const people = facts.people.map(({ id, name }) => {
    const at = builder.createString(id);
    return wire.PersonFact.createPersonFact(builder, at, builder.createString(name));
  });
  const bookings = facts.bookings.map(({ id, start, offset, service, person }) =>
    wire.BookingFact.createBookingFact(builder, builder.createString(id), start, offset, service, person),
  );
  return {
    services: wire.ConverseRequest.createServicesVector(builder, services),
    people: wire.ConverseRequest.createPeopleVector(builder, people),
    bookings: wire.ConverseRequest.createBookingsVector(builder, bookings),
  };
}

/** Structs are written last to first. */
function startsOf(builder: Builder, starts: readonly StartOffered[]): number {
  wire.ConverseRequest.startStartsVector(builder, starts.length);
  for (const { start, priceCents, offset, person } of starts.toReversed())
    wire.OfferedStart.createOfferedStart(builder, start, priceCents, offset, person);
  return builder.endVector();
}

function guessesOf(builder: Builder, guesses: readonly Guess[]): number {
  wire.ConverseRequest.startGuessesVector(builder, guesses.length);
  for (const { intent, chance } of guesses.toReversed())
    wire.GuessedIntent.createGuessedIntent(builder, intent, Math.round(chance));
  return builder.endVector();
}
