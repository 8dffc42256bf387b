// GET /desk/{salon}/blocks: keep time free of visits: a break, or something to be done. GET …/blocks/{block} shows one, POST takes it
// away. Days off belong to the rota (settings).

import { html } from "hono/html";
import { addBlock, removeBlock } from "../../commands/desk/calendar/blocks.ts";
import { seeOther } from "../../http/pages/answer.ts";
import { onceOf, readForm } from "../../http/pages/form.ts";
import { formHouse, refusedAnswer, salonOfPage } from "../../http/pages/staff.ts";
import { commandContext, type DoorContext } from "../../http/request.ts";
import type { Actor } from "../../permissions.ts";
import { type Problem, problem } from "../../problem.ts";
import { BLOCK_KINDS, readBlock } from "../../store/desk/calendar/blocks.ts";
import type { Salon } from "../../store/snapshots.ts";
import { newId } from "../../token.ts";
import { clockTime, dateOfIso, isoDate, timeOf } from "../../ui/dates.ts";
import { faultList, field, hidden } from "../../ui/forms.ts";
import { type House, houseWords, langField, withLang } from "../../ui/shell.ts";
import type { WordKey } from "../../ui/words.ts";
import { deskAnswer } from "../frame.ts";
import { instantOf, minuteOf, momentsOf, roomsOf, told, unitName } from "./told.ts";

/** Minutes of a block that nobody has said more of. */
const USUAL = 30;

type Faults = Partial<Record<"unit" | "from" | "until" | "text", WordKey>>;

export async function showBlocks(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  return blocksPage(c, salon, houseWords(c.req.raw), actor, new URL(c.req.url).searchParams, {});
}

async function blocksPage(
  c: DoorContext,
  salon: Salon,
  house: House,
  actor: Actor,
  query: URLSearchParams,
  faults: Faults,
): Promise<Response> {
  const { words } = house;
  const { now } = commandContext(c);
  const today = momentsOf(salon, [now])(now);
  const from = minuteOf(query.get("from")) ?? Math.min(1380, Math.ceil(today.minute / 15) * 15);
  const until = minuteOf(query.get("until")) ?? Math.min(1435, from + USUAL);
  const date = dateOfIso(query.get("day")) ?? today.date;
  const units = [...salon.view.staff.map(({ id }) => id), ...roomsOf(salon)];
  const options = units.map(
    (unit) =>
      html`<option value="${unit}"${unit === query.get("unit") && html` selected`}>${unitName(words, salon, unit)}</option>`,
  );
  const kinds = BLOCK_KINDS.map(
    (kind) =>
      html`<option value="${kind}"${kind === query.get("kind") && html` selected`}>${words.say(`desk.block.${kind}`)}</option>`,
  );
  const named = Object.entries(faults).map(([name, key]) => ({ name, text: words.say(key) }));
  const title = words.say("desk.block");
  const main = html`<div class="narrow"><p class="way"><a href="${withLang(`/desk/${salon.slug}?day=${isoDate(date)}`, house)}">‹ ${words.say("desk.calendar")}</a></p>
<h1>${title}</h1>${faultList(words, named)}
<p class="lede">${words.say("desk.block-lede")}</p><form class="inline-form" method="post" action="/desk/${salon.slug}/blocks">
<label for="unit">${words.say("desk.who-or-what")} <select id="unit" name="unit">${options}</select></label>
<label>${words.say("desk.kind")} <select name="kind">${kinds}</select></label>
<label>${words.say("desk.date")} <input type="date" name="day" value="${isoDate(date)}" required></label>
<label for="from">${words.say("desk.from")} <input type="time" id="from" name="from" step="300" value="${clockTime(from)}" required></label>
<label for="until">${words.say("desk.until")} <input type="time" id="until" name="until" step="300" value="${clockTime(until)}" required></label>
${field(words, { name: "text", label: words.say("desk.what-for"), value: query.get("text") ?? "", maxlength: 500 })}
${hidden([["key", newId()], ...langField(house)])}<button class="btn small">${words.say("desk.block")}</button></form></div>`;
  const status = named.length > 0 ? 422 : 200;
  return deskAnswer(house, salon, actor, {
    room: "calendar",
    title,
    main,
    status,
    languageUrl: `/desk/${salon.slug}/blocks`,
  });
}

export async function makeBlock(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const form = await readForm(c);
  const house = formHouse(c, form);
  const { fields } = form;
  const date = dateOfIso(fields.get("day"));
  const [from, until] = [minuteOf(fields.get("from")), minuteOf(fields.get("until"))];
  if (date === null || from === null || until === null) {
    return blocksPage(c, salon, house, actor, fields, { from: "desk.fault.time" });
  }
  const outcome = await addBlock(commandContext(c), {
    salon: salon.slug,
    actor,
    unit: fields.get("unit") ?? "",
    start: instantOf(salon, date, from),
    end: instantOf(salon, date, until),
    kind: fields.get("kind") === "break" ? "break" : "blocked",
    text: fields.get("text") ?? "",
    idempotency: onceOf(form),
  });
  if (outcome.ok) return seeOther(withLang(`/desk/${salon.slug}?day=${isoDate(date)}`, house));
  const { problem } = outcome;
  if (problem.status >= 500 || problem.status === 429) return refusedAnswer(house, problem);
  return blocksPage(c, salon, house, actor, fields, faultsOf(problem));
}

function faultsOf({ type, errors = [] }: Problem): Faults {
  if (type !== "invalid-request") return { from: "desk.fault.taken" };
  const faults: Faults = {};
  for (const { pointer } of errors) {
    if (pointer === "/unit") faults.unit = "desk.fault.unit";
    else if (pointer === "/text") faults.text = "desk.fault.text";
    else if (pointer === "/end") faults.until = "desk.fault.until";
    else faults.from = "desk.fault.time";
  }
  return faults;
}

export async function showBlock(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const house = houseWords(c.req.raw);
  const { words } = house;
  const block = await readBlock(c.env, salon.slug, c.req.param("block") ?? "", "staff");
  if (block === null) return refusedAnswer(house, problem("unknown-block", 404, "There is no such block."));
  const at = momentsOf(salon, [block.start, block.end]);
  const title = block.text ?? words.say(`desk.block.${block.kind}`);
  const back = withLang(`/desk/${salon.slug}?day=${isoDate(at(block.start).date)}`, house);
  const main = html`<div class="narrow"><p class="way"><a href="${back}">‹ ${words.say("desk.calendar")}</a></p><h1>${title}</h1>
<p class="lede">${unitName(words, salon, block.unit)}, ${told(words, at(block.start))}–${timeOf(at(block.end))}</p>
<form method="post" action="/desk/${salon.slug}/blocks/${block.id}">${hidden(langField(house))}<button class="btn quiet danger small">${words.say("desk.unblock")}</button></form></div>`;
  return deskAnswer(house, salon, actor, { room: "calendar", title, main });
}

export async function dropBlock(c: DoorContext, actor: Actor): Promise<Response> {
  const { slug } = await salonOfPage(c);
  const form = await readForm(c);
  const house = formHouse(c, form);
  const outcome = await removeBlock(commandContext(c), { salon: slug, actor, block: c.req.param("block") ?? "" });
  return outcome.ok ? seeOther(withLang(`/desk/${slug}`, house)) : refusedAnswer(house, outcome.problem);
}
