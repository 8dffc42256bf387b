// Looks at what came in a conversation, one message after the other in their order, and at what failed of ours. What is answered
// is committed together with the message's having been looked at, so a crash in between answers it once all the same.

import { EngineError } from "../../engine/module.ts";
import { appendAudit } from "../../store/audit.ts";
import { askClient, type ClientRow, withdrawConsents } from "../../store/clients.ts";
import {
  askUnanswered,
  type ClaimedMessage,
  type Conversation,
  changeConversation,
  claimUnanswered,
  isWithPerson,
  keepBooked,
  keepPreference,
  markAnswered,
  readConversation,
  type StoredMessage,
} from "../../store/conversations/conversations.ts";
import { lookSooner } from "../../store/conversations/foresight/foreseen.ts";
import { insertStumbleIn, passStumbles } from "../../store/conversations/foresight/stumbles.ts";
import { callForPerson, flag, insertOutgoing, insertSpoken } from "../../store/conversations/outgoing.ts";
import { CommitRefused, commit, database, read } from "../../store/database.ts";
import { sendByLetter } from "../../store/outbox.ts";
import { newId } from "../../token.ts";
import type { CommandContext } from "../command.ts";
import { type Answering, answer as nobody } from "./answer.ts";
import { type Content, readable } from "./content.ts";
import { fateOf } from "./fates.ts";
import { assignSoon } from "./people/assign.ts";
import { wake } from "./wake.ts";

/** After so many tries a person takes it. */
const MOST_TRIES = 8;
/** What was decided on a conversation that changed meanwhile is decided again. */
const DECIDED_ANEW = 4;

export interface Receiving {
  answer?: Answering;
  /** Called once it is known that somebody looks at a message of theirs. */
  seen?: (conversation: Conversation, message: StoredMessage) => void;
  /** Called once it is settled what became of it. */
  took?: (conversation: Conversation, message: StoredMessage) => void;
}

/** `message` points to the conversation; the oldest of its messages that nobody has looked at is taken. */
export async function receive(
  ctx: CommandContext,
  { salon, message: pointed }: { salon: string; message: string },
  { answer = nobody, seen = () => {}, took = () => {} }: Receiving = {},
): Promise<boolean> {
  const message = await claimUnanswered(ctx.env, salon, pointed, Date.now());
  if (message === null) return false;
  const db = database(ctx.env, salon);
  try {
    for (let tries = 1; ; tries++) {
      const conversation = await readConversation(ctx.env, salon, message.conversation_id);
      if (conversation === null) return false;
      // Three dots promise an answer, which nobody gives by itself while a person has the conversation.
      if (tries === 1 && message.direction === "in" && !isWithPerson(conversation.state)) seen(conversation, message);
      const done = await settle(ctx, db, conversation, message, answer).catch((error: unknown) => {
        if (error instanceof CommitRefused && error.rule === "version" && tries < DECIDED_ANEW) return false;
        // Somebody else has settled it meanwhile.
        if (error instanceof CommitRefused && error.rule === "answered") return true;
        throw error;
      });
      if (done) {
        took(conversation, message);
        break;
      }
    }
  } catch (error) {
    await postponed(ctx, db, salon, message, error);
    return false;
  }
  const [[more]] = await read<[{ id: string }]>(db, [askUnanswered(db, salon, message.conversation_id)]);
  if (more !== undefined) wake(ctx, { salon, id: more.id, what: "received" });
  return true;
}

async function settle(
  ctx: CommandContext,
  db: D1Database,
  conversation: Conversation,
  message: ClaimedMessage,
  answer: Answering,
): Promise<boolean> {
  const client = conversation.client_id ?? (await clientOf(db, conversation));
  const known = { ...conversation, client_id: client };
  if (message.direction === "out") return settleFailed(ctx, db, known, message);
  if (message.kind === "preference") return settlePreference(ctx, db, known, message);
  const { say, optedOut = false, booked = [], stumbled, ...decided } = await answer(ctx, known, message);
  await commit(db, [
    ...changeConversation(db, known, decided, client, ctx.now),
    ...(optedOut ? [keepPreference(db, known.salon_id, known.conversation_id, message.at, true)] : []),
    ...keepBooked(db, known.salon_id, known.conversation_id, booked),
    stumbled === undefined
      ? passStumbles(db, known.salon_id, known.conversation_id, ctx.now)
      : insertStumbleIn(db, known.salon_id, stumbleOf(known, stumbled), ctx.now),
    ...writing(db, known, say, message.provider_id),
    ...markAnswered(db, known.salon_id, message),
  ]);
  if (say.length > 0) wakeSending(ctx, known);
  if (isWithPerson(decided.state)) assignSoon(ctx, known.salon_id);
  return true;
}

const stumbleOf = ({ conversation_id: conversation, client_id: client }: Conversation, step: string) => ({
  id: newId(),
  conversation,
  client,
  step,
});

/** Whose number it is, if the salon knows it; the provider has proved it. */
async function clientOf(db: D1Database, { salon_id: salon, phone }: Conversation): Promise<string | null> {
  if (phone === null || !/^[1-9]\d{6,14}$/.test(phone)) return null;
  const [[client]] = await read<[ClientRow]>(db, [askClient(db, salon, `+${phone}`, "serve")]);
  return client?.client_id ?? null;
}

/**
 * To be committed with what it follows from; `wakeSending` afterwards. What is read at once bears what it answers, `heard`, and
 * nothing is owed.
 */
export function writing(
  db: D1Database,
  of: Conversation,
  say: readonly Content[],
  heard: string | null = null,
): D1PreparedStatement[] {
  const written = say.map((content) => ({
    message: newId(),
    kind: content.kind,
    body: readable(content),
    content: JSON.stringify(content),
  }));
  const { salon_id: salon, conversation_id: conversation, account } = of;
  if (isReadAtOnce(of)) return insertSpoken(db, { salon, conversation, heard }, written, Date.now());
  return insertOutgoing(db, { salon, conversation, account }, written, Date.now());
}

/** A call hears it, a chat's page shows it. */
const isReadAtOnce = ({ channel }: Conversation): boolean => channel === "voice" || channel === "chat";

export function wakeSending(ctx: Pick<CommandContext, "env" | "waitUntil">, of: Conversation): void {
  if (of.channel === "chat") {
    const told = ctx.env.CHAT.getByName(of.conversation_id).poke();
    ctx.waitUntil(told.catch(() => undefined));
  }
  if (isReadAtOnce(of)) return;
  wake(ctx, { salon: of.salon_id, id: of.conversation_id, what: "outgoing" });
}

/** The provider took it and failed later: said again as a template where that helps, else a person sees that it did not arrive. */
async function settleFailed(
  ctx: CommandContext,
  db: D1Database,
  conversation: Conversation,
  message: ClaimedMessage,
): Promise<boolean> {
  const { salon_id: salon, conversation_id: id } = conversation;
  const fate = fateOf(message.error);
  const content = JSON.parse(message.detail ?? "null") as Content | null;
  const instead = content !== null && content.kind !== "template" ? content.instead : undefined;
  const again = fate.what === "window" && instead !== undefined;
  await commit(db, [
    ...(again ? writing(db, conversation, [{ kind: "template", template: instead }]) : []),
    ...(again
      ? []
      : [flag(db, salon, message.message_id, fate.why), ...byLetter(db, salon, message.message_id, ctx.now)]),
    ...(fate.what === "opted-out" ? await optingOut(ctx, db, conversation, message.at) : []),
    ...markAnswered(db, salon, message),
  ]);
  if (again) wakeSending(ctx, conversation);
  console.warn(
    JSON.stringify({
      event: "message-failed",
      salon,
      conversation: id,
      message: message.message_id,
      code: message.error,
    }),
  );
  return true;
}

/** What was told of a visit goes by letter instead; whether that arrives is looked at soon. */
export function byLetter(db: D1Database, salon: string, message: string, now: number): D1PreparedStatement[] {
  return [sendByLetter(db, salon, message, now), lookSooner(db, salon, now)];
}

async function settlePreference(
  ctx: CommandContext,
  db: D1Database,
  conversation: Conversation,
  message: ClaimedMessage,
): Promise<boolean> {
  await commit(db, [
    ...(message.body === "stop"
      ? await optingOut(ctx, db, conversation, message.at)
      : [keepPreference(db, conversation.salon_id, conversation.conversation_id, message.at, false)]),
    ...markAnswered(db, conversation.salon_id, message),
  ]);
  return true;
}

/** Said to the provider, or told by it: from now on no marketing here, and the consent to it is withdrawn (POPIA s 11(2)(b)). */
export async function optingOut(
  ctx: CommandContext,
  db: D1Database,
  { salon_id: salon, conversation_id: id, client_id: client, channel }: Conversation,
  at: number,
): Promise<D1PreparedStatement[]> {
  const told = keepPreference(db, salon, id, at, true);
  if (client === null) return [told];
  const detail = { client, purpose: "marketing", channel };
  return [
    told,
    withdrawConsents(db, salon, client, ["marketing"], { channel, at: ctx.now }),
    await appendAudit(db, salon, {
      at: ctx.now,
      actor: "client",
      action: "consent.withdrawn",
      subject: id,
      trace: ctx.trace,
      detail,
    }),
  ];
}

/** Its lease is the pause. What cannot be answered after all tries is a person's. */
async function postponed(
  ctx: CommandContext,
  db: D1Database,
  salon: string,
  message: ClaimedMessage,
  error: unknown,
): Promise<void> {
  const givenUp = message.answer_tries >= MOST_TRIES;
  const failure = error instanceof EngineError || error instanceof Error ? error.name : "unknown";
  const told = { salon, message: message.message_id, tries: message.answer_tries, failure, givenUp, trace: ctx.trace };
  console.error(JSON.stringify({ level: "error", event: "receive", ...told }));
  if (!givenUp) return;
  await commit(db, [
    ...callForPerson(
      db,
      { salon_id: salon, conversation_id: message.conversation_id },
      "it could not be answered",
      ctx.now,
    ),
    ...markAnswered(db, salon, message),
  ]);
  assignSoon(ctx, salon);
}
