// What the stores hold of one person, and the forgetting of it: by whoever asks for it, when its term is over, and again
// after a restore. The order is what makes it safe to break off anywhere: first the ledger and the key, in a database that
// no restore of the main one touches; then what spans salons; then the salon's own rows, all or nothing.

import { type AuditEntry, appendAudit } from "../../store/audit.ts";
import { deleteExport } from "../../store/compliance/requests/exports.ts";
import { askExports } from "../../store/compliance/requests/receipts.ts";
import { keepExportUntil } from "../../store/compliance/requests/requests.ts";
import { askMediaOf, deleteTalks } from "../../store/conversations/forget.ts";
import { deleteMedia, type MediumKey } from "../../store/conversations/media.ts";
import { commit, database, keysDatabase, platformDatabase, read } from "../../store/database.ts";
import { forgetClientFacts } from "../../store/desk/clients/forget.ts";
import { askFormers, type FormerRow } from "../../store/desk/clients/former.ts";
import { unnameDocuments } from "../../store/desk/money/documents.ts";
import { askPhotosOfVisits, deletePhotoBytes, deletePhotos, mustHaveNoPhotos } from "../../store/desk/photos.ts";
import { keepObjection } from "../../store/law/objections.ts";
import { askHoldsOn, deleteHoldsOn, type HoldRow } from "../../store/retention/holds.ts";
import { askErasure, destroyKey, type Erasure, enterErasure } from "../../store/vault/keys.ts";
import {
  askConsents,
  askMessagesOf,
  askOffersOf,
  askPerson,
  askVisitsOf,
  askWaitsOf,
  deleteAnswersAbout,
  deleteCodesOf,
  deleteLetters,
  deleteMessages,
  deletePerson,
  deleteRepresentations,
  deleteSpecialNotesOf,
  deleteWaits,
  forgetNumber,
  type PersonRow,
  unnameRequests,
  unnameVisits,
  type VisitOfPerson,
  type WaitOfPerson,
} from "../../store/vault/persons.ts";
import { formatDate, MINUTES_PER_DAY } from "../../time.ts";
import { phoneHash } from "../../token.ts";
import type { CommandContext } from "../command.ts";
import { eraseFromArchives } from "../desk/settings/archive/make.ts";
import { eraseFromImports, type Person } from "../desk/settings/import/erased.ts";
import { objectionHashes } from "../law/objections.ts";

/** That a store has forgotten `rows` rows at `at`; `what` is a word of shared/locales (`receipt.{what}`). */
export interface Receipt {
  store: "d1" | "keys" | "kv" | "r2" | "queue" | "e-mail";
  what: string;
  rows: number;
  /** Minutes since the epoch. */
  at: number;
  /** The first day, YYYY-MM-DD, on which no earlier state of the store can be brought back any more. */
  forgotten_by?: string;
}

/** Days for which D1 can be set back to an earlier state (its point-in-time recovery). */
const RECOVERY_DAYS = 30;
/** Days for which the platform's queue keeps what nobody takes. */
const QUEUE_DAYS = 4;

/** Everything that there is of a person in a salon. */
export interface Held {
  person: PersonRow | undefined;
  visits: VisitOfPerson[];
  waits: WaitOfPerson[];
  offers: string[];
  messages: string[];
  consents: number[];
  holds: HoldRow[];
  /** Rows that were found to be theirs, with keys of their own. */
  formers: FormerRow[];
  /** The ledger's row, when the person was erased before. */
  erased: Erasure | undefined;
}

export async function heldOf(ctx: CommandContext, salon: string, client: string, at: number): Promise<Held> {
  const db = database(ctx.env, salon);
  const keys = keysDatabase(ctx.env);
  const [[[person], visits, waits, offers, messages, consents, holds, formers], [[erased]]] = await Promise.all([
    read<
      [
        PersonRow,
        VisitOfPerson,
        WaitOfPerson,
        { offer_id: string },
        { message_id: string },
        { at: number },
        HoldRow,
        FormerRow,
      ]
    >(db, [
      askPerson(db, salon, client, "rights"),
      askVisitsOf(db, salon, client, "rights", ctx.now),
      askWaitsOf(db, salon, client, "rights"),
      askOffersOf(db, salon, client),
      askMessagesOf(db, salon, client, at),
      askConsents(db, salon, client),
      askHoldsOn(db, salon, client, ctx.now),
      askFormers(db, salon, client, "rights"),
    ]),
    read<[Erasure]>(keys, [askErasure(keys, salon, client)]),
  ]);
  return {
    person,
    visits,
    waits,
    offers: offers.map(({ offer_id }) => offer_id),
    messages: messages.map(({ message_id }) => message_id),
    consents: consents.map((consent) => consent.at),
    holds,
    formers,
    erased,
  };
}

export interface Forgetting {
  salon: string;
  client: string;
  /** What came after it stays. */
  at: number;
  reason: "request" | "retention";
  request: string | null;
  held: Held;
  /** First and last in the salon's own commit. */
  before: D1PreparedStatement[];
  after: D1PreparedStatement[];
  /** Null where nothing is left to tell of. */
  audit: Pick<AuditEntry, "actor" | "detail"> | null;
}

export async function forget(ctx: CommandContext, what: Forgetting): Promise<Receipt[]> {
  const { salon, client, at, held } = what;
  const keys = keysDatabase(ctx.env);
  const formers = held.formers.filter((former) => former.created_at <= at);
  const selves = [client, ...formers.map(({ former_id }) => former_id)];
  const entered = selves.map((self) =>
    enterErasure(keys, { salon, client: self, at, reason: what.reason, request: what.request }),
  );
  const keyed = selves.map((self) => destroyKey(keys, salon, self, at));
  const destroyed = sum((await commit(keys, [...entered, ...keyed])).slice(selves.length));

  const platform = platformDatabase(ctx.env);
  const waits = held.waits.filter((wait) => wait.created_at <= at);
  const visits = held.visits.filter((visit) => isMeant(visit, at));
  const named = [held.person, ...formers, ...visits, ...waits];
  const numbers = await numbersOf(ctx, named);
  const hashes = await objectionHashes(
    ctx.env,
    salon,
    named.flatMap((row) => [row?.phone, row?.email]),
  );
  const addresses = new Set(named.flatMap((row) => (row?.email ? [row.email] : [])));
  const spanning = await commit(platform, [
    deleteLetters(platform, held.messages),
    ...numbers.map(({ hash }) => deleteCodesOf(platform, hash)),
  ]);

  const exports = await forgetExports(ctx, salon, client);
  const copies = await forgetCopies(ctx, what, {
    names: named.flatMap((row) => (row?.name ? [row.name] : [])),
    phones: numbers.map(({ phone }) => phone),
    emails: [...addresses],
    ids: [...selves, ...visits.map(({ booking_id }) => booking_id)],
  });
  const db = database(ctx.env, salon);
  const bills = visits.map(({ booking_id }) => booking_id);
  const [media, pictures] = await read<[MediumKey, { photo_id: string }]>(db, [
    askMediaOf(db, salon, client, at),
    askPhotosOfVisits(db, salon, bills),
  ]);
  await deleteMedia(ctx.env, salon, media);
  const photos = pictures.map(({ photo_id }) => photo_id);
  await deletePhotoBytes(ctx.env, salon, photos);
  const ids = [...visits.map(({ booking_id }) => booking_id), ...waits.map(({ waitlist_id }) => waitlist_id)];
  const entry = what.audit && {
    action: "person.erased",
    subject: client,
    at: ctx.now,
    trace: ctx.trace,
    ...what.audit,
  };
  const talks = [
    keepObjection(db, salon, client, hashes, ctx.now),
    ...deleteTalks(db, salon, client, at),
    unnameDocuments(db, salon, bills),
  ];
  const steps: D1PreparedStatement[] = [
    deleteMessages(db, salon, held.messages),
    deleteAnswersAbout(db, salon, [...ids, ...held.offers]),
    ...deleteWaits(
      db,
      salon,
      waits.map(({ waitlist_id }) => waitlist_id),
    ),
    deleteSpecialNotesOf(db, salon, client, at),
    unnameVisits(
      db,
      salon,
      visits.map(({ booking_id }) => booking_id),
    ),
    deletePerson(db, salon, client, at),
    unnameRequests(db, salon, client, what.request, at),
    deleteRepresentations(db, salon, [...addresses], at),
    ...numbers.map(({ phone, hash }) => forgetNumber(db, salon, phone, hash)),
    deleteHoldsOn(db, salon, client, at),
    ...forgetClientFacts(db, salon, client, selves, at),
    deletePhotos(db, salon, photos),
    mustHaveNoPhotos(db, salon, bills),
  ];
  const changed = await commit(db, [
    ...what.before,
    ...talks,
    ...steps,
    ...copies.facts,
    ...what.after,
    ...(entry === null ? [] : [await appendAudit(db, salon, entry)]),
  ]);
  const [messages = 0, answers = 0, offers = 0, entries = 0, notes = 0, unnamed = 0, person = 0, ...others] =
    changed.slice(what.before.length + talks.length);
  const [requests = 0, said = 0, ...rest] = others;
  return receipts(ctx.now, {
    destroyed,
    messages: messages + (spanning[0] ?? 0) + sum(changed.slice(what.before.length + 1).slice(0, talks.length - 1)),
    answers,
    waits: offers + entries,
    notes,
    unnamed,
    // The keys that a client is found by go with the row and are counted as one with it.
    person: Math.min(1, person) + sum(rest.slice(0, numbers.length)),
    requests: requests + said,
    codes: sum(spanning.slice(1)),
    exports,
    media: media.length,
    imports: copies.imports,
    archives: copies.archives,
    photos: photos.length,
  });
}

/** Files that were brought along and archives name them too, for as long as there is something of theirs in the salon's rows. */
async function forgetCopies(ctx: CommandContext, { salon, audit }: Forgetting, person: Person) {
  if (audit === null) return { imports: 0, archives: 0, facts: [] };
  const [imports, archives] = [await eraseFromImports(ctx, salon, person), await eraseFromArchives(ctx, salon)];
  return { imports: imports.rows, archives: archives.gone, facts: [...imports.facts, ...archives.facts] };
}

/** What was gathered for requests of theirs lies in R2 for a while; D1 forgets that it does once it does not. */
async function forgetExports(ctx: CommandContext, salon: string, client: string): Promise<number> {
  const db = database(ctx.env, salon);
  const [found] = await read<[{ request_id: string }]>(db, [askExports(db, salon, client)]);
  let gone = 0;
  for (const { request_id: request } of found) {
    if (await deleteExport(ctx.env, salon, request)) gone += 1;
    await commit(db, [keepExportUntil(db, salon, request, null)]);
  }
  return gone;
}

/** A visit made in the very minute and still to be served came while the others were being erased: it stays. */
function isMeant({ created_at, coming }: VisitOfPerson, at: number): boolean {
  return created_at < at || (created_at === at && coming === 0);
}

/** The numbers that the person goes by, each with the hash that it is known by across salons. */
async function numbersOf(
  ctx: CommandContext,
  rows: ({ phone: string } | undefined)[],
): Promise<{ phone: string; hash: string }[]> {
  const phones = new Set(rows.flatMap((row) => (row === undefined || row.phone === "" ? [] : [row.phone])));
  return Promise.all([...phones].map(async (phone) => ({ phone, hash: await phoneHash(ctx.env.TOKEN_SECRET, phone) })));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

type Counts = Record<
  | "destroyed"
  | "messages"
  | "answers"
  | "waits"
  | "notes"
  | "unnamed"
  | "person"
  | "requests"
  | "codes"
  | "exports"
  | "media"
  | "imports"
  | "archives"
  | "photos",
  number
>;

/** One for each thing in each store; the stores that hold nothing of clients by design say so with 0. */
function receipts(now: number, rows: Counts): Receipt[] {
  const day = (days: number) => formatDate(Math.floor(now / MINUTES_PER_DAY) + days + 1);
  const d1 = (what: string, count: number): Receipt => ({
    store: "d1",
    what,
    rows: count,
    at: now,
    forgotten_by: day(RECOVERY_DAYS),
  });
  return [
    { store: "keys", what: "person-key", rows: rows.destroyed, at: now, forgotten_by: day(RECOVERY_DAYS) },
    d1("client", rows.person),
    d1("visits", rows.unnamed),
    d1("special-notes", rows.notes),
    d1("waitlist", rows.waits),
    d1("messages", rows.messages),
    d1("requests", rows.requests),
    d1("answers", rows.answers),
    d1("codes", rows.codes),
    { store: "kv", what: "nothing-kept", rows: 0, at: now },
    { store: "r2", what: "exports", rows: rows.exports, at: now },
    { store: "r2", what: "media", rows: rows.media, at: now },
    { store: "r2", what: "imports", rows: rows.imports, at: now },
    { store: "r2", what: "archives", rows: rows.archives, at: now },
    { store: "r2", what: "photos", rows: rows.photos, at: now },
    { store: "queue", what: "pointers", rows: 0, at: now, forgotten_by: day(QUEUE_DAYS) },
    { store: "e-mail", what: "letters-sent", rows: 0, at: now },
  ];
}
