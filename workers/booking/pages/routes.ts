// The pages' addresses. Mounted after the API's, since `/{salon}` takes whatever nobody else has.

import { type Context, Hono } from "hono";
import { routePath } from "hono/route";
import { pageAnswer } from "../../http/pages/answer.ts";
import { Refusal } from "../../http/refusal.ts";
import type { DoorEnv } from "../../http/request.ts";
import { passWall } from "../../http/wall.ts";
import { StorageFailure } from "../../store/database.ts";
import { SalonFrozen } from "../../store/snapshots.ts";
import { houseWords } from "../../ui/shell.ts";
import { askData, askDataOf, followData, openData, sendData, sendDataOf } from "./data/doors.ts";
import { backToStart, confirm, giveBack, holdTime } from "./doors/book.ts";
import { askForPhone, find } from "./doors/find.ts";
import { home } from "./doors/home.ts";
import { journey } from "./doors/journey.ts";
import { notFound } from "./doors/page.ts";
import { records } from "./doors/records.ts";
import { showSalon, theme } from "./doors/salon.ts";
import {
  askCancel,
  askMove,
  askToCome,
  cancelVisit,
  comeToVisit,
  deleteHealthNote,
  moveVisit,
  show,
} from "./doors/visit.ts";
import { visitFile } from "./doors/visit-file.ts";
import { answerOffer, askWaitlist, joinList, showOffer } from "./doors/waitlist.ts";
import { help, helpArticle } from "./help/help.ts";
import { answerConsents, showConsents } from "./law/answering.ts";
import { decisions, speakUp } from "./law/decisions.ts";
import { showDispute, takeDispute } from "./law/dispute.ts";
import { manual } from "./law/manual.ts";
import { askToStop, stop } from "./law/news.ts";
import { privacy } from "./law/privacy.ts";
import { showPerson } from "./person.ts";
import { houseRefusal, tooOften } from "./refusals.ts";
import { showReviews } from "./reviews/published.ts";
import { showReview, takeReview } from "./reviews/review.ts";

export const pages = new Hono<DoorEnv>();

pages.use(async (c, next) => {
  await passWall(c);
  await next();
});

/** An address as people write it, `/Thandi-Hair/`, leads to the one address there is. */
pages.get("*", async (c, next) => {
  const url = new URL(c.req.url);
  const [, salon = "", step = ""] = /^\/([A-Za-z0-9-]{1,63})(\/[a-z]+)?\/?$/.exec(url.pathname) ?? [];
  const path = `/${salon.toLowerCase()}${step}`;
  if (salon === "" || path === url.pathname) return next();
  return c.redirect(path + url.search, 301);
});

pages.get("/", home);
pages.get("/b", askForPhone).post(find);
pages.get("/b/:token", show);
pages.get("/b/:token/visit.ics", visitFile);
pages.get("/b/:token/records", records);
pages.get("/b/:token/data", askDataOf).post(sendDataOf);
pages.get("/b/:token/cancel", askCancel).post(cancelVisit);
pages.get("/b/:token/confirm", askToCome).post(comeToVisit);
pages.post("/b/:token/special", deleteHealthNote);
pages.get("/b/:token/consents", showConsents).post(answerConsents);
pages.get("/b/:token/dispute", showDispute).post(takeDispute);
pages.get("/b/:token/review", showReview).post(takeReview);
pages.get("/b/:token/move", askMove).post(moveVisit);
pages.get("/n/:token", askToStop).post(stop);
pages.get("/o/:token", showOffer).post(answerOffer);
pages.get("/my-data", askData).post(sendData);
pages.get("/my-data/:token", followData).post(openData);
pages.get("/:salon/theme.css", theme);
for (const flow of ["book", "embed"]) {
  pages.get(`/:salon/${flow}`, journey).post(holdTime);
  pages.get(`/:salon/${flow}/confirm`, backToStart).post(confirm);
  pages.get(`/:salon/${flow}/release`, backToStart).post(giveBack);
}
pages.get("/:salon/privacy", privacy);
pages.get("/:salon/paia-manual", manual);
pages.get("/:salon/decisions", decisions).post(speakUp);
pages.get("/:salon/help", help);
pages.get("/:salon/help/:topic", helpArticle);
pages.get("/:salon/reviews", showReviews);
pages.get("/:salon/with/:person", showPerson);
pages.get("/:salon/waitlist", askWaitlist).post(joinList);
pages.get("/:salon", showSalon);
pages.all("*", notFound);
pages.onError(failurePage);

/** What was thrown on the way, as a page; the log holds where it happened and nothing of the client's. */
function failurePage(error: Error, c: Context<DoorEnv>): Promise<Response> {
  const house = houseWords(c.req.raw);
  if (error instanceof Refusal) {
    const { status, retryAfter } = error.problem;
    const page = status === 429 ? tooOften(house, retryAfter) : houseRefusal(house, "refused");
    return pageAnswer(page, { status, secret: true, retryAfter });
  }
  if (error instanceof SalonFrozen) {
    return pageAnswer(houseRefusal(house, "frozen"), { status: 503, secret: true, retryAfter: 600 });
  }
  const stored = error instanceof StorageFailure || error.message.startsWith("D1_ERROR");
  const status = stored ? 503 : 500;
  const at = (error.stack ?? "")
    .split("\n")
    .slice(1, 9)
    .map((line) => line.trim());
  console.error(JSON.stringify({ level: "error", trace: c.get("trace"), route: routePath(c), error: error.name, at }));
  return pageAnswer(houseRefusal(house, "unavailable"), { status, secret: true, retryAfter: stored ? 2 : undefined });
}
