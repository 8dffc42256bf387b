// A deadline comes near: whoever has the conversation is told by letter, where nobody has it the owners are. Once for each wait, which
// the commit itself guards, for several passes may find the same.

import { askMembers, type MemberRow } from "../../../store/access/accounts.ts";
import { markWarned } from "../../../store/conversations/people/assigning.ts";
import { CommitRefused, commit, database, read } from "../../../store/database.ts";
import { insertMessage } from "../../../store/outbox.ts";
import { newId } from "../../../token.ts";
import type { CommandContext } from "../../command.ts";
import { announce } from "../../deciding/commit.ts";

export interface Warning {
  conversation: string;
  /** Minutes; of the wait. */
  since: number;
  /** Business minutes until the deadline; negative when it has passed. */
  left: number;
  /** Whose it is; null: nobody's. */
  account: string | null;
}

export async function warnOf(ctx: CommandContext, salon: string, warnings: readonly Warning[]): Promise<void> {
  if (warnings.length === 0) return;
  const db = database(ctx.env, salon);
  const [members] = await read<[MemberRow]>(db, [askMembers(db, salon)]);
  const owners = members.filter(({ role }) => role === "owner").map(({ account_id: account }) => account);
  for (const { conversation, since, left, account } of warnings) {
    const letters = (account === null ? owners : [account]).map((to) => ({ id: newId(), to }));
    const sent = await commit(db, [
      ...markWarned(db, salon, conversation, since, ctx.now),
      ...letters.map(({ id, to }) => {
        const payload = { conversation, account: to, left };
        return insertMessage(db, salon, id, { kind: "wait.warned", payload }, ctx.now);
      }),
    ]).catch(warnedAlready);
    if (sent === null) continue;
    console.warn(JSON.stringify({ event: "waits-soon-too-long", salon, conversation, left }));
    for (const { id } of letters) announce(ctx, salon, id);
  }
}

function warnedAlready(error: unknown): null {
  if (error instanceof CommitRefused && error.rule === "warned") return null;
  throw error;
}
