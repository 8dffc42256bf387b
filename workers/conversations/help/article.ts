// GET /help/{salon}/article?topic=&language=: one article to be written in. POST keeps it as a draft, publishes it, or deletes it.

import { html } from "hono/html";
import { changeArticle } from "../../commands/knowledge/articles.ts";
import { seeOther } from "../../http/pages/answer.ts";
import { onceOf, readForm } from "../../http/pages/form.ts";
import { formHouse, refusedAnswer, salonOfPage, staffAnswer } from "../../http/pages/staff.ts";
import { Refusal } from "../../http/refusal.ts";
import { commandContext, type DoorContext } from "../../http/request.ts";
import { type Actor, has } from "../../permissions.ts";
import { problem } from "../../problem.ts";
import { database, read } from "../../store/database.ts";
import { type ArticleKey, type ArticleRow, type ArticleTexts, askArticle } from "../../store/knowledge/articles.ts";
import type { Salon } from "../../store/snapshots.ts";
import { newId } from "../../token.ts";
import { faultList, field, hidden } from "../../ui/forms.ts";
import type { Markup } from "../../ui/markup.ts";
import { type House, houseWords, langField, withLang } from "../../ui/shell.ts";
import { LANGUAGES } from "../../ui/words.ts";
import { isLanguage, isTopic } from "./api.ts";
import { articleHref, showArticles } from "./list.ts";

/** Characters, as shared/contracts/conversations/article.schema.json has them. */
const LONGEST = { title: 120, asked: 400, body: 2000 };
const VERSION = /^\d{1,9}$/;

interface Form extends ArticleTexts {
  version: number;
  /** `waiting`: what is published has a draft beside it, which is shown. */
  state: ArticleRow["state"] | "missing" | "waiting";
}

export async function showArticle(c: DoorContext, actor: Actor): Promise<Response> {
  const { topic, language } = c.req.query();
  if (topic === undefined || language === undefined) return showArticles(c, actor);
  const salon = await salonOfPage(c);
  const at = keyOf(topic, language);
  const row = await articleAt(c, salon, at);
  const form = row === undefined ? NEW : formOf(row);
  return page(houseWords(c.req.raw), salon, at, form, has(actor.role, "articles.write"));
}

const NEW: Form = { title: "", asked: "", body: "", version: 0, state: "missing" };

/** The draft, where there is one beside what is published. */
function formOf(row: ArticleRow): Form {
  if (row.draft === null) return row;
  return { ...(JSON.parse(row.draft) as ArticleTexts), version: row.version, state: "waiting" };
}

function keyOf(topic: string, language: string): ArticleKey {
  const plain = topic.trim().toLowerCase().replaceAll(/\s+/g, "-");
  if (!isTopic(plain) || !isLanguage(language))
    throw new Refusal(problem("unknown-article", 404, "There is no such article."));
  return { topic: plain, language };
}

async function articleAt(c: DoorContext, { slug }: Salon, at: ArticleKey): Promise<ArticleRow | undefined> {
  const db = database(c.env, slug);
  const [[row]] = await read<[ArticleRow]>(db, [askArticle(db, slug, at)]);
  return row;
}

function page(
  house: House,
  salon: Salon,
  at: ArticleKey,
  form: Form,
  writes: boolean,
  faults: { name: string; text: string }[] = [],
): Promise<Response> {
  const { words } = house;
  const title = `${at.topic} · ${at.language.toUpperCase()}`;
  const others = LANGUAGES.filter((language) => language !== at.language).map(
    (language) =>
      html`<a class="btn quiet small" href="${articleHref(house, salon.slug, { ...at, language })}">${words.say(`language.${language}`)}</a>`,
  );
  const state = html`<p class="note">${words.say(`articles.state.${form.state}`)}</p>`;
  const back = html`<a class="btn quiet" href="${withLang(`/help/${salon.slug}`, house)}">${words.say("articles.all")}</a>`;
  const text = writes ? written(house, salon, at, form, faults) : html`<h2>${form.title}</h2><p>${form.body}</p>`;
  const main = html`<div class="narrow"><h1>${title}</h1>${state}${faultList(words, faults)}${text}
<p class="acts">${others}</p><p class="acts">${back}</p></div>`;
  const status = faults.length > 0 ? 422 : 200;
  return staffAnswer(house, {
    title,
    main,
    status,
    languageUrl: articleHref({ ...house, lang: null }, salon.slug, at),
  });
}

function written(
  house: House,
  salon: Salon,
  at: ArticleKey,
  form: Form,
  faults: { name: string; text: string }[],
): Markup {
  const { words } = house;
  const fault = (name: string) => faults.find((one) => one.name === name)?.text;
  const { title, asked, body, version, state } = form;
  const fixed = hidden([
    ["topic", at.topic],
    ["language", at.language],
    ["version", String(version)],
    ["key", newId()],
    ...langField(house),
  ]);
  const fields = [
    { name: "title", label: words.say("articles.question"), value: title, required: true, maxlength: LONGEST.title },
    {
      name: "asked",
      label: words.say("articles.asked"),
      hint: words.say("articles.asked-hint"),
      value: asked,
      maxlength: LONGEST.asked,
    },
    {
      name: "body",
      label: words.say("articles.body"),
      value: body,
      required: true,
      maxlength: LONGEST.body,
      long: true,
    },
  ].map((one) => field(words, { ...one, fault: fault(one.name) }));
  const remove =
    state !== "missing" &&
    html`<button class="btn quiet" name="act" value="delete" formnovalidate>${words.say("articles.delete")}</button>`;
  const seen = state === "published" || state === "waiting";
  const draft = words.say(seen ? "articles.keep-beside" : "articles.keep");
  const withdraw =
    seen && html`<button class="btn quiet" name="act" value="withdraw">${words.say("articles.unpublish")}</button>`;
  return html`<form class="stack" method="post" action="/help/${salon.slug}/article">${fixed}${fields}
<p class="acts"><button class="btn" name="act" value="publish">${words.say("articles.publish")}</button>
<button class="btn quiet" name="act" value="draft">${draft}</button>${withdraw}${remove}</p></form>`;
}

export async function actOnArticle(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const sent = await readForm(c);
  const house = formHouse(c, sent);
  const value = (name: string, most = 100) =>
    (sent.fields.get(name) ?? "").trim().replaceAll("\r\n", "\n").slice(0, most);
  const at = keyOf(value("topic"), value("language"));
  const act = value("act");
  const texts = {
    title: value("title", LONGEST.title),
    asked: value("asked", LONGEST.asked),
    body: value("body", LONGEST.body),
  };
  const version = VERSION.test(value("version")) ? Number(value("version")) : 0;
  const { words } = house;
  const missing = (["title", "body"] as const).filter((name) => act !== "delete" && texts[name] === "");
  if (missing.length > 0) {
    const faults = missing.map((name) => ({ name, text: words.say("articles.missing") }));
    return page(house, salon, at, { ...texts, version, state: "missing" }, true, faults);
  }
  const states = { publish: "published", withdraw: "withdrawn" } as const;
  const state = act === "publish" || act === "withdraw" ? states[act] : ("draft" as const);
  const to = act === "delete" ? null : { ...texts, state };
  const idempotency = onceOf(sent);
  const done = await changeArticle(commandContext(c), { salon: salon.slug, at, to, version, actor, idempotency });
  if (done.ok) return seeOther(withLang(`/help/${salon.slug}`, house));
  if (done.problem.type !== "article-changed") return refusedAnswer(house, done.problem);
  // What was typed stays, above the version that there is now: whoever sends it again means to replace that.
  const now = await articleAt(c, salon, at);
  const faults = [{ name: "title", text: words.say("articles.changed") }];
  return page(
    house,
    salon,
    at,
    { ...texts, version: now?.version ?? 0, state: now === undefined ? "missing" : formOf(now).state },
    true,
    faults,
  );
}
