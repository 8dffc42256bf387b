// The frame around every public page: head, header with languages, footer. No inline script or style, so the
// Content-Security-Policy can forbid both.

import { html } from "hono/html";
import { HOUSE_ACCENT } from "./accent.ts";
import { monogram } from "./cloth.ts";
import type { Markup } from "./markup.ts";
import { chosenLanguage, LANGUAGES, type Language, pageLanguage, type Words, wordsIn } from "./words.ts";

export interface Frame {
  words: Words;
  title: string;
  description?: string;
  /** The salon whose name and colour the page bears; the house's own when absent. */
  salon?: { name: string; slug: string; accent: string; themeHref: string };
  /** One address per language this page can be read in. */
  languages: { language: Language; href: string }[];
  /** The id of a form that leads to the other languages in place of the addresses. */
  languageForm?: string;
  /** Inside another site's iframe: no header, no footer, links that leave open above the frame. */
  embedded?: boolean;
  /** Kept out of search engines. */
  unlisted?: boolean;
  /** For people who work for a salon: with the script that speaks to passkeys, and without what is said to clients. */
  staff?: boolean;
  /** With the desk's sheet and script. */
  desk?: boolean;
  /** Where a form signs the reader out; absent where nobody is signed in, or where the page has such a form itself. */
  signOutHref?: string;
  /** Where the brand leads. */
  homeHref: string;
  /** Where the salon says what it does with people's data. */
  privacyHref?: string;
  /** Where a client finds a booking again; absent on pages where that would distract. */
  findHref?: string;
  /** Where a client asks about their own data. */
  dataHref?: string;
}

export function framed(frame: Frame, main: Markup): Markup {
  const { words, embedded } = frame;
  return html`<!doctype html><html lang="${pageLanguage(words.language)}"><head>${head(frame)}</head>
<body${embedded ? html` class="embedded"` : ""}><a class="skip" href="#main">${words.say("shell.skip")}</a>
${embedded ? "" : header(frame)}<main id="main" tabindex="-1">${main}</main>${embedded ? "" : footer(frame)}
<p id="live" class="heard" role="status"></p></body></html>`;
}

function head({ title, description, unlisted, embedded, salon, staff, desk }: Frame): Markup {
  return html`<meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">
${description && html`<meta name="description" content="${description}">`}
${unlisted && html`<meta name="robots" content="noindex">`}
${embedded && salon && html`<meta name="application-name" content="${salon.name}">`}
<link rel="stylesheet" href="/app.css">${desk && html`<link rel="stylesheet" href="/desk.css">`}${salon && html`<link rel="stylesheet" href="${salon.themeHref}">`}
<link rel="icon" href="/icon.svg" type="image/svg+xml"><link rel="manifest" href="${desk ? "/desk.webmanifest" : "/manifest.webmanifest"}">
<script type="module" src="/app.js"></script>
${staff && html`<script type="module" src="/passkey.js"></script>`}${desk && html`<script type="module" src="/desk.js"></script>`}`;
}

function header(frame: Frame): Markup {
  const { words, salon } = frame;
  const brand = salon ?? { name: words.say("house.name"), accent: HOUSE_ACCENT };
  return html`<header class="top"><a class="brand" href="${frame.homeHref}">${monogram(brand.name, brand.accent)}<b>${brand.name}</b></a>${languageNames(frame)}</header>`;
}

function languageNames({ words, languages, languageForm }: Frame): Markup | string {
  if (languages.length < 2) return "";
  return html`<nav class="langs" data-of="${languages.length}" aria-label="${words.say("shell.language")}">${languages.map(
    ({ language, href }) => {
      const named = html`lang="${language}" title="${words.say(`language.${language}`)}"${language === words.language ? html` aria-current="true"` : ""}`;
      const text = language.toUpperCase();
      return languageForm === undefined
        ? html`<a href="${href}" hreflang="${language}" ${named}>${text}</a>`
        : html`<button form="${languageForm}" name="lang" value="${language}" ${named}>${text}</button>`;
    },
  )}</nav>`;
}

function footer({ words, findHref, privacyHref, dataHref, salon, staff, signOutHref }: Frame): Markup {
  const all = html`<a href="/">${words.say("shell.all-salons")}</a>`;
  const out =
    signOutHref !== undefined &&
    html`<form method="post" action="${signOutHref}" ${unsentWord(words)}><button class="btn quiet small">${words.say("account.sign-out")}</button></form>`;
  if (staff) return html`<footer class="foot"><p>${all}</p>${out}</footer>`;
  const find = findHref && html`<a href="${findHref}">${words.say("shell.find")}</a>`;
  const privacy = privacyHref && html`<a href="${privacyHref}">${words.say("notice.link")}</a>`;
  const other = salon ? all : html`<a href="/sign-in">${words.say("shell.team")}</a>`;
  const data = dataHref && html`<a href="${dataHref}">${words.say("request.find-title")}</a>`;
  return html`<footer class="foot"><p>${find}${data}${other}${privacy}</p><p>${words.say("shell.promise")}</p></footer>`;
}

/** Of a form that signs out here: what the script asks before it lets go of what waits on this device (public/offline/here.js). */
export const unsentWord = (words: Words): Markup =>
  html`data-unsent="${words.say("desk.offline.unsent", { n: "{n}" })}"`;

/** A page that belongs to no salon: its words, the language if its address names one, and that address. */
export interface House {
  words: Words;
  lang: Language | null;
  url: URL;
}

export function houseWords(request: Request): House {
  const url = new URL(request.url);
  const wished = url.searchParams.get("lang");
  const language = chosenLanguage(wished, request.headers.get("Accept-Language"), LANGUAGES);
  return { words: wordsIn(language), lang: wished === language ? language : null, url };
}

/** The language as a query parameter, where the address names one. */
export function langField({ lang }: { lang: Language | null }): [string, string][] {
  return lang === null ? [] : [["lang", lang]];
}

export function withLang(path: string, place: { lang: Language | null }): string {
  return place.lang === null ? path : `${path}${path.includes("?") ? "&" : "?"}lang=${place.lang}`;
}

export interface PageText {
  title: string;
  description?: string;
  unlisted?: boolean;
  staff?: boolean;
  desk?: boolean;
  /** With the way to sign out at its foot. */
  signOut?: boolean;
  /** The address that language links lead to, where this page's own cannot be asked for with GET. */
  languageUrl?: string;
  /** The id of a form on this page that leads there instead, with the language in `lang`. */
  languageForm?: string;
}

export function houseFrame(house: House, text: PageText, main: Markup): Markup {
  const frame: Frame = {
    words: house.words,
    title: `${text.title} · ${house.words.say("house.name")}`,
    languages: languageLinks(text.languageUrl ?? house.url.pathname + house.url.search, LANGUAGES),
    homeHref: withLang("/", house),
    findHref: withLang("/b", house),
    dataHref: withLang("/my-data", house),
  };
  if (text.description !== undefined) frame.description = text.description;
  if (text.unlisted) frame.unlisted = true;
  if (text.staff) frame.staff = true;
  if (text.desk) frame.desk = true;
  if (text.signOut) frame.signOutHref = withLang("/sign-out", house);
  return framed(frame, main);
}

/** The same address in each of the languages. */
export function languageLinks(address: string, languages: readonly Language[]): Frame["languages"] {
  return languages.map((language) => {
    const url = new URL(address, "https://salon.invalid");
    url.searchParams.set("lang", language);
    return { language, href: url.pathname + url.search };
  });
}
