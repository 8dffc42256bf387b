// GET /team/{salon}: who works here and as what. POST invites somebody; POST /team/{salon}/{account} changes a role or takes
// somebody out of the team.

import { html } from "hono/html";
import { validate } from "../../../../shared/contracts/generated/member.validate.js";
import { changeMember, invite, type Member, teamOf } from "../../../commands/access/team.ts";
import { seeOther } from "../../../http/pages/answer.ts";
import { readForm } from "../../../http/pages/form.ts";
import { formHouse, refusedAnswer, staffAnswer } from "../../../http/pages/staff.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import { type Actor, givenBy, has, mayGive, SALON_ROLES, type SalonRole } from "../../../permissions.ts";
import { publishedSalon } from "../../../store/snapshots.ts";
import { faultList, field, hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { type House, houseWords, langField, withLang } from "../../../ui/shell.ts";

/** What was typed into the invitation, and what is wrong with it. */
interface Entry {
  email: string;
  role: SalonRole;
  fault: string | null;
}

const NOTHING_YET: Entry = { email: "", role: "stylist", fault: null };

export function showTeam(c: DoorContext, actor: Actor): Promise<Response> {
  return teamPage(c, houseWords(c.req.raw), actor, NOTHING_YET);
}

async function teamPage(c: DoorContext, house: House, actor: Actor, entry: Entry): Promise<Response> {
  const { words } = house;
  const slug = slugOf(c);
  const [team, salon] = await Promise.all([teamOf(commandContext(c), slug), publishedSalon(c.env, slug)]);
  const title = words.say("team.title", { salon: salon?.view.name ?? slug });
  const faults = entry.fault === null ? [] : [{ name: "email", text: entry.fault }];
  const done =
    new URL(c.req.url).searchParams.get("done") === "invited" &&
    html`<p class="lede" role="status">${words.say("team.invited")}</p>`;
  const members = team.map(
    (member) =>
      html`<li class="member"><span class="what"><b>${member.email}</b><span class="note">${words.say(`role.${member.role}`)}</span></span>${changeForm(house, slug, actor, member)}</li>`,
  );
  const main = html`<div class="narrow"><h1>${title}</h1>${done}${faultList(words, faults)}<ul class="rows">${members}</ul>
${has(actor.role, "team.write") && invitation(house, slug, actor, entry)}
<p class="acts"><a class="btn quiet" href="${withLang("/account", house)}">${words.say("account.title")}</a></p></div>`;
  return staffAnswer(house, { title, main, status: entry.fault === null ? 200 : 422, languageUrl: `/team/${slug}` });
}

function changeForm(house: House, slug: string, actor: Actor, { account, email, role }: Member): Markup | string {
  if (!has(actor.role, "team.write") || !mayGive(actor.role, role)) return "";
  const { words } = house;
  const id = `role-${account}`;
  return html`<form class="acts" method="post" action="/team/${slug}/${account}">${hidden(langField(house))}
<label class="heard" for="${id}">${words.say("team.role-of", { email })}</label>${roleChoice(house, actor, id, role)}
<button class="btn quiet small" aria-label="${words.say("team.change-of", { email })}">${words.say("team.change")}</button>
<button class="btn quiet small danger" name="remove" value="yes" aria-label="${words.say("team.remove-who", { email })}">${words.say("account.remove")}</button></form>`;
}

function roleChoice({ words }: House, actor: Actor, id: string, chosen: SalonRole): Markup {
  return html`<select id="${id}" name="role">${givenBy(actor.role).map((role) => html`<option value="${role}"${role === chosen && html` selected`}>${words.say(`role.${role}`)}</option>`)}</select>`;
}

function invitation(house: House, slug: string, actor: Actor, { email, role, fault }: Entry): Markup {
  const { words } = house;
  const address = field(words, {
    name: "email",
    label: words.say("sign-in.email"),
    value: email,
    required: true,
    maxlength: 254,
    type: "email",
    inputmode: "email",
    autocomplete: "off",
    fault: fault ?? undefined,
  });
  return html`<section class="group"><h2>${words.say("team.invite")}</h2><p class="note">${words.say("team.invite-why")}</p>
<form class="stack" method="post" action="/team/${slug}">${hidden(langField(house))}${address}
<div class="field"><label for="role">${words.say("team.role")}</label>${roleChoice(house, actor, "role", role)}</div>
<p><button class="btn">${words.say("team.send")}</button></p></form></section>`;
}

export async function inviteMember(c: DoorContext, actor: Actor): Promise<Response> {
  const form = await readForm(c);
  const house = formHouse(c, form);
  const email = (form.fields.get("email") ?? "").trim();
  const role = roleOf(form.fields.get("role"));
  if (role === null) return showTeam(c, actor);
  const entry = (fault: string): Entry => ({ email, role, fault });
  if (!validate({ email, role })) return teamPage(c, house, actor, entry(house.words.say("fault.email")));
  const salon = slugOf(c);
  const outcome = await invite(commandContext(c), { salon, email: email.toLowerCase(), role, actor });
  if (outcome.ok) return seeOther(withLang(`/team/${salon}?done=invited`, house));
  if (outcome.problem.type !== "already-in-team") return refusedAnswer(house, outcome.problem);
  return teamPage(c, house, actor, entry(house.words.say("team.already")));
}

export async function changeTeam(c: DoorContext, actor: Actor): Promise<Response> {
  const form = await readForm(c);
  const house = formHouse(c, form);
  const salon = slugOf(c);
  const role = form.fields.has("remove") ? null : roleOf(form.fields.get("role"));
  if (role === null && !form.fields.has("remove")) return seeOther(withLang(`/team/${salon}`, house));
  const change = { salon, account: c.req.param("account") ?? "", role, actor };
  const outcome = await changeMember(commandContext(c), change);
  // Somebody who is gone already is as they should be.
  if (!outcome.ok && outcome.problem.status !== 404) return refusedAnswer(house, outcome.problem);
  return seeOther(withLang(`/team/${salon}`, house));
}

const slugOf = (c: DoorContext): string => c.req.param("salon") ?? "";

function roleOf(text: string | null): SalonRole | null {
  return SALON_ROLES.find((role) => role === text) ?? null;
}
