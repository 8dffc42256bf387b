// What finding a client costs a salon with 100,000 of them, and with a hundredth of that: rows of D1 read, and the time of a call
// beyond that of one that finds nobody, in turn with it: what is left is the search itself and the longer answer.
import { DatabaseSync } from "node:sqlite";
import { setting } from "../../../scripts/seed.ts";
import { foundBy } from "../../../workers/store/desk/clients/found-by.ts";
import { chairSalon, NOW } from "../../fault/salons.ts";
import { databaseFile } from "../../fault/truth.ts";
import { median } from "../http/pair.ts";
import { type BenchSite, openBenchSite } from "../http/site.ts";
import type { Row } from "../row.ts";

const SIZES = [1_000, 100_000];
const ROUNDS = 30;
/** Milliseconds; what is promised of each of them at the larger size. */
const PROMISED = 20;

const FIRST =
  "Thandi Thandeka Nomsa Nomvula Lerato Sipho Anele Zanele Pieter Annelie Ayanda Fatima Müller Zoë Busisiwe Johan";
const LAST = "Dlamini Dube Nkosi Botha Naidoo Khumalo Smith Mokoena Ndlovu Pillay VanWyk Zulu Mthembu Jacobs Sithole";

/** One name is a quarter of all, as some are; the rest are parted by a number in letters. */
function nameOf(i: number): string {
  const [first, last] = [FIRST.split(" "), LAST.split(" ")];
  const letters = (n: number) => n.toString(26).replace(/\d/g, (digit) => "qrstuvwxyz".charAt(Number(digit)));
  const one = i % 4 === 0 ? "Thandi" : `${first[i % first.length]}${i % 3 === 0 ? letters(i % 701) : ""}`;
  return `${one} ${last[(i * 7) % last.length]}${i % 2 === 0 ? letters((i * 13) % 997) : ""}`;
}

const NOBODY = "zzzz";
const TYPED = [
  "t",
  "th",
  "thandi",
  "thandi dlamini",
  "tha dla",
  "dube zanele",
  "nd zz",
  "082",
  "4512",
  "0821",
  "thandi 45",
  "th 08",
  "client77",
];

export async function bench(): Promise<Row[]> {
  const site = await openBenchSite(NOW);
  try {
    for (const size of SIZES) await site.putSalon(chairSalon(`clients-${size}`, 2, 2));
    await site.stop();
    for (const size of SIZES) writeClients(site.state, `clients-${size}`, size);
    await site.start();
    const rows: Row[] = [];
    for (const typed of TYPED) rows.push(...(await rowsOf(site, typed)));
    return rows;
  } finally {
    await site.close();
  }
}

async function rowsOf(site: BenchSite, typed: string): Promise<Row[]> {
  const few = await readOf(site, SIZES[0] ?? 0, typed);
  const many = await readOf(site, SIZES[1] ?? 0, typed);
  const [times, floor] = [[] as number[], [] as number[]];
  for (let round = 0; round < ROUNDS; round++) {
    times.push(await timeOf(site, typed));
    floor.push(await timeOf(site, NOBODY));
  }
  const name = `clients: "${typed}" among ${(SIZES[1] ?? 0).toLocaleString("en")}`;
  return [
    { name: `${name}, rows read`, value: many, unit: "rows", against: `${SIZES[0]} clients`, ratio: many / few },
    { name: `${name}, whole call`, value: median(times), unit: "ms" },
    {
      name: `${name}, beyond finding nobody`,
      value: median(times) - median(floor),
      unit: "ms",
      bound: { atMost: PROMISED },
    },
  ];
}

const authorization = () => `Bearer ${setting("OPERATOR_TOKEN")}`;
const pathOf = (size: number, typed: string) => `/api/v1/salons/clients-${size}/clients?q=${encodeURIComponent(typed)}`;

async function readOf(site: BenchSite, size: number, typed: string): Promise<number> {
  const headers = { authorization: authorization(), "x-observe": "clients" };
  return Number((await site.ask({ path: pathOf(size, typed), headers })).header("x-rows-read"));
}

async function timeOf(site: BenchSite, typed: string): Promise<number> {
  const began = performance.now();
  await site.ask({ path: pathOf(SIZES[1] ?? 0, typed), headers: { authorization: authorization() } });
  return performance.now() - began;
}

/** Straight into the database file while nobody serves it; the triggers make the keys. Each has a visit behind them. */
function writeClients(state: string, salon: string, size: number): void {
  const database = new DatabaseSync(databaseFile(state));
  database.exec("PRAGMA synchronous = OFF; BEGIN");
  const client = database.prepare(`
    INSERT INTO client (salon_id, client_id, phone, name, email, created_at, found_by) VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6)`);
  const booking = database.prepare(`
    INSERT INTO booking (salon_id, booking_id, client_id, status, services, party, start_at, end_at, price_cents, deposit_cents,
      placed, name, phone, token_version, sequence, created_at, updated_at)
    VALUES (?1, ?2, ?2, 'confirmed', '[{"id":"cut"}]', 1, ?3, ?3 + 30, 35000, 0, '[]', ?4, ?5, 1, 0, 0, 0)`);
  for (let i = 0; i < size; i++) {
    const [name, phone] = [nameOf(i), `+2782${String(1_000_000 + ((i * 79_193) % 8_999_993)).slice(-7)}`];
    const email = i % 2 === 0 ? `client${i}@example.com` : null;
    const id = `client-${i}`;
    client.run(salon, id, phone, name, email, JSON.stringify(foundBy({ name, phone, email })));
    booking.run(salon, id, 20_000_000 + i, name, phone);
  }
  database.exec("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
  database.close();
}
