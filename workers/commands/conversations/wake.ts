// Tells the queue that a row waits. If the queue loses it, the sweep finds the row.

import type { OutboxMessage } from "../../env.ts";
import type { CommandContext } from "../command.ts";

/** `seconds`: not before. */
export function wake(ctx: Pick<CommandContext, "env" | "waitUntil">, pointer: OutboxMessage, seconds = 0): void {
  ctx.waitUntil(ctx.env.OUTBOX.send(pointer, { delaySeconds: seconds }).catch(() => undefined));
}
