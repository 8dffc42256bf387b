// A bill as a page: what is on it, what is owed, and what can be done. What is done most stands first: the whole of it in one tap.

import { html } from "hono/html";
import { refundable } from "../../../commands/desk/money/give-back.ts";
import { cardsLeft } from "../../../commands/desk/money/online/give-card-back.ts";
import type { SeenBill } from "../../../commands/desk/money/read-bill.ts";
import { type Actor, has } from "../../../permissions.ts";
import type { BillLine } from "../../../store/desk/money/bills.ts";
import { entriesOf, type PostingRow } from "../../../store/desk/money/ledger.ts";
import { newId } from "../../../token.ts";
import { money } from "../../../ui/dates.ts";
import { faultList, field, hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { type House, langField } from "../../../ui/shell.ts";
import { type WordKey, type Words, wordOr } from "../../../ui/words.ts";
import { amountOf } from "../amount.ts";

export interface BillPage {
  house: House;
  seen: SeenBill;
  actor: Actor;
  /** Where its forms go. */
  action: string;
  receiptHref: (document: string) => Promise<string>;
  /** What was typed and refused: the form's fields, and why. */
  typed: URLSearchParams;
  faults: { name: string; text: string }[];
  /** Cash that goes back to the client, just paid. */
  change: number | null;
}

export const lineName = (words: Words, name: BillLine["name"], kind?: BillLine["kind"]): string => {
  if (typeof name !== "string") return words.of(name);
  if (kind === "fee" && name === "") return words.say("money.line.fee");
  return name === "gift-card" ? words.say("money.line.gift-card") : name === "fee" ? words.say("money.line.fee") : name;
};

export async function billMain(page: BillPage): Promise<Markup> {
  const { house, seen, faults } = page;
  const { words } = house;
  const { bill, booking, owed } = seen;
  const name = booking?.contact.name ?? "";
  const title = name === "" ? words.say("money.bill.sale") : name;
  const state = html`<span class="tag ${bill.state}">${words.say(`money.state.${bill.state}`)}</span>`;
  const change =
    page.change !== null &&
    html`<p class="change" role="status">${words.say("money.bill.change", { amount: cash(page, page.change) })}</p>`;
  const paying = bill.state === "closed" ? closedForms(page) : html`${payNow(page)}${payOtherwise(page)}`;
  const documents = await Promise.all(
    seen.documents.map(async ({ document_id: id, series, number }) => {
      const word = words.say(series === "invoice" ? "money.bill.receipt" : "money.bill.credit", { n: number });
      return html`<li><a class="btn quiet" href="${await page.receiptHref(id)}">${word}</a></li>`;
    }),
  );
  return html`<div class="bill-head"><h1>${title}</h1>${state}</div>${change}${faultList(words, faults)}
<div class="bill"><section aria-label="${words.say("money.bill.lines")}">${linesTable(page)}${cards(page)}</section>
<section aria-label="${words.say("money.bill.pay")}">${bill.state !== "closed" && html`<p class="owed"><span>${words.say("money.bill.owed")}</span><b>${cash(page, owed)}</b></p>`}
${paying}${documents.length > 0 && html`<ul class="plain acts">${documents}</ul>`}${postings(page)}</section></div>
${bill.state === "open" && changes(page)}`;
}

const cash = ({ house, seen }: BillPage, cents: number): string => money(house.words, cents, seen.salon.view.currency);

const nameOf = ({ seen }: BillPage, person: string | undefined): string =>
  seen.salon.view.staff.find(({ id }) => id === person)?.name ?? person ?? "";

function linesTable(page: BillPage): Markup {
  const { words } = page.house;
  const { bill, deposit } = page.seen;
  const rows = bill.lines.map((line) => {
    const who = nameOf(page, line.person);
    const was = line.listed !== line.cents && html` <s>${cash(page, line.listed)}</s>`;
    const why = line.why !== undefined && html`<small>${line.why}</small>`;
    const paid = line.kind === "prepaid" && html`<small>${words.say("money.line.prepaid")}</small>`;
    const units =
      line.kind === "package" && html`<small>${words.say("money.line.units", { n: line.units ?? 0 })}</small>`;
    const amount = line.kind === "prepaid" ? cash(page, 0) : cash(page, line.cents);
    return html`<tr><th scope="row">${lineName(words, line.name, line.kind)}${who !== "" && html`<small>${who}</small>`}${why}${paid}${units}</th><td>${was}${amount}</td></tr>`;
  });
  const foot = (name: string, cents: number, strong = false) =>
    html`<tr${strong && html` class="sum"`}><th scope="row">${name}</th><td>${cents < 0 && "−"}${cash(page, Math.abs(cents))}</td></tr>`;
  const discount =
    bill.discount > 0 && foot(`${words.say("money.line.discount")}: ${bill.discountWhy ?? ""}`, -bill.discount);
  const held = deposit > 0 && foot(words.say("money.bill.deposit"), deposit);
  const vat = bill.vat > 0 && foot(words.say("money.bill.vat"), bill.vat);
  const none =
    bill.lines.length === 0 && html`<tr><td colspan="2" class="note">${words.say("money.bill.empty")}</td></tr>`;
  return html`<table class="lines"><caption class="heard">${words.say("money.bill.lines")}</caption><tbody>${rows}${none}</tbody>
<tfoot>${discount}${foot(words.say("money.bill.total"), bill.total, true)}${vat}${held}</tfoot></table>`;
}

function cards(page: BillPage): Markup | string {
  const { words } = page.house;
  const { cards: sold, bill } = page.seen;
  if (sold.length === 0) return "";
  const rows = sold.map(({ code, cents, units, used, service_id: service }) => {
    const left = service === null ? cash(page, cents) : words.say("money.line.units", { n: units - used });
    return html`<li><code>${code}</code> <span>${left}</span></li>`;
  });
  const note = bill.state !== "closed" && html`<p class="note">${words.say("money.card.unpaid")}</p>`;
  return html`<section class="codes"><h2>${words.say("money.card.codes")}</h2><ul class="plain">${rows}</ul>${note}</section>`;
}

const fixed = ({ house, seen }: BillPage, act: string) =>
  hidden([["act", act], ["key", newId()], ["version", String(seen.bill.version)], ...langField(house)]);

/** One tap for each way to pay all that is owed. */
function payNow(page: BillPage): Markup {
  const { words } = page.house;
  const { owed, deposit, bill } = page.seen;
  if (owed === 0 && bill.lines.length === 0) return html``;
  if (owed === 0) {
    return html`<form method="post" action="${page.action}" class="ways">${fixed(page, "pay")}<button class="btn" name="means" value="none">${words.say("money.pay.nothing")}</button></form>`;
  }
  const ways = (["card", "cash", "eft"] as const).map(
    (means) =>
      html`<button class="btn${means !== "card" && " quiet"}" name="means" value="${means}">${words.say(`money.means.${means}`)} <b>${cash(page, owed - Math.min(deposit, owed))}</b></button>`,
  );
  const note =
    deposit > 0 &&
    html`<p class="note">${words.say("money.pay.with-deposit", { amount: cash(page, Math.min(deposit, owed)) })}</p>`;
  return html`<form method="post" action="${page.action}" class="ways">${fixed(page, "pay")}${ways}</form>${note}`;
}

const typedIn =
  ({ typed }: BillPage, act: string) =>
  (name: string): string =>
    typed.get("act") === act ? (typed.get(name) ?? "") : "";

const faultAt = ({ faults }: BillPage, name: string): string | undefined =>
  faults.find((each) => each.name === name)?.text;

function payOtherwise(page: BillPage): Markup | string {
  const { words } = page.house;
  const { owed } = page.seen;
  if (owed === 0) return "";
  const was = typedIn(page, "pay-part");
  const means = (["cash", "card", "eft", "gift-card"] as const).map((each): [string, string] => [
    each,
    words.say(`money.means.${each}`),
  ]);
  const open = page.typed.get("act") === "pay-part";
  return html`<details class="aside"${open && html` open`}><summary>${words.say("money.pay.other")}</summary>
<form class="stack" method="post" action="${page.action}">${fixed(page, "pay-part")}
${select("means", words.say("money.pay.means"), means, was("means"))}
${field(words, { ...amount(page, "amount"), label: words.say("money.pay.amount"), value: was("amount") || amountOf(owed), required: true, hint: words.say("money.pay.amount-hint") })}
<div class="pair">${field(words, { ...amount(page, "tip"), label: words.say("money.pay.tip"), value: was("tip") })}
${people(page, "tipped", words.say("money.pay.tipped"), was("tipped") || (page.seen.bill.lines[0]?.person ?? ""))}</div>
${field(words, { name: "code", label: words.say("money.pay.code"), value: was("code"), maxlength: 64, fault: faultAt(page, "code") })}
${field(words, { name: "reference", label: words.say("money.pay.reference"), value: was("reference"), maxlength: 80, fault: faultAt(page, "reference") })}
<p class="acts"><button class="btn">${words.say("money.pay.do")}</button></p></form></details>`;
}

const amount = (page: BillPage, name: string) => ({
  ...{ name, inputmode: "numeric" as const, maxlength: 16, autocomplete: "off" },
  ...(faultAt(page, name) === undefined ? {} : { fault: faultAt(page, name) }),
});

export function select(name: string, label: string, options: readonly [string, string][], chosen: string): Markup {
  const listed = options.map(
    ([value, text]) => html`<option value="${value}"${value === chosen && html` selected`}>${text}</option>`,
  );
  return html`<div class="field"><label for="${name}">${label}</label><select id="${name}" name="${name}">${listed}</select></div>`;
}

function people(page: BillPage, name: string, label: string, chosen: string): Markup {
  const nobody: [string, string] = ["", page.house.words.say("money.nobody")];
  const staff = page.seen.salon.view.staff.map(({ id, name: called }): [string, string] => [id, called]);
  return select(name, label, [nobody, ...staff], chosen);
}

function closedForms(page: BillPage): Markup {
  return html`${refunding(page)}${cardsBack(page)}${naming(page)}`;
}

/** What is left on the cards that it sold. */
function cardsBack(page: BillPage): Markup | string {
  const { words } = page.house;
  const { cents } = cardsLeft(page.seen.bill, page.seen.cards);
  if (cents < 1) return "";
  const was = typedIn(page, "refund-cards");
  const open = page.typed.get("act") === "refund-cards";
  const means = (["card", "cash", "eft", "online"] as const).map((each): [string, string] => [
    each,
    words.say(`money.means.${each}`),
  ]);
  return html`<details class="aside"${open && html` open`}><summary>${words.say("money.card.back", { amount: cash(page, cents) })}</summary>
<form class="stack" method="post" action="${page.action}">${fixed(page, "refund-cards")}<p class="note">${words.say("money.card.back-note")}</p>
${select("card-means", words.say("money.pay.means"), means, was("card-means"))}
${why(page, "card-reason", was("card-reason"))}<p class="acts"><button class="btn">${words.say("money.refund.do")}</button></p></form></details>`;
}

/** Of a vendor alone: whom the tax invoice names. */
function naming(page: BillPage): Markup | string {
  const { words } = page.house;
  const { salon, documents } = page.seen;
  if ((salon.view.policies?.vat_number ?? "") === "" || documents.length === 0) return "";
  const was = typedIn(page, "recipient");
  const one = (name: string, label: WordKey, more: { required?: boolean; maxlength: number }) =>
    field(words, { name, label: words.say(label), value: was(name), fault: faultAt(page, name), ...more });
  return html`<details class="aside"${page.typed.get("act") === "recipient" && html` open`}><summary>${words.say("money.invoice.name")}</summary>
<form class="stack" method="post" action="${page.action}">${fixed(page, "recipient")}
${one("to-name", "money.receipt.to", { required: true, maxlength: 120 })}${one("to-address", "money.invoice.address", { required: true, maxlength: 200 })}
${one("to-vat", "money.receipt.their-vat", { maxlength: 20 })}<p class="acts"><button class="btn">${words.say("money.invoice.do")}</button></p></form></details>`;
}

function refunding(page: BillPage): Markup | string {
  const { words } = page.house;
  const { total, before } = refundable(page.seen);
  if (total <= before) return "";
  const was = typedIn(page, "refund");
  const open = page.typed.get("act") === "refund";
  const means = (["card", "cash", "eft"] as const).map((each): [string, string] => [
    each,
    words.say(`money.means.${each}`),
  ]);
  const value = was("back") || amountOf(total - before);
  return html`<details class="aside"${open && html` open`}><summary>${words.say("money.refund.title")}</summary>
<form class="stack" method="post" action="${page.action}">${fixed(page, "refund")}
${field(words, { ...amount(page, "back"), label: words.say("money.pay.amount"), value, required: true })}
${select("means", words.say("money.pay.means"), means, was("means"))}
${why(page, "reason", was("reason"))}<p class="acts"><button class="btn">${words.say("money.refund.do")}</button></p></form></details>`;
}

const why = (page: BillPage, name: string, value: string): Markup =>
  field(page.house.words, {
    ...{
      name,
      label: page.house.words.say("money.why"),
      value,
      required: true,
      maxlength: 200,
      fault: faultAt(page, name),
    },
  });

/** What the bill can be changed by while nothing is paid. */
function changes(page: BillPage): Markup {
  const { words } = page.house;
  const { bill, salon } = page.seen;
  const form = (act: string, title: string, fields: Markup, button: string) =>
    html`<details class="aside"${page.typed.get("act") === act && html` open`}><summary>${title}</summary>
<form class="stack" method="post" action="${page.action}">${fixed(page, act)}${fields}<p class="acts"><button class="btn">${button}</button></p></form></details>`;
  const save = words.say("money.change.save");
  const priced = bill.lines.filter(({ kind }) => kind !== "prepaid");
  const lines = priced.map(({ id, name, kind, cents }): [string, string] => [
    id,
    `${lineName(words, name, kind)}, ${cash(page, cents)}`,
  ]);
  const was = (act: string) => typedIn(page, act);
  const extra = html`${field(words, { name: "what", label: words.say("money.change.what"), value: was("add")("what"), required: true, maxlength: 120, fault: faultAt(page, "what") })}
${field(words, { ...amount(page, "costs"), label: words.say("money.pay.amount"), value: was("add")("costs"), required: true })}
${people(page, "sold-by", words.say("money.change.by"), was("add")("sold-by"))}`;
  const price = html`${select("line", words.say("money.change.line"), lines, was("price")("line"))}
${field(words, { ...amount(page, "price"), label: words.say("money.change.price"), value: was("price")("price"), required: true })}${why(page, "price-why", was("price")("price-why"))}`;
  const discount = html`${field(words, { ...amount(page, "discount"), label: words.say("money.pay.amount"), value: was("discount")("discount"), required: true })}
${why(page, "discount-why", was("discount")("discount-why"))}`;
  const services = bill.lines
    .filter(({ kind }) => kind === "service")
    .map(({ id, name }): [string, string] => [id, lineName(words, name)]);
  const redeem = html`${select("service-line", words.say("money.change.line"), services, was("redeem")("service-line"))}
${field(words, { name: "package-code", label: words.say("money.pay.code"), value: was("redeem")("package-code"), required: true, maxlength: 64, fault: faultAt(page, "package-code") })}`;
  const card = field(words, {
    ...amount(page, "worth"),
    label: words.say("money.pay.amount"),
    value: was("gift-card")("worth"),
    required: true,
  });
  const all = salon.view.services.map(({ id, name }): [string, string] => [id, words.of(name)]);
  const pack = html`${select("of", words.say("money.change.service"), all, was("package")("of"))}
<div class="pair">
${field(words, { name: "units", label: words.say("money.change.units"), value: was("package")("units") || "5", required: true, inputmode: "numeric", maxlength: 3, fault: faultAt(page, "units") })}
${field(words, { ...amount(page, "pack"), label: words.say("money.pay.amount"), value: was("package")("pack"), required: true })}</div>`;
  return html`<section class="changes"><h2>${words.say("money.change.title")}</h2>
${form("add", words.say("money.change.add"), extra, save)}
${lines.length > 0 && form("price", words.say("money.change.price-of"), price, save)}
${lines.length > 0 && form("discount", words.say("money.line.discount"), discount, save)}
${services.length > 0 && form("redeem", words.say("money.change.redeem"), redeem, save)}
${form("gift-card", words.say("money.change.gift-card"), card, save)}${form("package", words.say("money.change.package"), pack, save)}</section>`;
}

const MEANS = ["cash", "card", "eft", "online", "deposits", "gift-cards"];

function postings(page: BillPage): Markup | string {
  const { words } = page.house;
  const { postings: all } = page.seen;
  const shown = all.filter(({ kind }) => kind !== "reversal");
  if (shown.length === 0) return "";
  const corrects = has(page.actor.role, "corrections.write");
  const rows = shown.map((row) => {
    const parts = entriesOf(row).filter(([account]) =>
      row.kind === "sale" ? account === "receivable" : MEANS.includes(account),
    );
    const told = parts.map(
      ([account, , cents]) => `${wordOr(words, `money.account.${account}`, account)} ${cash(page, Math.abs(cents))}`,
    );
    const back =
      row.reversed === 1
        ? html` <small>${words.say("money.posting.taken-back")}</small>`
        : corrects && mayReverse(row)
          ? takeBack(page, row)
          : "";
    const more = [row.reference, row.reason].filter(Boolean).join(" · ");
    return html`<li${row.reversed === 1 && html` class="gone"`}>
<span>${words.say(`money.posting.${row.kind}`)}: ${told.join(", ")}${more !== "" && html`<small>${more}</small>`}</span>${back}</li>`;
  });
  return html`<section class="postings"><h2>${words.say("money.posting.title")}</h2><ul class="plain">${rows}</ul></section>`;
}

const mayReverse = ({ kind }: PostingRow): boolean => kind === "payment" || kind === "deposit" || kind === "sale";

function takeBack(page: BillPage, { posting_id: id }: PostingRow): Markup {
  const { words } = page.house;
  const name = `why-${id}`;
  return html`<details class="small"><summary>${words.say("money.posting.take-back")}</summary><form class="stack" method="post" action="${page.action}">
${fixed(page, "reverse")}${hidden([["posting", id]])}${why(page, name, "")}<p class="acts"><button class="btn quiet small">${words.say("money.posting.take-back")}</button></p></form></details>`;
}
