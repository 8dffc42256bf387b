// Give the whole trail away, entry by entry, so that somebody else can build the tree anew and compare its root with the
// checkpoints they kept.

import { unknownSalon } from "../../problem.ts";
import { askEntries, type EntryRow } from "../../store/compliance/audit-tree.ts";
import { database, read } from "../../store/database.ts";
import { askVersion, type VersionRow } from "../../store/snapshots.ts";
import type { CommandContext, Outcome } from "../command.ts";
import { asProblem, refused } from "../deciding/commit.ts";

/** Entries of one call. */
const AT_ONCE = 2000;

/** `body`: one `{"seq","entry"}` to a line, where `entry` is the canonical text that was hashed. */
export async function exportEntries(
  ctx: CommandContext,
  salon: string,
  { first }: { first: number },
): Promise<Outcome<{ entries: number }>> {
  try {
    const db = database(ctx.env, salon);
    const [[known], entries] = await read<[VersionRow, EntryRow]>(db, [
      askVersion(db, salon),
      askEntries(db, salon, first, first + AT_ONCE - 1),
    ]);
    if (known === undefined) return refused(unknownSalon(salon));
    const body = entries.map(({ seq, entry }) => `${JSON.stringify({ seq, entry })}\n`).join("");
    return { ok: true, status: 200, body, value: { entries: entries.length } };
  } catch (error) {
    return refused(asProblem(error));
  }
}
