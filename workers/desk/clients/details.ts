// A client's details and what they like, as they are typed, and what is wrong with them.

import { html } from "hono/html";
import type { Form } from "../../http/pages/form.ts";
import { e164 } from "../../http/phone.ts";
import type { Salon } from "../../store/snapshots.ts";
import { emailField, faultList, field, hidden, nameField, phoneField } from "../../ui/forms.ts";
import type { Markup } from "../../ui/markup.ts";
import { type House, langField } from "../../ui/shell.ts";
import { LANGUAGES } from "../../ui/words.ts";
import type { CardSetting, Fault } from "./card.ts";
import { shownPhone } from "./moments.ts";

/** Characters, as shared/contracts has them. */
const LONGEST = { name: 120, phone: 32, email: 254 };
export const LONGEST_NOTE = 2000;

export interface Details {
  name: string;
  /** As it was typed. */
  phone: string;
  /** Null: no number. */
  e164: string | null;
  email: string;
  language: string;
}

export function typedDetails({ fields }: Form, { view }: Salon): Details {
  const value = (name: string) => (fields.get(name) ?? "").trim();
  const phone = value("phone").slice(0, 64);
  return {
    name: value("name").replaceAll(/\s+/g, " "),
    phone,
    e164: e164(phone, view.timezone === "Africa/Johannesburg" ? "ZA" : "XX"),
    email: value("email"),
    language: LANGUAGES.find((language) => language === value("language")) ?? "",
  };
}

const CONTROL = /\p{Cc}/u;
const EMAIL = /^[^\s@<>"]{1,64}@[^\s@<>"]+\.[^\s@<>".]{2,}$/;

export function faultsOf({ words }: House, { name, phone, e164: number, email }: Details): Fault[] {
  const faults: Fault[] = [];
  if (name === "" || name.length > LONGEST.name || CONTROL.test(name)) {
    faults.push({ name: "name", text: words.say("fault.name") });
  }
  if (number === null || phone.length > LONGEST.phone) faults.push({ name: "phone", text: words.say("fault.phone") });
  if (email !== "" && (email.length > LONGEST.email || !EMAIL.test(email))) {
    faults.push({ name: "email", text: words.say("fault.email") });
  }
  return faults;
}

export function detailsForm(
  { house, href, card }: CardSetting,
  typed: Details | null,
  faults: readonly Fault[],
): Markup {
  const { words } = house;
  const { client } = card;
  const own = faults.filter(({ name }) => name !== "preferences");
  const fault = (name: string) => own.find((one) => one.name === name)?.text;
  const language = typed?.language ?? client.language ?? "";
  const options = ["", ...LANGUAGES].map((one) => {
    const name = words.say(one === "" ? "clients.language-none" : `language.${one as (typeof LANGUAGES)[number]}`);
    return html`<option value="${one}"${one === language && html` selected`}>${name}</option>`;
  });
  return html`<details class="card aside"${own.length > 0 && html` open`}><summary>${words.say("clients.correct")}</summary>
${faultList(words, own)}<form class="stack" method="post" action="${href}" novalidate>${hidden([["act", "details"], ...langField(house)])}
${nameField(words, typed?.name ?? client.name, fault("name"))}${phoneField(words, typed?.phone ?? shownPhone(client.phone), fault("phone"))}
${emailField(words, typed?.email ?? client.email ?? "", fault("email"), { hint: words.say("clients.email-hint") })}
<div class="field"><label for="language">${words.say("clients.language")}</label><select id="language" name="language">${options}</select></div>
<p class="acts"><button class="btn">${words.say("clients.save")}</button></p></form></details>`;
}

export function preferencesForm(
  { house, href, card }: CardSetting,
  typed: string | null,
  faults: readonly Fault[],
  writes: boolean,
): Markup {
  const { words } = house;
  const kept = card.client.preferences ?? "";
  const title = words.say("clients.preferences");
  if (!writes)
    return html`<section class="card"><h2>${title}</h2><p class="kept">${kept || words.say("clients.nothing-noted")}</p></section>`;
  const own = faults.filter(({ name }) => name === "preferences");
  const control = field(words, {
    name: "preferences",
    label: title,
    hint: words.say("clients.preferences-hint"),
    value: typed ?? kept,
    maxlength: LONGEST_NOTE,
    long: true,
    required: false,
    fault: own[0]?.text,
  });
  return html`<section class="card">${faultList(words, own)}<form class="stack flat" method="post" action="${href}">
${hidden([["act", "preferences"], ["was", kept], ...langField(house)])}${control}
<p class="acts"><button class="btn quiet small">${words.say("clients.keep")}</button></p></form></section>`;
}
