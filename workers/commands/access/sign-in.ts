// A session begins and ends. It begins with a fresh token whatever the browser held before, and the trail of every salon that
// the person works for says so. Somebody who works for no salon is let in nowhere,
// unless they are beginning one.

import { actorName } from "../../permissions.ts";
import { type Problem, problem } from "../../problem.ts";
import { type MembershipRow, membershipsOf } from "../../store/access/accounts.ts";
import { hasBegun } from "../../store/access/beginning.ts";
import { endNamedSession, endSession, endSessionsOf, insertSession, type Proof } from "../../store/access/sessions.ts";
import { type AuditEntry, appendAudit } from "../../store/audit.ts";
import { CommitRefused, commitTogether, database, mustHaveChanged, platformDatabase } from "../../store/database.ts";
import { newId, newSecret, tokenHash } from "../../token.ts";
import type { CommandContext, Outcome } from "../command.ts";
import { asProblem, refused } from "../deciding/commit.ts";

/** Statements for one database. */
export type Part = readonly [D1Database, D1PreparedStatement[]];

/** The browser that signs in. */
export interface Browser {
  /** Its kind and system, for the account's own page. */
  device: string;
  /** Hash of the session's token that it held before; that session ends. */
  former: string | null;
}

export interface NewSessionAnswer {
  account: string;
  /** 128 random bits, for the cookie; kept as its hash alone. */
  token: string;
  /** False for somebody who has yet to begin a salon. */
  works: boolean;
}

/** `proven`: what the proof itself writes, such as that a link is spent. Throws CommitRefused when that is refused. */
export async function beginSession(
  ctx: CommandContext,
  account: string,
  proof: Proof,
  { device, former }: Browser,
  proven: D1PreparedStatement[],
): Promise<NewSessionAnswer | null> {
  const memberships = await membershipsOf(ctx.env, account);
  if (memberships.length === 0 && !(await hasBegun(ctx.env, account))) return null;
  const db = platformDatabase(ctx.env);
  const token = newSecret();
  const session = { id: newId(), hash: await tokenHash(token), account, proof, device };
  const told = await toldEverywhere(ctx, account, memberships, "staff.signed-in", { proof, session: session.id });
  await commitTogether([
    ...told,
    [db, [...proven, ...(former === null ? [] : [endSession(db, former)]), insertSession(db, session, ctx.now)]],
  ]);
  return { account, token, works: memberships.length > 0 };
}

/** An entry in the trail of every salon that the account works for, under its role there. */
export async function toldEverywhere(
  ctx: CommandContext,
  account: string,
  memberships: readonly MembershipRow[],
  action: string,
  detail: AuditEntry["detail"],
): Promise<Part[]> {
  return Promise.all(
    memberships.map(async ({ salon_id, role }): Promise<Part> => {
      const db = database(ctx.env, salon_id);
      const actor = actorName({ role, account });
      const entry = { at: ctx.now, actor, action, subject: account, trace: ctx.trace, detail };
      return [db, [await appendAudit(db, salon_id, entry)]];
    }),
  );
}

/** Which sessions end: the browser's own by its token's hash, one by its public name, or all of the account's. */
export type Ending = { hash: string } | { session: string } | "all";

export async function signOut(ctx: CommandContext, account: string, ending: Ending): Promise<Outcome<null>> {
  const db = platformDatabase(ctx.env);
  const one = mustHaveChanged(db, 1, "session");
  const [scope, facts] =
    ending === "all"
      ? ["all", [endSessionsOf(db, account)]]
      : "hash" in ending
        ? ["own", [endSession(db, ending.hash), one]]
        : ["one", [endNamedSession(db, account, ending.session), one]];
  const done: Outcome<null> = { ok: true, status: 204, body: "", value: null };
  try {
    const memberships = await membershipsOf(ctx.env, account);
    const told = await toldEverywhere(ctx, account, memberships, "staff.signed-out", { sessions: scope });
    await commitTogether([[db, facts], ...told]);
    return done;
  } catch (error) {
    // A session that is over already is as wished, and there is nothing to tell.
    return error instanceof CommitRefused ? done : refused(asProblem(error));
  }
}

/** One answer for every way in which a proof can fail, so that none can be probed. */
export const notProven = (): Problem =>
  problem("sign-in-refused", 403, "This does not sign you in.", {
    detail: "The link or passkey is not known, was used already, or has expired.",
  });
