// Operation `read_webhook`: what a provider's webhook tells, piece by piece, read in C++ from the very bytes that were signed.
import { Builder } from "flatbuffers";
import * as wire from "../../../shared/contracts/generated/routing_generated.ts";
import type { EngineModule } from "../module.ts";
import { bytesAt, rawVector, vectorAt } from "../wire.ts";

export { Delivery, Provider, Status, WebhookKind } from "../../../shared/contracts/generated/routing_generated.ts";

/** In the order of the schema's `MessageType`. */
const TYPES = [
  "unsupported",
  "text",
  "image",
  "video",
  "document",
  "audio",
  "voice",
  "sticker",
  "location",
  "contacts",
  "reaction",
  "order",
  "button",
  "button-reply",
  "list-reply",
  "flow-reply",
  "system",
  "revoke",
  "call",
] as const;
/** `auto-reply`: what a machine wrote, which no webhook tells. */
export type MessageType = (typeof TYPES)[number] | "auto-reply";

/** As the schema's WebhookEvent has it; null for what was not told. */
export interface WebhookEvent {
  kind: wire.WebhookKind;
  type: MessageType;
  delivery: wire.Delivery;
  /** Seconds since the epoch, 0 when it was not told. */
  at: number;
  /** The provider's error, 0 for none. */
  code: number;
  account: string | null;
  id: string | null;
  user: string | null;
  phone: string | null;
  name: string | null;
  text: string | null;
  payload: string | null;
  context: string | null;
  nextUser: string | null;
  nextPhone: string | null;
  previousUser: string | null;
  /** JSON as it came. */
  detail: string | null;
}

const EVENT = wire.WebhookEvent.sizeOf();
const CODE = 8 + 12 * 8; // after the time and twelve spans
const decoder = new TextDecoder();

/** Throws EngineError with Status.Unreadable for what is no JSON and Status.TooLarge for more than 3 MB or 10,000 pieces. */
export function readWebhook(
  body: Uint8Array,
  routing: EngineModule,
  provider: wire.Provider = wire.Provider.WhatsApp,
): WebhookEvent[] {
  const builder = new Builder(body.length + 64);
  const vector = rawVector(builder, 1, body.length, body);
  builder.finish(wire.ReadWebhookRequest.createReadWebhookRequest(builder, vector, provider));
  const answer = routing.call("read_webhook", builder.asUint8Array());
  const { at, length } = vectorAt(answer, 4);
  const bytes = bytesAt(answer, 6);
  const { view } = answer;
  return Array.from({ length }, (_, i) => {
    const row = at + EVENT * i;
    const span = (nth: number): string | null => {
      const first = view.getUint32(row + 8 + nth * 8, true);
      const size = view.getUint32(row + 12 + nth * 8, true);
      return size === 0 ? null : decoder.decode(bytes.subarray(first, first + size));
    };
    return {
      at: Number(view.getBigInt64(row, true)),
      account: span(0),
      id: span(1),
      user: span(2),
      phone: span(3),
      name: span(4),
      text: span(5),
      payload: span(6),
      context: span(7),
      nextUser: span(8),
      nextPhone: span(9),
      previousUser: span(10),
      detail: span(11),
      code: view.getUint32(row + CODE, true),
      kind: view.getUint8(row + CODE + 4) as wire.WebhookKind,
      type: TYPES[view.getUint8(row + CODE + 5)] ?? "unsupported",
      delivery: view.getUint8(row + CODE + 6) as wire.Delivery,
    };
  });
}
