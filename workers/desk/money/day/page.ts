// GET /desk/{salon}/money: today's money, or another day's (?day=). POST closes a day that was counted. GET …/report: what a period came
// to, with tips and commission by person; GET …/report.csv: every entry of it.

import { html } from "hono/html";
import { COUNTED, closeTill, readDay, readEntries, readPeriod } from "../../../commands/desk/money/till.ts";
import { momentsAt, offsetsAt } from "../../../engine/clock.ts";
import { engine } from "../../../engine/shipped.ts";
import { seeOther } from "../../../http/pages/answer.ts";
import { onceOf, readForm } from "../../../http/pages/form.ts";
import { formHouse, refusedAnswer, salonOfPage } from "../../../http/pages/staff.ts";
import { commandContext, type DoorContext, nowOf } from "../../../http/request.ts";
import type { Actor } from "../../../permissions.ts";
import { unknownSalon } from "../../../problem.ts";
import type { BalanceRow } from "../../../store/desk/money/ledger.ts";
import type { Salon } from "../../../store/snapshots.ts";
import { dateOf, formatDate } from "../../../time.ts";
import { dateOfIso, isoDate, money, timeOf } from "../../../ui/dates.ts";
import { field, hidden } from "../../../ui/forms.ts";
import { type House, houseWords, langField, withLang } from "../../../ui/shell.ts";
import { deskAnswer } from "../../frame.ts";
import { centsOf } from "../amount.ts";
import { refusal } from "../bill/page.ts";
import { csvAnswer } from "../till-api.ts";
import { dayMain } from "./show.ts";

interface Typed {
  fields: URLSearchParams;
  faults: { name: string; text: string }[];
  status: number;
}

export function showDay(c: DoorContext, actor: Actor): Promise<Response> {
  const day = dateOfIso(c.req.query("day"));
  return shown(c, houseWords(c.req.raw), actor, day, { fields: new URLSearchParams(), faults: [], status: 200 });
}

async function shown(c: DoorContext, house: House, actor: Actor, day: number | null, typed: Typed): Promise<Response> {
  const { slug } = await salonOfPage(c);
  const seen = await readDay(commandContext(c), slug, day);
  if (seen === null) return refusedAnswer(house, unknownSalon(slug));
  const instants = seen.postings.map(({ at }) => at);
  const times = momentsAt(seen.salon.view.timezone, instants, engine).map(timeOf);
  const timeOfPosting = new Map(times.map((time, i) => [instants[i] ?? 0, time]));
  const time = (instant: number) => timeOfPosting.get(instant) ?? "";
  const main = dayMain({ house, seen, actor, typed: typed.fields, faults: typed.faults, time });
  const title = house.words.say("money.title");
  const languageUrl = `/desk/${slug}/money?day=${isoDate(seen.day)}`;
  return deskAnswer(house, seen.salon, actor, { room: "money", title, main, status: typed.status, languageUrl });
}

export async function actOnDay(c: DoorContext, actor: Actor): Promise<Response> {
  const { slug } = await salonOfPage(c);
  const form = await readForm(c);
  const { fields } = form;
  const house = formHouse(c, form);
  const { words } = house;
  const day = dateOfIso(fields.get("day"));
  const faults: Typed["faults"] = [];
  const counted = { cash: 0, card: 0, eft: 0 };
  for (const means of COUNTED) {
    const cents = centsOf(fields.get(means) ?? "");
    if (cents === null) faults.push({ name: means, text: words.say("money.fault.amount") });
    else counted[means] = cents;
  }
  if (day === null || faults.length > 0) return shown(c, house, actor, day, { fields, faults, status: 422 });
  const note = fields.get("note")?.trim().slice(0, 200) ?? "";
  const idempotency = onceOf(form);
  const outcome = await closeTill(commandContext(c), { salon: slug, day, counted, note, actor, idempotency });
  if (outcome.ok) return seeOther(withLang(`/desk/${slug}/money?day=${isoDate(day)}`, house));
  const { problem } = outcome;
  const isNote = problem.errors?.some(({ pointer }) => pointer === "/note") ?? false;
  const fault = isNote
    ? { name: "note", text: words.say("money.fault.note") }
    : { name: "main", text: refusal(words, problem) };
  return shown(c, house, actor, day, { fields, faults: [fault], status: problem.status });
}

/** From `?from=` to `?to=`, this month until today where they are left out or make no period. */
function periodOf(c: DoorContext, salon: Salon): { from: number; to: number } {
  const now = nowOf(c);
  const [offset = 0] = offsetsAt(salon.view.timezone, [now], engine);
  const today = dateOf(now, offset);
  const to = dateOfIso(c.req.query("to")) ?? today;
  const from = dateOfIso(c.req.query("from")) ?? today - new Date(today * 86_400_000).getUTCDate() + 1;
  return from <= to && to - from < 400 ? { from, to } : { from: today, to: today };
}

export async function showReport(c: DoorContext, actor: Actor): Promise<Response> {
  const house = houseWords(c.req.raw);
  const { words } = house;
  const { slug } = await salonOfPage(c);
  const { from, to } = periodOf(c, await salonOfPage(c));
  const seen = await readPeriod(commandContext(c), slug, from, to);
  if (seen === null) return refusedAnswer(house, unknownSalon(slug));
  const { salon, balances } = seen;
  const cash = (cents: number) => `${cents < 0 ? "−" : ""}${money(words, Math.abs(cents), salon.view.currency)}`;
  const people = salon.view.staff.map(({ id, name }) => {
    const [tips, due] = [of(balances, "tips", id), of(balances, "commission-due", id)];
    return html`<tr><th scope="row">${name}</th><td>${cash(-due)}</td><td>${cash(-tips)}</td></tr>`;
  });
  const accounts = [
    "revenue",
    "outside",
    "discounts",
    "refunds",
    "vat",
    "cash",
    "card",
    "eft",
    "online",
    "deposits",
    "gift-cards",
    "packages",
  ] as const;
  const rows = accounts.map((account) => {
    const sign =
      account === "discounts" || account === "refunds" || ["cash", "card", "eft", "online"].includes(account) ? 1 : -1;
    const cents = sign * all(balances, account);
    return html`<tr><th scope="row">${words.say(`money.account.${account}`)}</th><td>${cash(cents === 0 ? 0 : cents)}</td></tr>`;
  });
  const query = new URLSearchParams({ from: formatDate(from), to: formatDate(to) });
  const main = html`<div class="bill-head"><h1>${words.say("money.report.title")}</h1>
<p class="acts"><a class="btn quiet small" href="/desk/${slug}/money/report.csv?${query}">${words.say("money.report.csv")}</a></p></div>
<form class="pair period" method="get" action="/desk/${slug}/money/report">${hidden(langField(house))}
${field(words, { name: "from", label: words.say("money.report.from"), type: "date", value: formatDate(from), required: true })}
${field(words, { name: "to", label: words.say("money.report.to"), type: "date", value: formatDate(to), required: true })}
<p class="acts"><button class="btn">${words.say("money.report.show")}</button></p></form>
<div class="bill"><section><h2>${words.say("money.report.accounts")}</h2><table class="lines"><caption class="heard">
${words.say("money.report.accounts")}</caption><tbody>${rows}</tbody></table></section>
<section><h2>${words.say("money.report.people")}</h2><table class="lines"><caption class="heard">${words.say("money.report.people")}</caption><thead><tr><td></td><th scope="col">
${words.say("money.account.commission-due")}</th><th scope="col">${words.say("money.account.tips")}</th></tr></thead><tbody>${people}</tbody></table></section></div>`;
  const title = words.say("money.report.title");
  const languageUrl = `/desk/${slug}/money/report?${query}`;
  return deskAnswer(house, salon, actor, { room: "money", title, main, languageUrl });
}

const of = (balances: readonly BalanceRow[], account: string, whose: string): number =>
  balances.find((each) => each.account === account && each.whose === whose)?.cents ?? 0;

const all = (balances: readonly BalanceRow[], account: string): number =>
  balances.reduce((sum, each) => (each.account === account ? sum + each.cents : sum), 0);

export async function exportReport(c: DoorContext): Promise<Response> {
  const salon = await salonOfPage(c);
  const { from, to } = periodOf(c, salon);
  const answer = csvAnswer(await readEntries(commandContext(c), salon.slug, from, to));
  answer.headers.set("Cache-Control", "no-store");
  return answer;
}
