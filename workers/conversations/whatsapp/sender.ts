// Sends on WhatsApp.

import type { Env } from "../../env.ts";
import type { Claimed } from "../../store/conversations/outgoing.ts";
import type { Sent } from "../channels/sent.ts";
import type { Sending } from "../channels/table.ts";
import { post } from "./graph.ts";
import { messageOf } from "./payload.ts";

export function sendOnWhatsApp(env: Env, { claimed, content }: Sending): Promise<Sent> {
  const body = messageOf(content);
  return post(env, claimed.account, { ...addressed(claimed), biz_opaque_callback_data: claimed.message_id, ...body });
}

/** The business-scoped id where it is known, which survives a change of number. */
function addressed({ person, phone }: Claimed): Record<string, string> {
  return /^\d+$/.test(person) ? { recipient_type: "individual", to: phone ?? person } : { recipient: person };
}

/** Two blue ticks, and three dots while something is being written: one call. Nothing depends on it. */
export async function markRead(env: Env, account: string, message: string): Promise<void> {
  await post(env, account, { status: "read", message_id: message, typing_indicator: { type: "text" } });
}
