// GET /account: where one works, one's passkeys, where one is signed in. POST /account/passkeys and /account/sessions end them.

import { html } from "hono/html";
import { removePasskey } from "../../../commands/access/passkeys.ts";
import { signOut } from "../../../commands/access/sign-in.ts";
import { momentsAt } from "../../../engine/clock.ts";
import { engine } from "../../../engine/shipped.ts";
import { isFresh, type SignedIn, signedOut } from "../../../http/access/caller.ts";
import { seeOther } from "../../../http/pages/answer.ts";
import { readForm } from "../../../http/pages/form.ts";
import { formHouse, refusedAnswer, staffAnswer } from "../../../http/pages/staff.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import { has, type SalonRole } from "../../../permissions.ts";
import { membershipsOf } from "../../../store/access/accounts.ts";
import { askPasskeys, type PasskeyRow } from "../../../store/access/proofs.ts";
import { askSessions, type ListedSession } from "../../../store/access/sessions.ts";
import { platformDatabase, read } from "../../../store/database.ts";
import { publishedSalon, type Salon } from "../../../store/snapshots.ts";
import { localMoment, longDay, timeOf } from "../../../ui/dates.ts";
import { hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { type House, houseWords, langField, unsentWord, withLang } from "../../../ui/shell.ts";

interface Workplace {
  slug: string;
  name: string;
  role: SalonRole;
}

/** Writes an instant as day and time on the clock of the first salon that one works for. */
type Told = (instant: number) => string;

export async function showAccount(c: DoorContext, who: SignedIn): Promise<Response> {
  const house = houseWords(c.req.raw);
  const { words } = house;
  const db = platformDatabase(c.env);
  const { now } = commandContext(c);
  const [[passkeys, sessions], memberships] = await Promise.all([
    read<[PasskeyRow, ListedSession]>(db, [askPasskeys(db, who.account), askSessions(db, who.account, now)]),
    membershipsOf(c.env, who.account),
  ]);
  const salons = await Promise.all(memberships.map(({ salon_id }) => publishedSalon(c.env, salon_id)));
  const places = memberships.map(({ salon_id, role }, index): Workplace => {
    return { slug: salon_id, name: salons[index]?.view.name ?? salon_id, role };
  });
  const told = clockOf(house, salons[0] ?? null, [
    ...passkeys.flatMap(({ created_at, used_at }) => [created_at, used_at ?? created_at]),
    ...sessions.map(({ created_at }) => created_at),
  ]);
  const title = words.say("account.title");
  const main = html`<div class="narrow" data-account="${who.account}"><h1>${title}</h1>
<p class="lede">${words.say("account.signed-in-as", { email: who.email })}</p>${workplaces(house, places)}
${passkeyList(house, passkeys, told, isFresh(who, now))}${sessionList(house, sessions, who.session, told)}
<form class="acts" method="post" action="/sign-out" ${unsentWord(words)}>${hidden(langField(house))}<button class="btn quiet">${words.say("account.sign-out")}</button></form></div>`;
  return staffAnswer(house, { title, main, signOut: false });
}

function clockOf({ words }: House, salon: Salon | null, instants: number[]): Told {
  const moments = salon === null ? [] : momentsAt(salon.view.timezone, instants, engine);
  const known = new Map(moments.map((moment, index) => [instants[index] ?? 0, moment]));
  return (instant) => {
    const at = known.get(instant) ?? localMoment(instant, 0);
    return `${longDay(words, at.date)}, ${timeOf(at)}`;
  };
}

function workplaces(house: House, places: Workplace[]): Markup {
  const { words } = house;
  const rows = places.map(({ slug, name, role }) => {
    const what = html`<span class="what"><b>${name}</b><span class="note">${words.say(`role.${role}`)}</span></span>`;
    const way = (path: string, text: string) =>
      html`<a class="btn quiet small" href="${withLang(`/${path}/${slug}`, house)}" aria-label="${text}, ${name}">${text}</a>`;
    const ways = html`${has(role, "bookings.read") && way("desk", words.say("account.desk"))}
${has(role, "conversations.read") && way("inbox", words.say("account.inbox"))}
${has(role, "articles.read") && way("help", words.say("account.articles"))}
${has(role, "team.read") && way("team", words.say("account.team"))}
${has(role, "compliance.read") && way("compliance", words.say("compliance.link"))}`;
    return html`<li class="row">${what}<span class="acts">${ways}</span></li>`;
  });
  return html`<section class="group"><h2>${words.say("account.salons")}</h2>${rows.length > 0 && html`<ul class="rows">${rows}</ul>`}
<p class="acts"><a class="btn quiet small" href="${withLang("/start", house)}">${words.say("start.title")}</a></p></section>`;
}

/** They are changed soon after signing in alone (`fresh`); later the way to sign in again stands in the buttons' place. */
function passkeyList(house: House, passkeys: PasskeyRow[], told: Told, fresh: boolean): Markup {
  const { words } = house;
  const rows = passkeys.map(({ passkey_id, device, created_at, used_at }) => {
    const added = words.say("account.added", { when: told(created_at) });
    const used = used_at === null ? "" : ` · ${words.say("account.used", { when: told(used_at) })}`;
    const remove = html`<form method="post" action="/account/passkeys">${hidden([["passkey", passkey_id], ...langField(house)])}
<button class="btn quiet small danger" aria-label="${words.say("account.remove-passkey", { device, when: told(created_at) })}">${words.say("account.remove")}</button></form>`;
    return html`<li class="row"><span class="what"><b>${device}</b><span class="note">${added}${used}</span></span>${fresh && remove}</li>`;
  });
  const list =
    rows.length === 0
      ? html`<p class="note">${words.say("account.no-passkey")}</p>`
      : html`<ul class="rows">${rows}</ul>`;
  const add = html`<div data-passkeys><p class="acts">
<button class="btn small" type="button" disabled data-passkey="add" data-then="${withLang("/account", house)}">${words.say("account.add-passkey")}</button></p>
<p class="fault" role="alert" data-passkey-fault hidden>${words.say("account.passkey-failed")}</p></div>`;
  const again = html`<p class="acts"><a class="btn quiet small" href="${withLang("/sign-in", house)}">${words.say("account.sign-in-again")}</a></p>`;
  return html`<section class="group"><h2>${words.say("account.passkeys")}</h2><p class="note">${words.say("account.passkeys-why")}</p>${list}${fresh ? add : again}</section>`;
}

function sessionList(house: House, sessions: ListedSession[], own: string, told: Told): Markup {
  const { words } = house;
  const ended = (fields: [string, string][]) => hidden([...fields, ...langField(house)]);
  const rows = sessions.map(({ session_id, device, created_at, proof }) => {
    const since = words.say(`account.since-${proof}`, { when: told(created_at) });
    const what = html`<span class="what"><b>${device}</b><span class="note">${since}</span></span>`;
    return session_id === own
      ? html`<li class="row">${what}<span class="badge is-open">${words.say("account.this-one")}</span></li>`
      : html`<li class="row">${what}<form method="post" action="/account/sessions">${ended([["session", session_id]])}
<button class="btn quiet small" aria-label="${words.say("account.end-one", { device, when: told(created_at) })}">${words.say("account.sign-out")}</button></form></li>`;
  });
  return html`<section class="group"><h2>${words.say("account.sessions")}</h2><ul class="rows">${rows}</ul>
<form class="acts" method="post" action="/account/sessions"
${unsentWord(words)}>${ended([["session", "all"]])}<button class="btn quiet small">${words.say("account.end-all")}</button></form></section>`;
}

export async function dropPasskey(c: DoorContext, who: SignedIn): Promise<Response> {
  const form = await readForm(c);
  const house = formHouse(c, form);
  const outcome = await removePasskey(commandContext(c), who.account, form.fields.get("passkey") ?? "");
  // One that is gone already is as it should be.
  if (!outcome.ok && outcome.problem.status !== 404) return refusedAnswer(house, outcome.problem);
  return seeOther(withLang("/account", house));
}

export async function endSessions(c: DoorContext, who: SignedIn): Promise<Response> {
  const form = await readForm(c);
  const house = formHouse(c, form);
  const session = form.fields.get("session") ?? "";
  const outcome = await signOut(commandContext(c), who.account, session === "all" ? "all" : { session });
  if (!outcome.ok) return refusedAnswer(house, outcome.problem);
  if (session !== "all") return seeOther(withLang("/account", house));
  const answer = seeOther(withLang("/sign-in", house));
  for (const [name, value] of signedOut(form)) answer.headers.set(name, value);
  return answer;
}
