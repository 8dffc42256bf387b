// Cancelling: one question, two answers, before anything is lost. Where the salon charges, what would be due and why comes
// first (Consumer Protection Act s 17), and afterwards stands on the visit's page.

import { html } from "hono/html";
import type { CancellationFee } from "../../../engine/compliance/cancellation-fee.ts";
import type { FeeLine } from "../../../store/bookings.ts";
import { type LocalMoment, longDay, money, timeOf } from "../../../ui/dates.ts";
import { hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { langField, withLang } from "../../../ui/shell.ts";
import { isWord } from "../../../ui/words.ts";
import { serviceOf } from "../journey/offer.ts";
import { startTime } from "../journey/summary.ts";
import { type Place, salonFrame } from "../place.ts";
import type { VisitPage } from "./show.ts";

/** A visit that rests on the patch test that is to be cancelled. */
export interface RestingShown {
  id: string;
  services: readonly string[];
  when: LocalMoment;
  fee: readonly FeeLine[] | null;
}

/** Both or neither: a client is not served without the test. */
export function askToCancelBoth(
  place: Place,
  { token, picked }: VisitPage,
  fee: CancellationFee | null,
  resting: readonly RestingShown[],
): Markup {
  const { words } = place;
  const when = (at: LocalMoment) => ({ day: longDay(words, at.date), time: timeOf(at) });
  const named = ({ services }: RestingShown) =>
    services.map((id) => words.of(serviceOf(place.salon, id)?.name)).join(" + ");
  const one = (visit: RestingShown) =>
    html`<li>${words.say("patch.rests-visit", { services: named(visit), ...when(visit.when) })}</li>`;
  const lines = [...(fee?.lines ?? []), ...resting.flatMap((visit) => visit.fee ?? [])];
  const costs = lines.reduce((sum, { cents }) => sum + cents, 0) > 0;
  const excuse =
    costs &&
    html`<label class="check"><input type="checkbox" name="excused" value="yes"> <span>${words.say("law.fee.excuse")}</span></label>`;
  const fields: [string, string][] = [...resting.map(({ id }): [string, string] => ["also", id]), ...langField(place)];
  const test = { day: longDay(words, picked.date), time: startTime(picked) };
  const main = html`<div class="narrow refusal" role="alert"><h1>${words.say("patch.rests-title")}</h1>
<p class="lede">${words.say("patch.rests", test)}</p><ul>${resting.map(one)}</ul>
${costs && owed(place, lines)}
<form class="acts" method="post" action="/b/${token}/cancel">${hidden(fields)}${excuse}
<button class="btn danger">${words.say("patch.rests-both")}</button>
<a class="btn quiet" href="${withLang(`/b/${token}`, place)}">${words.say("patch.rests-keep")}</a></form>
<p class="note"><a href="${withLang(`/b/${token}/move`, place)}">${words.say("patch.rests-move")}</a></p></div>`;
  return salonFrame(place, { title: words.say("patch.rests-title"), unlisted: true }, main);
}

/** `fee`: what cancelling now would cost; null where the salon does not charge. */
export function askToCancel(place: Place, { token, picked }: VisitPage, fee: CancellationFee | null): Markup {
  const { words } = place;
  const when = { day: longDay(words, picked.date), time: startTime(picked) };
  const costs = fee !== null && fee.cents > 0;
  const text = costs ? words.say("law.fee.when", when) : words.say("cancel.text", when);
  const excuse =
    costs &&
    html`<label class="check"><input type="checkbox" name="excused" value="yes"> <span>${words.say("law.fee.excuse")}</span></label>`;
  const main = html`<div class="narrow refusal"><h1>${words.say("cancel.title")}</h1><p class="lede">${text}</p>
${costs && owed(place, fee.lines)}
<form class="acts" method="post" action="/b/${token}/cancel">${hidden(langField(place))}${excuse}
<button class="btn danger">${words.say("cancel.yes")}</button>
<a class="btn quiet" href="${withLang(`/b/${token}`, place)}">${words.say("cancel.no")}</a></form>
<p class="note"><a href="${withLang(`/b/${token}/move`, place)}">${words.say("cancel.rather-move")}</a></p></div>`;
  return salonFrame(place, { title: words.say("cancel.title"), unlisted: true }, main);
}

/** What is due for cancelling, line by line. */
export function owed({ salon, words }: Place, fee: readonly FeeLine[] | null): Markup | string {
  if (fee === null) return "";
  const cents = fee.reduce((sum, line) => sum + line.cents, 0);
  const due = cents === 0 ? words.say("law.fee.nothing") : words.say("law.fee.due", { amount: amountOf(cents) });
  function amountOf(of: number): string {
    return money(words, of, salon.currency);
  }
  const line = ({ reason, cents: of }: FeeLine) => {
    const key = `law.fee.${reason}`;
    const why = isWord(key) ? words.say(key) : reason;
    return html`<tr><th scope="row">${why}</th><td>${of < 0 ? `− ${amountOf(-of)}` : amountOf(of)}</td></tr>`;
  };
  return html`<section class="card"><h2>${due}</h2><table class="hours"><caption class="note">${words.say("law.fee.why")}</caption>
<tbody>${fee.map(line)}</tbody></table>
<p class="note"><a href="/${salon.slug}/decisions">${words.say("law.decision.wrong")}</a></p></section>`;
}
