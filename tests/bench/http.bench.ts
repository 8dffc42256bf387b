// What a request costs beside what it must cost: availability and booking over HTTP in a local workerd, against a bare
// handler in the same workerd that repeats their D1 statements on the same database and answers a constant of the same size.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../scripts/local/process.ts";
import { bookStart } from "../fault/client.ts";
import { chairSalon } from "../fault/salons.ts";
import { type Pair, pair, type Rounds, type Side } from "./http/pair.ts";
import { type BenchSite, openBenchSite } from "./http/site.ts";
import type { Row } from "./row.ts";

const READS: Rounds = { rounds: 48, requests: 60, atOnce: 4 };
const WRITES: Rounds = { rounds: 10, requests: 24, atOnce: 4 };
/** Requests before anything is measured: workerd compiles a module well only after some hundred calls of it. */
const WARMING = 1000;
/** Visits in the salon's coming weeks while it is asked for starts. */
const VISITS = 60;

export async function bench(): Promise<Row[]> {
  const site = await openBenchSite();
  try {
    return [...(await availability(site)), ...(await booking(site)), ...(await trust(site))];
  } finally {
    await site.close();
  }
}

async function availability(site: BenchSite): Promise<Row[]> {
  const salon = "thandi-hair";
  const document = JSON.parse(readFileSync(join(root, `scripts/demo/${salon}.json`), "utf8")) as { slug: string };
  await site.putSalon(document);
  const path = `/api/v1/salons/${salon}/availability?service=colour`;
  await fillWith(site, salon, "cut", VISITS);
  const rows: Row[] = [];
  // What a client's page asks, and the widest question there is, with a thousand starts to tell.
  for (const { name, query, bound } of [
    { name: "availability, 14 days", query: path, bound: { atMost: 1.25 } },
    { name: "availability, 62 days", query: `${path}&${daysFromNow(62)}`, bound: { atMost: 1.25 } },
  ]) {
    const seen = await site.ask({ path: query, headers: { "x-observe": name } });
    const repeated = `/bare/answer/${encodeURIComponent(name)}`;
    const bare = await site.ask({ path: repeated });
    if (bare.text.length !== seen.text.length) throw new Error("the bare handler answers another size");
    const once = (asked: string): Side => ({
      once: () => site.ask({ path: asked }),
      processor: () => site.processor(),
    });
    const [ours, theirs] = [once(query), once(repeated)];
    for (let i = 0; i < WARMING; i += 4)
      await Promise.all([ours, ours, ours, ours, theirs].map((side) => side.once(i)));
    const starts = (JSON.parse(seen.text) as { slots: unknown[] }).slots.length;
    const told = `${name}: ${starts} starts, ${seen.header("x-rows-read")} rows read`;
    rows.push(...rowsOf(told, await pair(ours, theirs, READS), bound));
  }
  return rows;
}

/** Every booking is a new client's; the bare handler repeats the first one in a salon that nobody has booked yet. */
async function booking(site: BenchSite): Promise<Row[]> {
  const document = chairSalon("busy-salon", 10, 10);
  await site.putSalon(document);
  const { slug } = document;
  const starts = await startsOf(site, slug, "cut", 55);
  const book = (start: string, headers: Record<string, string> = {}) => {
    const { method, path, key = "", body = "" } = bookStart(slug, start);
    return site.ask({ method, path, body, headers: { "idempotency-key": key, ...headers } });
  };
  const total = WRITES.rounds * WRITES.requests;
  await site.ask({ path: `/bare/copies/${slug}?count=${total + 40}` });
  await book(starts.pop() ?? "", { "x-observe": "booking" });
  const repeat = (turn: number) => site.ask({ path: `/bare/answer/booking?salon=${slug}-copy-${turn}` });
  for (let i = 0; i < 40; i++) await Promise.all([book(starts.pop() ?? ""), repeat(total + i)]);
  const measured = await pair(
    { once: (turn) => book(starts[turn % starts.length] ?? ""), processor: () => site.processor() },
    { once: repeat, processor: () => site.processor() },
    WRITES,
  );
  return rowsOf("booking", measured);
}

/** What admission and the audit trail cost a booking: the same request with and without them, in two salons alike. */
async function trust(site: BenchSite): Promise<Row[]> {
  const side = async (slug: string, headers: Record<string, string>) => {
    await site.putSalon(chairSalon(slug, 10, 10));
    const starts = await startsOf(site, slug, "cut", 55);
    const book = (turn: number, more: Record<string, string> = {}) => {
      const { method, path, key = "", body = "" } = bookStart(slug, starts[turn % starts.length] ?? "");
      return site.ask({ method, path, body, headers: { "idempotency-key": key, ...headers, ...more } });
    };
    const observed = await book(0, { "x-observe": slug });
    for (let turn = 1; turn <= 40; turn++) await book(turn);
    const written = Number(observed.header("x-rows-written"));
    return { written, once: (turn: number) => book(turn + 41), processor: () => site.processor() };
  };
  const [ours, plain] = [await side("trusted-salon", {}), await side("plain-salon", { "x-without": "trust" })];
  const measured = await pair(ours, plain, WRITES);
  const name = "http: booking, with admission and audit";
  return [
    {
      name,
      value: measured.ours,
      unit: "requests/s",
      against: "without them",
      ratio: measured.time,
      bound: { atMost: 1.15 },
    },
    { name: `${name}, rows written`, value: ours.written, unit: "rows" },
    { name: "http: booking, without admission and audit, rows written", value: plain.written, unit: "rows" },
  ];
}

function rowsOf(name: string, measured: Pair, bound?: NonNullable<Row["bound"]>): Row[] {
  const against = "a bare handler with the same statements";
  return [
    {
      name: `http: ${name}`,
      value: measured.ours,
      unit: "requests/s",
      against,
      ratio: measured.time,
      ...(bound === undefined ? {} : { bound }),
    },
    { name: `http: ${name}, bare`, value: measured.bare, unit: "requests/s" },
    {
      name: `http: ${name}, processor of workerd`,
      value: measured.processor,
      unit: "times the bare handler's",
    },
  ];
}

async function startsOf(site: BenchSite, salon: string, service: string, days: number): Promise<string[]> {
  const path = `/api/v1/salons/${salon}/availability?service=${service}&${daysFromNow(days)}`;
  const { text } = await site.ask({ path });
  return (JSON.parse(text) as { slots: { start: string }[] }).slots.map(({ start }) => start);
}

/** Books every so-manyth start of the next two weeks. */
async function fillWith(site: BenchSite, salon: string, service: string, visits: number): Promise<void> {
  const starts = await startsOf(site, salon, service, 14);
  const step = Math.max(1, Math.floor(starts.length / visits));
  for (let at = 0; at < starts.length; at += step) {
    const { method, path, key = "", body = "" } = bookStart(salon, starts[at] ?? "", service);
    await site.ask({ method, path, body, headers: { "idempotency-key": key } });
  }
}

/** So many local dates from tomorrow on, as a query. The clock is the machine's, as it is where the Worker ships. */
function daysFromNow(days: number): string {
  const date = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
  return `from=${date(1)}&to=${date(days)}`;
}
