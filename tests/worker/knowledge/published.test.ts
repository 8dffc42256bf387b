// The copy of the searched table that lies in KV.

import { env } from "cloudflare:workers";
import fc from "fast-check";
import { expect, it } from "vitest";
import { indexArticles } from "../../../workers/engine/routing/articles.ts";
import { routing } from "../../../workers/engine/shipped.ts";
import { decodeArticles, keepArticles, keptArticles } from "../../../workers/store/knowledge/published.ts";
import { STARTERS } from "./starters.ts";

it("is what was kept, under its salon and its edition alone", async () => {
  const salon = `salon-${crypto.randomUUID().slice(0, 8)}`;
  const articles = STARTERS.map(({ topic, language, title }) => ({ topic, language, title }));
  const published = { index: indexArticles(STARTERS, routing), articles };
  await keepArticles(env, salon, 7, published);
  const kept = await keptArticles(env, salon, 7);
  expect(kept?.articles).toEqual(articles);
  expect([...(kept?.index ?? [])]).toEqual([...published.index]);
  expect(await keptArticles(env, salon, 8)).toBe(null);
  expect(await keptArticles(env, "another", 7)).toBe(null);
});

it("of any other bytes is nothing, and is made anew", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(decodeArticles(bytes)).toBe(null);
    }),
  );
});
