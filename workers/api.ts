// The API, whole: every address that speaks to programs, and the description made from this very table. Pages have their own.

import { availabilityRoutes } from "./booking/api-availability.ts";
import { bookingRoutes } from "./booking/api-bookings.ts";
import { calendarRoutes } from "./booking/api-calendar.ts";
import { deskRoutes } from "./booking/api-desk.ts";
import { holdRoutes, waitlistRoutes } from "./booking/api-holds.ts";
import { lawRoutes } from "./booking/api-law.ts";
import { auditRoutes } from "./compliance/audit.ts";
import { incidentRoutes } from "./compliance/incidents/api.ts";
import { requestRoutes } from "./compliance/requests.ts";
import { retentionRoutes } from "./compliance/retention.ts";
import { specialRoutes } from "./compliance/special.ts";
import { socialRoutes } from "./conversations/channels/social/door.ts";
import { voiceRoutes } from "./conversations/channels/voice/door.ts";
import { articleRoutes } from "./conversations/help/api.ts";
import { whatsappRoutes } from "./conversations/whatsapp/door.ts";
import { flowRoutes } from "./conversations/whatsapp/flows/door.ts";
import { calendarDeskRoutes } from "./desk/calendar/api.ts";
import { photoRoutes } from "./desk/calendar/photos/api.ts";
import { seriesRoutes } from "./desk/calendar/series/api.ts";
import { clientRoutes } from "./desk/clients/api.ts";
import { moneyRoutes } from "./desk/money/api.ts";
import { paymentRoutes } from "./desk/money/online/webhooks.ts";
import { openapi } from "./http/openapi.ts";
import { json, type Route } from "./http/routes.ts";
import { signInRoutes } from "./platform/access/api-sign-in.ts";
import { teamRoutes } from "./platform/access/api-team.ts";
import { healthRoutes } from "./platform/health.ts";
import { metricsRoutes } from "./platform/metrics.ts";
import { registryRoutes } from "./platform/registry.ts";
import { salonRoutes } from "./platform/salons.ts";

const described: Route = {
  method: "get",
  path: "/api/openapi.json",
  id: "openapi",
  summary: "This description.",
  access: "open",
  answers: { 200: { description: "OpenAPI 3.1." } },
  handle: async () => json(openapi(routes), 200, { "Cache-Control": "no-cache" }),
};

export const routes: readonly Route[] = [
  described,
  ...salonRoutes,
  ...availabilityRoutes,
  ...holdRoutes,
  ...bookingRoutes,
  ...deskRoutes,
  ...calendarDeskRoutes,
  ...photoRoutes,
  ...seriesRoutes,
  ...waitlistRoutes,
  ...clientRoutes,
  ...lawRoutes,
  ...calendarRoutes,
  ...signInRoutes,
  ...teamRoutes,
  ...auditRoutes,
  ...specialRoutes,
  ...retentionRoutes,
  ...requestRoutes,
  ...incidentRoutes,
  ...whatsappRoutes,
  ...socialRoutes,
  ...voiceRoutes,
  ...articleRoutes,
  ...flowRoutes,
  ...moneyRoutes,
  ...paymentRoutes,
  ...healthRoutes,
  ...metricsRoutes,
  ...registryRoutes,
];
