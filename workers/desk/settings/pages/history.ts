// GET /desk/{salon}/settings/history: who changed what, and when. POST undoes one change, or puts the salon back to how it was then;
// either is a new version, and what others changed since is kept where it does not touch.

import { html } from "hono/html";
import { teamOf } from "../../../commands/access/team.ts";
import { seeOther } from "../../../http/pages/answer.ts";
import { readForm } from "../../../http/pages/form.ts";
import { formHouse, refusedAnswer, salonOfPage } from "../../../http/pages/staff.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import type { Actor } from "../../../permissions.ts";
import { has } from "../../../permissions.ts";
import { invalid } from "../../../problem.ts";
import { readBeside, readVersions, type Version } from "../../../store/desk/settings/versions.ts";
import type { Salon } from "../../../store/snapshots.ts";
import { hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { type House, houseWords, langField, withLang } from "../../../ui/shell.ts";
import { isWord, type Words } from "../../../ui/words.ts";
import { deskAnswer } from "../../frame.ts";
import { changesBetween } from "../document/changes.ts";
import { faultText } from "../document/faults.ts";
import type { Fields } from "../document/pointer.ts";
import { permissionFor } from "../document/right.ts";
import { type Saved, save } from "../saving.ts";
import { toldIn } from "../today.ts";
import { clashPage, decisions } from "./clash.ts";
import { misfitPage } from "./misfits.ts";
import { changeList } from "./told.ts";

/** Versions on one page: each is read whole, and may have 800 KB. */
const AT_ONCE = 8;
const fieldsOf = (version: Version): Fields => version.document as unknown as Fields;

export async function showHistory(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const house = houseWords(c.req.raw);
  return historyPage(c, house, salon, actor, null);
}

async function historyPage(
  c: DoorContext,
  house: House,
  salon: Salon,
  actor: Actor,
  fault: string | null,
): Promise<Response> {
  const { words } = house;
  const asked = c.req.query("before") ?? "";
  const before = /^\d{1,9}$/.test(asked) ? Number(asked) : 1_000_000_000;
  const [versions, team] = await Promise.all([
    readVersions(c.env, salon.slug, before, AT_ONCE + 1),
    teamOf(commandContext(c), salon.slug),
  ]);
  const emails = new Map(team.map(({ account, email }) => [account, email]));
  const told = toldIn(
    salon,
    words,
    versions.map(({ at }) => at),
  );
  const newest = before === 1_000_000_000;
  const cards = versions.slice(0, AT_ONCE).map((version, at) =>
    card(house, salon, actor, {
      version,
      former: versions[at + 1] ?? null,
      present: newest && at === 0,
      when: told(version.at),
      who: whoIs(words, version.actor, emails),
    }),
  );
  const last = versions[AT_ONCE - 1];
  const title = words.say("settings.history");
  const path = `/desk/${salon.slug}/settings/history`;
  const older =
    versions.length > AT_ONCE &&
    last !== undefined &&
    html`<p class="acts"><a class="btn quiet" href="${withLang(`${path}?before=${last.version}`, house)}">${words.say("settings.older")}</a></p>`;
  const main = html`<div class="narrow settings"><ol class="steps"><li><a href="${withLang(`/desk/${salon.slug}/settings`, house)}">${words.say("desk.settings")}</a></li></ol>
<h1>${title}</h1><p class="lede">${words.say("settings.history-lede")}</p>${c.req.query("saved") !== undefined && html`<p class="lede ok" role="status">${words.say("settings.saved")}</p>`}
${fault !== null && html`<p class="alert" role="alert">${fault}</p>`}<ul class="versions">${cards}</ul>${older}</div>`;
  return deskAnswer(house, salon, actor, {
    room: "settings",
    title,
    main,
    status: fault === null ? 200 : 422,
    languageUrl: path,
  });
}

function whoIs(words: Words, actor: string, emails: ReadonlyMap<string, string>): string {
  const [role = "", account = ""] = actor.split(":");
  const key = `role.${role}`;
  const name = isWord(key) ? words.say(key) : words.say("settings.platform");
  const email = emails.get(account);
  return email === undefined ? name : `${email} (${name})`;
}

interface Card {
  version: Version;
  former: Version | null;
  present: boolean;
  when: string;
  who: string;
}

function card(house: House, salon: Salon, actor: Actor, { version, former, present, when, who }: Card): Markup {
  const { words } = house;
  const changes = former === null ? [] : changesBetween(fieldsOf(former), fieldsOf(version));
  const list =
    former === null
      ? html`<p>${words.say("settings.history-begin")}</p>`
      : changeList(words, changes, [fieldsOf(version), fieldsOf(former)]);
  const may =
    has(actor.role, "salon.write") ||
    (former !== null && changes.every(({ way }) => has(actor.role, permissionFor(way))));
  const button = (act: string, text: string) =>
    html`<button class="btn quiet small" name="act" value="${act}" aria-label="${text}, ${when}">${text}</button>`;
  const acts =
    may &&
    (former !== null || !present) &&
    html`<form class="acts" method="post" action="/desk/${salon.slug}/settings/history">${hidden([["version", String(version.version)], ...langField(house)])}
${former !== null && button("undo", words.say("settings.undo"))}${!present && button("back", words.say("settings.put-back"))}</form>`;
  return html`<li class="card"><h2>${when}${present && html` <span class="badge is-open">${words.say("settings.now")}</span>`}</h2>
<p class="note">${who}</p>${list}${acts}</li>`;
}

export async function changeHistory(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const form = await readForm(c);
  const house = formHouse(c, form);
  const { fields } = form;
  const action = `/desk/${salon.slug}/settings/history`;
  const number = /^\d{1,9}$/.test(fields.get("version") ?? "") ? Number(fields.get("version")) : 0;
  const found = await readBeside(c.env, salon.slug, number);
  const back = fields.get("act") === "back";
  const [former] = back || found === null ? [] : await readVersions(c.env, salon.slug, number, 1);
  const wished = back ? found?.base : former;
  if (found === null || wished === undefined)
    return refusedAnswer(house, invalid([{ pointer: "/version", detail: "is no version that is kept" }]));
  // To undo one change is to edit the version that it made back to the one before, and bring that together with the present.
  const saved = await save(c, actor, {
    salon: salon.slug,
    base: back ? found.current.version : number,
    edit: () => fieldsOf(wished),
    ...decisions(fields),
    sure: fields.get("sure") === "yes",
  });
  return answer(c, house, salon, actor, saved, {
    fields,
    action,
    documents: [fieldsOf(found.current), fieldsOf(wished)],
  });
}

interface Sent {
  fields: URLSearchParams;
  action: string;
  documents: Fields[];
}

function answer(
  c: DoorContext,
  house: House,
  salon: Salon,
  actor: Actor,
  saved: Saved,
  { fields, action, documents }: Sent,
): Promise<Response> | Response {
  switch (saved.kind) {
    case "saved":
      return seeOther(withLang(`${action}?saved=${saved.version}`, house));
    case "clashes":
      return clashPage(house, salon, actor, { clashes: saved.clashes, typed: fields, action, documents });
    case "misfits":
      return misfitPage(house, salon, actor, { misfits: saved.misfits, typed: fields, action });
    case "faults":
      return historyPage(
        c,
        house,
        salon,
        actor,
        saved.faults.map((fault) => `${fault.pointer ?? ""}: ${faultText(house.words, fault)}`).join("; "),
      );
    case "refused":
      return refusedAnswer(house, saved.problem);
  }
}
