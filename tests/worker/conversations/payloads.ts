// Webhooks as the provider sends them (tests/vectors/whatsapp), about a salon of a test's own, and a way to bring them to the door.

import { env, exports } from "cloudflare:workers";
import { signatureOf } from "../../../scripts/local/graph/provider.ts";
import { escaped } from "../../../workers/conversations/whatsapp/signature.ts";
import vectors from "../../vectors/whatsapp/payloads.json";
import { ORIGIN } from "../api/client.ts";
import { openSalon, rows } from "../commands/surroundings.ts";

// biome-ignore lint/suspicious/noExplicitAny: a webhook holds whatever the provider likes
export type Json = any;
export interface Webhook {
  object: string;
  entry: { id: string; time?: number; changes: { field: string; value: Json }[] }[];
}

export const NAMES = Object.keys(vectors);
export const USER = "ZA.20002000200020002000";
export const PHONE = "27825550101";

/** The account of the vectors; each test has a salon with an account of its own. */
const ACCOUNT = "100200300400500";

export function vector(name: string, account: string): Webhook {
  const text = JSON.stringify((vectors as Record<string, unknown>)[name]);
  return JSON.parse(text.replaceAll(ACCOUNT, account)) as Webhook;
}

export interface Written {
  slug: string;
  account: string;
}

export async function salonWithNumber(): Promise<Written> {
  const account = String(10 ** 14 + Math.floor(Math.random() * 9 * 10 ** 14));
  const { slug } = await openSalon((salon) => {
    salon.channels = { whatsapp: { phone_number_id: account, display: "+27215550100" } };
  });
  return { slug, account };
}

/** Entries of many webhooks in one. */
export function together(webhooks: readonly Webhook[]): Webhook {
  return { object: "whatsapp_business_account", entry: webhooks.flatMap(({ entry }) => entry) };
}

export interface Bringing {
  secret?: string;
  /** Signed over the text with its escapes, as the provider may. */
  escaping?: boolean;
  headers?: Record<string, string>;
}

export async function bring(webhook: unknown, bringing: Bringing = {}): Promise<Response> {
  const { secret = env.WHATSAPP_APP_SECRET, escaping = false, headers = {} } = bringing;
  const body =
    webhook instanceof Uint8Array ? Uint8Array.from(webhook) : new TextEncoder().encode(JSON.stringify(webhook));
  const signed = Uint8Array.from(escaping ? (escaped(body) ?? body) : body);
  return exports.default.fetch(`${ORIGIN}/webhooks/whatsapp`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "X-Hub-Signature-256": await signatureOf(secret, signed),
      ...headers,
    },
    body,
  });
}

/**
 * Everything that is kept of what came in a salon's conversations, but for what was drawn by lot or depends on the hour. What is
 * answered depends on the order in which people write, and is the dialogue's.
 */
export async function kept({ slug }: Written): Promise<Json> {
  const conversations = await rows(
    `SELECT person, phone, former, name, window_until, opted_out_at, max(at) AS last_at, count(*) AS messages
     FROM conversation JOIN message USING (salon_id, conversation_id)
     WHERE salon_id = ?1 AND direction = 'in' GROUP BY conversation_id ORDER BY person`,
    slug,
  );
  const messages = await rows(
    `SELECT provider_id, direction, kind, body, detail, payload, context, at, delivery, error, charged
     FROM message WHERE salon_id = ?1 AND direction = 'in' ORDER BY provider_id`,
    slug,
  );
  const statuses = await rows(
    `SELECT provider_id, delivery, at, error FROM message_status WHERE salon_id = ?1 ORDER BY provider_id, delivery`,
    slug,
  );
  return { conversations, messages, statuses };
}
