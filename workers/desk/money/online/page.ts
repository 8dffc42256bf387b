// GET /p/{token}: where a deposit stands, for the client: the way to the provider, and, once it is paid, to the visit. GET …/go leads to
// the provider. A link and not a form: our pages let forms go nowhere but here.

import { html } from "hono/html";
import { wishOf } from "../../../commands/desk/money/online/sell.ts";
import { waitingOf } from "../../../commands/desk/money/online/wait.ts";
import { pageAnswer, seeOther } from "../../../http/pages/answer.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import { askBooking, type BookingRow, bookingOf } from "../../../store/bookings.ts";
import { database, read } from "../../../store/database.ts";
import { askOnline, type OnlineRow } from "../../../store/desk/money/online.ts";
import { publishedSalon, type Salon } from "../../../store/snapshots.ts";
import { manageToken, newId, parseToken, paymentToken, sameToken } from "../../../token.ts";
import { money } from "../../../ui/dates.ts";
import type { Markup } from "../../../ui/markup.ts";
import { type House, houseFrame, houseWords, withLang } from "../../../ui/shell.ts";
import { called } from "./called.ts";
import { checkoutUrl } from "./payfast.ts";
import { objectOf } from "./paystack.ts";

interface Found {
  salon: Salon;
  row: OnlineRow;
  token: string;
  /** The link of the visit, once it is booked. */
  visit: string | null;
  email: string | null;
}

async function found(c: DoorContext): Promise<Found | null> {
  const token = c.req.param("token") ?? "";
  const parts = parseToken(token);
  if (parts === null || !sameToken(token, await paymentToken(c.env.TOKEN_SECRET, parts.salon, parts.id))) return null;
  const db = database(c.env, parts.salon);
  const [salon, [[row]]] = await Promise.all([
    publishedSalon(c.env, parts.salon),
    read<[OnlineRow]>(db, [askOnline(db, parts.salon, parts.id)]),
  ]);
  if (salon === null || row === undefined) return null;
  const [[booked]] = await read<[BookingRow]>(db, [askBooking(db, parts.salon, row.subject, "serve")]);
  const booking = booked === undefined ? null : bookingOf(booked);
  const visit = booking && (await manageToken(c.env.TOKEN_SECRET, parts.salon, booking.id, booking.tokenVersion));
  const [asked, wish] = await Promise.all([
    isCard(row) ? null : waitingOf(c.env, parts.salon, row),
    wishOf(c.env, parts.salon, row),
  ]);
  return { salon, row, token, visit, email: wish?.buyer.email ?? asked?.client.email ?? null };
}

/** Null where there is nothing behind the link. */
export async function showPayment(c: DoorContext): Promise<Response | null> {
  const what = await found(c);
  if (what === null) return null;
  const house = houseWords(c.req.raw);
  const { words } = house;
  const heading = words.say(isCard(what.row) ? "money.sell.pay" : "money.online.title");
  const title = `${heading} · ${what.salon.view.name}`;
  const main = html`<div class="narrow"><h1>${heading}</h1>
<p class="lede">${what.salon.view.name} · <b>${money(words, what.row.cents, what.salon.view.currency)}</b></p>${stands(house, what)}</div>`;
  return pageAnswer(houseFrame(house, { title, unlisted: true }, main), { secret: true });
}

const isCard = ({ purpose }: OnlineRow): boolean => purpose === "bill";

function stands(house: House, what: Found): Markup {
  const { salon, row, token, visit } = what;
  const { words } = house;
  const act = (href: string, text: string) =>
    html`<p class="acts"><a class="btn" href="${withLang(href, house)}">${text}</a></p>`;
  const provider = words.say(`money.online.${row.provider}`);
  if (isCard(row)) return cardStands(house, what, act);
  switch (row.state) {
    case "paid":
      return visit === null
        ? html`<p role="status">${words.say("money.online.booking")}</p>${act(`/p/${token}`, words.say("money.online.again"))}`
        : html`<p role="status">${words.say("money.online.paid")}</p>${act(`/b/${visit}`, words.say("money.online.visit"))}`;
    case "flagged":
      return html`<p role="alert">${words.say("money.online.flagged", { phone: salon.view.phone ?? "" })}</p>`;
    case "refunded":
      return html`<p role="status">${words.say("money.online.refunded")}</p>`;
    default:
      return html`<p>${words.say(row.state === "failed" ? "money.online.failed" : "money.online.lede", { provider })}</p>
${act(`/p/${token}/go`, words.say("money.online.go", { provider }))}<p class="note">${words.say("money.online.held")}</p>`;
  }
}

function cardStands(
  { words }: House,
  { salon, row, token }: Found,
  act: (href: string, text: string) => Markup,
): Markup {
  const provider = words.say(`money.online.${row.provider}`);
  switch (row.state) {
    case "paid":
      return html`<p role="status">${words.say("money.sell.paid")}</p>${act(`/${salon.slug}`, salon.view.name)}`;
    case "flagged":
      return html`<p role="alert">${words.say("money.sell.flagged", { phone: salon.view.phone ?? "" })}</p>`;
    case "refunded":
      return html`<p role="status">${words.say("money.sell.refunded")}</p>`;
    default:
      return html`<p>${words.say(row.state === "failed" ? "money.online.failed" : "money.sell.lede", { provider })}</p>
${act(`/p/${token}/go`, words.say("money.online.go", { provider }))}`;
  }
}

export async function goToProvider(c: DoorContext): Promise<Response | null> {
  const what = await found(c);
  if (what === null) return null;
  const { row, salon, token } = what;
  const back = `/p/${token}${new URL(c.req.url).search}`;
  if (row.state !== "begun" && row.state !== "failed") return seeOther(back);
  const ctx = commandContext(c);
  const url = row.provider === "payfast" ? await toPayfast(c, what, ctx.origin) : await toPaystack(c, what, ctx.origin);
  if (url !== null) return seeOther(url);
  const house = houseWords(c.req.raw);
  const { words } = house;
  const main = html`<div class="narrow refusal" role="alert"><h1>${words.say("money.online.unreachable")}</h1>
<p class="acts"><a class="btn" href="${back}">${words.say("money.online.again")}</a></p></div>`;
  const title = `${words.say(isCard(row) ? "money.sell.pay" : "money.online.title")} · ${salon.view.name}`;
  return pageAnswer(houseFrame(house, { title, unlisted: true }, main), { status: 503, secret: true, retryAfter: 10 });
}

async function toPayfast({ env }: DoorContext, { salon, row, token }: Found, origin: string): Promise<string | null> {
  if (env.PAYFAST_BASE === undefined) return null;
  return checkoutUrl({
    ...{ merchant: env.PAYFAST_MERCHANT_ID, key: env.PAYFAST_MERCHANT_KEY, passphrase: env.PAYFAST_PASSPHRASE },
    ...{ base: env.PAYFAST_BASE, back: `${origin}/p/${token}`, notify: `${origin}/webhooks/payfast` },
    ...{
      payment: `${salon.slug}.${row.payment_id}`,
      cents: row.cents,
      item: `${salon.view.name}: ${isCard(row) ? "gift card" : "deposit"}`,
    },
  });
}

/** Each try is a transaction of its own, for its references are used once. */
async function toPaystack(
  { env }: DoorContext,
  { salon, row, token, email }: Found,
  origin: string,
): Promise<string | null> {
  if (env.PAYSTACK_API_BASE === undefined) return null;
  const text = await called(env, `${env.PAYSTACK_API_BASE}/transaction/initialize`, {
    method: "POST",
    headers: { Authorization: `Bearer ${env.PAYSTACK_SECRET_KEY}`, "Content-Type": "application/json" },
    body: JSON.stringify({
      ...{ email: email ?? `${row.payment_id}@${new URL(origin).hostname}`, amount: row.cents, currency: "ZAR" },
      ...{ reference: `${salon.slug}.${row.payment_id}.${newId()}`, callback_url: `${origin}/p/${token}` },
    }),
  });
  const url =
    text === null ? undefined : objectOf<{ data?: { authorization_url?: unknown } }>(text)?.data?.authorization_url;
  return typeof url === "string" && (url.startsWith("https://") || env.LOCAL_MODE === "1") ? url : null;
}
