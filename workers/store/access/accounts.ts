// Accounts of people who work for salons, and the role they have in each. An account without a membership can do nothing.

import type { Env } from "../../env.ts";
import type { SalonRole } from "../../permissions.ts";
import { type Ask, everyDatabase, platformDatabase, read } from "../database.ts";
import { keptYears } from "../retention/terms.ts";

export interface AccountRow {
  account_id: string;
  email: string;
}

function askAccount(db: D1Database, account: string): Ask<AccountRow> {
  return db.prepare(`SELECT account_id, email FROM account WHERE account_id = ?1`).bind(account);
}

/** Where the account's letters go. */
export async function emailOf(env: Env, account: string): Promise<string | null> {
  const db = platformDatabase(env);
  const [[row]] = await read<[AccountRow]>(db, [askAccount(db, account)]);
  return row?.email ?? null;
}

export function askAccountByEmail(db: D1Database, emailHash: string): Ask<AccountRow> {
  return db.prepare(`SELECT account_id, email FROM account WHERE email_hash = ?1`).bind(emailHash);
}

/** Refused as "unique account" when the address has just got one. */
export function insertAccount(
  db: D1Database,
  account: { id: string; email: string; emailHash: string },
  now: number,
): D1PreparedStatement {
  return db
    .prepare(`INSERT INTO account (account_id, email, email_hash, created_at) VALUES (?1, ?2, ?3, ?4)`)
    .bind(account.id, account.email, account.emailHash, now);
}

export interface MembershipRow {
  salon_id: string;
  role: SalonRole;
}

export function askMembership(db: D1Database, salon: string, account: string): Ask<MembershipRow> {
  return db
    .prepare(`SELECT salon_id, role FROM membership WHERE salon_id = ?1 AND account_id = ?2`)
    .bind(salon, account);
}

/** Everywhere the account works. */
export async function membershipsOf(env: Env, account: string): Promise<MembershipRow[]> {
  const found: MembershipRow[] = [];
  for (const db of everyDatabase(env)) {
    const ask: Ask<MembershipRow> = db
      .prepare(`
        SELECT salon_id, role FROM membership
        WHERE account_id = ?1 ORDER BY salon_id LIMIT 50 -- over all salons: the ones that one person works for`)
      .bind(account);
    const [rows] = await read<[MembershipRow]>(db, [ask]);
    found.push(...rows);
  }
  return found;
}

export interface MemberRow {
  account_id: string;
  role: SalonRole;
  since: number;
}

/** The team, longest there first. */
export function askMembers(db: D1Database, salon: string): Ask<MemberRow> {
  return db
    .prepare(`
      SELECT account_id, role, since FROM membership WHERE salon_id = ?1 ORDER BY since, account_id LIMIT 500`)
    .bind(salon);
}

/** The addresses of several accounts. */
export function askEmails(db: D1Database, accounts: readonly string[]): Ask<AccountRow> {
  return db
    .prepare(`SELECT account_id, email FROM json_each(?1) CROSS JOIN account ON account_id = json_each.value`)
    .bind(JSON.stringify(accounts));
}

/** Refused as "unique membership" when the account is in the team already. */
export function insertMember(
  db: D1Database,
  salon: string,
  member: { account: string; role: SalonRole },
  now: number,
): D1PreparedStatement {
  return db
    .prepare(`INSERT INTO membership (salon_id, account_id, role, since) VALUES (?1, ?2, ?3, ?4)`)
    .bind(salon, member.account, member.role, now);
}

/** Invited back, or for the first time. */
export function keepAccount(db: D1Database, account: string): D1PreparedStatement {
  return db.prepare(`UPDATE account SET left_at = NULL WHERE account_id = ?1 AND left_at IS NOT NULL`).bind(account);
}

/** Works nowhere any more, as far as is known. */
export function leaveAccount(db: D1Database, account: string, now: number): D1PreparedStatement {
  return db.prepare(`UPDATE account SET left_at = ?2 WHERE account_id = ?1`).bind(account, now);
}

/** Those whose term as former staff is over, some at a time. */
export function askFormerAccounts(db: D1Database, now: number): Ask<{ account_id: string }> {
  return db
    .prepare(`SELECT account_id FROM account WHERE unixepoch(left_at * 60, 'unixepoch', ?2) <= ?1 * 60 LIMIT 50`)
    .bind(now, keptYears("staff"));
}

export function deleteAccount(db: D1Database, account: string): D1PreparedStatement[] {
  return [
    db.prepare(`DELETE FROM passkey WHERE account_id = ?1`).bind(account),
    db.prepare(`DELETE FROM account WHERE account_id = ?1 AND left_at IS NOT NULL`).bind(account),
  ];
}

/** Refused as "member" unless the role is still the one decided on. */
export function changeRole(
  db: D1Database,
  salon: string,
  account: string,
  { from, to }: { from: SalonRole; to: SalonRole },
): D1PreparedStatement[] {
  return [
    db
      .prepare(`UPDATE membership SET role = ?4 WHERE salon_id = ?1 AND account_id = ?2 AND role = ?3`)
      .bind(salon, account, from, to),
    db.prepare(`INSERT INTO must SELECT changes() = 1, 'member'`),
  ];
}

/** Refused as "member" unless the role is still the one decided on. */
export function deleteMember(db: D1Database, salon: string, account: string, role: SalonRole): D1PreparedStatement[] {
  return [
    db
      .prepare(`DELETE FROM membership WHERE salon_id = ?1 AND account_id = ?2 AND role = ?3`)
      .bind(salon, account, role),
    db.prepare(`INSERT INTO must SELECT changes() = 1, 'member'`),
  ];
}

/** After a change that might have taken the last one: refused as "owner" when nobody owns the salon any more. */
export function mustHaveOwner(db: D1Database, salon: string): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO must
      SELECT EXISTS (SELECT 1 FROM membership WHERE salon_id = ?1 AND role = 'owner'), 'owner'`)
    .bind(salon);
}

/** Refused as "actor" unless whoever acts still has the role that let them in. */
export function mustStillBe(db: D1Database, salon: string, account: string, role: SalonRole): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO must
      SELECT EXISTS (SELECT 1 FROM membership WHERE salon_id = ?1 AND account_id = ?2 AND role = ?3), 'actor'`)
    .bind(salon, account, role);
}
