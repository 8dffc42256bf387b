// The team's pages of help articles, with whom each is for.

import type { PageRoute } from "../../http/pages/routes.ts";
import { actOnArticle, showArticle } from "./article.ts";
import { actOnSuggestion, showArticles } from "./list.ts";

const list = { path: "/help/{salon}", access: "role" } as const;
const article = { path: "/help/{salon}/article", access: "role" } as const;

export const helpPages: readonly PageRoute[] = [
  { ...list, method: "get", permission: "articles.read", handle: showArticles },
  { ...list, method: "post", permission: "articles.write", handle: actOnSuggestion },
  { ...article, method: "get", permission: "articles.read", handle: showArticle },
  { ...article, method: "post", permission: "articles.write", handle: actOnArticle },
];
