// GET /{salon}/paia-manual: the manual of PAIA s 51, made from the salon's document, the data map and the register of
// transfers, with its date and the hash of its text.

import { html } from "hono/html";
import dataMap from "../../../../shared/policies/data-map.json" with { type: "json" };
import { localDate } from "../../../commands/deciding/facts.ts";
import { contactOf, officerLine, partyLine, regulatorLine, transfersIn } from "../../../commands/law/notice.ts";
import { pageAnswer } from "../../../http/pages/answer.ts";
import { type DoorContext, nowOf } from "../../../http/request.ts";
import { formatDate } from "../../../time.ts";
import { tokenHash } from "../../../token.ts";
import { withLang } from "../../../ui/shell.ts";
import { isWord, type WordKey, type Words } from "../../../ui/words.ts";
import { notFound, salonAt } from "../doors/page.ts";
import { type Place, placeOf, salonFrame } from "../place.ts";

interface Part {
  heading: WordKey;
  text: string[];
  list?: string[];
}

export async function manual(c: DoorContext): Promise<Response> {
  const salon = await salonAt(c);
  if (salon === null) return notFound(c);
  const place = placeOf(c.req.raw, salon);
  const { words } = place;
  const parts = partsOf(place);
  const title = words.say("law.manual.title");
  const day = formatDate(localDate(salon, nowOf(c)));
  const lede = words.say("law.manual.lede", { salon: salon.view.name, day });
  const text = parts.flatMap(({ heading, text: said, list = [] }) => [words.say(heading), ...said, ...list]);
  const hash = await tokenHash([title, ...text].join("\n"));
  const told = parts.map(
    ({
      heading,
      text: said,
      list = [],
    }) => html`<section><h2>${words.say(heading)}</h2>${said.map((one) => html`<p>${one}</p>`)}
${list.length > 0 && html`<ul class="bulleted">${list.map((one) => html`<li>${one}</li>`)}</ul>`}</section>`,
  );
  const privacy = withLang(`/${salon.slug}/privacy`, place);
  const main = html`<div class="narrow said"><h1>${title}</h1><p class="lede">${lede}</p>${told}
<p class="note"><a href="${privacy}">${words.say("notice.link")}</a></p><p class="note">SHA-256 <code>${hash}</code></p></div>`;
  return pageAnswer(salonFrame(place, { title }, main));
}

/** In the order of s 51(1). */
function partsOf({ salon, words }: Place): Part[] {
  const contact = contactOf(salon);
  return [
    { heading: "law.manual.contact", text: [partyLine(salon), officerLine(salon) ?? contact] },
    {
      heading: "law.manual.guide",
      text: [words.say("law.manual.guide-text", { regulator: regulatorLine() })],
    },
    { heading: "law.manual.open", text: [words.say("law.manual.open-text")] },
    { heading: "law.manual.laws", text: [words.say("law.manual.laws-text")] },
    { heading: "law.manual.records", text: [], list: recordsOf(words) },
    { heading: "law.manual.people", text: [words.say("law.manual.people-text")] },
    { heading: "law.manual.recipients", text: [], list: transfersIn(words.language).map(({ text }) => text) },
    { heading: "law.manual.security", text: [words.say("law.manual.security-text")] },
    { heading: "law.manual.ask", text: [words.say("law.manual.ask-text", { contact })] },
  ];
}

/** Each purpose with the kinds of information that serve it. */
function recordsOf(words: Words): string[] {
  const marks = Object.values(dataMap.tables).flatMap(({ personal }) => Object.values(personal) as string[][]);
  const wordOr = (key: string, otherwise: string) => (isWord(key) ? words.say(key) : otherwise);
  return Object.entries(dataMap.purposes).map(([purpose, { what }]) => {
    const kinds = [...new Set(marks.filter((mark) => mark[1] === purpose).map(([kind = ""]) => kind))];
    const named = kinds.map((kind) => wordOr(`law.kind.${kind}`, kind));
    return `${wordOr(`law.why.${purpose}`, what)}: ${named.join(", ")}`;
  });
}
