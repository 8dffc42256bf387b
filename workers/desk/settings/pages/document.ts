// GET /desk/{salon}/settings/document: the salon's document as JSON, for those who like it. POST puts it; what cannot be read or taken
// is told with every fault, and stays in the box as it was typed.

import { html } from "hono/html";
import { MAX_DOCUMENT } from "../../../http/body.ts";
import { parseJson } from "../../../http/json.ts";
import { seeOther } from "../../../http/pages/answer.ts";
import { readForm } from "../../../http/pages/form.ts";
import { formHouse, refusedAnswer, salonOfPage } from "../../../http/pages/staff.ts";
import { Refusal } from "../../../http/refusal.ts";
import type { DoorContext } from "../../../http/request.ts";
import { type Actor, has } from "../../../permissions.ts";
import { type Fault, unknownSalon } from "../../../problem.ts";
import { readDocument } from "../../../store/salons.ts";
import type { Salon } from "../../../store/snapshots.ts";
import { hidden } from "../../../ui/forms.ts";
import { type House, houseWords, langField, withLang } from "../../../ui/shell.ts";
import { deskAnswer } from "../../frame.ts";
import { faultText } from "../document/faults.ts";
import { type Fields, isFields, type Json } from "../document/pointer.ts";
import { save } from "../saving.ts";
import { clashPage, decisions } from "./clash.ts";
import { misfitPage } from "./misfits.ts";

/** Each byte of the document may be sent as three. */
const MAX_SENT = 3 * MAX_DOCUMENT;

const hrefOf = (salon: Salon): string => `/desk/${salon.slug}/settings/document`;

export async function showDocument(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const stored = await readDocument(c.env, salon.slug);
  if (stored === null) throw new Refusal(unknownSalon(salon.slug));
  const text = JSON.stringify(stored.document, null, 2);
  return page(houseWords(c.req.raw), salon, actor, { text, version: stored.version, faults: [] });
}

interface Typed {
  text: string;
  version: number;
  faults: readonly Fault[];
}

function page(house: House, salon: Salon, actor: Actor, { text, version, faults }: Typed): Promise<Response> {
  const { words } = house;
  const title = words.say("settings.document");
  const writes = has(actor.role, "salon.write");
  const list =
    faults.length > 0 &&
    html`<div class="alert" role="alert" id="faults" tabindex="-1"><h2>${words.say("form.check")}</h2><ul class="bulleted">${faults.map(
      (fault) => html`<li><code>${fault.pointer || "/"}</code>: ${faultText(words, fault)}</li>`,
    )}</ul></div>`;
  const invalid = faults.length > 0 && html` aria-invalid="true" aria-describedby="faults"`;
  const main = html`<div class="settings"><ol class="steps"><li><a href="${withLang(`/desk/${salon.slug}/settings`, house)}">${words.say("desk.settings")}</a></li></ol>
<h1>${title}</h1><p class="lede">${words.say("settings.document-lede")}</p>${list}
<form class="stack" method="post" action="${hrefOf(salon)}">${hidden([["version", String(version)], ...langField(house)])}
<div class="field"><label for="document">JSON</label><textarea class="code" id="document" name="document" rows="28" spellcheck="false"${!writes && html` readonly`}${invalid}>
${text}</textarea></div>${writes && html`<p class="acts"><button class="btn">${words.say("settings.save")}</button></p>`}</form></div>`;
  return deskAnswer(house, salon, actor, {
    room: "settings",
    title,
    main,
    status: faults.length > 0 ? 422 : 200,
    languageUrl: hrefOf(salon),
  });
}

export async function changeDocument(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const form = await readForm(c, MAX_SENT);
  const house = formHouse(c, form);
  const { fields } = form;
  const text = fields.get("document") ?? "";
  const version = /^\d{1,9}$/.test(fields.get("version") ?? "") ? Number(fields.get("version")) : 0;
  const read = parseJson(new TextEncoder().encode(text));
  const value = read.ok ? (read.value as Json) : null;
  if (!read.ok || !isFields(value ?? undefined)) {
    const faults = read.ok ? [{ pointer: "", detail: "must be an object" }] : read.faults;
    return page(house, salon, actor, { text, version, faults });
  }
  const saved = await save(c, actor, {
    salon: salon.slug,
    base: version,
    edit: () => value as Fields,
    ...decisions(fields),
    sure: fields.get("sure") === "yes",
  });
  switch (saved.kind) {
    case "saved":
      return seeOther(withLang(`/desk/${salon.slug}/settings/history?saved=${saved.version}`, house));
    case "faults":
      return page(house, salon, actor, { text, version, faults: saved.faults });
    case "clashes":
      return clashPage(house, salon, actor, {
        clashes: saved.clashes,
        typed: fields,
        action: hrefOf(salon),
        documents: [value as Fields, saved.theirs],
      });
    case "misfits":
      return misfitPage(house, salon, actor, { misfits: saved.misfits, typed: fields, action: hrefOf(salon) });
    case "refused":
      return refusedAnswer(house, saved.problem);
  }
}
