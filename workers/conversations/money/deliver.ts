// Delivers what a client is told about money, by the channel that they use: their receipt, a deposit that is to be paid, one that never
// came, one that came for a time that was gone. It follows what was just done, so no night keeps it.

import { currencyOf } from "../../../shared/contracts/salon.ts";
import { cardCode } from "../../commands/desk/money/cards.ts";
import { wishOf } from "../../commands/desk/money/online/sell.ts";
import { waitingOf } from "../../commands/desk/money/online/wait.ts";
import { type Env, publicOrigin } from "../../env.ts";
import { readBooking } from "../../store/bookings.ts";
import { database, read } from "../../store/database.ts";
import { askCardsOf, type CardRow } from "../../store/desk/money/cards.ts";
import { askDocument, askDocumentsOf, type DocumentRow, type Said } from "../../store/desk/money/documents.ts";
import { askOnline, type OnlineRow } from "../../store/desk/money/online.ts";
import { askHold, type Hold, type HoldRow, holdOf } from "../../store/holds.ts";
import { type MoneyMessage, markDelivered, markFailed, type StoredMessage } from "../../store/outbox.ts";
import { publishedSalon, type Salon, type SalonView } from "../../store/snapshots.ts";
import { manageToken, receiptToken } from "../../token.ts";
import { isoDate, longDay, money } from "../../ui/dates.ts";
import { namedDocument } from "../../ui/money/receipt.ts";
import { serviceNames } from "../../ui/visit-event.ts";
import type { Words } from "../../ui/words.ts";
import { sendEmail } from "../channels/email.ts";
import { moment } from "../letters.ts";
import { type Telling, tellClient } from "../tell.ts";
import { cardLetter, depositWords, flaggedWords, lapsedWords, receiptWords, type Worded } from "./words.ts";

export type StoredMoney = StoredMessage & MoneyMessage;

type WordsFor = (language: string | null, salon: SalonView | null) => Words;
type Told = Omit<Telling, "byLetter">;

export async function deliverMoney(env: Env, message: StoredMoney, now: number, wordsFor: WordsFor): Promise<void> {
  const { salon, id, payload } = message;
  if (message.kind === "card.sold") return deliverCard(env, message, now, wordsFor);
  const told =
    message.kind === "receipt.issued"
      ? await receiptOf(env, salon, message.payload, wordsFor)
      : await paymentOf(env, salon, message.kind, message.payload.payment, wordsFor);
  // What it was about is gone, or went on.
  if (told === null) return markDelivered(env, salon, id, now);
  await tellClient(env, message, { ...told, byLetter: payload.letter === 1 }, now);
}

async function receiptOf(
  env: Env,
  slug: string,
  { document: id, booking }: { document: string; booking: string },
  wordsFor: WordsFor,
): Promise<Told | null> {
  const db = database(env, slug);
  const [found, salon, [[document]]] = await Promise.all([
    readBooking(env, slug, booking, "inform"),
    publishedSalon(env, slug),
    read<[DocumentRow]>(db, [askDocument(db, slug, id)]),
  ]);
  if (found === null || salon === null || document === undefined) return null;
  const { contact, client } = found.booking;
  const words = wordsFor(contact.language, salon.view);
  const { vendor } = JSON.parse(document.said) as Said;
  const url = `${publicOrigin(env)}/r/${await receiptToken(env.TOKEN_SECRET, slug, id)}?lang=${words.language}`;
  const { series, number, total_cents: cents } = document;
  const named = namedDocument(words, { series, number, vendor });
  return { client, contact, ...receiptWords({ salon: salon.view, name: contact.name, cents, url, ...named }, words) };
}

/** Of whom only what they asked for is known: a visit that is not booked has no client yet. */
async function paymentOf(
  env: Env,
  slug: string,
  kind: "deposit.asked" | "deposit.lapsed" | "payment.flagged",
  payment: string,
  wordsFor: WordsFor,
): Promise<Told | null> {
  const db = database(env, slug);
  const [salon, [[row]]] = await Promise.all([
    publishedSalon(env, slug),
    read<[OnlineRow]>(db, [askOnline(db, slug, payment)]),
  ]);
  if (salon === null || row === undefined) return null;
  const contact = await contactOf(env, slug, row);
  if (contact === null) return null;
  const { name, language } = contact;
  const of = { client: null, contact };
  const words = wordsFor(language, salon.view);
  if (kind === "payment.flagged") {
    if (row.state !== "flagged") return null;
    return {
      ...of,
      ...flaggedWords({ salon: salon.view, name, cents: row.cents, card: row.purpose === "bill" }, words),
    };
  }
  const [[hold]] = await read<[HoldRow]>(db, [askHold(db, slug, row.subject)]);
  if (hold === undefined) return null;
  const visit = holdOf(hold);
  if (kind === "deposit.lapsed")
    return stillLapsed(row, visit) ? { ...of, ...lapsedOf(env, salon, name, visit, words) } : null;
  if (row.state !== "begun") return null;
  const token = await manageToken(env.TOKEN_SECRET, slug, row.subject, 1);
  const told = {
    ...{ salon: salon.view, name, cents: row.cents, ...moment(words, salon.view, visit.start) },
    services: serviceNames(visit, salon.view, words),
    until: moment(words, salon.view, visit.heldUntil).time,
    url: `${publicOrigin(env)}/b/${token}?lang=${words.language}`,
  };
  return { ...of, ...depositWords(told, words) };
}

/** Neither paid nor held anew since it was to be told. */
const stillLapsed = ({ state, lapse_told_at: told }: OnlineRow, { heldUntil }: Hold): boolean =>
  (state === "begun" || state === "failed") && told !== null && heldUntil <= told;

/** The same services, to be booked anew. */
function lapsedOf(env: Env, { slug, view }: Salon, name: string, visit: Hold, words: Words): Worded {
  const wanted: [string, string][] = visit.services.map(({ id }) => ["service", id]);
  if (visit.party > 1) wanted.push(["party", String(visit.party)]);
  const query = new URLSearchParams([...wanted, ["lang", words.language]]);
  return lapsedWords(
    {
      ...{ salon: view, name, ...moment(words, view, visit.start), services: serviceNames(visit, view, words) },
      url: `${publicOrigin(env)}/${slug}/book?${query}`,
    },
    words,
  );
}

async function contactOf(env: Env, salon: string, row: OnlineRow): Promise<Told["contact"] | null> {
  if (row.purpose === "bill") {
    const wish = await wishOf(env, salon, row);
    return wish === null ? null : { phone: "", ...wish.buyer };
  }
  const asked = await waitingOf(env, salon, row);
  if (asked === null) return null;
  const { name, phone, email = null, language = null } = asked.client;
  return { name, phone, email, language };
}

/** The code is made anew here and goes into the letter alone. */
async function deliverCard(
  env: Env,
  { salon: slug, id, payload }: StoredMoney & { kind: "card.sold" },
  now: number,
  wordsFor: WordsFor,
): Promise<void> {
  const db = database(env, slug);
  const [salon, [[row]]] = await Promise.all([
    publishedSalon(env, slug),
    read<[OnlineRow]>(db, [askOnline(db, slug, payload.payment)]),
  ]);
  const wish = row === undefined ? null : await wishOf(env, slug, row);
  const bill = row?.subject ?? "";
  const [[card], documents] = await read<[CardRow, DocumentRow]>(db, [
    askCardsOf(db, slug, bill),
    askDocumentsOf(db, slug, bill),
  ]);
  const receipt = documents.find(({ series }) => series === "invoice");
  if (salon === null || wish === null || card === undefined || receipt === undefined || row?.state !== "paid")
    return markDelivered(env, slug, id, now);
  const { view } = salon;
  const { buyer, receiver = null, wanted } = wish;
  const words = wordsFor(buyer.language, view);
  const service = view.services.find(({ id: known }) => known === card.service_id);
  const written = cardLetter(
    {
      ...{ salon: view, name: buyer.name, receiver },
      worth:
        card.service_id === null
          ? money(words, wanted.cents, currencyOf(view))
          : `${card.units} × ${words.of(service?.name)}`,
      code: await cardCode(env, slug, card.card_id),
      until: `${longDay(words, card.expires_on)} ${isoDate(card.expires_on).slice(0, 4)}`,
      url: `${publicOrigin(env)}/r/${await receiptToken(env.TOKEN_SECRET, slug, receipt.document_id)}?lang=${words.language}`,
    },
    words,
  );
  const fate = await sendEmail(env, id, { email: buyer.email, phone: null }, written);
  if (fate === "sent") await markDelivered(env, slug, id, now);
  else await markFailed(env, slug, id, "no channel reaches this client", null);
}
