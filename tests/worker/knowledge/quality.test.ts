// What the search is worth on questions that were written before anything was tuned: every other line chose the weights and the
// threshold, the lines between them only judge.

import { expect, it } from "vitest";
import { ANSWERS } from "../../../workers/commands/knowledge/search.ts";
import { indexArticles, searchArticles } from "../../../workers/engine/routing/articles.ts";
import { routing } from "../../../workers/engine/shipped.ts";
import cases from "../../vectors/articles/cases.txt?raw";
import text from "./questions.txt?raw";
import { STARTERS } from "./starters.ts";

interface Asked {
  language: string;
  /** `none` where no article answers it. */
  topic: string;
  question: string;
}

const questions: Asked[] = text
  .trim()
  .split("\n")
  .map((line) => {
    const [language = "", topic = "", ...words] = line.split(" ");
    return { language, topic, question: words.join(" ") };
  });
const index = indexArticles(STARTERS, routing);
const found = ({ question, language }: Asked) =>
  searchArticles(index, question, language, 10, routing).map(({ article, relevance }) => ({
    topic: STARTERS[article]?.topic,
    relevance,
  }));

it("finds the article of a held-out question first, nearly always, in each language", () => {
  const judged = questions.filter((_, i) => i % 2 === 1);
  const known = judged.filter(({ topic }) => topic !== "none");
  const ranks = known.map((one) => ({ ...one, rank: found(one).findIndex(({ topic }) => topic === one.topic) }));
  const meanReciprocal = (of: typeof ranks) =>
    of.reduce((sum, { rank }) => sum + (rank < 0 ? 0 : 1 / (rank + 1)), 0) / of.length;
  const inThree = ranks.filter(({ rank }) => rank >= 0 && rank < 3).length / ranks.length;
  const told = judged.map((one) => ({ ...one, best: found(one)[0] }));
  const answered = told.filter(({ best }) => (best?.relevance ?? 0) >= ANSWERS);
  const right = answered.filter(({ best, topic }) => best?.topic === topic);
  const byLanguage = ["en", "af", "zu", "xh"].map((language) => {
    const of = ranks.filter((one) => one.language === language);
    return `${language} ${meanReciprocal(of).toFixed(3)} (${of.length})`;
  });
  console.log(
    `articles: MRR ${meanReciprocal(ranks).toFixed(3)} of ${ranks.length} held-out questions (${byLanguage.join(", ")}), ` +
      `recall@3 ${inThree.toFixed(3)}; answered ${answered.length} of ${judged.length}, ${right.length} of them rightly`,
  );
  expect(questions.length).toBeGreaterThanOrEqual(80);
  expect(meanReciprocal(ranks)).toBeGreaterThanOrEqual(0.97);
  expect(inThree).toBeGreaterThanOrEqual(0.97);
  expect(right.length / answered.length).toBeGreaterThanOrEqual(0.95);
  expect(right.length / known.length).toBeGreaterThanOrEqual(0.95);
});

it("makes the table and finds the articles that every other build does", () => {
  const lines = cases.trim().split("\n");
  const rest = (kind: string) =>
    lines.filter((line) => line.startsWith(`${kind} `)).map((line) => line.slice(kind.length + 1));
  const articles = rest("article").map((line) => {
    const [topic = "", language = "", title = "", asked = "", body = ""] = line.split("|");
    return { topic, language, title, asked, body };
  });
  const table = indexArticles(articles, routing);
  let hash = 2_166_136_261;
  for (const byte of table) hash = Math.imul(hash ^ byte, 16_777_619) >>> 0;
  expect(rest("table")).toEqual([`${hash} ${table.length}`]);
  for (const line of rest("ask")) {
    const [language = "", question = "", told] = line.split("|");
    const heard = searchArticles(table, question, language, 10, routing);
    expect(heard.map(({ article, relevance }) => `${article}:${relevance}`).join(" ")).toBe(told);
  }
});

it("refuses a table that is none and more articles than it takes, and goes on", () => {
  expect(() => searchArticles(new Uint8Array([1, 2, 3]), "parking", "en", 3, routing)).toThrow("status 5");
  const [one] = STARTERS;
  if (one === undefined) throw new Error("there are articles");
  expect(() => indexArticles(Array(4001).fill(one), routing)).toThrow("status 3");
  expect(() => indexArticles([{ ...one, body: "a".repeat(1_300_000) }], routing)).toThrow("status 3");
  expect(() => searchArticles(index, "parking", "en", 11, routing)).toThrow("status 2");
  expect(searchArticles(index, "💅".repeat(5000), "en", 3, routing)).toEqual([]);
});
