// A person of the team writes, publishes, takes back and deletes the salon's articles.

import { type Actor, actorName } from "../../permissions.ts";
import { invalid, problem } from "../../problem.ts";
import { database, mustHaveChanged, read } from "../../store/database.ts";
import { askAnswer, type IdempotencyRow } from "../../store/idempotency.ts";
import { settlePersonAnswer } from "../../store/knowledge/answers.ts";
import {
  type ArticleKey,
  type ArticleRow,
  type ArticleTexts,
  askArticle,
  askRoom,
  deleteArticle,
  keepDraft,
  putArticle,
  raiseEdition,
} from "../../store/knowledge/articles.ts";
import type { CommandContext, Idempotency, Outcome } from "../command.ts";
import { conclude, deciding, refused, replayed, scopeOf } from "../deciding/commit.ts";

/** Bounds of what is searched: bytes of UTF-8 with a margin below the core's (wasm/routing/knowledge/articles.h), and rows. */
const MOST_BYTES = 1_200_000;
const MOST_ARTICLES = 1_200;

export interface ArticleChange {
  salon: string;
  at: ArticleKey;
  /** Null deletes it. A draft of what is published waits beside it until it is published; `withdrawn` takes the published one back. */
  to: (ArticleTexts & { state: "draft" | "published" | "withdrawn" }) | null;
  /** The one that was read, 0 for an article that is new; left out by whoever replaces whatever there is. */
  version?: number;
  /** The message of the team's that it is made from. */
  answer?: string;
  actor: Actor;
  idempotency?: Idempotency | undefined;
}

export interface ChangedArticle extends ArticleKey {
  state: "draft" | "published" | "withdrawn" | "deleted";
  version: number;
}

export function changeArticle(ctx: CommandContext, change: ArticleChange): Promise<Outcome<ChangedArticle>> {
  const { at, to, actor, idempotency } = change;
  return deciding<ChangedArticle>(ctx, change.salon, async ({ slug: salon }) => {
    const db = database(ctx.env, salon);
    const operation = "change-article";
    const [[row], [was], [room]] = await read<[IdempotencyRow, ArticleRow, { bytes: number; articles: number }]>(db, [
      askAnswer(db, scopeOf(salon, operation, idempotency), ctx.now),
      askArticle(db, salon, at),
      askRoom(db, salon, at),
    ]);
    const before = await replayed<ChangedArticle>(ctx, salon, row, idempotency);
    if (before !== null) return before;
    const version = was?.version ?? 0;
    if (change.version !== undefined && change.version !== version) return refused(changedMeanwhile());
    if (to === null && was === undefined) return refused(problem("unknown-article", 404, "There is no such article."));
    if (to !== null && !hasRoom(to, room)) return refused(tooMuch());
    const beside = was?.state === "published" && to?.state === "draft";
    const seen = !beside && (was?.state === "published" || to?.state === "published");
    const state = to?.state ?? "deleted";
    return conclude<ChangedArticle>(ctx, db, {
      salon,
      operation,
      idempotency,
      status: 200,
      value: { ...at, state, version: version + 1 },
      facts: [
        changeOf(db, salon, change, was, ctx.now),
        mustHaveChanged(db, 1, "article"),
        ...(seen ? [raiseEdition(db, salon)] : []),
        ...(change.answer === undefined ? [] : [settlePersonAnswer(db, salon, change.answer, "used")]),
      ],
      audit: {
        actor: actorName(actor),
        action: `article.${state === "withdrawn" ? "unpublished" : state}`,
        subject: `${at.topic}.${at.language}`,
        detail: { version: version + 1 },
      },
      messages: [],
    });
  });
}

function changeOf(
  db: D1Database,
  salon: string,
  change: ArticleChange,
  was: ArticleRow | undefined,
  now: number,
): D1PreparedStatement {
  const { at, to } = change;
  const version = was?.version ?? 0;
  if (to === null) return deleteArticle(db, salon, at, version);
  if (to.state === "draft" && was?.state === "published") return keepDraft(db, salon, at, to, version, now);
  const state = to.state === "published" ? ("published" as const) : ("draft" as const);
  return putArticle(db, salon, { ...at, ...to, state, ...reviewOf(change, was, now) }, version, now);
}

/** Whoever publishes has reviewed it; a draft keeps who published it last. */
function reviewOf({ to, actor }: ArticleChange, was: ArticleRow | undefined, now: number) {
  if (to?.state === "published") return { reviewed_by: actorName(actor), reviewed_at: now };
  return { reviewed_by: was?.reviewed_by ?? null, reviewed_at: was?.reviewed_at ?? null };
}

function hasRoom({ title, asked, body }: ArticleTexts, room: { bytes: number; articles: number } | undefined): boolean {
  const { length } = new TextEncoder().encode(title + asked + body);
  return (room?.bytes ?? 0) + length <= MOST_BYTES && (room?.articles ?? 0) < MOST_ARTICLES;
}

const changedMeanwhile = () =>
  problem("article-changed", 409, "Somebody else has changed this article meanwhile.", {
    detail: "Read it again, and change what there is now.",
  });

const tooMuch = () =>
  invalid([{ pointer: "/body", detail: `the articles of a salon have at most ${MOST_BYTES} bytes altogether` }]);
