// iCalendar files (RFC 5545): a booking's own file, its attachment in an e-mail, and a staff member's feed. Instants are
// written in UTC, so no VTIMEZONE is needed and every calendar shows them on its own clock.

import { formatDate } from "../time.ts";

/** One entry of a calendar. Instants are minutes since the epoch. */
export interface CalendarEvent {
  /** Stays the same for as long as the visit exists, whatever happens to it. */
  uid: string;
  /** Grows with every change, so that a calendar knows which of two copies is the newer (RFC 5545, 3.8.7.4). */
  sequence: number;
  /** When the visit was last changed. */
  changedAt: number;
  start: number;
  end: number;
  summary: string;
  description?: string;
  location?: string;
  url?: string;
  organizer?: { name: string; address: string };
  cancelled: boolean;
}

export interface Calendar {
  /** Shown by calendars that subscribe. */
  name?: string;
  /** PUBLISH where the file is handed over, not in what is subscribed to. It stands only if every entry has an organizer
   * (RFC 5546, 3.2.1). */
  method?: "PUBLISH";
  events: readonly CalendarEvent[];
}

export const ICALENDAR_TYPE = "text/calendar; charset=utf-8";

/** The calendar as text with CRLF line ends; no line is longer than 75 octets. */
export function icalendar(calendar: Calendar): string {
  const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//appointmentbooking//booking//EN", "CALSCALE:GREGORIAN"];
  const organized = calendar.events.every(({ organizer }) => organizer !== undefined);
  if (calendar.method && organized) lines.push(`METHOD:${calendar.method}`);
  if (calendar.name) lines.push(`NAME:${text(calendar.name)}`, `X-WR-CALNAME:${text(calendar.name)}`);
  for (const event of calendar.events) lines.push(...eventLines(event));
  lines.push("END:VCALENDAR");
  return `${lines.map(fold).join("\r\n")}\r\n`;
}

function eventLines(event: CalendarEvent): string[] {
  const lines = [
    "BEGIN:VEVENT",
    `UID:${text(event.uid)}`,
    `DTSTAMP:${utc(event.changedAt)}`,
    `LAST-MODIFIED:${utc(event.changedAt)}`,
    `SEQUENCE:${event.sequence}`,
    `STATUS:${event.cancelled ? "CANCELLED" : "CONFIRMED"}`,
    `DTSTART:${utc(event.start)}`,
    `DTEND:${utc(event.end)}`,
    `SUMMARY:${text(event.summary)}`,
  ];
  if (event.description) lines.push(`DESCRIPTION:${text(event.description)}`);
  if (event.location) lines.push(`LOCATION:${text(event.location)}`);
  if (event.url) lines.push(`URL:${event.url}`);
  if (event.organizer) lines.push(`ORGANIZER;CN=${parameter(event.organizer.name)}:${event.organizer.address}`);
  lines.push(event.cancelled ? "TRANSP:TRANSPARENT" : "TRANSP:OPAQUE", "END:VEVENT");
  return lines;
}

/** Minutes since the epoch -> "20261201T070000Z". */
function utc(minutes: number): string {
  const days = Math.floor(minutes / 1440);
  const clock = minutes - days * 1440;
  const two = (number: number) => String(number).padStart(2, "0");
  return `${formatDate(days).replaceAll("-", "")}T${two(Math.floor(clock / 60))}${two(clock % 60)}00Z`;
}

/** A TEXT value (RFC 5545, 3.3.11): backslash, semicolon, comma and line ends escaped, other control characters gone. */
function text(value: string): string {
  return withoutControls(value.replace(/\r\n?/g, "\n"))
    .replace(/[\\;,]/g, (character) => `\\${character}`)
    .replaceAll("\n", "\\n");
}

/** A quoted parameter value (RFC 6868 for what a quoted string cannot hold). */
function parameter(value: string): string {
  const escaped = withoutControls(value).replaceAll("^", "^^").replaceAll("\n", "^n").replaceAll('"', "^'");
  return `"${escaped}"`;
}

function withoutControls(value: string): string {
  return value.toWellFormed().replace(/[^\P{Cc}\n\t]/gu, "");
}

const MAX_OCTETS = 75;

/** Breaks a content line so that each piece has at most 75 octets of UTF-8, never inside a character (RFC 5545, 3.1). */
function fold(line: string): string {
  let folded = "";
  let octets = 0;
  for (const character of line) {
    const size = octetsOf(character.codePointAt(0) ?? 0);
    if (octets + size > MAX_OCTETS) {
      folded += "\r\n ";
      octets = 1; // the space that marks a continuation
    }
    folded += character;
    octets += size;
  }
  return folded;
}

function octetsOf(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
