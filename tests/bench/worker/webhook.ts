// The least that taking a webhook takes: its bytes are read, their HMAC is checked, and as many rows are written in one batch, of
// the same tables, with values that are at hand.
import type { Env } from "../../../workers/env.ts";

const encoder = new TextEncoder();
let key: Promise<CryptoKey> | undefined;
let count = 0;

/** `messages`: as many conversations are moved on, as many messages inserted. */
export async function bareWebhook(request: Request, messages: number, env: Env): Promise<Response> {
  const body = new Uint8Array(await request.arrayBuffer());
  const digits = (request.headers.get("X-Hub-Signature-256") ?? "").slice("sha256=".length);
  const signature = Uint8Array.from({ length: 32 }, (_, i) => Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16));
  const hash = { name: "HMAC", hash: "SHA-256" };
  key ??= crypto.subtle.importKey("raw", encoder.encode(env.WHATSAPP_APP_SECRET), hash, false, ["verify"]);
  if (!(await crypto.subtle.verify("HMAC", await key, signature, body))) return new Response(null, { status: 403 });
  count += 1;
  const rows = JSON.stringify(Array.from({ length: messages }, (_, i) => [`p${(count + i) % 50}`, `b${count}-${i}`]));
  await env.DB.batch([
    env.DB.prepare(`
      INSERT INTO conversation (salon_id, conversation_id, channel, account, person, phone, name, window_until,
        created_at, last_at)
      SELECT 'bare', value ->> 0, 'whatsapp', '1', value ->> 0, value ->> 0, 'Nomsa', ?2, 0, ?2 FROM json_each(?1) WHERE 1
      ON CONFLICT DO UPDATE SET window_until = excluded.window_until, last_at = excluded.last_at`).bind(rows, count),
    env.DB.prepare(`
      INSERT INTO message (salon_id, message_id, conversation_id, direction, provider_id, kind, body, at, answer_at)
      SELECT 'bare', value ->> 1, value ->> 0, 'in', value ->> 1, 'text', 'Sawubona, ngicela ukubhukha', ?2, ?2
      FROM json_each(?1) WHERE 1 ON CONFLICT DO NOTHING`).bind(rows, count),
  ]);
  return new Response("EVENT_RECEIVED");
}
