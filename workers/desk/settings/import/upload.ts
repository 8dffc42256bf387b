// GET /desk/{salon}/settings/import: bring a file along, and those that were. POST takes one; what cannot be read as it is says why, and
// nothing of it is kept.

import { html } from "hono/html";
import { beginImport, MOST_ROWS } from "../../../commands/desk/settings/import/begin.ts";
import { type ImportKind, KINDS } from "../../../commands/desk/settings/import/cells.ts";
import { collect } from "../../../http/body.ts";
import { seeOther } from "../../../http/pages/answer.ts";
import { refusedAnswer, salonOfPage } from "../../../http/pages/staff.ts";
import { e164 } from "../../../http/phone.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import { type Actor, actorName } from "../../../permissions.ts";
import type { Problem } from "../../../problem.ts";
import { database, read } from "../../../store/database.ts";
import { askImports, type ImportRow } from "../../../store/desk/settings/imports.ts";
import type { Salon } from "../../../store/snapshots.ts";
import { hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { type House, houseWords, langField, withLang } from "../../../ui/shell.ts";
import { isWord, type WordKey } from "../../../ui/words.ts";
import { deskAnswer } from "../../frame.ts";
import { toldIn } from "../today.ts";

/** Bytes: 50,000 rows of a salon's list are some 5 MB. */
const MOST_BYTES = 20 << 20;

const KIND_NAMES = Object.keys(KINDS) as ImportKind[];
export const importHref = (slug: string, job = ""): string =>
  `/desk/${slug}/settings/import${job === "" ? "" : `/${job}`}`;

export async function showImports(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  return page(c, houseWords(c.req.raw), salon, actor, "clients", null);
}

async function page(
  c: DoorContext,
  house: House,
  salon: Salon,
  actor: Actor,
  kind: string,
  fault: string | null,
): Promise<Response> {
  const { words } = house;
  const db = database(c.env, salon.slug);
  const [jobs] = await read<[ImportRow]>(db, [askImports(db, salon.slug)]);
  const told = toldIn(
    salon,
    words,
    jobs.map(({ created_at }) => created_at),
  );
  const rows = jobs.map((job) => {
    const about = `${told(job.created_at)} · ${words.count("import.rows", job.rows)} · ${words.say(`import.state.${job.state}`)}`;
    return html`<li><a class="row" href="${withLang(importHref(salon.slug, job.job_id), house)}"><span class="what">
<b>${words.say(`import.kind.${job.kind}`)}</b><span class="note">${about}</span></span></a></li>`;
  });
  const title = words.say("import.title");
  const main = html`<div class="narrow settings"><ol class="steps"><li><a href="${withLang(`/desk/${salon.slug}/settings`, house)}">${words.say("desk.settings")}</a></li></ol>
<h1>${title}</h1><p class="lede">${words.say("import.lede", { n: MOST_ROWS })}</p>
${fault !== null && html`<div class="alert" role="alert" id="faults"><h2>${words.say("form.check")}</h2><ul><li><a href="#file">${fault}</a></li></ul></div>`}
${form(house, salon, kind, fault)}${jobs.length > 0 && html`<section class="group"><h2>${words.say("import.before")}</h2><ul class="rows">${rows}</ul></section>`}</div>`;
  const status = fault === null ? 200 : 422;
  return deskAnswer(house, salon, actor, {
    room: "settings",
    title,
    main,
    status,
    languageUrl: importHref(salon.slug),
  });
}

function form(house: House, salon: Salon, kind: string, fault: string | null): Markup {
  const { words } = house;
  const kinds = KIND_NAMES.map(
    (one) => html`<label class="pick"><input type="radio" name="kind" value="${one}"${one === kind && html` checked`}>
<span class="what"><b>${words.say(`import.kind.${one}`)}</b><span class="note">${words.say(`import.columns.${one}`)}</span></span></label>`,
  );
  const order = (["", "dmy", "mdy"] as const).map(
    (one) => html`<option value="${one}">${words.say(`import.order.${one || "clear"}`)}</option>`,
  );
  const wrong = fault !== null && html` aria-invalid="true" aria-describedby="file-fault"`;
  return html`<form class="stack" method="post" action="${importHref(salon.slug)}" enctype="multipart/form-data">${hidden(langField(house))}
<fieldset class="group"><legend>${words.say("import.what")}</legend>${kinds}</fieldset>
<div class="field"><label for="file">${words.say("import.file")}</label><p class="note" id="file-hint">${words.say("import.file-hint")}</p>
<input id="file" name="file" type="file" accept=".csv,.txt,text/csv" required${wrong}>${fault !== null && html`<p class="fault" id="file-fault">${fault}</p>`}</div>
<div class="field"><label for="order">${words.say("import.order")}</label><select id="order" name="order">${order}</select></div>
<p class="acts"><button class="btn">${words.say("import.look")}</button></p><p class="note">${words.say("import.promise")}</p></form>`;
}

export async function takeFile(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const sent = await formOf(c);
  const url = new URL(c.req.url);
  const lang = sent?.get("lang");
  if (typeof lang === "string") url.searchParams.set("lang", lang);
  const house = houseWords(new Request(url, { headers: c.req.raw.headers }));
  const { words } = house;
  const kind = KIND_NAMES.find((one) => one === sent?.get("kind")) ?? "clients";
  const file = sent?.get("file");
  if (!(file instanceof File) || file.size === 0)
    return page(c, house, salon, actor, kind, words.say("import.fault.none"));
  const order = sent?.get("order");
  const outcome = await beginImport(commandContext(c), {
    salon: salon.slug,
    kind,
    bytes: new Uint8Array(await file.arrayBuffer()),
    order: order === "dmy" || order === "mdy" ? order : null,
    actor: actorName(actor),
    phone: e164,
  });
  if (outcome.ok) return seeOther(withLang(importHref(salon.slug, outcome.value.job), house));
  if (outcome.problem.type !== "file-unreadable") return refusedAnswer(house, outcome.problem);
  return page(c, house, salon, actor, kind, faultOf(house, outcome.problem));
}

/** Null where the body is no form with a file. */
async function formOf(c: DoorContext): Promise<FormData | null> {
  const type = c.req.header("Content-Type") ?? "";
  const bytes = await collect(c.req.raw.body, MOST_BYTES);
  if (!type.startsWith("multipart/form-data")) return null;
  return new Response(bytes, { headers: { "Content-Type": type } }).formData().catch(() => null);
}

function faultOf({ words }: House, { extra }: Problem): string {
  const key = `import.fault.${String(extra?.fault)}`;
  const values = (extra?.values ?? {}) as Record<string, string | number>;
  const columns = String(values.columns ?? "")
    .split(", ")
    .map((column) => (isWord(`import.field.${column}`) ? words.say(`import.field.${column}` as WordKey) : column));
  return isWord(key) ? words.say(key, { ...values, columns: columns.join(", ") }) : words.say("import.fault.empty");
}
