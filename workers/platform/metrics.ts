// GET /metrics: Prometheus text (exposition format 0.0.4) for the operator's scraper.

import { engine } from "../engine/shipped.ts";
import { apiHeaders } from "../http/headers.ts";
import { nowOf } from "../http/request.ts";
import type { Route } from "../http/routes.ts";
import { openFaults } from "../store/compliance/audit-tree.ts";
import { openIncidents } from "../store/compliance/incidents.ts";
import { overdueRequests } from "../store/compliance/requests/due.ts";
import { platformCounts } from "../store/metrics.ts";
import { MINUTES_PER_DAY } from "../time.ts";

export const metricsRoutes: Route[] = [
  {
    method: "get",
    path: "/metrics",
    id: "metrics",
    summary: "The platform's counts, as Prometheus text.",
    access: "role",
    permission: "platform.metrics",
    answers: { 200: { description: "The counts.", mediaType: "text/plain" } },
    async handle(c) {
      const counts = await platformCounts(c.env, nowOf(c));
      const faults = await openFaults(c.env);
      const overdue = await overdueRequests(c.env, Math.floor(nowOf(c) / MINUTES_PER_DAY));
      const text = [
        metric("gauge", "booking_salons", "Salons on the platform.", counts.salons),
        metric("gauge", "booking_outbox_waiting", "Messages still owed to clients.", counts.outbox_waiting),
        metric(
          "gauge",
          "booking_outbox_overdue_seconds",
          "How long the longest overdue message has been so.",
          counts.outbox_overdue_minutes * 60,
        ),
        metric("gauge", "booking_outbox_dead", "Messages given up after their last try.", counts.outbox_dead),
        metric("gauge", "booking_offers_open", "Waiting-list offers that stand.", counts.offers_open),
        metric("gauge", "booking_openings", "Times that came free and are still to be offered.", counts.openings),
        metric("gauge", "booking_audit_faults", "Stretches of audit trails that do not verify.", faults),
        metric("gauge", "booking_requests_overdue", "Requests on people's own data past their last day.", overdue),
        metric(
          "gauge",
          "booking_incidents_open",
          "Security incidents that are not closed.",
          await openIncidents(c.env),
        ),
        metric("counter", "booking_engine_traps_total", "Engine instances discarded by this isolate.", engine.traps),
      ].join("");
      return new Response(text, { headers: apiHeaders("text/plain; version=0.0.4; charset=utf-8") });
    },
  },
];

function metric(type: "gauge" | "counter", name: string, help: string, value: number): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} ${value}\n`;
}
