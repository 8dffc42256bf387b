// The table that a salon's articles are searched by, in KV under the edition of what is published. A copy that is missing is made
// anew by whoever asks; one of another edition is under another key, and goes by itself.

import { Builder, ByteBuffer } from "flatbuffers";
import * as wire from "../../../shared/contracts/generated/knowledge_generated.ts";
import type { Env } from "../../env.ts";

export interface PublishedArticles {
  index: Uint8Array;
  /** Of each article of the table, in its order. */
  articles: { topic: string; language: string; title: string }[];
}

/** Of the table's rows (wasm/routing/knowledge/table.h); raised with their mark. */
const LAYOUT = 1;
/** Seconds, since the last that was put; nobody asks for an older edition. */
const KEPT = 30 * 86_400;

const key = (salon: string, edition: number): string => `articles/${LAYOUT}/${salon}/${edition}`;

export async function keptArticles(env: Env, salon: string, edition: number): Promise<PublishedArticles | null> {
  const bytes = await env.KV.get(key(salon, edition), "arrayBuffer").catch(() => null);
  return bytes === null ? null : decodeArticles(new Uint8Array(bytes));
}

/** Null for bytes that are no such copy: it is made anew then. */
export function decodeArticles(bytes: Uint8Array): PublishedArticles | null {
  try {
    const kept = wire.PublishedArticles.getRootAsPublishedArticles(new ByteBuffer(bytes));
    const index = kept.indexArray();
    const names = JSON.parse(kept.names() ?? "") as [string, string, string][];
    if (index === null) return null;
    return { index, articles: names.map(([topic, language, title]) => ({ topic, language, title })) };
  } catch {
    return null;
  }
}

/** KV may refuse: the next reader makes it again. */
export async function keepArticles(env: Env, salon: string, edition: number, kept: PublishedArticles): Promise<void> {
  const builder = new Builder(kept.index.length + 1024);
  const names = builder.createString(JSON.stringify(kept.articles.map((one) => [one.topic, one.language, one.title])));
  const index = wire.PublishedArticles.createIndexVector(builder, kept.index);
  builder.finish(wire.PublishedArticles.createPublishedArticles(builder, index, names));
  await env.KV.put(key(salon, edition), builder.asUint8Array(), { expirationTtl: KEPT }).catch(() => undefined);
}
