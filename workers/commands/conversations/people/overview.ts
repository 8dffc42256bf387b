// What the team's page shows of people: who is here, and how long each client may still wait.

import type { Actor } from "../../../permissions.ts";
import { type AccountRow, askEmails, askMembers, type MemberRow } from "../../../store/access/accounts.ts";
import { askHere, type HereRow, type Presence } from "../../../store/conversations/people/presence.ts";
import { database, platformDatabase, read } from "../../../store/database.ts";
import type { Salon } from "../../../store/snapshots.ts";
import type { CommandContext } from "../../command.ts";
import { clocksOf, type Wait } from "./clocks.ts";
import { QUIET } from "./levels.ts";
import { presenceOf } from "./presence.ts";

export interface Overview {
  /** The reader's own; null where nobody's account reads. */
  presence: Presence | null;
  /** Names of the team by account: as the salon's document has them, else their address. */
  names: Map<string, string>;
  /** Accounts of who is here. */
  here: string[];
}

export async function overviewOf(ctx: CommandContext, salon: Salon, actor: Actor): Promise<Overview> {
  const db = database(ctx.env, salon.slug);
  const platform = platformDatabase(ctx.env);
  const [here, members] = await read<[HereRow, MemberRow]>(db, [
    askHere(db, salon.slug, ctx.now, QUIET),
    askMembers(db, salon.slug),
  ]);
  const accounts = members.map(({ account_id }) => account_id);
  const [emails] = await read<[AccountRow]>(platform, [askEmails(platform, accounts)]);
  const names = new Map(emails.map(({ account_id: account, email }) => [account, email]));
  for (const { account_id: account, person } of here) {
    const known = salon.view.staff.find(({ id }) => id === person);
    if (known !== undefined) names.set(account, known.name);
  }
  return {
    presence: actor.role === "operator" ? null : await presenceOf(ctx, salon.slug, actor),
    names,
    here: here.map(({ account_id: account }) => account),
  };
}

/** The clocks of those that wait, by conversation. */
export function waitsOf<Row extends { conversation_id: string } & { [K in keyof Wait]: Wait[K] | null }>(
  salon: Salon,
  rows: readonly Row[],
  now: number,
): Map<string, ReturnType<typeof clocksOf>[number]> {
  const waiting = rows.flatMap(({ conversation_id: id, waits_since, waited, first_at }) =>
    waits_since === null ? [] : [{ id, waits_since, waited: waited ?? 0, first_at }],
  );
  const clocks = waiting.length === 0 ? [] : clocksOf(salon, waiting, now);
  return new Map(waiting.flatMap(({ id }, i) => (clocks[i] === undefined ? [] : [[id, clocks[i]] as const])));
}
