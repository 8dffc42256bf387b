// The plain rival: the same answers by scanning lists of { start, end } objects, as most booking code is written.
import {
  DAY,
  hoursOn,
  QUANTUM,
  type RivalPerson,
  type RivalQuery,
  type RivalSalon,
  type Span,
  type Way,
} from "./salon.ts";

export interface ObjectStart {
  start: number;
  end: number;
  price: number;
  score: number;
}

interface Choice {
  way: Way;
  gaps: number;
  stranded: number;
}

/** All spans are wall quanta since 1970-01-01. */
export function startsByObjects(salon: RivalSalon, query: RivalQuery): ObjectStart[] {
  const ways = (salon.ways[query.service] ?? []).filter((way) => query.person === null || way.person === query.person);
  const busy = new Map<number, Span[]>();
  for (let i = 0; i < query.busy.length; i += 3) {
    const unit = query.busy[i] ?? 0;
    const start = Math.floor(((query.busy[i + 1] ?? 0) + query.offset) / QUANTUM);
    const end = Math.ceil(((query.busy[i + 2] ?? 0) + query.offset) / QUANTUM);
    const known = busy.get(unit);
    if (known === undefined) busy.set(unit, [{ start, end }]);
    else known.push({ start, end });
  }
  for (const spans of busy.values()) spans.sort((a, b) => a.start - b.start);
  const today = Math.floor((query.now + query.offset) / 1440);
  const earliest = Math.ceil((query.now + query.offset + salon.notice) / QUANTUM);
  const out: ObjectStart[] = [];
  for (let date = query.from; date <= Math.min(query.to, today + salon.horizon); date++) {
    const opening = hoursOn(salon, date);
    if (opening.length === 0) continue;
    const free = salon.people.map((person, index) => less(shifts(person, date), near(busy.get(index) ?? [], date)));
    const units = unitsOf(salon).map((numbers) => numbers.map((unit) => near(busy.get(unit) ?? [], date)));
    for (const span of opening) {
      const open = { start: date * DAY + span.start, end: date * DAY + span.end };
      const inside = free.map((spans) => within(spans, open));
      for (let start = Math.ceil(span.start / salon.step) * salon.step; start < span.end; start += salon.step) {
        const at = date * DAY + start;
        if (at < earliest) continue;
        const best = choose(salon, ways, at, open, free, inside, units);
        if (best === undefined) continue;
        const { priceSum, minuteSum } = salon.people[best.way.person] ?? { priceSum: 0, minuteSum: 1 };
        out.push({
          start: at * QUANTUM - query.offset,
          end: (at + best.way.total) * QUANTUM - query.offset,
          price: best.way.price,
          score: best.stranded === 0 ? 0 : -Math.floor((best.stranded * QUANTUM * priceSum) / minuteSum),
        });
      }
    }
  }
  return out;
}

function choose(
  salon: RivalSalon,
  ways: Way[],
  at: number,
  open: Span,
  free: Span[][],
  inside: Span[][],
  units: Span[][][],
): Choice | undefined {
  let best: Choice | undefined;
  for (const way of ways) {
    if (at + way.total > open.end) continue;
    if (best !== undefined && way.price > best.way.price) continue;
    const mine = free[way.person] ?? [];
    if (!way.staffRuns.every((run) => mine.some((span) => span.start <= at + run.start && at + run.end <= span.end)))
      continue;
    const served = way.resourceRuns.every((run) =>
      (units[run.resource] ?? []).some((taken) =>
        taken.every((span) => span.end <= at + run.start || at + run.end <= span.start),
      ),
    );
    if (!served) continue;
    const choice = { way, ...gapsOf(way, at, inside[way.person] ?? [], salon.people[way.person]?.shortest ?? 0) };
    if (best === undefined || way.price < best.way.price || choice.gaps < best.gaps) best = choice;
  }
  return best;
}

/** The stretches beside and between the person's runs that are too short for anything. */
function gapsOf(way: Way, at: number, inside: Span[], shortest: number): { gaps: number; stranded: number } {
  const runs = way.staffRuns.map((run) => ({ start: at + run.start, end: at + run.end }));
  let gaps = 0;
  let stranded = 0;
  for (const span of less(inside, runs)) {
    const touches = runs.some((run) => run.start === span.end || run.end === span.start);
    const minutes = span.end - span.start;
    if (!touches || minutes >= shortest) continue;
    gaps++;
    stranded += minutes;
  }
  return { gaps, stranded };
}

function shifts(person: RivalPerson, date: number): Span[] {
  const out: Span[] = [];
  for (const dated of [date - 1, date, date + 1]) {
    for (const { start, end } of hoursOn(person, dated)) {
      const last = out.at(-1);
      if (last?.end === dated * DAY + start) last.end = dated * DAY + end;
      else out.push({ start: dated * DAY + start, end: dated * DAY + end });
    }
  }
  return less(out, person.timeOff);
}

function near(spans: Span[], date: number): Span[] {
  return spans.filter((span) => span.end > (date - 1) * DAY && span.start < (date + 2) * DAY);
}

function within(spans: Span[], bounds: Span): Span[] {
  return spans
    .map(({ start, end }) => ({ start: Math.max(start, bounds.start), end: Math.min(end, bounds.end) }))
    .filter(({ start, end }) => start < end);
}

/** `from` without `taken`, both in order. */
function less(from: Span[], taken: Span[]): Span[] {
  const out: Span[] = [];
  for (const { start, end } of from) {
    let at = start;
    for (const gone of taken) {
      if (gone.end <= at || gone.start >= end) continue;
      if (gone.start > at) out.push({ start: at, end: gone.start });
      at = Math.max(at, gone.end);
    }
    if (at < end) out.push({ start: at, end });
  }
  return out;
}

function unitsOf(salon: RivalSalon): number[][] {
  let unit = salon.people.length;
  return salon.resources.map((count) => Array.from({ length: count }, () => unit++));
}
