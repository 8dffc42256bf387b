// Webhooks of Messenger and Instagram (tests/vectors/social), about a salon of a test's own, and a way to bring them to the door.

import { env, exports } from "cloudflare:workers";
import { signatureOf } from "../../../scripts/local/graph/provider.ts";
import { escaped } from "../../../workers/conversations/whatsapp/signature.ts";
import vectors from "../../vectors/social/payloads.json";
import { ORIGIN } from "../api/client.ts";
import { openSalon } from "../commands/surroundings.ts";
import type { Bringing, Json, Written } from "../conversations/payloads.ts";

export type Social = "messenger" | "instagram";
export const NAMES = Object.keys(vectors);
export const PERSON = "1234567890123456";
const ACCOUNT = "100200300400500";

export function vector(name: string, account: string): Json {
  const text = JSON.stringify((vectors as Record<string, unknown>)[name]);
  return JSON.parse(text.replaceAll(ACCOUNT, account));
}

export async function socialSalon(channel: Social): Promise<Written> {
  const account = String(10 ** 14 + Math.floor(Math.random() * 9 * 10 ** 14));
  const { slug } = await openSalon((salon) => {
    salon.channels =
      channel === "messenger" ? { messenger: { page_id: account } } : { instagram: { account_id: account } };
  });
  return { slug, account };
}

export const together = (webhooks: readonly Json[]): Json => ({
  object: "page",
  entry: webhooks.flatMap(({ entry }) => entry),
});

export const saying = (
  account: string,
  text: string,
  mid: string = crypto.randomUUID(),
  at: number = Date.now(),
): Json => ({
  object: "page",
  entry: [
    {
      id: account,
      time: at,
      messaging: [{ sender: { id: PERSON }, recipient: { id: account }, timestamp: at, message: { mid, text } }],
    },
  ],
});

export async function bring(channel: Social, webhook: unknown, bringing: Bringing = {}): Promise<Response> {
  const { secret = env.MESSENGER_APP_SECRET, escaping = false, headers = {} } = bringing;
  const body =
    webhook instanceof Uint8Array ? Uint8Array.from(webhook) : new TextEncoder().encode(JSON.stringify(webhook));
  const signed = Uint8Array.from(escaping ? (escaped(body) ?? body) : body);
  return exports.default.fetch(`${ORIGIN}/webhooks/${channel}`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "X-Hub-Signature-256": await signatureOf(secret, signed),
      ...headers,
    },
    body,
  });
}
