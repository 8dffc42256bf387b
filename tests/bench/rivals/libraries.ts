// Two libraries from npm on the work they can do: one person, one service, starts as far apart as it is long.
import { Scheduler } from "@ssense/sscheduler";
import { getSlots } from "slot-calculator";
import { formatDate } from "../../../workers/time.ts";

export interface LibraryWork {
  firstDate: number;
  days: number;
  /** Triples of unit, start, end in UTC minutes; whole hours of one unit. */
  busy: number[];
  /** Minutes east of UTC. */
  offset: number;
}

const OPEN = 540; // minutes after midnight
const CLOSE = 1020;
const HOUR = 60;

/** Each gives the starts in UTC minutes. The libraries see the salon's wall clock as if it were UTC. */
export function libraries(work: LibraryWork): { name: string; starts: () => number[] }[] {
  return [
    { name: "@ssense/sscheduler", starts: bySscheduler(work) },
    { name: "slot-calculator", starts: bySlotCalculator(work) },
  ];
}

function wallText(minutes: number): string {
  return `${formatDate(Math.floor(minutes / 1440))}T${clock(minutes % 1440)}:00.000Z`;
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

function busySpans({ busy, offset }: LibraryWork): { start: number; end: number }[] {
  const out = [];
  for (let i = 0; i < busy.length; i += 3)
    out.push({ start: (busy[i + 1] ?? 0) + offset, end: (busy[i + 2] ?? 0) + offset });
  return out;
}

function bySscheduler(work: LibraryWork): () => number[] {
  const day = { from: clock(OPEN), to: clock(CLOSE) };
  const allocated = busySpans(work).map(({ start, end }) => ({ from: wallText(start), duration: end - start }));
  const schedule = { weekdays: day, saturday: day, sunday: day, allocated };
  const from = formatDate(work.firstDate);
  const to = formatDate(work.firstDate + work.days);
  const scheduler = new Scheduler();
  return () => {
    const found = scheduler.getAvailability({ from, to, duration: HOUR, interval: HOUR, schedule });
    const starts: number[] = [];
    for (const [date, times] of Object.entries(found)) {
      for (const { time, available } of times) {
        if (available) starts.push(Date.parse(`${date}T${time}:00Z`) / 60_000 - work.offset);
      }
    }
    return starts;
  };
}

function bySlotCalculator(work: LibraryWork): () => number[] {
  const spans = (all: { start: number; end: number }[]) =>
    all.map(({ start, end }) => ({ from: wallText(start), to: wallText(end) }));
  const availability = spans(
    Array.from({ length: work.days }, (_, i) => {
      const midnight = (work.firstDate + i) * 1440;
      return { start: midnight + OPEN, end: midnight + CLOSE };
    }),
  );
  const unavailability = spans(busySpans(work));
  const from = wallText(work.firstDate * 1440);
  const to = wallText((work.firstDate + work.days) * 1440);
  return () =>
    getSlots({ from, to, duration: HOUR, availability, unavailability, outputTimezone: "UTC" }).availableSlots.map(
      (slot) => Date.parse(slot.from) / 60_000 - work.offset,
    );
}
