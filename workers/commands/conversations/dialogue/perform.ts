// What the dialogue decided, done by the commands that the pages use too; and what came of it, as the dialogue hears it.
// Each act has an idempotency key of its own, made of the message that caused it, so a message that comes twice books once.

import af from "../../../../shared/locales/conversations/af.json" with { type: "json" };
import en from "../../../../shared/locales/conversations/en.json" with { type: "json" };
import xh from "../../../../shared/locales/conversations/xh.json" with { type: "json" };
import zu from "../../../../shared/locales/conversations/zu.json" with { type: "json" };
import { offsetsAt } from "../../../engine/clock.ts";
import type { DialogueAction, DialogueEvent, StartOffered } from "../../../engine/routing/converse.ts";
import { ActionKind, OutcomeKind, RequestKind } from "../../../engine/routing/converse.ts";
import { engine } from "../../../engine/shipped.ts";
import type { Problem } from "../../../problem.ts";
import type { Salon } from "../../../store/snapshots.ts";
import { hex, manageToken, newsToken } from "../../../token.ts";
import { book } from "../../book.ts";
import { cancel } from "../../cancel.ts";
import type {
  BookingAnswer,
  CommandContext,
  DepositAsked,
  HoldAnswer,
  Idempotency,
  WishedService,
} from "../../command.ts";
import { startRequest } from "../../compliance/requests/start.ts";
import { localDate } from "../../deciding/facts.ts";
import { type RestingAnswer, restingIn } from "../../deciding/giving-up.ts";
import { hold, releaseHold } from "../../hold.ts";
import { answerConsent } from "../../law/consents.ts";
import { stopNews } from "../../law/marketing.ts";
import { noticeOf } from "../../law/notice.ts";
import { move } from "../../move.ts";
import { joinWaitlist } from "../../waitlist.ts";
import type { Contact, Known } from "./facts.ts";
import { alternativesOf, findStarts } from "./starts.ts";

/** What is known about a question, in words; null where nothing is. */
export type Answers = (action: DialogueAction) => Promise<boolean>;

export interface Performing {
  ctx: CommandContext;
  salon: Salon;
  contact: Contact;
  known: Known;
  /** Of the client, for letters and notices. */
  language: "en" | "af" | "zu" | "xh";
  /** The message's id and the step within its turn. */
  key: string;
  answers: Answers;
}

/** What an act leaves for the words that tell of it. */
export interface Left {
  manageUrl?: string;
  feeCents?: number;
  /** What is paid first, by the visit's own link. */
  deposit?: DepositAsked;
  /** What rests on the patch test that is to be cancelled, or went with it. */
  resting?: RestingAnswer[];
}

export interface Performed {
  event: Extract<DialogueEvent, { kind: "outcome" }>;
  left: Left;
}

const WORDINGS = { en, af, zu, xh };

const outcome = (kind: OutcomeKind, more: Partial<Performed["event"]> = {}, left: Left = {}): Performed => ({
  event: { kind: "outcome", outcome: kind, ...more },
  left,
});

const FAILED = outcome(OutcomeKind.Failed);

/** Does one act; null for what nobody waits for. */
export async function perform(at: Performing, action: DialogueAction): Promise<Performed | null> {
  switch (action.kind) {
    case ActionKind.FindStarts:
      return find(at, action);
    case ActionKind.Hold:
      return holdStart(at, action);
    case ActionKind.Release:
      await releaseHold(at.ctx, { salon: at.salon.slug, hold: action.id });
      return null;
    case ActionKind.Book:
      return bookVisit(at, action);
    case ActionKind.Move:
      return moveVisit(at, action);
    case ActionKind.Cancel:
      return cancelVisit(at, action);
    case ActionKind.JoinWaitlist:
      return wait(at, action);
    case ActionKind.Answer:
      return outcome((await at.answers(action)) ? OutcomeKind.Answered : OutcomeKind.Unanswered);
    case ActionKind.StartRequest:
      return request(at, action);
    case ActionKind.OptOut:
      return optOut(at);
    case ActionKind.Consent:
      return consent(at, action);
    default:
      return null;
  }
}

/** Whether an outcome of the act is waited for. */
export function isAwaited({ kind, granted }: DialogueAction): boolean {
  if (kind === ActionKind.Consent) return granted;
  const unawaited: ActionKind[] = [
    ActionKind.Say,
    ActionKind.Ask,
    ActionKind.Release,
    ActionKind.HandOver,
    ActionKind.End,
  ];
  return !unawaited.includes(kind);
}

/** Whether the act changes anything, so that it must not be decided on anew. */
export function isChange({ kind }: DialogueAction): boolean {
  return kind !== ActionKind.FindStarts && kind !== ActionKind.Answer;
}

async function keyed(at: Performing, what: object): Promise<Idempotency> {
  const bytes = new TextEncoder().encode(JSON.stringify(what));
  return { key: at.key, bodyHash: hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))) };
}

function servicesOf(at: Performing, { about }: DialogueAction): WishedService[] {
  const staff = about.guests > 1 ? undefined : at.salon.view.staff[about.person]?.id;
  return about.services.flatMap((index) => {
    const service = at.salon.view.services[index];
    if (service === undefined) return [];
    const able = at.salon.view.staff.some(
      ({ id, services }) => id === staff && services.some((one) => one.id === service.id),
    );
    return [staff !== undefined && able ? { id: service.id, staff } : { id: service.id }];
  });
}

function bookingOf(at: Performing, id: string) {
  return at.known.bookings.find((booking) => booking.id === id);
}

async function tokenOf(at: Performing, id: string): Promise<string | undefined> {
  const booking = bookingOf(at, id);
  const { TOKEN_SECRET } = at.ctx.env;
  return booking === undefined ? undefined : manageToken(TOKEN_SECRET, at.salon.slug, id, booking.tokenVersion);
}

async function find(at: Performing, action: DialogueAction): Promise<Performed> {
  const token = action.id === "" ? undefined : await tokenOf(at, action.id);
  if (action.id !== "" && token === undefined) return FAILED;
  const moved = bookingOf(at, action.id)?.start;
  const found = await findStarts(at.ctx, at.salon, servicesOf(at, action), action, token, moved);
  if (Array.isArray(found)) return outcome(OutcomeKind.Offered, { starts: found });
  // A day that is past, or beyond the salon's horizon, has nothing free.
  return found.status === 422 ? outcome(OutcomeKind.Offered, { starts: [] }) : FAILED;
}

/** Somebody was quicker, or the price rose: the client is shown what there is now. */
function taken(at: Performing, action: DialogueAction, problem: Problem): Performed {
  if (problem.status !== 409) return FAILED;
  const { about } = action;
  const risen = problem.extra?.price_cents;
  if (typeof risen === "number") {
    const start = { start: about.start, priceCents: risen, offset: about.offset, person: about.person };
    return outcome(OutcomeKind.Taken, { starts: [start] });
  }
  return outcome(OutcomeKind.Taken, { starts: alternativesOf(at.salon, problem) });
}

/** As it was placed: the start, its price, and who serves. */
function placedOf(at: Performing, answer: HoldAnswer | BookingAnswer): StartOffered {
  const start = Math.floor(Date.parse(answer.start) / 60_000);
  const [offset = 0] = offsetsAt(at.salon.view.timezone, [start], engine);
  const people = new Set(answer.assignment.map(({ unit }) => at.salon.view.staff.findIndex(({ id }) => id === unit)));
  people.delete(-1);
  const [person = -1] = people.size === 1 ? people : [];
  return { start, offset, priceCents: answer.price_cents, person };
}

async function holdStart(at: Performing, action: DialogueAction): Promise<Performed> {
  const { about } = action;
  const wish = {
    services: servicesOf(at, action),
    start: about.start,
    party: about.guests,
    priceCents: about.priceCents,
  };
  const held = await hold(at.ctx, { salon: at.salon.slug, ...wish, idempotency: await keyed(at, wish) });
  if (!held.ok) return taken(at, action, held.problem);
  return outcome(OutcomeKind.Held, { id: held.value.hold, starts: [placedOf(at, held.value)] });
}

/** The number that the channel proves, else the one that was given; null where what was given is none. */
function numberOf({ contact }: Performing, { phone }: DialogueAction): string | null {
  return contact.phone ?? contact.unproven?.numberOf(phone) ?? null;
}

async function clientOf(at: Performing, action: DialogueAction, phone: string) {
  const notice = await noticeOf(at.salon, at.language);
  const wording = WORDINGS[at.language]["talk.ask.news"].replaceAll("{salon}", at.salon.view.name);
  // The question stands with this visit until it is answered: nothing is ticked beforehand.
  const asked = { purpose: "marketing", notice_version: notice.hash, wording, granted: false };
  return {
    client: {
      name: action.name !== "" ? action.name : (at.contact.name ?? ""),
      phone,
      ...(at.contact.unproven?.email == null ? {} : { email: at.contact.unproven.email }),
      language: at.language,
    },
    consents: at.known.facts.newsAnswered ? [] : [asked],
    notice: notice.hash,
    channel: at.contact.channel ?? ("whatsapp" as const),
  };
}

async function bookVisit(at: Performing, action: DialogueAction): Promise<Performed> {
  const { about, id } = action;
  const phone = numberOf(at, action);
  if (phone === null) return FAILED;
  const direct = { services: servicesOf(at, action), start: about.start, party: about.guests };
  const rest = { salon: at.salon.slug, ...(await clientOf(at, action, phone)), priceCents: about.priceCents };
  const idempotency = await keyed(at, { id, direct });
  let made = await book(at.ctx, { ...rest, visit: id === "" ? direct : { hold: id }, idempotency });
  if (!made.ok && made.problem.type === "unknown-hold") {
    const again = { key: `${at.key}.direct`, bodyHash: idempotency.bodyHash };
    made = await book(at.ctx, { ...rest, visit: direct, idempotency: again });
  }
  if (!made.ok) return made.problem.type === "already-booked" ? FAILED : taken(at, action, made.problem);
  const starts = [placedOf(at, made.value)];
  const { booking, manage_url: manageUrl, payment } = made.value;
  const left = { manageUrl, ...(payment === undefined ? {} : { deposit: payment }) };
  return outcome(OutcomeKind.Booked, { id: booking, starts }, left);
}

async function moveVisit(at: Performing, action: DialogueAction): Promise<Performed> {
  const token = await tokenOf(at, action.id);
  if (token === undefined) return FAILED;
  const { start, priceCents } = action.about;
  const idempotency = await keyed(at, { id: action.id, start });
  const via = at.contact.channel ?? "whatsapp";
  const moved = await move(at.ctx, { subject: { token }, start, priceCents, via, idempotency });
  if (!moved.ok) return taken(at, action, moved.problem);
  return outcome(OutcomeKind.Moved, { id: action.id, starts: [placedOf(at, moved.value)] });
}

async function cancelVisit(at: Performing, action: DialogueAction): Promise<Performed> {
  const token = await tokenOf(at, action.id);
  if (token === undefined) return FAILED;
  const via = at.contact.channel ?? "whatsapp";
  const input = { subject: { token }, via, idempotency: await keyed(at, { id: action.id }) };
  let done = await cancel(at.ctx, input);
  const resting = done.ok ? [] : restingIn(done.problem);
  if (resting.length > 0 && !action.granted) return outcome(OutcomeKind.Resting, { id: action.id }, { resting });
  // They were named in the question that was answered.
  if (resting.length > 0) done = await cancel(at.ctx, { ...input, also: resting.map(({ booking }) => booking) });
  if (!done.ok) return FAILED;
  const { fee_cents: fee, also = [] } = done.value;
  const feeCents = also.reduce((sum, one) => sum + (one.fee_cents ?? 0), fee ?? 0);
  return outcome(OutcomeKind.Cancelled, {}, { resting, ...(fee === undefined ? {} : { feeCents }) });
}

/** Days ahead that are waited for where none was named. */
const WAITING_DAYS = 13;

async function wait(at: Performing, action: DialogueAction): Promise<Performed> {
  const { about } = action;
  const { ctx, salon } = at;
  const phone = numberOf(at, action);
  if (phone === null) return FAILED;
  const today = localDate(salon, ctx.now);
  const last = today + salon.view.booking.horizon_days;
  const from = Math.min(Math.max(about.dayFrom, today), last);
  const to = Math.min(Math.max(about.dayFrom === 0 ? today + WAITING_DAYS : about.dayTo, from), last);
  const wish = { services: servicesOf(at, action), from, to, party: about.guests };
  const { notice, channel, client } = await clientOf(at, action, phone);
  const idempotency = await keyed(at, wish);
  const name = client.name === "" ? client.phone : client.name;
  const joined = await joinWaitlist(ctx, {
    salon: salon.slug,
    ...wish,
    client: { ...client, name },
    notice,
    channel,
    idempotency,
  });
  return joined.ok ? outcome(OutcomeKind.Waiting) : FAILED;
}

async function request(at: Performing, action: DialogueAction): Promise<Performed> {
  const kind = action.request === RequestKind.Deletion ? ("deletion" as const) : ("access" as const);
  const { phone, unproven } = at.contact;
  // Who they are is for a person to find out where no channel proves it.
  if (phone === null || unproven !== undefined) return FAILED;
  const asked = await startRequest(at.ctx, { salon: at.salon.slug, phone, kind, detail: {}, language: at.language });
  return asked.ok ? outcome(OutcomeKind.Requested) : FAILED;
}

async function optOut({ ctx, salon, known }: Performing): Promise<Performed> {
  const stopped = known.client === null || (await stopNewsTo(ctx, salon.slug, known.client));
  return stopped ? outcome(OutcomeKind.Stopped) : FAILED;
}

/** The client's consent to news ends; that none goes out in the conversation is committed with its answer. */
export async function stopNewsTo(ctx: CommandContext, salon: string, client: string): Promise<boolean> {
  return (await stopNews(ctx, await newsToken(ctx.env.TOKEN_SECRET, salon, client))).ok;
}

/** The question was written down unanswered when the visit was booked, so a no needs no word more. */
async function consent(at: Performing, action: DialogueAction): Promise<Performed | null> {
  if (!action.granted) return null;
  const token = await tokenOf(at, action.id);
  if (token === undefined) return FAILED;
  const answered = await answerConsent(at.ctx, { token, purpose: "marketing", granted: true });
  return answered.ok ? outcome(OutcomeKind.Noted) : FAILED;
}
