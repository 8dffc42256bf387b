// Somebody who writes to a salon on any channel, and what is said back, without the network in between.

import { env } from "cloudflare:workers";
import type { Content } from "../../../workers/commands/conversations/content.ts";
import { receive } from "../../../workers/commands/conversations/receive.ts";
import { sendNext } from "../../../workers/conversations/channels/sending.ts";
import { answering } from "../../../workers/conversations/dialogue/answering.ts";
import type { Env } from "../../../workers/env.ts";
import { at, deaf, NOW, rows } from "../commands/surroundings.ts";

export const bound = (more: Partial<Env> = {}): Env => ({ ...env, OUTBOX: deaf, ...more });

/** Looks at everything that came to the salon; what is said then, in order. */
export async function heard(slug: string, bindings: Env = bound()): Promise<Content[]> {
  const count = async () =>
    rows("SELECT detail FROM message WHERE salon_id = ?1 AND direction = 'out' ORDER BY came_ms", slug);
  const before = (await count()).length;
  for (;;) {
    const [due] = await rows(
      "SELECT message_id AS id FROM message WHERE salon_id = ?1 AND answer_at IS NOT NULL ORDER BY at LIMIT 1",
      slug,
    );
    if (due === undefined) break;
    const done = await receive(at(NOW, bindings), { salon: slug, message: String(due.id) }, { answer: answering });
    if (!done) break;
  }
  return (await count()).slice(before).map(({ detail }) => JSON.parse(String(detail)));
}

export async function sendAll(slug: string, bindings: Env): Promise<void> {
  const owed = await rows("SELECT DISTINCT conversation_id AS id FROM outgoing WHERE salon_id = ?1", slug);
  for (const { id } of owed) {
    for (let tries = 0; tries < 5; tries++) {
      const wait = await sendNext(at(NOW, bindings), { salon: slug, conversation: String(id) });
      if (wait === null || wait > 0) break;
    }
  }
}

export const conversationOf = async (slug: string) =>
  (await rows("SELECT * FROM conversation WHERE salon_id = ?1 ORDER BY created_at, conversation_id", slug))[0];
