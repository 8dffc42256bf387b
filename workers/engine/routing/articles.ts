// Operations `index_articles` and `search_articles`: which of a salon's help articles a question is about.
import { Builder } from "flatbuffers";
import * as wire from "../../../shared/contracts/generated/knowledge_generated.ts";
import type { EngineModule } from "../module.ts";
import { bytesAt, rawVector, vectorAt } from "../wire.ts";

/** In the order of the schema's `Language`, so that the place is the number. */
const LANGUAGES = ["other", "en", "af", "zu", "xh"];

export interface ArticleSource {
  /** Articles of one topic stand together and say the same in different languages. */
  topic: string;
  language: string;
  title: string;
  /** Other ways in which people ask. */
  asked: string;
  body: string;
}

export interface FoundArticle {
  /** Its place among those that were indexed. */
  article: number;
  /** 0 to 1000: how much of the question it accounts for. */
  relevance: number;
}

/** Bytes of UTF-8 of a question that are read. */
const MOST_BYTES = 4096;
const SIZE = wire.ArticleSize.sizeOf();
const FOUND = wire.FoundArticle.sizeOf();
const encoder = new TextEncoder();

const numberOf = (language: string): number => Math.max(0, LANGUAGES.indexOf(language));

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Throws EngineError with Status.TooLarge beyond 4,000 articles or 1.25 MB. */
export function indexArticles(articles: readonly ArticleSource[], routing: EngineModule): Uint8Array {
  const texts = articles.map((each) => [each.title, each.asked, each.body].map((text) => encoder.encode(text)));
  const sizes = new Uint8Array(SIZE * articles.length);
  const view = new DataView(sizes.buffer);
  let topic = -1;
  for (const [i, each] of articles.entries()) {
    if (each.topic !== articles[i - 1]?.topic) topic++;
    for (const [nth, { length }] of (texts[i] ?? []).entries()) view.setUint32(SIZE * i + 4 * nth, length, true);
    view.setUint16(SIZE * i + 12, topic, true);
    view.setUint16(SIZE * i + 14, numberOf(each.language), true);
  }
  const bytes = joined(texts.flat());
  const builder = new Builder(bytes.length + sizes.length + 64);
  const text = rawVector(builder, 1, bytes.length, bytes);
  const rows = rawVector(builder, SIZE, articles.length, sizes);
  builder.finish(wire.IndexArticlesRequest.createIndexArticlesRequest(builder, rows, text));
  return bytesAt(routing.call("index_articles", builder.asUint8Array()), 4).slice();
}

/** Of each topic the article in `language` where there is one; the most relevant first. `index`: of `indexArticles`. */
export function searchArticles(
  index: Uint8Array,
  question: string,
  language: string,
  most: number,
  routing: EngineModule,
): FoundArticle[] {
  const bytes = encoder.encode(question.slice(0, MOST_BYTES)).subarray(0, MOST_BYTES);
  const builder = new Builder(index.length + bytes.length + 128);
  const text = rawVector(builder, 1, bytes.length, bytes);
  const table = rawVector(builder, 1, index.length, index);
  builder.finish(
    wire.SearchArticlesRequest.createSearchArticlesRequest(builder, table, text, numberOf(language), most),
  );
  const answer = routing.call("search_articles", builder.asUint8Array());
  const { at, length } = vectorAt(answer, 4);
  return Array.from({ length }, (_, i) => ({
    article: answer.view.getUint16(at + FOUND * i, true),
    relevance: answer.view.getUint16(at + FOUND * i + 2, true),
  }));
}
