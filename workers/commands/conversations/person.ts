// A person of the team takes a conversation: reads it, answers in it, and gives it back to the dialogue.

import { type Actor, actorName } from "../../permissions.ts";
import { type Problem, problem } from "../../problem.ts";
import { type Conversation, changeConversation, readConversation } from "../../store/conversations/conversations.ts";
import {
  askInbox,
  askInboxMessages,
  askPaused,
  type InboxMessage,
  type InboxRow,
  unflag,
} from "../../store/conversations/inbox.ts";
import { noteOutcome } from "../../store/conversations/people/handovers.ts";
import { database, read } from "../../store/database.ts";
import { askAnswer, type IdempotencyRow } from "../../store/idempotency.ts";
import { notePersonAnswer } from "../../store/knowledge/answers.ts";
import type { Salon } from "../../store/snapshots.ts";
import type { CommandContext, Idempotency, Outcome } from "../command.ts";
import { conclude, deciding, refused, replayed, scopeOf } from "../deciding/commit.ts";
import { noteRead } from "../watching/reads.ts";
import { assignSoon } from "./people/assign.ts";
import { clocksOf } from "./people/clocks.ts";
import { lateBits } from "./people/levels.ts";
import { staying } from "./people/presence.ts";
import { wakeSending, writing } from "./receive.ts";

export interface InboxEntry extends InboxRow {
  messages: InboxMessage[];
}

export interface Inbox {
  entries: InboxEntry[];
  /** Numbers that send nothing for now, with the provider's error. */
  paused: { display: string; paused_why: number }[];
}

/** What waits for a person, has one, or should be seen. Each read is noted under the reader's name. */
export async function readInbox(ctx: CommandContext, salon: string, actor: Actor): Promise<Inbox> {
  const db = database(ctx.env, salon);
  const [rows, messages, paused] = await read<[InboxRow, InboxMessage, Inbox["paused"][number]]>(db, [
    askInbox(db, salon, accountOf(actor), "serve"),
    askInboxMessages(db, salon, accountOf(actor), "serve"),
    askPaused(db, salon, Date.now()),
  ]);
  noteRead(ctx, salon, {
    actor: actorName(actor),
    session: "session" in actor ? actor.session : undefined,
    purpose: "serve",
    what: "conversations",
    clients: rows.map(({ client_id, conversation_id }) => client_id ?? conversation_id),
    objects: rows.map(({ conversation_id }) => conversation_id),
  });
  const of = Map.groupBy(messages, ({ conversation_id }) => conversation_id);
  return { entries: rows.map((row) => ({ ...row, messages: of.get(row.conversation_id) ?? [] })), paused };
}

export interface PersonInput {
  salon: string;
  conversation: string;
  actor: Actor;
  /** The form's: sent twice, it is said once. */
  idempotency: Idempotency | undefined;
}

/** Says `text`, and keeps the conversation. A problem where the provider would take nothing but a template. */
export function answerInPerson(ctx: CommandContext, input: PersonInput & { text: string }): Promise<Outcome<object>> {
  return acting(ctx, input, "conversation.answered", (db, of, salon) => {
    if (Date.now() >= of.window_until * 1_000) return windowShut();
    const answered = { account: accountOf(input.actor), ...waitedUntilNow(salon, of, ctx.now) };
    const kept = { state: "person", why: of.why, story: of.story, answered };
    return [
      ...changeConversation(db, of, kept, of.client_id, ctx.now),
      ...writing(db, of, [{ kind: "text", text: input.text }]),
      notePersonAnswer(db, of.salon_id, of.conversation_id),
    ];
  });
}

/**
 * It is closed: from now on the dialogue answers again, and begins anew. Confirmed is what the client said or did; that somebody
 * fell silent is taken for an end, and counted apart.
 */
export function close(
  ctx: CommandContext,
  input: PersonInput & { outcome: "confirmed" | "assumed" },
): Promise<Outcome<object>> {
  return acting(ctx, input, "conversation.given-back", (db, of, salon) => [
    noteOutcome(db, of, input.outcome, waitedUntilNow(salon, of, ctx.now).late),
    ...changeConversation(db, of, { state: "closed", dialogue: null }, of.client_id, ctx.now),
    unflag(db, of.salon_id, of.conversation_id),
  ]);
}

export const accountOf = (actor: Actor): string => (actor.role === "operator" ? actor.role : actor.account);

/** Business minutes that the client has waited by now, and the deadlines that this is too long for. */
function waitedUntilNow(salon: Salon, of: Conversation, now: number): { minutes: number; late: number } {
  const { waits_since, waited, first_at } = of;
  if (waits_since === null) return { minutes: 0, late: 0 };
  const [clock] = clocksOf(salon, [{ waits_since, waited, first_at }], now);
  const minutes = clock?.elapsed ?? 0;
  return { minutes, late: lateBits(of, minutes) };
}

type Facts = D1PreparedStatement[] | Problem;

/** What a person does with a conversation, in one commit; whoever does something is here. Others may have become free by it. */
export async function acting(
  ctx: CommandContext,
  { salon: named, conversation: id, actor, idempotency }: PersonInput,
  action: string,
  factsOf: (db: D1Database, of: Conversation, salon: Salon) => Facts,
): Promise<Outcome<object>> {
  const outcome = await deciding<object>(ctx, named, async (salon) => {
    const { slug } = salon;
    const db = database(ctx.env, slug);
    const [[row]] = await read<[IdempotencyRow]>(db, [askAnswer(db, scopeOf(slug, action, idempotency), ctx.now)]);
    const before = await replayed<object>(ctx, slug, row, idempotency);
    if (before !== null) return before;
    const of = await readConversation(ctx.env, slug, id);
    if (of === null) return refused(problem("unknown-conversation", 404, "There is no such conversation."));
    const facts = factsOf(db, of, salon);
    if (!Array.isArray(facts)) return refused(facts);
    const done = await conclude<object>(ctx, db, {
      salon: slug,
      operation: action,
      idempotency,
      status: 200,
      value: { conversation: id },
      facts: [...facts, ...staying(db, slug, actor, ctx.now)],
      audit: { actor: actorName(actor), action, subject: id, detail: {} },
      messages: [],
    });
    wakeSending(ctx, of);
    return done;
  });
  if (outcome.ok && outcome.replayed !== true) assignSoon(ctx, named);
  return outcome;
}

const windowShut = () =>
  problem("window-shut", 409, "Nothing can be written there now.", {
    detail: "More than 24 hours have passed since they wrote; call them, or wait until they write.",
  });
