// What the queue points to, and what the minute's sweep finds of it: letters (outbox.ts), what came in conversations, and what is
// owed in them. Pointers are acknowledged whatever happens: the rows say when to try again.

import type { CommandContext } from "../commands/command.ts";
import { receive } from "../commands/conversations/receive.ts";
import { wake } from "../commands/conversations/wake.ts";
import { makeArchive } from "../commands/desk/settings/archive/make.ts";
import { stepImport } from "../commands/desk/settings/import/step.ts";
import type { Env, OutboxMessage } from "../env.ts";
import { e164 } from "../http/phone.ts";
import { type Conversation, type StoredMessage, unansweredMessages } from "../store/conversations/conversations.ts";
import { dueOutgoing } from "../store/conversations/outgoing.ts";
import { sendNext } from "./channels/sending.ts";
import { CHANNELS } from "./channels/table.ts";
import { answering } from "./dialogue/answering.ts";
import { deliver, inSteps } from "./outbox.ts";
import { keepMediumOf } from "./whatsapp/keep-media.ts";

/** Rows of one sweep; the next minute's takes up where it ended. */
const SWEPT_AT_ONCE = 200;

export async function deliverBatch(batch: MessageBatch<OutboxMessage>, ctx: CommandContext): Promise<void> {
  await inSteps(batch.messages, async ({ body }) => {
    if (typeof body?.salon === "string" && typeof body.id === "string") await attended(ctx, body);
  });
  batch.ackAll();
}

/** One that breaks must not keep the others from being looked at. */
async function attended(ctx: CommandContext, pointer: OutboxMessage): Promise<void> {
  try {
    await attend(ctx, pointer);
  } catch (error) {
    const failure = error instanceof Error ? error.name : "unknown";
    const { salon, id, what } = pointer;
    console.error(JSON.stringify({ level: "error", event: "queue", salon, id, what, failure, trace: ctx.trace }));
  }
}

async function attend(ctx: CommandContext, { salon, id, what }: OutboxMessage): Promise<void> {
  if (what === undefined) return deliver(ctx.env, salon, id);
  if (what === "archive") return makeArchive(ctx, salon, id);
  if (what === "import") return stepImport(ctx, salon, id, e164);
  if (what === "received") {
    let came: [Conversation, StoredMessage] | null = null;
    await receive(
      ctx,
      { salon, message: id },
      {
        answer: answering,
        seen: (of, message) => seen(ctx, of, message),
        took: (of, message) => {
          came = [of, message];
        },
      },
    );
    if (came !== null) await keepMediumOf(ctx.env, ...(came as [Conversation, StoredMessage]), ctx.now);
    return;
  }
  const wait = await sendNext(ctx, { salon, conversation: id });
  // Whole seconds; what is further off is the sweep's.
  if (wait !== null && wait < 60_000) wake(ctx, { salon, id, what }, Math.ceil(wait / 1_000));
}

function seen(
  ctx: CommandContext,
  { channel, account }: Pick<Conversation, "channel" | "account">,
  { provider_id: id, kind }: { provider_id: string | null; kind: string },
) {
  if (id !== null && !["preference", "system", "call", "reaction"].includes(kind)) {
    const told = CHANNELS[channel].seen?.(ctx.env, account, id);
    if (told !== undefined) ctx.waitUntil(told);
  }
}

/** What is due in conversations: what came before what goes out. */
export async function converseDue(ctx: CommandContext): Promise<void> {
  const now = Date.now();
  const came = await unansweredMessages(ctx.env, now, SWEPT_AT_ONCE);
  await inSteps(came, (pointer) => attended(ctx, { ...pointer, what: "received" }));
  const owed = await dueOutgoing(ctx.env, Date.now(), SWEPT_AT_ONCE);
  await inSteps(owed, (pointer) => attended(ctx, { ...pointer, what: "outgoing" }));
}

/** Of the queue and the clock, where nobody calls. */
export function ownContext(env: Env, ctx: ExecutionContext, trace: string, origin: string): CommandContext {
  return {
    env,
    now: Math.floor(Date.now() / 60_000),
    origin,
    trace,
    caller: null,
    waitUntil: (promise) => ctx.waitUntil(promise),
  };
}
