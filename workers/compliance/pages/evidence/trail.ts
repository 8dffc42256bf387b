// GET /compliance/{salon}/trail: the salon's audit trail for its owner: what was signed last, what does not verify, and how
// anybody checks it without us. POST has everything checked now, some thousands of entries a call.

import { html } from "hono/html";
import { type CheckAnswer, checkTrail } from "../../../commands/compliance/check.ts";
import { type CheckpointAnswer, readLatest } from "../../../commands/compliance/prove.ts";
import { readForm } from "../../../http/pages/form.ts";
import { formHouse, refusedAnswer, staffAnswer } from "../../../http/pages/staff.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import { askOpenFaults, type FaultRow } from "../../../store/compliance/audit-tree.ts";
import { database, read } from "../../../store/database.ts";
import { publishedSalon } from "../../../store/snapshots.ts";
import { hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { type House, houseWords, langField, withLang } from "../../../ui/shell.ts";
import type { Words } from "../../../ui/words.ts";
import { momentsOf, type Told } from "./moments.ts";

export function showTrail(c: DoorContext): Promise<Response> {
  return trailPage(c, houseWords(c.req.raw), null);
}

export async function checkNow(c: DoorContext): Promise<Response> {
  const form = await readForm(c);
  const house = formHouse(c, form);
  const first = /^[1-9]\d{0,9}$/.test(form.fields.get("first") ?? "") ? Number(form.fields.get("first")) : 1;
  const outcome = await checkTrail(commandContext(c), slugOf(c), { first });
  return outcome.ok ? trailPage(c, house, outcome.value) : refusedAnswer(house, outcome.problem);
}

async function trailPage(c: DoorContext, house: House, checked: CheckAnswer | null): Promise<Response> {
  const { words } = house;
  const slug = slugOf(c);
  const db = database(c.env, slug);
  const latest = await readLatest(commandContext(c), slug);
  if (!latest.ok && latest.problem.status === 503) return refusedAnswer(house, latest.problem);
  const [[faults], salon] = await Promise.all([
    read<[FaultRow]>(db, [askOpenFaults(db, slug)]),
    publishedSalon(c.env, slug),
  ]);
  const sealedAt = latest.ok ? Math.floor(Date.parse(latest.value.at) / 60_000) : 0;
  const told = momentsOf(words, salon, [sealedAt, ...faults.map(({ found_at }) => found_at)]);
  const title = words.say("trail.title", { salon: salon?.view.name ?? slug });
  const main = html`<div class="narrow"><h1>${title}</h1><p class="lede">${words.say("trail.lede")}</p>
${checked !== null && outcomeOf(house, slug, checked)}${sealed(words, latest.ok ? latest.value : null, told(sealedAt))}
${faultsOf(words, faults, told)}
<form class="acts" method="post" action="/compliance/${slug}/trail">${hidden([["first", "1"], ...langField(house)])}<button class="btn">${words.say("trail.check")}</button></form>
${howTo(words, slug, latest.ok ? latest.value : null)}
<p class="acts"><a class="btn quiet" href="${withLang(`/compliance/${slug}`, house)}">${words.say("compliance.link")}</a></p></div>`;
  return staffAnswer(house, { title, main, languageUrl: `/compliance/${slug}/trail` });
}

/** What the check found, and the way on where it did not reach the end. */
function outcomeOf(house: House, slug: string, { first, last, faults, next }: CheckAnswer): Markup {
  const { words } = house;
  const action = `/compliance/${slug}/trail`;
  const text =
    faults.length === 0 ? words.say("trail.checked", { first, last }) : words.say("trail.found", { first, last });
  const more =
    next !== null &&
    html`<form class="acts" method="post" action="${action}">${hidden([["first", String(next)], ...langField(house)])}
<button class="btn small">${words.say("trail.go-on", { n: next })}</button></form>`;
  return html`<div class="card" role="${faults.length === 0 ? "status" : "alert"}"><p>${text}</p>${more}</div>`;
}

function sealed(words: Words, latest: CheckpointAnswer | null, when: string): Markup {
  const heading = html`<h2>${words.say("trail.last")}</h2>`;
  if (latest === null) return html`<section class="group">${heading}<p>${words.say("trail.none")}</p></section>`;
  const row = (label: string, value: Markup | string) =>
    html`<li class="row"><span class="what">${label}</span><b>${value}</b></li>`;
  return html`<section class="group">${heading}<ul class="rows">${row(words.say("trail.size"), String(latest.size))}
${row(words.say("trail.when"), when)}</ul>
<details><summary>${words.say("trail.note")}</summary><pre tabindex="0">${latest.note}</pre><p class="note">${words.say("trail.key")}</p><pre tabindex="0">${latest.key}</pre></details></section>`;
}

function faultsOf(words: Words, faults: readonly FaultRow[], told: Told): Markup {
  const rows = faults.map(({ what, first_seq: first, last_seq: last, found_at }) => {
    const where = words.say("trail.entries", { first, last });
    return html`<li class="row"><span class="what"><b>${where}</b><span class="note">${words.say(`trail.fault.${what}`)}</span></span><span class="note">${told(found_at)}</span></li>`;
  });
  const list = rows.length === 0 ? html`<p>${words.say("trail.sound")}</p>` : html`<ul class="rows">${rows}</ul>`;
  return html`<section class="group"><h2>${words.say("trail.faults")}</h2>${list}</section>`;
}

/** The commands are the same in every language. */
function howTo(words: Words, slug: string, latest: CheckpointAnswer | null): Markup {
  const key = latest?.key ?? "KEY";
  const command = `npm run corectl -- audit check entries.ndjson --note checkpoint.txt --key '${key}'`;
  return html`<section class="group"><h2>${words.say("trail.how")}</h2><ol><li>${words.say("trail.how-keep")}</li>
<li><a class="btn quiet small" href="/api/v1/salons/${slug}/audit/export" download="entries.ndjson">${words.say("trail.how-export")}</a></li>
<li>${words.say("trail.how-run")}<pre tabindex="0">${command}</pre></li></ol><p class="note">${words.say("trail.how-why")}</p></section>`;
}

const slugOf = (c: DoorContext): string => c.req.param("salon") ?? "";
