// Asking about one's own data: the salon, what one would like, the form, the code.

import { html } from "hono/html";
import { linkIsEnough } from "../../../commands/compliance/requests/request.ts";
import { KINDS, type Kind, OBJECTABLE } from "../../../store/compliance/requests/requests.ts";
import type { SalonCard } from "../../../store/salons.ts";
import { longDay } from "../../../ui/dates.ts";
import { codeField, faultList, field, hidden, phoneField } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { type House, houseFrame, langField, withLang } from "../../../ui/shell.ts";
import { LANGUAGES } from "../../../ui/words.ts";
import { type Place, salonFrame } from "../place.ts";
import { spacedPhone } from "../salon.ts";
import type { Entry, EntryFault } from "./entry.ts";

export function chooseSalon(house: House, wanted: string, cards: readonly SalonCard[]): Markup {
  const { words } = house;
  const title = words.say("request.find-title");
  const rows = cards.map(
    ({ slug, name, place }) => html`<li><a class="row" href="${withLang(`/my-data?salon=${slug}`, house)}">
<span class="what"><b>${name}</b><span class="note">${place}</span></span></a></li>`,
  );
  const main = html`<div class="narrow"><h1>${title}</h1><p class="lede">${words.say("request.find-lede")}</p>
<form class="search" role="search" action="/my-data">${hidden(langField(house))}
<label class="heard" for="q">${words.say("home.search")}</label>
<input id="q" name="q" type="search" value="${wanted}" maxlength="80"><button class="btn">${words.say("home.find")}</button></form>
${rows.length === 0 ? html`<p class="note">${words.say("home.not-found", { wanted })}</p>` : html`<ul class="rows">${rows}</ul>`}</div>`;
  return houseFrame(house, { title, unlisted: true }, main);
}

/** `at`: the address that a kind is added to. `byLink`: one came by a booking's link. */
export function chooseKind(place: Place, at: string, byLink: boolean): Markup {
  const { words, salon } = place;
  const title = words.say("request.title", { salon: salon.name });
  const rows = KINDS.map((kind) => {
    const proof = words.say(byLink && linkIsEnough(kind) ? "request.by-link" : "request.needs-code");
    const href = withLang(`${at}${at.includes("?") ? "&" : "?"}kind=${kind}`, place);
    return html`<li><a class="row" href="${href}"><span class="what"><b>${words.say(`request.kind.${kind}`)}</b>
<span class="note">${words.say(`request.about.${kind}`)} ${proof}</span></span></a></li>`;
  });
  const main = html`<div class="narrow"><h1>${title}</h1><p class="lede">${words.say("request.lede", { salon: salon.name })}</p>
<h2>${words.say("request.choose")}</h2><ul class="rows">${rows}</ul>
${!byLink && html`<p class="note">${words.say("request.no-email", { salon: salon.name })}</p>`}</div>`;
  return salonFrame(place, { title, unlisted: true, languageUrl: at }, main);
}

export interface AskPage {
  /** Where the form goes, and this page's own address. */
  action: string;
  at: string;
  fields: [string, string][];
  byLink: boolean;
  entry: Entry;
  faults: EntryFault[];
}

export function askDetails(place: Place, page: AskPage): Markup {
  const { words, salon } = place;
  const { entry, faults, byLink } = page;
  const title = words.say(`request.kind.${entry.kind}`);
  const fault = (name: string) => faults.find((one) => one.name === name)?.text;
  const proof = words.say(byLink && linkIsEnough(entry.kind) ? "request.by-link" : "request.needs-code");
  const phone = !byLink && phoneField(words, entry.phone, fault("phone"), words.say("request.phone-why"));
  const main = html`<div class="narrow"><h1>${title}</h1>
<p class="lede">${words.say(`request.about.${entry.kind}`)} ${proof}</p>${faultList(words, faults)}
<form class="stack" method="post" action="${page.action}" novalidate>
${hidden([...page.fields, ["kind", entry.kind], ...langField(place)])}${phone}${detailFields(place, entry, fault)}
<p class="acts"><button class="btn">${words.say("request.send")}</button>
<a class="btn quiet" href="${withLang(page.at, place)}">${words.say("request.title", { salon: salon.name })}</a></p></form></div>`;
  return salonFrame(place, { title, unlisted: true, languageUrl: kindAt(page.at, entry.kind) }, main);
}

const kindAt = (at: string, kind: Kind): string => `${at}${at.includes("?") ? "&" : "?"}kind=${kind}`;

type FaultOf = (name: string) => string | undefined;

function detailFields(place: Place, entry: Entry, fault: FaultOf): Markup | string {
  const { words, salon } = place;
  if (entry.kind === "withdrawal") {
    return html`<p>${words.say("request.withdraw-text", { salon: salon.name })}</p>`;
  }
  if (entry.kind === "objection") return stopFields(place, entry, fault);
  return entry.kind === "correction" ? correctFields(place, entry, fault) : "";
}

function stopFields({ words }: Place, { stop }: Entry, fault: FaultOf): Markup {
  const wrong = fault("stop-marketing");
  const boxes = OBJECTABLE.map(
    (
      purpose,
    ) => html`<label class="check"><input type="checkbox" id="stop-${purpose}" name="stop" value="${purpose}"${stop.includes(purpose) && html` checked`}>
<span>${words.say(`request.stop.${purpose}`)}</span></label>`,
  );
  return html`<fieldset class="consents"><legend>${words.say("request.stop-legend")}</legend>${boxes}
${wrong !== undefined && html`<p class="fault">${wrong}</p>`}</fieldset>`;
}

function correctFields({ words }: Place, { correct }: Entry, fault: FaultOf): Markup {
  const one = (name: "name" | "phone" | "email", more: { type: "text" | "tel" | "email"; maxlength: number }) =>
    field(words, {
      name: `new-${name}`,
      label: words.say(`request.new-${name}`),
      value: correct[name],
      fault: fault(`new-${name}`),
      autocomplete: "off",
      ...more,
    });
  const language = LANGUAGES.map(
    (tag) =>
      html`<option value="${tag}" lang="${tag}"${tag === correct.language && html` selected`}>${words.say(`language.${tag}`)}</option>`,
  );
  return html`<p class="note">${words.say("request.leave-empty")}</p>${one("name", { type: "text", maxlength: 120 })}
${one("phone", { type: "tel", maxlength: 32 })}${one("email", { type: "email", maxlength: 254 })}
<div class="field"><label for="new-language">${words.say("request.new-language")}</label>
<select id="new-language" name="new-language"><option value="">${words.say("request.as-it-is")}</option>${language}</select></div>`;
}

export interface CodePage {
  /** E.164; the page says no more of it than what was typed. */
  phone: string;
  request: string;
  /** The last day, as days since the epoch; null where it was told before. */
  due: number | null;
  fault: string | null;
}

export function askProof(place: Place, { phone, request, due, fault }: CodePage): Markup {
  const { words, salon } = place;
  const title = words.say("request.code-title");
  const day = due !== null && html` ${words.say("request.due-on")}: ${longDay(words, due)}.`;
  const main = html`<div class="narrow"><h1>${title}</h1>
<p class="lede">${words.say("request.code-lede", { salon: salon.name, phone: spacedPhone(phone) })}${day}</p>
${codeForm(place, {
  action: "/my-data",
  fields: [
    ["salon", salon.slug],
    ["request", request],
    ["phone", phone],
  ],
  fault,
})}
<p class="note">${words.say("request.no-email", { salon: salon.name })}</p></div>`;
  return salonFrame(place, { title, unlisted: true, languageUrl: `/my-data?salon=${salon.slug}` }, main);
}

export interface CodeForm {
  action: string;
  fields: [string, string][];
  fault: string | null;
}

export function codeForm(place: Place, { action, fields, fault }: CodeForm): Markup {
  const { words } = place;
  return html`${faultList(words, fault === null ? [] : [{ name: "code", text: fault }])}
<form class="stack" method="post" action="${action}" novalidate>${hidden([...fields, ...langField(place)])}${codeField(words, fault)}
<p><button class="btn">${words.say("request.confirm")}</button></p></form>`;
}
