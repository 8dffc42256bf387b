// Scripted conversations as plain text (corpus/README.md says how they are written), and playing one against a salon.

import { env } from "cloudflare:workers";
import { Intent, Language, Line } from "../../../../shared/contracts/generated/routing_generated.ts";
import type { SalonDocument } from "../../../../shared/contracts/salon.ts";
import { book } from "../../../../workers/commands/book.ts";
import { type Content, choicesOf, readable } from "../../../../workers/commands/conversations/content.ts";
import { type Conversed, converse, nameOf } from "../../../../workers/commands/conversations/dialogue/converse.ts";
import { putSalon } from "../../../../workers/commands/put-salon.ts";
import { answering } from "../../../../workers/conversations/dialogue/answering.ts";
import { messagesOf } from "../../../../workers/conversations/dialogue/messages.ts";
import { BOUNDS } from "../../../../workers/conversations/whatsapp/payload.ts";
import { instantsOf, offsetsAt } from "../../../../workers/engine/clock.ts";
import type { DialogueEvent, Reading } from "../../../../workers/engine/routing/converse.ts";
import { engine } from "../../../../workers/engine/shipped.ts";
import type { Env } from "../../../../workers/env.ts";
import type { ClaimedMessage, Conversation } from "../../../../workers/store/conversations/conversations.ts";
import { at, deaf, done, minutes, NOW, openSalon, rows } from "../../commands/surroundings.ts";

/**
 * What a conversation books is delivered by nobody: how that goes is told by the tests of the outbox, and here it would be tried
 * again and again, beside the conversations, at a provider that is not there.
 */
const bindings: Env = { ...env, OUTBOX: deaf };

export interface Script {
  title: string;
  language: "en" | "af" | "zu" | "xh";
  lines: { verb: string; rest: string }[];
}

export function readScripts(text: string): Script[] {
  const scripts: Script[] = [];
  for (const line of text.split("\n")) {
    const [, language, title] = /^## (en|af|zu|xh) (.+)$/.exec(line) ?? [];
    if (title !== undefined) scripts.push({ title, language: language as Script["language"], lines: [] });
    const [, verb, rest] = /^(given|later|client|sends|taps|says|ends): (.*)$/.exec(line) ?? [];
    if (verb !== undefined) scripts.at(-1)?.lines.push({ verb, rest: rest ?? "" });
    else if (title === undefined && line.trim() !== "" && !line.startsWith("#"))
      throw new Error(`cannot read: ${line}`);
  }
  return scripts;
}

const LANGUAGES = { en: Language.English, af: Language.Afrikaans, zu: Language.Zulu, xh: Language.Xhosa };

/** `Book` is sure, `Book?` is not, and the readings after it are further guesses; nothing at all is understood of nothing. */
function readingOf(language: Script["language"], told: string): Reading {
  const names = told.trim().split(/\s+/).filter(Boolean);
  const guesses = names.map((name, i) => {
    const intent = Intent[name.replace("?", "") as keyof typeof Intent];
    if (intent === undefined) throw new Error(`no intent is called ${name}`);
    return { intent, chance: i === 0 ? (name.endsWith("?") ? 400 : 950) : 200 - 50 * i };
  });
  const sure = names[0] !== undefined && !names[0].endsWith("?");
  return { language: LANGUAGES[language], languageChance: 950, guesses, sure };
}

/** The example salon with a nail bar and names in four languages. */
export function townSalon(salon: SalonDocument): void {
  const [cut, colour] = salon.services;
  if (cut === undefined || colour === undefined) throw new Error("the example salon cuts and colours");
  cut.name = { en: "Cut & style", af: "Sny en stileer", zu: "Gunda ulungise", xh: "Ukucheba" };
  colour.name = { en: "Full colour", af: "Volle kleur", zu: "Umbala wonke", xh: "Umbala opheleleyo" };
  salon.languages = ["en", "af", "zu", "xh"];
  salon.services.push({
    id: "gel-manicure",
    name: { en: "Gel manicure", af: "Jelmanikuur", zu: "I-manicure yejeli", xh: "I-manicure yejeli" },
    price_cents: 28_000,
    phases: [{ minutes: 45, staff: true }],
  });
  for (const person of salon.staff) person.services.push({ id: "gel-manicure" });
}

export interface Played {
  /** What went wrong, with the transcript; null where all was as written. */
  fault: string | null;
  messages: number;
  ends: string;
}

interface Play {
  script: Script;
  salon: SalonDocument;
  slug: string;
  staffed: boolean;
  /** Why a person has it, where it was no text that came. */
  handed: string | null;
  contact: { phone: string; name: string | null; language: string | null };
  state: Uint8Array;
  last: Content[];
  turn: Conversed | null;
  messages: number;
  count: number;
  transcript: string[];
  now: number;
}

let phones = 0;

const HOME = "Africa/Johannesburg";

/** A wall time such as `2026-12-01 09:00` of the zone. */
function instantIn(zone: string, wall: string): number {
  const local = minutes(`${wall.replace(" ", "T")}:00Z`);
  return instantsOf(zone, [local], engine)[0] ?? 0;
}

export async function play(script: Script): Promise<Played> {
  const given = new Map(
    script.lines.filter(({ verb }) => verb === "given").map(({ rest }) => [rest.split(" ")[0] ?? "", rest]),
  );
  const zone = given.get("zone")?.split(" ")[1] ?? HOME;
  const now = given.has("now") ? instantIn(zone, given.get("now")?.slice(4) ?? "") : NOW;
  const salon = await openSalon((document) => {
    townSalon(document);
    document.timezone = zone;
    if (zone !== HOME) delete document.holidays;
  }, now);
  const { slug } = salon;
  const phone = `+2782555${String(1000 + phones++).padStart(4, "0")}`;
  const contact = { phone, name: "Nomsa Dlamini" as string | null, language: null };
  const on: Play = {
    script,
    salon,
    slug,
    staffed: !given.has("nobody"),
    handed: null,
    contact,
    state: new Uint8Array(),
    last: [],
    turn: null,
    messages: 0,
    count: 0,
    transcript: [],
    now,
  };
  let ends = "";
  for (const { verb, rest } of script.lines) {
    const fault = await step(on, verb, rest);
    if (verb === "ends") ends = rest;
    if (fault !== null)
      return { fault: `${script.title}: ${fault}\n${on.transcript.join("\n")}`, messages: on.messages, ends };
  }
  return { fault: ends === "" ? `${script.title}: has no end` : null, messages: on.messages, ends };
}

async function step(on: Play, verb: string, rest: string): Promise<string | null> {
  switch (verb) {
    case "given":
    case "later":
      return given(on, rest);
    case "sends":
      return sends(on, rest);
    case "client": {
      const [text = "", told = ""] = rest.split("|");
      return send(on, { kind: "text", text: text.trim(), reading: readingOf(on.script.language, told) }, text);
    }
    case "taps": {
      const id = choiceOf(on, rest);
      return id === null ? `has nothing to tap that is ${rest}` : send(on, { kind: "choice", id }, `[${id}]`);
    }
    case "says": {
      const said = on.turn?.said.map(({ line }) => nameOf(Line, line)).join(" ") ?? "";
      return said === rest ? null : `says "${said}", not "${rest}"`;
    }
    default:
      return ended(on, rest);
  }
}

/** `t 2`: the second choice whose id begins with `t`. */
function choiceOf(on: Play, what: string): string | null {
  const [verb = "", nth = "1"] = what.split(" ");
  const choices = on.last.flatMap(choicesOf);
  return choices.filter(({ id }) => id.split(":")[0] === verb)[Number(nth) - 1]?.id ?? null;
}

async function send(
  on: Play,
  event: Exclude<DialogueEvent, { kind: "outcome" }>,
  shown: string,
): Promise<string | null> {
  const ctx = at(on.now, bindings);
  const messageId = `wamid.${on.slug}.${on.count++}`;
  const turn = await converse(ctx, {
    salon: on.slug,
    contact: on.contact,
    messageId,
    event,
    state: on.state,
    staffed: on.staffed,
  });
  await ctx.later();
  on.transcript.push(`  client: ${shown}`);
  if (!turn.ok) return `was refused: ${turn.problem.type}`;
  on.state = turn.state;
  on.turn = turn;
  on.last = messagesOf(turn, `https://booking.test/${on.slug}/privacy`, BOUNDS);
  on.messages += on.last.length;
  on.transcript.push(`   lines: ${turn.said.map(({ line }) => nameOf(Line, line)).join(" ")}`);
  for (const message of on.last) {
    const choices =
      message.kind === "text"
        ? ""
        : ` [${choicesOf(message)
            .map(({ title }) => title)
            .join(" | ")}]`;
    on.transcript.push(`     bot: ${readable(message)}${choices}`);
  }
  return null;
}

/** Something that is no text, as the channel brings it. */
async function sends(on: Play, kind: string): Promise<string | null> {
  const conversation = {
    salon_id: on.slug,
    state: "bot",
    phone: on.contact.phone.slice(1),
    language: null,
    handed_at: null,
  };
  const answer = await answering(
    at(on.now, bindings),
    conversation as unknown as Conversation,
    { kind } as ClaimedMessage,
  );
  on.messages += answer.say.length;
  on.handed = answer.state === "waiting" ? (answer.why ?? null) : null;
  return null;
}

/** The salon's document as its owner changes it meanwhile. */
async function changed(on: Play, change: (salon: SalonDocument) => void): Promise<string | null> {
  change(on.salon);
  const ctx = at(on.now, bindings);
  done(await putSalon(ctx, { document: on.salon, actor: "operator" }));
  await ctx.later();
  return null;
}

/**
 * `booked SERVICE DATE TIME [PERSON]` under the client's number, `full DATE`, `unnamed`, `nobody` of the team there, `zone ZONE`,
 * `now DATE TIME`, `no service ID`, `no person ID`.
 */
async function given(on: Play, what: string): Promise<string | null> {
  const [kind, ...words] = what.split(" ");
  const zone = on.salon.timezone;
  if (kind === "zone" || kind === "nobody") return null;
  if (kind === "now") {
    on.now = instantIn(zone, words.join(" "));
    return null;
  }
  if (kind === "no") {
    const [list, id] = words;
    return changed(on, (salon) => {
      if (list === "person") salon.staff = salon.staff.filter((person) => person.id !== id);
      else salon.services = salon.services.filter((service) => service.id !== id);
      for (const person of salon.staff)
        person.services = person.services.filter((one) => salon.services.some((service) => service.id === one.id));
      salon.services = salon.services.map((service) => {
        const sessions = service.sessions?.filter(({ staff }) => salon.staff.some((person) => person.id === staff));
        return sessions === undefined ? service : { ...service, sessions };
      });
      salon.services = salon.services.filter(({ sessions }) => sessions === undefined || sessions.length > 0);
      for (const person of salon.staff)
        person.services = person.services.filter((one) => salon.services.some((service) => service.id === one.id));
    });
  }
  if (kind === "unnamed") {
    on.contact.name = null;
    return null;
  }
  const ctx = at(on.now, bindings);
  if (kind === "booked") {
    const [id = "", date = "", time = "", staff] = words;
    const start = instantIn(zone, `${date} ${time}`);
    const client = { name: "Nomsa Dlamini", phone: on.contact.phone };
    done(
      await book(ctx, {
        salon: on.slug,
        visit: { services: [staff === undefined ? { id } : { id, staff }], start },
        client,
      }),
    );
    return null;
  }
  const [date = ""] = words;
  for (let minute = 480; minute < 1020; minute += 60) {
    const start = instantIn(zone, `${date} ${String(minute / 60).padStart(2, "0")}:00`);
    for (const staff of ["thandi", "ayanda"]) {
      const client = { name: "Somebody", phone: `+2783555${String(phones++).padStart(4, "0")}` };
      const visit = { services: [{ id: "gel-manicure", staff }], start };
      const made = await book(ctx, { salon: on.slug, visit, client });
      if (!made.ok && made.problem.status !== 409) return `cannot be filled: ${made.problem.type}`;
    }
  }
  return null;
}

async function ended(on: Play, what: string): Promise<string | null> {
  const [kind, ...words] = what.split(" ");
  const { turn } = on;
  const bookings = await rows(
    `SELECT status, start_at, party, services FROM booking
     WHERE salon_id = ?1 AND client_id = (SELECT client_id FROM client WHERE salon_id = ?1 AND phone = ?2) ORDER BY created_at, start_at`,
    on.slug,
    on.contact.phone,
  );
  const told = bookings.map(({ status, start_at: start, services }) => {
    const wished = JSON.parse(String(services)) as { id: string }[];
    const [offset = 0] = offsetsAt(on.salon.timezone, [Number(start)], engine);
    const local = new Date((Number(start) + offset) * 60_000).toISOString();
    return `${wished.map(({ id }) => id).join("+")} ${local.slice(0, 10)} ${local.slice(11, 16)}${status === "cancelled" ? " cancelled" : ""}`;
  });
  const expect = (good: boolean): string | null =>
    good ? null : `ends with ${JSON.stringify(told)} ${JSON.stringify(turn?.handOver)}, not ${what}`;
  switch (kind) {
    case "booked":
    case "moved":
      return expect(told.includes(words.join(" ")));
    case "cancelled":
      return expect(told.length > 0 && told.every((one) => one.endsWith("cancelled")));
    case "party":
      return expect(bookings.some(({ party, status }) => party === Number(words[0]) && status === "confirmed"));
    case "person": {
      if (on.handed !== null) return expect(on.handed === words[0]);
      const given = turn?.handOver ?? null;
      const story = words[1] === undefined || given?.summary.services.join("+") === words[1];
      return expect(given?.reason === words[0] && story);
    }
    case "waiting": {
      const waiting = await rows(`SELECT 1 FROM waitlist WHERE salon_id = ?1`, on.slug);
      return expect(waiting.length === 1);
    }
    case "requested": {
      const asked = await rows(`SELECT kind FROM request WHERE salon_id = ?1`, on.slug);
      return expect(asked[0]?.kind === words[0]);
    }
    case "news": {
      const answers = await rows(
        `SELECT granted, channel FROM consent WHERE salon_id = ?1 AND purpose = 'marketing' ORDER BY nth`,
        on.slug,
      );
      return expect(answers.at(-1)?.granted === (words[0] === "yes" ? 1 : 0));
    }
    case "open":
      return expect(turn?.ended === false && turn.handOver === null && told.length === Number(words[0]));
    case "answered":
      return expect((on.last[0] === undefined ? "" : readable(on.last[0])).includes(words.join(" ")));
    default:
      return expect(turn?.ended === true && told.length === Number(words[0] ?? told.length));
  }
}
