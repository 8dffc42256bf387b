// The visit so far, always in view: a card beside the page on a desk, a sheet at its foot on a phone.

import { html } from "hono/html";
import { needsPerson, rulesOf, type SalonService } from "../../../../shared/contracts/salon.ts";
import type { SalonView } from "../../../store/snapshots.ts";
import { type LocalMoment, lengthOfTime, longDay, money, timeOf } from "../../../ui/dates.ts";
import type { Markup } from "../../../ui/markup.ts";
import { type PhaseSpan, phaseBar } from "../../../ui/phases.ts";
import type { Words } from "../../../ui/words.ts";
import { doings, lengthText, minutesSpan, personName, priceSpan, priceText, type Span } from "./offer.ts";
import { ANYONE } from "./state.ts";

/** A picked start. Wall times of the salon; `people` in step with the services, as the engine placed the first guest. */
export interface Picked {
  date: number;
  from: number;
  to: number;
  /** Of either, where the salon's clock shows it twice that day. */
  zone?: string | undefined;
  endZone?: string | undefined;
  cents: number;
  people: string[];
  /** Everybody who works on some guest of the party, each once. */
  everyone: string[];
  /** The last moment to change one's mind, on the salon's clock; null when that is already past. */
  changeUntil: LocalMoment | null;
}

/** When it begins. */
export const startTime = ({ from, zone }: Picked): string => timeOf({ minute: from, zone });

/** `09:00 – 09:45`. */
export const bothTimes = (picked: Picked): string =>
  `${startTime(picked)} – ${timeOf({ minute: picked.to, zone: picked.endZone })}`;

export interface SummaryParts {
  salon: SalonView;
  words: Words;
  services: SalonService[];
  staff: string[];
  party: number;
  picked: Picked | null;
  /** The button, or what to do next. */
  action: Markup;
}

export function summary(parts: SummaryParts): Markup {
  const { words, services, picked } = parts;
  const used = html`<div class="used"><dt class="more">${words.say("summary.phases")}</dt>
<dd>${phaseBar(words, phasesOf(parts))}</dd></div>`;
  const promised = services.length > 0 && html`<p class="note">${promise(parts)}</p>`;
  return html`<aside class="sheet${picked === null ? " idle" : ""}" id="visit" aria-label="${words.say("summary.title")}">
<dl>${serviceLines(parts)}${picked === null ? "" : when(words, picked, parts)}${used}${total(parts)}</dl>
${parts.action}${promised}</aside>`;
}

function serviceLines({ salon, words, services, staff, party, picked }: SummaryParts): Markup {
  const lines = services.map((service, index) => {
    const person = picked?.people[index] ?? staff[index] ?? ANYONE;
    const price = priceText(words, priceSpan(salon, service, person), salon.currency);
    return html`<dd>${words.of(service.name)} <small>${price}</small></dd>`;
  });
  const label = party > 1 ? words.count("summary.for", party) : words.count("summary.services", services.length);
  return html`<div${picked === null ? "" : html` class="more"`}><dt>${label}</dt>${lines}</div>`;
}

function when(words: Words, picked: Picked, { salon }: SummaryParts): Markup {
  const { date, everyone } = picked;
  const names = everyone.flatMap((id) => personName(salon, id) ?? []).join(", ");
  return html`<div><dt>${longDay(words, date)}</dt><dd><span class="clock">${bothTimes(picked)}</span> <small>${names}</small></dd></div>`;
}

function total({ salon, words, services, staff, party, picked }: SummaryParts): Markup | string {
  if (services.length === 1 && party === 1) return "";
  const text =
    picked !== null
      ? money(words, picked.cents, salon.currency)
      : priceText(words, totalSpan(salon, services, staff, party), salon.currency);
  const length = picked !== null ? lengthOf(picked) : lengthSpan(salon, services, staff);
  return html`<div class="${picked === null ? "total" : "total more"}"><dt>${words.say("summary.total")}</dt><dd>${text} <small>${lengthText(words, length)}</small></dd></div>`;
}

/** A picked visit is as long as it was placed; one that passes midnight ends the next day. */
function lengthOf({ from, to }: Picked): Span {
  const minutes = (to - from + 1440) % 1440;
  return { from: minutes, to: minutes };
}

/** Deposit and last moment to change, in one or two sentences. */
function promise({ salon, words, services, party, picked }: SummaryParts): string {
  const sentences: string[] = [];
  const fee = salon.policies?.cancellation_fee;
  if (picked?.changeUntil === null) {
    const percent = fee?.percent;
    sentences.push(percent === undefined ? words.say("summary.fixed") : words.say("law.fee.soon", { percent }));
  }
  if (picked?.changeUntil) {
    const last = picked.changeUntil;
    sentences.push(words.say("summary.change-until", { day: longDay(words, last.date), time: timeOf(last) }));
  }
  if (picked === null) sentences.push(changeRule(words, salon));
  const rule = picked?.changeUntil === null ? null : feeRule(words, salon);
  if (rule !== null) sentences.push(rule);
  const deposit = party * services.reduce((sum, service) => sum + (service.deposit_cents ?? 0), 0);
  if (deposit > 0) sentences.push(words.say("summary.deposit", { amount: money(words, deposit, salon.currency) }));
  return sentences.join(" ");
}

/** How long before a visit it can still be moved or cancelled, in hours or days. */
export function changeRule(words: Words, salon: SalonView): string {
  const minutes = rulesOf(salon).cancel_until_minutes;
  if (minutes === 0) return words.say("rule.change-any");
  if (minutes % 1440 === 0) return words.count("rule.change-days", minutes / 1440);
  return words.count("rule.change-hours", Math.ceil(minutes / 60));
}

/** What cancelling late may cost; null where the salon does not charge. */
export function feeRule(words: Words, { policies }: SalonView): string | null {
  const fee = policies?.cancellation_fee;
  if (fee === undefined || fee.percent === 0 || fee.notice_minutes === 0) return null;
  return words.say("law.fee.rule", { length: lengthOfTime(words, fee.notice_minutes), percent: fee.percent });
}

/** Every phase of the visit in order; minutes are the placed person's own. */
export function phasesOf({
  salon,
  words,
  services,
  staff,
  picked,
}: Omit<SummaryParts, "action" | "party">): PhaseSpan[] {
  return services.flatMap((service, index) => {
    const person = picked?.people[index] ?? staff[index];
    const all = doings(salon, service);
    const doing = all.find((one) => one.person === person) ?? all[0];
    return service.phases.map((phase, at) => ({
      name: phase.name === undefined ? words.of(service.name) : words.of(phase.name),
      minutes: doing?.minutes[at] ?? phase.minutes,
      attended: needsPerson(phase),
    }));
  });
}

export function totalSpan(salon: SalonView, services: SalonService[], staff: string[], party: number): Span {
  return added(
    services.map((service, index) => priceSpan(salon, service, staff[index])),
    party,
  );
}

export function lengthSpan(salon: SalonView, services: SalonService[], staff: string[]): Span {
  return added(
    services.map((service, index) => minutesSpan(salon, service, staff[index])),
    1,
  );
}

function added(spans: Span[], times: number): Span {
  return {
    from: times * spans.reduce((sum, { from }) => sum + from, 0),
    to: times * spans.reduce((sum, { to }) => sum + to, 0),
  };
}
