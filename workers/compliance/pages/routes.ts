// The pages of the compliance centre, with whom each is for.

import type { PageRoute } from "../../http/pages/routes.ts";
import { reportIncident, showIncidents } from "../incidents/pages/list.ts";
import { actOnIncident, showIncident } from "../incidents/pages/show.ts";
import { lawPages } from "../law/routes.ts";
import { showCentre } from "./centre.ts";
import { showReport } from "./evidence/report.ts";
import { checkNow, showTrail } from "./evidence/trail.ts";
import { record, showList } from "./requests/list.ts";
import { decideOne, showOne } from "./requests/one.ts";

const REQUEST = "/compliance/{salon}/requests/{request}";

const INCIDENTS = "/compliance/{salon}/incidents";

export const complianceRoutes: readonly PageRoute[] = [
  { method: "get", path: "/compliance/{salon}", access: "role", permission: "compliance.read", handle: showCentre },
  ...lawPages,
  {
    method: "get",
    path: "/compliance/{salon}/requests",
    access: "role",
    permission: "requests.read",
    handle: showList,
  },
  {
    method: "post",
    path: "/compliance/{salon}/requests",
    access: "role",
    permission: "requests.write",
    handle: record,
  },
  { method: "get", path: REQUEST, access: "role", permission: "requests.read", handle: showOne },
  { method: "post", path: REQUEST, access: "role", permission: "requests.write", handle: decideOne },
  {
    method: "get",
    path: "/compliance/{salon}/report",
    access: "role",
    permission: "compliance.read",
    handle: showReport,
  },
  { method: "get", path: "/compliance/{salon}/trail", access: "role", permission: "trail.read", handle: showTrail },
  { method: "post", path: "/compliance/{salon}/trail", access: "role", permission: "trail.write", handle: checkNow },
  { method: "get", path: INCIDENTS, access: "role", permission: "incidents.read", handle: showIncidents },
  { method: "post", path: INCIDENTS, access: "role", permission: "incidents.write", handle: reportIncident },
  {
    method: "get",
    path: `${INCIDENTS}/{incident}`,
    access: "role",
    permission: "incidents.read",
    handle: showIncident,
  },
  {
    method: "post",
    path: `${INCIDENTS}/{incident}`,
    access: "role",
    permission: "incidents.write",
    handle: actOnIncident,
  },
];
