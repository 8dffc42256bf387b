// Noting that a client of the salon tried something that was refused: who fails twice at the same step is told of to the team
// (commands/conversations/foresight). After the answer; what is lost is lost.

import type { Problem } from "../../problem.ts";
import { lookSooner } from "../../store/conversations/foresight/foreseen.ts";
import { insertStumbleOf } from "../../store/conversations/foresight/stumbles.ts";
import { commit, database } from "../../store/database.ts";
import { newId } from "../../token.ts";
import type { CommandContext } from "../command.ts";

/** Only what they can do nothing about themselves by reading the answer: somebody was quicker, or it cannot be had. */
export function noteStumble(
  ctx: CommandContext,
  salon: string,
  { phone, step }: { phone: string; step: string },
  { status }: Problem,
): void {
  if (status !== 409 && status !== 422) return;
  const db = database(ctx.env, salon);
  const noted = [insertStumbleOf(db, salon, { id: newId(), phone, step }, ctx.now), lookSooner(db, salon, ctx.now + 7)];
  ctx.waitUntil(commit(db, noted).catch(() => undefined));
}
