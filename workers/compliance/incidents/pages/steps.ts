// The steps of an incident's page that somebody takes: stop it, assess it, close it.

import { html } from "hono/html";
import { clockTime, isoDate, localMoment } from "../../../ui/dates.ts";
import { field } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import type { WordKey } from "../../../ui/words.ts";
import { actForm, momentField } from "./fields.ts";
import type { Shown } from "./show.ts";

/** What a field of the page is called, where it comes back with a fault. */
export const LABELS: Record<string, WordKey> = {
  from: "incident.from",
  to: "incident.to",
  session: "incident.session",
  source: "incident.source",
  hours: "incident.hours",
  consequences: "incident.mail.consequences",
  measures: "incident.mail.measures",
  advice: "incident.mail.advice",
  delay: "incident.regulator.delay",
  intruder: "incident.mail.intruder",
  contact: "incident.regulator.officer",
  recipient: "incident.recipient",
  what: "incident.task",
  owner: "incident.owner",
  due: "incident.due",
  closing: "incident.closing",
};

export function containSection({ house, seen: { incident, frozen }, action, mayWrite }: Shown): Markup | string {
  if (!mayWrite || incident.state === "closed") return "";
  const { words } = house;
  const act = (measure: "end-sessions" | "rotate-links" | "rotate-feeds" | "freeze" | "unfreeze" | "over") =>
    actForm(
      house,
      action,
      [
        ["act", "contain"],
        ["measure", measure],
      ],
      html`<p><button class="btn quiet">${words.say(`incident.do.${measure}`)}</button>${measure === "end-sessions" && html` <span class="note">${words.say("incident.sessions-note")}</span>`}</p>`,
    );
  const hash = { name: "block-source", label: words.say("incident.source") };
  const block = html`<div class="field"><label for="${hash.name}">${hash.label}</label><input id="${hash.name}" name="source" required minlength="22" maxlength="22"></div>
<div class="field"><label for="hours">${words.say("incident.hours")}</label><input id="hours" name="hours" type="number" min="1" max="720" value="24" required></div>
<p><button class="btn quiet">${words.say("incident.do.block-address")}</button></p>`;
  return html`<section class="group"><h2>${words.say("incident.stop")}</h2>
${act(frozen ? "unfreeze" : "freeze")}${act("end-sessions")}${act("rotate-links")}${act("rotate-feeds")}${incident.state === "open" && act("over")}
${actForm(
  house,
  action,
  [
    ["act", "contain"],
    ["measure", "block-address"],
  ],
  block,
)}
${actForm(house, action, [["act", "evidence"]], html`<p><button class="btn quiet">${words.say("incident.do.evidence")}</button></p>`)}</section>`;
}

export function assessSection(shown: Shown): Markup | string {
  const { house, seen, action, mayWrite, sent, now } = shown;
  const { incident, offset, notices } = seen;
  const gone = notices.some(({ sentAt }) => sentAt !== null);
  if (!mayWrite || gone || (incident.state !== "contained" && incident.state !== "assessed")) return "";
  const { words } = house;
  const local = (instant: number) => {
    const { date, minute } = localMoment(instant, offset);
    return `${isoDate(date)}T${clockTime(minute)}`;
  };
  const value = (name: string, stored: string | null) => sent.get(name) ?? stored ?? "";
  const long = (name: "consequences" | "measures" | "advice" | "delay" | "intruder" | "contact", required: boolean) =>
    field(words, {
      name,
      label: words.say(LABELS[name] ?? "incident.what"),
      value: value(name, incident[name] ?? (name === "contact" ? contactOf(shown) : null)),
      required,
      long: true,
      maxlength: 2000,
      ...(name === "consequences" ? { hint: words.say("incident.own-words") } : {}),
    });
  const short = (name: "session" | "source", length: number) =>
    field(words, { name, label: words.say(`incident.${name}`), value: value(name, incident[name]), maxlength: length });
  const [from, to] = [local(incident.from_at ?? incident.discovered_at - 1440), local(incident.to_at ?? now)];
  const inner = html`${momentField(words, { name: "from", label: words.say("incident.from"), value: value("from", from), required: true })}
${momentField(words, { name: "to", label: words.say("incident.to"), value: value("to", to), required: true })}${suspects(shown)}
${short("session", 26)}${short("source", 22)}
${long("consequences", true)}${long("measures", true)}${long("advice", false)}${long("delay", false)}${long("intruder", false)}${long("contact", true)}
<p><button class="btn">${words.say("incident.do.assess")}</button></p>`;
  return html`<section class="group"><h2>${words.say("incident.assess")}</h2><p class="note">${words.say("incident.assess-lede")}</p>
${actForm(house, action, [["act", "assess"]], inner)}</section>`;
}

/** Under whose name was read: somebody of the team, a calendar, the operator, or anybody. */
function suspects({ house: { words }, seen: { incident, members, view }, sent }: Shown): Markup {
  const chosen = sent.get("actor") ?? incident.actor ?? "";
  const feeds = (view?.staff ?? []).map(({ id }) => `feed:${id}`);
  const option = (value: string, text: string) =>
    html`<option value="${value}"${value === chosen && html` selected`}>${text}</option>`;
  const people = members.map(({ account_id, role }) =>
    option(account_id, `${words.say(`role.${role}`)} ${account_id.slice(-8)}`),
  );
  return html`<div class="field"><label for="actor">${words.say("incident.who")}</label><select id="actor" name="actor">
${option("", words.say("incident.anyone"))}${people}${feeds.map((feed) => option(feed, feed))}${option("operator", "operator")}</select></div>`;
}

/** How the salon is reached, until somebody writes down whom to ask. */
function contactOf({ seen: { view } }: Shown): string {
  return [view?.name, view?.email, view?.phone].filter(Boolean).join(", ");
}

export function closeSection({ house, seen: { incident }, action, mayWrite, sent }: Shown): Markup | string {
  const harmless = incident.state === "assessed" && incident.affected === 0;
  if (!mayWrite || (incident.state !== "notified" && !harmless)) return "";
  const { words } = house;
  const label = words.say("incident.closing");
  const value = sent.get("closing") ?? "";
  const text = field(words, { name: "closing", label, value, required: true, long: true, maxlength: 2000 });
  const button = words.say("incident.do.close");
  return html`<section class="group"><h2>${button}</h2>${actForm(house, action, [["act", "close"]], html`${text}<p><button class="btn">${button}</button></p>`)}</section>`;
}
