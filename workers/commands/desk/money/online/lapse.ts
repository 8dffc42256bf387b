// A time that was held for its deposit and not paid for lapses by itself; whoever asked for it is told so, once. Money that comes later is
// still honoured (settle.ts).

import { type Problem, problem } from "../../../../problem.ts";
import { CommitRefused, database } from "../../../../store/database.ts";
import { lapsedAndUntold, markLapseTold, type PaymentOf } from "../../../../store/desk/money/online.ts";
import type { CommandContext } from "../../../command.ts";
import { conclude, deciding, refused } from "../../../deciding/commit.ts";

/** Minutes after the hold: a payment that was made in its last minute is told of some minutes later. */
const ON_ITS_WAY = 5;
const AT_ONCE = 50;

/** Told in the commit that marks it: whoever dies before it tells it in the next minute, and nobody tells it twice. */
export async function tellLapsed(ctx: CommandContext): Promise<void> {
  for (const lapsed of await lapsedAndUntold(ctx.env, ctx.now - ON_ITS_WAY, AT_ONCE)) await tell(ctx, lapsed);
}

/** One that cannot be told keeps none of the others waiting; the next minute tries again. */
async function tell(ctx: CommandContext, { salon, payment }: PaymentOf): Promise<void> {
  const db = database(ctx.env, salon);
  await deciding<null>(ctx, salon, () =>
    conclude<null>(ctx, db, {
      ...{ salon, operation: "tell-lapse", idempotency: undefined, status: 204, value: null },
      facts: markLapseTold(db, salon, payment, ctx.now - ON_ITS_WAY, ctx.now),
      audit: { actor: "system", action: "deposit.lapsed", subject: payment, detail: {} },
      messages: [{ kind: "deposit.lapsed", payload: { payment } }],
    }).catch((error: unknown) => {
      if (error instanceof CommitRefused && error.rule === "lapsed") return refused(wentOn());
      throw error;
    }),
  );
}

/** It was told, paid or held anew meanwhile. */
const wentOn = (): Problem => problem("went-on", 409, "This time is no longer one to tell of.");
