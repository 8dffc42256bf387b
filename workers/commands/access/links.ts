// Sign in by a link that comes by e-mail: it works once, for ten minutes, for the account of the address that it went to.
// Whoever asks learns nothing: one row is written and one answer given for any address, and whether a letter goes out is
// decided after the answer. A link is not bound to the browser that asked, for people read mail on another device; looking at
// it spends nothing, since mail programs open links by themselves.

import { type Problem, problem } from "../../problem.ts";
import { type AccountRow, askAccountByEmail, membershipsOf } from "../../store/access/accounts.ts";
import { beginAccount, hasBegun } from "../../store/access/beginning.ts";
import {
  askLink,
  askLinkAges,
  insertLink,
  type LinkAgeRow,
  type LinkRow,
  mustBeFewLinks,
  useLink,
} from "../../store/access/proofs.ts";
import { PLATFORM } from "../../store/compliance/incidents.ts";
import { CommitRefused, commit, database, platformDatabase, read } from "../../store/database.ts";
import { insertMessage } from "../../store/outbox.ts";
import { emailHash, linkOfToken, newId, newSecret } from "../../token.ts";
import type { CommandContext, Outcome } from "../command.ts";
import { announce, asProblem, refused } from "../deciding/commit.ts";
import { type Browser, beginSession, type NewSessionAnswer, notProven } from "./sign-in.ts";

/** Minutes for which a link works: as long as ASVS 6.5.5 lets it. */
export const LINK_MINUTES = 10;
/** Links for one address within an hour: its owner is not to be flooded. */
const MOST_LINKS = 5;
const HOUR = 60;

export interface LinkRequest {
  /** Lower case. */
  email: string;
  /** Of the page that it was asked for on. */
  language: string;
  /** Whoever has no account gets one, to begin a salon with; it is forgotten again when they do not. */
  begin?: true;
}

export async function requestLink(ctx: CommandContext, request: LinkRequest): Promise<Outcome<{ sent: true }>> {
  const db = platformDatabase(ctx.env);
  const hash = await emailHash(ctx.env.TOKEN_SECRET, request.email);
  const link = { id: newSecret(), emailHash: hash, expiresAt: ctx.now + LINK_MINUTES };
  try {
    const limit = { most: MOST_LINKS, since: ctx.now - HOUR };
    await commit(db, [mustBeFewLinks(db, hash, limit), insertLink(db, link, ctx.now)]);
    ctx.waitUntil(sendLink(ctx, hash, link.id, request));
    const value = { sent: true as const };
    return { ok: true, status: 200, body: JSON.stringify(value), value };
  } catch (error) {
    return refused(error instanceof CommitRefused ? await tooManyLinks(ctx, db, hash) : asProblem(error));
  }
}

/** After the answer, so that its time tells nothing. A letter that is lost is asked for again. */
async function sendLink(
  ctx: CommandContext,
  hash: string,
  link: string,
  { email, language, begin }: LinkRequest,
): Promise<void> {
  const platform = platformDatabase(ctx.env);
  const [[known]] = await read<[AccountRow]>(platform, [askAccountByEmail(platform, hash)]);
  if (known === undefined && begin === undefined) return;
  const account = known?.account_id ?? newId();
  if (begin !== undefined)
    await commit(platform, [beginAccount(platform, { id: account, email, emailHash: hash }, ctx.now)]);
  // Who works nowhere could not sign in, so gets no letter; else it is one of the person's salons that owes it.
  const [first] = await membershipsOf(ctx.env, account);
  if (first === undefined && begin === undefined && !(await hasBegun(ctx.env, account))) return;
  const salon = first?.salon_id ?? PLATFORM;
  const db = database(ctx.env, salon);
  const id = newId();
  const payload = { link, account, language };
  await commit(db, [insertMessage(db, salon, id, { kind: "link.requested", payload }, ctx.now)]);
  announce(ctx, salon, id);
}

/** Whose link this is, while it can be used; null for one that is spent, expired or no link of ours. */
export async function readLink(ctx: CommandContext, token: string): Promise<{ email: string } | null> {
  const row = await standing(ctx, token);
  return row?.email == null ? null : { email: row.email };
}

export async function signInByLink(
  ctx: CommandContext,
  token: string,
  browser: Browser,
): Promise<Outcome<NewSessionAnswer>> {
  try {
    const row = await standing(ctx, token);
    if (row?.account_id == null) return refused(notProven());
    const spent = useLink(platformDatabase(ctx.env), row.link_id, row.email_hash, ctx.now);
    const value = await beginSession(ctx, row.account_id, "link", browser, spent);
    return value === null ? refused(notProven()) : { ok: true, status: 200, body: "", value };
  } catch (error) {
    return refused(error instanceof CommitRefused ? notProven() : asProblem(error));
  }
}

async function standing(ctx: CommandContext, token: string): Promise<LinkRow | undefined> {
  const link = await linkOfToken(ctx.env.TOKEN_SECRET, token);
  if (link === null) return undefined;
  const db = platformDatabase(ctx.env);
  const [[row]] = await read<[LinkRow]>(db, [askLink(db, link, ctx.now)]);
  return row;
}

/** Until the oldest of the last links is an hour old. */
async function tooManyLinks(ctx: CommandContext, db: D1Database, hash: string): Promise<Problem> {
  const [ages] = await read<[LinkAgeRow]>(db, [askLinkAges(db, hash, ctx.now - HOUR)]);
  const oldest = ages[MOST_LINKS - 1]?.created_at ?? ctx.now;
  return problem("too-many-links", 429, "Too many links were asked for with this address.", {
    retryAfter: (oldest + HOUR - ctx.now) * 60,
    limit: { policy: "links", quota: MOST_LINKS, window: HOUR * 60 },
  });
}
