// Every word that people read comes through here: four files per language in shared/locales, the same keys in each: what
// clients and teams read while booking, compliance/ for what the law has a salon say, conversations/ for what is written to
// clients who write, help/ for help articles, and what the desk's rooms say: desk/ (calendar and visits), clients/, settings/, money/.

import bookingAf from "../../shared/locales/af.json" with { type: "json" };
import clientsAf from "../../shared/locales/clients/af.json" with { type: "json" };
import clientsEn from "../../shared/locales/clients/en.json" with { type: "json" };
import clientsXh from "../../shared/locales/clients/xh.json" with { type: "json" };
import clientsZu from "../../shared/locales/clients/zu.json" with { type: "json" };
import compliantAf from "../../shared/locales/compliance/af.json" with { type: "json" };
import compliantEn from "../../shared/locales/compliance/en.json" with { type: "json" };
import compliantXh from "../../shared/locales/compliance/xh.json" with { type: "json" };
import compliantZu from "../../shared/locales/compliance/zu.json" with { type: "json" };
import talkAf from "../../shared/locales/conversations/af.json" with { type: "json" };
import talkEn from "../../shared/locales/conversations/en.json" with { type: "json" };
import talkXh from "../../shared/locales/conversations/xh.json" with { type: "json" };
import talkZu from "../../shared/locales/conversations/zu.json" with { type: "json" };
import deskAf from "../../shared/locales/desk/af.json" with { type: "json" };
import deskEn from "../../shared/locales/desk/en.json" with { type: "json" };
import deskXh from "../../shared/locales/desk/xh.json" with { type: "json" };
import deskZu from "../../shared/locales/desk/zu.json" with { type: "json" };
import bookingEn from "../../shared/locales/en.json" with { type: "json" };
import foreseenAf from "../../shared/locales/foresight/af.json" with { type: "json" };
import foreseenEn from "../../shared/locales/foresight/en.json" with { type: "json" };
import foreseenXh from "../../shared/locales/foresight/xh.json" with { type: "json" };
import foreseenZu from "../../shared/locales/foresight/zu.json" with { type: "json" };
import helpAf from "../../shared/locales/help/af.json" with { type: "json" };
import helpEn from "../../shared/locales/help/en.json" with { type: "json" };
import helpXh from "../../shared/locales/help/xh.json" with { type: "json" };
import helpZu from "../../shared/locales/help/zu.json" with { type: "json" };
import moneyAf from "../../shared/locales/money/af.json" with { type: "json" };
import moneyEn from "../../shared/locales/money/en.json" with { type: "json" };
import moneyXh from "../../shared/locales/money/xh.json" with { type: "json" };
import moneyZu from "../../shared/locales/money/zu.json" with { type: "json" };
import settingsAf from "../../shared/locales/settings/af.json" with { type: "json" };
import settingsEn from "../../shared/locales/settings/en.json" with { type: "json" };
import settingsXh from "../../shared/locales/settings/xh.json" with { type: "json" };
import settingsZu from "../../shared/locales/settings/zu.json" with { type: "json" };
import bookingXh from "../../shared/locales/xh.json" with { type: "json" };
import bookingZu from "../../shared/locales/zu.json" with { type: "json" };

const en = {
  ...bookingEn,
  ...compliantEn,
  ...talkEn,
  ...helpEn,
  ...deskEn,
  ...clientsEn,
  ...settingsEn,
  ...moneyEn,
  ...foreseenEn,
};
const af = {
  ...bookingAf,
  ...compliantAf,
  ...talkAf,
  ...helpAf,
  ...deskAf,
  ...clientsAf,
  ...settingsAf,
  ...moneyAf,
  ...foreseenAf,
};
const zu = {
  ...bookingZu,
  ...compliantZu,
  ...talkZu,
  ...helpZu,
  ...deskZu,
  ...clientsZu,
  ...settingsZu,
  ...moneyZu,
  ...foreseenZu,
};
const xh = {
  ...bookingXh,
  ...compliantXh,
  ...talkXh,
  ...helpXh,
  ...deskXh,
  ...clientsXh,
  ...settingsXh,
  ...moneyXh,
  ...foreseenXh,
};

export const LANGUAGES = ["en", "af", "zu", "xh"] as const;
export type Language = (typeof LANGUAGES)[number];

/** A key of the locale files; English holds them all and the compiler checks their use. */
export type WordKey = Exclude<keyof typeof en, "_review">;

/** The stems of keys that come as `stem.one` and `stem.other`. */
export type CountedKey = WordKey extends infer K ? (K extends `${infer Stem}.one` ? Stem : never) : never;

export type Values = Record<string, string | number>;

export interface Words {
  language: Language;
  /** The text of `key`, with `{name}` filled in from `values`. Plain text: the template escapes it. */
  say(key: WordKey, values?: Values): string;
  /** `say` with the singular or plural of `stem`; `{n}` is the count. */
  count(stem: CountedKey, n: number, values?: Values): string;
  /** A text of the salon's own, in this language, else in the first one there is. */
  of(texts: Readonly<Record<string, string>> | undefined): string;
}

/** What a native speaker should still look at is listed in each file's `_review`. */
type Locale = Record<WordKey, string>;
const LOCALES: Record<Language, Locale> = { en, af, zu, xh };

export function wordsIn(language: Language): Words {
  const locale = LOCALES[language];
  const say = (key: WordKey, values: Values = {}) =>
    locale[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  return {
    language,
    say,
    count: (stem, n, values) => say(`${stem}.${n === 1 ? "one" : "other"}` as WordKey, { n, ...values }),
    of: (texts) => (texts === undefined ? "" : (texts[language] ?? texts.en ?? Object.values(texts)[0] ?? "")),
  };
}

/** True where the locale files know the key: for tags that a salon made up (`category.nails`). */
export function isWord(key: string): key is WordKey {
  return Object.hasOwn(en, key) && key !== "_review";
}

/** What consent was asked for. Purposes may be a caller's own; one without words is shown as it is called. */
export function purposeName(words: Words, purpose: string): string {
  const key = `consent.purpose.${purpose}`;
  return isWord(key) ? words.say(key) : purpose;
}

/** A word that the data map grew before the locales did is told in the map's own English. */
export function wordOr(words: Words, key: string, otherwise: string): string {
  return isWord(key) ? words.say(key) : otherwise;
}

/** The BCP 47 tag of a page in this language. */
export function pageLanguage(language: Language): string {
  return `${language}-ZA`;
}

/**
 * The language of a page: `?lang=` if the salon speaks it, else the reader's first choice of Accept-Language that it
 * speaks, else the salon's own first one. `offered` holds at least one language of LANGUAGES.
 */
export function chosenLanguage(wished: string | null, accepted: string | null, offered: readonly Language[]): Language {
  const spoken = (tag: string | null) => offered.find((language) => language === tag?.toLowerCase().split("-")[0]);
  const explicit = spoken(wished);
  if (explicit !== undefined) return explicit;
  for (const tag of byPreference(accepted ?? "")) {
    const language = spoken(tag);
    if (language !== undefined) return language;
  }
  return offered[0] ?? "en";
}

/** The languages of the salon's texts that the pages speak too; English when there is none. */
export function offeredLanguages(languages: readonly string[]): Language[] {
  const offered = languages.flatMap((tag) => LANGUAGES.filter((language) => language === tag.split("-")[0]));
  return offered.length > 0 ? [...new Set(offered)] : ["en"];
}

/** Tags of an Accept-Language header, most wanted first (RFC 9110, 12.5.4). At most 20 are looked at. */
function byPreference(header: string): string[] {
  return header
    .slice(0, 500)
    .split(",", 20)
    .map((part) => {
      const [tag = "", ...rest] = part.trim().split(";");
      const weight = rest.map((r) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(r)?.[1]).find((q) => q !== undefined);
      return { tag, weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ tag }) => tag);
}
