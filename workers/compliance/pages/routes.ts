// The pages of the compliance centre, with whom each is for.

import type { PageRoute } from "../../http/pages/routes.ts";
import { lawPages } from "../law/routes.ts";
import { showCentre } from "./centre.ts";

export const complianceRoutes: readonly PageRoute[] = [
  { method: "get", path: "/compliance/{salon}", access: "role", permission: "compliance.read", handle: showCentre },
  ...lawPages,
];
