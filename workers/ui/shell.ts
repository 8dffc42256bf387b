// The frame around every public page: head, header with languages, footer. No inline script or style, so the
// Content-Security-Policy can forbid both.

import { html } from "hono/html";
import { HOUSE_ACCENT } from "./accent.ts";
import { monogram } from "./cloth.ts";
import type { Markup } from "./markup.ts";
import { type Language, pageLanguage, type Words } from "./words.ts";

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
  /** Where the brand leads. */
  homeHref: string;
  /** Where a client finds a booking again; absent on pages where that would distract. */
  findHref?: string;
}

export function framed(frame: Frame, main: Markup): Markup {
  const { words, embedded } = frame;
  return html`<!doctype html><html lang="${pageLanguage(words.language)}"><head>${head(frame)}</head>
<body${embedded ? html` class="embedded"` : ""}><a class="skip" href="#main">${words.say("shell.skip")}</a>
${embedded ? "" : header(frame)}<main id="main" tabindex="-1">${main}</main>${embedded ? "" : footer(frame)}
<p id="live" class="heard" role="status"></p></body></html>`;
}

function head({ title, description, unlisted, embedded, salon }: Frame): Markup {
  return html`<meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">
${description && html`<meta name="description" content="${description}">`}
${unlisted && html`<meta name="robots" content="noindex">`}
${embedded && salon && html`<meta name="application-name" content="${salon.name}">`}
<link rel="stylesheet" href="/app.css">${salon && html`<link rel="stylesheet" href="${salon.themeHref}">`}
<link rel="icon" href="/icon.svg" type="image/svg+xml"><link rel="manifest" href="/manifest.webmanifest">
<script type="module" src="/app.js"></script>`;
}

function header(frame: Frame): Markup {
  const { words, salon } = frame;
  const brand = salon ?? { name: words.say("house.name"), accent: HOUSE_ACCENT };
  return html`<header class="top"><a class="brand" href="${frame.homeHref}">${monogram(brand.name, brand.accent)}<b>${brand.name}</b></a>${languageLinks(frame)}</header>`;
}

function languageLinks({ words, languages, languageForm }: Frame): Markup | string {
  if (languages.length < 2) return "";
  return html`<nav class="langs" aria-label="${words.say("shell.language")}">${languages.map(({ language, href }) => {
    const named = html`lang="${language}" title="${words.say(`language.${language}`)}"${language === words.language ? html` aria-current="true"` : ""}`;
    const text = language.toUpperCase();
    return languageForm === undefined
      ? html`<a href="${href}" hreflang="${language}" ${named}>${text}</a>`
      : html`<button form="${languageForm}" name="lang" value="${language}" ${named}>${text}</button>`;
  })}</nav>`;
}

function footer({ words, findHref, salon }: Frame): Markup {
  const all = salon && html`<a href="/">${words.say("shell.all-salons")}</a>`;
  return html`<footer class="foot"><p>${findHref && html`<a href="${findHref}">${words.say("shell.find")}</a>`}${all}</p>
<p>${words.say("shell.promise")}</p></footer>`;
}
