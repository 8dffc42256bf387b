// …/salons/{salon}/incidents: security incidents, for programs. One act at a time moves an incident on.

import type { IncidentRequest } from "../../../shared/contracts/generated/incident.types.ts";
import { validate as incidentRequest } from "../../../shared/contracts/generated/incident.validate.js";
import { openIncident } from "../../commands/compliance/incidents/open.ts";
import { noteRead } from "../../commands/watching/reads.ts";
import { checked, MAX_BODY, parseBody, readBytes } from "../../http/body.ts";
import { parseInstant } from "../../http/instants.ts";
import { problemAnswer } from "../../http/refusal.ts";
import { commandContext, type DoorContext } from "../../http/request.ts";
import { json, outcomeAnswer, type Route } from "../../http/routes.ts";
import { type Actor, actorName } from "../../permissions.ts";
import { problem } from "../../problem.ts";
import { askIncidents, askPeople, type IncidentRow, type PersonRow } from "../../store/compliance/incidents.ts";
import { readEvidence } from "../../store/compliance/notices.ts";
import { database, read } from "../../store/database.ts";
import { formatDate, rfc3339 } from "../../time.ts";
import { checkedAct, minuteOf, perform } from "./act.ts";
import { categories } from "./drafts.ts";
import { hoursSince, type IncidentView, incidentAt } from "./view.ts";

const BASE = "/api/v1/salons/{salon}/incidents";
/** People in one answer. */
export const MOST_PEOPLE = 200;

export const incidentRoutes: Route[] = [
  {
    method: "get",
    path: BASE,
    id: "readIncidents",
    summary: "The salon's security incidents, the latest first.",
    access: "role",
    permission: "incidents.read",
    answers: { 200: { description: "The incidents.", schema: "Incidents" } },
    async handle(c) {
      const db = database(c.env, slugOf(c));
      const [rows] = await read<[IncidentRow]>(db, [askIncidents(db, slugOf(c))]);
      return json({ incidents: rows.map(brief) });
    },
  },
  {
    method: "post",
    path: BASE,
    id: "openIncident",
    summary: "Opens an incident and tells the salon's owners at once.",
    access: "role",
    permission: "incidents.write",
    body: "IncidentRequest",
    example: { nature: "A stylist's telephone was stolen while she was signed in." },
    answers: { 201: { description: "The incident is open.", schema: "IncidentAnswer" } },
    async handle(c, actor) {
      const value = parseBody(await readBytes(c.req.raw, MAX_BODY));
      const { nature, discovered_at } = checked<IncidentRequest>(value, incidentRequest, (fields) => {
        const text = fields.discovered_at;
        const none = typeof text === "string" && parseInstant(text) === null;
        return none ? [{ pointer: "/discovered_at", detail: "is no instant of the calendar" }] : [];
      });
      const discoveredAt = discovered_at === undefined ? undefined : minuteOf(discovered_at);
      return outcomeAnswer(await openIncident(commandContext(c), { salon: slugOf(c), nature, discoveredAt, actor }));
    },
  },
  {
    method: "get",
    path: `${BASE}/{incident}`,
    id: "readIncident",
    summary: "An incident: its timeline, whom it concerns, notices to read, tasks.",
    access: "role",
    permission: "incidents.read",
    answers: { 200: { description: "The incident.", schema: "Incident" } },
    async handle(c) {
      const { now } = commandContext(c);
      return json(written(await incidentAt(c.env, slugOf(c), incidentOf(c), now), now));
    },
  },
  {
    method: "post",
    path: `${BASE}/{incident}/acts`,
    id: "moveIncident",
    summary: "One step: contain, keep evidence, assess, approve, send, add or finish a task, close.",
    access: "role",
    permission: "incidents.write",
    body: "IncidentAct",
    example: { act: "contain", measure: "freeze" },
    answers: { 200: { description: "It is done.", schema: "IncidentAnswer" } },
    async handle(c, actor) {
      const act = checkedAct(parseBody(await readBytes(c.req.raw, MAX_BODY)));
      const at = { salon: slugOf(c), incident: incidentOf(c), actor };
      return outcomeAnswer(await perform(commandContext(c), at, act));
    },
  },
  {
    method: "get",
    path: `${BASE}/{incident}/people`,
    id: "readIncidentPeople",
    summary: "Whom the incident concerns, and what of theirs was read. Go on after the last client until nobody comes.",
    access: "role",
    permission: "incidents.read",
    parameters: [{ name: "after", in: "query", description: "A client's id.", schema: { type: "string" } }],
    answers: { 200: { description: "The people.", schema: "IncidentPeople" } },
    async handle(c, actor) {
      return json({ people: (await peopleOf(c, actor, c.req.query("after") ?? "")).map(person) });
    },
  },
  {
    method: "get",
    path: `${BASE}/{incident}/evidence/{digest}`,
    id: "readEvidence",
    summary: "A snapshot of evidence, as it was kept.",
    access: "role",
    permission: "trail.read",
    answers: { 200: { description: "The snapshot.", mediaType: "application/json" } },
    async handle(c) {
      const text = await readEvidence(c.env, slugOf(c), incidentOf(c), c.req.param("digest") ?? "");
      return text === null ? problemAnswer(problem("unknown-evidence", 404, "There is no such snapshot.")) : json(text);
    },
  },
];

/** Whom to reach and how; who looked is noted as any read is. */
export async function peopleOf(c: DoorContext, actor: Actor, after: string): Promise<PersonRow[]> {
  const salon = slugOf(c);
  const db = database(c.env, salon);
  const [rows] = await read<[PersonRow]>(db, [
    askPeople(db, salon, incidentOf(c), { after, limit: MOST_PEOPLE }, "respond"),
  ]);
  noteRead(commandContext(c), salon, {
    actor: actorName(actor),
    session: "session" in actor ? actor.session : undefined,
    purpose: "respond",
    what: "incident",
    clients: rows.map(({ client_id }) => client_id),
    objects: [incidentOf(c)],
  });
  return rows;
}

function person({ client_id, name, phone, what, times, first_at, last_at }: PersonRow) {
  const read = { categories: categories(JSON.parse(what) as string[]), times };
  return { client: client_id, name, phone, ...read, first: rfc3339(first_at, 0), last: rfc3339(last_at, 0) };
}

const slugOf = (c: DoorContext): string => c.req.param("salon") ?? "";
const incidentOf = (c: DoorContext): string => c.req.param("incident") ?? "";

function brief({ incident_id, state, nature, discovered_at, affected }: IncidentRow) {
  return { incident: incident_id, state, nature, discovered_at: rfc3339(discovered_at, 0), affected };
}

function written(seen: IncidentView, now: number) {
  const { incident, events, kinds, notices, tasks, told, offset, frozen } = seen;
  const at = (instant: number | null) => (instant === null ? null : rfc3339(instant, offset));
  return {
    ...brief(incident),
    discovered_at: at(incident.discovered_at),
    opened_by: incident.opened_by,
    hours_since_discovery: hoursSince(incident, now),
    frozen,
    categories: categories(kinds),
    timeline: events.map(({ seq, at: when, actor, what, detail }) => {
      return { seq, at: at(when), actor, what, detail: JSON.parse(detail) as unknown };
    }),
    notices: notices.map(({ audience, texts, digest, approvedBy, sentAt }) => {
      return { audience, digest, approved_by: approvedBy, sent_at: at(sentAt), texts };
    }),
    letters: told,
    tasks: tasks.map(({ task_id, what, owner, due, done_at }) => {
      return { task: task_id, what, owner, due: formatDate(due), done_at: at(done_at) };
    }),
  };
}
