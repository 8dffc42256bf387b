// A salon with people who are here and clients who wait for one, at any time of its calendar.

import { env } from "cloudflare:workers";
import { assignWaiting } from "../../../../workers/commands/conversations/people/assign.ts";
import { type Coming, comeHere, type Somebody } from "../../../../workers/commands/conversations/people/presence.ts";
import type { SalonRole } from "../../../../workers/permissions.ts";
import { at, done, minutes, openSalon, type Row, rows } from "../../commands/surroundings.ts";

/** The example salon opens at eight and shuts at five, on Saturdays at one, in Johannesburg. */
export const on = (date: string, time: string): number => minutes(`${date}T${time}:00+02:00`);
export const MONDAY = on("2026-11-30", "09:00");

export async function salonOfPeople(): Promise<string> {
  return (await openSalon()).slug;
}

/** Of the team, without a browser. */
export async function somebody(salon: string, role: SalonRole = "reception", now = MONDAY): Promise<Somebody> {
  const account = `a-${crypto.randomUUID().slice(0, 8)}`;
  await env.DB.prepare("INSERT INTO membership (salon_id, account_id, role, since) VALUES (?1, ?2, ?3, ?4)")
    .bind(salon, account, role, now)
    .run();
  return { role, account };
}

export async function here(salon: string, actor: Somebody, more: Partial<Coming> = {}, now = MONDAY): Promise<void> {
  const coming = {
    hours: 8,
    capacity: 3,
    skills: ["bookings", "complaints", "money", "care"],
    languages: ["en", "af", "zu", "xh"],
    person: null,
  };
  done(await comeHere(at(now), { salon, actor, ...coming, ...more }));
}

let clients = 0;

/** Somebody who was handed over at `since`; nothing has looked at it yet. */
export async function waits(salon: string, since: number, more: Row = {}): Promise<string> {
  const id = `c${++clients}-${crypto.randomUUID().slice(0, 6)}`;
  const row: Row = {
    salon_id: salon,
    conversation_id: id,
    channel: "whatsapp",
    account: "1",
    person: id,
    state: "waiting",
    why: "Asked",
    handed_at: since,
    waits_since: since,
    look_at: since,
    window_until: 2 ** 40,
    created_at: since,
    last_at: since * 60,
    ...more,
  };
  const names = Object.keys(row);
  const marks = names.map((_, i) => `?${i + 1}`).join(", ");
  await env.DB.batch([
    env.DB.prepare(`INSERT INTO conversation (${names.join(", ")}) VALUES (${marks})`).bind(...Object.values(row)),
    env.DB.prepare(
      "INSERT INTO handover (salon_id, conversation_id, nth, why, called_at) VALUES (?1, ?2, 1, ?3, ?4)",
    ).bind(salon, id, row.why ?? null, since),
  ]);
  return id;
}

export const pass = (salon: string, now = MONDAY): Promise<void> => assignWaiting(at(now), salon);

export async function stateOf(salon: string, id: string): Promise<Row> {
  const [row] = await rows("SELECT * FROM conversation WHERE salon_id = ?1 AND conversation_id = ?2", salon, id);
  return row ?? {};
}

export async function whose(salon: string, id: string): Promise<Row[string]> {
  return (await stateOf(salon, id)).assignee ?? null;
}

export async function handoverOf(salon: string, id: string): Promise<Row> {
  const [row] = await rows(
    "SELECT * FROM handover WHERE salon_id = ?1 AND conversation_id = ?2 ORDER BY nth DESC LIMIT 1",
    salon,
    id,
  );
  return row ?? {};
}

export async function reasonOf(salon: string, id: string): Promise<Record<string, unknown>> {
  return JSON.parse(String((await stateOf(salon, id)).assigned_why)) as Record<string, unknown>;
}
