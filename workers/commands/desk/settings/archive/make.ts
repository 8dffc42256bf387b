// Everything of a salon as one zip file, made in the background: page by page out of D1, part by part into R2, so that no salon is too
// large for the memory. Whoever asked, and that it was made, is in the trail; what it shows of clients is in the read log.

import { Zip, ZipDeflate } from "fflate";
import { type Actor, actorName, has } from "../../../../permissions.ts";
import { problem } from "../../../../problem.ts";
import { appendAudit } from "../../../../store/audit.ts";
import { CommitRefused, commit, database, read } from "../../../../store/database.ts";
import {
  type ArchiveRow,
  type ArchiveWriter,
  archiveGone,
  archiveMade,
  archiveWriter,
  askArchive,
  askStanding,
  deleteArchive,
  dueArchives,
  insertArchive,
  makeAnew,
} from "../../../../store/desk/settings/archives.ts";
import { askSealedPage, type Exported, type SealedRow, TABLES } from "../../../../store/desk/settings/everything.ts";
import { readDocument } from "../../../../store/salons.ts";
import { newId } from "../../../../token.ts";
import type { CommandContext, Outcome } from "../../../command.ts";
import { wake } from "../../../conversations/wake.ts";
import { asProblem, conclude, refused } from "../../../deciding/commit.ts";
import { openForArchive } from "../../../vault/special.ts";
import { noteRead } from "../../../watching/reads.ts";
import { csvRows, jsonEnd, jsonRows, README } from "./written.ts";

/** Rows of one page. */
const AT_ONCE = 1000;
/** Minutes for which an archive lies ready: a week. */
const KEPT = 7 * 1440;

export async function askForArchive(
  ctx: CommandContext,
  salon: string,
  actor: Actor,
  wishes: { special: boolean },
): Promise<Outcome<{ archive: string }>> {
  const db = database(ctx.env, salon);
  const archive = newId();
  const special = wishes.special && has(actor.role, "special.read");
  try {
    const outcome = await conclude(ctx, db, {
      salon,
      operation: "ask-for-archive",
      idempotency: undefined,
      status: 201,
      value: { archive },
      facts: insertArchive(db, salon, { id: archive, actor: actorName(actor), special }, ctx.now),
      audit: { actor: actorName(actor), action: "archive.asked", subject: archive, detail: { special } },
      messages: [],
    });
    wake(ctx, { salon, id: archive, what: "archive" });
    return outcome;
  } catch (error) {
    const being = problem("archive-being-made", 409, "An archive is being made already.");
    return refused(error instanceof CommitRefused && error.rule === "archive" ? being : asProblem(error));
  }
}

/** Making one twice at once puts the same file in the same place, and says so in the trail once. */
export async function makeArchive(ctx: CommandContext, salon: string, archive: string): Promise<void> {
  const db = database(ctx.env, salon);
  const [[row]] = await read<[ArchiveRow]>(db, [askArchive(db, salon, archive)]);
  if (row?.state !== "making") return;
  const bytes = await zipped(ctx, salon, row);
  const { edition } = row;
  const made = archiveMade(db, salon, archive, { edition, bytes, until: ctx.now + KEPT }, ctx.now);
  const detail = { bytes, special: row.special === 1 };
  const entry = { at: ctx.now, actor: row.actor, action: "archive.made", subject: archive, trace: ctx.trace, detail };
  await commit(db, [...made, await appendAudit(db, salon, entry)]).catch(async (error: unknown) => {
    if (!(error instanceof CommitRefused)) throw error;
    const [[now]] = await read<[ArchiveRow]>(db, [askArchive(db, salon, archive)]);
    if (now?.edition !== edition) await deleteArchive(ctx.env, salon, row);
  });
}

/** Whoever is erased goes from every archive: what lies there is deleted, and each is made anew by the sweep. */
export async function eraseFromArchives(ctx: CommandContext, salon: string) {
  const db = database(ctx.env, salon);
  const [standing] = await read<[{ archive_id: string; edition: number }]>(db, [askStanding(db, salon)]);
  let gone = 0;
  for (const archive of standing) if (await deleteArchive(ctx.env, salon, archive)) gone += 1;
  return { gone, facts: [makeAnew(db, salon, ctx.now)] };
}

async function zipped(ctx: CommandContext, salon: string, row: ArchiveRow): Promise<number> {
  const writer = await archiveWriter(ctx.env, salon, row);
  const archive = zipInto(writer);
  const document = await readDocument(ctx.env, salon);
  await archive.file("README.txt", async (say) => say(README));
  await archive.file("document.json", async (say) => say(`${JSON.stringify(document?.document ?? null, null, 2)}\n`));
  const db = database(ctx.env, salon);
  for (const [name, page] of Object.entries(TABLES)) {
    const pages = async (each: (rows: Exported[]) => Promise<void>) => {
      for (let after = "", more = true; more; ) {
        const [rows] = await read<[Exported]>(db, [page(db, salon, after, AT_ONCE, "prove")]);
        if (rows.length > 0) await each(rows);
        after = rows.at(-1)?.after ?? after;
        more = rows.length === AT_ONCE;
      }
    };
    await archive.file(`${name}.csv`, (say) => writtenRows(pages, csvRows, say));
    await archive.file(`${name}.json`, async (say) => {
      const any = await writtenRows(pages, jsonRows, say);
      await say(jsonEnd(any));
    });
    if (name === "clients") await pages(async (rows) => noteClients(ctx, salon, row.actor, rows));
  }
  if (row.special === 1) await archive.file("special_notes.json", (say) => specialNotes(ctx, db, salon, say));
  return archive.end();
}

type Say = (text: string) => Promise<void>;
type Pages = (each: (rows: Exported[]) => Promise<void>) => Promise<void>;

/** Whether there was any row. */
async function writtenRows(
  pages: Pages,
  written: (rows: Omit<Exported, "after">[], first: boolean) => string,
  say: Say,
): Promise<boolean> {
  let first = true;
  await pages(async (rows) => {
    await say(
      written(
        rows.map(({ after: _after, ...row }) => row),
        first,
      ),
    );
    first = false;
  });
  return !first;
}

function noteClients(ctx: CommandContext, salon: string, actor: string, rows: readonly Exported[]): void {
  const clients = rows.map(({ client_id }) => String(client_id));
  noteRead(ctx, salon, { actor, purpose: "prove", what: "clients", clients, objects: [] });
}

async function specialNotes(ctx: CommandContext, db: D1Database, salon: string, say: Say): Promise<void> {
  let any = false;
  for (let after = "", more = true; more; ) {
    const [rows] = await read<[SealedRow]>(db, [askSealedPage(db, salon, after, AT_ONCE)]);
    const texts = await openForArchive(ctx, salon, rows);
    const told = rows.map(({ note_id, client_id, booking_id, created_at }) => {
      return { note_id, client_id, booking_id, created_at, text: texts.get(note_id) ?? null };
    });
    if (told.length > 0) await say(jsonRows(told, !any));
    any ||= told.length > 0;
    after = rows.at(-1)?.after ?? after;
    more = rows.length === AT_ONCE;
  }
  await say(jsonEnd(any));
}

/** The library hands over what it made as soon as it is made; it is put away before more is asked for. */
function zipInto(writer: ArchiveWriter) {
  const made: Uint8Array[] = [];
  let failure: Error | null = null;
  const zip = new Zip((error, bytes) => {
    if (error) failure = error;
    else made.push(bytes);
  });
  const putAway = async () => {
    if (failure !== null) throw failure;
    for (const bytes of made.splice(0)) await writer.write(bytes);
  };
  const encoder = new TextEncoder();
  return {
    async file(name: string, fill: (say: Say) => Promise<unknown>): Promise<void> {
      const entry = new ZipDeflate(name, { level: 6 });
      zip.add(entry);
      await fill(async (text) => {
        entry.push(encoder.encode(text), false);
        await putAway();
      });
      entry.push(new Uint8Array(), true);
      await putAway();
    },
    async end(): Promise<number> {
      zip.end();
      await putAway();
      return writer.end();
    },
  };
}

/** What the queue lost is made; what has lain for a week goes. */
export async function archivesDue(ctx: CommandContext): Promise<void> {
  for (const due of await dueArchives(ctx.env, ctx.now)) {
    const { salon_id, archive_id, state } = due;
    if (state === "making") await makeArchive(ctx, salon_id, archive_id);
    else {
      await deleteArchive(ctx.env, salon_id, due);
      const db = database(ctx.env, salon_id);
      await commit(db, [archiveGone(db, salon_id, archive_id)]);
    }
  }
}
