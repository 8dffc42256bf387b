// GET /inbox/{salon}/media/{message}: what somebody sent, as a file to be kept. No browser is to show or run it: it is always a
// download, of the type that its bytes have, in a frame that may do nothing.

import { noteRead } from "../../commands/watching/reads.ts";
import { salonOfPage } from "../../http/pages/staff.ts";
import { Refusal } from "../../http/refusal.ts";
import { commandContext, type DoorContext } from "../../http/request.ts";
import { type Actor, actorName } from "../../permissions.ts";
import { problem } from "../../problem.ts";
import { readConversation, readMessage } from "../../store/conversations/conversations.ts";
import { readMedium } from "../../store/conversations/media.ts";
import { keepMediumOf } from "../whatsapp/keep-media.ts";

export async function openMedium(c: DoorContext, actor: Actor): Promise<Response> {
  const { slug } = await salonOfPage(c);
  const id = c.req.param("message") ?? "";
  const ctx = commandContext(c);
  const kept = (await readMedium(c.env, slug, id)) ?? (await fetched(c, slug, id, ctx.now));
  if (kept === null) throw new Refusal(problem("unknown-medium", 404, "There is no such file."));
  const conversation = await readConversation(c.env, slug, kept.conversation);
  noteRead(ctx, slug, {
    actor: actorName(actor),
    session: "session" in actor ? actor.session : undefined,
    purpose: "serve",
    what: "conversations",
    clients: [conversation?.client_id ?? kept.conversation],
    objects: [kept.conversation],
  });
  const name = `${id.slice(-8)}.${kept.type.split("/")[1] ?? "bin"}`;
  return new Response(kept.body, {
    headers: {
      "Content-Type": kept.type,
      "Content-Disposition": `attachment; filename="${name}"`,
      "Content-Security-Policy":
        "default-src 'none'; sandbox; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "no-referrer",
      "X-Robots-Tag": "noindex",
      "Cache-Control": "no-store",
    },
  });
}

/** What could not be fetched when it came. */
async function fetched(c: DoorContext, salon: string, id: string, now: number) {
  const message = await readMessage(c.env, salon, id);
  if (message === null) return null;
  const conversation = await readConversation(c.env, salon, message.conversation_id);
  if (conversation === null) return null;
  await keepMediumOf(c.env, conversation, message, now);
  return readMedium(c.env, salon, id);
}
