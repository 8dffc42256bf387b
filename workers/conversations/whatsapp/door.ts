// /webhooks/whatsapp, and whatever else the same provider tells us in the same way. It is answered 200 only once every piece of it is
// durable; anything else makes the provider send it again, which is what we want.

import type { Context } from "hono";
import { ingest, noteForgery, type Unread } from "../../commands/conversations/ingest.ts";
import type { Env } from "../../env.ts";
import { collect } from "../../http/body.ts";
import { Refusal } from "../../http/refusal.ts";
import { commandContext, type DoorEnv } from "../../http/request.ts";
import type { Parameter, Route } from "../../http/routes.ts";
import { type Problem, problem, storageUnavailable } from "../../problem.ts";
import { StorageFailure } from "../../store/database.ts";
import { sameToken } from "../../token.ts";
import { isSigned, parseSignature } from "./signature.ts";

/** What the provider signs every body with. */
export const SIGNATURE: Parameter = {
  name: "X-Hub-Signature-256",
  in: "header",
  required: true,
  description: "sha256= and the HMAC-SHA256 of the body under the app's secret, in hexadecimal digits.",
  schema: { type: "string" },
};

export interface Hub {
  path: string;
  channel: "whatsapp" | "messenger" | "instagram";
  /** In the names of its operations. */
  name: string;
  /** What webhooks are signed with, and what the provider says to be given the challenge. */
  secrets(env: Env): { app: string; verify: string };
}

/** Bytes; the provider's own bound. */
export const MAX_WEBHOOK = 3 << 20;

export const hubRoutes = ({ path, channel, name, secrets }: Hub): Route[] => [
  {
    method: "get",
    path,
    id: `subscribe${name}`,
    summary: "The provider asks whether these webhooks are ours.",
    access: "signed",
    parameters: ["hub.mode", "hub.verify_token", "hub.challenge"].map((parameter) => ({
      name: parameter,
      in: "query",
      required: true,
      description: "As the provider's documentation has it.",
      schema: { type: "string" },
    })),
    answers: { 200: { description: "The challenge.", mediaType: "text/plain" } },
    async handle(c) {
      const [mode, token, challenge] = ["hub.mode", "hub.verify_token", "hub.challenge"].map((parameter) =>
        c.req.query(parameter),
      );
      const known = token !== undefined && sameToken(token, secrets(c.env).verify);
      if (mode !== "subscribe" || challenge === undefined || !known) throw forged(c, 403);
      // What comes back to a stranger is text that no browser may take for anything else.
      return new Response(challenge, { headers: { "Content-Type": "text/plain; charset=utf-8" } });
    },
  },
  {
    method: "post",
    path,
    id: `receive${name}`,
    summary: "Messages and their statuses, as the provider signed them.",
    access: "signed",
    parameters: [SIGNATURE],
    answers: { 200: { description: "It is kept.", mediaType: "text/plain" } },
    async handle(c) {
      const signature = parseSignature(c.req.header("X-Hub-Signature-256") ?? null);
      if (signature === null) throw forged(c, 401);
      if (Number(c.req.header("Content-Length") ?? 0) > MAX_WEBHOOK) throw new Refusal(tooLarge());
      const body = await collect(c.req.raw.body, MAX_WEBHOOK);
      if (!(await isSigned(secrets(c.env).app, signature, body))) throw forged(c, 403);
      const kept = await ingest(commandContext(c), channel, body).catch((error: unknown) => {
        throw asRefusal(error);
      });
      if (typeof kept === "string") throw new Refusal(unread(kept));
      return new Response("EVENT_RECEIVED", { headers: { "Content-Type": "text/plain; charset=utf-8" } });
    },
  },
];

export const whatsappRoutes = hubRoutes({
  path: "/webhooks/whatsapp",
  channel: "whatsapp",
  name: "WhatsApp",
  secrets: ({ WHATSAPP_APP_SECRET: app, WHATSAPP_VERIFY_TOKEN: verify }) => ({ app, verify }),
});

/** Whoever tries is told of to the detectors, and told nothing. */
export function forged(c: Context<DoorEnv>, status: 401 | 403): Refusal {
  noteForgery(commandContext(c));
  return new Refusal(problem("not-signed", status, "This is not from whom it should be from."));
}

const tooLarge = (): Problem =>
  problem("body-too-large", 413, "The body is too large.", {
    detail: `The body may have at most ${MAX_WEBHOOK} bytes.`,
  });

const unread = (why: Unread): Problem =>
  why === "too-large" ? tooLarge() : problem("malformed-body", 400, "The body cannot be read.");

export function asRefusal(error: unknown): unknown {
  if (!(error instanceof StorageFailure)) return error;
  console.error(JSON.stringify({ level: "error", event: "storage-failure", message: error.message }));
  return new Refusal(storageUnavailable());
}
