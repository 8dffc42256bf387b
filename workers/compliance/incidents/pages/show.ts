// GET /compliance/{salon}/incidents/{incident}: how it stands and what is to be done next. POST does one act of it.

import { html } from "hono/html";
import { seeOther } from "../../../http/pages/answer.ts";
import { readForm } from "../../../http/pages/form.ts";
import { formHouse, refusedAnswer, staffAnswer } from "../../../http/pages/staff.ts";
import { Refusal } from "../../../http/refusal.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import { type Actor, has } from "../../../permissions.ts";
import type { Fault, Problem } from "../../../problem.ts";
import { rfc3339 } from "../../../time.ts";
import { faultList } from "../../../ui/forms.ts";
import { type House, houseWords, withLang } from "../../../ui/shell.ts";
import { checkedAct, perform } from "../act.ts";
import { peopleOf } from "../api.ts";
import { eventWord, stamp } from "../drafts.ts";
import { hoursSince, type IncidentView, incidentAt } from "../view.ts";
import { moment, textOf } from "./fields.ts";
import { affectedSection, noticeSection, taskSection } from "./outcome.ts";
import { assessSection, closeSection, containSection, LABELS } from "./steps.ts";

export interface Shown {
  house: House;
  seen: IncidentView;
  /** Where the page's forms go. */
  action: string;
  mayWrite: boolean;
  /** What was sent and came back. */
  sent: URLSearchParams;
  now: number;
}

interface Came {
  sent: URLSearchParams;
  faults: Fault[];
  refused: Problem | null;
}

const NOTHING: Came = { sent: new URLSearchParams(), faults: [], refused: null };

export function showIncident(c: DoorContext, actor: Actor): Promise<Response> {
  return incidentPage(c, houseWords(c.req.raw), actor, NOTHING);
}

async function incidentPage(c: DoorContext, house: House, actor: Actor, came: Came): Promise<Response> {
  const { words } = house;
  const [slug, id] = [c.req.param("salon") ?? "", c.req.param("incident") ?? ""];
  const { now } = commandContext(c);
  const seen = await incidentAt(c.env, slug, id, now);
  const { incident, offset } = seen;
  const list = `/compliance/${slug}/incidents`;
  const action = `${list}/${id}`;
  const shown: Shown = { house, seen, action, mayWrite: has(actor.role, "incidents.write"), sent: came.sent, now };
  const people = incident.affected === null ? [] : await peopleOf(c, actor, "");
  const faults = came.faults.flatMap(({ pointer = "" }) => {
    const name = pointer.slice(1);
    const label = LABELS[name];
    return label === undefined ? [] : [{ name, text: words.say("incident.fault", { field: words.say(label) }) }];
  });
  const refused = came.refused !== null && html`<p class="lede" role="alert">${words.say("incident.not-now")}</p>`;
  const done = c.req.query("done") === "1" && html`<p class="lede" role="status">${words.say("incident.changed")}</p>`;
  const since = words.say("incident.since", {
    when: stamp(incident.discovered_at, offset),
    n: hoursSince(incident, now),
  });
  const main = html`<div class="narrow"><h1>${incident.nature}</h1>${done}${refused}${faultList(words, faults)}
<p class="lede">${words.say("incident.state")}: <b>${words.say(`incident.state.${incident.state}`)}</b>. ${since}</p>
<p class="note">${words.say("incident.soon")}</p>
${containSection(shown)}${assessSection(shown)}${affectedSection(shown, people)}${noticeSection(shown)}${taskSection(shown)}${closeSection(shown)}
${timeline(shown)}<p class="acts"><a class="btn quiet" href="${withLang(list, house)}">${words.say("incident.back")}</a></p></div>`;
  const status = came.refused?.status ?? (faults.length > 0 ? 422 : 200);
  return staffAnswer(house, { title: incident.nature.slice(0, 80), main, status, languageUrl: action });
}

function timeline({ house: { words }, seen: { events, offset } }: Shown) {
  const items = events.map(({ at, actor, what, detail }) => {
    const { people, sha256 } = JSON.parse(detail) as { people?: number; sha256?: string };
    const more = [
      actor,
      ...(people === undefined ? [] : [words.count("incident.people", people)]),
      ...(sha256 === undefined ? [] : [`SHA-256 ${sha256.slice(0, 16)}…`]),
    ];
    return html`<li class="row"><span class="what"><b>${eventWord(what, words)}</b><span class="note">${stamp(at, offset)} · ${more.join(" · ")}</span></span></li>`;
  });
  return html`<section class="group"><h2>${words.say("incident.timeline")}</h2><ul class="rows">${items}</ul></section>`;
}

export async function actOnIncident(c: DoorContext, actor: Actor): Promise<Response> {
  const form = await readForm(c);
  const house = formHouse(c, form);
  const [slug, id] = [c.req.param("salon") ?? "", c.req.param("incident") ?? ""];
  const ctx = commandContext(c);
  const { view } = await incidentAt(c.env, slug, id, ctx.now);
  const came = { sent: form.fields, faults: [], refused: null };
  try {
    const act = checkedAct(actOf(form.fields, (text) => moment(text, view)));
    const outcome = await perform(ctx, { salon: slug, incident: id, actor }, act);
    if (outcome.ok) return seeOther(withLang(`/compliance/${slug}/incidents/${id}?done=1`, house));
    const { errors = [], status } = outcome.problem;
    if (status === 422) return incidentPage(c, house, actor, { ...came, faults: errors });
    if (status === 409) return incidentPage(c, house, actor, { ...came, refused: outcome.problem });
    return refusedAnswer(house, outcome.problem);
  } catch (error) {
    if (!(error instanceof Refusal) || error.problem.status !== 422) throw error;
    return incidentPage(c, house, actor, { ...came, faults: error.problem.errors ?? [] });
  }
}

/** The form's fields as an act: what was left empty is absent, times on the salon's clock are instants. */
function actOf(fields: URLSearchParams, instant: (text: string) => number | null): Record<string, unknown> {
  const act: Record<string, unknown> = {};
  for (const name of new Set(fields.keys())) {
    const text = textOf(fields, name);
    if (name === "lang" || text === "") continue;
    if (name === "from" || name === "to") {
      const minute = instant(text);
      act[name] = minute === null ? text : rfc3339(minute, 0);
    } else {
      act[name] = name === "hours" ? Number(text) : text;
    }
  }
  return act;
}
