// One stretch of a file: looked at, or written, and the job moved on in the same commit. A stretch that is worked off twice finds that
// the job is elsewhere and writes nothing.

import type { SalonDocument } from "../../../../../shared/contracts/salon.ts";
import { instantsOf } from "../../../../engine/clock.ts";
import { engine } from "../../../../engine/shipped.ts";
import { appendAudit } from "../../../../store/audit.ts";
import { mustNotBeFrozen } from "../../../../store/compliance/containment.ts";
import { CommitRefused, commit, database, read } from "../../../../store/database.ts";
import { forgetWhose, insertWhose } from "../../../../store/desk/settings/import-people.ts";
import {
  advanceImport,
  askImport,
  askKnownPhones,
  askKnownVisits,
  deleteImportFile,
  dueImports,
  forgetImports,
  type ImportRow,
  insertClients,
  insertPastVisits,
  insertProven,
  insertRefusals,
  type RefusalRow,
  readImportFile,
  type Stretch,
} from "../../../../store/desk/settings/imports.ts";
import { keptMinutes } from "../../../../store/retention/terms.ts";
import { askDocument, type DocumentRow } from "../../../../store/salons.ts";
import { newId, phoneHash } from "../../../../token.ts";
import { book } from "../../../book.ts";
import type { CommandContext } from "../../../command.ts";
import { putSalon } from "../../../put-salon.ts";
import { dropImport, goOn } from "./begin.ts";
import { isErased, parseCsv } from "./csv.ts";
import {
  type About,
  cellsOf,
  idOf,
  namesOf,
  phoneOf,
  type ReadClient,
  type ReadPhone,
  type ReadService,
  type ReadVisit,
  readClient,
  readService,
  readVisit,
  type Tell,
} from "./rows.ts";
import { withServices } from "./services.ts";

/** Rows of one stretch, and the most bytes that are read for them. A booking is a command of its own. */
const ROWS = { clients: 1000, services: 500, bookings: 40 };
const BYTES = 1 << 20;

/** What a stretch comes to, before the job's own row. */
interface Work {
  good: number;
  known: number;
  refusals: RefusalRow[];
  /** Rows that are refused; a row may have several faults, and a fault need not refuse it. */
  refused: Set<number>;
  facts: D1PreparedStatement[];
}

export async function stepImport(ctx: CommandContext, salon: string, job: string, phone: ReadPhone): Promise<void> {
  const db = database(ctx.env, salon);
  const [[row], [document]] = await read<[ImportRow, DocumentRow]>(db, [
    askImport(db, salon, job),
    askDocument(db, salon),
  ]);
  if (row === undefined || document === undefined || (row.state !== "checking" && row.state !== "writing")) return;
  const about = JSON.parse(row.about) as About;
  const bytes = await readImportFile(ctx.env, salon, job, row.next_byte, BYTES);
  if (bytes === null) return dropImport(ctx, salon, job);
  const whole = row.next_byte + bytes.length >= about.bytes;
  const { rows } = parseCsv(bytes, about.separator, { most: ROWS[row.kind], last: whole });
  const to = rows.length === 0 ? about.bytes : row.next_byte + (rows.at(-1)?.end ?? 0);
  const stretch = rows.map(({ cells }, index) => ({ row: row.next_row + index, cells }));
  const work = await workOff(
    ctx,
    { salon, row, about, phone, document: JSON.parse(document.document), version: document.version },
    stretch,
  );
  const ends = to >= about.bytes;
  const next = ends ? (row.state === "checking" ? "checked" : "done") : null;
  const advanced: Stretch = {
    salon,
    job,
    edition: row.edition,
    from: row.next_byte,
    to,
    rows: stretch.length,
    good: work.good,
    known: work.known,
    refused: work.refused.size,
    state: next,
  };
  try {
    await commit(db, [
      mustNotBeFrozen(db, salon),
      ...advanceImport(db, advanced, ctx.now),
      insertRefusals(db, salon, job, work.refusals),
      ...work.facts,
      next === "done" ? forgetWhose(db, salon, job) : insertWhose(db, salon, job, whoseRows(about, phone, stretch)),
      ...(row.state === "writing" ? [await written(ctx, db, row, salon, work)] : []),
    ]);
  } catch (error) {
    if (error instanceof CommitRefused && error.rule === "import") return; // somebody else was here
    throw error;
  }
  if (next === "done") await deleteImportFile(ctx.env, salon, job);
  else if (next === null) goOn(ctx, salon, job);
}

function written(ctx: CommandContext, db: D1Database, row: ImportRow, salon: string, { good, known, refused }: Work) {
  const detail = { kind: row.kind, from: row.next_row, written: good, known, refused: refused.size };
  return appendAudit(db, salon, {
    at: ctx.now,
    actor: row.actor,
    action: "import.written",
    subject: row.job_id,
    trace: ctx.trace,
    detail,
  });
}

interface Job {
  salon: string;
  row: ImportRow;
  about: About;
  phone: ReadPhone;
  document: SalonDocument;
  version: number;
}

type Rows = readonly { row: number; cells: string[] }[];

async function workOff(ctx: CommandContext, job: Job, rows: Rows): Promise<Work> {
  const work: Work = { good: 0, known: 0, refusals: [], refused: new Set(), facts: [] };
  const twice = new Set(job.about.twice);
  const tell = (row: number): Tell => {
    return (field, reason) => work.refusals.push({ row, field, reason });
  };
  const single = rows.filter(({ row, cells }) => {
    if (isErased(cells)) refuse(work, row, "name", "erased");
    else if (twice.has(row)) refuse(work, row, job.row.kind === "clients" ? "phone" : "name", "twice");
    return !twice.has(row) && !isErased(cells);
  });
  const readEach = <T>(readRow: (row: number, cells: string[]) => T | null): T[] =>
    single.flatMap(({ row, cells }) => {
      const value = readRow(row, cells);
      if (value === null) work.refused.add(row);
      return value === null ? [] : [value];
    });
  const { about, phone } = job;
  if (job.row.kind === "clients") {
    await clients(
      ctx,
      job,
      work,
      readEach((row, cells) => readClient(row, cellsOf(cells, about), about.order, phone, tell(row))),
    );
  } else if (job.row.kind === "services") {
    await services(
      ctx,
      job,
      work,
      readEach((row, cells) => readService(row, cellsOf(cells, about), tell(row))),
    );
  } else {
    const names = namesOf(job.document);
    await visits(
      ctx,
      job,
      work,
      readEach((row, cells) => readVisit(row, cellsOf(cells, about), about.order, phone, names, tell(row))),
    );
  }
  return work;
}

/** Rows that name somebody by a number, those that are refused for something else among them. */
function whoseRows(about: About, phone: ReadPhone, rows: Rows): { row: number; phone: string }[] {
  return rows.flatMap(({ row, cells }) => {
    const number = isErased(cells) ? null : phoneOf(cellsOf(cells, about)("phone"), phone);
    return number === null ? [] : [{ row, phone: number }];
  });
}

function refuse(work: Work, row: number, field: string, reason: string): void {
  work.refused.add(row);
  work.refusals.push({ row, field, reason });
}

async function clients(
  ctx: CommandContext,
  { salon, row: { state, job_id } }: Job,
  work: Work,
  wanted: ReadClient[],
): Promise<void> {
  const db = database(ctx.env, salon);
  const [found] = await read<[{ at: number }]>(db, [
    askKnownPhones(
      db,
      salon,
      wanted.map(({ phone }) => phone),
    ),
  ]);
  const known = new Set(found.map(({ at }) => at));
  const fresh = wanted.filter((_, index) => !known.has(index));
  work.known += known.size;
  work.good += fresh.length;
  if (state !== "writing" || fresh.length === 0) return;
  const made = await Promise.all(
    fresh.map(async ({ consent, row, ...client }) => {
      return {
        ...client,
        id: await idOf(job_id, row),
        phoneHash: await phoneHash(ctx.env.TOKEN_SECRET, client.phone),
        consent,
      };
    }),
  );
  const proven = made.flatMap(({ id, consent }) => (consent === null ? [] : [{ id: newId(), client: id, ...consent }]));
  work.facts.push(
    ...insertClients(
      db,
      salon,
      made.map(({ consent: _consent, ...client }) => client),
      ctx.now,
    ),
    ...(proven.length === 0 ? [] : [insertProven(db, salon, proven)]),
  );
}

/** The document is one, so its services are put at once; by the version that was read, or not at all. */
async function services(ctx: CommandContext, job: Job, work: Work, wanted: ReadService[]): Promise<void> {
  const { document, added } = withServices(job.document, wanted);
  work.known += wanted.length - added.length;
  work.good += added.length;
  if (job.row.state !== "writing" || added.length === 0) return;
  const outcome = await putSalon(ctx, { document, actor: job.row.actor, expect: job.version });
  if (outcome.ok) return;
  if (outcome.problem.status >= 500 || outcome.problem.type === "document-changed")
    throw new Error(outcome.problem.type);
  for (const { row } of added) refuse(work, row, "name", outcome.problem.type);
  work.good = 0;
}

/** What is over is written down; what is to come goes through the same command as any booking, under a key of its row's own. */
async function visits(ctx: CommandContext, job: Job, work: Work, wanted: ReadVisit[]): Promise<void> {
  const { salon, document, row } = job;
  const { state, job_id } = row;
  const db = database(ctx.env, salon);
  const starts = instantsOf(
    document.timezone,
    wanted.map(({ wall }) => wall),
    engine,
  );
  const timed = wanted.map((visit, index) => ({ ...visit, start: starts[index] ?? 0 }));
  const [found] = await read<[{ at: number }]>(db, [askKnownVisits(db, salon, timed)]);
  const known = new Set(found.map(({ at }) => at));
  const fresh = timed.filter((_, index) => !known.has(index));
  work.known += known.size;
  if (state !== "writing") {
    work.good += fresh.length;
    return;
  }
  const past = fresh.filter(({ start }) => start < ctx.now);
  for (const visit of fresh.filter(({ start }) => start >= ctx.now)) {
    const outcome = await book(ctx, {
      salon,
      visit: { services: [{ id: visit.service, staff: visit.staff ?? undefined }], start: visit.start },
      client: {
        name: visit.name,
        phone: visit.phone,
        email: visit.email ?? undefined,
        language: visit.language ?? undefined,
      },
      brought: { job: job_id, edition: row.edition },
      desk: { by: row.actor },
      idempotency: { key: `import-${job_id}-${visit.row}`, bodyHash: job_id },
    });
    if (outcome.ok) work.good++;
    else if (outcome.problem.status >= 500) throw new Error(outcome.problem.type);
    else refuse(work, visit.row, "time", outcome.problem.type);
  }
  if (past.length === 0) return;
  work.good += past.length;
  const named = await Promise.all(
    past.map(async ({ phone, name, email, language }) => {
      return { id: newId(), phone, phoneHash: await phoneHash(ctx.env.TOKEN_SECRET, phone), name, email, language };
    }),
  );
  const made = await Promise.all(
    past.map(async ({ row, phone, name, email, service, staff, start, price }) => {
      const { minutes, cents } = lengthAndPrice(document, service, staff);
      const what = [{ id: service, ...(staff === null ? {} : { staff }) }];
      return {
        id: await idOf(job_id, row),
        phone,
        name,
        email,
        services: what,
        start,
        end: start + minutes,
        price: price ?? cents,
      };
    }),
  );
  work.facts.push(...insertClients(db, salon, named, ctx.now), insertPastVisits(db, salon, made, ctx.now));
}

function lengthAndPrice(document: SalonDocument, id: string, staff: string | null): { minutes: number; cents: number } {
  const service = document.services.find((one) => one.id === id);
  const skill = document.staff.find((one) => one.id === staff)?.services.find((one) => one.id === id);
  const minutes = skill?.minutes ?? service?.phases.map((phase) => phase.minutes) ?? [];
  return {
    minutes: minutes.reduce((sum, each) => sum + each, 0) || 5,
    cents: skill?.price_cents ?? service?.price_cents ?? 0,
  };
}

/** What the queue lost goes on; what was brought along long ago is forgotten. */
export async function importDue(ctx: CommandContext, phone: ReadPhone): Promise<void> {
  for (const { salon_id, job_id } of await dueImports(ctx.env, ctx.now)) {
    await stepImport(ctx, salon_id, job_id, phone).catch((error: unknown) => {
      const failure = error instanceof Error ? error.name : "unknown";
      console.error(
        JSON.stringify({ level: "error", event: "import", trace: ctx.trace, salon: salon_id, job: job_id, failure }),
      );
    });
  }
  await forgetImports(ctx.env, ctx.now - keptMinutes("draft"));
}
