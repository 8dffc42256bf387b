// A salon whose clock a test sets, looked at for what will become a ticket.

import { env } from "cloudflare:workers";
import type { SalonDocument } from "../../../../shared/contracts/salon.ts";
import { lookAheadOf } from "../../../../workers/commands/conversations/foresight/look.ts";
import { putSalon } from "../../../../workers/commands/put-salon.ts";
import { deliver } from "../../../../workers/conversations/outbox.ts";
import type { Env } from "../../../../workers/env.ts";
import { at, deaf, done, type Row, rows } from "../../commands/surroundings.ts";

export const bindings: Env = { ...env, OUTBOX: deaf };

export const later = (now: number) => at(now, bindings);

/** The salon is due, whatever the clock said when it was looked at last. */
export async function look(salon: string, now: number): Promise<number> {
  await env.DB.prepare("UPDATE lookout SET look_at = 0 WHERE salon_id = ?1").bind(salon).run();
  return lookAheadOf(later(now), salon);
}

export const foreseen = (salon: string): Promise<Row[]> =>
  rows("SELECT * FROM foreseen WHERE salon_id = ?1 ORDER BY kind, cause", salon);

export async function edit(document: SalonDocument, now: number): Promise<void> {
  done(await putSalon(later(now), { document, actor: "operator" }));
}

/** Delivers what is due at this instant by the rows' own clock. */
export async function delivered(salon: string, now: number): Promise<void> {
  const due = await rows(
    "SELECT message_id FROM outbox WHERE salon_id = ?1 AND available_at <= ?2 ORDER BY created_at",
    salon,
    now,
  );
  for (const { message_id: id } of due) await deliver(bindings, salon, String(id), now);
}

export const letters = (email: string): Promise<Row[]> =>
  rows("SELECT * FROM mailbox WHERE recipient = ?1 ORDER BY at, message_id", email);

/** Nobody can be written to but by letter. */
export function withoutChannels(salon: SalonDocument): void {
  salon.channels = {};
}
