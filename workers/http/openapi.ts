// /api/openapi.json: OpenAPI 3.1, put together from the route table and the very schemas that requests are held against.

import api from "../../shared/contracts/api.schema.json";
import booking from "../../shared/contracts/booking/booking.schema.json";
import deskBooking from "../../shared/contracts/booking/desk-booking.schema.json";
import deskChange from "../../shared/contracts/booking/desk-change.schema.json";
import deskSeries from "../../shared/contracts/booking/desk-series.schema.json";
import deskSeriesTime from "../../shared/contracts/booking/desk-series-time.schema.json";
import find from "../../shared/contracts/booking/find.schema.json";
import hold from "../../shared/contracts/booking/hold.schema.json";
import move from "../../shared/contracts/booking/move.schema.json";
import waitlist from "../../shared/contracts/booking/waitlist.schema.json";
import decision from "../../shared/contracts/compliance/decision.schema.json";
import incident from "../../shared/contracts/compliance/incident.schema.json";
import incidentAct from "../../shared/contracts/compliance/incident-act.schema.json";
import optOut from "../../shared/contracts/compliance/opt-out-registry.schema.json";
import proof from "../../shared/contracts/compliance/proof.schema.json";
import request from "../../shared/contracts/compliance/request.schema.json";
import retentionHold from "../../shared/contracts/compliance/retention-hold.schema.json";
import departure from "../../shared/contracts/compliance/salon-departure.schema.json";
import article from "../../shared/contracts/conversations/article.schema.json";
import member from "../../shared/contracts/member.schema.json";
import billChanges from "../../shared/contracts/money/bill-changes.schema.json";
import deposit from "../../shared/contracts/money/deposit.schema.json";
import payments from "../../shared/contracts/money/payments.schema.json";
import refund from "../../shared/contracts/money/refund.schema.json";
import reversal from "../../shared/contracts/money/reversal.schema.json";
import tillCount from "../../shared/contracts/money/till-count.schema.json";
import salon from "../../shared/contracts/salon.schema.json";
import { has, SALON_ROLES } from "../permissions.ts";
import { SESSION_COOKIE } from "./access/caller.ts";
import type { Parameter, Route } from "./routes.ts";

type Json = Record<string, unknown>;

export function openapi(routes: readonly Route[]): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operation(route) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "appointmentbooking",
      version: "1",
      description: "Salons, their free times, and bookings. Every error is an RFC 9457 problem that names each fault.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    paths,
    components: { schemas: components(), securitySchemes },
  };
}

const securitySchemes: Json = {
  operator: { type: "http", scheme: "bearer" },
  session: { type: "apiKey", in: "cookie", name: SESSION_COOKIE },
};

function securityOf(route: Route): Json {
  if (route.access === "account") return { security: [{ session: [] }] };
  if (route.access !== "role") return {};
  const byPerson = SALON_ROLES.some((role) => has(role, route.permission));
  return { security: [{ operator: [] }, ...(byPerson ? [{ session: [] }] : [])] };
}

function components(): Json {
  const schemas: Json = {};
  const ofCompliance = [retentionHold, request, proof, decision, incident, incidentAct, optOut, departure];
  const ofDesk = [
    deskBooking,
    deskChange,
    deskSeries,
    deskSeriesTime,
    billChanges,
    payments,
    refund,
    reversal,
    deposit,
    tillCount,
  ];
  for (const schema of [salon, hold, booking, move, find, waitlist, member, article, ...ofCompliance, ...ofDesk])
    schemas[schema.title] = cleaned(schema);
  for (const [name, schema] of Object.entries(api.$defs)) schemas[name] = cleaned(schema as Json);
  return schemas;
}

function operation(route: Route): Json {
  const parameters: Parameter[] = [
    ...[...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => pathParameter(name)),
    ...(route.parameters ?? []),
  ];
  const body = route.body && {
    required: route.bodyOptional !== true,
    content: {
      "application/json": {
        schema: { $ref: `#/components/schemas/${route.body}` },
        ...(route.example === undefined ? {} : { example: route.example }),
      },
    },
  };
  const media = route.media?.map((type) => [type, { schema: { type: "string", contentMediaType: type } }] as const);
  const answers = Object.entries(route.answers).map(([status, answer]) => {
    const content = answer.schema
      ? { "application/json": { schema: { $ref: `#/components/schemas/${answer.schema}` } } }
      : answer.mediaType && { [answer.mediaType]: { schema: { type: "string" } } };
    return [status, { description: answer.description, ...(content ? { content } : {}) }];
  });
  const problem = {
    description: "What went wrong, with every fault.",
    content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
  };
  return {
    operationId: route.id,
    summary: route.summary,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: body } : {}),
    ...(media ? { requestBody: { required: true, content: Object.fromEntries(media) } } : {}),
    ...securityOf(route),
    responses: { ...Object.fromEntries(answers), default: problem },
  };
}

function pathParameter(name: string): Parameter {
  const descriptions: Record<string, string> = {
    salon: "The salon's slug.",
    hold: "The hold's id, which is also the right to it.",
    token: "The secret of a booking's or an offer's link.",
    account: "The id of a person's account.",
    client: "The id of a client of the salon.",
    purpose: "What was consented to, such as marketing.",
    request: "The id of a request.",
    incident: "The incident's id.",
    digest: "SHA-256 of the snapshot, as the timeline has it.",
    secret: "A booking's token, or a staff member's calendar secret.",
  };
  return {
    name,
    in: "path",
    required: true,
    description: descriptions[name] ?? name,
    schema: { type: "string", minLength: 1 },
  };
}

/** A schema for the components: references lead there, and what only our own generators read is gone. */
function cleaned(schema: Json): Json {
  const title = typeof schema.title === "string" ? schema.title : "";
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== "object" || value === null) return value;
    const copy: Json = {};
    for (const [name, entry] of Object.entries(value)) {
      if (name === "tsType" || name === "$schema" || name === "$id") continue;
      copy[name] = name === "$ref" && typeof entry === "string" ? componentRef(entry, title) : walk(entry);
    }
    return copy;
  };
  return walk(schema) as Json;
}

/** "salon.schema.json#/$defs/id" and friends -> "#/components/schemas/SalonDocument/$defs/id". */
function componentRef(ref: string, title: string): string {
  const [file = "", pointer = ""] = ref.split("#");
  const definition = pointer.replace("/$defs/", "");
  if (file === "salon.schema.json" || (file === "" && title === salon.title)) {
    return `#/components/schemas/${salon.title}/$defs/${definition}`;
  }
  if (file === "" && title !== "") return `#/components/schemas/${title}/$defs/${definition}`;
  return `#/components/schemas/${definition}`;
}
