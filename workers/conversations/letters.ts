// What a message says: its subject, its text, the same in HTML, and the calendar file that goes with it.

import { currencyOf } from "../../shared/contracts/salon.ts";
import { LINK_MINUTES } from "../commands/access/links.ts";
import { CODE_MINUTES } from "../commands/find-bookings.ts";
import { momentsAt } from "../engine/clock.ts";
import { engine } from "../engine/shipped.ts";
import type { SalonRole } from "../permissions.ts";
import type { Booking } from "../store/bookings.ts";
import type { SalonView } from "../store/snapshots.ts";
import { longDay, money, timeOf } from "../ui/dates.ts";
import { icalendar } from "../ui/ical.ts";
import { addressLine, clientEvent, peopleNames, serviceNames } from "../ui/visit-event.ts";
import type { Words } from "../ui/words.ts";

export interface Written {
  subject: string;
  text: string;
  html: string;
  /** The text of an iCalendar file. */
  calendar: string | null;
  /** The address that ends letters of this kind, for the mail reader's own button (RFC 8058). */
  stop?: string;
}

/** A link of a letter and the words it stands behind. */
export interface Link {
  words: string;
  url: string;
}

/** A letter before it is laid out: paragraphs, facts in pairs, a link, and what stands below it. */
interface Draft {
  greeting?: string;
  lead: string;
  facts: [string, string][];
  link?: Link;
  /** Other things to do about it, before the link. */
  links?: Link[];
  notes: string[];
  /** Text that must arrive to the letter. */
  exact?: string;
}

/** Of a visit: what is booked, when, and the link to its page. */
export interface VisitLetter {
  booking: Booking;
  salon: SalonView;
  manageUrl: string;
}

/** `told`: what makes a letter of another kind out of it. */
export interface Told {
  subject: string;
  lead: string;
  notes?: string[];
  links?: Link[];
}

export function visitLetter(
  kind: "confirmed" | "moved" | "cancelled" | Told,
  visit: VisitLetter,
  words: Words,
): Written {
  const { booking, salon, manageUrl } = visit;
  const services = serviceNames(booking, salon, words);
  const when = moment(words, salon, booking.start);
  const facts: [string, string][] = [
    [words.say("mail.when"), `${when.day}, ${when.time}`],
    [words.say("mail.what"), services],
  ];
  const people = peopleNames(booking, salon);
  if (people !== "") facts.push([words.say("mail.with"), people]);
  if (booking.party > 1) facts.push([words.say("mail.party"), String(booking.party)]);
  const address = addressLine(salon);
  facts.push([words.say("mail.where"), address === "" ? salon.name : `${salon.name}, ${address}`]);
  if (kind !== "cancelled") {
    const currency = currencyOf(salon);
    facts.push([words.say("mail.price"), money(words, booking.priceCents, currency)]);
    if (booking.depositCents > 0) facts.push([words.say("mail.deposit"), money(words, booking.depositCents, currency)]);
  }
  const told = typeof kind === "object" ? kind : null;
  const draft: Draft = {
    greeting: words.say("mail.greeting", { name: booking.contact.name }),
    lead: typeof kind === "object" ? kind.lead : words.say(`mail.${kind}.lead`, { salon: salon.name }),
    facts,
    notes: told?.notes ?? (kind === "cancelled" ? [] : [words.say("mail.calendar")]),
    ...(kind === "cancelled" ? {} : { link: { words: words.say("mail.manage"), url: manageUrl } }),
    ...(told?.links === undefined ? {} : { links: told.links }),
  };
  return {
    subject: typeof kind === "object" ? kind.subject : words.say(`mail.${kind}.subject`, { services, ...when }),
    ...laidOut(draft, words.language),
    calendar: icalendar({ method: "PUBLISH", events: [clientEvent(booking, salon, words, manageUrl)] }),
  };
}

export interface OfferLetter {
  name: string;
  services: Booking["services"];
  salon: SalonView;
  start: number;
  until: number;
  url: string;
}

export function offerLetter(offer: OfferLetter, words: Words): Written {
  const when = moment(words, offer.salon, offer.start);
  const until = moment(words, offer.salon, offer.until);
  const draft: Draft = {
    greeting: words.say("mail.greeting", { name: offer.name }),
    lead: words.say("mail.offer.lead", { salon: offer.salon.name }),
    facts: [
      [words.say("mail.when"), `${when.day}, ${when.time}`],
      [words.say("mail.what"), serviceNames(offer, offer.salon, words)],
    ],
    link: { words: words.say("mail.offer.take"), url: offer.url },
    notes: [words.say("mail.offer.until", { time: until.time })],
  };
  return { subject: words.say("mail.offer.subject", { ...when }), ...laidOut(draft, words.language), calendar: null };
}

export function codeLetter(code: string, words: Words): Written {
  const draft: Draft = {
    lead: words.say("mail.code.lead", { code }),
    facts: [],
    notes: [words.say("mail.code.note", { n: CODE_MINUTES })],
  };
  return { subject: words.say("mail.code.subject", { code }), ...laidOut(draft, words.language), calendar: null };
}

/** Signs one in; `link` is the one-time address. */
export function linkLetter({ email, link }: { email: string; link: string }, words: Words): Written {
  const draft: Draft = {
    lead: words.say("mail.link.lead", { email }),
    facts: [],
    link: { words: words.say("sign-in.confirm"), url: link },
    notes: [words.say("mail.link.note", { n: LINK_MINUTES })],
  };
  return { subject: words.say("mail.link.subject"), ...laidOut(draft, words.language), calendar: null };
}

export interface InvitationLetter {
  salon: string;
  role: SalonRole;
  link: string;
  /** Where a new link is asked for when this one is over. */
  signIn: string;
}

export function invitationLetter({ salon, role, link, signIn }: InvitationLetter, words: Words): Written {
  const draft: Draft = {
    lead: words.say("mail.invited.lead", { salon, role: words.say(`role.${role}`) }),
    facts: [],
    link: { words: words.say("sign-in.confirm"), url: link },
    notes: [words.say("mail.invited.note", { n: LINK_MINUTES, url: signIn })],
  };
  return { subject: words.say("mail.invited.subject", { salon }), ...laidOut(draft, words.language), calendar: null };
}

/** What a person found who looked at a decision of the system. */
export function reviewLetter(
  { salon, outcome, answer }: { salon: string; outcome: "changed" | "kept"; answer: string },
  words: Words,
): Written {
  const draft: Draft = { lead: words.say(`law.decision.${outcome}`), facts: [], notes: [answer, salon] };
  const subject = words.say("law.decision.subject", { salon });
  return { subject, ...laidOut(draft, words.language), calendar: null };
}

export interface NewsLetter {
  salon: string;
  name: string;
  subject: string;
  text: string;
  /** The address that ends such letters. */
  stop: string;
}

/** News and offers: for whom it is sent, and how to end it, in every one (s 69(4)). */
export function newsLetter({ salon, name, subject, text, stop }: NewsLetter, words: Words): Written {
  const draft: Draft = {
    greeting: words.say("mail.greeting", { name }),
    lead: text,
    facts: [],
    link: { words: words.say("law.news.stop"), url: stop },
    notes: [words.say("law.news.from", { salon })],
  };
  return { subject, ...laidOut(draft, words.language), calendar: null, stop };
}

/** To the salon itself: a copy of its records' seal for its own keeping. */
export function checkpointLetter(salon: SalonView, size: number, note: string, words: Words): Written {
  const draft: Draft = {
    lead: words.say("mail.checkpoint.lead", { salon: salon.name, n: size }),
    facts: [],
    notes: [words.say("mail.checkpoint.note")],
    exact: note,
  };
  return {
    subject: words.say("mail.checkpoint.subject", { salon: salon.name }),
    ...laidOut(draft, words.language),
    calendar: null,
  };
}

/** On the salon's clock. */
export function moment(words: Words, { timezone }: SalonView, instant: number): { day: string; time: string } {
  const [at = { date: 0, minute: 0 }] = momentsAt(timezone, [instant], engine);
  return { day: longDay(words, at.date), time: timeOf(at) };
}

export function laidOut(draft: Draft, language: string): { text: string; html: string } {
  const { greeting, lead, facts, link, links = [], notes, exact } = draft;
  const every = [...links, ...(link === undefined ? [] : [link])];
  const text = [
    ...(greeting === undefined ? [] : [`${greeting},`]),
    lead,
    ...(facts.length === 0 ? [] : [facts.map(([name, fact]) => `${name}: ${fact}`).join("\n")]),
    ...every.map(({ words, url }) => `${words}:\n${url}`),
    ...notes,
    ...(exact === undefined ? [] : [exact]),
  ].join("\n\n");
  const rows = facts.map(([name, fact]) => `<tr><th align="left">${escaped(name)}</th><td>${escaped(fact)}</td></tr>`);
  const html = [
    `<!doctype html><html lang="${language}"><meta charset="utf-8"><body>`,
    ...(greeting === undefined ? [] : [`<p>${escaped(greeting)},</p>`]),
    `<p>${escaped(lead).replaceAll("\n", "<br>")}</p>`,
    ...(rows.length === 0 ? [] : [`<table cellpadding="4">${rows.join("")}</table>`]),
    ...every.map(({ words, url }) => `<p><a href="${escaped(url)}">${escaped(words)}</a></p>`),
    ...notes.map((note) => `<p>${escaped(note)}</p>`),
    ...(exact === undefined ? [] : [`<pre>${escaped(exact)}</pre>`]),
    "</body></html>",
  ].join("\n");
  return { text: `${text}\n`, html };
}

function escaped(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
