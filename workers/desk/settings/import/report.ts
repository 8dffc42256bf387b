// GET /desk/{salon}/settings/import/{job}: how far it is, what would come of it, and every row that is refused with why. POST has it
// written, or drops it. …/refused is the whole report as a table for a spreadsheet.

import { html } from "hono/html";
import { dropImport, writeImport } from "../../../commands/desk/settings/import/begin.ts";
import { seeOther } from "../../../http/pages/answer.ts";
import { readForm } from "../../../http/pages/form.ts";
import { formHouse, refusedAnswer, salonOfPage } from "../../../http/pages/staff.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import { type Actor, actorName } from "../../../permissions.ts";
import { database, read } from "../../../store/database.ts";
import { askImport, askRefusals, type ImportRow, type RefusalRow } from "../../../store/desk/settings/imports.ts";
import type { Salon } from "../../../store/snapshots.ts";
import { hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { type House, houseWords, langField, withLang } from "../../../ui/shell.ts";
import { isWord, type Words } from "../../../ui/words.ts";
import { deskAnswer } from "../../frame.ts";
import { importHref, showImports } from "./upload.ts";

/** Refusals on the page, and in the table. */
const SHOWN = 100;
const MOST = 100_000;

async function jobOf(
  c: DoorContext,
  salon: Salon,
  most: number,
): Promise<{ job: ImportRow; refusals: RefusalRow[] } | null> {
  const id = c.req.param("job") ?? "";
  const db = database(c.env, salon.slug);
  const [[job], refusals] = await read<[ImportRow, RefusalRow]>(db, [
    askImport(db, salon.slug, id),
    askRefusals(db, salon.slug, id, most),
  ]);
  return job === undefined ? null : { job, refusals };
}

export async function showImport(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const found = await jobOf(c, salon, SHOWN);
  if (found === null) return showImports(c, actor);
  const house = houseWords(c.req.raw);
  const { words } = house;
  const { job, refusals } = found;
  const title = words.say(`import.kind.${job.kind}`);
  const running = job.state === "checking" || job.state === "writing";
  const share = Math.min(job.rows, job.next_row - 2);
  const progress =
    running &&
    html`<p data-progress><progress max="${job.rows}" value="${share}" aria-label="${words.say("import.progress")}"></progress>
<span class="note">${words.say("import.so-far", { n: share, of: job.rows })}</span>
<a class="btn quiet small" href="${withLang(importHref(salon.slug, job.job_id), house)}">${words.say("import.again")}</a></p>`;
  const main = html`<div class="narrow settings"><ol class="steps"><li><a href="${withLang(`/desk/${salon.slug}/settings`, house)}">${words.say("desk.settings")}</a></li>
<li><a href="${withLang(importHref(salon.slug), house)}">${words.say("import.title")}</a></li></ol><h1>${title}</h1>
<p class="lede" role="status">${words.say(`import.state.${job.state}`)}</p>${progress}${counts(words, job)}${acts(house, salon, job)}
${refusals.length > 0 && table(house, salon, job, refusals)}</div>`;
  return deskAnswer(house, salon, actor, {
    room: "settings",
    title,
    main,
    languageUrl: importHref(salon.slug, job.job_id),
  });
}

function counts(words: Words, { state, good, known, refused }: ImportRow): Markup {
  const written = state === "writing" || state === "done";
  const row = (name: string, n: number) => html`<tr><th scope="row">${name}</th><td>${n}</td></tr>`;
  return html`<table class="hours counts"><tbody>${row(words.say(written ? "import.written" : "import.good"), good)}
${row(words.say("import.known"), known)}${row(words.say("import.refused"), refused)}</tbody></table>`;
}

function acts(house: House, salon: Salon, { job_id, state, good }: ImportRow): Markup | string {
  const { words } = house;
  if (state === "done" || state === "given-up") return "";
  const write =
    state === "checked" &&
    good > 0 &&
    html`<button class="btn" name="act" value="write">${words.count("import.write", good)}</button>`;
  return html`<form class="acts" method="post" action="${importHref(salon.slug, job_id)}">${hidden(langField(house))}${write}
<button class="btn quiet danger" name="act" value="drop">${words.say("import.drop")}</button></form>`;
}

const fieldName = (words: Words, field: string): string => {
  const key = `import.field.${field}`;
  return isWord(key) ? words.say(key) : field;
};

function reasonText(words: Words, reason: string): string {
  const key = `import.reason.${reason}`;
  return isWord(key) ? words.say(key) : reason;
}

function table(house: House, salon: Salon, { job_id }: ImportRow, refusals: readonly RefusalRow[]): Markup {
  const { words } = house;
  const rows = refusals.map(
    ({ row, field, reason }) =>
      html`<tr><td>${row}</td><td>${fieldName(words, field)}</td><td>${reasonText(words, reason)}</td></tr>`,
  );
  const whole = html`<a class="btn quiet small" href="${importHref(salon.slug, job_id)}/refused?lang=${words.language}">${words.say("import.whole-report")}</a>`;
  return html`<section class="group"><h2>${words.say("import.refusals")}</h2><table class="report"><thead><tr><th scope="col">${words.say("import.row")}</th>
<th scope="col">${words.say("import.column")}</th><th scope="col">${words.say("import.why")}</th></tr></thead><tbody>${rows}</tbody></table><p class="acts">${whole}</p></section>`;
}

export async function refusedRows(c: DoorContext, _actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const { words } = houseWords(c.req.raw);
  const refusals = (await jobOf(c, salon, MOST))?.refusals ?? [];
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const head = [words.say("import.row"), words.say("import.column"), words.say("import.why")].map(quoted).join(",");
  const lines = refusals.map(({ row, field, reason }) =>
    [String(row), quoted(fieldName(words, field)), quoted(reasonText(words, reason))].join(","),
  );
  return new Response(`\ufeff${[head, ...lines].join("\r\n")}\r\n`, {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": 'attachment; filename="refused.csv"',
      "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "strict-origin",
      "Cache-Control": "no-store",
      "X-Robots-Tag": "noindex",
    },
  });
}

export async function changeImport(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const form = await readForm(c);
  const house = formHouse(c, form);
  const found = await jobOf(c, salon, 0);
  if (found === null) return seeOther(withLang(importHref(salon.slug), house));
  const { job } = found;
  const ctx = commandContext(c);
  const act = form.fields.get("act");
  if (act === "write") {
    const outcome = await writeImport(ctx, salon.slug, job.job_id, job.about, actorName(actor));
    if (!outcome.ok) return refusedAnswer(house, outcome.problem);
  }
  if (act === "drop") await dropImport(ctx, salon.slug, job.job_id);
  return seeOther(withLang(importHref(salon.slug, job.job_id), house));
}
