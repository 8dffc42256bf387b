// GET and POST /sign-in: a passkey, or the address that a link goes to. GET /sign-in/{token} names whom the link signs in, and
// POST does it: a mail program that looks at links by itself signs nobody in.

import { html } from "hono/html";
import { LINK_MINUTES, readLink, requestLink, signInByLink } from "../../../commands/access/links.ts";
import { signOut } from "../../../commands/access/sign-in.ts";
import { presentedSession, type SignedIn, sessionCookie, signedOut } from "../../../http/access/caller.ts";
import { deviceOf } from "../../../http/access/device.ts";
import { logRefusal } from "../../../http/failure.ts";
import { seeOther } from "../../../http/pages/answer.ts";
import { readForm } from "../../../http/pages/form.ts";
import { formHouse, refusedAnswer, staffAnswer } from "../../../http/pages/staff.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import { faultList, field, hidden } from "../../../ui/forms.ts";
import { type House, houseWords, langField, withLang } from "../../../ui/shell.ts";

export function askWho(c: DoorContext): Promise<Response> {
  return signInPage(houseWords(c.req.raw), "", null);
}

function signInPage(house: House, email: string, fault: string | null): Promise<Response> {
  const { words } = house;
  const title = words.say("sign-in.title");
  const faults = fault === null ? [] : [{ name: "email", text: fault }];
  const then = withLang("/account", house);
  const passkey = html`<div class="stack" data-passkeys>
<p><button class="btn" type="button" disabled data-passkey="sign-in" data-then="${then}">${words.say("sign-in.passkey")}</button></p>
<p class="fault" role="alert" data-passkey-fault hidden>${words.say("sign-in.passkey-failed")}</p>
<p class="note">${words.say("sign-in.or")}</p></div>`;
  const address = field(words, {
    name: "email",
    label: words.say("sign-in.email"),
    value: email,
    required: true,
    maxlength: 254,
    type: "email",
    inputmode: "email",
    autocomplete: "username webauthn",
    fault: fault ?? undefined,
  });
  const form = html`<form class="stack" method="post" action="/sign-in">${hidden(langField(house))}${address}<p><button class="btn quiet">${words.say("sign-in.send")}</button></p></form>`;
  const main = html`<div class="narrow"><h1>${title}</h1><p class="lede">${words.say("sign-in.lede")}</p>${faultList(words, faults)}${passkey}${form}</div>`;
  return staffAnswer(house, {
    title,
    main,
    status: fault === null ? 200 : 422,
    languageUrl: "/sign-in",
    signOut: false,
  });
}

export async function sendLink(c: DoorContext): Promise<Response> {
  const form = await readForm(c);
  const house = formHouse(c, form);
  const { words } = house;
  const email = (form.fields.get("email") ?? "").trim();
  if (!/^[^\s@]{1,64}@[^\s@]{1,189}$/.test(email)) return signInPage(house, email, words.say("fault.email"));
  const sent = await requestLink(commandContext(c), { email: email.toLowerCase(), language: words.language });
  if (!sent.ok) return refusedAnswer(house, sent.problem);
  const title = words.say("sign-in.sent-title");
  const lede = words.say("sign-in.sent-lede", { email, n: LINK_MINUTES });
  const main = html`<div class="narrow"><h1>${title}</h1><p class="lede">${lede}</p>
<p class="acts"><a class="btn quiet" href="${withLang("/sign-in", house)}">${words.say("sign-in.again")}</a></p></div>`;
  return staffAnswer(house, { title, main, languageUrl: "/sign-in", signOut: false });
}

export async function showLink(c: DoorContext): Promise<Response> {
  const house = houseWords(c.req.raw);
  const { words } = house;
  const token = c.req.param("token") ?? "";
  const link = await readLink(commandContext(c), token);
  if (link === null) return goneLink(house);
  const title = words.say("sign-in.confirm-title", { email: link.email });
  const main = html`<div class="narrow"><h1>${title}</h1><p class="lede">${words.say("sign-in.confirm-lede")}</p>
<form class="acts" method="post" action="/sign-in/${token}" data-signs-in>${hidden(langField(house))}<button class="btn">${words.say("sign-in.confirm")}</button></form></div>`;
  return staffAnswer(house, { title, main, signOut: false });
}

export async function useLink(c: DoorContext): Promise<Response> {
  const house = formHouse(c, await readForm(c));
  const browser = { device: deviceOf(c), former: await presentedSession(c) };
  const outcome = await signInByLink(commandContext(c), c.req.param("token") ?? "", browser);
  if (!outcome.ok) {
    logRefusal(c, "/sign-in/{token}", outcome.problem);
    return outcome.problem.status < 500 ? goneLink(house) : refusedAnswer(house, outcome.problem);
  }
  const answer = seeOther(withLang(outcome.value.works ? "/account" : "/start", house));
  answer.headers.set("Set-Cookie", sessionCookie(outcome.value.token));
  return answer;
}

function goneLink(house: House): Promise<Response> {
  const { words } = house;
  const title = words.say("link-gone.title");
  const main = html`<div class="narrow refusal" role="alert"><h1>${title}</h1><p class="lede">${words.say("sign-in.gone", { n: LINK_MINUTES })}</p>
<p class="acts"><a class="btn" href="${withLang("/sign-in", house)}">${words.say("sign-in.again")}</a></p></div>`;
  return staffAnswer(house, { title, main, status: 404, languageUrl: "/sign-in", signOut: false });
}

export async function leave(c: DoorContext, who: SignedIn): Promise<Response> {
  const form = await readForm(c);
  const house = formHouse(c, form);
  const outcome = await signOut(commandContext(c), who.account, { hash: who.hash });
  if (!outcome.ok) return refusedAnswer(house, outcome.problem);
  const answer = seeOther(withLang("/sign-in", house));
  for (const [name, value] of signedOut(form)) answer.headers.set(name, value);
  return answer;
}
