// GET and POST /start: anybody begins a salon, by a link to their address. Whoever is signed in sees how far they are.

import { html } from "hono/html";
import { LINK_MINUTES, requestLink } from "../../../commands/access/links.ts";
import { admitBeginner } from "../../../commands/desk/settings/begin.ts";
import { signedIn } from "../../../http/access/caller.ts";
import { readForm } from "../../../http/pages/form.ts";
import { formHouse, refusedAnswer, staffAnswer } from "../../../http/pages/staff.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import { faultList, field, hidden } from "../../../ui/forms.ts";
import { type House, houseWords, langField, withLang } from "../../../ui/shell.ts";
import { showProgress } from "./step.ts";

export async function showStart(c: DoorContext): Promise<Response> {
  const who = await signedIn(c);
  return who === null ? askPage(houseWords(c.req.raw), "", null) : showProgress(c, who);
}

function askPage(house: House, email: string, fault: string | null): Promise<Response> {
  const { words } = house;
  const title = words.say("start.title");
  const faults = fault === null ? [] : [{ name: "email", text: fault }];
  const address = field(words, {
    name: "email",
    label: words.say("sign-in.email"),
    value: email,
    required: true,
    maxlength: 254,
    type: "email",
    inputmode: "email",
    autocomplete: "email",
    fault: fault ?? undefined,
  });
  const main = html`<div class="narrow"><h1>${title}</h1><p class="lede">${words.say("start.lede")}</p>${faultList(words, faults)}
<form class="stack" method="post" action="/start">${hidden(langField(house))}${address}<p><button class="btn">${words.say("sign-in.send")}</button></p></form>
<p class="note">${words.say("start.why-email")}</p></div>`;
  return staffAnswer(house, { title, main, status: fault === null ? 200 : 422, languageUrl: "/start", signOut: false });
}

export async function sendStartLink(c: DoorContext): Promise<Response> {
  const form = await readForm(c);
  const house = formHouse(c, form);
  const { words } = house;
  const email = (form.fields.get("email") ?? "").trim();
  if (!/^[^\s@]{1,64}@[^\s@]{1,189}$/.test(email)) return askPage(house, email, words.say("fault.email"));
  const ctx = commandContext(c);
  const request = { email: email.toLowerCase(), language: words.language, begin: true } as const;
  const sent = await admitBeginner(ctx, () => requestLink(ctx, request));
  if (!sent.ok) return refusedAnswer(house, sent.problem);
  const title = words.say("sign-in.sent-title");
  const lede = words.say("start.sent-lede", { email, n: LINK_MINUTES });
  const main = html`<div class="narrow"><h1>${title}</h1><p class="lede">${lede}</p>
<p class="acts"><a class="btn quiet" href="${withLang("/start", house)}">${words.say("sign-in.again")}</a></p></div>`;
  return staffAnswer(house, { title, main, languageUrl: "/start", signOut: false });
}
