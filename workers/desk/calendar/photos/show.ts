// Photographs of a visit on its page: what there is, and the form that adds one. It needs no script; a telephone opens its camera.

import { html } from "hono/html";
import type { VisitCard } from "../../../commands/desk/calendar/visit.ts";
import { MOST_PHOTO_BYTES } from "../../../commands/desk/visits/photos/keep.ts";
import type { PhotoRow } from "../../../store/desk/photos.ts";
import type { Salon } from "../../../store/snapshots.ts";
import { newId } from "../../../token.ts";
import { hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { type House, langField, withLang } from "../../../ui/shell.ts";
import type { Words } from "../../../ui/words.ts";
import { momentsOf, told } from "../told.ts";

/** What a telephone turns its own format into before it sends it. */
const ACCEPTED = "image/jpeg,image/png,image/webp";

export const agreedWords = (words: Words): string => words.say("desk.photo.agreed");

export function photosSection(house: House, salon: Salon, card: VisitCard): Markup {
  const { words } = house;
  const at = momentsOf(
    salon,
    card.photos.map((photo) => photo.at),
  );
  const shown = card.photos.map((photo) => figure(house, salon, photo, told(words, at(photo.at)), true));
  const list =
    shown.length > 0
      ? html`<ul class="photos">${shown}</ul>`
      : html`<p class="note">${words.say("desk.photo.none")}</p>`;
  const form =
    card.booking.contact.phone === ""
      ? html`<p class="note">${words.say("desk.photo.nobody")}</p>`
      : taking(house, salon, card);
  return html`<section class="group" id="photos"><h2>${words.say("desk.photos")}</h2>${list}${form}</section>`;
}

/** A photograph with what it shows and when it was taken; with the way to delete it where that is wanted. */
export function figure(house: House, salon: Salon, photo: PhotoRow, when: string, drops: boolean): Markup {
  const { words } = house;
  const href = `/desk/${salon.slug}/photos/${photo.photo_id}`;
  const what = words.say(`desk.photo.${photo.moment}`);
  const drop =
    drops &&
    html`<details><summary>${words.say("desk.photo.delete")}<span class="heard">, ${what}, ${when}</span></summary>
<form method="post" action="${href}">${hidden([["booking", photo.booking_id], ...langField(house)])}
<button class="btn danger small">${words.say("desk.photo.delete-now")}</button></form></details>`;
  return html`<li><a href="${drops ? href : withLang(`/desk/${salon.slug}/visits/${photo.booking_id}`, house)}">
<img src="${href}" alt="${what}, ${when}" width="${photo.width}" height="${photo.height}" loading="lazy"></a><p><b>${what}</b> <small>${when}</small></p>${drop}</li>`;
}

function taking(house: House, salon: Salon, { booking, agreed, photos }: VisitCard): Markup {
  const { words } = house;
  const moment = photos.length === 0 ? "before" : "after";
  const picks = (["before", "after"] as const).map(
    (
      each,
    ) => html`<label class="check"><input type="radio" name="moment" value="${each}"${each === moment && html` checked`}>
<span>${words.say(`desk.photo.${each}`)}</span></label>`,
  );
  const consent =
    !agreed &&
    html`<label class="check"><input type="checkbox" name="agreed" value="yes" required> <span>${agreedWords(words)}</span></label>`;
  // In the address, for of a form that is too large no field is read.
  const action = withLang(`/desk/${salon.slug}/visits/${booking.id}/photos`, house);
  const most = MOST_PHOTO_BYTES / 1_000_000;
  return html`<form class="taking" method="post" action="${action}" enctype="multipart/form-data">
${hidden([["key", newId()]])}<fieldset><legend>${words.say("desk.photo.when")}</legend>${picks}</fieldset>
<div class="field touch"><label for="taken">${words.say("desk.photo.take")}</label>
<input id="taken" name="taken" type="file" accept="${ACCEPTED}" capture="environment" aria-describedby="photo-hint"></div>
<div class="field"><label for="chosen">${words.say("desk.photo.choose")}</label>
<input id="chosen" name="chosen" type="file" accept="${ACCEPTED}" aria-describedby="photo-hint"></div>
<p class="note" id="photo-hint">${words.say("desk.photo.hint", { n: most })}</p>${consent}
<p class="acts"><button class="btn quiet small">${words.say("desk.photo.keep")}</button></p></form>`;
}
