// Demo salons with some weeks of bookings, made through the public API alone: what is seeded is what a client could book.
//
//   node scripts/seed.ts [http://127.0.0.1:8787]     (the server must run; needs OPERATOR_TOKEN of .dev.vars)
//
// Every scripts/demo/*.json is put as a salon document; a salon that exists already is left alone. Bookings follow from
// a fixed random sequence: busy Saturdays, quiet Tuesdays, more in the coming week than in the one after.
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
}

/** Share of the free starts of a day that are taken, by days from today; nothing later than three weeks. */
const fullness = (day: number) => (day < 7 ? 0.3 : day < 14 ? 0.15 : 0.05);
const bookingsADay = 14;
const days = 21;

const people = [
  ["Naledi Mokoena", "en"],
  ["Lerato Dlamini", "zu"],
  ["Annelie van Wyk", "af"],
  ["Sipho Nkosi", "zu"],
  ["Zanele Mbeki", "xh"],
  ["Priya Naidoo", "en"],
  ["Karabo Molefe", "en"],
  ["Johan Botha", "af"],
  ["Aisha Patel", "en"],
  ["Noluthando Ngcobo", "xh"],
  ["Megan Jacobs", "en"],
  ["Thabo Khumalo", "zu"],
] as const;

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
  for (let day = 0; day < days; day++) {
    const date = new Date(Date.now() + day * 86_400_000).toISOString().slice(0, 10);
    const wanted = Math.round(bookingsADay * fullness(day) * (0.6 + 0.8 * random()) * 2);
    for (let i = 0; i < wanted; i++) {
      const service = salon.services[Math.floor(random() * salon.services.length)];
      if (service === undefined) continue;
      const query = `service=${service.id}&from=${date}&to=${date}`;
      // Every client calls from an address of their own: from one, so many bookings would be too often.
      const from = { "cf-connecting-ip": `10.0.${day}.${i}` };
      const path = `${url}/api/v1/salons/${salon.slug}/availability?${query}`;
      const answer = await accepted(await fetch(path, { headers: from }));
      const { slots } = (await answer.json()) as { slots: Slot[] };
      const slot = slots[Math.floor(random() * slots.length)];
      if (slot === undefined) continue;
      const [name, language] = people[Math.floor(random() * people.length)] ?? people[0];
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
          client: { name, phone: `+2782555${String(Math.floor(random() * 10_000)).padStart(4, "0")}`, language },
          consents: [],
        }),
      });
      if (booked.status === 409) continue; // somebody was quicker
      await (await accepted(booked)).body?.cancel();
      made++;
    }
  }
  return made;
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
