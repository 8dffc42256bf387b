// GET /inbox/{salon}: the reader's own conversations with their clocks, then those that nobody has, then the others'. POST says that
// somebody is here or goes, answers, takes over, gives to a colleague, or closes.

import { html } from "hono/html";
import { close as closeForeseen, readForeseen } from "../../commands/conversations/foresight/foreseen.ts";
import { numbersOf } from "../../commands/conversations/people/numbers.ts";
import { overviewOf, waitsOf } from "../../commands/conversations/people/overview.ts";
import { comeHere, goAway } from "../../commands/conversations/people/presence.ts";
import { handTo, takeOver } from "../../commands/conversations/people/take.ts";
import { answerInPerson, close, type InboxEntry, readInbox } from "../../commands/conversations/person.ts";
import { momentsAt } from "../../engine/clock.ts";
import { engine } from "../../engine/shipped.ts";
import { seeOther } from "../../http/pages/answer.ts";
import { type Form, onceOf, readForm } from "../../http/pages/form.ts";
import { deskTop } from "../../http/pages/rooms.ts";
import { formHouse, refusedAnswer, salonOfPage, staffAnswer } from "../../http/pages/staff.ts";
import { commandContext, type DoorContext } from "../../http/request.ts";
import { type Actor, has } from "../../permissions.ts";
import type { Salon } from "../../store/snapshots.ts";
import { shortDay, timeOf } from "../../ui/dates.ts";
import type { Markup } from "../../ui/markup.ts";
import { type House, houseWords, withLang } from "../../ui/shell.ts";
import { numbersSection } from "./counted.ts";
import { conversationCard, LONGEST, type Setting } from "./entry.ts";
import { foreseenInstants, foreseenRows, foreseenSection } from "./foreseen.ts";
import { presenceSwitch } from "./presence.ts";

export async function showInbox(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const house = houseWords(c.req.raw);
  const { words } = house;
  const ctx = commandContext(c);
  const [{ entries, paused }, foreseen, overview, numbers] = await Promise.all([
    readInbox(ctx, salon.slug, actor),
    readForeseen(ctx, salon.slug, actor),
    overviewOf(ctx, salon, actor),
    numbersOf(ctx, salon.slug),
  ]);
  const clocks = waitsOf(salon, entries, ctx.now);
  const told = momentsOf(house, salon, [
    ...entries.flatMap(({ messages }) => messages.map(({ at }) => Math.floor(at / 60))),
    ...[...clocks.values()].flatMap(({ due }) => due ?? []),
    overview.presence?.until ?? 0,
    ...foreseenInstants(foreseen.entries),
  ]);
  const account = actor.role === "operator" ? null : actor.account;
  const reader = has(actor.role, "conversations.write") ? account : null;
  const setting: Setting = { house, slug: salon.slug, told, overview, clocks, reader };
  const notes = paused.map(
    ({ display, paused_why: code }) =>
      html`<p class="note">${words.say("inbox.paused", { number: display, code: String(code) })}</p>`,
  );
  const title = words.say("inbox.title", { salon: salon.view.name });
  const quicker =
    new URL(c.req.url).searchParams.get("done") === "taken" &&
    html`<p class="lede" role="status">${words.say("inbox.quicker")}</p>`;
  const here =
    reader !== null && overview.presence !== null && presenceSwitch(house, salon, ctx.now, overview.presence, told);
  const main = html`<div class="narrow"><h1>${title}</h1>${quicker}<p class="lede">${words.say("inbox.lede")}</p>${notes}${here}
${foreseenSection({ house, slug: salon.slug, salon: salon.view, told, acts: reader !== null }, foreseen.entries)}
${lists(setting, entries, account)}${numbersSection(words, numbers, foreseenRows(words, foreseen.numbers))}</div>`;
  const whole = html`${deskTop(house, { slug: salon.slug, actor, here: "inbox" })}<div class="desk">${main}</div>`;
  return staffAnswer(house, { title, main: whole, desk: true, languageUrl: new URL(c.req.url).pathname });
}

/** Moments of the salon's clock in words. */
function momentsOf({ words }: House, salon: Salon, instants: readonly number[]): (instant: number) => string {
  const told = momentsAt(salon.view.timezone, instants, engine).map(
    (at) => `${shortDay(words, at.date)}, ${timeOf(at)}`,
  );
  const known = new Map(told.map((text, i) => [instants[i] ?? 0, text]));
  return (instant) => known.get(instant) ?? "";
}

function lists(setting: Setting, entries: readonly InboxEntry[], account: string | null): Markup {
  const { words } = setting.house;
  if (entries.length === 0) return html`<p class="note">${words.say("inbox.none")}</p>`;
  const open = entries.filter(({ state }) => state === "waiting" || state === "person");
  const urgent = (some: readonly InboxEntry[]) =>
    some.toSorted((one, other) => leftOf(setting, one) - leftOf(setting, other));
  return html`${list("inbox.mine", urgent(open.filter(({ assignee }) => assignee !== null && assignee === account)))}
${list("inbox.free", urgent(open.filter(({ assignee }) => assignee === null)))}
${list("inbox.others", urgent(open.filter(({ assignee }) => assignee !== null && assignee !== account)))}
${list(
  "inbox.seen",
  entries.filter((entry) => !open.includes(entry)),
)}`;

  function list(title: "inbox.mine" | "inbox.free" | "inbox.others" | "inbox.seen", some: readonly InboxEntry[]) {
    if (some.length === 0) return "";
    const cards = some.map((entry) => conversationCard(setting, entry));
    return html`<section><h2>${words.say(title)}</h2><ul class="plain">${cards}</ul></section>`;
  }
}

/** Business minutes left; whoever does not wait comes last. */
function leftOf({ clocks }: Setting, { conversation_id: id }: InboxEntry): number {
  return clocks.get(id)?.left ?? Number.POSITIVE_INFINITY;
}

export async function actInInbox(c: DoorContext, actor: Actor): Promise<Response> {
  const { slug: salon } = await salonOfPage(c);
  const form = await readForm(c);
  const house = formHouse(c, form);
  const back = `/inbox/${salon}`;
  const done = await acted(c, actor, salon, form);
  if (done === null || done.ok) return seeOther(withLang(back, house));
  const { status, type } = done.problem;
  if (type === "taken" || type === "not-here") return seeOther(withLang(`${back}?done=taken`, house));
  // What is gone, or can no longer be answered, is shown as it is.
  return status === 404 || type === "window-shut"
    ? seeOther(withLang(back, house))
    : refusedAnswer(house, done.problem);
}

/** Null where nothing was asked for. */
async function acted(c: DoorContext, actor: Actor, salon: string, form: Form) {
  const { fields } = form;
  const ctx = commandContext(c);
  const conversation = fields.get("conversation") ?? "";
  const input = { salon, conversation, actor, idempotency: onceOf(form) };
  const was = fields.get("was") || null;
  switch (fields.get("act")) {
    case "here":
      return actor.role === "operator" ? null : comeHere(ctx, { salon, actor, ...comingOf(fields) });
    case "away":
      return actor.role === "operator" ? null : goAway(ctx, salon, actor);
    case "foreseen-done":
    case "foreseen-false": {
      const state = fields.get("act") === "foreseen-done" ? ("done" as const) : ("false-alarm" as const);
      return closeForeseen(ctx, { salon, id: fields.get("foreseen") ?? "", state, actor });
    }
    case "take":
      return takeOver(ctx, { ...input, was });
    case "give":
      return handTo(ctx, { ...input, was, to: fields.get("to") ?? "" });
    case "solved":
      return close(ctx, { ...input, outcome: "confirmed" });
    case "back":
      return close(ctx, { ...input, outcome: "assumed" });
    default: {
      const sent = fields.get(`text-${conversation}`) ?? "";
      const text = sent.trim().replaceAll("\r\n", "\n").slice(0, LONGEST);
      return text === "" ? null : answerInPerson(ctx, { ...input, text });
    }
  }
}

function comingOf(fields: URLSearchParams) {
  return {
    hours: Number(fields.get("hours")),
    capacity: Number(fields.get("capacity")),
    skills: fields.getAll("skills"),
    languages: fields.getAll("languages"),
    person: fields.get("person") || null,
  };
}
