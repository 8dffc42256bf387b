// What a service costs and how long it takes, before anybody knows who will do it: the cheapest and the quickest of the
// people who can, and whether others differ.

import { needsPerson, type SalonService } from "../../../../shared/contracts/salon.ts";
import type { SalonView } from "../../../store/snapshots.ts";
import { lengthOfTime, money } from "../../../ui/dates.ts";
import type { Words } from "../../../ui/words.ts";
import { ANYONE } from "./state.ts";

export interface Span {
  from: number;
  to: number;
}

/** `minutes` of one service as one person does it, phase by phase. */
export interface Doing {
  person: string;
  minutes: number[];
  cents: number;
}

/** Everybody who does the service, in document order. A class is done by whom its sessions name. */
export function doings(salon: SalonView, service: SalonService): Doing[] {
  const minutes = service.phases.map((phase) => phase.minutes);
  return salon.staff.flatMap((person) =>
    person.services
      .filter((skill) => skill.id === service.id)
      .map((skill) => ({
        person: person.id,
        minutes: skill.minutes ?? minutes,
        cents: skill.price_cents ?? service.price_cents,
      })),
  );
}

/** The price by `person`, or the span over everybody. */
export function priceSpan(salon: SalonView, service: SalonService, person = ANYONE): Span {
  return spanOf(
    chosen(doings(salon, service), person).map(({ cents }) => cents),
    service.price_cents,
  );
}

/** The minutes a client sits there, buffers not counted. */
export function minutesSpan(salon: SalonView, service: SalonService, person = ANYONE): Span {
  const total = (minutes: number[]) => minutes.reduce((sum, m) => sum + m, 0);
  return spanOf(
    chosen(doings(salon, service), person).map(({ minutes }) => total(minutes)),
    total(service.phases.map((phase) => phase.minutes)),
  );
}

/** `R950`, or `from R950` where it depends on the person. */
export function priceText(words: Words, { from, to }: Span, currency: string | undefined): string {
  const price = from === 0 ? words.say("money.free") : money(words, from, currency);
  return from === to ? price : words.say("money.from", { price });
}

/** `1 h 30 min`, or `1 h 25 min – 1 h 30 min` where it depends on the person. */
export function lengthText(words: Words, { from, to }: Span): string {
  if (from === to) return lengthOfTime(words, from);
  return `${to < 60 ? from : lengthOfTime(words, from)} – ${lengthOfTime(words, to)}`;
}

export function serviceOf(salon: SalonView, id: string): SalonService | undefined {
  return salon.services.find((service) => service.id === id);
}

export function servicesOf(salon: SalonView, ids: string[]): SalonService[] {
  return ids.flatMap((id) => serviceOf(salon, id) ?? []);
}

export function personName(salon: SalonView, id: string | undefined): string | undefined {
  return salon.staff.find((person) => person.id === id)?.name;
}

export function isClass(service: SalonService): boolean {
  return service.capacity !== undefined;
}

/**
 * How many guests one booking of these services may bring: the seats of a class, else what people and rooms allow at
 * one moment, and no more than six, since a larger party is better arranged by telephone.
 */
export function partyLimit(salon: SalonView, services: SalonService[]): number {
  const limits = services.map((service) => {
    if (service.capacity !== undefined) return Math.min(service.capacity, 6);
    const rooms = service.phases.flatMap((phase) => phase.resources ?? []);
    const units = rooms.map((room) => salon.resources?.find((resource) => resource.id === room)?.count ?? 0);
    const people = service.phases.some(needsPerson) ? [doings(salon, service).length] : [];
    return Math.min(6, ...units, ...people);
  });
  return Math.max(1, Math.min(...limits));
}

function chosen(all: Doing[], person: string): Doing[] {
  return person === ANYONE ? all : all.filter((doing) => doing.person === person);
}

function spanOf(values: number[], otherwise: number): Span {
  return values.length === 0
    ? { from: otherwise, to: otherwise }
    : { from: Math.min(...values), to: Math.max(...values) };
}
