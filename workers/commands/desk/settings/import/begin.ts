// A file is brought along: read once, whole, for what no single row could tell: its encoding, its separator, its columns, whether its
// quotes end, and what stands in it twice. Nothing is written of it before somebody has seen the report.

import { invalid, type Problem, problem } from "../../../../problem.ts";
import { CommitRefused, commit, database } from "../../../../store/database.ts";
import { forgetWhose } from "../../../../store/desk/settings/import-people.ts";
import {
  beginWriting,
  deleteImportFile,
  giveUpImport,
  insertImport,
  keepImportFile,
} from "../../../../store/desk/settings/imports.ts";
import { newId } from "../../../../token.ts";
import type { CommandContext, Outcome } from "../../../command.ts";
import { wake } from "../../../conversations/wake.ts";
import { asProblem, conclude, refused } from "../../../deciding/commit.ts";
import { columnsOf, type DateOrder, type ImportKind } from "./cells.ts";
import { type CsvRow, LONGEST_CELL, parseCsv, separatorOf } from "./csv.ts";
import { type About, cellsOf, phoneOf, plainName, type ReadPhone } from "./rows.ts";
import { decodeText } from "./text.ts";

/** Rows of one file; more are brought in several. */
export const MOST_ROWS = 100_000;
const MOST_SERVICES = 500;

export interface Brought {
  salon: string;
  kind: ImportKind;
  bytes: Uint8Array;
  /** Of dates such as 05/12/2026; null refuses those that could be two. */
  order: DateOrder | null;
  /** As the audit trail names them. */
  actor: string;
  phone: ReadPhone;
}

export interface Begun {
  job: string;
}

export async function beginImport(ctx: CommandContext, brought: Brought): Promise<Outcome<Begun>> {
  const { salon, kind, actor } = brought;
  const read = readWhole(brought);
  if ("problem" in read) return refused(read.problem);
  const job = newId();
  try {
    const db = database(ctx.env, salon);
    await keepImportFile(ctx.env, salon, job, read.bytes);
    const { about, rows } = read;
    const value = { job };
    const outcome = await conclude(ctx, db, {
      salon,
      operation: "begin-import",
      idempotency: undefined,
      status: 201,
      value,
      facts: [
        insertImport(db, { salon, id: job, kind, about: JSON.stringify(about), rows, actor }, about.first, ctx.now),
      ],
      audit: { actor, action: "import.brought", subject: job, detail: { kind, rows, bytes: read.bytes.length } },
      messages: [],
    });
    goOn(ctx, salon, job);
    return outcome;
  } catch (error) {
    return refused(asProblem(error));
  }
}

/** Wakes the job; what the queue loses, the sweep finds. */
export function goOn(ctx: CommandContext, salon: string, job: string): void {
  wake(ctx, { salon, id: job, what: "import" });
}

type Whole = { bytes: Uint8Array; about: About; rows: number } | { problem: Problem };

export function readWhole({
  bytes: raw,
  kind,
  order,
  phone,
}: Pick<Brought, "bytes" | "kind" | "order" | "phone">): Whole {
  const decoded = decodeText(raw);
  if (!decoded.ok) return { problem: fileProblem("encoding", { at: decoded.at }) };
  const { bytes } = decoded;
  const separator = separatorOf(bytes);
  const { rows, open } = parseCsv(bytes, separator);
  const [head, ...body] = rows;
  if (open) return { problem: fileProblem("quote", { row: rows.length + 1 }) };
  if (head === undefined || body.length === 0) return { problem: fileProblem("empty", {}) };
  const long = rows.findIndex(({ cells }) => cells.some((cell) => cell.length > LONGEST_CELL));
  if (long >= 0) return { problem: fileProblem("quote", { row: long + 1 }) };
  const most = kind === "services" ? MOST_SERVICES : MOST_ROWS;
  if (body.length > most) return { problem: fileProblem("rows", { most }) };
  const { at: columns, missing } = columnsOf(head.cells, kind);
  if (missing.length > 0) return { problem: fileProblem("columns", { columns: missing.join(", ") }) };
  const about: About = { separator, columns, order, first: head.end, bytes: bytes.length, twice: [] };
  if (kind !== "bookings") about.twice = twiceIn(body, about, kind, phone);
  return { bytes, about, rows: body.length };
}

/** Numbers of the rows whose client or service an earlier row has. */
function twiceIn(body: readonly CsvRow[], about: About, kind: ImportKind, phone: ReadPhone): number[] {
  const seen = new Set<string>();
  return body.flatMap(({ cells }, index) => {
    const at = cellsOf(cells, about);
    const key = kind === "clients" ? phoneOf(at("phone"), phone) : plainName(at("name"));
    if (key === null || key === "") return [];
    if (seen.has(key)) return [index + 2];
    seen.add(key);
    return [];
  });
}

/** `kind` of fault for the page's words, beside a sentence for programs. */
function fileProblem(fault: string, values: Record<string, string | number>): Problem {
  const told = Object.entries(values).map(([name, value]) => `${name} ${value}`);
  const { errors = [] } = invalid([{ pointer: "/file", detail: `${fault}: ${told.join(", ")}` }]);
  return problem("file-unreadable", 422, "The file cannot be read as it is.", { errors, extra: { fault, values } });
}

/** Somebody has seen the report. */
export async function writeImport(
  ctx: CommandContext,
  salon: string,
  job: string,
  about: string,
  actor: string,
): Promise<Outcome<Begun>> {
  const db = database(ctx.env, salon);
  const { first } = JSON.parse(about) as About;
  try {
    const outcome = await conclude(ctx, db, {
      salon,
      operation: "write-import",
      idempotency: undefined,
      status: 200,
      value: { job },
      facts: beginWriting(db, salon, job, first, ctx.now),
      audit: { actor, action: "import.approved", subject: job, detail: {} },
      messages: [],
    });
    goOn(ctx, salon, job);
    return outcome;
  } catch (error) {
    // One that is written already, or is being, is as wished.
    if (error instanceof CommitRefused && error.rule === "import")
      return { ok: true, status: 200, body: "", value: { job } };
    return refused(asProblem(error));
  }
}

export async function dropImport(ctx: CommandContext, salon: string, job: string): Promise<void> {
  const db = database(ctx.env, salon);
  await commit(db, [giveUpImport(db, salon, job), forgetWhose(db, salon, job)]);
  await deleteImportFile(ctx.env, salon, job);
}
