// The door for letters: whoever writes to a salon's address is one conversation with it. What is refused is told to the mail system
// that brings it, which tells whoever wrote; a fault of ours throws, so that it is brought again.

import type { CommandContext } from "../../../commands/command.ts";
import { keepEvents, wakeAll } from "../../../commands/conversations/ingest.ts";
import { collect } from "../../../http/body.ts";
import { readLetter } from "./letter.ts";

/** Bytes. A longer one holds pictures, which nobody here looks at. */
const MOST = 3 << 20;

export interface Incoming {
  from: string;
  to: string;
  raw: ReadableStream<Uint8Array>;
  rawSize: number;
  setReject(reason: string): void;
}

export async function receiveLetter(ctx: CommandContext, message: Incoming): Promise<void> {
  if (message.rawSize > MOST) return message.setReject("The letter is too large: at most 3 MB are taken here.");
  const raw = await collect(message.raw, MOST);
  const ours = ctx.env.EMAIL_FROM === undefined ? [] : [ctx.env.EMAIL_FROM.toLowerCase()];
  const at = Math.floor(Date.now() / 1_000);
  const event = await readLetter({ from: message.from, to: message.to, raw: raw.slice().buffer, at, ours });
  const { due, unread } = await keepEvents(ctx, "email", [event]);
  if (unread.length > 0) return message.setReject("There is nobody at this address.");
  wakeAll(ctx, due);
}
