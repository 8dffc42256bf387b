// Keeps what somebody sent besides words once its message was looked at: the provider has it for some days alone. What cannot be fetched now
// is fetched when a person opens it.

import type { Env } from "../../env.ts";
import type { Conversation, StoredMessage } from "../../store/conversations/conversations.ts";
import { keepMedium, refuseMedium } from "../../store/conversations/media.ts";
import { objectOf } from "../channels/sent.ts";
import { fetchMedium } from "./media.ts";

const KINDS = ["image", "video", "document", "audio", "voice", "sticker"];

export const hasMedium = (kind: string): boolean => KINDS.includes(kind);

type Of = Pick<Conversation, "salon_id" | "channel" | "conversation_id">;
type Message = Pick<StoredMessage, "message_id" | "direction" | "kind" | "payload" | "detail">;

/** False where it may work later. */
export async function keepMediumOf(env: Env, of: Of, message: Message, now: number): Promise<boolean> {
  const { message_id, direction, kind, payload: id, detail } = message;
  if (of.channel !== "whatsapp" || direction !== "in" || !hasMedium(kind) || id === null) return true;
  const told = objectOf<{ sha256?: unknown }>(detail ?? "");
  const fetched = await fetchMedium(env, id, sha256Of(told?.sha256));
  if ("later" in fetched) return false;
  const key = { conversation_id: of.conversation_id, message_id };
  if ("refused" in fetched) await refuseMedium(env, of.salon_id, key, fetched.refused, now);
  else await keepMedium(env, of.salon_id, key, fetched, now);
  return true;
}

/** Base64 of 32 bytes, as the provider writes it; anything else tells nothing. */
function sha256Of(value: unknown): string | null {
  return typeof value === "string" && /^[A-Za-z0-9+/]{43}=$/.test(value) ? value : null;
}
