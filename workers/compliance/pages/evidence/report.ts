// GET /compliance/{salon}/report: POPIA's controls for people: what the law asks, whether what enforces it passed, and what is
// still missing; and what the salon's records say now. Tests cannot run in here, so their results are those of the last
// assessment before the build, and the page says when that was, and whether it was of this build.

import { html } from "hono/html";
import shipped from "../../../../shared/contracts/generated/assessment.json" with { type: "json" };
import type { AssessedControl, ShippedAssessment } from "../../../../shared/policies/assessment.ts";
import popia from "../../../../shared/policies/popia.json" with { type: "json" };
import { staffAnswer } from "../../../http/pages/staff.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import type { FactRow } from "../../../store/compliance/facts.ts";
import { database, read } from "../../../store/database.ts";
import { publishedSalon } from "../../../store/snapshots.ts";
import type { Markup } from "../../../ui/markup.ts";
import { houseWords, withLang } from "../../../ui/shell.ts";
import { isWord, type Words } from "../../../ui/words.ts";
import { LIVE_FACTS, THREAT_DAYS } from "./facts.ts";
import { momentsOf, type Told } from "./moments.ts";

type Control = (typeof popia.controls)[number];

export async function showReport(c: DoorContext): Promise<Response> {
  const house = houseWords(c.req.raw);
  const { words } = house;
  const slug = c.req.param("salon") ?? "";
  const { now } = commandContext(c);
  const db = database(c.env, slug);
  const asks = LIVE_FACTS.map(({ ask }) => ask(db, slug, now));
  const [rows, salon] = await Promise.all([read<FactRow[]>(db, asks), publishedSalon(c.env, slug)]);
  const values = rows.map(([row]) => row?.value ?? null);
  const assessed = shipped as ShippedAssessment;
  const assessedAt = minuteOf(assessed);
  const told = momentsOf(words, salon, [
    ...(assessedAt === null ? [] : [assessedAt]),
    ...values.filter((value, i) => LIVE_FACTS[i]?.kind === "instant" && value !== null).map(Number),
  ]);
  const title = words.say("report.title", { salon: salon?.view.name ?? slug });
  const main = html`<div class="narrow"><h1>${title}</h1><p class="lede">${words.say("report.lede")}</p>
${reportOf(words, assessed, told)}${facts(words, values, told)}
<p class="acts"><a class="btn quiet" href="${withLang(`/compliance/${slug}`, house)}">${words.say("compliance.link")}</a></p></div>`;
  return staffAnswer(house, { title, main });
}

function minuteOf({ assessment }: ShippedAssessment): number | null {
  return assessment === null ? null : Math.floor(Date.parse(assessment.at) / 60_000);
}

/** The catalogue with its states: whether or not anything was assessed, what is missing is known and said. */
export function reportOf(words: Words, shippedOne: ShippedAssessment, told: Told): Markup {
  const { assessment, current } = shippedOne;
  const results = new Map(assessment?.controls.map((control) => [control.id, control]));
  const at = minuteOf(shippedOne);
  const when = at === null ? "" : told(at);
  const satisfied = [...results.values()].filter((control) => control.satisfied).length;
  const state =
    assessment === null
      ? html`<p>${words.say("report.not-assessed")}</p>`
      : html`<p>${words.say(current ? "report.current" : "report.earlier", { when })}
<b>${words.say("report.count", { n: satisfied, all: popia.controls.length })}</b></p>`;
  const security =
    assessment !== null && html`<p class="note">${words.say("report.asvs", asvsValues(assessment.asvs))}</p>`;
  const list = popia.controls.map((control) => controlRow(words, control, results.get(control.id)));
  return html`<section class="group"><h2>${words.say("report.controls")}</h2>${state}
<ul class="plain">${list}</ul>${security}</section>`;
}

function asvsValues(asvs: NonNullable<ShippedAssessment["assessment"]>["asvs"]) {
  return { n: asvs.satisfied, all: asvs.requirements - asvs.notApplicable, proved: asvs.proved, open: asvs.open };
}

/** Details name tests and files, so they are in English in every language. */
function controlRow(words: Words, control: Control, result: AssessedControl | undefined): Markup {
  const { id, sections, statement, missing } = control;
  const key = `report.control.${id}`;
  const title = isWord(key) ? words.say(key) : control.title;
  const state = result?.satisfied
    ? words.say("report.satisfied")
    : words.say(missing.length > 0 || result !== undefined ? "report.open" : "report.unknown");
  const lines = [
    ...missing.map((each) => html`<li>${words.say("report.missing")} <span lang="en">${each}</span></li>`),
    ...(result?.evidence ?? []).map(
      ({ name, result: how }) =>
        html`<li><span lang="en">${name}</span> <small>${words.say(`report.result.${how}`)}</small></li>`,
    ),
  ];
  return html`<li class="card"><h3>${title} <small>${words.say("report.section", { n: sections.join(", ") })}</small></h3>
<p><span class="badge${result?.satisfied && html` is-open`}">${state}</span></p>
<details><summary>${words.say("report.details", { what: title })}</summary><p lang="en">${statement}</p>${lines.length > 0 && html`<ul>${lines}</ul>`}</details></li>`;
}

function facts(words: Words, values: readonly (number | null)[], told: Told): Markup {
  const rows = LIVE_FACTS.map(({ label, kind }, i) => {
    const value = values[i] ?? null;
    const text = value === null ? words.say("report.never") : kind === "instant" ? told(value) : String(value);
    return html`<li class="row"><span class="what">${words.say(label, { n: THREAT_DAYS })}</span><b>${text}</b></li>`;
  });
  return html`<section class="group"><h2>${words.say("report.now")}</h2><ul class="rows">${rows}</ul></section>`;
}
