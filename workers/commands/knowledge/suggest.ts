// Drafts that are suggested: what a client asked and a person of the team answered, where no article says it yet. Personal data
// are taken out as far as they are found, which is why a person reads it before anybody else does.

import { redacted } from "../../engine/compliance/personal-data.ts";
import { compliance } from "../../engine/shipped.ts";
import { type Actor, actorName } from "../../permissions.ts";
import { commit, database, read } from "../../store/database.ts";
import { askExchanges, type Exchange, settlePersonAnswer } from "../../store/knowledge/answers.ts";
import type { CommandContext } from "../command.ts";
import { noteRead } from "../watching/reads.ts";
import { foundIn, publishedArticles, SAYS_THE_SAME } from "./search.ts";

/** Characters of an answer that may say anything to anybody else. */
const SHORTEST = 40;
const LONGEST = { question: 120, answer: 2000 };

export interface Suggestion {
  /** The team's message that it is made from. */
  message: string;
  language: string;
  question: string;
  answer: string;
}

/** Of conversations that a person is done with. What is told is noted as a read of them. */
export async function suggestedArticles(ctx: CommandContext, salon: string, actor: Actor): Promise<Suggestion[]> {
  const db = database(ctx.env, salon);
  const [exchanges] = await read<[Exchange]>(db, [askExchanges(db, salon, "serve")]);
  const worth = exchanges.filter(({ question, answer }) => question !== null && answer.length >= SHORTEST);
  if (worth.length === 0) return [];
  const published = await publishedArticles(ctx.env, salon);
  const told = worth.flatMap((exchange) => {
    const language = exchange.language ?? "en";
    const question = redacted(exchange.question ?? "", compliance).slice(0, LONGEST.question);
    const answer = redacted(exchange.answer, compliance).slice(0, LONGEST.answer);
    const nearest = [question, answer].flatMap((text) => foundIn(published, text, language, 1));
    if (nearest.some(({ relevance }) => relevance >= SAYS_THE_SAME)) return [];
    return [{ exchange, suggestion: { message: exchange.message_id, language, question, answer } }];
  });
  if (told.length > 0) {
    noteRead(ctx, salon, {
      actor: actorName(actor),
      session: "session" in actor ? actor.session : undefined,
      purpose: "serve",
      what: "conversations",
      clients: told.map(({ exchange: { client_id, conversation_id } }) => client_id ?? conversation_id),
      objects: told.map(({ exchange }) => exchange.conversation_id),
    });
  }
  return told.map(({ suggestion }) => suggestion);
}

/** It is not suggested again. */
export async function dismissSuggestion(ctx: CommandContext, salon: string, message: string): Promise<void> {
  const db = database(ctx.env, salon);
  await commit(db, [settlePersonAnswer(db, salon, message, "dismissed")]);
}
