// A person takes a conversation over, or gives it to a colleague: conditional on whose it was on their page, so of sixteen who try
// at once one has it.

import { type Problem, problem } from "../../../problem.ts";
import { type Claim, claimBy, noteClaim } from "../../../store/conversations/people/assigning.ts";
import { askHere, type HereRow } from "../../../store/conversations/people/presence.ts";
import { database, read } from "../../../store/database.ts";
import type { CommandContext, Outcome } from "../../command.ts";
import { refused } from "../../deciding/commit.ts";
import { accountOf, acting, type PersonInput } from "../person.ts";
import { QUIET } from "./levels.ts";

export interface Taking extends PersonInput {
  /** Whose it was when they decided. */
  was: string | null;
}

export function takeOver(ctx: CommandContext, input: Taking): Promise<Outcome<object>> {
  const why = JSON.stringify({ by: "take" });
  return moving(ctx, input, "conversation.taken", { account: accountOf(input.actor), why });
}

/** To somebody who is here: one who is not would be taken for gone, and the conversation given to others. */
export async function handTo(ctx: CommandContext, input: Taking & { to: string }): Promise<Outcome<object>> {
  const db = database(ctx.env, input.salon);
  const [here] = await read<[HereRow]>(db, [askHere(db, input.salon, ctx.now, QUIET)]);
  if (!here.some(({ account_id: account }) => account === input.to)) return refused(notHere());
  const why = JSON.stringify({ by: "colleague", from: accountOf(input.actor) });
  return moving(ctx, input, "conversation.handed-on", { account: input.to, why });
}

function moving(
  ctx: CommandContext,
  input: Taking,
  action: string,
  to: Pick<Claim, "account" | "why">,
): Promise<Outcome<object>> {
  return acting(ctx, input, action, (db, of) => {
    if (of.assignee !== input.was || !["waiting", "person"].includes(of.state)) return taken();
    const claim = { conversation: of.conversation_id, was: of.assignee, ...to };
    return [...claimBy(db, of.salon_id, claim, ctx.now), noteClaim(db, of.salon_id, claim, ctx.now)];
  });
}

const taken = (): Problem => problem("taken", 409, "Somebody was quicker.");

const notHere = (): Problem => problem("not-here", 409, "They are not here now.");
