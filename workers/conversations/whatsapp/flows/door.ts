// POST /webhooks/whatsapp/flows: what a telephone asks while its owner fills in the booking Flow. Statuses are the provider's: 432
// for a signature that is not its own, 421 where the telephone has to fetch our key anew, 427 where the Flow's time is over.

import { noteForgery } from "../../../commands/conversations/ingest.ts";
import { collect } from "../../../http/body.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import type { Route } from "../../../http/routes.ts";
import { readConversation } from "../../../store/conversations/conversations.ts";
import { salonOf } from "../../../store/snapshots.ts";
import { LANGUAGES, wordsIn } from "../../../ui/words.ts";
import { SIGNATURE } from "../door.ts";
import { isSigned, parseSignature } from "../signature.ts";
import { type Opened, openEnvelope, sealed } from "./envelope.ts";
import { type Exchange, nextScreen } from "./screens.ts";
import { readFlowToken } from "./token.ts";

/** Bytes of a sealed request: a Flow's screens hold a few hundred. */
const MOST = 64 << 10;

const plain = (text: string, status = 200): Response =>
  new Response(text, { status, headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" } });

export const flowRoutes: Route[] = [
  {
    method: "post",
    path: "/webhooks/whatsapp/flows",
    id: "exchangeFlow",
    summary: "The data exchange of the booking Flow, sealed as the provider has it.",
    access: "signed",
    parameters: [SIGNATURE],
    answers: { 200: { description: "The next screen, sealed, in base64.", mediaType: "text/plain" } },
    handle,
  },
];

async function handle(c: DoorContext): Promise<Response> {
  const signature = parseSignature(c.req.header("X-Hub-Signature-256") ?? null);
  const body = signature === null ? new Uint8Array() : await collect(c.req.raw.body, MOST);
  if (signature === null || !(await isSigned(c.env.WHATSAPP_APP_SECRET, signature, body))) {
    noteForgery(commandContext(c));
    return plain("", 432);
  }
  const opened = await openEnvelope(c.env, body);
  if (opened === null) return plain("", 421);
  return answered(c, opened);
}

async function answered(c: DoorContext, opened: Opened): Promise<Response> {
  const exchange = exchangeOf(opened.value);
  if (exchange.action === "ping") return plain(await sealed(opened, { data: { status: "active" } }));
  if ("error" in exchange.data) {
    console.warn(JSON.stringify({ event: "flow-error", screen: exchange.screen, trace: c.get("trace") }));
    return plain(await sealed(opened, { data: { acknowledged: true } }));
  }
  // The provider calls for everybody, so nobody is counted by its address.
  const ctx = { ...commandContext(c), caller: null };
  const token = await readFlowToken(c.env.TOKEN_SECRET, exchange.token);
  const conversation = token === null ? null : await readConversation(c.env, token.salon, token.conversation);
  const salon = token === null ? null : await salonOf(c.env, token.salon);
  const language = LANGUAGES.find((one) => one === conversation?.language) ?? "en";
  if (
    token === null ||
    conversation === null ||
    salon === null ||
    conversation.phone === null ||
    token.until <= ctx.now
  ) {
    return plain(await sealed(opened, { error_msg: wordsIn(language).say("flow.over") }), 427);
  }
  return plain(await sealed(opened, await nextScreen(ctx, { salon, conversation, language }, exchange)));
}

/** Whatever it is, as an exchange; what is missing is empty. */
function exchangeOf(value: unknown): Exchange {
  const told = typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  const of = (name: string): string => (typeof told[name] === "string" ? told[name] : "");
  const data = typeof told.data === "object" && told.data !== null ? (told.data as Record<string, unknown>) : {};
  return { action: of("action"), screen: of("screen"), data, token: of("flow_token") };
}
