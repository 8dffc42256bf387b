// GET /r/{token}: what a client was given in writing, behind its own link, in their language, made to be printed. A vendor's says what
// the Value-Added Tax Act asks for (s 20(4) and (5), s 21(3)); anybody else's is a receipt.

import { html } from "hono/html";
import { ABRIDGED_UP_TO } from "../../commands/desk/money/document.ts";
import { pageAnswer } from "../../http/pages/answer.ts";
import type { DoorContext } from "../../http/request.ts";
import { database, read } from "../../store/database.ts";
import { askDocument, type DocumentRow, type Recipient, type Said } from "../../store/desk/money/documents.ts";
import { publishedSalon } from "../../store/snapshots.ts";
import { parseToken, receiptToken, sameToken } from "../../token.ts";
import { isoDate, longDay, money } from "../../ui/dates.ts";
import type { Markup } from "../../ui/markup.ts";
import { namedDocument } from "../../ui/money/receipt.ts";
import { houseFrame, houseWords } from "../../ui/shell.ts";
import { type Words, wordOr } from "../../ui/words.ts";
import { lineName } from "./bill/show.ts";

/** Null where there is nothing behind the link. */
export async function showReceipt(c: DoorContext): Promise<Response | null> {
  const house = houseWords(c.req.raw);
  const token = c.req.param("token") ?? "";
  const parts = parseToken(token);
  if (parts === null || !sameToken(token, await receiptToken(c.env.TOKEN_SECRET, parts.salon, parts.id))) {
    return null;
  }
  const db = database(c.env, parts.salon);
  const [salon, [[document]]] = await Promise.all([
    publishedSalon(c.env, parts.salon),
    read<[DocumentRow]>(db, [askDocument(db, parts.salon, parts.id)]),
  ]);
  if (salon === null || document === undefined) return null;
  const { words } = house;
  const text = { title: `${namedAs(words, document).title} · ${salon.view.name}`, unlisted: true, desk: true };
  return pageAnswer(houseFrame(house, text, receiptMain(words, document, salon.view.currency)), { secret: true });
}

const namedAs = (words: Words, { series, number, said }: DocumentRow) =>
  namedDocument(words, { series, number, vendor: (JSON.parse(said) as Said).vendor });

function receiptMain(words: Words, document: DocumentRow, currency: string): Markup {
  const said = JSON.parse(document.said) as Said;
  const recipient = document.recipient === null ? null : (JSON.parse(document.recipient) as Recipient);
  const cash = (cents: number): string => money(words, cents, currency);
  const { supplier, vendor, invoice } = said;
  const { title, number } = namedAs(words, document);
  const fact = (name: string, value: string) => value !== "" && html`<dt>${name}</dt><dd>${value}</dd>`;
  const rate = String(said.rate / 100);
  const facts = html`<dl class="facts-of">${fact(words.say("money.receipt.number"), number)}
${fact(words.say("money.receipt.date"), `${longDay(words, document.day)} ${isoDate(document.day).slice(0, 4)}`)}
${invoice !== undefined && fact(words.say("money.receipt.for-invoice"), `I${String(invoice).padStart(6, "0")}`)}
${recipient !== null && fact(words.say("money.receipt.to"), [recipient.name, recipient.address].filter(Boolean).join(", "))}
${recipient?.vat_number !== undefined && fact(words.say("money.receipt.their-vat"), recipient.vat_number)}</dl>`;
  const vat =
    vendor &&
    html`<tr><th scope="row">${words.say("money.receipt.net")}</th><td>${cash(document.total_cents - document.vat_cents)}</td></tr>
<tr><th scope="row">${words.say("money.receipt.vat", { rate })}</th><td>${cash(document.vat_cents)}</td></tr>`;
  const paid = said.paid.map(
    ({ means, cents }) =>
      html`<tr class="soft"><th scope="row">${wordOr(words, `money.account.${means}`, means)}</th><td>${cash(Math.abs(cents))}</td></tr>`,
  );
  const why = said.why !== undefined && html`<p>${words.say("money.receipt.why", { why: said.why })}</p>`;
  const full = vendor && document.total_cents > ABRIDGED_UP_TO && recipient?.address === undefined;
  return html`<article class="receipt"><header><h1>${title}</h1>
<p><b>${supplier.name}</b><br>${supplier.address}${vendor && html`<br>${words.say("money.receipt.vat-number", { number: supplier.vat_number })}`}</p></header>
${facts}${why}<table class="lines"><caption class="heard">${words.say("money.bill.lines")}</caption>
<tbody>${lines(words, said, cash)}</tbody>
<tfoot><tr class="sum"><th scope="row">${words.say(document.series === "credit" ? "money.receipt.credited" : "money.receipt.total")}</th><td>${cash(document.total_cents)}</td></tr>
${vat}${paid}</tfoot></table>
${vendor && html`<p class="note">${words.say("money.receipt.includes", { rate })}</p>`}${full && html`<p class="note">${words.say("money.receipt.ask-full")}</p>`}</article>`;
}

function lines(words: Words, said: Said, cash: (cents: number) => string): Markup[] {
  const rows = said.lines.map(({ name, cents, prepaid }) => {
    const amount = prepaid ? cash(0) : cash(cents);
    const by = prepaid && html`<small>${words.say("money.line.prepaid")}</small>`;
    return html`<tr><th scope="row">1 × ${lineName(words, name)}${by}</th><td>${amount}</td></tr>`;
  });
  const discount = said.lines.reduce((sum, line) => sum + line.discount, 0);
  const off = html`<tr><th scope="row">${words.say("money.line.discount")}</th><td>−${cash(discount)}</td></tr>`;
  return discount === 0 ? rows : [...rows, off];
}
