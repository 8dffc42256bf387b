// A photograph, for whoever of the team looks at it. Each reading is noted.

import { type Actor, actorName } from "../../../../permissions.ts";
import type { Problem } from "../../../../problem.ts";
import { database, read } from "../../../../store/database.ts";
import { askPhoto, type OnePhotoRow, readPhotoBytes } from "../../../../store/desk/photos.ts";
import { askVersion, SalonFrozen, type VersionRow } from "../../../../store/snapshots.ts";
import type { CommandContext } from "../../../command.ts";
import { asProblem, refused } from "../../../deciding/commit.ts";
import { noteRead } from "../../../watching/reads.ts";
import { unknownPhoto } from "./keep.ts";

export interface OpenInput {
  salon: string;
  photo: string;
  actor: Actor;
}

export async function openPhoto(
  ctx: CommandContext,
  { salon, photo, actor }: OpenInput,
): Promise<{ ok: true; value: { body: ReadableStream; type: string } } | { ok: false; problem: Problem }> {
  const db = database(ctx.env, salon);
  try {
    const [[version], [row]] = await read<[VersionRow, OnePhotoRow]>(db, [
      askVersion(db, salon),
      askPhoto(db, salon, photo, "serve"),
    ]);
    if (version?.version === 0) throw new SalonFrozen("the salon is frozen");
    const body = row === undefined ? null : await readPhotoBytes(ctx.env, salon, photo);
    if (row === undefined || body === null) return refused(unknownPhoto());
    noteRead(ctx, salon, {
      actor: actorName(actor),
      session: "session" in actor ? actor.session : undefined,
      purpose: "serve",
      what: "bookings",
      clients: [row.client_id],
      objects: [row.booking_id],
    });
    return { ok: true, value: { body, type: row.type } };
  } catch (error) {
    return refused(asProblem(error));
  }
}
