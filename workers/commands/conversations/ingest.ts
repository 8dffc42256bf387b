// Takes a provider's webhook, once its signature was found right: every piece of it becomes a row, once in effect, and whoever
// has to do something about a row is told after the answer. What the queue loses the minute's sweep finds.

import { EventKind } from "../../engine/compliance/observe.ts";
import { EngineError } from "../../engine/module.ts";
import {
  Delivery,
  Provider,
  readWebhook,
  Status,
  type WebhookEvent,
  WebhookKind,
} from "../../engine/routing/webhook.ts";
import { routing } from "../../engine/shipped.ts";
import type { ChannelKind } from "../../store/conversations/conversations.ts";
import { type Came, type Changed, keepPieces, type Pointer, type Told } from "../../store/conversations/ingest.ts";
import { newId } from "../../token.ts";
import type { CommandContext } from "../command.ts";
import { note } from "../watching/note.ts";
import { wakeEach } from "./wake.ts";

const DAY = 24 * 3600;
/** For so many seconds after somebody wrote or called, anything may be written back; nothing can be said to a call that is over. */
const WINDOWS: Readonly<Record<ChannelKind, number>> = {
  whatsapp: DAY,
  messenger: DAY,
  instagram: DAY,
  email: 36_500 * DAY,
  voice: 0,
  chat: 7 * DAY, // for which a browser keeps who it is
};

/** `unread`: pieces that no row was made of, by what they are. */
export interface Ingested {
  pieces: number;
  fresh: number;
  unread: string[];
}

/** Whoever signs what is not from the provider is told of to the detectors. */
export function noteForgery(ctx: CommandContext): void {
  note(ctx, "", { kind: EventKind.SignatureForged });
}

/** Bytes that are no webhook, and more of it than can be read. */
export type Unread = "unreadable" | "too-large";

/** Throws StorageFailure when nothing was kept. */
export async function ingest(
  ctx: CommandContext,
  channel: "whatsapp" | "messenger" | "instagram",
  body: Uint8Array,
): Promise<Ingested | Unread> {
  const events = eventsOf(body, channel === "whatsapp" ? Provider.WhatsApp : Provider.Social);
  if (typeof events === "string") return events;
  const { due, ...ingested } = await keepEvents(ctx, channel, events);
  wakeAll(ctx, due);
  return ingested;
}

/** What came, whatever it came by; `due` is to be looked at, by the sweep where nobody is told. Throws StorageFailure. */
export async function keepEvents(
  ctx: CommandContext,
  channel: ChannelKind,
  events: readonly WebhookEvent[],
): Promise<Ingested & { due: Pointer[] }> {
  const named = withKnownIds(events).map(notAhead);
  const came = [...named.flatMap((event) => cameOf(channel, event)), ...named.flatMap(preferenceOf)];
  const pieces = {
    came: withoutRepeats(came),
    told: named.flatMap(toldOf),
    changed: named.flatMap(changedOf),
  };
  const accounts = [...pieces.came, ...pieces.told].map(({ account }) => account);
  const isKnown = (account: string): boolean => salons.has(`${channel} ${account}`);
  const asked = [...new Set(accounts)].filter((account) => !isKnown(account));
  const { due, known } =
    accounts.length > 0
      ? await keepPieces(ctx.env, channel, pieces, asked, Date.now())
      : { due: [] as Pointer[], known: [] };
  if (salons.size > MOST_SALONS) salons.clear();
  for (const account of known) salons.add(`${channel} ${account}`);
  const unread = [
    ...unreadOf(events),
    ...asked.filter((account) => !isKnown(account)).map((one) => (channel === "email" ? "account" : `account ${one}`)),
  ];
  if (unread.length > 0) {
    console.warn(JSON.stringify({ event: "webhook-unread", channel, trace: ctx.trace, unread: unread.slice(0, 20) }));
  }
  return { pieces: events.length, fresh: due.length, unread, due };
}

/** Nothing was written later than now: a time to come would keep the window open, and what follows behind. */
function notAhead(event: WebhookEvent): WebhookEvent {
  return { ...event, at: Math.min(event.at, Math.floor(Date.now() / 1_000)) };
}

const NOTHING = {
  user: null,
  phone: null,
  name: null,
  text: null,
  payload: null,
  context: null,
  nextUser: null,
  nextPhone: null,
  previousUser: null,
  detail: null,
};

type Known = Pick<WebhookEvent, "account" | "id" | "type" | "at">;

/** A message that came by another way than a webhook. */
export function messageEvent(told: Partial<WebhookEvent> & Known): WebhookEvent {
  return { ...NOTHING, kind: WebhookKind.Message, delivery: Delivery.Unknown, code: 0, ...told };
}

/** Accounts that this isolate has seen to be a salon's; what is told of others is in the log alone. */
const salons = new Set<string>();
const MOST_SALONS = 10_000;

/** Whoever looks at a conversation looks at all of it, so one pointer is enough for each. */
export function wakeAll(ctx: CommandContext, due: readonly Pointer[]): void {
  const first = new Map<string, Pointer>();
  for (const each of due) if (!first.has(each.conversation)) first.set(each.conversation, each);
  wakeEach(
    ctx,
    [...first.values()].map(({ salon, message: id }) => ({ salon, id, what: "received" as const })),
  );
}

function eventsOf(body: Uint8Array, provider: Provider): WebhookEvent[] | Unread {
  try {
    return readWebhook(body, routing, provider);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return error.status === Status.TooLarge ? "too-large" : "unreadable";
  }
}

/** One piece of a webhook may leave out the id that another tells of the same number. */
function withKnownIds(events: readonly WebhookEvent[]): WebhookEvent[] {
  const users = new Map(
    events.flatMap(({ account, phone, user }) =>
      phone !== null && user !== null ? [[`${account} ${phone}`, user]] : [],
    ),
  );
  return events.map((event) =>
    event.user === null && event.phone !== null
      ? { ...event, user: users.get(`${event.account} ${event.phone}`) ?? null }
      : event,
  );
}

function cameOf(channel: ChannelKind, event: WebhookEvent): Came[] {
  const { account, id, user, phone } = event;
  if (event.kind !== WebhookKind.Message || account === null || id === null) return [];
  if (user === null && phone === null) return [];
  return [
    {
      ...freshIds(),
      account,
      id,
      user,
      phone,
      name: event.name,
      kind: event.type,
      body: event.text,
      detail: jsonOf(event.detail),
      payload: event.payload,
      context: event.context,
      at: event.at,
      error: event.code === 0 ? null : event.code,
      // The provider's own word about a changed number is nobody's writing to us.
      opens: event.type === "system" || WINDOWS[channel] === 0 ? 0 : event.at + WINDOWS[channel],
    },
  ];
}

/** What somebody said about marketing is looked at like a message; the provider gives it no id, so it is known by what it says. */
function preferenceOf(event: WebhookEvent): Came[] {
  const [said] = preferredOf(event);
  if (said === undefined) return [];
  const { account, user, phone, at, body } = said;
  const id = `preference:${user ?? phone}:${at}:${body}`;
  const nothing = { detail: null, payload: null, context: null, error: null, name: null };
  return [{ ...freshIds(), ...nothing, account, id, user, phone, kind: "preference", body, at, opens: 0 }];
}

function preferredOf({ kind, account, user, phone, name, text, at }: WebhookEvent) {
  if (kind !== WebhookKind.Preference || account === null || name !== "marketing_messages") return [];
  if ((user === null && phone === null) || (text !== "stop" && text !== "resume")) return [];
  return [{ account, user, phone, body: text, at }];
}

function toldOf({ kind, account, id, payload, delivery, at, code, text }: WebhookEvent): Told[] {
  if (kind !== WebhookKind.Status || account === null || id === null || delivery === Delivery.Unknown) return [];
  return [{ account, id, ours: payload, delivery, at, error: code === 0 ? null : code, charged: text }];
}

function changedOf({ kind, type, account, user, phone, nextUser, nextPhone, previousUser }: WebhookEvent): Changed[] {
  if (kind !== WebhookKind.Message || type !== "system" || account === null) return [];
  if (nextUser === null && nextPhone === null) return [];
  const from = [previousUser, user, phone].flatMap((one) => (one === null ? [] : [one]));
  return [{ account, from, user: nextUser, phone: nextPhone }];
}

const freshIds = () => ({ message: newId(), conversation: newId() });

function withoutRepeats(came: readonly Came[]): Came[] {
  return [...new Map(came.map((each) => [`${each.account} ${each.id}`, each])).values()];
}

/** On-demand parsing passes over what it does not read, so what it passed over may yet be no JSON. */
function jsonOf(detail: string | null): string | null {
  if (detail === null || detail.length > MOST_DETAIL) return null;
  try {
    return JSON.stringify(JSON.parse(detail));
  } catch {
    return null;
  }
}

/** Characters; an order of thirty things is some five thousand. */
const MOST_DETAIL = 64 << 10;

/** Names of fields and numbers of errors alone: what somebody wrote is in no log. */
function unreadOf(events: readonly WebhookEvent[]): string[] {
  return events.flatMap(({ kind, name, code }) => {
    if (kind === WebhookKind.Fault) return [`error ${code}`];
    return kind === WebhookKind.Other ? [`field ${name}`] : [];
  });
}
