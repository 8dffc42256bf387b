// Who of the salon's clients is meant by a few letters or digits. Whoever is shown was read, and that is noted.

import { type Actor, actorName } from "../../../permissions.ts";
import { unknownSalon } from "../../../problem.ts";
import { database, read } from "../../../store/database.ts";
import { askComing, askFound, type FoundClient, soughtOf } from "../../../store/desk/clients/search.ts";
import { askVersion, SalonFrozen, type VersionRow } from "../../../store/snapshots.ts";
import type { CommandContext, Outcome } from "../../command.ts";
import { asProblem, refused } from "../../deciding/commit.ts";
import { noteRead } from "../../watching/reads.ts";

export interface SearchInput {
  salon: string;
  /** As it was typed; where it says nothing, whose visits are next is told. */
  typed: string;
  actor: Actor;
}

export async function searchClients(
  ctx: CommandContext,
  { salon, typed, actor }: SearchInput,
): Promise<Outcome<FoundClient[]>> {
  const db = database(ctx.env, salon);
  const sought = soughtOf(typed);
  try {
    const [[version], found] = await read<[VersionRow, FoundClient]>(db, [
      askVersion(db, salon),
      sought === null ? askComing(db, salon, ctx.now, "serve") : askFound(db, salon, sought, ctx.now, "serve"),
    ]);
    if (version === undefined) return refused(unknownSalon(salon));
    if (version.version === 0) throw new SalonFrozen("the salon is frozen");
    noteRead(ctx, salon, {
      actor: actorName(actor),
      session: "session" in actor ? actor.session : undefined,
      purpose: "serve",
      what: "clients",
      clients: found.map(({ client_id }) => client_id),
      objects: [],
    });
    return { ok: true, status: 200, body: JSON.stringify(found), value: found };
  } catch (error) {
    return refused(asProblem(error));
  }
}
