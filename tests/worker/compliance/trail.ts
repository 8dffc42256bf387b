// A salon with an audit trail of so many entries, and ways to tamper with it that the database's triggers would refuse.

import { env } from "cloudflare:workers";
import { appendAudit, leafOf } from "../../../workers/store/audit.ts";
import { NOW, openSalon } from "../commands/surroundings.ts";

/** A new salon; its own making is entry 1. */
export async function trailOf(entries: number): Promise<string> {
  const { slug } = await openSalon();
  await grow(slug, entries - 1);
  return slug;
}

export async function grow(salon: string, entries: number): Promise<void> {
  for (let left = entries; left > 0; left -= 100) {
    const batch = Array.from({ length: Math.min(100, left) }, (_, i) =>
      appendAudit(env.DB, salon, {
        at: NOW,
        actor: "system",
        action: "test.entry",
        subject: `subject-${left - i}`,
        trace: "test",
        detail: { n: left - i },
      }),
    );
    await env.DB.batch(await Promise.all(batch));
  }
}

/** Runs statements as somebody would who has the database in their hands: without the triggers that keep rows. */
export async function tamper(...statements: D1PreparedStatement[]): Promise<void> {
  const { results } = await env.DB.prepare(
    "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name IN ('audit', 'audit_tile', 'checkpoint')",
  ).all<{ name: string; sql: string }>();
  await env.DB.batch([
    ...results.map(({ name }) => env.DB.prepare(`DROP TRIGGER ${name}`)),
    ...statements,
    ...results.map(({ sql }) => env.DB.prepare(sql)),
  ]);
}

export const sql = (text: string, ...bindings: unknown[]) => env.DB.prepare(text).bind(...bindings);

/** Another text for entry `seq`; with its leaf made to fit, if wished. */
export async function rewritten(salon: string, seq: number, withLeaf: boolean): Promise<D1PreparedStatement> {
  const row = await sql("SELECT entry FROM audit WHERE salon_id = ?1 AND seq = ?2", salon, seq).first<{
    entry: string;
  }>();
  const entry = (row?.entry ?? "").replace('"trace":"test"', '"trace":"tesT"');
  return withLeaf
    ? sql(
        "UPDATE audit SET entry = ?3, leaf = ?4 WHERE salon_id = ?1 AND seq = ?2",
        salon,
        seq,
        entry,
        await leafOf(entry),
      )
    : sql("UPDATE audit SET entry = ?3 WHERE salon_id = ?1 AND seq = ?2", salon, seq, entry);
}

/** 32 bytes that are the hash of nothing here. */
export const ODD = new Uint8Array(32).fill(7);
