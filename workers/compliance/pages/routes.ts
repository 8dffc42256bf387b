// The pages of the compliance centre, with whom each is for.

import type { PageRoute } from "../../http/pages/routes.ts";
import { reportIncident, showIncidents } from "../incidents/pages/list.ts";
import { actOnIncident, showIncident } from "../incidents/pages/show.ts";
import { showCentre } from "./centre.ts";

const INCIDENTS = "/compliance/{salon}/incidents";

export const complianceRoutes: readonly PageRoute[] = [
  { method: "get", path: "/compliance/{salon}", access: "role", permission: "compliance.read", handle: showCentre },
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
