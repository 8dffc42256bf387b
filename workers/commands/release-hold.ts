// Give a hold back before it expires.

import { unknownHold } from "../problem.ts";
import { database, read } from "../store/database.ts";
import { askHold, type HoldRow } from "../store/holds.ts";
import type { CommandContext, Outcome } from "./command.ts";
import { conclude, deciding, refused } from "./deciding/commit.ts";
import { release } from "./hold.ts";

export interface ReleaseHoldInput {
  salon: string;
  hold: string;
}

export function releaseHold(ctx: CommandContext, input: ReleaseHoldInput): Promise<Outcome<null>> {
  return deciding(ctx, input.salon, async ({ slug }) => {
    const db = database(ctx.env, slug);
    const [[held]] = await read<[HoldRow]>(db, [askHold(db, slug, input.hold)]);
    if (held === undefined) return refused(unknownHold());
    return conclude<null>(ctx, db, {
      salon: slug,
      operation: "release-hold",
      idempotency: undefined,
      status: 204,
      value: null,
      facts: release(db, slug, held),
      audit: { actor: "client", action: "hold.released", subject: held.hold_id, detail: { start: held.start_at } },
      messages: [],
    });
  });
}
