// Delivers what commits owe their clients. The queue brings pointers within seconds; the minute's sweep finds what the
// queue lost or what failed. A message is claimed before it is sent, so that two deliveries of one pointer send one
// letter; one that keeps failing is given up and stays visible as such.

import { decideCopy } from "../commands/law/marketing.ts";
import { type Env, publicOrigin } from "../env.ts";
import type { SalonRole } from "../permissions.ts";
import { emailOf } from "../store/access/accounts.ts";
import { readBooking } from "../store/bookings.ts";
import { readCheckpointRow } from "../store/compliance/checkpoints.ts";
import { askRestrictions } from "../store/compliance/requests/requests.ts";
import { lookSooner } from "../store/conversations/foresight/foreseen.ts";
import { commit, database, read } from "../store/database.ts";
import { askDispute, type DisputeRow } from "../store/desk/clients/blocks.ts";
import { readRepresentation } from "../store/law/decisions.ts";
import {
  claimMessage,
  dueMessages,
  markDelivered,
  markFailed,
  markSettled,
  type StoredMessage,
} from "../store/outbox.ts";
import { publishedSalon, type SalonView } from "../store/snapshots.ts";
import { readOffer } from "../store/waitlist.ts";
import { newsToken, offerToken, oneTimeCode, signInToken } from "../token.ts";
import { chosenLanguage, LANGUAGES, offeredLanguages, type Words, wordsIn } from "../ui/words.ts";
import { type Addressee, sendEmail } from "./channels/email.ts";
import { noticeOf, openedOf, regulatorOf } from "./incident-letters.ts";
import {
  checkpointLetter,
  codeLetter,
  invitationLetter,
  linkLetter,
  newsLetter,
  offerLetter,
  reviewLetter,
  type Written,
} from "./letters.ts";
import { deliverMoney, type StoredMoney } from "./money/deliver.ts";
import { requestLetter } from "./request-letters.ts";
import { deliverVisit } from "./visits/deliver.ts";
import { deliverSeries, type SeriesMessage } from "./visits/series.ts";
import type { VisitMessage } from "./visits/words.ts";
import { warningOf } from "./waiting-letters.ts";

/** After this many tries a message is given up. With the pauses below that is some three hours. */
const MAX_ATTEMPTS = 8;
const FIRST_PAUSE = 1; // minutes; doubles with every try
const LONGEST_PAUSE = 60;
/** Messages of one sweep; the next minute's takes up where it ended. */
const SWEPT_AT_ONCE = 50;
const SIDE_BY_SIDE = 5;

/** Delivers what is due; `now` in minutes since the epoch. */
export async function deliverDue(env: Env, now: number): Promise<void> {
  await inSteps(await dueMessages(env, now, SWEPT_AT_ONCE), ({ salon, id }) => deliver(env, salon, id));
}

export async function inSteps<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < items.length; at += SIDE_BY_SIDE) {
    await Promise.all(items.slice(at, at + SIDE_BY_SIDE).map(act));
  }
}

/** `now` in minutes; the clock's unless a test says otherwise. */
export async function deliver(
  env: Env,
  salon: string,
  id: string,
  now = Math.floor(Date.now() / 60_000),
): Promise<void> {
  const message = await claimMessage(env, salon, id, now);
  if (message === null) return;
  try {
    if (message.kind === "marketing.written") return await deliverNews(env, message, now);
    if (isAboutVisit(message)) return await deliverVisit(env, message, now, wordsFor);
    if (message.kind === "series.made") return await deliverSeries(env, message, now, wordsFor);
    if (isAboutMoney(message)) return await deliverMoney(env, message, now, wordsFor);
    const letter = await letterOf(env, message);
    const fate = letter === null ? "sent" : await sendEmail(env, id, letter.to, letter.written);
    if (fate === "sent") await markDelivered(env, salon, id, now);
    else await markFailed(env, salon, id, "no channel reaches this client", null);
  } catch (error) {
    await postpone(env, message, error, now);
  }
}

const isAboutVisit = (message: StoredMessage): message is VisitMessage =>
  ["booking.made", "booking.moved", "booking.cancelled", "visit.reminder", "visit.affected"].includes(message.kind);

const isAboutMoney = (message: StoredMessage): message is StoredMoney =>
  ["deposit.asked", "deposit.lapsed", "payment.flagged", "receipt.issued", "card.sold"].includes(message.kind);

/** Decided now, not when it was written: people change their minds in between, and nobody is written to at night. */
async function deliverNews(
  env: Env,
  { salon, id, payload }: StoredMessage & { kind: "marketing.written" },
  now: number,
): Promise<void> {
  const decision = await decideCopy(env, salon, payload, now);
  if (decision === null) return markSettled(env, salon, id, "not sent: gone", now);
  const { allowed, reason, notBefore, to } = decision;
  if (reason === "quiet-hours") return markFailed(env, salon, id, `not sent yet: ${reason}`, notBefore);
  if (!allowed) return markSettled(env, salon, id, `not sent: ${reason}`, now);
  const view = (await publishedSalon(env, salon))?.view ?? null;
  const stop = `${publicOrigin(env)}/n/${await newsToken(env.TOKEN_SECRET, salon, payload.client)}`;
  const told = { salon: view?.name ?? salon, name: to.name, subject: to.subject ?? "", text: to.text ?? "", stop };
  const fate = await sendEmail(env, id, to, newsLetter(told, wordsFor(to.language, view)));
  if (fate === "sent") return markDelivered(env, salon, id, now);
  return markSettled(env, salon, id, "not sent: no channel reaches this client", now);
}

async function postpone(env: Env, message: StoredMessage, error: unknown, now: number): Promise<void> {
  const { salon, id, kind, attempts } = message;
  const pause = Math.min(FIRST_PAUSE * 2 ** (attempts - 1), LONGEST_PAUSE);
  const givenUp = attempts >= MAX_ATTEMPTS;
  // A mail system's words may quote the address, so the log and the row get the kind of error alone.
  const failure = error instanceof Error ? error.name : "unknown";
  console.error(
    JSON.stringify({ level: "error", event: "outbox", salon, message: id, kind, attempts, failure, givenUp }),
  );
  await markFailed(env, salon, id, failure, givenUp ? null : now + pause);
  if (givenUp) await commit(database(env, salon), [lookSooner(database(env, salon), salon, now)]);
}

interface Letter {
  to: Addressee;
  written: Written;
}

/** Null where there is nothing left to tell: what it was about is gone, or a later message tells the newer state. */
async function letterOf(
  env: Env,
  message: Exclude<StoredMessage, { kind: "marketing.written" } | VisitMessage | SeriesMessage | StoredMoney>,
): Promise<Letter | null> {
  switch (message.kind) {
    case "offer.made":
      return offerOf(env, message.salon, message.payload.offer);
    case "checkpoint.made":
      return checkpointOf(env, message.salon, message.payload.size);
    case "decision.reviewed":
      return reviewOf(env, message.salon, message.payload.representation);
    case "dispute.answered":
      return disputeOf(env, message.salon, message.payload);
    case "code.requested": {
      const { code, email, language } = message.payload;
      const digits = await oneTimeCode(env.TOKEN_SECRET, code, email);
      return { to: { email, phone: null }, written: codeLetter(digits, wordsFor(language, null)) };
    }
    case "link.requested":
      return linkOf(env, message.payload);
    case "wait.warned":
      return warningOf(env, message.salon, message.payload);
    case "incident.opened":
      return openedOf(env, message.salon, message.payload);
    case "incident.notice":
      return noticeOf(env, message.salon, message.payload);
    case "incident.regulator":
      return regulatorOf(env, message.salon, message.payload.incident);
    case "team.invited":
      return invitationOf(env, message.salon, message.payload);
    case "request.code":
    case "request.acknowledged":
    case "request.answered":
    case "request.due":
      return requestLetter(env, message.salon, message, wordsFor);
  }
}

async function offerOf(env: Env, slug: string, id: string): Promise<Letter | null> {
  const [offer, salon] = await Promise.all([readOffer(env, slug, id, "inform"), publishedSalon(env, slug)]);
  if (offer === null || salon === null || offer.offer_status !== "open") return null;
  const db = database(env, slug);
  const [stopped] = await read<[{ purpose: string }]>(db, [askRestrictions(db, slug, offer.client_id)]);
  if (stopped.some(({ purpose }) => purpose === "wait")) return null; // objected since the offer was made
  const { view } = salon;
  const token = await offerToken(env.TOKEN_SECRET, slug, id);
  const written = offerLetter(
    {
      name: offer.name,
      services: JSON.parse(offer.services) as { id: string }[],
      salon: view,
      start: offer.start_at,
      until: offer.expires_at,
      url: `${publicOrigin(env)}/o/${token}`,
    },
    wordsFor(offer.language, view),
  );
  return { to: offer, written };
}

async function linkOf(
  env: Env,
  asked: { link: string; account: string; language: string | null },
): Promise<Letter | null> {
  const email = await emailOf(env, asked.account);
  if (email === null) return null;
  const link = await signInUrl(env, asked.link);
  return { to: { email, phone: null }, written: linkLetter({ email, link }, wordsFor(asked.language, null)) };
}

async function invitationOf(
  env: Env,
  slug: string,
  { account, link, role }: { account: string; link: string; role: SalonRole },
): Promise<Letter | null> {
  const [email, salon] = await Promise.all([emailOf(env, account), publishedSalon(env, slug)]);
  if (email === null || salon === null) return null;
  const invitation = {
    salon: salon.view.name,
    role,
    link: await signInUrl(env, link),
    signIn: `${publicOrigin(env)}/sign-in`,
  };
  return { to: { email, phone: null }, written: invitationLetter(invitation, wordsFor(null, salon.view)) };
}

async function signInUrl(env: Env, link: string): Promise<string> {
  return `${publicOrigin(env)}/sign-in/${await signInToken(env.TOKEN_SECRET, link)}`;
}

async function reviewOf(env: Env, slug: string, id: string): Promise<Letter | null> {
  const [said, salon] = await Promise.all([readRepresentation(env, slug, id), publishedSalon(env, slug)]);
  if (said?.answer == null || said.outcome === null || salon === null) return null;
  const told = { salon: salon.view.name, outcome: said.outcome, answer: said.answer };
  return { to: { email: said.email, phone: null }, written: reviewLetter(told, wordsFor(said.language, salon.view)) };
}

async function disputeOf(
  env: Env,
  slug: string,
  { dispute, booking }: { dispute: string; booking: string },
): Promise<Letter | null> {
  const db = database(env, slug);
  const [[[said]], found, salon] = await Promise.all([
    read<[DisputeRow]>(db, [askDispute(db, slug, dispute)]),
    readBooking(env, slug, booking, "inform"),
    publishedSalon(env, slug),
  ]);
  if (said?.answer == null || said.outcome === null || found === null || salon === null) return null;
  const told = { salon: salon.view.name, outcome: said.outcome, answer: said.answer };
  const { contact } = found.booking;
  return { to: contact, written: reviewLetter(told, wordsFor(contact.language, salon.view)) };
}

/** Nothing to send where the salon has no address: the copy in R2 and the open API are then all there is. */
async function checkpointOf(env: Env, slug: string, size: number): Promise<Letter | null> {
  const [salon, checkpoint] = await Promise.all([publishedSalon(env, slug), readCheckpointRow(env, slug, size)]);
  if (salon?.view.email === undefined || checkpoint === null) return null;
  const written = checkpointLetter(salon.view, size, checkpoint.note, wordsFor(null, salon.view));
  return { to: { email: salon.view.email, phone: null }, written };
}

/** The client's own language, where we speak it and even if the salon's texts do not; else the salon's first. */
function wordsFor(language: string | null, salon: SalonView | null): Words {
  const [first = "en"] = salon === null ? [] : offeredLanguages(salon.languages);
  return wordsIn(chosenLanguage(language, null, [first, ...LANGUAGES]));
}
