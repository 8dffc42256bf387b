// GET /b/{token}/dispute: what the salon noted of its client that may be wrong: that they did not come, or that they may not book online.
// POST takes what the client says to a person of the salon. The reason of a block is told here, behind a link that only they have.

import { html } from "hono/html";
import { type Disputable, LONGEST_SAID, readDisputable, sayAgainst } from "../../../commands/desk/clients/dispute.ts";
import { offsetsAt } from "../../../engine/clock.ts";
import { engine } from "../../../engine/shipped.ts";
import { pageAnswer, seeOther } from "../../../http/pages/answer.ts";
import { readForm } from "../../../http/pages/form.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import { localMoment, longDay } from "../../../ui/dates.ts";
import { faultList, field, hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { langField, withLang } from "../../../ui/shell.ts";
import { formPlace } from "../doors/book.ts";
import { linkGone } from "../doors/page.ts";
import { visitAt } from "../doors/visit.ts";
import { type Place, salonFrame } from "../place.ts";
import { salonRefusal, tooOften } from "../refusals.ts";

interface Typed {
  kind: string;
  text: string;
}

export async function showDispute(c: DoorContext): Promise<Response> {
  const found = await visitAt(c);
  return found instanceof Response ? found : page(c, found.place, found.visit.token, null);
}

async function page(c: DoorContext, place: Place, token: string, typed: Typed | null): Promise<Response> {
  const noted = await readDisputable(commandContext(c), token);
  if (!noted.ok) return linkGone(c);
  const { words } = place;
  const title = words.say("clients.said-title");
  const parts = noted.value.map((one) => part(place, token, one, typed));
  const nothing = noted.value.length === 0 && html`<p class="lede">${words.say("clients.said-nothing")}</p>`;
  const back = html`<p class="acts"><a class="btn quiet" href="${withLang(`/b/${token}`, place)}">${words.say("clients.said-back")}</a></p>`;
  const main = html`<div class="narrow"><h1>${title}</h1>${nothing}${parts}${back}</div>`;
  const frame = salonFrame(place, { title, unlisted: true, languageUrl: `/b/${token}/dispute` }, main);
  return pageAnswer(frame, { status: typed === null ? 200 : 422, secret: true });
}

function part(place: Place, token: string, { kind, until, reason, said }: Disputable, typed: Typed | null): Markup {
  const { words, salon } = place;
  const [offset = 0] = until === null ? [] : offsetsAt(salon.timezone, [until], engine);
  const noted =
    kind === "no-show" || until === null
      ? words.say("clients.said-no-show", { salon: salon.name })
      : words.say("clients.said-block", { salon: salon.name, day: longDay(words, localMoment(until, offset).date) });
  const why = reason !== null && html`<p class="note">${words.say(`clients.block-reason.${reason}`)}</p>`;
  if (said !== null) {
    const answer =
      said.outcome === null
        ? html`<p class="note">${words.say("clients.said-waits", { salon: salon.name })}</p>`
        : html`<p><b>${words.say(`law.decision.${said.outcome}`)}</b></p><p>${said.answer}</p>`;
    return html`<section class="card"><h2>${noted}</h2>${why}<p>${said.text}</p>${answer}</section>`;
  }
  const fault =
    typed !== null && typed.kind === kind ? words.say("clients.said-missing", { n: LONGEST_SAID }) : undefined;
  const name = `text-${kind}`;
  const control = field(words, {
    name,
    label: words.say("clients.said-label"),
    value: typed?.kind === kind ? typed.text : "",
    required: true,
    maxlength: LONGEST_SAID,
    long: true,
    fault,
  });
  return html`<section class="card"><h2>${noted}</h2>${why}<p>${words.say("clients.said-right")}</p>
${faultList(words, fault === undefined ? [] : [{ name, text: fault }])}<form class="stack" method="post" action="/b/${token}/dispute" novalidate>
${hidden([["kind", kind], ...langField(place)])}${control}<p class="acts"><button class="btn">${words.say("clients.said-send")}</button></p></form></section>`;
}

export async function takeDispute(c: DoorContext): Promise<Response> {
  const found = await visitAt(c);
  if (found instanceof Response) return found;
  const form = await readForm(c);
  const place = formPlace(c, found.salon, form);
  const { token } = found.visit;
  const kind = form.fields.get("kind") === "block" ? "block" : "no-show";
  const text = (form.fields.get(`text-${kind}`) ?? "").trim().replaceAll("\r\n", "\n");
  if (text === "" || text.length > LONGEST_SAID) return page(c, place, token, { kind, text });
  const done = await sayAgainst(commandContext(c), { token, kind, text });
  // What was said already, or stands no longer, is shown as it is.
  if (done.ok || done.problem.status === 409) return seeOther(withLang(`/b/${token}/dispute`, place));
  const { status, retryAfter } = done.problem;
  if (status === 404) return linkGone(c);
  const refusal = status === 429 ? tooOften(place, retryAfter) : salonRefusal(place, "unavailable");
  return pageAnswer(refusal, { status, secret: true, retryAfter });
}
