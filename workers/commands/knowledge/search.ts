// Which article answers a question. The table is that of the very edition that D1 has, from this isolate, from KV, or made anew.

import { indexArticles, searchArticles } from "../../engine/routing/articles.ts";
import { routing } from "../../engine/shipped.ts";
import type { Env } from "../../env.ts";
import { database, read } from "../../store/database.ts";
import { type ArticleRow, askArticle, askEdition, askPublished } from "../../store/knowledge/articles.ts";
import { keepArticles, keptArticles, type PublishedArticles } from "../../store/knowledge/published.ts";
import type { CommandContext } from "../command.ts";

/**
 * Below it no article is told for an answer: of 1000, how much of the question it accounts for. Chosen on every other question of
 * tests/worker/knowledge/questions.txt; the test there states what it is worth on the rest.
 */
export const ANSWERS = 300;
/** Below it nothing is listed for what was typed into the page's search, where whoever reads it chooses. */
const LISTED = 90;
/** At and above it an article says already what a text says, or answers it. */
export const SAYS_THE_SAME = 500;
export const MOST_LISTED = 10;

export interface Found {
  topic: string;
  language: string;
  title: string;
  relevance: number;
}

/** Most recently used last. */
const cache = new Map<string, { edition: number; published: PublishedArticles }>();
const CACHED_SALONS = 50;

export async function publishedArticles(env: Env, salon: string): Promise<PublishedArticles> {
  const db = database(env, salon);
  const [[row]] = await read<[{ edition: number }]>(db, [askEdition(db, salon)]);
  const edition = row?.edition ?? 0;
  const cached = cache.get(salon);
  if (cached?.edition === edition) return cached.published;
  const kept = edition === 0 ? null : await keptArticles(env, salon, edition);
  if (kept !== null) return remember(salon, edition, kept);
  return made(env, salon);
}

async function made(env: Env, salon: string): Promise<PublishedArticles> {
  const db = database(env, salon);
  const [[row], articles] = await read<[{ edition: number }, ArticleRow]>(db, [
    askEdition(db, salon),
    askPublished(db, salon),
  ]);
  const published = {
    index: indexArticles(articles, routing),
    articles: articles.map(({ topic, language, title }) => ({ topic, language, title })),
  };
  if (row !== undefined) await keepArticles(env, salon, row.edition, published);
  return remember(salon, row?.edition ?? 0, published);
}

function remember(salon: string, edition: number, published: PublishedArticles): PublishedArticles {
  cache.delete(salon);
  cache.set(salon, { edition, published });
  for (const oldest of cache.keys()) {
    if (cache.size <= CACHED_SALONS) break;
    cache.delete(oldest);
  }
  return published;
}

/** The most relevant first, each topic once, in `language` where it is written in it. */
export function foundIn(published: PublishedArticles, question: string, language: string, most: number): Found[] {
  if (published.articles.length === 0) return [];
  return searchArticles(published.index, question, language, most, routing).flatMap(({ article, relevance }) => {
    const told = published.articles[article];
    return told === undefined ? [] : [{ ...told, relevance }];
  });
}

/** For whoever typed into the search of the help page. */
export async function listArticles(env: Env, salon: string, question: string, language: string): Promise<Found[]> {
  const found = foundIn(await publishedArticles(env, salon), question, language, MOST_LISTED);
  return found.filter(({ relevance }) => relevance >= LISTED);
}

/**
 * The article that answers; null where none does. `subject`: what the message is about as the classifier has it, by its name
 * with hyphens: an article at that address is the salon's answer to it, though the question shares no word with it.
 */
export async function answeringArticle(
  { env }: Pick<CommandContext, "env">,
  salon: string,
  question: { text: string; language: string; subject: string },
): Promise<ArticleRow | null> {
  const published = await publishedArticles(env, salon);
  const [best] = foundIn(published, question.text, question.language, 1);
  const by = best !== undefined && best.relevance >= ANSWERS ? best : bySubject(published, question);
  if (by === undefined) return null;
  const db = database(env, salon);
  const [[article]] = await read<[ArticleRow]>(db, [askArticle(db, salon, by)]);
  return article?.state === "published" ? article : null;
}

function bySubject({ articles }: PublishedArticles, { language, subject }: { language: string; subject: string }) {
  const theirs = articles.filter(({ topic }) => topic === subject);
  return theirs.find((one) => one.language === language) ?? theirs.find((one) => one.language === "en") ?? theirs[0];
}
