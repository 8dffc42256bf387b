// Guests who come together: on a visit's page each with whom they have and the way to say that one does not come, and the other visits of
// their party; on the page of a new visit how near each other they can begin where they cannot all begin at once.

import { html } from "hono/html";
import type { VisitCard } from "../../../commands/desk/calendar/visit.ts";
import { MOST_GUESTS, type Part } from "../../../commands/desk/visits/party/near.ts";
import { guestsOf } from "../../../store/bookings.ts";
import type { PlacedPhase } from "../../../store/holds.ts";
import type { Salon } from "../../../store/snapshots.ts";
import { newId } from "../../../token.ts";
import { money, timeOf } from "../../../ui/dates.ts";
import { hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { type House, langField, withLang } from "../../../ui/shell.ts";
import { guestCalled, guestsCalled, momentsOf, told, unitName } from "../told.ts";

export function guestsField(house: House, guests: number): Markup {
  const { words } = house;
  const options = Array.from({ length: MOST_GUESTS }, (_, i) => i + 1).map(
    (n) => html`<option value="${n}"${n === guests && html` selected`}>${n}</option>`,
  );
  return html`<label>${words.say("desk.party.guests")} <select name="guests">${options}</select></label>`;
}

/** As the form names them: `start x guests`, parted by blanks. */
export const partsText = (parts: readonly Part[]): string =>
  parts.map(({ start, guests }) => `${start}x${guests}`).join(" ");

export function partsIn(text: string | null): { start: number; guests: number }[] {
  return (text ?? "").split(" ").flatMap((part) => {
    const [, start, guests] = /^(\d{1,10})x(\d{1,2})$/.exec(part) ?? [];
    return start === undefined ? [] : [{ start: Number(start), guests: Number(guests) }];
  });
}

/** How near each other they can begin, with the form that books it. */
export function nearMarkup(
  house: House,
  salon: Salon,
  parts: readonly Part[],
  form: (parts: string) => Markup,
): Markup {
  const { words } = house;
  if (parts.length === 0) return html`<p class="note">${words.say("desk.party.not-all")}</p>`;
  // All at one start is told by the engine's answer.
  if (parts.length === 1) return html``;
  const at = momentsOf(
    salon,
    parts.map(({ start }) => start),
  );
  const lines = parts.map(
    ({ start, guests }) => html`<li><b>${told(words, at(start))}</b> ${words.count("desk.guests", guests)}</li>`,
  );
  const price = money(
    words,
    parts.reduce((sum, { priceCents }) => sum + priceCents, 0),
    salon.view.currency,
  );
  return html`<div class="tried maybe" role="status"><p><b>${words.say("desk.party.near")}</b> ${price}</p><ul>${lines}</ul>${form(partsText(parts))}</div>`;
}

export function guestsSection(house: House, salon: Salon, card: VisitCard): Markup | string {
  const { booking, party } = card;
  const several = booking.party > 1 && booking.status === "confirmed";
  if (!several && party.length < 2) return "";
  const { words } = house;
  const guests = several
    ? Array.from({ length: booking.party }, (_, guest) => guestRow(house, salon, card, guest))
    : [];
  return html`<section class="group" id="guests"><h2>${words.say("desk.party")}</h2>
${guests.length > 0 && html`<ul class="rows">${guests}</ul>`}${several && naming(house, salon, card)}${others(house, salon, card)}</section>`;
}

/** As many inputs as there are guests, each after its number. */
export function nameFields({ words }: House, guests: number, names: readonly string[], fault?: string): Markup {
  const inputs = Array.from(
    { length: guests },
    (_, i) =>
      html`<label>${words.say("desk.party.guest", { n: i + 1 })} <input name="guest-name" value="${names[i] ?? ""}" maxlength="120" autocomplete="off"></label>`,
  );
  return html`<fieldset class="inline-form" id="guest-names"><legend>${words.say("desk.party.names")}</legend>${fault !== undefined && html`<p class="fault">${fault}</p>`}${inputs}</fieldset>
<p class="note">${words.say("desk.party.names-hint")}</p>`;
}

function naming(house: House, salon: Salon, { booking }: VisitCard): Markup {
  const { words } = house;
  const fields = hidden([["act", "names"], ["was", String(booking.sequence)], ["key", newId()], ...langField(house)]);
  return html`<details><summary>${words.say("desk.party.name")}</summary><form method="post" action="/desk/${salon.slug}/visits/${booking.id}">${fields}
${nameFields(house, booking.party, booking.guests)}<p class="acts"><button class="btn quiet small">${words.say("desk.party.keep-names")}</button></p></form></details>`;
}

function guestRow(house: House, salon: Salon, { booking }: VisitCard, guest: number): Markup {
  const { words } = house;
  const own = booking.placed.filter((phase) => phase.guest === guest).toSorted((a, b) => a.start - b.start);
  const nth = words.say("desk.party.guest", { n: guest + 1 });
  const called = guestCalled(booking, guest);
  const name = called === "" ? nth : called;
  const fields = hidden([
    ["act", "leave"],
    ["guest", String(guest)],
    ["was", String(booking.sequence)],
    ["key", newId()],
    ...langField(house),
  ]);
  return html`<li class="row"><span class="what"><b>${name}</b><span class="note">${placesTold(house, salon, own)}</span>
<details><summary>${words.say("desk.party.leaves")}<span class="heard">: ${name}</span></summary><p class="note">${words.say("desk.party.leaves-why")}</p>
<form method="post" action="/desk/${salon.slug}/visits/${booking.id}">${fields}<button class="btn danger small">${words.say("desk.party.leave-now")}</button></form></details></span></li>`;
}

/** `Thandi, Chair 1 · 10:00–10:45`. */
function placesTold({ words }: House, salon: Salon, own: readonly PlacedPhase[]): string {
  const [first, last] = [own[0], own.at(-1)];
  if (first === undefined || last === undefined) return "";
  const units = [...new Set(own.map(({ unit }) => unitName(words, salon, unit)))].join(", ");
  const at = momentsOf(salon, [first.start, last.end]);
  return `${units} · ${timeOf(at(first.start))}–${timeOf(at(last.end))}`;
}

/** The other visits of the party, and the way to cancel them all. */
function others(house: House, salon: Salon, { booking, party }: VisitCard): Markup | string {
  if (party.length < 2) return "";
  const { words } = house;
  const at = momentsOf(
    salon,
    party.map(({ start_at }) => start_at),
  );
  const rows = party.map(({ booking_id, party: guests, guests: names, start_at, status }) => {
    const who = [words.count("desk.guests", guests), guestsCalled({ guests: guestsOf(names) })]
      .filter(Boolean)
      .join(" · ");
    const when = html`<b>${told(words, at(start_at))}</b>`;
    const href = withLang(`/desk/${salon.slug}/visits/${booking_id}`, house);
    const here = booking_id === booking.id;
    const mark = status === "cancelled" && html`<span class="badge">${words.say("visit.cancelled")}</span>`;
    return html`<li class="row"><span class="what">${here ? when : html`<a href="${href}">${when}</a>`}<span class="note">${who}</span></span>${mark}</li>`;
  });
  const standing = party.filter(({ status }) => status === "confirmed").length;
  const all =
    standing > 1 &&
    html`<details><summary>${words.say("desk.party.cancel")}</summary><p class="note">${words.say("desk.cancel-why")}</p>
<form method="post" action="/desk/${salon.slug}/visits/${booking.id}">${hidden([["act", "cancel-party"], ...langField(house)])}
<button class="btn danger small">${words.say("desk.party.cancel-now")}</button></form></details>`;
  return html`<h3>${words.say("desk.party.together")}</h3><ul class="rows">${rows}</ul>${all}`;
}
