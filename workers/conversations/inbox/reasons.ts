// Why somebody has a conversation, and how long its client may still wait, in words.

import type { AssignedWhy } from "../../commands/conversations/people/assign.ts";
import type { clocksOf } from "../../commands/conversations/people/clocks.ts";
import { lengthOfTime } from "../../ui/dates.ts";
import { isWord, type Words } from "../../ui/words.ts";

export type Clock = ReturnType<typeof clocksOf>[number];

/** wire::Deadline. */
const RESOLUTION = 2;

/** `told`: an instant (minutes) in words. */
export function clockWords(words: Words, clock: Clock, told: (instant: number) => string): string {
  if (clock.left < 0) return words.say("inbox.clock.late", { length: lengthOfTime(words, -clock.left) });
  const time = clock.due === null ? "" : told(clock.due);
  const key = clock.deadline === RESOLUTION ? "inbox.clock.resolution" : "inbox.clock.response";
  return words.say(key, { length: lengthOfTime(words, clock.left), time });
}

/** Why nobody has it yet. */
export function heldWords(words: Words, json: string): string {
  const why = JSON.parse(json) as AssignedWhy;
  if (why.by !== "nobody") return "";
  const { held, skill, language } = why;
  if (held !== "NobodyAble") return words.say(HELD[held]);
  const named = [`inbox.skill.${skill}`, `language.${language}`].flatMap((key) =>
    isWord(key) ? [words.say(key)] : [],
  );
  return words.say("inbox.held.able", { needs: named.join(", ") });
}

const HELD = {
  NobodyHere: "inbox.held.here",
  AllFull: "inbox.held.full",
  AskedForFull: "inbox.held.asked",
} as const;

/** `nameOf`: how an account is called on this page. */
export function reasonWords(
  words: Words,
  account: string,
  json: string | null,
  nameOf: (account: string) => string,
): string {
  const who = nameOf(account);
  if (json === null) return who;
  const why = JSON.parse(json) as AssignedWhy;
  if (why.by === "take" || why.by === "answer") return words.say(`inbox.given.${why.by}`, { who });
  if (why.by === "nobody") return who;
  if (why.by === "colleague") return words.say("inbox.given.colleague", { who, from: nameOf(why.from) });
  const { load, capacity, left } = why;
  const chosen = why.wish === "Given" ? "inbox.given.asked" : "inbox.given.rule";
  const skill = `inbox.skill.${why.skill}`;
  const language = `language.${why.language}`;
  const length = lengthOfTime(words, Math.abs(left));
  return [
    words.say(chosen, { who, load, capacity }),
    ...(why.wish === "NotHere" ? [words.say("inbox.given.absent")] : []),
    ...(why.wish === "TooLong" ? [words.say("inbox.given.too-long")] : []),
    ...(why.withoutSkills && isWord(skill) ? [words.say("inbox.given.skill", { skill: words.say(skill) })] : []),
    ...(why.withoutLanguage && isWord(language)
      ? [words.say("inbox.given.language", { language: words.say(language) })]
      : []),
    words.say(left < 0 ? "inbox.given.late" : "inbox.given.left", { length }),
  ].join("; ");
}
