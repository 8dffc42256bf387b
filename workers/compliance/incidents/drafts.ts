// The two notices of POPIA s 22, written from what is known of an incident: to the Regulator, and to each person concerned in
// each of our languages, with every item of s 22(5). The Act knows no threshold and no number of hours. The same incident
// always gives the same words, so that their digest says which words somebody approved.

import type { EventRow, IncidentRow } from "../../store/compliance/incidents.ts";
import type { Audience, NoticeText } from "../../store/compliance/notices.ts";
import { READS, type ReadKind } from "../../store/compliance/reads.ts";
import { clockTime, isoDate, localMoment } from "../../ui/dates.ts";
import { isWord, LANGUAGES, type Words, wordsIn } from "../../ui/words.ts";

export interface Known {
  incident: IncidentRow;
  events: readonly EventRow[];
  /** What was read. */
  kinds: readonly string[];
  salon: string;
  /** Minutes east of UTC. */
  offset: number;
  /** Where a client finds a booking again. */
  findUrl: string;
}

export type Draft = NoticeText & { parts: [heading: string, text: string][] };

/** `2026-11-30 09:00`, the same in every language. */
export function stamp(instant: number, offset: number): string {
  const { date, minute } = localMoment(instant, offset);
  return `${isoDate(date)} ${clockTime(minute)}`;
}

/** The categories of data that were read, of shared/policies/data-map.json. */
export function categories(kinds: readonly string[]): string[] {
  return [...new Set(kinds.flatMap((kind) => (kind in READS ? READS[kind as ReadKind] : [])))];
}

/** What was read, in words. */
export function categoryWords(kinds: readonly string[], words: Words): string {
  const named = categories(kinds).map((each) => `incident.category.${each}`);
  return named.flatMap((key) => (isWord(key) ? [words.say(key)] : [])).join(", ");
}

/** What a line of the timeline is called. */
export function eventWord(what: string, words: Words): string {
  const [act = "", more = ""] = what.split(".");
  const notice = (verb: string) =>
    `${verb}: ${words.say(more === "people" ? "incident.notice.people" : "incident.notice.regulator")}`;
  if (act === "approved") return notice(words.say("incident.do.approve"));
  if (act === "sent") return notice(words.say("incident.do.send"));
  const names: Record<string, string> = {
    opened: "open",
    assessed: "assess",
    "task.added": "task",
    "task.done": "done",
    closed: "close",
  };
  const key = `incident.do.${names[what] ?? (act === "contained" ? more : what)}`;
  return isWord(key) ? words.say(key) : what;
}

function when({ incident, offset }: Known): string {
  const { from_at: from, to_at: to, discovered_at: found } = incident;
  return from === null || to === null ? stamp(found, offset) : `${stamp(from, offset)} – ${stamp(to, offset)}`;
}

function measures({ incident, events }: Known, words: Words): string {
  const taken = events.filter(({ what }) => what.startsWith("contained.") && !/\.(over|unfreeze)$/.test(what));
  const named = [...new Set(taken.map(({ what }) => eventWord(what, words)))];
  return [...named.map((each) => `${each}.`), incident.measures ?? ""].filter(Boolean).join(" ");
}

function shared(known: Known, words: Words): [string, string][] {
  const { incident, findUrl } = known;
  const beware = words.say("incident.mail.beware", { url: findUrl });
  return [
    [words.say("incident.mail.consequences"), incident.consequences ?? ""],
    [words.say("incident.mail.measures"), measures(known, words)],
    [words.say("incident.mail.advice"), [beware, incident.advice ?? ""].filter(Boolean).join(" ")],
    [words.say("incident.mail.intruder"), incident.intruder || words.say("incident.mail.unknown")],
  ];
}

export function peopleNotice(known: Known, words: Words): Draft {
  const { incident, kinds, salon } = known;
  return laid(words, words.say("incident.mail.subject", { salon }), words.say("incident.mail.lead", { salon }), [
    [words.say("incident.what"), incident.nature],
    [words.say("incident.mail.when"), when(known)],
    [words.say("incident.mail.data"), categoryWords(kinds, words)],
    ...shared(known, words),
    [words.say("incident.mail.contact"), `${incident.contact ?? ""} ${words.say("incident.mail.complain")}`.trim()],
  ]);
}

export function regulatorNotice(known: Known, words: Words): Draft {
  const { incident, kinds, salon, offset } = known;
  const lead = words.say("incident.regulator.lead", { salon });
  return laid(words, words.say("incident.regulator.subject", { salon }), lead, [
    [words.say("incident.regulator.party"), salon],
    [words.say("incident.regulator.officer"), incident.contact ?? ""],
    [words.say("incident.what"), incident.nature],
    [words.say("incident.mail.when"), when(known)],
    [words.say("incident.discovered"), stamp(incident.discovered_at, offset)],
    [words.say("incident.regulator.delay"), incident.delay || words.say("incident.regulator.no-delay")],
    [words.say("incident.mail.data"), categoryWords(kinds, words)],
    [words.say("incident.regulator.number"), String(incident.affected ?? 0)],
    [words.say("incident.regulator.method"), words.say("incident.regulator.by-mail")],
    ...shared(known, words),
  ]);
}

function laid(words: Words, subject: string, lead: string, parts: Draft["parts"]): Draft {
  const body = [lead, ...parts.map(([heading, text]) => `${heading}: ${text}`)].join("\n\n");
  return { language: words.language, subject, body, parts };
}

/** All languages of an audience; the Regulator reads English. */
export function draftsFor(audience: Audience, known: Known): NoticeText[] {
  const texts =
    audience === "regulator"
      ? [regulatorNotice(known, wordsIn("en"))]
      : LANGUAGES.map((language) => peopleNotice(known, wordsIn(language)));
  return texts.map(({ language, subject, body }) => ({ language, subject, body }));
}
