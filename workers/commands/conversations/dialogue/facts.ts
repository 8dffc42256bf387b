// What the dialogue is told of salon and client, read afresh for every message: the salon as it is published, the client's
// visits to come under the number that the channel has proven, and what they were asked before.

import { offsetsAt } from "../../../engine/clock.ts";
import { isOpenAt, openTimes } from "../../../engine/opening.ts";
import type { DialogueFacts } from "../../../engine/routing/converse.ts";
import { Language } from "../../../engine/routing/converse.ts";
import { engine } from "../../../engine/shipped.ts";
import {
  askBookingsMadeIn,
  askBookingsOfPhone,
  type Booking,
  type BookingRow,
  bookingOf,
} from "../../../store/bookings.ts";
import { askClient, askClientOf, type ClientRow } from "../../../store/clients.ts";
import type { ChannelKind } from "../../../store/conversations/conversations.ts";
import { database, read } from "../../../store/database.ts";
import type { Salon } from "../../../store/snapshots.ts";
import { dateOf, minuteOfDay, parseTimeOfDay } from "../../../time.ts";
import { phoneHash } from "../../../token.ts";
import type { CommandContext } from "../../command.ts";

/** Who writes. `phone`: E.164, null where the channel tells none; `name`: as the channel gives it; `language`: a BCP 47 tag. */
export interface Contact {
  phone: string | null;
  name: string | null;
  language: string | null;
  /** WhatsApp where it is absent. */
  channel?: ChannelKind;
  /** There where the channel proves no number: nobody is told of more than what was booked in their own conversation. */
  unproven?: Unproven;
}

export interface Unproven {
  conversation: string;
  email: string | null;
  /** Of a number as people write it, in E.164; null where it is none. */
  numberOf(written: string): string | null;
}

export interface Known {
  facts: DialogueFacts;
  /** In the order of the facts. */
  bookings: Booking[];
  client: string | null;
}

/** As many as a list has room for, and more than anybody has. */
const MOST_BOOKINGS = 20;

export async function knownOf(ctx: CommandContext, salon: Salon, contact: Contact, staffed?: boolean): Promise<Known> {
  const db = database(ctx.env, salon.slug);
  const { phone, unproven } = contact;
  const [rows, [client]] = await read<[BookingRow, ClientRow]>(db, [
    unproven === undefined
      ? askBookingsOfPhone(db, await phoneHash(ctx.env.TOKEN_SECRET, phone ?? ""), phone ?? "", ctx.now, "serve")
      : askBookingsMadeIn(db, salon.slug, unproven.conversation, ctx.now, "serve"),
    unproven === undefined
      ? askClient(db, salon.slug, phone ?? "", "serve")
      : askClientOf(db, salon.slug, unproven.conversation, "serve"),
  ]);
  const bookings = rows
    .map(bookingOf)
    .filter((booking) => booking.salon === salon.slug)
    .slice(0, MOST_BOOKINGS);
  const [offset = 0, ...offsets] = offsetsAt(
    salon.view.timezone,
    [ctx.now, ...bookings.map(({ start }) => start)],
    engine,
  );
  const { services, staff } = salon.view;
  const facts: DialogueFacts = {
    today: dateOf(ctx.now, offset),
    minute: minuteOfDay(ctx.now, offset),
    ...hoursOf(salon),
    services: services.map(({ id, name }) => ({ id, names: [id.replaceAll("-", " "), ...Object.values(name)] })),
    people: staff.map(({ id, name }) => ({ id, name })),
    bookings: bookings.map((booking, i) => ({
      id: booking.id,
      start: booking.start,
      offset: offsets[i] ?? offset,
      service: services.findIndex(({ id }) => id === booking.services[0]?.id),
      person: staff.findIndex(({ id }) => booking.placed.some(({ unit }) => unit === id)),
    })),
    spoken: spokenOf(contact.language),
    named: (contact.name ?? "").trim() !== "",
    noticed: client !== undefined,
    newsAnswered: client?.asked === 1,
    numbered: phone !== null,
    proven: unproven === undefined,
    staffed: staffed ?? isOpen(salon, ctx.now, dateOf(ctx.now, offset)),
  };
  return { facts, bookings, client: client?.client_id ?? null };
}

/** By its hours, exceptions and public holidays; who is away is not known here. */
function isOpen({ calendar }: Salon, now: number, today: number): boolean {
  return isOpenAt(openTimes(calendar, today, today, engine), now);
}

/** The earliest opening and the latest closing of the week. */
function hoursOf({ view }: Salon): { opens: number; closes: number } {
  const spans = Object.values(view.hours).flat();
  const at = (text: string | undefined, otherwise: number): number => parseTimeOfDay(text ?? "") ?? otherwise;
  return {
    opens: spans.length === 0 ? 480 : Math.min(...spans.map(([from]) => at(from, 480))),
    closes: spans.length === 0 ? 1080 : Math.max(...spans.map(([, to]) => at(to, 1080))),
  };
}

const SPOKEN: Readonly<Record<string, Language>> = {
  en: Language.English,
  af: Language.Afrikaans,
  zu: Language.Zulu,
  xh: Language.Xhosa,
};

export function spokenOf(tag: string | null): Language {
  return SPOKEN[tag?.toLowerCase().split("-")[0] ?? ""] ?? Language.Other;
}

export function tagOf(language: Language): "en" | "af" | "zu" | "xh" {
  const [tag] = Object.entries(SPOKEN).find(([, each]) => each === language) ?? [];
  return (tag ?? "en") as "en" | "af" | "zu" | "xh";
}
