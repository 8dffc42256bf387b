// What time alone brings about, once a minute: offers expire and pass on, and what is kept for a while is forgotten.

import { deleteOldCodes } from "../store/clients.ts";
import { commit, everyDatabase, platformDatabase } from "../store/database.ts";
import { deleteForgottenHolds } from "../store/holds.ts";
import { deleteExpiredAnswers } from "../store/idempotency.ts";
import { deletePastEntries, salonsWithOpenings } from "../store/waitlist.ts";
import type { CommandContext } from "./command.ts";
import { makeOffers } from "./offers.ts";

export async function sweep(ctx: CommandContext): Promise<void> {
  for (const salon of await salonsWithOpenings(ctx.env)) await makeOffers(ctx, { salon });
  for (const db of everyDatabase(ctx.env)) {
    await commit(db, [
      deleteForgottenHolds(db, ctx.now),
      deleteExpiredAnswers(db, ctx.now),
      deletePastEntries(db, ctx.now),
    ]);
  }
  const db = platformDatabase(ctx.env);
  await commit(db, [deleteOldCodes(db, ctx.now)]);
}
