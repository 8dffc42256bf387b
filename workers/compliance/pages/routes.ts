// The pages of the compliance centre, with whom each is for.

import type { PageRoute } from "../../http/pages/routes.ts";
import { showCentre } from "./centre.ts";
import { showReport } from "./evidence/report.ts";
import { checkNow, showTrail } from "./evidence/trail.ts";

export const complianceRoutes: readonly PageRoute[] = [
  { method: "get", path: "/compliance/{salon}", access: "role", permission: "compliance.read", handle: showCentre },
  {
    method: "get",
    path: "/compliance/{salon}/report",
    access: "role",
    permission: "compliance.read",
    handle: showReport,
  },
  { method: "get", path: "/compliance/{salon}/trail", access: "role", permission: "trail.read", handle: showTrail },
  { method: "post", path: "/compliance/{salon}/trail", access: "role", permission: "trail.write", handle: checkNow },
];
