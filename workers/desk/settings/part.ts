// GET /desk/{salon}/settings/{part} and …/{part}/{item}: one form of the settings. POST puts what was typed, tells what would come of
// it (`act=check`, for the script), or takes the item away. Nothing that was typed is lost on the way.

import { html } from "hono/html";
import { seeOther } from "../../http/pages/answer.ts";
import { type Form, readForm } from "../../http/pages/form.ts";
import { formHouse, refusedAnswer, salonOfPage } from "../../http/pages/staff.ts";
import { Refusal } from "../../http/refusal.ts";
import { commandContext, type DoorContext } from "../../http/request.ts";
import { json } from "../../http/routes.ts";
import { type Actor, has } from "../../permissions.ts";
import { unknownSalon } from "../../problem.ts";
import { readBeside } from "../../store/desk/settings/versions.ts";
import { readDocument } from "../../store/salons.ts";
import type { Salon } from "../../store/snapshots.ts";
import { faultList, hidden } from "../../ui/forms.ts";
import type { Markup } from "../../ui/markup.ts";
import { type House, houseWords, langField, withLang } from "../../ui/shell.ts";
import { deskAnswer } from "../frame.ts";
import { type Applied, applied, type Input, withIds } from "./document/apply.ts";
import { faultsAtInputs, type ToldFaults } from "./document/faults.ts";
import { type Fields, pointerOf, put, valueAt, withoutHoles } from "./document/pointer.ts";
import { mayChange } from "./document/right.ts";
import { formSections } from "./form.ts";
import { accentShown } from "./pages/accent.ts";
import { clashPage, decisions } from "./pages/clash.ts";
import { listPage } from "./pages/list.ts";
import { misfitPage } from "./pages/misfits.ts";
import { showSettings } from "./pages/overview.ts";
import { nameAt, type Place } from "./parts/part.ts";
import { itemOf, LISTS, type PartName, partOf, sectionsOf } from "./parts/table.ts";
import { type Saved, save } from "./saving.ts";
import { todayIn } from "./today.ts";

/** Bytes: a person's page with 500 services has 1,500 inputs. */
export const MAX_SETTINGS_FORM = 512 << 10;

/** One form: of which part, of which item of it, made of which version. */
interface Open {
  salon: Salon;
  part: PartName;
  /** "" where the part is one form. */
  id: string;
  item: number;
  version: number;
  place: Place;
}

export async function showPart(c: DoorContext, actor: Actor): Promise<Response> {
  const part = partOf(c.req.param("part") ?? "");
  const id = c.req.param("item") ?? "";
  if (part === null) return showSettings(c, actor);
  const salon = await salonOfPage(c);
  const stored = await readDocument(c.env, salon.slug);
  if (stored === null) throw new Refusal(unknownSalon(salon.slug));
  const house = houseWords(c.req.raw);
  const document = stored.document as unknown as Fields;
  if ((LISTS[part] === undefined) !== (id === "")) {
    if (id === "") return listPage(c, house, salon, actor, part, document);
    return seeOther(withLang(partHref(salon.slug, part), house));
  }
  const open = opened(c, house, salon, part, id, { version: stored.version, document });
  if (open === null) return listPage(c, house, salon, actor, part, document);
  return formPage(house, actor, open, null, { at: new Map(), list: [] }, c.req.query("saved") !== undefined);
}

export const partHref = (slug: string, part: string, id = ""): string =>
  `/desk/${slug}/settings/${part}${id === "" ? "" : `/${id}`}`;

function opened(
  c: DoorContext,
  house: House,
  salon: Salon,
  part: PartName,
  id: string,
  { version, document }: { version: number; document: Fields },
): Open | null {
  const item = itemOf(part, document, id);
  if (item === null) return null;
  const place = {
    words: house.words,
    document,
    languages: salon.view.languages,
    item,
    today: todayIn(salon, commandContext(c).now),
  };
  return { salon, part, id, item, version, place };
}

const inputsOf = (part: PartName, place: Place): Input[] => sectionsOf(part, place).flatMap(({ rows }) => rows.flat());

function titleOf({ words }: House, { part, id, item, place }: Open): string {
  const list = LISTS[part];
  if (list === undefined) return words.say(`settings.part.${part}`);
  if (id === "new") return words.say(part === "team" ? "settings.new.team" : "settings.new.services");
  return nameAt(words, valueAt(place.document, pointerOf(list, item, "name")));
}

function formPage(
  house: House,
  actor: Actor,
  open: Open,
  typed: URLSearchParams | null,
  faults: ToldFaults,
  saved = false,
): Promise<Response> {
  const { words } = house;
  const { salon, part, id, version, place } = open;
  const title = titleOf(house, open);
  const sections = sectionsOf(part, place);
  const writes = writable(actor, open);
  const body = formSections(sections, { words, document: place.document, typed, faults: faults.at });
  const fixed = hidden([["version", String(version)], ...langField(house)]);
  const form = html`<form method="post" action="${partHref(salon.slug, part, id)}" data-settings novalidate>${fixed}
<fieldset${!writes && html` disabled`}><legend class="heard">${title}</legend>${body}</fieldset>
${part === "colours" && accentShown(words, salon, typed?.get("/accent") ?? null)}
<p class="acts bar" id="version"><button class="btn" name="act" value="save"${!writes && html` disabled`}>${words.say("settings.save")}</button>
<span class="note" data-told role="status"></span></p>${removal(house, open, writes)}</form>`;
  const main = html`<div class="narrow settings">${crumbs(house, salon, open)}<h1>${title}</h1>
${saved && html`<p class="lede ok" role="status">${words.say("settings.saved")}</p>`}${!writes && html`<p class="note">${words.say("settings.read-only")}</p>`}
${faultList(words, faults.list)}${form}</div>`;
  const status = faults.list.length > 0 ? 422 : 200;
  return deskAnswer(house, salon, actor, {
    room: "settings",
    title,
    main,
    status,
    languageUrl: partHref(salon.slug, part, id),
  });
}

/** Whoever may change one of the inputs may change the form; what else they change is refused when it is put. */
function writable(actor: Actor, { part, place }: Open): boolean {
  if (has(actor.role, "salon.write")) return true;
  if (part === "team" && place.item < (Array.isArray(place.document.staff) ? place.document.staff.length : 0))
    return mayChange(actor.role, [["staff", "x", "hours"]]);
  return mayChange(actor.role, [[part]]);
}

function crumbs(house: House, salon: Salon, { part, id }: Open): Markup {
  const { words } = house;
  const list =
    id !== "" &&
    html`<li><a href="${withLang(partHref(salon.slug, part), house)}">${words.say(`settings.part.${part}`)}</a></li>`;
  return html`<ol class="steps"><li><a href="${withLang(`/desk/${salon.slug}/settings`, house)}">${words.say("desk.settings")}</a></li>${list}</ol>`;
}

function removal({ words }: House, { part, id }: Open, writes: boolean): Markup | string {
  if (LISTS[part] === undefined || id === "new" || !writes) return "";
  return html`<p class="acts"><button class="btn quiet small" name="act" value="first" formnovalidate>${words.say("settings.first")}</button>
<button class="btn quiet small danger" name="act" value="remove" formnovalidate>${words.say("settings.remove")}</button></p>`;
}

export async function changePart(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const form = await readForm(c, MAX_SETTINGS_FORM);
  const house = formHouse(c, form);
  const part = partOf(c.req.param("part") ?? "");
  const id = c.req.param("item") ?? "";
  if (part === null) return seeOther(withLang(`/desk/${salon.slug}/settings`, house));
  const beside = await readBeside(c.env, salon.slug, versionOf(form));
  const open =
    beside &&
    opened(c, house, salon, part, id, { ...beside.base, document: beside.base.document as unknown as Fields });
  if (!open) return seeOther(withLang(partHref(salon.slug, part), house));
  return acted(c, house, actor, form, open);
}

/** A form without a version, or with nonsense in its place, speaks of none. */
export const versionOf = ({ fields }: Form): number =>
  /^\d{1,9}$/.test(fields.get("version") ?? "") ? Number(fields.get("version")) : 0;

async function acted(c: DoorContext, house: House, actor: Actor, form: Form, open: Open): Promise<Response> {
  const { fields } = form;
  const { salon, part, id, place } = open;
  const wished = fields.get("act") ?? "save";
  const inputs = inputsOf(part, place);
  const made = edited(wished, inputs, fields, open);
  const saved = await save(c, actor, {
    salon: salon.slug,
    base: open.version,
    edit: () => made.document,
    ...decisions(fields),
    sure: fields.get("sure") === "yes",
    dry: wished === "check",
  });
  const faults = faultsAtInputs(house.words, saved.kind === "faults" ? saved.faults : [], inputs, made.formPlace);
  if (wished === "check") return checkAnswer(house, saved, faults);
  switch (saved.kind) {
    case "faults":
      return formPage(house, actor, open, fields, faults);
    case "clashes":
      return clashPage(house, salon, actor, {
        clashes: saved.clashes,
        typed: fields,
        action: partHref(salon.slug, part, id),
        documents: [made.document, saved.theirs],
      });
    case "misfits":
      return misfitPage(house, salon, actor, {
        misfits: saved.misfits,
        typed: fields,
        action: partHref(salon.slug, part, id),
      });
    case "refused":
      return refusedAnswer(house, saved.problem);
    case "saved": {
      const list = LISTS[part] !== undefined;
      return seeOther(withLang(`${partHref(salon.slug, part, list ? "" : id)}?saved=${saved.version}`, house));
    }
  }
}

function edited(act: string, inputs: readonly Input[], fields: URLSearchParams, open: Open): Applied {
  const list = LISTS[open.part];
  if (list === undefined || (act !== "remove" && act !== "first")) {
    const made = applied(open.place.document, inputs, fields);
    if (list === "staff") complete(made.document, open.item);
    return { ...made, document: withIds(made.document) };
  }
  const document = structuredClone(open.place.document);
  const entries = document[list];
  if (Array.isArray(entries)) {
    const [entry] = entries.splice(open.item, 1);
    if (act === "first" && entry !== undefined) entries.unshift(entry);
    else if (list === "services") forget(document, String(valueAt(entry ?? null, "/id")));
  }
  return { document, formPlace: (pointer) => pointer };
}

/** A new person has hours and services, if none yet. */
function complete(document: Fields, item: number): void {
  const nothingYet: Fields = { hours: {}, services: [] };
  for (const [name, none] of Object.entries(nothingYet)) {
    const place = pointerOf("staff", item, name);
    if (valueAt(document, place) === undefined) put(document, place, none);
  }
}

/** A service that goes is nobody's skill any more, and is sold in no package. */
function forget(document: Fields, service: string): void {
  const packages = valueAt(document, "/money/sells/packages");
  if (Array.isArray(packages))
    put(
      document,
      "/money/sells/packages",
      packages.filter((each) => valueAt(each, "/service") !== service),
    );
  const staff = Array.isArray(document.staff) ? document.staff : [];
  for (const index of staff.keys()) {
    const skills = valueAt(document, pointerOf("staff", index, "services"));
    if (!Array.isArray(skills)) continue;
    const at = skills.findIndex((skill) => valueAt(skill, "/id") === service);
    if (at < 0) continue;
    delete skills[at];
    withoutHoles(document, pointerOf("staff", index, "services"));
  }
}

/** For the script: what is wrong at which input, and what would come of it. */
function checkAnswer({ words }: House, saved: Saved, faults: ToldFaults): Response {
  const misfits = saved.kind === "misfits" ? words.count("settings.misfits", saved.misfits.length) : "";
  const told = saved.kind === "clashes" ? words.say("settings.clash.soon") : misfits;
  return json({ faults: Object.fromEntries(faults.at), told }, 200, { "Cache-Control": "no-store" });
}
