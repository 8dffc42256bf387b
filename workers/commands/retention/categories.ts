// The categories of shared/policies/retention.json that a salon's rows fall under, and how each is let go. What the minute's
// sweep forgets over all salons (holds, codes, answers, sessions, accounts of who left) is in workers/commands/sweep.ts; the
// audit trail and consents hold ids alone, which mean nobody once the client's row is gone.

import type { RetentionCategory } from "../../engine/compliance/retention.ts";
import { askMediaIn, deleteOldTalk } from "../../store/conversations/forget.ts";
import { deleteMedia, type MediumKey } from "../../store/conversations/media.ts";
import { commit, database, platformDatabase, read } from "../../store/database.ts";
import { askNamedDocuments, unnameOldDocuments } from "../../store/desk/money/documents.ts";
import { askOldPhotos, deletePhotoBytes, deletePhotos } from "../../store/desk/photos.ts";
import {
  askOldMessages,
  askOldNotes,
  askOldVisits,
  askPastWaits,
  askQuietClients,
  type Candidate,
  carryRequests,
  deidentifyVisits,
  deleteOldMessages,
  deleteOldNotes,
} from "../../store/retention/due.ts";
import {
  askClosedIncidents,
  askClosedRequests,
  askFormerDocuments,
  deleteDocuments,
  deleteIncidents,
  deleteRequests,
} from "../../store/retention/records.ts";
import { deleteLetters, deleteWaits } from "../../store/vault/persons.ts";
import type { CommandContext } from "../command.ts";
import { erase } from "../compliance/erase.ts";

export interface Category {
  name: RetentionCategory;
  ask: typeof askOldVisits;
  /** Its term begins with a day of the salon's own calendar, not with an instant. */
  byDate?: true;
  /** Rows of one page. What takes a transaction for each row comes in small ones. */
  page: number;
  /** Lets go of these and says which of them are gone. */
  let(ctx: CommandContext, salon: string, due: readonly Candidate[]): Promise<ReadonlySet<string>>;
}

const idsOf = (due: readonly Candidate[]): string[] => due.map(({ id }) => id);

/** One statement for all of them. */
function atOnce(statements: (db: D1Database, salon: string, ids: string[]) => D1PreparedStatement[]): Category["let"] {
  return async (ctx, salon, due) => {
    const db = database(ctx.env, salon);
    await commit(db, statements(db, salon, idsOf(due)));
    return new Set(idsOf(due));
  };
}

/** In the order in which a night goes through them: who is gone has no older visits left to be unnamed. */
export const CATEGORIES: readonly Category[] = [
  {
    name: "special",
    ask: askOldNotes,
    page: 200,
    let: atOnce((db, salon, ids) => [deleteOldNotes(db, salon, JSON.stringify(ids))]),
  },
  { name: "photo", ask: askOldPhotos, page: 200, let: letPhotos },
  {
    name: "waitlist",
    ask: askPastWaits,
    byDate: true,
    page: 200,
    let: atOnce((db, salon, ids) => [carryRequests(db, salon, JSON.stringify(ids)), ...deleteWaits(db, salon, ids)]),
  },
  { name: "message", ask: askOldMessages, page: 200, let: letMessages },
  {
    name: "request",
    ask: askClosedRequests,
    page: 200,
    let: atOnce((db, salon, ids) => deleteRequests(db, salon, JSON.stringify(ids))),
  },
  {
    name: "incident",
    ask: askClosedIncidents,
    page: 50,
    let: atOnce((db, salon, ids) => deleteIncidents(db, salon, JSON.stringify(ids))),
  },
  {
    name: "staff",
    ask: askFormerDocuments,
    page: 200,
    let: atOnce((db, salon, ids) => [deleteDocuments(db, salon, JSON.stringify(ids))]),
  },
  { name: "client", ask: askQuietClients, page: 10, let: letClients },
  {
    name: "invoice",
    ask: askNamedDocuments,
    page: 200,
    let: atOnce((db, salon, ids) => [unnameOldDocuments(db, salon, JSON.stringify(ids))]),
  },
  {
    name: "booking",
    ask: askOldVisits,
    page: 200,
    let: atOnce((db, salon, ids) => [deidentifyVisits(db, salon, JSON.stringify(ids))]),
  },
];

/** The last one: a night in which it is done with is done. */
export const LAST = "booking" satisfies RetentionCategory;

async function letMessages(ctx: CommandContext, salon: string, due: readonly Candidate[]) {
  const platform = platformDatabase(ctx.env);
  const db = database(ctx.env, salon);
  await commit(platform, [deleteLetters(platform, idsOf(due))]);
  const ids = JSON.stringify(idsOf(due));
  const [media] = await read<[MediumKey]>(db, [askMediaIn(db, salon, ids)]);
  await deleteMedia(ctx.env, salon, media);
  await commit(db, [deleteOldMessages(db, salon, ids), ...deleteOldTalk(db, salon, ids)]);
  return new Set(idsOf(due));
}

async function letPhotos(ctx: CommandContext, salon: string, due: readonly Candidate[]) {
  await deletePhotoBytes(ctx.env, salon, idsOf(due));
  const db = database(ctx.env, salon);
  await commit(db, [deletePhotos(db, salon, idsOf(due))]);
  return new Set(idsOf(due));
}

/** Erased like whoever asks for it, one after the other: ledger, key, receipts and all. */
async function letClients(ctx: CommandContext, salon: string, due: readonly Candidate[]) {
  const gone = new Set<string>();
  for (const { id } of due) {
    const outcome = await erase(ctx, { salon, client: id, reason: "retention", request: null });
    if (outcome.ok) gone.add(id);
  }
  return gone;
}
