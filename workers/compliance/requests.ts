// Requests on one's own data over HTTP: for whoever asks, also by way of a conversation, and for the salon that answers.

import type { RequestDecision } from "../../shared/contracts/generated/decision.types.ts";
import { validate as decisionBody } from "../../shared/contracts/generated/decision.validate.js";
import type { RequestProof } from "../../shared/contracts/generated/proof.types.ts";
import { validate as proofBody } from "../../shared/contracts/generated/proof.validate.js";
import type { DataRequest } from "../../shared/contracts/generated/request.types.ts";
import { validate as requestBody } from "../../shared/contracts/generated/request.validate.js";
import { countryOf } from "../../shared/contracts/salon.ts";
import { decideRequest } from "../commands/compliance/requests/decide.ts";
import { handOver } from "../commands/compliance/requests/open.ts";
import { listRequests, readRequest } from "../commands/compliance/requests/read.ts";
import { type Asked, askedFaults } from "../commands/compliance/requests/request.ts";
import { recordRequest, startByLink, startRequest } from "../commands/compliance/requests/start.ts";
import { verifyRequest } from "../commands/compliance/requests/verify.ts";
import { checked, MAX_BODY, parseBody, readBytes } from "../http/body.ts";
import { e164, HOME } from "../http/phone.ts";
import { commandContext, type DoorContext } from "../http/request.ts";
import { outcomeAnswer, type Route } from "../http/routes.ts";
import type { Fault } from "../problem.ts";
import { publishedSalon } from "../store/snapshots.ts";

const STARTED = { 201: { description: "It is received, and its days run.", schema: "StartedRequest" } };
const STANDS = { 200: { description: "How it stands now.", schema: "RequestAnswer" } };
const EXAMPLE = { kind: "access", phone: "+27825550199" };

export const requestRoutes: Route[] = [
  {
    method: "post",
    path: "/api/v1/salons/{salon}/requests",
    id: "startRequest",
    summary:
      "Asks about one's own data. A code goes to the addresses on file under the number; the answer tells nothing of them.",
    access: "client",
    body: "DataRequest",
    example: EXAMPLE,
    answers: STARTED,
    async handle(c) {
      const country = await countryAt(c);
      const body = await requestOf(c, country, true);
      return outcomeAnswer(await startRequest(commandContext(c), { salon: salonOf(c), ...body }));
    },
  },
  {
    method: "post",
    path: "/api/v1/salons/{salon}/requests/{request}/proof",
    id: "proveRequest",
    summary: "Proves by the code that was sent who asked; what needs no decision is then carried out.",
    access: "client",
    body: "RequestProof",
    example: { phone: "+27825550199", code: "123456" },
    answers: STANDS,
    async handle(c) {
      const country = await countryAt(c);
      const { phone, code } = checked<RequestProof>(await bodyOf(c), proofBody, phoneFaults(country));
      const input = { ...keyOf(c), phone: e164(phone, country) ?? phone, code };
      return outcomeAnswer(await verifyRequest(commandContext(c), input));
    },
  },
  {
    method: "post",
    path: "/api/v1/bookings/{token}/requests",
    id: "startRequestByLink",
    summary: "Asks about one's own data by a booking's link, which is proof enough to object or to withdraw a consent.",
    access: "capability",
    body: "DataRequest",
    example: { kind: "objection", stop: ["marketing"] },
    answers: STARTED,
    async handle(c) {
      const { phone: _none, ...asked } = await requestOf(c, HOME, false);
      return outcomeAnswer(await startByLink(commandContext(c), { ...asked, token: c.req.param("token") ?? "" }));
    },
  },
  {
    method: "get",
    path: "/api/v1/salons/{salon}/requests",
    id: "listRequests",
    summary: "The salon's requests with their clocks.",
    access: "role",
    permission: "requests.read",
    answers: { 200: { description: "The requests.", schema: "RequestList" } },
    handle: async (c) => outcomeAnswer(await listRequests(commandContext(c), salonOf(c))),
  },
  {
    method: "post",
    path: "/api/v1/salons/{salon}/requests/recorded",
    id: "recordRequest",
    summary: "Writes down a request that came another way, from somebody whom the salon looked at.",
    access: "role",
    permission: "requests.write",
    body: "DataRequest",
    example: EXAMPLE,
    answers: STARTED,
    async handle(c, actor) {
      const body = await requestOf(c, await countryAt(c), true);
      return outcomeAnswer(await recordRequest(commandContext(c), { salon: salonOf(c), actor, ...body }));
    },
  },
  {
    method: "get",
    path: "/api/v1/salons/{salon}/requests/{request}",
    id: "readRequest",
    summary: "One request, whose it is, what happened to it, and its receipts.",
    access: "role",
    permission: "requests.read",
    answers: STANDS,
    handle: async (c) => outcomeAnswer(await readRequest(commandContext(c), keyOf(c))),
  },
  {
    method: "post",
    path: "/api/v1/salons/{salon}/requests/{request}/decision",
    id: "decideRequest",
    summary: "Grants a correction or a deletion, or refuses it on a ground of the law and with a reason.",
    access: "role",
    permission: "requests.write",
    body: "RequestDecision",
    example: { decision: "refused", ground: "law", reason: "The tax law has us keep invoices for five years." },
    answers: STANDS,
    async handle(c, actor) {
      const body = checked<RequestDecision>(await bodyOf(c), decisionBody);
      return outcomeAnswer(await decideRequest(commandContext(c), { ...keyOf(c), actor, ...body }));
    },
  },
  {
    method: "post",
    path: "/api/v1/salons/{salon}/requests/{request}/hand-over",
    id: "handOverRequest",
    summary: "What was gathered for a client without an e-mail address, whom the salon saw, to be handed to them.",
    access: "role",
    permission: "requests.write",
    answers: { 200: { description: "The file.", mediaType: "application/json" } },
    handle: async (c, actor) => outcomeAnswer(await handOver(commandContext(c), { ...keyOf(c), actor })),
  },
];

const salonOf = (c: DoorContext): string => c.req.param("salon") ?? "";
const keyOf = (c: DoorContext) => ({ salon: salonOf(c), request: c.req.param("request") ?? "" });

async function bodyOf(c: DoorContext): Promise<unknown> {
  return parseBody(await readBytes(c.req.raw, MAX_BODY));
}

/** Whose national numbers the salon's clients write; the command tells that a salon is unknown. */
async function countryAt(c: DoorContext): Promise<string> {
  const salon = await publishedSalon(c.env, salonOf(c));
  return salon === null ? HOME : countryOf(salon.view);
}

type Fields = Record<string, unknown>;

const phoneFaults =
  (country: string, at = "") =>
  ({ phone }: Fields): Fault[] => {
    if (typeof phone !== "string" || !/^\+?[0-9 ().-]+$/.test(phone) || e164(phone, country) !== null) return [];
    return [{ pointer: `${at}/phone`, detail: "must be a telephone number" }];
  };

/** `byPhone`: the number says whose it is, so it must be there; beside a link it must not. */
async function requestOf(c: DoorContext, country: string, byPhone: boolean): Promise<Asked & { phone: string }> {
  const body = checked<DataRequest>(await bodyOf(c), requestBody, (fields) => [
    ...phoneFaults(country)(fields),
    ...(isFields(fields.correct) ? phoneFaults(country, "/correct")(fields.correct) : []),
    ...("phone" in fields === byPhone
      ? []
      : [{ pointer: "/phone", detail: byPhone ? "is required" : "must not stand beside a link" }]),
    ...partFaults(fields),
  ]);
  const { kind, phone = "", language, correct, stop, withdraw } = body;
  const number = correct?.phone === undefined ? {} : { phone: e164(correct.phone, country) ?? correct.phone };
  const corrected = correct === undefined ? {} : { correct: { ...correct, ...number } };
  const detail = { ...corrected, ...(stop && { stop }), ...(withdraw && { withdraw }) };
  return { kind, detail, phone: e164(phone, country) ?? phone, ...(language === undefined ? {} : { language }) };
}

/** What does not belong together; a kind that is none is told of by the schema. */
function partFaults({ kind, correct, stop, withdraw }: Fields): Fault[] {
  const known = ["access", "correction", "deletion", "objection", "withdrawal"].includes(String(kind));
  return known ? askedFaults({ kind, detail: { correct, stop, withdraw } } as Asked) : [];
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}
