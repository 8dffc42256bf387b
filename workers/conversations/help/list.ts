// GET /help/{salon}: the salon's articles by topic and language, and what might become one: a question of a client with the answer
// that somebody of the team gave. POST makes a draft of it or sets it aside; only a person publishes, on the article's own page.

import { html } from "hono/html";
import { changeArticle } from "../../commands/knowledge/articles.ts";
import { dismissSuggestion, type Suggestion, suggestedArticles } from "../../commands/knowledge/suggest.ts";
import { seeOther } from "../../http/pages/answer.ts";
import { readForm } from "../../http/pages/form.ts";
import { formHouse, refusedAnswer, salonOfPage, staffAnswer } from "../../http/pages/staff.ts";
import { commandContext, type DoorContext } from "../../http/request.ts";
import { type Actor, has } from "../../permissions.ts";
import { database, read } from "../../store/database.ts";
import { askArticleList, type ListedArticle } from "../../store/knowledge/articles.ts";
import { field, hidden } from "../../ui/forms.ts";
import type { Markup } from "../../ui/markup.ts";
import { type House, houseWords, langField, withLang } from "../../ui/shell.ts";
import { LANGUAGES } from "../../ui/words.ts";
import { isLanguage, isTopic } from "./api.ts";

export const articleHref = (house: House, salon: string, { topic, language }: { topic: string; language: string }) =>
  withLang(`/help/${salon}/article?${new URLSearchParams({ topic, language })}`, house);

export async function showArticles(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const house = houseWords(c.req.raw);
  const { words } = house;
  const db = database(c.env, salon.slug);
  const [articles] = await read<[ListedArticle]>(db, [askArticleList(db, salon.slug)]);
  const writes = has(actor.role, "articles.write");
  // What clients wrote is not for the operator, though the articles are.
  const reads = writes && has(actor.role, "conversations.read");
  const suggestions = reads ? await suggestedArticles(commandContext(c), salon.slug, actor) : [];
  const title = words.say("articles.title", { salon: salon.view.name });
  const shown = html`<a href="${withLang(`/${salon.slug}/help`, house)}">${words.say("articles.shown")}</a>`;
  const main = html`<div class="narrow"><h1>${title}</h1><p class="lede">${words.say("articles.lede")} ${shown}</p>
${table(house, salon.slug, articles)}${writes && newArticle(house, salon.slug)}
${suggestions.length > 0 && suggested(house, salon.slug, suggestions)}
<p class="acts"><a class="btn quiet" href="${withLang("/account", house)}">${words.say("account.title")}</a></p></div>`;
  return staffAnswer(house, { title, main, languageUrl: new URL(c.req.url).pathname });
}

function table(house: House, slug: string, articles: readonly ListedArticle[]): Markup {
  const { words } = house;
  if (articles.length === 0) return html`<p class="note">${words.say("articles.none")}</p>`;
  const topics = Map.groupBy(articles, ({ topic }) => topic);
  const rows = [...topics].map(([topic, of]) => {
    const title = (of.find(({ language }) => language === words.language) ?? of[0])?.title ?? topic;
    const links = LANGUAGES.map((language) => {
      const one = of.find((each) => each.language === language);
      const state = words.say(`articles.state.${one?.waiting === 1 ? "waiting" : (one?.state ?? "missing")}`);
      const name = words.say(`language.${language}`);
      return html`<a class="btn quiet small" href="${articleHref(house, slug, { topic, language })}"
aria-label="${title}, ${name}: ${state}">${language.toUpperCase()} · ${state}</a>`;
    });
    return html`<li class="row"><span class="what"><b>${title}</b><span class="note">${topic}</span></span><span class="acts">${links}</span></li>`;
  });
  return html`<ul class="rows">${rows}</ul>`;
}

function newArticle(house: House, slug: string): Markup {
  const { words } = house;
  return html`<form class="stack" method="get" action="/help/${slug}/article"><h2>${words.say("articles.new")}</h2>
${hidden([["language", words.language], ...langField(house)])}${field(words, {
  name: "topic",
  label: words.say("articles.topic"),
  hint: words.say("articles.topic-hint"),
  required: true,
  maxlength: 48,
})}<p class="acts"><button class="btn">${words.say("articles.begin")}</button></p></form>`;
}

function suggested(house: House, slug: string, suggestions: readonly Suggestion[]): Markup {
  const { words } = house;
  const cards = suggestions.map(({ message, question, answer, language }) => {
    const fixed = hidden([["message", message], ...langField(house)]);
    return html`<li class="card"><h3 lang="${language}">${question}</h3><p lang="${language}">${answer}</p>
<form method="post" action="/help/${slug}">${fixed}<p class="acts">
<button class="btn small" name="act" value="use">${words.say("articles.use")}</button>
<button class="btn quiet small" name="act" value="dismiss">${words.say("articles.dismiss")}</button></p></form></li>`;
  });
  return html`<section class="group"><h2>${words.say("articles.suggested")}</h2><p class="note">${words.say("articles.suggested-lede")}</p>
<ul class="plain">${cards}</ul></section>`;
}

export async function actOnSuggestion(c: DoorContext, actor: Actor): Promise<Response> {
  const { slug: salon } = await salonOfPage(c);
  const form = await readForm(c);
  const house = formHouse(c, form);
  const ctx = commandContext(c);
  const back = withLang(`/help/${salon}`, house);
  const message = form.fields.get("message") ?? "";
  const reads = has(actor.role, "conversations.read");
  const suggestion = reads
    ? (await suggestedArticles(ctx, salon, actor)).find((one) => one.message === message)
    : undefined;
  if (suggestion === undefined) return seeOther(back);
  if (form.fields.get("act") !== "use") {
    await dismissSuggestion(ctx, salon, message);
    return seeOther(back);
  }
  const { question: title, answer: body } = suggestion;
  const at = { topic: topicOf(title, message), language: isLanguage(suggestion.language) ? suggestion.language : "en" };
  const to = { title, asked: "", body, state: "draft" as const };
  const made = await changeArticle(ctx, { salon, at, to, version: 0, answer: message, actor });
  if (!made.ok && made.problem.status !== 409) return refusedAnswer(house, made.problem);
  return seeOther(articleHref(house, salon, at));
}

/** Its first words, and some letters of the message, so that no two are at one address. */
function topicOf(title: string, message: string): string {
  const plain = title
    .normalize("NFD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-");
  const topic = `${plain.slice(0, 36)}-${message.slice(0, 6)}`.replace(/^-+/, "");
  return isTopic(topic) ? topic : `answer-${message.slice(0, 6)}`;
}
