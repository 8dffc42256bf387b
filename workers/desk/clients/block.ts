// …/clients/{client}/block: shuts somebody out from booking online for a while, lifts it, and answers what they say against it or against
// a no-show.

import { html } from "hono/html";
import { blockClient, blockFaults, LONGEST_WHY, liftTheBlock, TERMS } from "../../commands/desk/clients/block.ts";
import { readCard } from "../../commands/desk/clients/card.ts";
import { LONGEST_SAID, reviewDispute } from "../../commands/desk/clients/dispute.ts";
import { seeOther } from "../../http/pages/answer.ts";
import { readForm } from "../../http/pages/form.ts";
import { formHouse, refusedAnswer, salonOfPage } from "../../http/pages/staff.ts";
import { commandContext, type DoorContext } from "../../http/request.ts";
import { type Actor, has } from "../../permissions.ts";
import { BLOCK_REASONS } from "../../store/desk/clients/blocks.ts";
import type { Salon } from "../../store/snapshots.ts";
import { faultList, field, hidden } from "../../ui/forms.ts";
import type { Markup } from "../../ui/markup.ts";
import { type House, houseWords, langField } from "../../ui/shell.ts";
import { deskAnswer } from "../frame.ts";
import type { CardSetting, Fault } from "./card.ts";
import { cardHref } from "./list.ts";

interface Typed {
  reason: string;
  note: string;
  days: string;
}

const NOTHING_YET: Typed = { reason: "no-shows", note: "", days: "90" };

export async function askBlock(c: DoorContext, actor: Actor): Promise<Response> {
  return page(c, await salonOfPage(c), houseWords(c.req.raw), actor, NOTHING_YET, []);
}

async function page(
  c: DoorContext,
  salon: Salon,
  house: House,
  actor: Actor,
  typed: Typed,
  faults: Fault[],
): Promise<Response> {
  const client = c.req.param("client") ?? "";
  const read = await readCard(commandContext(c), { salon: salon.slug, client, actor });
  if (!read.ok) return refusedAnswer(house, read.problem);
  const { words } = house;
  const { name } = read.value.client;
  const title = words.say("clients.block-title", { name });
  const action = `/desk/${salon.slug}/clients/${client}/block`;
  const reasons = BLOCK_REASONS.map(
    (reason) =>
      html`<label class="pick"><input type="radio" name="reason" value="${reason}"${reason === typed.reason && html` checked`}><span>${words.say(`clients.block-reason.${reason}`)}</span></label>`,
  );
  const terms = TERMS.map(
    (days) =>
      html`<label class="pill"><input type="radio" name="days" value="${days}"${String(days) === typed.days && html` checked`}><span>${words.say("clients.days", { n: days })}</span></label>`,
  );
  const note = field(words, {
    name: "note",
    label: words.say("clients.block-note"),
    hint: words.say("clients.block-note-hint"),
    value: typed.note,
    required: true,
    maxlength: LONGEST_WHY,
    long: true,
    fault: faults.find((one) => one.name === "note")?.text,
  });
  const form = html`<form class="stack" method="post" action="${action}" novalidate>${hidden([["act", "block"], ...langField(house)])}
<fieldset class="consents"><legend>${words.say("clients.block-why")}</legend>${reasons}</fieldset>${note}
<fieldset class="consents"><legend>${words.say("clients.block-term")}</legend><div class="pills">${terms}</div></fieldset>
<p class="acts"><button class="btn">${words.say("clients.block-do")}</button></p></form>`;
  const main = html`<div class="narrow"><p class="back"><a href="${cardHref(house, salon.slug, client)}">${name}</a></p><h1>${title}</h1>
<p class="lede">${words.say("clients.block-lede")}</p>${faultList(words, faults)}${form}</div>`;
  const status = faults.length > 0 ? 422 : 200;
  return deskAnswer(house, salon, actor, { room: "clients", title, main, status, languageUrl: action });
}

export async function actOnBlock(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const form = await readForm(c);
  const house = formHouse(c, form);
  const { words } = house;
  const client = c.req.param("client") ?? "";
  const ctx = commandContext(c);
  const value = (name: string) => (form.fields.get(name) ?? "").trim().replaceAll("\r\n", "\n");
  const of = { salon: salon.slug, client, actor };
  const back = () => seeOther(cardHref(house, salon.slug, client));
  switch (value("act")) {
    case "block": {
      const typed = { reason: value("reason"), note: value("note"), days: value("days") };
      const wrong = blockFaults({ ...typed, days: Number(typed.days) });
      if (wrong.length > 0) {
        const faults = wrong.map(({ pointer = "" }) => ({
          name: pointer.slice(1),
          text: words.say("clients.block-missing", { n: LONGEST_WHY }),
        }));
        return page(c, salon, house, actor, typed, faults);
      }
      const done = await blockClient(ctx, { ...of, ...typed, days: Number(typed.days) });
      return done.ok || done.problem.type === "already-blocked" ? back() : refusedAnswer(house, done.problem);
    }
    case "lift": {
      const done = await liftTheBlock(ctx, { ...of, block: value("block") });
      return done.ok || done.problem.type === "not-blocked" ? back() : refusedAnswer(house, done.problem);
    }
    case "answer": {
      const answer = value("answer").slice(0, LONGEST_SAID);
      if (answer === "") return back();
      const outcome = value("outcome") === "changed" ? "changed" : "kept";
      const done = await reviewDispute(ctx, { salon: salon.slug, id: value("dispute"), outcome, answer, actor });
      return done.ok || done.problem.type === "answered" ? back() : refusedAnswer(house, done.problem);
    }
    default:
      return back();
  }
}

/** At the head of the card, while it holds. */
export function blockedNotice({ house, salon, actor, card, now, moment }: CardSetting): Markup | string {
  const { words } = house;
  const block = card.blocks.find(({ until, lifted_at }) => lifted_at === null && until > now);
  if (block === undefined) return "";
  const fields = hidden([["act", "lift"], ["block", block.block_id], ...langField(house)]);
  const lift =
    has(actor.role, "blocks.write") &&
    html`<form method="post" action="/desk/${salon.slug}/clients/${card.client.client_id}/block">${fields}<button class="btn quiet small">${words.say("clients.block-lift")}</button></form>`;
  const what = words.say("clients.blocked", { when: moment(block.until) });
  return html`<div class="alert shut"><p><b>${what}</b><br>${words.say(`clients.block-reason.${block.reason}`)}${block.note !== null && html`: ${block.note}`}</p>${lift}</div>`;
}

/** What the client says is wrong, and the answer of a person. */
export function disputesSection({ house, salon, actor, card, moment }: CardSetting): Markup | string {
  const { words } = house;
  if (card.disputes.length === 0) return "";
  const rows = card.disputes.map(({ dispute_id: id, kind, text, at, outcome, answer }) => {
    const head = html`<p><b>${words.say(`clients.dispute.${kind}`)}</b> <span class="note">${moment(at)}</span></p><p class="said">${text}</p>`;
    if (outcome !== null) {
      return html`<li class="card">${head}<p class="note">${words.say(`law.decision.${outcome}`)}</p><p class="said">${answer}</p></li>`;
    }
    if (!has(actor.role, "blocks.write"))
      return html`<li class="card">${head}<p class="note">${words.say("clients.dispute.open")}</p></li>`;
    const fields = hidden([["act", "answer"], ["dispute", id], ...langField(house)]);
    const action = `/desk/${salon.slug}/clients/${card.client.client_id}/block`;
    return html`<li class="card">${head}<form class="stack" method="post" action="${action}">${fields}
<div class="field"><label for="answer-${id}">${words.say("law.decision.answer")}</label><textarea id="answer-${id}" name="answer" rows="3" maxlength="${LONGEST_SAID}" required></textarea></div>
<p class="acts"><button class="btn small" name="outcome" value="changed">${words.say(`clients.dispute.right-${kind}`)}</button>
<button class="btn quiet small" name="outcome" value="kept">${words.say("law.decision.kept")}</button></p></form></li>`;
  });
  return html`<section class="group"><h2>${words.say("clients.disputes")}</h2><ul class="plain">${rows}</ul></section>`;
}
