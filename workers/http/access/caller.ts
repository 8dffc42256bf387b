// Who calls, and may they: the one gate that every address not open to everybody passes. The operator comes with the
// platform's token, a person with the cookie of a session; what each may do is in workers/permissions.ts.
//
// A session's cookie rides along with any request a browser makes to us, so whatever changes something must also come from a
// page of ours: SameSite keeps the cookie from other sites' forms, and the request's own word about its origin is held
// against ours. The operator's token does not ride along by itself and needs no such word.

import { type Actor, has, type Permission } from "../../permissions.ts";
import { forbidden, type Problem, problem } from "../../problem.ts";
import { askMembership, type MembershipRow } from "../../store/access/accounts.ts";
import { askSession, isNoted, LONGEST_MINUTES, noteUse, type SessionRow } from "../../store/access/sessions.ts";
import { commit, database, platformDatabase, read } from "../../store/database.ts";
import { tokenHash } from "../../token.ts";
import { Refusal } from "../refusal.ts";
import { type DoorContext, nowOf, originOf } from "../request.ts";

/** The prefix binds it to this very host, over HTTPS (or this machine), and to every path. */
export const SESSION_COOKIE = "__Host-session";

export interface SignedIn {
  account: string;
  email: string;
  /** The session's public name. */
  session: string;
  /** Its token's hash. */
  hash: string;
  /** When they proved who they are, in minutes since the epoch. */
  since: number;
}

/** Minutes after signing in within which one may change what one signs in with: a session left open plants no passkey. */
const FRESH_MINUTES = 15;

export const isFresh = (who: SignedIn, now: number): boolean => now - who.since < FRESH_MINUTES;

/** The caller, when the permission is theirs in this salon (null: on the platform); a refusal otherwise. */
export async function actorWith(c: DoorContext, permission: Permission, salon: string | null): Promise<Actor> {
  if (c.req.header("Authorization") !== undefined) {
    if (!(await isOperator(c))) throw unauthorized();
    if (!has("operator", permission)) throw new Refusal(forbidden());
    return { role: "operator" };
  }
  const { account, session } = await requireAccount(c);
  const actor = salon === null ? null : await memberOf(c, account, salon);
  if (actor === null || !has(actor.role, permission)) throw new Refusal(forbidden());
  return actor.role === "operator" ? actor : { ...actor, session };
}

/** Where a route is open and says more to those who may know it. */
export async function mayCall(c: DoorContext, permission: Permission, salon: string): Promise<boolean> {
  if (await isOperator(c)) return has("operator", permission);
  const who = await signedIn(c);
  const actor = who === null ? null : await memberOf(c, who.account, salon);
  return actor !== null && has(actor.role, permission);
}

/** Whoever is signed in, lately if `fresh`; what is not a mere read must come from a page of ours. */
export async function requireAccount(c: DoorContext, fresh = false): Promise<SignedIn> {
  const who = await signedIn(c);
  if (who === null) throw unauthorized();
  if (!isRead(c)) requireOwnPage(c);
  if (fresh && !isFresh(who, nowOf(c))) throw new Refusal(signInAgain());
  return who;
}

/** The session of the request's cookie, while it stands. */
export async function signedIn(c: DoorContext): Promise<SignedIn | null> {
  const hash = await presentedSession(c);
  if (hash === null) return null;
  const db = platformDatabase(c.env);
  const now = nowOf(c);
  const [[session]] = await read<[SessionRow]>(db, [askSession(db, hash, now)]);
  if (session === undefined) return null;
  c.set("account", session.account_id);
  if (!isNoted(session, now)) c.executionCtx.waitUntil(commit(db, [noteUse(db, hash, now)]));
  return {
    account: session.account_id,
    email: session.email,
    session: session.session_id,
    hash,
    since: session.created_at,
  };
}

/** Hash of the token that the request's cookie holds, whether or not it is a session's. */
export async function presentedSession(c: DoorContext): Promise<string | null> {
  const token = new RegExp(`(?:^|;\\s*)${SESSION_COOKIE}=([a-z2-7]{26})(?:;|$)`).exec(
    c.req.header("Cookie") ?? "",
  )?.[1];
  return token === undefined ? null : tokenHash(token);
}

async function memberOf(c: DoorContext, account: string, salon: string): Promise<Actor | null> {
  const db = database(c.env, salon);
  const [[member]] = await read<[MembershipRow]>(db, [askMembership(db, salon, account)]);
  return member === undefined ? null : { role: member.role, account };
}

/**
 * Refuses what another site's page sends. Browsers say where a request comes from in Sec-Fetch-Site, and older ones in
 * Origin; no script can write either. Signing in passes here too, or another site could sign its visitor in as somebody else.
 */
export function requireOwnPage(c: DoorContext): void {
  const site = c.req.header("Sec-Fetch-Site");
  const origin = c.req.header("Origin");
  const own = site === undefined ? origin === originOf(c.req.url) : site === "same-origin";
  if (!own) throw new Refusal(foreignPage());
}

function isRead(c: DoorContext): boolean {
  return c.req.method === "GET" || c.req.method === "HEAD";
}

/** Does the call bear the operator's token? Compared by hash, so that the time taken tells nothing of the token. */
async function isOperator(c: DoorContext): Promise<boolean> {
  const bearer = /^Bearer ([\x21-\x7e]+)$/i.exec(c.req.header("Authorization") ?? "")?.[1];
  if (bearer === undefined || !c.env.OPERATOR_TOKEN) return false;
  const encoder = new TextEncoder();
  const [given, wanted] = await Promise.all(
    [bearer, c.env.OPERATOR_TOKEN].map((token) => crypto.subtle.digest("SHA-256", encoder.encode(token))),
  );
  return given !== undefined && wanted !== undefined && crypto.subtle.timingSafeEqual(given, wanted);
}

/** As Set-Cookie writes it. Lax, so that a link from a letter finds its reader signed in. */
export function sessionCookie(token: string): string {
  return `${SESSION_COOKIE}=${token}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=${LONGEST_MINUTES * 60}`;
}

const NO_SESSION_COOKIE = `${SESSION_COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0`;

/**
 * Of the answer that signs out: the browser forgets the cookie, and whatever pages kept in it. `keep` is what the form says where others'
 * work waits on the device: then its script has let go of all that is this person's, and the rest stays (public/offline/here.js).
 */
export function signedOut({ fields }: { fields: URLSearchParams }): [name: string, value: string][] {
  const forgets: [string, string][] = fields.get("keep") === "others" ? [] : [["Clear-Site-Data", '"storage"']];
  return [["Set-Cookie", NO_SESSION_COOKIE], ...forgets];
}

function unauthorized(): Refusal {
  return new Refusal(
    problem("unauthorized", 401, "This needs the operator's token, or somebody who is signed in.", {
      errors: [
        { parameter: "Authorization", detail: "must be Bearer and the operator's token, where no session's cookie is" },
      ],
    }),
    { "WWW-Authenticate": 'Bearer realm="appointmentbooking"' },
  );
}

const signInAgain = (): Problem =>
  problem("sign-in-again", 403, "Sign in again to change this.", {
    detail: `What one signs in with is changed within ${FRESH_MINUTES} minutes of signing in.`,
  });

const foreignPage = (): Problem =>
  problem("foreign-page", 403, "This may only be sent from our own pages.", {
    errors: [{ parameter: "Origin", detail: "must be this site" }],
  });
