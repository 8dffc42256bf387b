// A thousand starts as JSON, written as bytes: an entry is most often the one before it with other clock times and another
// score, so it is copied and four digits of each time are set. Concatenated and encoded strings took three times as long.

import type { Starts } from "../engine/starts.ts";
import { instantWriter } from "../http/instants.ts";
import { MINUTES_PER_DAY } from "../time.ts";

const encoder = new TextEncoder();

/** Where HH:MM stands in {"start":"2026-12-01T09:00:00+02:00","end":"2026-12-01T10:30:00+02:00","price_cents":… */
const START_CLOCK = 21;
const END_CLOCK = 55;
/** An entry's most bytes, with both numbers at their longest (-2147483648). */
const ENTRY = 128;

const ZERO = 0x30;
const MINUS = 0x2d;
const BRACE = 0x7d;
const COMMA = 0x2c;

/** The bytes of `before`, the starts with commas between, and `after`. */
export function slotBytes(before: string, starts: Starts, after: string): Uint8Array {
  const [head, tail] = [encoder.encode(before), encoder.encode(after)];
  const out = new Uint8Array(head.length + starts.length * ENTRY + tail.length);
  out.set(head);
  const instant = instantWriter();
  let at = head.length;
  // Of the entry written last: where it is, how long up to its score, and what it has in common with its like.
  let last = 0;
  let length = 0;
  let [day, endDay, offset, endOffset, price] = [Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN];
  for (let i = 0; i < starts.length; i++) {
    const [from, to] = [starts.start(i), starts.end(i)];
    const [fromOffset, toOffset, cents] = [starts.offset(i), starts.endOffset(i), starts.priceCents(i)];
    const begin = from + fromOffset - day;
    const end = to + toOffset - endDay;
    const sameDays = begin >= 0 && begin < MINUTES_PER_DAY && end >= 0 && end < MINUTES_PER_DAY;
    if (sameDays && fromOffset === offset && toOffset === endOffset && cents === price) {
      out.copyWithin(at, last, last + length);
      writeClock(out, at + START_CLOCK, begin);
      writeClock(out, at + END_CLOCK, end);
    } else {
      [offset, endOffset, price] = [fromOffset, toOffset, cents];
      day = midnight(from + offset);
      endDay = midnight(to + endOffset);
      const span = `{"start":"${instant(from, offset)}","end":"${instant(to, endOffset)}"`;
      length = encoder.encodeInto(`${span},"price_cents":${price},"score":`, out.subarray(at)).written;
    }
    last = at;
    at = writeInteger(out, at + length, starts.score(i));
    out[at++] = BRACE;
    out[at++] = COMMA;
  }
  if (starts.length > 0) at -= 1;
  out.set(tail, at);
  return out.subarray(0, at + tail.length);
}

const midnight = (local: number): number => Math.floor(local / MINUTES_PER_DAY) * MINUTES_PER_DAY;

/** Minutes, 0 to 1439, over the digits of HH:MM. */
function writeClock(out: Uint8Array, at: number, minutes: number): void {
  const hour = (minutes / 60) | 0;
  const minute = minutes - hour * 60;
  const hourTens = (hour / 10) | 0;
  const minuteTens = (minute / 10) | 0;
  out[at] = ZERO + hourTens;
  out[at + 1] = ZERO + hour - hourTens * 10;
  out[at + 3] = ZERO + minuteTens;
  out[at + 4] = ZERO + minute - minuteTens * 10;
}

/** A 32-bit integer in decimal; returns the address after it. */
function writeInteger(out: Uint8Array, at: number, value: number): number {
  let rest = value;
  let next = at;
  if (rest < 0) {
    out[next++] = MINUS;
    rest = -rest;
  }
  let unit = 1;
  while (unit * 10 <= rest) unit *= 10;
  for (; unit >= 1; unit /= 10) {
    const digit = (rest / unit) | 0;
    out[next++] = ZERO + digit;
    rest -= digit * unit;
  }
  return next;
}
