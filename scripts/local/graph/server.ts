// The stand-in for WhatsApp on a port of this machine: the API that the Worker calls, and a page on which a developer writes to the
// demo salons as if from a telephone.
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";
import { root } from "../process.ts";
import { Provider } from "./provider.ts";

export interface Telephone {
  /** What the salon is called, and its account with the provider. */
  salon: string;
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
const PEOPLE = [
  { phone: "27825550101", user: "ZA.10000000000000000001", name: "Nomsa Dlamini" },
  { phone: "27825550102", user: "ZA.10000000000000000002", name: "Annelie van Wyk" },
  { phone: "27825550103", user: null, name: "Sipho Nkosi" },
];

export async function startGraph(
  worker: string,
  telephones: readonly Telephone[],
  port: number,
  setting: (name: string) => string,
): Promise<Running> {
  const provider = new Provider({
    appSecret: setting("WHATSAPP_APP_SECRET"),
    accessToken: setting("WHATSAPP_ACCESS_TOKEN"),
    templates: ["reminder", "follow_up"],
    deliver: (body, signature) => delivered(worker, body, signature),
  });
  const server = createServer((request, response) => {
    void answer(provider, telephones, request, response).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const telling = setInterval(() => void provider.settleOne().catch(() => {}), TELLING);
  return { provider, url: `http://127.0.0.1:${port}`, stop: () => stopped(server, telling) };
}

/** The real one tries for days; a developer's machine a few times. */
async function delivered(worker: string, body: Uint8Array<ArrayBuffer>, signature: string): Promise<void> {
  for (let tries = 0; tries < 5; tries++) {
    const headers = { "Content-Type": "application/json", "X-Hub-Signature-256": signature };
    const sent = await fetch(`${worker}/webhooks/whatsapp`, { method: "POST", headers, body }).catch(() => null);
    await sent?.body?.cancel();
    if (sent?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200 * 2 ** tries));
  }
}

async function answer(
  provider: Provider,
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
    if (person === undefined) return void response.writeHead(404).end();
    const key = person.user ?? person.phone;
    // Only the page itself may write: another site's page cannot set this header without asking first.
    if (request.method === "POST" && request.headers["x-telephone"] !== "1") return void response.writeHead(403).end();
    if (request.method === "POST")
      await provider.say(account, person, JSON.parse(body.toString()) as Record<string, unknown>);
    const chat = provider.chat(account, key);
    return json(response, { telephones, people: PEOPLE, chat, typing: provider.typing.has(`${account} ${key}`) });
  }
  const headers = new Headers({ Authorization: request.headers.authorization ?? "" });
  const asked = new Request(url, {
    method: request.method ?? "GET",
    headers,
    ...(request.method === "POST" ? { body: new Uint8Array(body) } : {}),
  });
  const said = await provider.handle(asked);
  response.writeHead(said.status, { "Content-Type": "application/json" }).end(await said.text());
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
