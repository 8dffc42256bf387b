// GET /{salon}/decisions: what the system decides alone, by which logic (POPIA s 71), and a form to say that it was wrong. POST
// takes what is said to a person.

import { html } from "hono/html";
import { DECISION_KINDS, represent } from "../../../commands/law/decisions.ts";
import { contactOf } from "../../../commands/law/notice.ts";
import { pageAnswer } from "../../../http/pages/answer.ts";
import { readForm } from "../../../http/pages/form.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import { emailField, faultList, field, hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { langField, withLang } from "../../../ui/shell.ts";
import { formPlace } from "../doors/book.ts";
import { detailFaults } from "../doors/details.ts";
import { notFound, salonAt } from "../doors/page.ts";
import { type Place, placeOf, salonFrame } from "../place.ts";
import { salonRefusal, tooOften } from "../refusals.ts";

interface Entry {
  kind: string;
  email: string;
  text: string;
  faults: { name: string; text: string }[];
}

const NOTHING_YET: Entry = { kind: "refused", email: "", text: "", faults: [] };
const LONGEST = 2000;

export async function decisions(c: DoorContext): Promise<Response> {
  const salon = await salonAt(c);
  if (salon === null) return notFound(c);
  return pageAnswer(page(placeOf(c.req.raw, salon), NOTHING_YET));
}

export async function speakUp(c: DoorContext): Promise<Response> {
  const salon = await salonAt(c);
  if (salon === null) return notFound(c);
  const form = await readForm(c);
  const place = formPlace(c, salon, form);
  const { words } = place;
  const text = (name: string) => (form.fields.get(name) ?? "").trim().replaceAll("\r\n", "\n");
  const [email, said] = [text("email"), text("text").slice(0, LONGEST)];
  const kind = DECISION_KINDS.find((known) => known === text("kind")) ?? "other";
  const known = { name: "x", phone: "+27110000000", email };
  const faults = detailFaults(words, "ZA", known).map(({ name, text: told }) => ({ name: name as string, text: told }));
  if (email === "") faults.push({ name: "email", text: words.say("fault.email") });
  if (said === "") faults.push({ name: "text", text: words.say("law.decision.say-what") });
  if (faults.length > 0) {
    return pageAnswer(page(place, { kind, email, text: said, faults }), { status: 422, secret: true });
  }
  const input = { salon: salon.slug, kind, email, language: words.language, text: said };
  const outcome = await represent(commandContext(c), input);
  if (outcome.ok) return pageAnswer(heard(place), { secret: true });
  const { status, retryAfter } = outcome.problem;
  const refusal = status === 429 ? tooOften(place, retryAfter) : salonRefusal(place, "unavailable");
  return pageAnswer(refusal, { status, secret: true, retryAfter });
}

function page(place: Place, entry: Entry): Markup {
  const { salon, words } = place;
  const fault = (name: string) => entry.faults.find((one) => one.name === name)?.text;
  const explained = (["refused", "waiting", "fee"] as const).map(
    (kind) =>
      html`<section class="card"><h2>${words.say(`law.decision.${kind}`)}</h2><p>${words.say(`law.decision.${kind}-how`)}</p></section>`,
  );
  const kinds = DECISION_KINDS.map(
    (kind) =>
      html`<option value="${kind}"${kind === entry.kind && html` selected`}>${words.say(`law.decision.${kind}`)}</option>`,
  );
  const main = html`<div class="narrow"><h1>${words.say("law.decision.title")}</h1>
<p class="lede">${words.say("law.decision.lede", { salon: salon.name })}</p>${faultList(words, entry.faults)}${explained}
<section class="group"><h2>${words.say("law.decision.speak")}</h2>
<form class="stack" method="post" action="/${salon.slug}/decisions" novalidate>${hidden(langField(place))}
<div class="field"><label for="kind">${words.say("law.decision.which")}</label><select id="kind" name="kind">${kinds}</select></div>
${field(words, { name: "text", label: words.say("law.decision.what"), value: entry.text, required: true, maxlength: LONGEST, long: true, fault: fault("text") })}
${emailField(words, entry.email, fault("email"), { hint: words.say("law.decision.where"), required: true })}
<p><button class="btn">${words.say("law.decision.send")}</button></p></form>
<p class="note">${words.say("law.decision.or", { contact: contactOf(salon) })}</p></section></div>`;
  return salonFrame(place, { title: words.say("law.decision.title"), languageUrl: `/${salon.slug}/decisions` }, main);
}

function heard(place: Place): Markup {
  const { salon, words } = place;
  const home = withLang(`/${salon.slug}`, place);
  const main = html`<div class="narrow refusal"><h1>${words.say("law.decision.heard")}</h1>
<p class="lede">${words.say("law.decision.heard-text", { salon: salon.name })}</p>
<p class="acts"><a class="btn quiet" href="${home}">${words.say("refusal.to-salon", { salon: salon.name })}</a></p></div>`;
  const title = words.say("law.decision.heard");
  return salonFrame(place, { title, unlisted: true, languageUrl: `/${salon.slug}/decisions` }, main);
}
