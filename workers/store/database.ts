// Which database a salon lives in, and how statements run: typed reads in one batch, commits in one atomic batch.
import { redacted } from "../engine/compliance/personal-data.ts";
import { compliance } from "../engine/shipped.ts";
import type { Env } from "../env.ts";

/** Salons map to databases here and nowhere else. All of them live in one for now. */
export function database(env: Env, _salon: string): D1Database {
  return env.DB;
}

/** Where what spans salons lives: telephone hashes, codes, the developer's mailbox. */
export function platformDatabase(env: Env): D1Database {
  return env.DB;
}

/** Where the keys of people's special data live, and the ledger of who was erased: never with what they protect. */
export function keysDatabase(env: Env): D1Database {
  return env.KEYS;
}

/** Every database that holds salons, for sweeps. */
export function everyDatabase(env: Env): D1Database[] {
  return [env.DB];
}

/** A prepared read whose rows have the given type. */
export type Ask<Row> = D1PreparedStatement & { readonly row?: Row };

/** The rows of several reads, taken in one transaction. */
export async function read<Rows extends unknown[]>(
  db: D1Database,
  asks: { [K in keyof Rows]: Ask<Rows[K]> },
): Promise<{ [K in keyof Rows]: Rows[K][] }> {
  try {
    const results = await db.batch(asks as D1PreparedStatement[]);
    return results.map((result) => result.results) as { [K in keyof Rows]: Rows[K][] };
  } catch (error) {
    throw new StorageFailure(error);
  }
}

/**
 * All or nothing; how many rows each statement changed. Throws CommitRefused when a constraint or guard said no,
 * StorageFailure when the database failed.
 */
export async function commit(db: D1Database, statements: D1PreparedStatement[]): Promise<number[]> {
  try {
    return (await db.batch(statements)).map(({ meta }) => meta.changes);
  } catch (error) {
    throw refusal(error) ?? new StorageFailure(error);
  }
}

/**
 * Statements for several databases, in one transaction for each: all or nothing as long as those that matter share one. What
 * comes first is committed first.
 */
export async function commitTogether(parts: readonly (readonly [D1Database, D1PreparedStatement[]])[]): Promise<void> {
  const together = new Map<D1Database, D1PreparedStatement[]>();
  for (const [db, statements] of parts) together.set(db, [...(together.get(db) ?? []), ...statements]);
  for (const [db, statements] of together) await commit(db, statements);
}

/**
 * A constraint refused the commit; nothing was written. `rule` is "overlap", a guard's `why`, or "unique {table}".
 */
export class CommitRefused extends Error {
  override readonly name = "CommitRefused";
  readonly rule: string;
  constructor(rule: string, cause: unknown) {
    super(`refused: ${rule}`, { cause });
    this.rule = rule;
  }
}

/**
 * The database failed. SQLite names tables and columns, not values; should a message quote one all the same, what is found
 * to be somebody's is taken out here, for messages of this error are logged.
 */
export class StorageFailure extends Error {
  override readonly name = "StorageFailure";
  constructor(cause: unknown) {
    super(withoutPersonalData(cause instanceof Error ? cause.message : String(cause)), { cause });
  }
}

/** What cannot be read for personal data is not told either. */
function withoutPersonalData(message: string): string {
  try {
    return redacted(message, compliance);
  } catch {
    return "withheld";
  }
}

/** Messages are those of the triggers in shared/migrations and of SQLite. */
function refusal(error: unknown): CommitRefused | null {
  const message = error instanceof Error ? error.message : String(error);
  if (message.includes("overlap: ")) return new CommitRefused("overlap", error);
  const guard = /guard: ([a-z-]+)/.exec(message)?.[1];
  if (guard !== undefined) return new CommitRefused(guard, error);
  const table = /UNIQUE constraint failed: (\w+)\./.exec(message)?.[1];
  return table === undefined ? null : new CommitRefused(`unique ${table}`, error);
}

/** Aborts the commit unless exactly `rows` rows were changed by the statement right before. */
export function mustHaveChanged(db: D1Database, rows: number, why: string): D1PreparedStatement {
  return db.prepare(`INSERT INTO must SELECT changes() = ?1, ?2`).bind(rows, why);
}
