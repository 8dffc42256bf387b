// Direct marketing (POPIA s 69): a salon writes a message, a copy is owed to each client who agreed, and the engine decides about
// each copy at the moment at which it would be sent. What it decided is kept; a copy that may not go is never sent.

import {
  decideMarketing,
  type MarketingDecision,
  type MarketingFacts,
} from "../../engine/compliance/direct-marketing.ts";
import { compliance } from "../../engine/shipped.ts";
import type { Env } from "../../env.ts";
import { type Actor, actorName } from "../../permissions.ts";
import { unknownBooking } from "../../problem.ts";
import { insertConsents } from "../../store/clients.ts";
import type { TatRow } from "../../store/compliance/admission.ts";
import { askRestrictions } from "../../store/compliance/requests/requests.ts";
import { commit, database, read } from "../../store/database.ts";
import { askAnswer, type IdempotencyRow } from "../../store/idempotency.ts";
import {
  type AddresseeRow,
  askAddressee,
  askWords,
  insertCampaign,
  insertCopies,
  insertDecision,
  type RegistryWord,
  type WordRow,
} from "../../store/law/marketing.ts";
import { publishedSalon } from "../../store/snapshots.ts";
import { newId, newsToken, parseToken, sameToken } from "../../token.ts";
import { admitting } from "../admitting/gate.ts";
import type { CommandContext, Idempotency, Outcome } from "../command.ts";
import { conclude, deciding, refused, replayed, scopeOf } from "../deciding/commit.ts";
import { objectedBefore } from "./objections.ts";
import { registryOf } from "./registry.ts";

export interface NewsInput {
  salon: string;
  subject: string;
  text: string;
  registry: RegistryWord;
  actor: Actor;
  /** The form's: sent twice, it is written once. */
  idempotency?: Idempotency | undefined;
}

const OPERATION = "write-news";

/** Owes a copy to each client who agreed. None is sent by this. */
export function writeNews(ctx: CommandContext, input: NewsInput): Promise<Outcome<{ campaign: string }>> {
  const { subject, text, registry } = input;
  const actor = actorName(input.actor);
  return deciding(ctx, input.salon, async ({ slug }) => {
    const db = database(ctx.env, slug);
    const scope = scopeOf(slug, OPERATION, input.idempotency);
    const [[answer]] = await read<[IdempotencyRow]>(db, [askAnswer(db, scope, ctx.now)]);
    const before = await replayed<{ campaign: string }>(ctx, slug, answer, input.idempotency);
    if (before !== null) return before;
    const id = newId();
    return conclude(ctx, db, {
      salon: slug,
      operation: OPERATION,
      idempotency: input.idempotency,
      status: 200,
      value: { campaign: id },
      facts: [
        insertCampaign(db, slug, { id, subject, text, actor }, ctx.now),
        insertCopies(db, slug, id, registry, ctx.now),
      ],
      audit: { actor, action: "news.written", subject: id, detail: { registry_asked: registry.asked } },
      messages: [],
    });
  });
}

/** One copy, as the outbox owes it. */
export interface Copy {
  campaign: string;
  client: string;
  registry: MarketingFacts["registry"];
}

export interface CopyDecision extends MarketingDecision {
  to: AddresseeRow;
}

/** Decides about a copy that is about to be sent, and keeps why; null where the client or the message is gone. */
export async function decideCopy(env: Env, slug: string, copy: Copy, now: number): Promise<CopyDecision | null> {
  const db = database(env, slug);
  const [[to], words, stopped] = await read<[AddresseeRow, WordRow, { purpose: string }]>(db, [
    askAddressee(db, slug, copy.campaign, copy.client, "market"),
    askWords(db, slug, copy.client),
    askRestrictions(db, slug, copy.client),
  ]);
  const salon = await publishedSalon(env, slug);
  if (to === undefined || to.text === null || salon === null) return null;
  const registry = await registryOf(env, to, copy.registry, now);
  // Who was erased and came again has said nothing anew until they say yes.
  const anew = words.some(({ granted }) => granted === 1);
  const erased = !anew && (await objectedBefore(env, slug, [to.phone, to.email]));
  const facts = factsOf({ ...copy, registry }, to, words, erased || isStopped(stopped));
  const decision = decideMarketing(facts, salon.view.timezone, now, compliance);
  const { allowed, reason } = decision;
  await commit(db, [insertDecision(db, slug, { campaign: copy.campaign, client: copy.client, allowed, reason }, now)]);
  return { ...decision, to };
}

const isStopped = (restrictions: readonly { purpose: string }[]): boolean =>
  restrictions.some(({ purpose }) => purpose === "marketing");

/** Every copy is an offer of the salon's own services, names the salon, and bears the link that ends it. */
export function factsOf(
  { registry }: Copy,
  to: AddresseeRow,
  words: readonly WordRow[],
  restricted = false,
): MarketingFacts {
  const last = words.at(-1);
  const agreed = words.some((word) => word.granted === 1);
  return {
    message: "offer",
    consent: last === undefined ? "never" : last.granted === 1 ? "given" : agreed ? "withdrawn" : "withheld",
    registry,
    askedBefore: words.length > 0,
    // By the link of a message, without ever having been asked: an opt-out (s 11(3)(b)).
    // Or by a request on their own data, which a later yes does not take back by itself.
    objected: restricted || (last?.granted === 0 && last.channel === OPT_OUT && !agreed),
    bought: to.bought === 1,
    ownSimilar: true,
    couldObject: to.told === 1,
    namesSender: true,
    saysHowToStop: true,
  };
}

/** The channel of a word that came by the link in a message. */
export const OPT_OUT = "email";

export interface NewsStopped {
  salon: string;
}

/** Whose link it is; null for any other text. */
export async function readNewsLink(env: Env, token: string): Promise<{ salon: string; client: string } | null> {
  const parts = parseToken(token);
  if (parts === null || !sameToken(token, await newsToken(env.TOKEN_SECRET, parts.salon, parts.id))) return null;
  return { salon: parts.salon, client: parts.id };
}

/** Ends marketing to the client of a link, for good, whoever opens it: at once, free of charge, and twice is once. */
export async function stopNews(ctx: CommandContext, token: string): Promise<Outcome<NewsStopped>> {
  const link = await readNewsLink(ctx.env, token);
  if (link === null) return refused(unknownBooking());
  return admitting(ctx, { salon: link.salon, action: "consent" }, (gate) =>
    deciding(ctx, link.salon, async ({ slug }) => {
      const db = database(ctx.env, slug);
      const [words, ...counted] = await read<[WordRow, ...TatRow[]]>(db, [
        askWords(db, slug, link.client),
        ...gate.asks(db),
      ]);
      const denied = await gate.refusal(db, counted);
      return denied === null ? stopped(ctx, db, slug, link.client, words) : refused(denied);
    }),
  );
}

async function stopped(
  ctx: CommandContext,
  db: D1Database,
  slug: string,
  client: string,
  words: readonly WordRow[],
): Promise<Outcome<NewsStopped>> {
  const last = words.at(-1);
  const value: NewsStopped = { salon: slug };
  if (last?.granted === 0) return { ok: true, status: 200, body: JSON.stringify(value), value };
  const consent = newId();
  const given = { purpose: "marketing", notice_version: last?.notice_version ?? "unnamed", granted: false };
  const about = { client, booking: null, channel: OPT_OUT, at: ctx.now };
  return conclude(ctx, db, {
    salon: slug,
    operation: "stop-news",
    idempotency: undefined,
    status: 200,
    value,
    facts: [insertConsents(db, slug, [[consent, given]], about)],
    audit: {
      actor: "client",
      action: "consent.withdrawn",
      subject: client,
      detail: { client, consent, purpose: "marketing" },
    },
    messages: [],
  });
}
