// GET /{salon}/help: what the salon answers, with a search that needs no script; GET /{salon}/help/{topic}: one article.

import { html } from "hono/html";
import { type Found, listArticles, publishedArticles } from "../../../commands/knowledge/search.ts";
import { pageAnswer } from "../../../http/pages/answer.ts";
import type { DoorContext } from "../../../http/request.ts";
import { database, read } from "../../../store/database.ts";
import { type ArticleRow, askArticle } from "../../../store/knowledge/articles.ts";
import { hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { langField, withLang } from "../../../ui/shell.ts";
import { notFound, salonAt } from "../doors/page.ts";
import { type Place, placeOf, salonFrame } from "../place.ts";

/** Characters of what is searched for. */
const LONGEST = 200;

export async function help(c: DoorContext): Promise<Response> {
  const salon = await salonAt(c);
  if (salon === null) return notFound(c);
  const place = placeOf(c.req.raw, salon);
  const { words } = place;
  const wanted = (c.req.query("q") ?? "").trim().slice(0, LONGEST);
  const found =
    wanted === ""
      ? inLanguage((await publishedArticles(c.env, salon.slug)).articles, words.language)
      : await listArticles(c.env, salon.slug, wanted, words.language);
  const count = wanted === "" ? "" : words.count("help.found", found.length);
  const title = words.say("help.title", { salon: salon.view.name });
  const main = html`<div class="narrow"><h1>${title}</h1><p class="lede">${words.say("help.lede")}</p>${search(place, wanted)}
<section data-announce="${count}">${found.length === 0 ? nothing(place, wanted) : list(place, found)}</section></div>`;
  // What somebody typed is nothing for a search engine to keep.
  return pageAnswer(salonFrame(place, { title, ...(wanted === "" ? {} : { unlisted: true }) }, main));
}

type Listed = Pick<Found, "topic" | "language" | "title">;

/** Each topic once: in the page's language, else in the first there is. They stand together. */
function inLanguage(articles: readonly Listed[], language: string): Listed[] {
  const topics = Map.groupBy(articles, ({ topic }) => topic);
  return [...topics.values()].flatMap((of) => of.find((one) => one.language === language) ?? of[0] ?? []);
}

function search(place: Place, wanted: string): Markup {
  const { words } = place;
  return html`<form class="search" role="search" data-swap>${hidden(langField(place))}
<label class="heard" for="q">${words.say("help.search")}</label>
<input id="q" name="q" type="search" value="${wanted}" maxlength="${LONGEST}" placeholder="${words.say("help.search-hint")}">
<button class="btn">${words.say("help.find")}</button></form>`;
}

function list(place: Place, found: readonly Listed[]): Markup {
  const { salon } = place;
  const rows = found.map(({ topic, title, language }) => {
    const href = withLang(`/${salon.slug}/help/${topic}`, place);
    return html`<li><a class="row" href="${href}"><span class="what"${foreign(place, language)}><b>${title}</b></span></a></li>`;
  });
  return html`<ul class="rows">${rows}</ul>`;
}

/** A text in another language than the page's says so, for whoever hears it read. */
function foreign({ words }: Place, language: string): Markup | string {
  return language === words.language ? "" : html` lang="${language}"`;
}

function nothing(place: Place, wanted: string): Markup {
  const { words, salon } = place;
  const text = wanted === "" ? words.say("help.none") : words.say("help.not-found", { wanted });
  const phone = salon.phone !== undefined && html` <a href="tel:${salon.phone}">${salon.phone}</a>`;
  const all = html`<p class="acts"><a class="btn small quiet" href="${withLang(`/${salon.slug}/help`, place)}">${words.say("help.all")}</a></p>`;
  return html`<div class="empty"><p><b>${text}</b></p><p>${words.say("help.ask")}${phone}</p>${wanted !== "" && all}</div>`;
}

export async function helpArticle(c: DoorContext): Promise<Response> {
  const salon = await salonAt(c);
  if (salon === null) return notFound(c);
  const place = placeOf(c.req.raw, salon);
  const topic = c.req.param("topic") ?? "";
  const { articles } = await publishedArticles(c.env, salon.slug);
  const [named] = inLanguage(
    articles.filter((one) => one.topic === topic),
    place.words.language,
  );
  if (named === undefined) return notFound(c);
  const db = database(c.env, salon.slug);
  const [[article]] = await read<[ArticleRow]>(db, [askArticle(db, salon.slug, named)]);
  if (article?.state !== "published") return notFound(c);
  return pageAnswer(salonFrame(place, { title: article.title }, articlePage(place, article)));
}

function articlePage(place: Place, { title, body, language }: ArticleRow): Markup {
  const { words, salon } = place;
  const said = body.split(/\n{2,}/).map((part) => html`<p>${part}</p>`);
  const other = language !== words.language && html`<p class="note">${words.say("help.other-language")}</p>`;
  const all = html`<a class="btn quiet" href="${withLang(`/${salon.slug}/help`, place)}">${words.say("help.all")}</a>`;
  const book = html`<a class="btn" href="${withLang(`/${salon.slug}/book`, place)}">${words.say("help.book")}</a>`;
  return html`<article class="narrow said">${other}<div lang="${language}"><h1>${title}</h1>${said}</div>
<p class="acts">${book}${all}</p></article>`;
}
