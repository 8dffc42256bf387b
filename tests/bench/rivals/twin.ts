// The honest rival: the engine's algorithm in TypeScript over typed arrays.
//
// A day is a row of 5-minute quanta, and a quantum is one word with a bit for every person (or for every unit of a
// resource). "Free for n quanta" is an AND of the row with itself at growing distances; a service is then an AND over its
// staff runs, and every start of the day is one word that says who could do it. Up to 32 people and 32 units a resource.
import { DAY, hoursOn, QUANTUM, type RivalQuery, type RivalSalon, type Span, type Way, weekday } from "./salon.ts";

/** Four numbers a start: start, end, price, score. */
export type TwinAnswer = Int32Array;

/** People who take the same minutes are one variant. */
interface Variant {
  people: number;
  way: Way;
}

interface PriceClass {
  price: number;
  people: number;
}

interface Plan {
  variants: Variant[];
  prices: PriceClass[];
  ways: (Way | undefined)[];
  /** Between two staff runs: who is free from a quantum on for the whole hole, by its quanta. */
  holes: Map<number, Int32Array>;
}

export class Twin {
  readonly #salon: RivalSalon;
  readonly #plans: Plan[];
  /** Quanta kept before and after the day, for buffers and shifts across midnight. */
  readonly #margin: number;
  readonly #length: number;
  readonly #weekdays: (Int32Array | undefined)[] = [];
  readonly #people: Int32Array;
  readonly #open: Int32Array;
  readonly #units: Int32Array[];
  /** People by the quanta of their shortest service; `free` is who is free for so long. */
  readonly #shortest: { quanta: number; people: number; free: Int32Array }[] = [];
  /** Whose free stretch begins (ends) at a quantum and is too short for any service of theirs. */
  readonly #after: Int32Array;
  readonly #before: Int32Array;
  /** Rows of "free for n quanta", by n; `made` tells for which day. */
  readonly #rows = new Map<number, { row: Int32Array; made: number }>();
  readonly #unitOfNumber: Int32Array;
  #answer = new Int32Array(4096);
  #count = 0;

  constructor(salon: RivalSalon) {
    this.#salon = salon;
    const reach = salon.ways
      .flat()
      .flatMap((way) => way.staffRuns.map((run) => Math.max(-run.start, run.end - way.total)));
    this.#margin = Math.max(1, ...reach);
    this.#length = DAY + 2 * this.#margin;
    this.#plans = salon.ways.map((ways) => planOf(ways, this.#length));
    this.#people = new Int32Array(this.#length);
    this.#open = new Int32Array(this.#length);
    this.#after = new Int32Array(this.#length);
    this.#before = new Int32Array(this.#length);
    this.#units = salon.resources.map(() => new Int32Array(this.#length));
    salon.people.forEach(({ shortest }, person) => {
      const known = this.#shortest.find((one) => one.quanta === shortest);
      if (known === undefined) {
        this.#shortest.push({ quanta: shortest, people: 1 << person, free: new Int32Array(this.#length) });
      } else known.people |= 1 << person;
    });
    // Unit number -> row and bit: people are row 0, resources follow.
    const numbers = salon.people.map((_, person) => person);
    salon.resources.forEach((count, r) => {
      for (let unit = 0; unit < count; unit++) numbers.push((r + 1) * 32 + unit);
    });
    this.#unitOfNumber = Int32Array.from(numbers);
  }

  starts(query: RivalQuery): TwinAnswer {
    this.#count = 0;
    this.#weekdays.length = 0;
    const plan = this.#plans[query.service];
    if (plan === undefined) return new Int32Array();
    const asked = query.person === null ? -1 : 1 << query.person;
    const today = Math.floor((query.now + query.offset) / 1440);
    const days = this.#byDay(query);
    for (let date = query.from; date <= Math.min(query.to, today + this.#salon.horizon); date++) {
      const opening = hoursOn(this.#salon, date);
      if (opening.length === 0) continue;
      this.#fill(date, query, days);
      for (const span of opening) this.#search(date, span, plan, asked, query);
    }
    return this.#answer.slice(0, this.#count);
  }

  /** Chains of busy triples by local date: `head` per date, `next` per link; a segment over midnight is on both dates. */
  #byDay(query: RivalQuery): { head: Int32Array; next: Int32Array; triple: Int32Array } {
    const { busy, from, to, offset } = query;
    const head = new Int32Array(to - from + 1).fill(-1);
    const reach = this.#margin * QUANTUM;
    let links = 0;
    let next = new Int32Array(busy.length);
    let triple = new Int32Array(busy.length);
    for (let i = 0; i < busy.length; i += 3) {
      const first = Math.floor(((busy[i + 1] ?? 0) + offset - reach) / 1440) - from;
      const last = Math.floor(((busy[i + 2] ?? 0) + offset + reach - 1) / 1440) - from;
      for (let day = Math.max(0, first); day <= Math.min(head.length - 1, last); day++) {
        if (links === next.length) {
          next = grown(next);
          triple = grown(triple);
        }
        next[links] = head[day] ?? -1;
        triple[links] = i;
        head[day] = links++;
      }
    }
    return { head, next, triple };
  }

  /** Who works and which units there are on the date, less what is busy. */
  #fill(date: number, query: RivalQuery, days: { head: Int32Array; next: Int32Array; triple: Int32Array }): void {
    const origin = date * DAY - this.#margin; // wall quanta of index 0
    const people = this.#people;
    people.set(this.#week(date));
    this.#salon.people.forEach((person, index) => {
      for (let dated = date - 1; person.exceptions.size > 0 && dated <= date + 1; dated++) {
        const spans = person.exceptions.get(dated);
        if (spans === undefined) continue;
        this.#clear(people, dated * DAY - origin, (dated + 1) * DAY - origin, 1 << index);
        for (const span of spans)
          this.#set(people, dated * DAY + span.start - origin, dated * DAY + span.end - origin, 1 << index);
      }
      for (const off of person.timeOff) this.#clear(people, off.start - origin, off.end - origin, 1 << index);
    });
    this.#salon.resources.forEach((count, r) => {
      this.#units[r]?.fill(count === 32 ? -1 : (1 << count) - 1);
    });
    const { busy, offset } = query;
    for (let link = days.head[date - query.from] ?? -1; link >= 0; link = days.next[link] ?? -1) {
      const i = days.triple[link] ?? 0;
      const slot = this.#unitOfNumber[busy[i] ?? 0];
      if (slot === undefined) continue;
      const row = slot < 32 ? people : (this.#units[(slot >> 5) - 1] ?? people);
      const start = Math.floor(((busy[i + 1] ?? 0) + offset) / QUANTUM) - origin;
      const end = Math.ceil(((busy[i + 2] ?? 0) + offset) / QUANTUM) - origin;
      this.#clear(row, start, end, 1 << (slot & 31));
    }
  }

  /** The weekly rota around the date's weekday, made once a call: ends toggled, then a running XOR. */
  #week(date: number): Int32Array {
    const day = weekday(date);
    const known = this.#weekdays[day];
    if (known !== undefined) return known;
    const row = new Int32Array(this.#length + 1);
    this.#salon.people.forEach((person, index) => {
      for (const away of [-1, 0, 1]) {
        for (const span of person.week[(day + away + 7) % 7] ?? []) {
          const start = Math.max(0, away * DAY + span.start + this.#margin);
          const end = Math.min(this.#length, away * DAY + span.end + this.#margin);
          if (start >= end) continue;
          row[start] = (row[start] ?? 0) ^ (1 << index);
          row[end] = (row[end] ?? 0) ^ (1 << index);
        }
      }
    });
    for (let q = 1; q < row.length; q++) row[q] = (row[q] ?? 0) ^ (row[q - 1] ?? 0);
    const made = row.subarray(0, this.#length);
    this.#weekdays[day] = made;
    return made;
  }

  #clear(row: Int32Array, start: number, end: number, bit: number): void {
    const to = Math.min(end, this.#length);
    for (let q = Math.max(0, start); q < to; q++) row[q] = (row[q] ?? 0) & ~bit;
  }

  #set(row: Int32Array, start: number, end: number, bit: number): void {
    const to = Math.min(end, this.#length);
    for (let q = Math.max(0, start); q < to; q++) row[q] = (row[q] ?? 0) | bit;
  }

  #search(date: number, opening: Span, plan: Plan, asked: number, query: RivalQuery): void {
    const first = opening.start + this.#margin;
    const close = opening.end + this.#margin;
    const stamp = date * DAY + opening.start;
    this.#open.fill(0);
    for (let q = first; q < close; q++) this.#open[q] = this.#people[q] ?? 0;
    this.#findGaps(plan, first, close);
    const midnight = date * 1440 - query.offset;
    const step = this.#salon.step;
    const earliest = Math.ceil((query.now + this.#salon.notice - midnight) / QUANTUM / step) * step;
    const from = Math.max(Math.ceil(opening.start / step) * step, earliest);
    const ways = plan.variants.map(({ people, way }) => ({
      people: people & asked,
      last: close - way.total,
      staff: way.staffRuns.map((run) => ({
        at: run.start,
        row: this.#row(-1, run.end - run.start, first, close, stamp),
      })),
      units: way.resourceRuns.map((run) => ({
        at: run.start,
        row: this.#row(run.resource, run.end - run.start, first, close, stamp),
      })),
    }));
    for (let start = from; start < opening.end; start += step) {
      const q = start + this.#margin;
      let able = 0;
      for (const way of ways) {
        if (q > way.last) continue;
        let can = way.people;
        for (const { at, row } of way.staff) can &= row[q + at] ?? 0;
        for (const { at, row } of way.units) if ((row[q + at] ?? 0) === 0) can = 0;
        able |= can;
      }
      if (able !== 0) this.#offer(q, able, plan, midnight + start * QUANTUM);
    }
  }

  /** Who (resource -1) or which units are free for so many quanta, from the margin before to the margin after the opening. */
  #row(resource: number, quanta: number, first: number, close: number, stamp: number): Int32Array {
    const key = (resource + 1) * 4096 + quanta;
    let known = this.#rows.get(key);
    if (known === undefined) {
      known = { row: new Int32Array(this.#length), made: -1 };
      this.#rows.set(key, known);
    }
    if (known.made !== stamp) {
      const source = resource < 0 ? this.#people : (this.#units[resource] ?? this.#people);
      freeFor(quanta, source, known.row, first - this.#margin, close + this.#margin);
      known.made = stamp;
    }
    return known.row;
  }

  /** The lowest price, then the fewest gaps, then document order. */
  #offer(q: number, able: number, plan: Plan, start: number): void {
    for (const { price, people } of plan.prices) {
      let best = able & people;
      if (best === 0) continue;
      best = this.#fewestGaps(q, best, plan);
      const person = 31 - Math.clz32(best & -best);
      const way = plan.ways[person];
      if (way === undefined) return;
      if (this.#count + 4 > this.#answer.length) this.#answer = grown(this.#answer);
      this.#answer[this.#count++] = start;
      this.#answer[this.#count++] = start + way.total * QUANTUM;
      this.#answer[this.#count++] = price;
      this.#answer[this.#count++] = this.#score(q, person, way);
      return;
    }
  }

  /** Counts every person's gaps at once, one bit of the count a word. */
  #fewestGaps(q: number, able: number, plan: Plan): number {
    if ((able & (able - 1)) === 0) return able;
    let ones = 0;
    let twos = 0;
    let fours = 0;
    const count = (gaps: number) => {
      const carry = ones & gaps;
      ones ^= gaps;
      fours |= twos & carry;
      twos ^= carry;
    };
    for (const { people, way } of plan.variants) {
      const those = able & people;
      if (those === 0) continue;
      const last = way.staffRuns.length - 1;
      for (let i = 0; i <= last; i++) {
        const { start, end } = way.staffRuns[i] ?? { start: 0, end: 0 };
        if (i === 0) count(those & (this.#before[q + start] ?? 0));
        else count(those & this.#gapsInHoleBefore(q + start, start - (way.staffRuns[i - 1]?.end ?? 0), plan));
        if (i === last) count(those & (this.#after[q + end] ?? 0));
        else count(those & this.#gapsInHoleAfter(q + end, (way.staffRuns[i + 1]?.start ?? 0) - end));
      }
    }
    let left = able & ~fours;
    if (left === 0) left = able;
    const few = left & ~twos;
    if (few !== 0) left = few;
    const fewest = left & ~ones;
    return fewest !== 0 ? fewest : left;
  }

  #findGaps(plan: Plan, first: number, close: number): void {
    const open = this.#open;
    for (const [hole, row] of plan.holes) {
      row.fill(0);
      freeFor(hole, open, row, first, close);
    }
    const after = this.#after.fill(0);
    const before = this.#before.fill(0);
    for (const { quanta, people, free } of this.#shortest) {
      free.fill(0);
      freeFor(quanta, open, free, first, close);
      for (let q = first; q <= close; q++) {
        after[q] = (after[q] as number) | ((open[q] as number) & ~(free[q] as number) & people);
        before[q] = (before[q] as number) | ((open[q - 1] as number) & ~(free[q - quanta] ?? 0) & people);
      }
    }
  }

  /** As #after, but the next run of the same visit bounds the stretch. */
  #gapsInHoleAfter(q: number, hole: number): number {
    let gaps = this.#after[q] ?? 0;
    for (const { quanta, people } of this.#shortest) if (hole < quanta) gaps |= people & (this.#open[q] ?? 0);
    return gaps;
  }

  /** As #before, but a stretch that fills the hole was counted at its other end. */
  #gapsInHoleBefore(q: number, hole: number, plan: Plan): number {
    let gaps = this.#before[q] ?? 0;
    const whole = plan.holes.get(hole)?.[q - hole] ?? 0;
    for (const { quanta, people } of this.#shortest) {
      if (hole < quanta) gaps = (gaps & ~people) | (people & (this.#open[q - 1] ?? 0) & ~whole);
    }
    return gaps;
  }

  #score(q: number, person: number, way: Way): number {
    const { shortest, priceSum, minuteSum } = this.#salon.people[person] ?? { shortest: 0, priceSum: 0, minuteSum: 1 };
    const bit = 1 << person;
    let stranded = 0;
    for (let i = 0; i < way.staffRuns.length; i++) {
      const run = way.staffRuns[i] ?? { start: 0, end: 0 };
      const floor = i === 0 ? 0 : q + (way.staffRuns[i - 1]?.end ?? 0);
      let begin = q + run.start;
      const least = Math.max(floor, begin - shortest);
      while (begin > least && ((this.#open[begin - 1] ?? 0) & bit) !== 0) begin--;
      const before = q + run.start - begin;
      // A stretch that fills the hole was measured from its other end.
      if (before < shortest && !(i > 0 && begin === floor)) stranded += before;
      const next = way.staffRuns[i + 1];
      const ceiling = Math.min(next === undefined ? this.#length : q + next.start, q + run.end + shortest);
      let end = q + run.end;
      while (end < ceiling && ((this.#open[end] ?? 0) & bit) !== 0) end++;
      if (end - q - run.end < shortest) stranded += end - q - run.end;
    }
    return stranded === 0 ? 0 : -Math.floor((stranded * QUANTUM * priceSum) / minuteSum);
  }
}

function planOf(ways: Way[], length: number): Plan {
  const variants: Variant[] = [];
  const prices: PriceClass[] = [];
  const byPerson: (Way | undefined)[] = [];
  for (const way of ways) {
    byPerson[way.person] = way;
    const same = variants.find(({ way: other }) => shape(other) === shape(way));
    if (same === undefined) variants.push({ people: 1 << way.person, way });
    else same.people |= 1 << way.person;
    const priced = prices.find((one) => one.price === way.price);
    if (priced === undefined) prices.push({ price: way.price, people: 1 << way.person });
    else priced.people |= 1 << way.person;
  }
  prices.sort((a, b) => a.price - b.price);
  const holes = ways.flatMap(({ staffRuns }) =>
    staffRuns.slice(1).map((run, i) => run.start - (staffRuns[i]?.end ?? 0)),
  );
  return { variants, prices, ways: byPerson, holes: new Map(holes.map((hole) => [hole, new Int32Array(length)])) };
}

function shape({ total, staffRuns, resourceRuns }: Way): string {
  return JSON.stringify([total, staffRuns, resourceRuns]);
}

/** into[q] = source[q] AND … AND source[q + quanta - 1], by doubling; what would reach beyond `to` is nobody's. */
function freeFor(quanta: number, source: Int32Array, into: Int32Array, from: number, to: number): void {
  const begin = Math.max(0, from);
  const end = Math.min(source.length, to);
  into.set(source.subarray(begin, end), begin);
  let have = 1;
  while (have < quanta) {
    const distance = Math.min(have, quanta - have);
    const inner = Math.max(begin, end - distance);
    for (let q = begin; q < inner; q++) into[q] = (into[q] as number) & (into[q + distance] as number);
    into.fill(0, inner, end);
    have += distance;
  }
}

function grown(ints: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(16, ints.length * 2));
  larger.set(ints);
  return larger;
}
