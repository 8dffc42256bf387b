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
}

/** By topic, the languages of each together. */
export function askPublished(db: D1Database, salon: string): Ask<ArticleRow> {
  return db
    .prepare(`
      SELECT topic, language, title, asked, body, state, version, changed_at, reviewed_by, reviewed_at
      FROM article WHERE salon_id = ?1 AND state = 'published' ORDER BY topic, language`)
    .bind(salon);
}

export function askArticle(db: D1Database, salon: string, { topic, language }: ArticleKey): Ask<ArticleRow> {
  return db
    .prepare(`
      SELECT topic, language, title, asked, body, state, version, changed_at, reviewed_by, reviewed_at
      FROM article WHERE salon_id = ?1 AND topic = ?2 AND language = ?3`)
    .bind(salon, topic, language);
}

export type ListedArticle = Pick<ArticleRow, "topic" | "language" | "title" | "state">;

export function askArticleList(db: D1Database, salon: string): Ask<ListedArticle> {
  return db
    .prepare(`SELECT topic, language, title, state FROM article WHERE salon_id = ?1 ORDER BY topic, language`)
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
  article: Omit<ArticleRow, "version" | "changed_at">,
  version: number,
  now: number,
): D1PreparedStatement {
  const { topic, language, title, asked, body, state, reviewed_by, reviewed_at } = article;
  return db
    .prepare(`
      INSERT INTO article (salon_id, topic, language, title, asked, body, state, version, changed_at, reviewed_by, reviewed_at)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 + 1, ?9, ?10, ?11)
      ON CONFLICT (salon_id, topic, language) DO UPDATE SET title = ?4, asked = ?5, body = ?6, state = ?7,
        version = ?8 + 1, changed_at = ?9, reviewed_by = ?10, reviewed_at = ?11
      WHERE version = ?8`)
    .bind(salon, topic, language, title, asked, body, state, version, now, reviewed_by, reviewed_at);
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
