// The day's money as a page: what came in, by which means, what is still owed, the counting, and what is sold without a visit.

import { html } from "hono/html";
import { COUNTED, type DayOfMoney, tillOf, totalOf } from "../../../commands/desk/money/till.ts";
import { type Actor, has } from "../../../permissions.ts";
import { billOf } from "../../../store/desk/money/bills.ts";
import { entriesOf } from "../../../store/desk/money/ledger.ts";
import { newId } from "../../../token.ts";
import { isoDate, longDay, money } from "../../../ui/dates.ts";
import { faultList, field, hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { type House, langField, withLang } from "../../../ui/shell.ts";
import { wordOr } from "../../../ui/words.ts";
import { lineName } from "../bill/show.ts";

export interface DayPage {
  house: House;
  seen: DayOfMoney;
  actor: Actor;
  typed: URLSearchParams;
  faults: { name: string; text: string }[];
  /** Minute of the day of an instant, on the salon's clock. */
  time(instant: number): string;
}

export function dayMain(page: DayPage): Markup {
  const { house, seen, actor, faults } = page;
  const { words } = house;
  const { slug } = seen.salon;
  const near = (day: number, word: "money.day.before" | "money.day.after") =>
    html`<a class="btn quiet small" href="${withLang(`/desk/${slug}/money?day=${isoDate(day)}`, house)}">${words.say(word)}</a>`;
  const report =
    has(actor.role, "earnings.read") &&
    html`<a class="btn quiet small" href="${withLang(`/desk/${slug}/money/report`, house)}">${words.say("money.report.title")}</a>`;
  const title = seen.day === seen.today ? words.say("money.day.today") : longDay(words, seen.day);
  return html`<div class="bill-head"><h1>${title}</h1><p class="acts">${near(seen.day - 1, "money.day.before")}${seen.day < seen.today && near(seen.day + 1, "money.day.after")}${report}</p></div>
${faultList(words, faults)}${tiles(page)}<div class="bill"><section aria-label="${words.say("money.day.postings")}">${flaggedPayments(page)}${openBills(page)}${movements(page)}</section>
<section aria-label="${words.say("money.day.count")}">${closing(page)}${selling(page)}</section></div>`;
}

const cash = ({ house, seen }: DayPage, cents: number): string =>
  `${cents < 0 ? "−" : ""}${money(house.words, Math.abs(cents), seen.salon.view.currency)}`;

function tiles(page: DayPage): Markup {
  const { words } = page.house;
  const { balances } = page.seen;
  const shown = (["cash", "card", "eft", "online"] as const).map((means) => ({
    name: words.say(`money.means.${means}`),
    cents: totalOf(balances, means),
  }));
  const sum = shown.reduce((total, { cents }) => total + cents, 0);
  const sales = -(totalOf(balances, "revenue") + totalOf(balances, "outside") + totalOf(balances, "vat"));
  const net = sales - totalOf(balances, "discounts") - totalOf(balances, "refunds");
  const others = [
    { name: words.say("money.day.sales"), cents: net },
    { name: words.say("money.account.vat"), cents: -totalOf(balances, "vat") },
    { name: words.say("money.account.tips"), cents: -totalOf(balances, "tips") },
  ];
  const tile = ({ name, cents }: { name: string; cents: number }, strong = false) =>
    html`<div class="tile${strong && " strong"}"><dt>${name}</dt><dd>${cash(page, cents)}</dd></div>`;
  return html`<dl class="tiles">${tile({ name: words.say("money.day.received"), cents: sum }, true)}${shown.map((each) => tile(each))}${others.map((each) => tile(each))}</dl>`;
}

function flaggedPayments(page: DayPage): Markup | string {
  const { words } = page.house;
  const { flagged } = page.seen;
  if (flagged.length === 0) return "";
  const rows = flagged.map(({ cents, reference, why, provider }) => {
    const told = wordOr(words, `money.day.flagged-${why}`, words.say("money.day.flagged-why"));
    return html`<li><span>${words.say(`money.online.${provider}`)} ${reference ?? ""}<small>${told}</small></span> <span>${cash(page, cents)}</span></li>`;
  });
  return html`<div class="alert"><h2>${words.say("money.day.flagged")}</h2><ul class="plain rows-of">${rows}</ul></div>`;
}

function openBills(page: DayPage): Markup | string {
  const { house, seen } = page;
  const { words } = house;
  if (seen.open.length === 0) return "";
  const rows = seen.open.map((row) => {
    const bill = billOf(row);
    const names = bill.lines.map(({ name, kind }) => lineName(words, name, kind)).join(", ");
    const href = withLang(`/desk/${seen.salon.slug}/money/visits/${bill.id}`, house);
    const what = names === "" ? words.say("money.bill.sale") : names;
    return html`<li><span><a href="${href}">${row.name === "" ? what : row.name}</a>${row.name !== "" && html`<small>${what}</small>`}</span>
<span>${cash(page, row.owed_cents)} · ${words.say(`money.state.${bill.state}`)}</span></li>`;
  });
  return html`<h2>${words.say("money.day.open")}</h2><ul class="plain rows-of">${rows}</ul>`;
}

const MEANS = ["cash", "card", "eft", "online", "deposits", "gift-cards", "packages"];

function movements(page: DayPage): Markup {
  const { house, seen } = page;
  const { words } = house;
  const shown = seen.postings.filter(({ kind }) => kind !== "sale");
  if (shown.length === 0)
    return html`<h2>${words.say("money.day.postings")}</h2><p class="note">${words.say("money.day.none")}</p>`;
  const rows = shown.map((row) => {
    const parts = entriesOf(row).filter(([account]) => MEANS.includes(account));
    const told = parts
      .map(([account, , cents]) => `${wordOr(words, `money.account.${account}`, account)} ${cash(page, cents)}`)
      .join(", ");
    const bill = row.bill_id ?? row.booking_id;
    const name = words.say(`money.posting.${row.kind}`);
    const linked =
      bill === null
        ? html`${name}`
        : html`<a href="${withLang(`/desk/${seen.salon.slug}/money/visits/${bill}`, house)}">${name}</a>`;
    return html`<li${row.reversed === 1 && html` class="gone"`}><span><time>${page.time(row.at)}</time> ${linked}
${row.reason !== null && html`<small>${row.reason}</small>`}</span> <span>${told}</span></li>`;
  });
  return html`<h2>${words.say("money.day.postings")}</h2><ul class="plain rows-of">${rows}</ul>`;
}

function closing(page: DayPage): Markup {
  const { house, seen, typed, faults } = page;
  const { words } = house;
  if (seen.closed !== null) {
    const { counted, expected, note } = seen.closed;
    const was = JSON.parse(expected) as Record<string, number>;
    const rows = Object.entries(JSON.parse(counted) as Record<string, number>).map(
      ([means, cents]) =>
        html`<tr><th scope="row">${wordOr(words, `money.means.${means}`, means)}</th><td>${cash(page, was[means] ?? 0)}</td><td>${cash(page, cents)}</td></tr>`,
    );
    return html`<h2>${words.say("money.day.closed")}</h2><table class="lines"><thead><tr><td></td><th scope="col">${words.say("money.day.expected")}</th>
<th scope="col">${words.say("money.day.counted")}</th></tr></thead><tbody>${rows}</tbody></table>${note !== null && html`<p>${note}</p>`}`;
  }
  const till = tillOf(seen.balances);
  const fields = COUNTED.map((means) =>
    field(words, {
      ...{
        name: means,
        label: words.say(`money.means.${means}`),
        hint: words.say("money.day.expects", { amount: cash(page, till[means]) }),
      },
      ...{ value: typed.get(means) ?? "", inputmode: "numeric", maxlength: 16, required: true, autocomplete: "off" },
      fault: faults.find((each) => each.name === means)?.text,
    }),
  );
  const fixed = hidden([["act", "close"], ["day", isoDate(seen.day)], ["key", newId()], ...langField(house)]);
  const note = field(words, {
    ...{
      name: "note",
      label: words.say("money.day.note"),
      hint: words.say("money.day.note-hint"),
      value: typed.get("note") ?? "",
    },
    ...{ maxlength: 200, fault: faults.find((each) => each.name === "note")?.text },
  });
  return html`<details class="aside"${typed.get("act") === "close" && html` open`}><summary>${words.say("money.day.count")}</summary>
<form class="stack" method="post" action="/desk/${seen.salon.slug}/money">${fixed}
<p class="note">${words.say("money.day.count-lede")}</p>${fields}${note}<p class="acts"><button class="btn">${words.say("money.day.close")}</button></p></form></details>`;
}

/** A bill that belongs to no visit begins with its first line. */
function selling({ house, seen }: DayPage): Markup {
  const { words } = house;
  const action = `/desk/${seen.salon.slug}/money/visits/new`;
  const fixed = (act: string) => hidden([["act", act], ["key", newId()], ...langField(house)]);
  const money = (name: string) =>
    field(words, { name, label: words.say("money.pay.amount"), required: true, inputmode: "numeric", maxlength: 16 });
  return html`<details class="aside"><summary>${words.say("money.sell.product")}</summary><form class="stack" method="post" action="${action}">${fixed("add")}
${field(words, { name: "what", label: words.say("money.change.what"), required: true, maxlength: 120 })}${money("costs")}
<p class="acts"><button class="btn">${words.say("money.sell.begin")}</button></p></form></details>
<details class="aside"><summary>${words.say("money.change.gift-card")}</summary><form class="stack" method="post" action="${action}">
${fixed("gift-card")}${money("worth")}<p class="acts"><button class="btn">${words.say("money.sell.begin")}</button></p></form></details>`;
}
