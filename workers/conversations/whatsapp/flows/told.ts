// A Flow in its conversation: where it is offered, and what is said when its owner is done with it.

import type { CommandContext } from "../../../commands/command.ts";
import type { Content } from "../../../commands/conversations/content.ts";
import { bookedInFlow } from "../../../commands/conversations/flow.ts";
import { localDate } from "../../../commands/deciding/facts.ts";
import { momentsAt } from "../../../engine/clock.ts";
import { engine } from "../../../engine/shipped.ts";
import { flowOf } from "../../../store/conversations/channels.ts";
import type { Conversation } from "../../../store/conversations/conversations.ts";
import { salonOf } from "../../../store/snapshots.ts";
import { money, nearDay, timeOf } from "../../../ui/dates.ts";
import { type Language, wordsIn } from "../../../ui/words.ts";
import { askingDeposit } from "../../dialogue/messages.ts";
import { newFlowToken, readFlowToken } from "./token.ts";

/** Minutes for which a Flow may be filled in. */
const OPEN_FOR = 24 * 60;

/** A list that asks for a service, as a form that asks for all of it; unchanged where the account has none. */
export async function asFlow(
  ctx: CommandContext,
  { salon_id: salon, conversation_id: conversation, channel, account, phone }: Conversation,
  language: Language,
  content: Content,
): Promise<Content> {
  if (content.kind !== "list" || phone === null || !content.rows.some(({ id }) => id.startsWith("s:"))) return content;
  const flow = await flowOf(ctx.env, salon, channel, account);
  if (flow === null) return content;
  const token = await newFlowToken(ctx.env.TOKEN_SECRET, { salon, conversation, until: ctx.now + OPEN_FOR });
  return { kind: "flow", text: content.text, button: wordsIn(language).say("flow.cta"), flow, token };
}

/** What came of a Flow that was sent off, in words; null where nothing of this conversation's did. */
export async function toldOfFlow(
  ctx: CommandContext,
  conversation: Conversation,
  language: Language,
  payload: string | null,
): Promise<string | null> {
  const reply = objectOf(payload);
  const token = await readFlowToken(ctx.env.TOKEN_SECRET, reply.flow_token);
  const { salon_id: slug, conversation_id: id } = conversation;
  const own = token?.salon === slug && token.conversation === id;
  const salon = own && typeof reply.booking === "string" ? await salonOf(ctx.env, slug) : null;
  if (salon === null) return null;
  const made = await bookedInFlow(ctx, { salon, conversation, language }, String(reply.booking));
  if (made === null) return null;
  const { visit, manageUrl, deposit } = made;
  const words = wordsIn(language);
  const { view } = salon;
  const [at = { date: 0, minute: 0 }] = momentsAt(view.timezone, [visit.start], engine);
  const names = visit.services.flatMap(({ id: service }) => view.services.find((one) => one.id === service) ?? []);
  const person = view.staff.find(({ id: unit }) => visit.placed.some((one) => one.unit === unit));
  const values = {
    service: names.map(({ name }) => words.of(name)).join(" + "),
    day: nearDay(words, at.date, localDate(salon, ctx.now)),
    time: timeOf(at),
    person: person?.name ?? words.say("talk.anybody"),
    price: money(words, visit.priceCents, view.currency),
  };
  if (deposit !== null) return askingDeposit(words, salon, values, deposit);
  return words.say("talk.booked", { ...values, link: manageUrl });
}

function objectOf(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
