// What the pages of people who work for salons have in common: the frame, the headers, and how they refuse.

import { html } from "hono/html";
import { forbidden, type Problem } from "../../problem.ts";
import { publishedSalon, type Salon } from "../../store/snapshots.ts";
import { lengthOfTime } from "../../ui/dates.ts";
import type { Markup } from "../../ui/markup.ts";
import { type House, houseFrame, houseWords, withLang } from "../../ui/shell.ts";
import { Refusal } from "../refusal.ts";
import type { DoorContext } from "../request.ts";
import { pageAnswer, seeOther } from "./answer.ts";
import type { Form } from "./form.ts";

export interface StaffPage {
  title: string;
  main: Markup;
  status?: number;
  /** The address of its languages, where this page's own cannot be asked for with GET. */
  languageUrl?: string;
  retryAfter?: number | undefined;
  /** False where nobody is signed in yet, or where the page has its own way to sign out. */
  signOut?: boolean;
  /** With the desk's sheet and script. */
  desk?: boolean;
}

export function staffAnswer(
  house: House,
  { title, main, status = 200, languageUrl, retryAfter, signOut = true, desk = false }: StaffPage,
): Promise<Response> {
  const text = {
    title,
    unlisted: true,
    staff: true,
    desk,
    signOut,
    ...(languageUrl === undefined ? {} : { languageUrl }),
  };
  return pageAnswer(houseFrame(house, text, main), { status, secret: true, staff: true, retryAfter });
}

/** The salon that a page of its team is about. One that is not there is refused like another's. */
export async function salonOfPage(c: DoorContext): Promise<Salon> {
  const salon = await publishedSalon(c.env, c.req.param("salon") ?? "");
  if (salon === null) throw new Refusal(forbidden());
  return salon;
}

/** The words of a form's answer: a form carries the language in a field, where a page carries it in its address. */
export function formHouse(c: DoorContext, { fields }: Form): House {
  const url = new URL(c.req.url);
  const lang = fields.get("lang");
  if (lang !== null) url.searchParams.set("lang", lang);
  return houseWords(new Request(url, { headers: c.req.raw.headers }));
}

/** Whoever is not signed in is led to where they can; anybody else is told, without a word on whether the place exists. */
export async function refusedPage(c: DoorContext, problem: Problem): Promise<Response> {
  const house = houseWords(c.req.raw);
  if (problem.status === 401 || problem.type === "sign-in-again") return seeOther(withLang("/sign-in", house));
  return refusedAnswer(house, problem);
}

export function refusedAnswer(house: House, { type, status, retryAfter }: Problem): Promise<Response> {
  const { words } = house;
  const wait = Math.max(1, Math.ceil((retryAfter ?? 60) / 60));
  const [title, text] =
    status === 429
      ? [words.say("too-often.title"), words.say("too-often.text", { length: lengthOfTime(words, wait) })]
      : status >= 500
        ? [words.say("unavailable.title"), words.say("unavailable.text")]
        : status === 404
          ? [words.say("not-found.title"), words.say("not-found.text")]
          : type === "last-owner"
            ? [words.say("refused.title"), words.say("team.last-owner")]
            : [words.say("refused.title"), words.say("staff.forbidden")];
  const main = html`<div class="narrow refusal" role="alert"><h1>${title}</h1><p class="lede">${text}</p>
<p class="acts"><a class="btn" href="${withLang("/account", house)}">${words.say("account.title")}</a></p></div>`;
  return staffAnswer(house, { title, main, status, languageUrl: "/account", retryAfter });
}
