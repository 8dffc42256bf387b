// The privacy notice of POPIA s 18(1)(a) to (h), made from one template for each language (shared/policies/notice), the
// salon's document, the data map, the terms of retention and the register of transfers. It is known by the SHA-256 of its
// text, so a booking can say which one was shown, and every text that was shown is kept.

import dataMap from "../../../shared/policies/data-map.json" with { type: "json" };
import af from "../../../shared/policies/notice/af.json" with { type: "json" };
import en from "../../../shared/policies/notice/en.json" with { type: "json" };
import regulator from "../../../shared/policies/notice/regulator.json" with { type: "json" };
import xh from "../../../shared/policies/notice/xh.json" with { type: "json" };
import zu from "../../../shared/policies/notice/zu.json" with { type: "json" };
import retention from "../../../shared/policies/retention.json" with { type: "json" };
import transfers from "../../../shared/policies/transfers.json" with { type: "json" };
import { commit, database } from "../../store/database.ts";
import { insertNotice, type NoticeRow } from "../../store/law/notices.ts";
import type { Salon, SalonView } from "../../store/snapshots.ts";
import { hex } from "../../token.ts";
import type { CommandContext } from "../command.ts";

const TEMPLATES = { en, af, zu, xh };
export type NoticeLanguage = keyof typeof TEMPLATES;
export const NOTICE_LANGUAGES = Object.keys(TEMPLATES) as NoticeLanguage[];

/** One item of s 18(1): its letter, what it is about, what is said, and what is listed. */
export interface NoticeSection {
  item: string;
  heading: string;
  text: string[];
  list: string[];
}

export interface Notice extends NoticeRow {
  title: string;
  lede: string;
  sections: NoticeSection[];
}

type Texts = Record<string, string>;

/** What is held about clients: the tables of the data map but for those about who works for the salon. */
const ABOUT_CLIENTS = Object.values(dataMap.tables).filter(
  ({ retention: term, personal }) => !["staff", "salon", "session"].includes(term) && Object.keys(personal).length > 0,
);
const MARKED = ABOUT_CLIENTS.flatMap(({ personal }) => Object.values(personal) as string[][]);
const used = (known: object, at: 0 | 1, not: string[]): string[] =>
  Object.keys(known).filter((name) => !not.includes(name) && MARKED.some((mark) => mark[at] === name));

/** Categories, purposes and terms of retention that a client's notice tells of, in the order of their files. */
export const NOTICE_CATEGORIES = used(dataMap.categories, 0, ["work"]);
export const NOTICE_PURPOSES = used(dataMap.purposes, 1, ["staff", "operate"]);
export const NOTICE_TERMS = Object.keys(retention.categories).filter((name) =>
  ABOUT_CLIENTS.some(({ retention: term }) => term === name),
);

/** Notices that this isolate has made, by salon, version and language. */
const made = new Map<string, Notice>();
const MOST_MADE = 400;

export async function noticeOf(salon: Salon, language: string): Promise<Notice> {
  const spoken = noticeLanguage(language);
  const key = `${salon.slug}/${salon.version}/${spoken}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const body = bodyOf(salon.view, spoken);
  const text = plainText(body);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  const notice: Notice = { ...body, language: spoken, text, hash: hex(new Uint8Array(digest)) };
  if (made.size >= MOST_MADE) made.clear();
  made.set(key, notice);
  return notice;
}

/** The salon's present notice of this hash, in whichever language. */
export async function presentNotice(salon: Salon, hash: string | undefined): Promise<Notice | null> {
  if (hash === undefined) return null;
  for (const language of NOTICE_LANGUAGES) {
    const notice = await noticeOf(salon, language);
    if (notice.hash === hash) return notice;
  }
  return null;
}

/** The language of the templates that is nearest. */
export function noticeLanguage(language: string): NoticeLanguage {
  return NOTICE_LANGUAGES.find((known) => known === language) ?? "en";
}

/** The register of transfers, in words of a language (shared/policies/transfers.json). */
export function transfersIn(language: string) {
  const told: Texts = TEMPLATES[noticeLanguage(language)].transfers;
  return transfers.recipients.map(({ id, name, ground, agreement }) => ({
    name,
    ground,
    agreement,
    text: told[id] ?? name,
  }));
}

/** Texts that this isolate knows to be kept; told again, the database would write nothing. */
const kept = new Set<string>();

/** Keeps the text of a notice that is about to be shown, after the answer. A booking keeps it too, in its own commit. */
export function keepNotice(ctx: CommandContext, salon: Salon, notice: Notice): void {
  const key = `${salon.slug}/${notice.hash}`;
  if (kept.has(key)) return;
  const db = database(ctx.env, salon.slug);
  const keeping = commit(db, [insertNotice(db, salon.slug, notice, ctx.now)]);
  ctx.waitUntil(keeping.then(() => void (kept.size < MOST_MADE && kept.add(key))));
}

function bodyOf(salon: SalonView, language: NoticeLanguage): Pick<Notice, "title" | "lede" | "sections"> {
  const template = TEMPLATES[language];
  const values = { salon: salon.name, contact: contactOf(salon), regulator: regulatorLine() };
  const say = (text: string): string => filled(text, values);
  const plain = (item: string, { heading, text }: { heading: string; text: string[] }, list: string[] = []) => ({
    item,
    heading,
    text: text.map(say),
    list,
  });
  const { b } = template;
  const officer = officerLine(salon);
  const responsible = [
    ...b.text.map((text) => filled(text, { party: partyLine(salon) })),
    officer === null ? b["no-officer"] : filled(b.officer, { officer }),
  ];
  return {
    title: say(template.title),
    lede: say(template.lede),
    sections: [
      plain(
        "a",
        template.a,
        NOTICE_CATEGORIES.map((name) => named(template.categories, name, dataMap.categories)),
      ),
      { item: "b", heading: b.heading, text: responsible, list: [] },
      plain(
        "c",
        template.c,
        NOTICE_PURPOSES.map((name) => purposeLine(template.purposes, name)),
      ),
      plain("d", template.d),
      plain("e", template.e),
      plain("f", template.f),
      plain(
        "g",
        template.g,
        transfers.recipients.map(({ id, name }) => (template.transfers as Texts)[id] ?? name),
      ),
      ...template.h.map((section) => plain("h", section)),
      plain(
        "h",
        template.kept,
        NOTICE_TERMS.map((name) => termLine(template, name)),
      ),
    ],
  };
}

/** The word of the language; what has none yet is told in the words of its own file rather than not at all. */
function named(words: Texts, name: string, otherwise: Texts): string {
  return words[name] ?? otherwise[name] ?? name;
}

function purposeLine(words: Texts, name: string): string {
  const { what, basis } = (dataMap.purposes as Record<string, { what: string; basis: string }>)[name] ?? {
    what: name,
    basis: "",
  };
  return `${words[name] ?? what} (${basis})`;
}

interface Term {
  keep_years?: number;
  keep_days?: number;
  after: string;
}

function termLine({ terms, time }: { terms: Texts; time: Texts }, name: string): string {
  const term: Term = retention.categories[name as keyof typeof retention.categories];
  const { keep_years: years, keep_days: days = 0 } = term;
  const unit = years !== undefined ? time.years : days === 1 ? time["days.one"] : time.days;
  const length = filled(unit ?? "{n}", { n: String(years ?? days) });
  return `${filled(terms[name] ?? `${name}: {time}`, { time: length })}, ${time[term.after] ?? term.after}`;
}

function filled(text: string, values: Texts): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** Who answers for the salon's records: as its document says, else the salon itself. */
export function partyLine({ name, address, responsible_party: party }: SalonView): string {
  const place = [address?.street, address?.suburb, address?.city, address?.postal_code].filter(Boolean).join(", ");
  return [party?.name ?? name, party?.address ?? place].filter(Boolean).join(", ");
}

export function officerLine({ information_officer: officer }: SalonView): string | null {
  if (officer === undefined) return null;
  const { name, email, phone, registration_number: number } = officer;
  return [name, email, phone, number].filter(Boolean).join(", ");
}

/** Where a client writes to: the officer, else the salon. */
export function contactOf({ information_officer: officer, email, phone, name }: SalonView): string {
  return officer?.email ?? email ?? phone ?? name;
}

export function regulatorLine(): string {
  const { name, email, complaints, phone, street, post } = regulator;
  return `${name}, ${email}, ${complaints}, ${phone}, ${street}; ${post}`;
}

/** The exact text that is hashed and kept: a line for each thing said. */
function plainText({ title, lede, sections }: Pick<Notice, "title" | "lede" | "sections">): string {
  const lines = sections.flatMap(({ item, heading, text, list }) => [
    "",
    `(${item}) ${heading}`,
    ...text,
    ...list.map((entry) => `- ${entry}`),
  ]);
  return `${[title, lede, ...lines].join("\n")}\n`;
}
