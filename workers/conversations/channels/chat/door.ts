// /{salon}/chat: a page to write to the salon on, opened by whoever asks for it. Who somebody is, is known by a random word in their
// browser's cookie, which is set when they first write and of which D1 keeps a hash.

import { sayInChat } from "../../../commands/conversations/chat.ts";
import { type Content, choicesOf } from "../../../commands/conversations/content.ts";
import { requireOwnPage } from "../../../http/access/caller.ts";
import { pageAnswer, seeOther } from "../../../http/pages/answer.ts";
import { readForm } from "../../../http/pages/form.ts";
import { mountPages, type PageRoute } from "../../../http/pages/routes.ts";
import { formHouse } from "../../../http/pages/staff.ts";
import { Refusal } from "../../../http/refusal.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import { problem } from "../../../problem.ts";
import { type Chat, hasChat, readChat } from "../../../store/conversations/chats.ts";
import { publishedSalon, type Salon } from "../../../store/snapshots.ts";
import { isId, newSecret, tokenHash } from "../../../token.ts";
import { houseWords, withLang } from "../../../ui/shell.ts";
import { answering } from "../../dialogue/answering.ts";
import { chatPage, chatRefusal } from "./page.ts";

/** The prefix binds it to this very host; other sites' pages do not get it sent along. */
const COOKIE = "__Host-chat";
const KEPT = 7 * 24 * 3600; // seconds
/** Milliseconds for which a browser without sockets waits; below what intermediaries cut off. */
const WAIT = 25_000;

export const chatRoutes: readonly PageRoute[] = [
  { method: "get", path: "/{salon}/chat", access: "client", handle: show },
  { method: "post", path: "/{salon}/chat", access: "client", handle: say },
  { method: "get", path: "/{salon}/chat/socket", access: "client", handle: listen },
  { method: "get", path: "/{salon}/chat/wait", access: "client", handle: wait },
];

export const chatPages = mountPages(chatRoutes, (c, why) => {
  const { status, retryAfter } = why;
  const salon = /^[a-z0-9-]{1,63}$/.exec(c.req.param("salon") ?? "")?.[0] ?? "";
  return pageAnswer(chatRefusal(houseWords(c.req.raw), salon, why), { status, secret: true, staff: true, retryAfter });
});

const nothingHere = (): Refusal => new Refusal(problem("not-found", 404, "There is nothing at this address."));

async function salonOf(c: DoorContext): Promise<Salon> {
  const salon = await publishedSalon(c.env, c.req.param("salon") ?? "");
  if (salon === null || !(await hasChat(c.env, salon.slug))) throw nothingHere();
  return salon;
}

function tokenOf(c: DoorContext): string | null {
  const cookies = (c.req.header("Cookie") ?? "").split(/;\s*/).map((one) => one.split("="));
  const token = cookies.find(([name]) => name === COOKIE)?.[1] ?? "";
  return isId(token) ? token : null;
}

/** Somebody is another person in each salon. */
const personOf = (salon: string, token: string): Promise<string> => tokenHash(`chat:${salon}:${token}`);

async function chatOf(c: DoorContext, salon: string): Promise<Chat | null> {
  const token = tokenOf(c);
  return token === null ? null : readChat(c.env, salon, await personOf(salon, token));
}

async function show(c: DoorContext): Promise<Response> {
  const { slug, view } = await salonOf(c);
  const page = chatPage(houseWords(c.req.raw), view, await chatOf(c, slug));
  return pageAnswer(page, { secret: true, staff: true });
}

async function say(c: DoorContext): Promise<Response> {
  const { slug } = await salonOf(c);
  const form = await readForm(c);
  const back = withLang(`/${slug}/chat`, formHouse(c, form));
  const known = tokenOf(c);
  const token = known ?? newSecret();
  const person = await personOf(slug, token);
  const said = saidIn(form.fields, known === null ? null : await readChat(c.env, slug, person));
  const key = form.fields.get("key") ?? "";
  if (said === null || !isId(key)) return seeOther(back);
  const done = await sayInChat(commandContext(c), { salon: slug, person, key, said }, answering);
  if (!done.ok) throw new Refusal(done.problem);
  const answer = seeOther(back);
  answer.headers.set("Set-Cookie", `${COOKIE}=${token}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=${KEPT}`);
  return answer;
}

/** A choice is taken with its words, where it is one that was offered last. */
function saidIn(
  fields: URLSearchParams,
  chat: Chat | null,
): { text: string } | { choice: string; title: string } | null {
  const id = fields.get("choice");
  if (id !== null) {
    const last = chat?.lines.findLast(({ direction }) => direction === "out")?.detail ?? null;
    const chosen = last === null ? undefined : choicesOf(JSON.parse(last) as Content).find((one) => one.id === id);
    return chosen === undefined ? null : { choice: id, title: chosen.title };
  }
  const text = (fields.get("text") ?? "").replaceAll("\r\n", "\n").trim();
  return text === "" ? null : { text };
}

async function listen(c: DoorContext): Promise<Response> {
  if (c.req.header("Upgrade")?.toLowerCase() !== "websocket") throw nothingHere();
  requireOwnPage(c); // a socket is no fetch: another site's page could open one under our cookie
  const { slug } = await salonOf(c);
  const chat = await chatOf(c, slug);
  if (chat === null) throw nothingHere();
  return c.env.CHAT.getByName(chat.conversation).fetch(c.req.raw);
}

/** 200 once there is something new, or nothing was for so long. */
async function wait(c: DoorContext): Promise<Response> {
  const { slug } = await salonOf(c);
  const chat = await chatOf(c, slug);
  if (chat === null) throw nothingHere();
  await c.env.CHAT.getByName(chat.conversation).wait(WAIT);
  return new Response("", { headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" } });
}
