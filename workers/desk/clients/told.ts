// What a client agreed to, and what was written to them and by them.

import { html } from "hono/html";
import { hidden } from "../../ui/forms.ts";
import type { Markup } from "../../ui/markup.ts";
import { langField } from "../../ui/shell.ts";
import { isWord, purposeName } from "../../ui/words.ts";
import type { CardSetting } from "./card.ts";

export function consentsSection({ house, card, href, moment }: CardSetting, writes: boolean): Markup | string {
  const { words } = house;
  const objected = (card.client.restricted ?? "").split(",").filter(Boolean);
  if (card.consents.length === 0 && objected.length === 0) return "";
  const rows = card.consents.map(({ purpose, granted, at }) => {
    const name = purposeName(words, purpose);
    const said = words.say(granted === 1 ? "clients.agreed" : "clients.not-agreed", { when: moment(at) });
    const end =
      writes &&
      granted === 1 &&
      html`<form method="post" action="${href}">${hidden([["act", "withdraw"], ["purpose", purpose], ...langField(house)])}
<button class="btn quiet small" aria-label="${words.say("clients.withdraw-named", { purpose: name })}">${words.say("clients.withdraw")}</button></form>`;
    return html`<li class="row"><span class="what"><b>${name}</b><span class="note">${said}</span></span>${end}</li>`;
  });
  const stops = objected.map(
    (purpose) =>
      html`<li class="row"><span class="what"><b>${purposeName(words, purpose)}</b><span class="note">${words.say("clients.objected")}</span></span></li>`,
  );
  return html`<section class="group"><h2>${words.say("clients.consents")}</h2><p class="note">${words.say("clients.consents-note")}</p><ul class="rows">${rows}${stops}</ul></section>`;
}

export function messagesSection({ house, card, moment }: CardSetting): Markup | string {
  const { words } = house;
  if (card.messages.length === 0) return "";
  const rows = card.messages.map(({ channel, direction, kind, body, at, sent }) => {
    const named = `clients.letter.${kind}`;
    const what =
      channel === "letter" ? (isWord(named) ? words.say(named) : kind) : body || words.say("clients.no-words");
    const who = words.say(
      direction === "in"
        ? "clients.they-wrote"
        : sent === 9
          ? "clients.not-sent"
          : sent === 0
            ? "clients.to-send"
            : "clients.we-wrote",
    );
    return html`<li class="row"><span class="what"><span class="said">${what}</span><span class="note">${who} · ${moment(at)}</span></span></li>`;
  });
  return html`<section class="group"><h2>${words.say("clients.messages")}</h2><ul class="rows">${rows}</ul></section>`;
}
