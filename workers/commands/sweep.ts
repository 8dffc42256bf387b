// What time alone brings about, once a minute: offers expire and pass on, and what is kept for a while is forgotten.

import { deleteOldChallenges, deleteOldLinks } from "../store/access/proofs.ts";
import { deleteEndedSessions } from "../store/access/sessions.ts";
import { deleteOldCodes } from "../store/clients.ts";
import { deletePastAdmissions } from "../store/compliance/admission.ts";
import { deletePastReads } from "../store/compliance/reads.ts";
import { deletePastThreats } from "../store/compliance/threats.ts";
import { deletePastForeseen } from "../store/conversations/foresight/foreseen.ts";
import { commit, everyDatabase, platformDatabase } from "../store/database.ts";
import { deleteEndedBlocks } from "../store/desk/clients/blocks.ts";
import { deletePastMerges } from "../store/desk/clients/merges.ts";
import { deleteForgottenHolds } from "../store/holds.ts";
import { deleteExpiredAnswers } from "../store/idempotency.ts";
import { deleteOldObjections } from "../store/law/objections.ts";
import { deleteOldEditions } from "../store/law/registry.ts";
import { salonsWithOpenings } from "../store/waitlist.ts";
import { forgetFormer } from "./access/team.ts";
import type { CommandContext } from "./command.ts";
import { forgetBegun } from "./desk/settings/begin.ts";
import { makeOffers } from "./offers.ts";
import { foldEvents } from "./watching/fold.ts";

export async function sweep(ctx: CommandContext): Promise<void> {
  await foldEvents(ctx);
  for (const salon of await salonsWithOpenings(ctx.env)) {
    // One salon's broken records must not keep the others waiting. The message might quote what it choked on.
    await makeOffers(ctx, { salon }).catch((error: unknown) => {
      const failure = error instanceof Error ? error.name : "unknown";
      console.error(JSON.stringify({ level: "error", event: "offers", trace: ctx.trace, salon, failure }));
    });
  }
  for (const db of everyDatabase(ctx.env)) {
    await commit(db, [
      deleteForgottenHolds(db, ctx.now),
      deleteExpiredAnswers(db, ctx.now),
      deletePastAdmissions(db, ctx.now * 60_000_000),
      deletePastThreats(db, ctx.now * 60),
      deletePastReads(db, ctx.now),
      deleteOldObjections(db, ctx.now),
      deleteEndedBlocks(db, ctx.now),
      deletePastMerges(db, ctx.now),
      ...deletePastForeseen(db, ctx.now),
    ]);
  }
  const db = platformDatabase(ctx.env);
  await commit(db, [
    deleteOldCodes(db, ctx.now),
    deleteOldLinks(db, ctx.now),
    deleteOldChallenges(db, ctx.now),
    deleteEndedSessions(db, ctx.now),
    ...deleteOldEditions(db),
  ]);
  await forgetFormer(ctx);
  await forgetBegun(ctx);
}
