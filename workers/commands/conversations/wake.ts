// Tells the queue that rows wait, once the answer has left: what comes of it is nothing that whoever asked waits for. If the queue loses
// it, the sweep finds the row.

import type { OutboxMessage } from "../../env.ts";
import type { CommandContext } from "../command.ts";

type Context = Pick<CommandContext, "env" | "waitUntil">;

/** `seconds`: not before. */
export function wake(ctx: Context, pointer: OutboxMessage, seconds = 0): void {
  later(ctx, () => ctx.env.OUTBOX.send(pointer, { delaySeconds: seconds }));
}

/** The platform's bound for one batch. */
const AT_ONCE = 100;

export function wakeEach(ctx: Context, pointers: readonly OutboxMessage[]): void {
  for (let at = 0; at < pointers.length; at += AT_ONCE) {
    const batch = pointers.slice(at, at + AT_ONCE).map((body) => ({ body }));
    later(ctx, () => ctx.env.OUTBOX.sendBatch(batch));
  }
}

function later(ctx: Context, send: () => Promise<unknown>): void {
  const sent = scheduler.wait(0).then(send);
  ctx.waitUntil(sent.catch(() => undefined));
}
