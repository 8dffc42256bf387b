// Sends what is owed in a conversation, by whatever channel it is: one message of it, if its time has come, and says when the next
// may follow.

import type { CommandContext } from "../../commands/command.ts";
import type { Content } from "../../commands/conversations/content.ts";
import { type Fate, fateOf, type Meaning } from "../../commands/conversations/fates.ts";
import { byLetter, optingOut } from "../../commands/conversations/receive.ts";
import type { Env } from "../../env.ts";
import { readConversation } from "../../store/conversations/conversations.ts";
import {
  type Claimed,
  claimOutgoing,
  flag,
  giveUp,
  markTaken,
  nextOutgoing,
  PAIR_PAUSE,
  pauseAccount,
  postpone,
} from "../../store/conversations/outgoing.ts";
import { commit, database } from "../../store/database.ts";
import { CHANNELS, type Sending, type Sent, UNREACHABLE } from "./table.ts";

/** After this many tries a message is given up. With the pauses below that is some three hours. */
const MAX_ATTEMPTS = 8;
const FIRST_PAUSE = 30_000; // milliseconds; doubles with every try
const LONGEST_PAUSE = 3_600_000;

/** Milliseconds until there is more to send in the conversation; null when nothing is owed. */
export async function sendNext(
  ctx: CommandContext,
  { salon, conversation }: { salon: string; conversation: string },
  clock: () => number = Date.now,
): Promise<number | null> {
  const claimed = await claimOutgoing(ctx.env, salon, conversation, clock());
  if (claimed !== null) await send(ctx, salon, conversation, claimed, clock);
  const next = await nextOutgoing(ctx.env, salon, conversation);
  return next === null ? null : Math.max(next - clock(), 0);
}

async function send(
  ctx: CommandContext,
  salon: string,
  conversation: string,
  claimed: Claimed,
  clock: () => number,
): Promise<void> {
  const db = database(ctx.env, salon);
  const { message_id: message } = claimed;
  const content = contentNow(JSON.parse(claimed.content) as Content, claimed, clock());
  if ("what" in content) return fail(ctx, salon, conversation, claimed, content, null, clock);
  const sent = await sentBy(ctx.env, { salon, conversation, claimed, content });
  if (sent === null) {
    const never = { what: "never", why: "it is no message that can be sent" } as const;
    return fail(ctx, salon, conversation, claimed, never, null, clock);
  }
  if ("id" in sent && sent.id !== "") return void (await commit(db, markTaken(db, salon, message, sent.id, clock())));
  const code = "code" in sent ? sent.code : UNREACHABLE;
  const meaning = fateOf(code);
  const wait = "code" in sent && sent.retryAfter !== null ? sent.retryAfter * 1_000 : undefined;
  return fail(ctx, salon, conversation, claimed, wait === undefined ? meaning : { ...meaning, wait }, code, clock);
}

/** Null for what cannot be a message there. */
async function sentBy(env: Env, what: Sending): Promise<Sent | null> {
  try {
    return await CHANNELS[what.claimed.channel].send(env, what);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return null;
  }
}

/** What may be sent now: outside the window a template or nothing, and to whoever said so no marketing. */
function contentNow(content: Content, claimed: Claimed, now: number): Content | Meaning {
  if (content.kind === "template") {
    return content.marketing && claimed.opted_out_at !== null ? fateOf(131050) : content;
  }
  if (!CHANNELS[claimed.channel].windowed || now < claimed.window_until * 1_000) return content;
  return content.instead === undefined ? fateOf(131047) : { kind: "template", template: content.instead };
}

async function fail(
  ctx: CommandContext,
  salon: string,
  conversation: string,
  claimed: Claimed,
  { what, why, wait }: Meaning,
  code: number | null,
  clock: () => number,
): Promise<void> {
  const db = database(ctx.env, salon);
  const { message_id: message, attempts } = claimed;
  const now = clock();
  const again = ["retry", "pair", "pause"].includes(what) && (attempts < MAX_ATTEMPTS || what === "pause");
  const told = { salon, message, code, what, attempts, givenUp: !again, trace: ctx.trace };
  console.warn(JSON.stringify({ level: "warn", event: "sending-refused", channel: claimed.channel, ...told }));
  if (again) {
    const later = now + pauseOf(what, attempts, wait);
    await commit(db, [
      postpone(db, salon, message, String(code ?? what), later),
      ...(what === "pause" ? [pauseAccount(db, salon, claimed, later, code ?? 0)] : []),
    ]);
    return;
  }
  const of = what === "opted-out" ? await readConversation(ctx.env, salon, conversation) : null;
  await commit(db, [
    ...giveUp(db, salon, message, { failure: why, code }, Math.floor(now / 60_000)),
    flag(db, salon, message, why),
    ...byLetter(db, salon, message, Math.floor(now / 60_000)),
    ...(of === null ? [] : await optingOut(ctx, db, of, Math.floor(now / 1_000))),
  ]);
}

function pauseOf(what: Fate, attempts: number, wait: number | undefined): number {
  if (wait !== undefined) return wait;
  if (what === "pair") return PAIR_PAUSE * 2 ** Math.min(attempts, 6); // the provider asks for powers of its pause
  return Math.min(FIRST_PAUSE * 2 ** (attempts - 1), LONGEST_PAUSE);
}
