// A salon's help articles. What is published has an edition, by which the table that is searched is kept in KV.

import type { Ask } from "../database.ts";

export interface ArticleKey {
  topic: string;
  language: string;
}

export interface ArticleTexts {
  title: string;
  asked: string;
  body: string;
}

export interface ArticleRow extends ArticleKey, ArticleTexts {
  state: "draft" | "published";
  version: number;
  /** Minutes. */
  changed_at: number;
  reviewed_by: string | null;
  reviewed_at: number | null;
  /** JSON of texts that wait to be published in the place of these. */
  draft: string | null;
}

/** By topic, the languages of each together. */
export function askPublished(db: D1Database, salon: string): Ask<ArticleRow> {
  return db
    .prepare(`
      SELECT topic, language, title, asked, body, state, version, changed_at, reviewed_by, reviewed_at, draft
      FROM article WHERE salon_id = ?1 AND state = 'published' ORDER BY topic, language`)
    .bind(salon);
}

export function askArticle(db: D1Database, salon: string, { topic, language }: ArticleKey): Ask<ArticleRow> {
  return db
    .prepare(`
      SELECT topic, language, title, asked, body, state, version, changed_at, reviewed_by, reviewed_at, draft
      FROM article WHERE salon_id = ?1 AND topic = ?2 AND language = ?3`)
    .bind(salon, topic, language);
}

export type ListedArticle = Pick<ArticleRow, "topic" | "language" | "title" | "state"> & { waiting: 0 | 1 };

export function askArticleList(db: D1Database, salon: string): Ask<ListedArticle> {
  return db
    .prepare(`
      SELECT topic, language, title, state, draft IS NOT NULL AS waiting FROM article
      WHERE salon_id = ?1 ORDER BY topic, language`)
    .bind(salon);
}

/** Bytes and rows of all articles but the one. */
export function askRoom(
  db: D1Database,
  salon: string,
  { topic, language }: ArticleKey,
): Ask<{ bytes: number; articles: number }> {
  return db
    .prepare(`
      SELECT coalesce(sum(octet_length(title) + octet_length(asked) + octet_length(body)), 0) AS bytes, count(*) AS articles
      FROM article WHERE salon_id = ?1 AND NOT (topic = ?2 AND language = ?3)`)
    .bind(salon, topic, language);
}

export function askEdition(db: D1Database, salon: string): Ask<{ edition: number }> {
  return db.prepare(`SELECT edition FROM article_edition WHERE salon_id = ?1`).bind(salon);
}

export function raiseEdition(db: D1Database, salon: string): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO article_edition (salon_id, edition) VALUES (?1, 1)
      ON CONFLICT (salon_id) DO UPDATE SET edition = edition + 1`)
    .bind(salon);
}

/** Changes no row unless the article still has the version; 0 is of one that is not there. */
export function putArticle(
  db: D1Database,
  salon: string,
  article: Omit<ArticleRow, "version" | "changed_at" | "draft">,
  version: number,
  now: number,
): D1PreparedStatement {
  const { topic, language, title, asked, body, state, reviewed_by, reviewed_at } = article;
  return db
    .prepare(`
      INSERT INTO article (salon_id, topic, language, title, asked, body, state, version, changed_at, reviewed_by, reviewed_at)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 + 1, ?9, ?10, ?11)
      ON CONFLICT (salon_id, topic, language) DO UPDATE SET title = ?4, asked = ?5, body = ?6, state = ?7,
        version = ?8 + 1, changed_at = ?9, reviewed_by = ?10, reviewed_at = ?11, draft = NULL
      WHERE version = ?8`)
    .bind(salon, topic, language, title, asked, body, state, version, now, reviewed_by, reviewed_at);
}

/** Beside what is published, which stays as it is. Changes no row unless the article still has the version. */
export function keepDraft(
  db: D1Database,
  salon: string,
  { topic, language }: ArticleKey,
  { title, asked, body }: ArticleTexts,
  version: number,
  now: number,
): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE article SET draft = json_object('title', ?5, 'asked', ?6, 'body', ?7), version = version + 1, changed_at = ?8
      WHERE salon_id = ?1 AND topic = ?2 AND language = ?3 AND version = ?4`)
    .bind(salon, topic, language, version, title, asked, body, now);
}

export function deleteArticle(
  db: D1Database,
  salon: string,
  { topic, language }: ArticleKey,
  version: number,
): D1PreparedStatement {
  return db
    .prepare(`DELETE FROM article WHERE salon_id = ?1 AND topic = ?2 AND language = ?3 AND version = ?4`)
    .bind(salon, topic, language, version);
}
