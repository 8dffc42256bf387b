// The minute's sweep and the core read one table of terms: what the sweep forgets goes on the day on which the law's decision
// says that its term is over, not before and not later; a session ends sooner than it must.

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { type RetentionCategory, retentionOf } from "../../../workers/engine/compliance/retention.ts";
import { compliance } from "../../../workers/engine/shipped.ts";
import { deleteOldLinks } from "../../../workers/store/access/proofs.ts";
import { deleteEndedSessions } from "../../../workers/store/access/sessions.ts";
import { deleteOldCodes } from "../../../workers/store/clients.ts";
import { deletePastThreats } from "../../../workers/store/compliance/threats.ts";
import { deleteForgottenHolds } from "../../../workers/store/holds.ts";
import { deleteExpiredAnswers, keepAnswer } from "../../../workers/store/idempotency.ts";
import { NOW } from "../commands/surroundings.ts";
import { dice } from "./salon.ts";

const dayOf = (minute: number) => Math.floor(minute / 1440);

function dueOf(category: RetentionCategory, began: number): number {
  const kept = { category, lastActivity: dayOf(began), legalHold: false, restricted: false };
  return retentionOf([kept], 0, compliance)[0]?.due ?? 0;
}

const sql = (text: string, ...bindings: (string | number)[]) => env.DB.prepare(text).bind(...bindings);

/** How a row whose term begins at a minute comes in, and what forgets it. */
const FORGOTTEN: {
  category: RetentionCategory;
  table: string;
  insert(began: number): D1PreparedStatement[];
  forget(now: number): D1PreparedStatement;
}[] = [
  {
    category: "hold",
    table: "hold",
    insert: (began) => [
      sql(`INSERT INTO hold VALUES ('s', 'h', '[]', 1, 1, 2, 0, 0, '[]', 1, NULL, ?1, 0, NULL)`, began),
    ],
    forget: (now) => deleteForgottenHolds(env.DB, now),
  },
  {
    category: "idempotency",
    table: "idempotency",
    insert: (began) =>
      keepAnswer(
        env.DB,
        { salon: "s", operation: "o", key: "k" },
        { body_hash: "", status: 201, body: "{}", booking_id: null, token_version: null },
        began,
      ),
    forget: (now) => deleteExpiredAnswers(env.DB, now),
  },
  {
    category: "code",
    table: "find_code",
    insert: (began) => [
      sql(`INSERT INTO find_code (phone_hash, code_id, created_at, expires_at) VALUES ('p', 'c', 0, ?1)`, began),
    ],
    forget: (now) => deleteOldCodes(env.DB, now),
  },
  {
    category: "code",
    table: "sign_in_link",
    insert: (began) => [
      sql(`INSERT INTO sign_in_link (link_id, email_hash, created_at, expires_at) VALUES ('l', 'e', 0, ?1)`, began),
    ],
    forget: (now) => deleteOldLinks(env.DB, now),
  },
  {
    category: "log",
    table: "threat",
    insert: (began) => [sql(`INSERT INTO threat VALUES ('s', 't', 0, 'd', 'o', 'u', '{}', 'slow', ?1)`, began * 60)],
    forget: (now) => deletePastThreats(env.DB, now * 60),
  },
];

const there = async (table: string) => (await env.DB.prepare(`SELECT 1 FROM ${table}`).all()).results.length;

test("what the sweep forgets goes on the day on which its term is over", async () => {
  for (const { table, category, insert, forget } of FORGOTTEN) {
    const roll = dice(7);
    for (let round = 0; round < 12; round++) {
      const began = NOW + roll(0, 500 * 1440);
      const due = dueOf(category, began);
      await env.DB.batch(insert(began));
      expect(await there(table)).toBe(1);
      await env.DB.batch([forget(due * 1440 - 1)]); // the last minute before its day
      expect([table, round, await there(table)]).toEqual([table, round, 1]);
      await env.DB.batch([forget(due * 1440 + 1439)]); // the last minute of its day
      expect([table, round, await there(table)]).toEqual([table, round, 0]);
    }
  }
});

test("session: gone by the day on which its term is over", async () => {
  const roll = dice(8);
  for (let round = 0; round < 12; round++) {
    const seen = NOW + roll(0, 500 * 1440);
    await sql(
      `INSERT INTO session (session_hash, session_id, account_id, proof, device, created_at, seen_at)
       VALUES ('h', 'i', 'a', 'link', 'd', ?1, ?1)`,
      seen,
    ).run();
    await env.DB.batch([deleteEndedSessions(env.DB, dueOf("session", seen) * 1440 + 1439)]);
    expect(await there("session")).toBe(0);
  }
});
