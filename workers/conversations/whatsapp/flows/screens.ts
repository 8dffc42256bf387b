// The screens of the booking Flow (book-an-appointment.json), one exchange at a time. What was picked travels in each screen's own
// data, so nothing is kept here; whatever comes back is a stranger's word, and the commands look at it as at any other.

import type { CommandContext } from "../../../commands/command.ts";
import { shortened } from "../../../commands/conversations/content.ts";
import {
  bookInFlow,
  type FlowStart,
  type FlowVisit,
  flowDay,
  flowStarts,
  holdInFlow,
  type Picked,
} from "../../../commands/conversations/flow.ts";
import { localDate } from "../../../commands/deciding/facts.ts";
import { momentsAt } from "../../../engine/clock.ts";
import { engine } from "../../../engine/shipped.ts";
import { money, nearDay, timeOf } from "../../../ui/dates.ts";
import { type Words, wordsIn } from "../../../ui/words.ts";

export interface Exchange {
  action: string;
  screen: string;
  data: Record<string, unknown>;
  token: string;
}

export interface Screen {
  screen: string;
  data: Record<string, unknown>;
}

interface Row {
  id: string;
  title: string;
  description?: string;
}

/** The provider's bounds: characters of a row, and rows of a list. */
const TITLE = 30;
const ROWS = 200;
const NAME = 120;

interface At {
  ctx: CommandContext;
  visit: FlowVisit;
  words: Words;
  exchange: Exchange;
}

export async function nextScreen(ctx: CommandContext, visit: FlowVisit, exchange: Exchange): Promise<Screen> {
  const at: At = { ctx, visit, words: wordsIn(visit.language), exchange };
  if (exchange.action !== "data_exchange") return serviceScreen(at);
  switch (exchange.screen) {
    case "SERVICE":
      return personScreen(at, text(at, "service"));
    case "PERSON":
      return dayScreen(at, pickedOf(at));
    case "DAY":
      return timeScreen(at, pickedOf(at), Number(text(at, "day")));
    case "TIME":
      return confirmScreen(at, pickedOf(at));
    case "CONFIRM":
      return taken(at, pickedOf(at));
    default:
      return serviceScreen(at);
  }
}

const text = ({ exchange }: At, name: string): string => {
  const value = exchange.data[name];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
};

const pickedOf = (at: At): Picked => ({ service: text(at, "service"), person: text(at, "person") || "any" });

const row = (id: string, title: string, description?: string): Row => ({
  id,
  title: shortened(title, TITLE),
  ...(description === undefined ? {} : { description }),
});

function serviceScreen({ visit: { salon }, words }: At, error?: string): Screen {
  const { services, currency, name } = salon.view;
  const rows = services
    .filter(({ sessions }) => sessions === undefined)
    .slice(0, ROWS)
    .map((one) => row(one.id, words.of(one.name), money(words, one.price_cents, currency)));
  return screenOf("SERVICE", words, error, { heading: name, label: words.say("flow.service"), services: rows });
}

/** What every screen has; `error_message` is shown by the telephone above it. */
function screenOf(screen: string, words: Words, error: string | undefined, data: Record<string, unknown>): Screen {
  const next = words.say(screen === "CONFIRM" ? "flow.confirm" : "flow.next");
  return { screen, data: { next, ...data, ...(error === undefined ? {} : { error_message: error }) } };
}

function personScreen(at: At, service: string, error?: string): Screen {
  const { visit, words } = at;
  const able = visit.salon.view.staff.filter(({ services }) => services.some(({ id }) => id === service));
  // A service that was given up while they looked at it.
  if (able.length === 0) return serviceScreen(at, words.say("flow.gone"));
  const people = [row("any", words.say("talk.anybody")), ...able.map(({ id, name }) => row(id, name))];
  const label = words.say("flow.person");
  return screenOf("PERSON", words, error, { service, label, people: people.slice(0, ROWS) });
}

async function dayScreen(at: At, picked: Picked): Promise<Screen> {
  const { ctx, visit, words } = at;
  const found = await flowStarts(ctx, visit, picked);
  if (!Array.isArray(found)) return personScreen(at, picked.service, words.say("flow.wrong"));
  if (found.length === 0) return personScreen(at, picked.service, words.say("flow.none"));
  const today = localDate(visit.salon, ctx.now);
  const days = [...Map.groupBy(found, flowDay)].map(([day, of]) =>
    row(String(day), nearDay(words, day, today), words.count("flow.times", of.length)),
  );
  return screenOf("DAY", words, undefined, { ...picked, label: words.say("flow.day"), days: days.slice(0, ROWS) });
}

async function timeScreen(at: At, picked: Picked, day: number, error?: string): Promise<Screen> {
  const { ctx, visit, words } = at;
  const found = Number.isSafeInteger(day) ? await flowStarts(ctx, visit, picked, day) : [];
  if (!Array.isArray(found) || found.length === 0) return dayScreen(at, picked);
  const shown = found.slice(0, ROWS);
  const starts = shown.map(({ start }) => start);
  const moments = momentsAt(visit.salon.view.timezone, starts, engine).map(timeOf);
  const times = shown.map((one, i) => row(idOf(one), moments[i] ?? "", priceOf(at, one.priceCents)));
  return screenOf("TIME", words, error, { ...picked, day: String(day), label: words.say("flow.time"), times });
}

/** A time says what it costs, so that no price is held but the one that was seen. */
const idOf = ({ start, priceCents }: FlowStart): string => `${start}.${priceCents}`;

const priceOf = ({ visit, words }: At, cents: number): string => money(words, cents, visit.salon.view.currency);

async function confirmScreen(at: At, picked: Picked): Promise<Screen> {
  const { ctx, visit, words, exchange } = at;
  const { salon, conversation } = visit;
  const [start = 0, priceCents = 0] = text(at, "time").split(".").map(Number);
  const day = Number(text(at, "day"));
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(priceCents)) return timeScreen(at, picked, day);
  const held = await holdInFlow(ctx, visit, exchange.token, { picked, start, priceCents });
  if (!held.ok)
    return timeScreen(at, picked, day, words.say(held.problem.status === 409 ? "flow.taken" : "flow.wrong"));
  const service = salon.view.services.find(({ id }) => id === picked.service);
  const person = salon.view.staff.find(({ id }) => held.value.assignment.some(({ unit }) => unit === id));
  const wall = /T(\d\d:\d\d)/.exec(held.value.start)?.[1] ?? "";
  const summary = words.say("talk.confirm", {
    service: words.of(service?.name),
    day: nearDay(words, day, localDate(salon, ctx.now)),
    time: wall,
    person: person?.name ?? words.say("talk.anybody"),
    price: priceOf(at, held.value.price_cents),
  });
  const link = `${ctx.origin}/${salon.slug}/privacy?lang=${visit.language}`;
  return screenOf("CONFIRM", words, undefined, {
    ...picked,
    hold: held.value.hold,
    time: `${start}.${held.value.price_cents}`,
    summary,
    notice: words.say("talk.notice", { salon: salon.view.name, link }),
    label: words.say("flow.name"),
    name: conversation.name ?? "",
  });
}

async function taken(at: At, picked: Picked): Promise<Screen> {
  const { ctx, visit, words, exchange } = at;
  const [start = 0, priceCents = 0] = text(at, "time").split(".").map(Number);
  const name = text(at, "name").trim().slice(0, NAME);
  const wish = { picked, hold: text(at, "hold"), start, priceCents, name };
  if (name !== "" && Number.isSafeInteger(start)) {
    const made = await bookInFlow(ctx, visit, exchange.token, wish);
    if (made.ok) {
      const params = { flow_token: exchange.token, booking: made.value.booking };
      return { screen: "SUCCESS", data: { extension_message_response: { params } } };
    }
    const fault = words.say(made.problem.status === 409 ? "flow.taken" : "flow.wrong");
    return { screen: "CONFIRM", data: { ...exchange.data, error_message: fault } };
  }
  return { screen: "CONFIRM", data: { ...exchange.data, error_message: words.say("flow.wrong") } };
}
