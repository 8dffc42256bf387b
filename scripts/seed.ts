// Demo salons with some weeks of bookings, made through the public API alone: what is seeded is what a client could book.
//
//   node scripts/seed.ts [http://127.0.0.1:8787]     (the server must run; needs OPERATOR_TOKEN of .dev.vars)
//
// Every scripts/demo/*.json is put as a salon document; a salon that exists already is left alone. Bookings follow from
// a fixed random sequence: busy Saturdays, quiet Tuesdays, more in the coming week than in the one after. The last days and today are
// booked by the clock that only this machine's Worker lets be set (TEST_CLOCK), so that the desk opens on a day with people in it.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Telephone } from "./local/graph/server.ts";
import { isMain, root } from "./local/process.ts";

interface Service {
  id: string;
  capacity?: number;
}

interface Demo {
  slug: string;
  name: string;
  languages?: string[];
  services: Service[];
  channels?: {
    whatsapp?: { phone_number_id: string };
    messenger?: { page_id: string };
    instagram?: { account_id: string };
    voice?: { number: string };
  };
}

interface Slot {
  start: string;
  end: string;
}

/** Share of the free starts of a day that are taken, by days from today; nothing later than three weeks. */
const fullness = (day: number) => (day < 7 ? 0.3 : day < 14 ? 0.15 : 0.05);
const bookingsADay = 14;
const [firstDay, days] = [-4, 21];
const TIP = 2_000; // cents
/** When a past day's visits were booked: before anybody opened. */
const EARLY = "T05:00:00Z";

/** Given names, each with the language that is spoken, and family names: together some gross of clients, who come again. */
const given = [
  ["Naledi", "en"],
  ["Lerato", "zu"],
  ["Annelie", "af"],
  ["Sipho", "zu"],
  ["Zanele", "xh"],
  ["Priya", "en"],
  ["Karabo", "en"],
  ["Johan", "af"],
  ["Aisha", "en"],
  ["Noluthando", "xh"],
  ["Megan", "en"],
  ["Thabo", "zu"],
] as const;
const family = [
  ...["Mokoena", "Dlamini", "van Wyk", "Nkosi", "Mbeki", "Naidoo"],
  ...["Molefe", "Botha", "Patel", "Ngcobo", "Jacobs", "Khumalo"],
];

/** Somebody of them, always under the same number. */
function somebody(random: () => number) {
  const [first, last] = [Math.floor(random() * given.length), Math.floor(random() * family.length)];
  const [name, language] = given[first] ?? given[0];
  const phone = `+27825551${String(first * family.length + last).padStart(3, "0")}`;
  return { name: `${name} ${family[last]}`, phone, language };
}

/** Puts every demo salon that is missing, and books for it. */
export async function seed(url: string, say: (text: string) => void = console.log): Promise<void> {
  const token = setting("OPERATOR_TOKEN");
  for (const file of readdirSync(join(root, "scripts/demo"))
    .filter((name) => name.endsWith(".json"))
    .sort()) {
    const body = readFileSync(join(root, "scripts/demo", file));
    const salon = JSON.parse(body.toString()) as Demo;
    const known = await fetch(`${url}/api/v1/salons/${salon.slug}`);
    await known.body?.cancel();
    if (known.ok) {
      await inviteOwner(url, salon, token);
      continue;
    }
    await accepted(
      await fetch(`${url}/api/v1/salons/${salon.slug}`, {
        method: "PUT",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body,
      }),
    );
    await publishArticles(url, salon, token);
    say(`${salon.name}: ${await book(url, salon, token)} bookings`);
    await inviteOwner(url, salon, token);
  }
}

/** The help articles of shared/knowledge/articles, in the salon's languages. */
async function publishArticles(url: string, { slug, languages = ["en"] }: Demo, token: string): Promise<void> {
  const folder = join(root, "shared/knowledge/articles");
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
    const texts = JSON.parse(readFileSync(join(folder, file), "utf8")) as Record<string, object>;
    for (const language of languages.filter((one) => one in texts)) {
      const answer = await fetch(`${url}/api/v1/salons/${slug}/articles/${file.replace(".json", "")}/${language}`, {
        method: "PUT",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({ ...texts[language], state: "published" }),
      });
      await (await accepted(answer)).body?.cancel();
    }
  }
}

/** The demo salons' accounts with the stand-in for WhatsApp. */
/** Every account at which the demo salons are reached, and by what. */
export function demoTelephones(): Telephone[] {
  return readdirSync(join(root, "scripts/demo"))
    .filter((name) => name.endsWith(".json"))
    .sort()
    .flatMap((name) => {
      const salon = JSON.parse(readFileSync(join(root, "scripts/demo", name), "utf8")) as Demo;
      const { whatsapp, messenger, instagram, voice } = salon.channels ?? {};
      const accounts = [
        ["whatsapp", whatsapp?.phone_number_id],
        ["messenger", messenger?.page_id],
        ["instagram", instagram?.account_id],
        ["twilio", voice?.number],
        ["africastalking", voice?.number],
      ] as const;
      return accounts.flatMap(([by, account]) => (account === undefined ? [] : [{ salon: salon.name, by, account }]));
    });
}

/** Address of a demo salon's owner, who signs in by the link in the developer's mailbox. */
export const demoOwner = (slug: string): string => `owner@${slug}.example`;

/** Invited once: whoever is in the team already is left alone. */
async function inviteOwner(url: string, { slug }: Demo, token: string): Promise<void> {
  const answer = await fetch(`${url}/api/v1/salons/${slug}/team`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ email: demoOwner(slug), role: "owner" }),
  });
  if (answer.status !== 409) await accepted(answer);
  await answer.body?.cancel();
}

async function book(url: string, salon: Demo, token: string): Promise<number> {
  const random = sequence(salon.slug);
  let made = 0;
  for (let day = firstDay; day < days; day++) {
    const date = new Date(Date.now() + day * 86_400_000).toISOString().slice(0, 10);
    const clock = day > 0 ? {} : { "x-test-now": `${date}${EARLY}` };
    const wanted = Math.round(bookingsADay * fullness(day) * (0.6 + 0.8 * random()) * 2);
    const visits: Visit[] = [];
    for (let i = 0; i < wanted; i++) {
      const service = salon.services[Math.floor(random() * salon.services.length)];
      if (service === undefined) continue;
      const query = `service=${service.id}&from=${date}&to=${date}`;
      // Every client calls from an address of their own: from one, so many bookings would be too often.
      const from = { "cf-connecting-ip": `10.0.${day - firstDay}.${i}`, ...clock };
      const path = `${url}/api/v1/salons/${salon.slug}/availability?${query}`;
      const answer = await accepted(await fetch(path, { headers: from }));
      const { slots } = (await answer.json()) as { slots: Slot[] };
      const slot = slots[Math.floor(random() * slots.length)];
      if (slot === undefined) continue;
      const key = `seed-${salon.slug}-${date}-${i}`;
      const booked = await fetch(`${url}/api/v1/salons/${salon.slug}/bookings`, {
        method: "POST",
        headers: {
          ...from,
          authorization: `Bearer ${token}`,
          "content-type": "application/json",
          "idempotency-key": key,
        },
        body: JSON.stringify({
          services: [{ id: service.id }],
          start: slot.start,
          client: somebody(random),
          consents: [],
        }),
      });
      if (booked.status === 409) continue; // somebody was quicker
      const { booking } = (await (await accepted(booked)).json()) as { booking: string };
      visits.push({ booking, start: Date.parse(slot.start), end: Date.parse(slot.end) });
      made++;
    }
    if (day <= 0) await haveCome(url, salon, token, visits, random);
  }
  return made;
}

interface Visit {
  booking: string;
  /** Milliseconds. */
  start: number;
  end: number;
}

/** Whose visit is over has been served and has paid, and whoever should be here now is. */
async function haveCome(url: string, { slug }: Demo, token: string, visits: Visit[], random: () => number) {
  for (const { booking, start, end } of visits.sort((a, b) => a.end - b.end)) {
    if (start > Date.now()) continue;
    const over = end <= Date.now();
    const ask = async (method: string, path: string, body?: object): Promise<Response> =>
      accepted(
        await fetch(`${url}/api/v1/salons/${slug}/${path}`, {
          method,
          headers: {
            authorization: `Bearer ${token}`,
            "content-type": "application/json",
            "idempotency-key": `seed-${method}-${booking}`,
            "x-test-now": new Date(over ? end : start).toISOString(),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
      );
    const stage = over ? "done" : "in-service";
    await (await ask("PATCH", `desk/visits/${booking}`, { stage })).body?.cancel();
    if (!over) continue;
    const bill = (await (await ask("GET", `bills/${booking}`)).json()) as { owed_cents: number; lines: Line[] };
    const means = ["card", "card", "cash", "eft"][Math.floor(random() * 4)];
    const tipped = random() < 0.3 ? bill.lines[0]?.person : undefined;
    const tip = tipped === undefined ? {} : { tip: TIP, tipped };
    const payments = [{ means, cents: bill.owed_cents + (tip.tip ?? 0), ...tip }];
    if (bill.owed_cents > 0) await (await ask("POST", `bills/${booking}/payments`, { payments })).body?.cancel();
  }
}

interface Line {
  person?: string;
}

async function accepted(answer: Response): Promise<Response> {
  if (answer.ok) return answer;
  throw new Error(`${answer.url} answered ${answer.status}: ${(await answer.text()).slice(0, 2000)}`);
}

/** Numbers in [0, 1) that depend on the seed alone (mulberry32 over an FNV-1a hash of the text). */
export function sequence(text: string): () => number {
  let state = 0x811c9dc5;
  for (const character of text) state = Math.imul(state ^ character.charCodeAt(0), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One value of .dev.vars, which scripts/bootstrap writes. */
export function setting(name: string): string {
  const line = readFileSync(join(root, ".dev.vars"), "utf8")
    .split("\n")
    .find((text) => text.startsWith(`${name}=`));
  if (line === undefined) throw new Error(`.dev.vars has no ${name}: run scripts/bootstrap`);
  return line.slice(name.length + 1).trim();
}

if (isMain(import.meta)) await seed(process.argv[2] ?? "http://127.0.0.1:8787");
