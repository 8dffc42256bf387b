// The stand-ins for WhatsApp, Messenger, Instagram, Twilio and Africa's Talking on a port of this machine: the APIs that the Worker calls, and
// a page on which a developer writes to the demo salons, and calls them, as if from a telephone.
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";
import { Caller, type Carrier } from "../calls/caller.ts";
import { root } from "../process.ts";
import { type Social, SocialProvider } from "../social/provider.ts";
import { type Person, Provider, type Shown } from "./provider.ts";

/** Everything that stands in for somebody. */
interface Stands {
  provider: Provider;
  social: SocialProvider;
  caller: Caller;
}

export interface Telephone {
  /** What the salon is called, and its account with the provider. */
  salon: string;
  by: "whatsapp" | Social | Carrier;
  account: string;
}

export interface Running {
  provider: Provider;
  url: string;
  stop(): Promise<void>;
}

/** Milliseconds between what is told of a message, so that one sees it happen. */
const TELLING = 700;

/** Of whoever sits before the page. */
const PEOPLE: readonly Person[] = [
  { phone: "27825550101", user: "ZA.10000000000000000001", name: "Nomsa Dlamini" },
  { phone: "27825550102", user: "ZA.10000000000000000002", name: "Annelie van Wyk" },
  { phone: "27825550103", user: null, name: "Sipho Nkosi" },
];

export async function startGraph(
  worker: string,
  /** As links have it, and as Twilio signs it. */
  site: string,
  telephones: readonly Telephone[],
  port: number,
  setting: (name: string) => string,
): Promise<Running> {
  const provider = new Provider({
    appSecret: setting("WHATSAPP_APP_SECRET"),
    accessToken: setting("WHATSAPP_ACCESS_TOKEN"),
    templates: TEMPLATES,
    deliver: (body, signature) => delivered(worker, "whatsapp", body, signature),
  });
  // What the page's samples name: each begins as such a file does.
  const holding = (id: string, type: string, ...begins: number[]) => provider.hold(id, type, Uint8Array.from(begins));
  holding("7001", "image/jpeg", 0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 0xff, 0xd9);
  holding("7002", "audio/ogg; codecs=opus", 0x4f, 0x67, 0x67, 0x53, 0, 2);
  holding("7003", "image/webp", ...new TextEncoder().encode("RIFF\0\0\0\0WEBPVP8L"));
  const social = new SocialProvider(
    {
      appSecret: setting("MESSENGER_APP_SECRET"),
      accessToken: setting("MESSENGER_ACCESS_TOKEN"),
      deliver: (channel, body, signature) => delivered(worker, channel, body, signature),
    },
    new Map(telephones.flatMap(({ by, account }) => (isSocial(by) ? [[account, by] as const] : []))),
  );
  const caller = new Caller({
    origin: site,
    authToken: setting("TWILIO_AUTH_TOKEN"),
    path: setting("AFRICASTALKING_PATH"),
    post: (url, headers, body) => called(worker, site, url, headers, body),
  });
  const stands = { provider, social, caller };
  const server = createServer((request, response) => {
    void answer(stands, telephones, request, response).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const tell = async () => {
    await provider.settleOne();
    await social.settleOne();
  };
  const telling = setInterval(() => void tell().catch(() => {}), TELLING);
  return { provider, url: `http://127.0.0.1:${port}`, stop: () => stopped(server, telling) };
}

/** The real one tries for days; a developer's machine a few times. */
async function delivered(
  worker: string,
  channel: "whatsapp" | Social,
  body: Uint8Array<ArrayBuffer>,
  signature: string,
): Promise<void> {
  for (let tries = 0; tries < 5; tries++) {
    const headers = { "Content-Type": "application/json", "X-Hub-Signature-256": signature };
    const sent = await fetch(`${worker}/webhooks/${channel}`, { method: "POST", headers, body }).catch(() => null);
    await sent?.body?.cancel();
    if (sent?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200 * 2 ** tries));
  }
}

/** The provider calls the address that the salon's links begin with; here that is the Worker's own port. */
async function called(worker: string, site: string, url: string, headers: Record<string, string>, body: string) {
  const response = await fetch(url.replace(site, worker), { method: "POST", headers, body });
  return { status: response.status, text: await response.text() };
}

/** Approved, as the Worker names them (workers/conversations/visits/words.ts). */
const TEMPLATES = [
  ...["reminder", "follow_up"],
  ...["visit_confirmed", "visit_moved", "visit_cancelled", "visit_reminder", "visit_affected"],
  ...["visits_confirmed"],
  ...["receipt_issued", "deposit_asked", "deposit_lapsed", "payment_flagged"],
];

const isSocial = (by: Telephone["by"]): by is Social => by === "messenger" || by === "instagram";

/** What the page shows of a conversation, whoever stands in for the provider. */
function chatOf({ provider, social, caller }: Stands, by: Telephone["by"], account: string, person: Person): Shown[] {
  if (by === "whatsapp") return provider.chat(account, person.user ?? person.phone);
  if (isSocial(by))
    return social.chat(account, person.phone).map((shown) => ({ ...shown, message: asOnWhatsApp(shown) }));
  return caller.lines(by, account, `+${person.phone}`).map(({ from, text, at }, i) => ({
    ...{ id: `line${i}`, from, at, status: "read" as const },
    message: { type: "text", text: { body: text } },
  }));
}

function asOnWhatsApp({ message: { text, quick_replies: replies } }: Shown) {
  if (replies === undefined) return { type: "text", text: { body: text } };
  const buttons = (replies as { payload: string; title: string }[]).map(({ payload: id, title }) => ({
    reply: { id, title },
  }));
  return { type: "interactive", interactive: { type: "button", body: { text }, action: { buttons } } };
}

async function said(
  { provider, social, caller }: Stands,
  by: Telephone["by"],
  account: string,
  person: Person,
  // biome-ignore lint/suspicious/noExplicitAny: as the page sent it
  what: any,
) {
  const words = String(what.text?.body ?? what.interactive?.button_reply?.title ?? "");
  if (by === "whatsapp") await provider.say(account, person, what);
  else if (isSocial(by)) await social.say(account, person.phone, words, what.interactive?.button_reply?.id);
  else await caller.turn(by, account, `+${person.phone}`, what.type === "call" ? null : words);
}

async function answer(
  stands: Stands,
  telephones: readonly Telephone[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const body = await bodyOf(request);
  if (url.pathname === "/" || url.pathname === "/page.js" || url.pathname === "/page.css")
    return file(url.pathname, response);
  if (url.pathname === "/chat") {
    const person = PEOPLE[Number(url.searchParams.get("person"))] ?? PEOPLE[0];
    const account = url.searchParams.get("account") ?? "";
    const by = telephones.find((one) => one.account === account && one.by === url.searchParams.get("by"))?.by;
    if (person === undefined) return void response.writeHead(404).end();
    // Only the page itself may write: another site's page cannot set this header without asking first.
    if (request.method === "POST" && request.headers["x-telephone"] !== "1") return void response.writeHead(403).end();
    if (by === undefined) return json(response, { telephones, people: PEOPLE, chat: [], typing: false });
    if (request.method === "POST") await said(stands, by, account, person, JSON.parse(body.toString()));
    const typing = by === "whatsapp" && stands.provider.typing.has(`${account} ${person.user ?? person.phone}`);
    return json(response, { telephones, people: PEOPLE, chat: chatOf(stands, by, account, person), typing });
  }
  const headers = new Headers({ Authorization: request.headers.authorization ?? "" });
  const asked = new Request(url, {
    method: request.method ?? "GET",
    headers,
    ...(request.method === "POST" ? { body: new Uint8Array(body) } : {}),
  });
  const stand = url.pathname.startsWith("/social/") ? stands.social : stands.provider;
  const told = await stand.handle(asked);
  response.writeHead(told.status, { "Content-Type": told.headers.get("Content-Type") ?? "application/json" });
  response.end(new Uint8Array(await told.arrayBuffer()));
}

function file(path: string, response: ServerResponse): void {
  const name = path === "/" ? "page.html" : path.slice(1);
  const type = { "page.html": "text/html", "page.js": "text/javascript", "page.css": "text/css" }[name] ?? "text/plain";
  const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:";
  response
    .writeHead(200, { "Content-Type": `${type}; charset=utf-8`, "Content-Security-Policy": policy })
    .end(readFileSync(join(root, "scripts/local/graph", name)));
}

function json(response: ServerResponse, value: unknown): void {
  response
    .writeHead(200, { "Content-Type": "application/json", "Cache-Control": "no-store" })
    .end(JSON.stringify(value));
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function stopped(server: Server, telling: NodeJS.Timeout): Promise<void> {
  clearInterval(telling);
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
