// What a booking and a question for free starts cost a salon with a long past and one with many people: rows of D1 read
// and written, and time. The past must cost nothing.
// The million is written in some ten seconds and takes about a gigabyte below build/bench while it is measured.
import { bookStart } from "../fault/client.ts";
import { chairSalon, NOW } from "../fault/salons.ts";
import { median } from "./http/pair.ts";
import { type Past, writePast } from "./http/past.ts";
import { type BenchSite, openBenchSite } from "./http/site.ts";
import type { Row } from "./row.ts";

const PASTS = [1_000, 100_000, 1_000_000];
const PEOPLE = [1, 10, 100];
/** Bookings and questions per salon, salon after salon in turn. */
const ROUNDS = 40;

interface Cost {
  milliseconds: number;
  read: number;
  written: number;
}

interface Costs {
  booking: Cost;
  availability: Cost;
}

export async function bench(): Promise<Row[]> {
  const pasts = PASTS.map((bookings): Past => ({ salon: `past-${bookings}`, people: 10, bookings }));
  const crews = PEOPLE.map((people): Past => ({ salon: `people-${people}`, people, bookings: 10_000 }));
  const salons = [...pasts, ...crews];
  const site = await openBenchSite(NOW);
  try {
    for (const { salon, people } of salons) await site.putSalon(chairSalon(salon, people, people));
    await site.stop();
    writePast(site.state, salons);
    await site.start();
    const costs = await costsOf(
      site,
      salons.map(({ salon }) => salon),
    );
    return [
      ...pasts.flatMap((past, i) => rowsOf(`${past.bookings.toLocaleString("en")} past bookings`, costs[i], costs[0])),
      ...crews.flatMap((crew, i) => rowsOf(`${crew.people} people`, costs[pasts.length + i])),
    ];
  } finally {
    await site.close();
  }
}

/** Of every salon, measured in turn: the median of its rounds. */
async function costsOf(site: BenchSite, salons: string[]): Promise<Costs[]> {
  const starts = await Promise.all(salons.map((salon) => startsOf(site, salon)));
  const measured = salons.map(() => ({ booking: [] as Cost[], availability: [] as Cost[] }));
  for (let round = -5; round < ROUNDS; round++) {
    for (const [i, salon] of salons.entries()) {
      // A start of another day every time, so that no day fills up.
      const start = starts[i]?.[((round + 5) * 24) % (starts[i]?.length ?? 1)] ?? "";
      const { method, path, key = "", body = "" } = bookStart(salon, start);
      const booking = await costOf(site, { method, path, body, headers: { "idempotency-key": key } });
      const availability = await costOf(site, { path: `/api/v1/salons/${salon}/availability?service=cut` });
      if (round < 0) continue;
      measured[i]?.booking.push(booking);
      measured[i]?.availability.push(availability);
    }
  }
  return measured.map(({ booking, availability }) => ({
    booking: middle(booking),
    availability: middle(availability),
  }));
}

async function costOf(site: BenchSite, wish: Parameters<BenchSite["ask"]>[0]): Promise<Cost> {
  const began = performance.now();
  const told = await site.ask({ ...wish, headers: { ...wish.headers, "x-observe": "growth" } });
  const milliseconds = performance.now() - began;
  return { milliseconds, read: Number(told.header("x-rows-read")), written: Number(told.header("x-rows-written")) };
}

function middle(costs: Cost[]): Cost {
  const of = (pick: (cost: Cost) => number) => median(costs.map(pick));
  return { milliseconds: of((c) => c.milliseconds), read: of((c) => c.read), written: of((c) => c.written) };
}

async function startsOf(site: BenchSite, salon: string): Promise<string[]> {
  const path = `/api/v1/salons/${salon}/availability?service=cut&from=2026-12-01&to=2027-01-25`;
  const { text } = await site.ask({ path });
  return (JSON.parse(text) as { slots: { start: string }[] }).slots.map(({ start }) => start);
}

/** `least`: the shortest past, against which the others are held. */
function rowsOf(name: string, costs: Costs | undefined, least?: Costs): Row[] {
  if (costs === undefined) return [];
  return (["booking", "availability"] as const).flatMap((what): Row[] => {
    const { milliseconds, read, written } = costs[what];
    const base = least === costs ? undefined : least?.[what];
    const against = `with ${PASTS[0]?.toLocaleString("en")}`;
    const ratio = (value: number, to: number | undefined) => (to === undefined ? {} : { against, ratio: value / to });
    return [
      {
        name: `growth: ${what}, ${name}, rows read`,
        value: read,
        unit: "rows",
        ...ratio(read, base?.read),
        ...(base === undefined ? {} : { bound: { atMost: 1.1 } }),
      },
      ...(what === "booking"
        ? [
            {
              name: `growth: ${what}, ${name}, rows written`,
              value: written,
              unit: "rows",
              ...ratio(written, base?.written),
            },
          ]
        : []),
      {
        name: `growth: ${what}, ${name}, time`,
        value: milliseconds,
        unit: "ms",
        ...ratio(milliseconds, base?.milliseconds),
      },
    ];
  });
}
