// A salon's team: who is invited, changes roles, and leaves. What somebody may give is in workers/permissions.ts; a change
// ends the person's sessions in the commit that makes it, and a salon that has an owner keeps one.

import { type Actor, actorName, mayGive, type SalonRole } from "../../permissions.ts";
import { forbidden, type Problem, problem, tooBusy, unknownSalon } from "../../problem.ts";
import {
  type AccountRow,
  askAccountByEmail,
  askEmails,
  askFormerAccounts,
  askMembers,
  askMembership,
  changeRole,
  deleteAccount,
  deleteMember,
  insertAccount,
  insertMember,
  keepAccount,
  leaveAccount,
  type MemberRow,
  type MembershipRow,
  membershipsOf,
  mustHaveOwner,
  mustStillBe,
} from "../../store/access/accounts.ts";
import { insertLink } from "../../store/access/proofs.ts";
import { endSessionsOf } from "../../store/access/sessions.ts";
import { appendAudit } from "../../store/audit.ts";
import { releaseAll } from "../../store/conversations/people/assigning.ts";
import { deletePresence } from "../../store/conversations/people/presence.ts";
import { CommitRefused, commit, commitTogether, database, platformDatabase, read } from "../../store/database.ts";
import { insertMessage } from "../../store/outbox.ts";
import { publishedSalon } from "../../store/snapshots.ts";
import { emailHash, newId, newSecret } from "../../token.ts";
import type { CommandContext, Outcome } from "../command.ts";
import { announce, asProblem, refused } from "../deciding/commit.ts";
import { LINK_MINUTES } from "./links.ts";

const TRIES = 3;

export interface Member {
  account: string;
  email: string;
  role: SalonRole;
  /** Minutes since the epoch. */
  since: number;
}

export async function teamOf(ctx: CommandContext, salon: string): Promise<Member[]> {
  const db = database(ctx.env, salon);
  const platform = platformDatabase(ctx.env);
  const [members] = await read<[MemberRow]>(db, [askMembers(db, salon)]);
  const accounts = members.map(({ account_id }) => account_id);
  const [known] = await read<[AccountRow]>(platform, [askEmails(platform, accounts)]);
  const emails = new Map(known.map(({ account_id, email }) => [account_id, email]));
  return members.map(({ account_id, role, since }) => ({
    account: account_id,
    email: emails.get(account_id) ?? "",
    role,
    since,
  }));
}

export interface Invitation {
  salon: string;
  /** Lower case. */
  email: string;
  role: SalonRole;
  actor: Actor;
}

/** The answer is the same whether or not the address has an account already. */
export async function invite(ctx: CommandContext, invitation: Invitation): Promise<Outcome<Member>> {
  const { salon, role, actor } = invitation;
  if (!mayGive(actor.role, role)) return refused(forbidden());
  try {
    if ((await publishedSalon(ctx.env, salon)) === null) return refused(unknownSalon(salon));
    for (let tries = 0; tries < TRIES; tries++) {
      try {
        return await invited(ctx, invitation);
      } catch (error) {
        if (!(error instanceof CommitRefused)) throw error;
        if (error.rule === "unique membership") return refused(alreadyThere());
        if (error.rule === "actor") return refused(forbidden());
      }
    }
    return refused(tooBusy());
  } catch (error) {
    return refused(asProblem(error));
  }
}

async function invited(ctx: CommandContext, { salon, email, role, actor }: Invitation): Promise<Outcome<Member>> {
  const db = database(ctx.env, salon);
  const platform = platformDatabase(ctx.env);
  const hash = await emailHash(ctx.env.TOKEN_SECRET, email);
  const [[known]] = await read<[AccountRow]>(platform, [askAccountByEmail(platform, hash)]);
  const account = known?.account_id ?? newId();
  const link = { id: newSecret(), emailHash: hash, expiresAt: ctx.now + LINK_MINUTES };
  const message = newId();
  const payload = { link: link.id, account, role };
  await commitTogether([
    [
      platform,
      [
        known === undefined
          ? insertAccount(platform, { id: account, email, emailHash: hash }, ctx.now)
          : keepAccount(platform, account),
        insertLink(platform, link, ctx.now),
      ],
    ],
    [
      db,
      [
        ...stillActing(db, salon, actor),
        insertMember(db, salon, { account, role }, ctx.now),
        await entry(ctx, db, salon, actor, "team.invited", account, { role }),
        insertMessage(db, salon, message, { kind: "team.invited", payload }, ctx.now),
      ],
    ],
  ]);
  announce(ctx, salon, message);
  const value: Member = { account, email, role, since: ctx.now };
  return { ok: true, status: 201, body: JSON.stringify(value), value };
}

export interface RoleChange {
  salon: string;
  account: string;
  /** Null takes the person out of the team. */
  role: SalonRole | null;
  actor: Actor;
}

export async function changeMember(ctx: CommandContext, change: RoleChange): Promise<Outcome<null>> {
  const { salon, account, role, actor } = change;
  const db = database(ctx.env, salon);
  const platform = platformDatabase(ctx.env);
  try {
    const [[member]] = await read<[MembershipRow]>(db, [askMembership(db, salon, account)]);
    if (member === undefined) return refused(unknownMember());
    const from = member.role;
    if (!mayGive(actor.role, from) || (role !== null && !mayGive(actor.role, role))) return refused(forbidden());
    if (role === from) return done;
    const elsewhere = role === null && (await membershipsOf(ctx.env, account)).length > 1;
    const [what, facts] =
      role === null
        ? ["team.removed", [...deleteMember(db, salon, account, from), ...leaving(db, salon, account, ctx.now)]]
        : ["team.role-changed", changeRole(db, salon, account, { from, to: role })];
    await commitTogether([
      [
        db,
        [
          ...stillActing(db, salon, actor),
          ...facts,
          ...(from === "owner" ? [mustHaveOwner(db, salon)] : []),
          await entry(ctx, db, salon, actor, what, account, { from, to: role }),
        ],
      ],
      [
        platform,
        [
          endSessionsOf(platform, account),
          ...(role === null && !elsewhere ? [leaveAccount(platform, account, ctx.now)] : []),
        ],
      ],
    ]);
    return done;
  } catch (error) {
    if (!(error instanceof CommitRefused)) return refused(asProblem(error));
    if (error.rule === "owner") return refused(lastOwner());
    return refused(error.rule === "actor" ? forbidden() : tooBusy());
  }
}

/** Whoever leaves is nowhere any more, and who waits for them waits for somebody else. */
function leaving(db: D1Database, salon: string, account: string, now: number): D1PreparedStatement[] {
  return [deletePresence(db, salon, account), releaseAll(db, salon, account, now)];
}

/** The accounts of whoever left long ago. One that was invited back in the very moment in which it left works somewhere, and stays. */
export async function forgetFormer(ctx: CommandContext): Promise<void> {
  const platform = platformDatabase(ctx.env);
  const [former] = await read<[{ account_id: string }]>(platform, [askFormerAccounts(platform, ctx.now)]);
  for (const { account_id: account } of former) {
    const works = (await membershipsOf(ctx.env, account)).length > 0;
    await commit(platform, works ? [keepAccount(platform, account)] : deleteAccount(platform, account));
  }
}

const done: Outcome<null> = { ok: true, status: 204, body: "", value: null };

function stillActing(db: D1Database, salon: string, actor: Actor): D1PreparedStatement[] {
  return actor.role === "operator" ? [] : [mustStillBe(db, salon, actor.account, actor.role)];
}

function entry(
  ctx: CommandContext,
  db: D1Database,
  salon: string,
  actor: Actor,
  action: string,
  subject: string,
  detail: { [name: string]: string | null },
): Promise<D1PreparedStatement> {
  return appendAudit(db, salon, { at: ctx.now, actor: actorName(actor), action, subject, trace: ctx.trace, detail });
}

const alreadyThere = (): Problem =>
  problem("already-in-team", 409, "This person is in the team already.", {
    detail: "Change their role instead; they get a new link from the sign-in page.",
    errors: [{ pointer: "/email", detail: "is in the team already" }],
  });

const unknownMember = (): Problem => problem("unknown-member", 404, "There is nobody like that in the team.");

const lastOwner = (): Problem =>
  problem("last-owner", 409, "A salon needs an owner.", { detail: "Make somebody else an owner first." });
