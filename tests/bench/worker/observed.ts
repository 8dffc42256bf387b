// An environment that notes what is asked of D1 and sent to the outbox, and passes it on.
import type { Env, OutboxMessage } from "../../../workers/env.ts";

export interface Statement {
  sql: string;
  values: unknown[];
}

export interface Observation {
  /** The salon of the first statement that binds one: every statement binds it first. */
  salon: unknown;
  batches: Statement[][];
  messages: OutboxMessage[];
  rowsRead: number;
  rowsWritten: number;
  status: number;
  /** As long as the answer's. */
  body: string;
}

/** What stands for a prepared statement; the store binds and batches, and does nothing else with one in a request. */
class Noted implements Statement {
  readonly sql: string;
  readonly values: unknown[];
  readonly real: D1PreparedStatement;
  constructor(real: D1PreparedStatement, sql: string, values: unknown[]) {
    this.real = real;
    this.sql = sql;
    this.values = values;
  }
  bind(...values: unknown[]): Noted {
    return new Noted(this.real.bind(...values), this.sql, values);
  }
}

export function observed(env: Env): { watching: Env; observation: Observation } {
  const observation: Observation = {
    salon: undefined,
    batches: [],
    messages: [],
    rowsRead: 0,
    rowsWritten: 0,
    status: 0,
    body: "",
  };
  const db = {
    prepare: (sql: string) => new Noted(env.DB.prepare(sql), sql, []),
    async batch(statements: Noted[]) {
      observation.batches.push(statements.map(({ sql, values }) => ({ sql, values })));
      observation.salon ??= statements.find(({ values }) => values.length > 0)?.values[0];
      const results = await env.DB.batch(statements.map(({ real }) => real));
      for (const { meta } of results) {
        observation.rowsRead += meta.rows_read;
        observation.rowsWritten += meta.rows_written;
      }
      return results;
    },
  };
  const outbox = {
    async send(message: OutboxMessage) {
      observation.messages.push(message);
      return env.OUTBOX.send(message);
    },
  };
  const watching = { ...env, DB: db as unknown as D1Database, OUTBOX: outbox as unknown as Env["OUTBOX"] };
  return { watching, observation };
}
