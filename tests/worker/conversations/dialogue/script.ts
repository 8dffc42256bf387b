// Scripted conversations as plain text (corpus/README.md says how they are written), and playing one against a salon.

import { Intent, Language, Line } from "../../../../shared/contracts/generated/routing_generated.ts";
import type { SalonDocument } from "../../../../shared/contracts/salon.ts";
import { book } from "../../../../workers/commands/book.ts";
import { type Content, choicesOf, readable } from "../../../../workers/commands/conversations/content.ts";
import { type Conversed, converse, nameOf } from "../../../../workers/commands/conversations/converse.ts";
import { messagesOf } from "../../../../workers/conversations/dialogue/messages.ts";
import { BOUNDS } from "../../../../workers/conversations/whatsapp/payload.ts";
import type { DialogueEvent, Reading } from "../../../../workers/engine/routing/converse.ts";
import { at, done, minutes, NOW, openSalon, rows } from "../../commands/surroundings.ts";

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
    const [, verb, rest] = /^(given|client|taps|says|ends): (.*)$/.exec(line) ?? [];
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
  slug: string;
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

export async function play(script: Script): Promise<Played> {
  const { slug } = await openSalon(townSalon);
  const phone = `+2782555${String(1000 + phones++).padStart(4, "0")}`;
  const contact = { phone, name: "Nomsa Dlamini" as string | null, language: null };
  const on: Play = {
    script,
    slug,
    contact,
    state: new Uint8Array(),
    last: [],
    turn: null,
    messages: 0,
    count: 0,
    transcript: [],
    now: NOW,
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
      return given(on, rest);
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
  const ctx = at(on.now);
  const messageId = `wamid.${on.slug}.${on.count++}`;
  const turn = await converse(ctx, {
    salon: on.slug,
    contact: on.contact,
    messageId,
    event,
    state: on.state,
    staffed: true,
  });
  await ctx.later();
  on.transcript.push(`  client: ${shown}`);
  if (!turn.ok) return `was refused: ${turn.problem.type}`;
  on.state = turn.state;
  on.turn = turn;
  on.last = messagesOf(turn, `https://booking.test/${on.slug}/privacy`, BOUNDS);
  on.messages += on.last.length;
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

/** `booked SERVICE DATE TIME [PERSON]` under the client's number, `full DATE`, `unnamed`. */
async function given(on: Play, what: string): Promise<string | null> {
  const [kind, ...words] = what.split(" ");
  if (kind === "unnamed") {
    on.contact.name = null;
    return null;
  }
  const ctx = at(on.now);
  if (kind === "booked") {
    const [id = "", date = "", time = "", staff] = words;
    const start = minutes(`${date}T${time}:00+02:00`);
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
    const clock = `${String(minute / 60).padStart(2, "0")}:00`;
    const start = minutes(`${date}T${clock}:00+02:00`);
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
    const local = new Date((Number(start) + 120) * 60_000).toISOString();
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
    case "person": {
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
    case "answered":
      return expect((on.last[0] === undefined ? "" : readable(on.last[0])).includes(words.join(" ")));
    default:
      return expect(turn?.ended === true && told.length === Number(words[0] ?? told.length));
  }
}
