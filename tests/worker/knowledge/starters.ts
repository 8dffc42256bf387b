// The articles of shared/knowledge/articles, as a salon publishes them.

import accessibility from "../../../shared/knowledge/articles/accessibility.json" with { type: "json" };
import aftercare from "../../../shared/knowledge/articles/aftercare.json" with { type: "json" };
import children from "../../../shared/knowledge/articles/children.json" with { type: "json" };
import giftCard from "../../../shared/knowledge/articles/gift-card.json" with { type: "json" };
import late from "../../../shared/knowledge/articles/late.json" with { type: "json" };
import outage from "../../../shared/knowledge/articles/outage.json" with { type: "json" };
import bundle from "../../../shared/knowledge/articles/package.json" with { type: "json" };
import parking from "../../../shared/knowledge/articles/parking.json" with { type: "json" };
import patchTest from "../../../shared/knowledge/articles/patch-test.json" with { type: "json" };
import payment from "../../../shared/knowledge/articles/payment.json" with { type: "json" };
import products from "../../../shared/knowledge/articles/products.json" with { type: "json" };
import wifi from "../../../shared/knowledge/articles/wifi.json" with { type: "json" };
import type { ArticleSource } from "../../../workers/engine/routing/articles.ts";
import { LANGUAGES } from "../../../workers/ui/words.ts";
import { call, OPERATOR } from "../api/client.ts";

const TOPICS = {
  accessibility,
  aftercare,
  children,
  "gift-card": giftCard,
  late,
  outage,
  package: bundle,
  parking,
  "patch-test": patchTest,
  payment,
  products,
  wifi,
};

export const STARTERS: readonly ArticleSource[] = Object.entries(TOPICS).flatMap(([topic, texts]) =>
  LANGUAGES.map((language) => ({ topic, language, ...texts[language] })),
);

type Put = { title?: string; asked?: string; body?: string; state?: string };

export const putArticle = (salon: string, at: string, article: Put, headers: Record<string, string> = OPERATOR) =>
  call(`/api/v1/salons/${salon}/articles/${at}`, { method: "PUT", body: article, headers });

/** Publishes those of the topics, in all four languages. */
export async function publishStarters(salon: string, ...topics: (keyof typeof TOPICS)[]): Promise<void> {
  for (const { topic, language, ...texts } of STARTERS) {
    if (!topics.some((one) => one === topic)) continue;
    const answer = await putArticle(salon, `${topic}/${language}`, { ...texts, state: "published" });
    if (answer.status !== 200) throw new Error(answer.text);
  }
}
