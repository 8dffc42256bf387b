// What goes out fits where it goes, in every language; and a message that comes twice acts once.

import { expect, test } from "vitest";
import { Intent, Language, Line } from "../../../../shared/contracts/generated/routing_generated.ts";
import { type Content, choicesOf } from "../../../../workers/commands/conversations/content.ts";
import { type ConverseInput, converse, nameOf } from "../../../../workers/commands/conversations/dialogue/converse.ts";
import { keyOf, messagesOf } from "../../../../workers/conversations/dialogue/messages.ts";
import { reply } from "../../../../workers/conversations/dialogue/reply.ts";
import { BOUNDS } from "../../../../workers/conversations/whatsapp/payload.ts";
import type { DialogueEvent, Reading } from "../../../../workers/engine/routing/converse.ts";
import { isWord, LANGUAGES, wordsIn } from "../../../../workers/ui/words.ts";
import { at, count, NOW, openSalon } from "../../commands/surroundings.ts";
import { townSalon } from "./script.ts";

const sure = (intent: Intent, language: Language = Language.English): Reading => ({
  language,
  languageChance: 950,
  guesses: [{ intent, chance: 950 }],
  sure: true,
});

const text = (said: string, intent: Intent, language?: Language): DialogueEvent & { kind: "text" } => ({
  kind: "text",
  text: said,
  reading: sure(intent, language),
});

const from = (
  salon: string,
  messageId: string,
  event: ConverseInput["event"],
  state: Uint8Array = new Uint8Array(),
): ConverseInput => ({
  salon,
  contact: { phone: "+27825550142", name: "Nomsa", language: null },
  messageId,
  event,
  state,
  staffed: true,
});

/** Made of what the client's salon calls things, so no text of ours. */
const MADE = ["RowService", "RowBooking", "RowDay", "RowMeaning", "None"];

test("every line and every reading that is offered has words in four languages, no longer than WhatsApp takes", () => {
  const lines = Object.keys(Line).filter((name) => !MADE.includes(name));
  // The longest name that a document may have, a long day and a long price.
  const values = {
    salon: "S".repeat(120),
    service: "s".repeat(120),
    person: "p".repeat(120),
    day: "Wed 25 Nov",
    time: "08:00",
    price: "R10 000",
    link: "l".repeat(200),
    from: "Wed 25 Nov",
    to: "Thu 26 Nov",
    answer: "",
  };
  for (const language of LANGUAGES) {
    const words = wordsIn(language);
    const said = (key: string): string => {
      if (!isWord(key)) throw new Error(`${language} has no ${key}`);
      return words.say(key, values);
    };
    for (const name of lines) {
      const length = said(`talk.${keyOf(name)}`).length;
      const most =
        name === "RowStart" || name === "RowDays"
          ? BOUNDS.rowTitle
          : name.startsWith("Row")
            ? BOUNDS.buttonTitle
            : BOUNDS.body;
      expect(length, `${language} ${name}`).toBeLessThanOrEqual(most);
    }
    for (const name of Object.keys(Intent).filter((each) => each !== "OutOfScope" && each !== "Human"))
      expect(said(`talk.intent.${keyOf(name)}`).length, `${language} ${name}`).toBeLessThanOrEqual(BOUNDS.rowTitle);
    expect(said("talk.list").length).toBeLessThanOrEqual(BOUNDS.listButton);
  }
});

test("names as long as a document may have them are cut where a button or row ends", async () => {
  const { slug } = await openSalon((salon) => {
    for (const service of salon.services) service.name = { en: `${service.id} ${"long ".repeat(20)}`.trim() };
    for (const person of salon.staff) person.name = `${person.name} ${"x".repeat(90)}`;
  });
  const fits = (message: Content): void => {
    if (message.kind === "template") throw new Error("the dialogue says no templates");
    expect(message.text.length).toBeLessThanOrEqual(message.kind === "text" ? BOUNDS.text : BOUNDS.body);
    const choices = choicesOf(message);
    expect(choices.length).toBeLessThanOrEqual(message.kind === "list" ? BOUNDS.rows : BOUNDS.buttons);
    for (const { id, title, description } of choices) {
      expect(new TextEncoder().encode(id).length).toBeLessThanOrEqual(BOUNDS.rowId);
      expect(title.length).toBeLessThanOrEqual(message.kind === "list" ? BOUNDS.rowTitle : BOUNDS.buttonTitle);
      expect((description ?? "").length).toBeLessThanOrEqual(BOUNDS.rowDescription);
    }
  };
  for (const said of [
    text("book", Intent.Book),
    text("cut tomorrow", Intent.Book),
    text("hi", Intent.Greeting),
    text("prices", Intent.Price),
  ]) {
    const turn = await converse(at(NOW), from(slug, crypto.randomUUID(), said));
    if (!turn.ok) throw new Error(turn.problem.type);
    const messages = messagesOf(turn, "https://booking.test/privacy", BOUNDS);
    expect(messages.length).toBe(1);
    messages.forEach(fits);
  }
});

test("a message that comes twice books once", async () => {
  const { slug } = await openSalon(townSalon);
  const offered = await reply(at(NOW), from(slug, "first", text("a cut", Intent.Book)), BOUNDS);
  if (!offered.ok) throw new Error(offered.problem.type);
  const id = offered.messages.flatMap(choicesOf)[0]?.id ?? "";
  for (let times = 0; times < 2; times++) {
    const booked = await reply(at(NOW), from(slug, "second", { kind: "choice", id }, offered.state), BOUNDS);
    expect(booked.ok).toBe(true);
  }
  expect(await count("booking", slug)).toBe(1);
});

test("two deliveries of one message at the same time book once", async () => {
  const { slug } = await openSalon(townSalon);
  const offered = await reply(at(NOW), from(slug, "first", text("a cut", Intent.Book)), BOUNDS);
  if (!offered.ok) throw new Error(offered.problem.type);
  const id = offered.messages.flatMap(choicesOf)[0]?.id ?? "";
  const tap = () => reply(at(NOW), from(slug, "second", { kind: "choice", id }, offered.state), BOUNDS);
  await Promise.all([tap(), tap()]);
  expect(await count("booking", slug)).toBe(1);
});

test("a state of another version, or no state at all, begins anew", async () => {
  const { slug } = await openSalon(townSalon);
  for (const state of [new Uint8Array([250, 1, 2, 3]), new Uint8Array(600).fill(1)]) {
    const turn = await converse(at(NOW), from(slug, crypto.randomUUID(), text("hello", Intent.Greeting), state));
    expect(turn.ok && turn.said.map(({ line }) => nameOf(Line, line))).toEqual(["Welcome"]);
  }
});

test("somebody who was quicker leaves others to choose from", async () => {
  const { slug } = await openSalon(townSalon);
  const contact = { phone: "+27825550143", name: "Zola", language: null };
  const said = text("cut tomorrow at 2pm with Thandi", Intent.Book);
  const mine = await converse(at(NOW), from(slug, "mine", said));
  const theirs = await converse(at(NOW), { ...from(slug, "theirs", said), contact });
  if (!mine.ok || !theirs.ok) throw new Error("both are answered");
  expect(mine.said.map(({ line }) => nameOf(Line, line))).toEqual(["Notice", "Confirm"]);
  expect(theirs.said.map(({ line }) => nameOf(Line, line))).toEqual(["Notice", "AskStartOther"]);
});

test("the client's own language is spoken before they have written a word of it", async () => {
  const { slug } = await openSalon(townSalon);
  const input = from(slug, "tap", { kind: "choice", id: "bk" });
  const turn = await converse(at(NOW), { ...input, contact: { ...input.contact, language: "xh-ZA" } });
  expect(turn.ok && turn.language).toBe("xh");
});

test("any tap is answered, whatever it says", async () => {
  const { slug } = await openSalon(townSalon);
  const taps = [
    "",
    ":",
    "t",
    "t:1",
    "t:99999999999:0:0:1:0:1",
    "m:1:1:1:1",
    "c:",
    "d:9:1",
    "s:0",
    "i:999",
    "n:1:nothing",
    "x:5",
    "g:99",
    "🦜".repeat(100),
  ];
  for (const id of taps) {
    const turn = await converse(at(NOW), from(slug, crypto.randomUUID(), { kind: "choice", id }));
    expect(turn.ok && (turn.said.length > 0 || turn.handOver !== null), id).toBe(true);
  }
});
