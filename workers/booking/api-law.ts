// What the law has a salon tell whoever books, for programs that book in a client's place: the privacy notice with the hash
// that a booking names, and the client's consents behind the link of their booking.

import { clockOf } from "../commands/deciding/answer.ts";
import { readConsents, withdrawConsent } from "../commands/law/consents.ts";
import { keepNotice, NOTICE_LANGUAGES, noticeOf } from "../commands/law/notice.ts";
import { problemAnswer, Refusal } from "../http/refusal.ts";
import { commandContext, type DoorContext } from "../http/request.ts";
import { json, outcomeAnswer, type Route } from "../http/routes.ts";
import { invalid, unknownSalon } from "../problem.ts";
import { salonOf } from "../store/snapshots.ts";
import { parseToken } from "../token.ts";

export const lawRoutes: Route[] = [
  {
    method: "get",
    path: "/api/v1/salons/{salon}/notice",
    id: "readNotice",
    summary: "The salon's privacy notice, to be shown before a client's details are asked for.",
    access: "open",
    parameters: [
      {
        name: "language",
        in: "query",
        description: "en when absent.",
        schema: { type: "string", enum: NOTICE_LANGUAGES },
      },
    ],
    answers: { 200: { description: "The notice.", schema: "Notice" } },
    async handle(c) {
      const language = languageOf(c);
      const slug = c.req.param("salon") ?? "";
      const salon = await salonOf(c.env, slug);
      if (salon === null) return problemAnswer(unknownSalon(slug));
      const notice = await noticeOf(salon, language);
      keepNotice(commandContext(c), salon, notice);
      const { hash, text } = notice;
      return json({ salon: slug, language: notice.language, hash, text });
    },
  },
  {
    method: "get",
    path: "/api/v1/bookings/{token}/consents",
    id: "readConsents",
    summary: "What the client was asked with this booking, and what they last said.",
    access: "capability",
    answers: { 200: { description: "Their answers, by purpose.", schema: "Consents" } },
    async handle(c) {
      const token = c.req.param("token") ?? "";
      const outcome = await readConsents(commandContext(c), token);
      if (!outcome.ok) return problemAnswer(outcome.problem);
      const { consents } = outcome.value;
      const salon = await salonOf(c.env, parseToken(token)?.salon ?? "");
      if (salon === null) return problemAnswer(unknownSalon(""));
      const at = clockOf(
        salon,
        consents.map((one) => one.at),
      );
      return json({
        consents: consents.map(({ wording, ...one }) => ({
          ...one,
          ...(wording === null ? {} : { wording }),
          at: at(one.at),
        })),
      });
    },
  },
  {
    method: "delete",
    path: "/api/v1/bookings/{token}/consents/{purpose}",
    id: "withdrawConsent",
    summary: "Withdraws a consent, at once and free of charge.",
    access: "capability",
    answers: { 200: { description: "It is withdrawn.", schema: "ConsentAnswer" } },
    handle: async (c) =>
      outcomeAnswer(
        await withdrawConsent(commandContext(c), {
          token: c.req.param("token") ?? "",
          purpose: c.req.param("purpose") ?? "",
        }),
      ),
  },
];

function languageOf(c: DoorContext): string {
  const wished = c.req.query("language") ?? "en";
  if (NOTICE_LANGUAGES.some((known) => known === wished)) return wished;
  const detail = `must be one of ${NOTICE_LANGUAGES.join(", ")}`;
  throw new Refusal(invalid([{ parameter: "language", detail }]));
}
