// What comes of an incident, on its page: whom it concerns, the notices, and the lessons.

import { html } from "hono/html";
import type { PersonRow } from "../../../store/compliance/incidents.ts";
import { isoDate } from "../../../ui/dates.ts";
import { field } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import type { Words } from "../../../ui/words.ts";
import { categoryWords, stamp } from "../drafts.ts";
import type { Notice } from "../view.ts";
import { actForm } from "./fields.ts";
import type { Shown } from "./show.ts";

export function affectedSection({ house: { words }, seen }: Shown, people: readonly PersonRow[]): Markup {
  const { incident, kinds, told } = seen;
  if (incident.affected === null) {
    return html`<section class="group"><h2>${words.say("incident.affected")}</h2><p class="note">${words.say("incident.not-assessed")}</p></section>`;
  }
  const sent = told.told + told.waiting + told.unreachable > 0;
  const items = people.map(({ client_id, name, phone, what, times }) => {
    const note = [phone, categoryWords(JSON.parse(what) as string[], words), `×${times}`].filter(Boolean).join(" · ");
    return html`<li class="row"><span class="what"><b>${name ?? client_id.slice(-8)}</b><span class="note">${note}</span></span></li>`;
  });
  const counted = [words.count("incident.people", incident.affected), categoryWords(kinds, words)]
    .filter(Boolean)
    .join(" · ");
  return html`<section class="group"><h2>${words.say("incident.affected")}</h2><p>${counted}</p>
${sent && html`<p>${words.say("incident.told", { ...told })}</p>`}
${people.length > 0 && html`<details><summary>${words.say("incident.affected")}</summary><ul class="rows">${items}</ul></details>`}</section>`;
}

export function noticeSection(shown: Shown): Markup | string {
  const { house, seen } = shown;
  if (seen.notices.length === 0) return "";
  const { words } = house;
  return html`<section class="group"><h2>${words.say("incident.notices")}</h2><p class="note">${words.say("incident.notices-lede")}</p>
${seen.notices.map((notice) => oneNotice(shown, notice))}</section>`;
}

function oneNotice(shown: Shown, notice: Notice): Markup {
  const { house, seen, action, mayWrite } = shown;
  const { words } = house;
  const { audience, texts, digest, approvedBy, sentAt } = notice;
  const title = words.say(`incident.notice.${audience}`);
  const drafts = texts.map(({ language, subject, body }) => {
    const named = words.say(`language.${language as Words["language"]}`);
    return html`<details><summary>${title}, ${named}</summary><div lang="${language}"><p><b>${subject}</b></p>${body.split("\n").map((line) => html`<p>${line}</p>`)}</div></details>`;
  });
  const given: [string, string][] = [["audience", audience]];
  const approve = () =>
    actForm(
      house,
      action,
      [["act", "approve"], ["digest", digest], ...given],
      html`<p><button class="btn" aria-label="${words.say("incident.do.approve")}, ${title}">${words.say("incident.do.approve")}</button></p>`,
    );
  const send = () =>
    actForm(
      house,
      action,
      [["act", "send"], ...given],
      html`${audience === "regulator" && recipient(words)}<p><button class="btn" aria-label="${words.say("incident.do.send")}, ${title}">${words.say("incident.do.send")}</button></p>`,
    );
  const next = approvedBy === null ? approve : sentAt === null ? send : null;
  return html`<h3>${title}</h3>${drafts}
${approvedBy !== null && html`<p class="note">${words.say("incident.approved", { who: approvedBy })}</p>`}
${sentAt !== null && html`<p class="note">${words.say("incident.sent", { when: stamp(sentAt, seen.offset) })}</p>`}
${mayWrite && next?.()}`;
}

function recipient(words: Words): Markup {
  const [label, hint] = [words.say("incident.recipient"), words.say("incident.recipient-hint")];
  return field(words, { name: "recipient", label, hint, type: "email", inputmode: "email", maxlength: 254 });
}

export function taskSection({ house, seen: { tasks }, action, mayWrite, sent }: Shown): Markup {
  const { words } = house;
  const items = tasks.map(({ task_id, what, owner, due, done_at }) => {
    const state = done_at === null ? isoDate(due) : words.say("incident.do.done");
    const button = html`<button class="btn quiet small" aria-label="${words.say("incident.do.done")}: ${what}">${words.say("incident.do.done")}</button>`;
    const finish =
      mayWrite &&
      done_at === null &&
      actForm(
        house,
        action,
        [
          ["act", "done"],
          ["task", task_id],
        ],
        button,
      );
    return html`<li class="row"><span class="what"><b>${what}</b><span class="note">${owner} · ${state}</span></span>${finish}</li>`;
  });
  const value = (name: string) => sent.get(name) ?? "";
  const add = html`${field(words, { name: "what", label: words.say("incident.task"), value: value("what"), required: true, maxlength: 120 })}
${field(words, { name: "owner", label: words.say("incident.owner"), value: value("owner"), required: true, maxlength: 120 })}
${field(words, { name: "due", label: words.say("incident.due"), value: value("due"), required: true, type: "date" })}
<p><button class="btn quiet">${words.say("incident.do.task")}</button></p>`;
  return html`<section class="group"><h2>${words.say("incident.tasks")}</h2>${tasks.length > 0 && html`<ul class="rows">${items}</ul>`}
${mayWrite && actForm(house, action, [["act", "task"]], add)}</section>`;
}
