// …/salons/{salon}/articles/{topic}/{language}: help articles for programs.

import type { ArticleRequest } from "../../../shared/contracts/generated/article.types.ts";
import { validate as articleRequest } from "../../../shared/contracts/generated/article.validate.js";
import { changeArticle } from "../../commands/knowledge/articles.ts";
import { checked, MAX_BODY, parseBody, readBytes } from "../../http/body.ts";
import { Refusal } from "../../http/refusal.ts";
import { commandContext } from "../../http/request.ts";
import { outcomeAnswer, type Route } from "../../http/routes.ts";
import { type Fault, invalid } from "../../problem.ts";
import type { ArticleKey } from "../../store/knowledge/articles.ts";
import { LANGUAGES } from "../../ui/words.ts";

const TOPIC = /^[a-z0-9][a-z0-9-]{0,47}$/;

export const isTopic = (text: string): boolean => TOPIC.test(text);
export const isLanguage = (text: string): boolean => LANGUAGES.some((language) => language === text);

export const articleRoutes: Route[] = [
  {
    method: "put",
    path: "/api/v1/salons/{salon}/articles/{topic}/{language}",
    id: "putArticle",
    summary: "Writes a help article in one language, in the place of the one there was.",
    access: "role",
    permission: "articles.write",
    body: "ArticleRequest",
    example: {
      title: "Where can I park?",
      asked: "parking bay, leave my car",
      body: "Behind the building.",
      state: "draft",
    },
    answers: { 200: { description: "It is kept, and seen if it is published.", schema: "Article" } },
    async handle(c, actor) {
      const bytes = await readBytes(c.req.raw, MAX_BODY);
      const { title, asked = "", body, state } = checked<ArticleRequest>(parseBody(bytes), articleRequest);
      const at = keyAt(c.req.param("topic") ?? "", c.req.param("language") ?? "");
      const salon = c.req.param("salon") ?? "";
      return outcomeAnswer(
        await changeArticle(commandContext(c), { salon, at, to: { title, asked, body, state }, actor }),
      );
    },
  },
];

function keyAt(topic: string, language: string): ArticleKey {
  const faults: Fault[] = [];
  if (!isTopic(topic))
    faults.push({ parameter: "topic", detail: "must be lower-case letters, digits and hyphens, at most 48" });
  if (!isLanguage(language)) faults.push({ parameter: "language", detail: `must be one of ${LANGUAGES.join(", ")}` });
  if (faults.length > 0) throw new Refusal(invalid(faults));
  return { topic, language };
}
