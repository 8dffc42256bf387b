// The pages of people who are signed in, whole, with whom each is for. What clients see has a table of its own.

import { previewPages } from "./booking/pages/doors/preview.ts";
import { complianceRoutes } from "./compliance/pages/routes.ts";
import { helpPages } from "./conversations/help/routes.ts";
import { inboxPages } from "./conversations/inbox/routes.ts";
import { deskPages } from "./desk/routes.ts";
import { mountPages, type PageRoute } from "./http/pages/routes.ts";
import { refusedPage } from "./http/pages/staff.ts";
import { accessRoutes } from "./platform/access/pages/routes.ts";

export const staffRoutes: readonly PageRoute[] = [
  ...accessRoutes,
  ...complianceRoutes,
  ...inboxPages,
  ...helpPages,
  ...previewPages,
  ...deskPages,
];

export const staffPages = mountPages(staffRoutes, refusedPage);
