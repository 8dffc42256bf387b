// Where a page stands: which salon, in which words, under which address. Every page of a salon is made from one.

import type { Salon, SalonView } from "../../store/snapshots.ts";
import { HOUSE_ACCENT } from "../../ui/accent.ts";
import type { Markup } from "../../ui/markup.ts";
import { type Frame, framed, languageLinks, type PageText, withLang } from "../../ui/shell.ts";
import { chosenLanguage, type Language, offeredLanguages, type Words, wordsIn } from "../../ui/words.ts";

export interface Place {
  salon: SalonView;
  /** The salon document's version: a new one brings a new style sheet. */
  version: number;
  words: Words;
  /** Set when the address names the language; links then carry it on. */
  lang: Language | null;
  /** This page's address with its query, for the links to other languages. */
  url: URL;
  embedded: boolean;
}

type Shown = Pick<Salon, "view" | "version">;

/** `preferred`: the language a client once booked in, where the address names none. */
export function placeOf(request: Request, { view: salon, version }: Shown, preferred?: string): Place {
  const url = new URL(request.url);
  const offered = offeredLanguages(salon.languages ?? ["en"]);
  const wished = url.searchParams.get("lang");
  const language = chosenLanguage(wished ?? preferred ?? null, request.headers.get("Accept-Language"), offered);
  // A visit that was booked inside a frame is shown there too: its address says so, and is known to its client alone.
  const visit = url.pathname.startsWith("/b/") && url.searchParams.has("embed");
  const embedded = visit || new RegExp(`^/${salon.slug}/embed(/|$)`).test(url.pathname);
  return { salon, version, words: wordsIn(language), lang: wished === language ? language : null, url, embedded };
}

/** The booking flow's address: the same pages stand inside an iframe under `embed`. */
export function flowBase({ salon, embedded }: Place): string {
  return `/${salon.slug}/${embedded ? "embed" : "book"}`;
}

/** The whole document of one of the salon's pages. */
export function salonFrame(place: Place, text: PageText, main: Markup): Markup {
  const { salon, words, embedded } = place;
  const frame: Frame = {
    words,
    title: `${text.title} · ${salon.name}`,
    salon: {
      name: salon.name,
      slug: salon.slug,
      accent: accentOf(salon),
      themeHref: `/${salon.slug}/theme.css?v=${place.version}`,
    },
    languages: languageLinks(text.languageUrl ?? place.url.pathname + place.url.search, offeredOf(salon)),
    embedded,
    homeHref: withLang(`/${salon.slug}`, place),
    findHref: withLang("/b", place),
    privacyHref: withLang(`/${salon.slug}/privacy`, place),
    dataHref: withLang(`/my-data?salon=${salon.slug}`, place),
  };
  if (text.description !== undefined) frame.description = text.description;
  if (text.unlisted) frame.unlisted = true;
  if (text.languageForm !== undefined) frame.languageForm = text.languageForm;
  return framed(frame, main);
}

export function accentOf(salon: { accent?: string | null | undefined }): string {
  return salon.accent ?? HOUSE_ACCENT;
}

function offeredOf(salon: SalonView): Language[] {
  return offeredLanguages(salon.languages ?? ["en"]);
}
