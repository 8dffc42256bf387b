// One word for all visits that a series booked: the dates with a link for each, and one calendar file. Which visits it tells of is settled
// once, right before it goes; a visit that is booked later, or changes, has a letter of its own.

import { type Content, shortened } from "../../commands/conversations/content.ts";
import { type Env, publicOrigin } from "../../env.ts";
import { askBookingsTold, type Booking, type BookingRow, bookingOf } from "../../store/bookings.ts";
import { commit, database, read } from "../../store/database.ts";
import { settleLetter } from "../../store/desk/series.ts";
import { markDelivered, markSettled, type StoredMessage } from "../../store/outbox.ts";
import { publishedSalon, type SalonView } from "../../store/snapshots.ts";
import { manageToken } from "../../token.ts";
import { icalendar } from "../../ui/ical.ts";
import { addressLine, clientEvent, peopleNames, serviceNames } from "../../ui/visit-event.ts";
import type { Words } from "../../ui/words.ts";
import { laidOut, moment, type Written } from "../letters.ts";
import { tellClient, templateLanguage } from "../tell.ts";

export type SeriesMessage = Extract<StoredMessage, { kind: "series.made" }>;

/** A visit of it. `url`: its page, which only they have. */
export interface ToldDate {
  booking: Booking;
  url: string;
}

type Dates = readonly [ToldDate, ...ToldDate[]];

export async function deliverSeries(
  env: Env,
  message: SeriesMessage,
  now: number,
  wordsFor: (language: string | null, salon: SalonView | null) => Words,
): Promise<void> {
  const { salon: slug, id, payload } = message;
  const db = database(env, slug);
  await commit(db, settleLetter(db, slug, payload.series, id));
  const [[rows], salon] = await Promise.all([
    read<[BookingRow]>(db, [askBookingsTold(db, slug, { series: payload.series, letter: id }, "inform")]),
    publishedSalon(env, slug),
  ]);
  if (salon === null) return markDelivered(env, slug, id, now);
  const [first, ...others] = await datesOf(env, rows.map(bookingOf));
  if (first === undefined) return markSettled(env, slug, id, "not sent: no visit is left to tell of", now);
  const dates: Dates = [first, ...others];
  const { client, contact } = first.booking;
  const words = wordsFor(contact.language, salon.view);
  const told = {
    ...{ client, contact, byLetter: payload.letter === 1 },
    letter: seriesLetter(salon.view, dates, words),
    content: ({ text }: { text: number }) => seriesContent(salon.view, dates, words, text),
  };
  await tellClient(env, message, told, now);
}

function datesOf(env: Env, bookings: readonly Booking[]): Promise<ToldDate[]> {
  return Promise.all(
    bookings.map(async (booking) => {
      const token = await manageToken(env.TOKEN_SECRET, booking.salon, booking.id, booking.tokenVersion);
      return { booking, url: `${publicOrigin(env)}/b/${token}` };
    }),
  );
}

const whenOf = ({ booking }: ToldDate, salon: SalonView, words: Words): string => {
  const { day, time } = moment(words, salon, booking.start);
  return `${day}, ${time}`;
};

export function seriesLetter(salon: SalonView, dates: Dates, words: Words): Written {
  const [{ booking }] = dates;
  const services = serviceNames(booking, salon, words);
  const address = addressLine(salon);
  const facts: [string, string][] = [[words.say("mail.what"), services]];
  if (booking.party > 1) facts.push([words.say("mail.party"), String(booking.party)]);
  facts.push([words.say("mail.where"), address === "" ? salon.name : `${salon.name}, ${address}`]);
  const links = dates.map((date) => {
    const people = peopleNames(date.booking, salon);
    return { words: [whenOf(date, salon, words), people].filter(Boolean).join(" · "), url: date.url };
  });
  const draft = {
    greeting: words.say("mail.greeting", { name: booking.contact.name }),
    lead: words.say("mail.series.lead", { salon: salon.name }),
    facts,
    links,
    notes: [words.say("mail.series.links"), words.say("mail.series.calendar")],
  };
  const events = dates.map((date) => clientEvent(date.booking, salon, words, date.url));
  return {
    subject: words.count("mail.series.subject", dates.length, { services }),
    ...laidOut(draft, words.language),
    calendar: icalendar({ method: "PUBLISH", events }),
  };
}

/** A template's word takes no line break, and all its words no more than this. */
const LONGEST_WORD = 700;

const bytes = (text: string): number => new TextEncoder().encode(text).length;

/** Every date, and of the links as many as the channel has room for, the nearest first. */
export function seriesContent(salon: SalonView, dates: Dates, words: Words, room: number): Content {
  const [first] = dates;
  const services = serviceNames(first.booking, salon, words);
  const head = `${words.say("mail.series.lead", { salon: salon.name })}\n${services}`;
  const lines = dates.map((date) => whenOf(date, salon, words));
  let left = room - bytes([head, ...lines].join("\n"));
  const all = dates.map(({ url }, i) => {
    left -= bytes(`\n${url}`);
    return left < 0 ? lines[i] : `${lines[i]}\n${url}`;
  });
  const parameters = [salon.name, services, shortened(lines.join("; "), LONGEST_WORD), first.url];
  const instead = { name: "visits_confirmed", language: templateLanguage(words.language), parameters };
  return { kind: "text", text: [head, ...all].join("\n"), instead };
}
