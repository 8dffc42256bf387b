// Provisioning: a salon is put as one document and read back as one, by its owner or the operator; everybody sees its public view.

import { putSalon } from "../commands/put-salon.ts";
import { knowsZone } from "../engine/clock.ts";
import { engine } from "../engine/shipped.ts";
import { MAX_DOCUMENT, parseBody, readBytes } from "../http/body.ts";
import { checkDocument } from "../http/document/check.ts";
import { liveFaults } from "../http/document/law.ts";
import { problemAnswer, Refusal } from "../http/refusal.ts";
import { commandContext } from "../http/request.ts";
import { json, outcomeAnswer, type Route } from "../http/routes.ts";
import { actorName } from "../permissions.ts";
import { invalid, unknownSalon } from "../problem.ts";
import { feedVersion } from "../store/compliance/containment.ts";
import { readDocument } from "../store/salons.ts";
import { salonOf } from "../store/snapshots.ts";
import { calendarToken } from "../token.ts";

/** `If-Match`: the ETag of the document that was edited; whoever sends none replaces whatever there is. */
function expected(tag: string | undefined): { expect: number } | object {
  if (tag === undefined) return {};
  const version = /^"(\d{1,9})"$/.exec(tag)?.[1];
  if (version === undefined)
    throw new Refusal(invalid([{ parameter: "If-Match", detail: "must be the document's ETag" }]));
  return { expect: Number(version) };
}

export const salonRoutes: Route[] = [
  {
    method: "put",
    path: "/api/v1/salons/{salon}",
    id: "putSalon",
    summary:
      "Makes or replaces a salon. Bookings stay as they are; the answer lists those that no longer fit. Refused without a " +
      "registered Information Officer, except on a developer's machine; and with If-Match, where somebody else edited meanwhile.",
    access: "role",
    permission: "salon.write",
    body: "SalonDocument",
    answers: {
      200: { description: "The salon was replaced.", schema: "PutSalonAnswer" },
      201: { description: "The salon was made.", schema: "PutSalonAnswer" },
    },
    async handle(c, actor) {
      const value = parseBody(await readBytes(c.req.raw, MAX_DOCUMENT));
      const checked = checkDocument(value, c.req.param("salon") ?? "", (zone) => knowsZone(zone, engine));
      if (!checked.ok) throw new Refusal(invalid(checked.faults));
      const notLive = liveFaults(checked.document, c.env);
      if (notLive.length > 0) throw new Refusal(invalid(notLive));
      const input = { document: checked.document, actor: actorName(actor), ...expected(c.req.header("If-Match")) };
      return outcomeAnswer(await putSalon(commandContext(c), input));
    },
  },
  {
    method: "get",
    path: "/api/v1/salons/{salon}",
    id: "readSalon",
    summary: "What the public may know of a salon.",
    access: "open",
    answers: { 200: { description: "The salon's public view.", schema: "PublicSalon" } },
    async handle(c) {
      const slug = c.req.param("salon") ?? "";
      const salon = await salonOf(c.env, slug);
      if (salon === null) return problemAnswer(unknownSalon(slug));
      const tag = `"${salon.version}"`;
      const headers = { ETag: tag, "Cache-Control": "no-cache" };
      if (c.req.header("If-None-Match") === tag) return new Response(null, { status: 304, headers });
      return json(salon.view, 200, headers);
    },
  },
  {
    method: "get",
    path: "/api/v1/salons/{salon}/document",
    id: "readDocument",
    summary: "The salon's whole document, as it was put.",
    access: "role",
    permission: "salon.read",
    answers: { 200: { description: "The document.", schema: "SalonDocument" } },
    async handle(c) {
      const slug = c.req.param("salon") ?? "";
      const stored = await readDocument(c.env, slug);
      if (stored === null) return problemAnswer(unknownSalon(slug));
      return json(stored.document, 200, { ETag: `"${stored.version}"` });
    },
  },
  {
    method: "get",
    path: "/api/v1/salons/{salon}/calendars",
    id: "readCalendars",
    summary: "The addresses of the team's calendar feeds.",
    access: "role",
    permission: "calendars.read",
    answers: { 200: { description: "One address for each person.", schema: "Calendars" } },
    async handle(c) {
      const slug = c.req.param("salon") ?? "";
      const salon = await salonOf(c.env, slug);
      if (salon === null) return problemAnswer(unknownSalon(slug));
      const { origin } = new URL(c.req.url);
      const version = await feedVersion(c.env, slug);
      const calendars = await Promise.all(
        salon.view.staff.map(async ({ id }) => {
          const secret = await calendarToken(c.env.TOKEN_SECRET, slug, id, version);
          return { staff: id, url: `${origin}/${slug}/calendar/${secret}.ics` };
        }),
      );
      return json({ calendars });
    },
  },
];
