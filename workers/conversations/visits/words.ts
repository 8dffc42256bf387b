// What is said to a client about a visit of theirs: as a letter, as a message with buttons, and as the template that goes out where the
// channel's window is shut. A template's name is that of the kind; its words are approved by the provider in each language.

import type { Content, Template } from "../../commands/conversations/content.ts";
import type { Booking } from "../../store/bookings.ts";
import type { StoredMessage } from "../../store/outbox.ts";
import type { SalonView } from "../../store/snapshots.ts";
import { serviceNames } from "../../ui/visit-event.ts";
import type { Words } from "../../ui/words.ts";
import { moment, type Told, visitLetter, type Written } from "../letters.ts";
import { templateLanguage } from "../tell.ts";

export type VisitMessage = Extract<
  StoredMessage,
  { kind: "booking.made" | "booking.moved" | "booking.cancelled" | "visit.reminder" | "visit.affected" }
>;

/** Of a visit as it is now. `url`: its page, which only they have. */
export interface ToldVisit {
  booking: Booking;
  salon: SalonView;
  url: string;
}

const KINDS = { "booking.made": "confirmed", "booking.moved": "moved", "booking.cancelled": "cancelled" } as const;

export function letterOf(message: VisitMessage, visit: ToldVisit, words: Words): Written {
  const told = { ...visit, manageUrl: visit.url };
  if (message.kind === "visit.reminder" || message.kind === "visit.affected")
    return visitLetter(toldOf(message, visit, words), told, words);
  return visitLetter(KINDS[message.kind], told, words);
}

function toldOf(message: VisitMessage, visit: ToldVisit, words: Words): Told {
  const { url, salon } = visit;
  const values = valuesOf(visit, words);
  const change = [
    { words: words.say("remind.move"), url: `${url}/move` },
    { words: words.say("remind.cancel"), url: `${url}/cancel` },
  ];
  if (message.kind === "visit.affected") {
    const { subject, lead } = affectedWords(message.payload, visit, words);
    return { subject, lead, notes: [], links: change };
  }
  const come = { words: words.say("remind.come"), url: `${url}/confirm` };
  const subject = words.say("remind.subject", values);
  return { subject, lead: words.say("remind.lead", { salon: salon.name }), notes: [], links: [come, ...change] };
}

function valuesOf({ booking, salon }: ToldVisit, words: Words) {
  const services = serviceNames(booking, salon, words);
  return { services, ...moment(words, salon, booking.start), salon: salon.name };
}

function affectedWords(
  { what, first, second }: Extract<VisitMessage, { kind: "visit.affected" }>["payload"],
  { salon }: ToldVisit,
  words: Words,
): { subject: string; lead: string } {
  if (what === "RunningLate") {
    const values = { salon: salon.name, n: Math.ceil(first / 5) * 5 };
    return { subject: words.say("affected.late.subject", values), lead: words.say("affected.late.lead", values) };
  }
  const at = (instant: number): string => moment(words, salon, instant).time;
  const values = { salon: salon.name, from: at(first), until: at(second) };
  return { subject: words.say("affected.power.subject", values), lead: words.say("affected.power.lead", values) };
}

/** As short as it can be: each costs money. Buttons say all that they need (wasm/routing/dialogue/tapping.cpp). */
export function contentOf(message: VisitMessage, visit: ToldVisit, words: Words): Content {
  const { booking, url } = visit;
  const values = valuesOf(visit, words);
  const what = `${values.services}, ${values.day}, ${values.time}`;
  const instead = templateOf(message, visit, words);
  if (message.kind === "visit.reminder") {
    const text = `${words.say("remind.lead", { salon: values.salon })}\n${what}`;
    return { kind: "buttons", text, buttons: choicesOf(booking, words), instead };
  }
  if (message.kind === "visit.affected") {
    const { lead } = affectedWords(message.payload, visit, words);
    const [, ...change] = choicesOf(booking, words);
    return { kind: "buttons", text: `${lead}\n${what}`, buttons: change, instead };
  }
  const lead = words.say(`mail.${KINDS[message.kind]}.lead`, { salon: values.salon });
  const link = message.kind === "booking.cancelled" ? "" : `\n${url}`;
  return { kind: "text", text: `${lead}\n${what}${link}`, instead };
}

/** What comes back of "I am coming", and what the dialogue understands of the others. */
function choicesOf({ id, sequence }: Booking, words: Words) {
  return [
    { id: `come:${id}:${sequence}`, title: words.say("remind.come") },
    { id: `v:${nameOf(id)}`, title: words.say("remind.move") },
    { id: `q:${nameOf(id)}`, title: words.say("remind.cancel") },
  ];
}

/** The dialogue's own name of a booking: FNV-1a, 32 bits (`hash_of`, wasm/routing/dialogue/facts.h). */
function nameOf(id: string): number {
  let hash = 2_166_136_261;
  for (const byte of new TextEncoder().encode(id)) hash = Math.imul(hash ^ byte, 16_777_619) >>> 0;
  return hash === 0 ? 1 : hash;
}

function templateOf(message: VisitMessage, visit: ToldVisit, words: Words): Template {
  const { services, day, time, salon } = valuesOf(visit, words);
  const language = templateLanguage(words.language);
  const when = `${day}, ${time}`;
  if (message.kind === "visit.reminder") {
    const payloads = choicesOf(visit.booking, words).map(({ id }) => id);
    return { name: "visit_reminder", language, parameters: [salon, services, when], payloads };
  }
  if (message.kind === "visit.affected") {
    const { lead } = affectedWords(message.payload, visit, words);
    return { name: "visit_affected", language, parameters: [lead, when, visit.url] };
  }
  const name = `visit_${KINDS[message.kind]}`;
  const parameters = [salon, services, when];
  return { name, language, parameters: message.kind === "booking.cancelled" ? parameters : [...parameters, visit.url] };
}
