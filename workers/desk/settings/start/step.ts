// GET and POST /start/{step}: one step of beginning a salon. Each is kept as it is sent, so that one may go on another day; the last
// makes the salon.

import { html } from "hono/html";
import type { SalonDocument } from "../../../../shared/contracts/salon.ts";
import { beginSalon, keepDraft } from "../../../commands/desk/settings/begin.ts";
import { agreementOf } from "../../../commands/law/agreement.ts";
import type { SignedIn } from "../../../http/access/caller.ts";
import { seeOther } from "../../../http/pages/answer.ts";
import { readForm } from "../../../http/pages/form.ts";
import { formHouse, refusedAnswer, staffAnswer } from "../../../http/pages/staff.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import type { Fault } from "../../../problem.ts";
import { readDraft } from "../../../store/access/beginning.ts";
import { publishedSalon, type Salon } from "../../../store/snapshots.ts";
import { faultList, hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { type House, houseWords, langField, withLang } from "../../../ui/shell.ts";
import { applied } from "../document/apply.ts";
import { faultsAtInputs, faultText, type ToldFaults } from "../document/faults.ts";
import { type Fields, valueAt } from "../document/pointer.ts";
import { formSections } from "../form.ts";
import type { Place } from "../parts/part.ts";
import { faultsOf } from "../saving.ts";
import { completed, emptyDraft, STEPS, type Step, sectionsOfStep, stepOf, stepOfFault } from "./draft.ts";

const NOTHING: ToldFaults = { at: new Map(), list: [] };

async function draftOf(c: DoorContext, house: House, who: SignedIn): Promise<Fields> {
  const kept = await readDraft(c.env, who.account);
  return kept === null ? emptyDraft(house.words.language) : (JSON.parse(kept) as Fields);
}

const placeOf = (house: House, document: Fields): Place => {
  const languages = Array.isArray(document.languages) ? document.languages.map(String) : ["en"];
  return { words: house.words, document, languages, item: 0, today: "" };
};

const hrefOf = (step: string): string => `/start/${step}`;

/** Faults of the draft, by the step that asks for what is missing. */
function faultsByStep(c: DoorContext, draft: Fields): Map<Step, Fault[]> {
  return Map.groupBy(faultsOf(c, draft, String(draft.slug)), ({ pointer }) => stepOfFault(pointer ?? ""));
}

export async function showProgress(c: DoorContext, who: SignedIn): Promise<Response> {
  const house = houseWords(c.req.raw);
  const { words } = house;
  const draft = await draftOf(c, house, who);
  const open = faultsByStep(c, draft);
  const rows = STEPS.map((step) => {
    const done = step !== "publish" && isDone(step, draft, open);
    const state = done ? html`<span class="badge is-open">${words.say("start.done")}</span>` : "";
    return html`<li><a class="row" href="${withLang(hrefOf(step), house)}"><span class="what"><b>${words.say(`start.step.${step}`)}</b></span>${state}</a></li>`;
  });
  const next = STEPS.find((step) => !isDone(step, draft, open)) ?? "publish";
  const title = words.say("start.title");
  const main = html`<div class="narrow" data-account="${who.account}"><h1>${title}</h1><p class="lede">${words.say("start.progress-lede")}</p><ul class="rows">${rows}</ul>
<p class="acts"><a class="btn" href="${withLang(hrefOf(next), house)}">${words.say("start.go-on")}</a></p></div>`;
  return staffAnswer(house, { title, main, languageUrl: "/start" });
}

/** Steps that are right as they stand from the first on count as done once the first is. */
const isDone = (step: Step, draft: Fields, open: Map<Step, Fault[]>): boolean => {
  if (step === "publish" || !draft.name) return false;
  if (step === "services" || step === "team") {
    const list = draft[step === "services" ? "services" : "staff"];
    if (!Array.isArray(list) || list.length === 0) return false;
  }
  return step === "law" ? valueAt(draft, "/information_officer") !== undefined && !open.has(step) : !open.has(step);
};

export async function showStep(c: DoorContext, who: SignedIn): Promise<Response> {
  const step = stepOf(c.req.param("step") ?? "");
  if (step === null) return showProgress(c, who);
  const house = houseWords(c.req.raw);
  const draft = await draftOf(c, house, who);
  return step === "publish" ? publishPage(c, house, draft, null) : stepPage(house, step, draft, null, NOTHING);
}

function stepPage(
  house: House,
  step: Step,
  draft: Fields,
  typed: URLSearchParams | null,
  faults: ToldFaults,
): Promise<Response> {
  const { words } = house;
  const title = words.say(`start.step.${step}`);
  const body = formSections(sectionsOfStep(step, placeOf(house, draft)), {
    words,
    document: draft,
    typed,
    faults: faults.at,
  });
  const main = html`<div class="narrow settings">${stepsAbove(house, step)}<h1>${title}</h1>${faultList(words, faults.list)}
<form class="stack" method="post" action="${hrefOf(step)}" novalidate>${hidden(langField(house))}${body}
<p class="acts bar" id="version"><button class="btn">${words.say("start.continue")}</button></p></form></div>`;
  return page(house, { title, main, status: faults.list.length > 0 ? 422 : 200, languageUrl: hrefOf(step) });
}

function page(house: House, text: Parameters<typeof staffAnswer>[1]): Promise<Response> {
  return staffAnswer(house, { ...text, desk: true });
}

function stepsAbove(house: House, here: Step): Markup {
  const { words } = house;
  const links = STEPS.map((step) =>
    step === here
      ? html`<li><span aria-current="step">${words.say(`start.step.${step}`)}</span></li>`
      : html`<li><a href="${withLang(hrefOf(step), house)}">${words.say(`start.step.${step}`)}</a></li>`,
  );
  return html`<ol class="steps">${links}</ol>`;
}

export async function takeStep(c: DoorContext, who: SignedIn): Promise<Response> {
  const form = await readForm(c, 64 << 10);
  const house = formHouse(c, form);
  const { words } = house;
  const step = stepOf(c.req.param("step") ?? "");
  if (step === null) return seeOther(withLang("/start", house));
  const before = await draftOf(c, house, who);
  if (step === "publish") return publish(c, house, who, before, form.fields);
  const inputs = sectionsOfStep(step, placeOf(house, before)).flatMap(({ rows }) => rows.flat());
  const made = applied(before, inputs, form.fields);
  const draft = completed(step, made.document, before);
  const told = faultsByStep(c, draft).get(step) ?? [];
  if (step === "place" && told.length === 0 && (await publishedSalon(c.env, String(draft.slug))) !== null)
    told.push({ pointer: "/slug", detail: "is twice: another salon has this address" });
  if (step === "services" && listLength(draft.services) === 0)
    told.push({ pointer: "/services/0/id", detail: "is required" });
  if (step === "team" && listLength(draft.staff) === 0) told.push({ pointer: "/staff/0/name", detail: "is required" });
  if (told.length > 0)
    return stepPage(house, step, before, form.fields, faultsAtInputs(words, told, inputs, made.formPlace));
  const kept = await keepDraft(commandContext(c), who.account, JSON.stringify(draft));
  if (!kept.ok) return refusedAnswer(house, kept.problem);
  const next = STEPS[STEPS.indexOf(step) + 1] ?? "publish";
  return seeOther(withLang(hrefOf(next), house));
}

const listLength = (list: unknown): number => (Array.isArray(list) ? list.length : 0);

async function publishPage(c: DoorContext, house: House, draft: Fields, refusal: string | null): Promise<Response> {
  const { words } = house;
  const title = words.say("start.step.publish");
  const open = [...faultsByStep(c, draft)];
  const missing = open.map(
    ([step, faults]) =>
      html`<li><a href="${withLang(hrefOf(step), house)}">${words.say(`start.step.${step}`)}</a>: ${faults.map((fault) => faultText(words, fault)).join("; ")}</li>`,
  );
  const name = String(draft.name ?? "");
  const { clauses } = await agreementOf({ view: { name } } as Salon, words.language);
  const agreement = html`<details class="group aside"><summary>${words.say("start.agreement")}</summary><ol class="bulleted">${clauses.map((clause) => html`<li>${clause}</li>`)}</ol></details>`;
  const wrong = refusal !== null && html` aria-invalid="true" aria-describedby="agree-fault"`;
  const form = html`<form method="post" action="${hrefOf("publish")}">${hidden(langField(house))}
<label class="check"><input type="checkbox" id="agree" name="agree" value="yes" required${wrong}> <span>${words.say("start.agree")}</span></label>
${refusal !== null && html`<p class="fault" id="agree-fault" role="alert">${refusal}</p>`}
<p class="acts"><button class="btn">${words.say("start.publish")}</button>
<a class="btn quiet" href="${withLang("/start/preview", house)}">${words.say("start.preview")}</a></p></form>`;
  const main = html`<div class="narrow settings">${stepsAbove(house, "publish")}<h1>${title}</h1>
<p class="lede">${words.say("start.publish-lede", { address: `${commandContext(c).origin}/${String(draft.slug)}` })}</p>
${missing.length > 0 ? html`<div class="alert" role="alert"><h2>${words.say("start.missing")}</h2><ul>${missing}</ul></div>` : html`${agreement}${form}`}</div>`;
  return page(house, { title, main, status: refusal === null ? 200 : 422, languageUrl: hrefOf("publish") });
}

async function publish(
  c: DoorContext,
  house: House,
  who: SignedIn,
  draft: Fields,
  fields: URLSearchParams,
): Promise<Response> {
  const { words } = house;
  if (faultsOf(c, draft, String(draft.slug)).length > 0) return publishPage(c, house, draft, null);
  if (fields.get("agree") !== "yes") return publishPage(c, house, draft, words.say("settings.fault.required"));
  const document = draft as unknown as SalonDocument;
  const outcome = await beginSalon(commandContext(c), { account: who.account, document, language: words.language });
  if (outcome.ok) return seeOther(withLang(`/desk/${document.slug}/settings?begun=1`, house));
  if (outcome.problem.type !== "slug-taken" && outcome.problem.status !== 422)
    return refusedAnswer(house, outcome.problem);
  const told = outcome.problem.errors ?? [{ pointer: "/slug", detail: "is twice" }];
  return publishPage(c, house, draft, told.map((fault) => faultText(words, fault)).join("; "));
}
