// POST /desk/{salon}/visits/{booking}/series: the visit comes again. GET /desk/{salon}/series/{series}: the series as it stands; POST goes on
// with it, chooses a time for a date that had none, gives one up, or cancels the rest.

import {
  bookInSeries,
  cancelRest,
  dropFromSeries,
  goOn,
  makeSeries,
} from "../../../commands/desk/visits/series/make.ts";
import { readSeries } from "../../../commands/desk/visits/series/open.ts";
import { seeOther } from "../../../http/pages/answer.ts";
import { type Form, onceOf, readForm } from "../../../http/pages/form.ts";
import { formHouse, refusedAnswer, salonOfPage } from "../../../http/pages/staff.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import type { Actor } from "../../../permissions.ts";
import type { Salon } from "../../../store/snapshots.ts";
import { minuteIn } from "../../../ui/dates.ts";
import { type House, houseWords, withLang } from "../../../ui/shell.ts";
import { deskAnswer } from "../../frame.ts";
import { guestName } from "../told.ts";
import { visitPage } from "../visits/visit.ts";
import { seriesHref, seriesMain } from "./show.ts";

export async function startSeries(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const form = await readForm(c);
  const house = formHouse(c, form);
  const { words } = house;
  const made = await makeSeries(commandContext(c), {
    salon: salon.slug,
    booking: c.req.param("booking") ?? "",
    actor,
    weeks: Number(form.fields.get("weeks")),
    times: Number(form.fields.get("times")),
    reason: words.say("desk.series"),
    idempotency: onceOf(form),
  });
  if (made.ok) return seeOther(withLang(seriesHref(salon, made.value.series), house));
  const { type, status, extra } = made.problem;
  if (type === "comes-again") return seeOther(withLang(seriesHref(salon, String(extra?.series)), house));
  if (status === 404 || status >= 500 || status === 429) return refusedAnswer(house, made.problem);
  const why = words.say(type === "cancelled" ? "desk.fault.cancelled" : "desk.series.fault");
  return visitPage(c, salon, house, actor, new URLSearchParams(), why, status);
}

export async function showSeries(c: DoorContext, actor: Actor): Promise<Response> {
  return seriesPage(c, await salonOfPage(c), houseWords(c.req.raw), actor, null);
}

async function seriesPage(
  c: DoorContext,
  salon: Salon,
  house: House,
  actor: Actor,
  fault: string | null,
): Promise<Response> {
  const ctx = commandContext(c);
  const series = c.req.param("series") ?? "";
  const found = await readSeries(ctx, { salon: salon.slug, series, actor });
  if (!found.ok) return refusedAnswer(house, found.problem);
  return deskAnswer(house, salon, actor, {
    room: "calendar",
    title: guestName(house.words, found.value.origin.contact.name),
    main: seriesMain(house, found.value, fault, ctx.now),
    status: fault === null ? 200 : 409,
    languageUrl: seriesHref(salon, series),
  });
}

export async function changeSeries(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const form = await readForm(c);
  const house = formHouse(c, form);
  const series = c.req.param("series") ?? "";
  const done = await changed(c, actor, salon, series, house, form);
  if (done === null || done.ok) return seeOther(withLang(seriesHref(salon, series), house));
  const { problem } = done;
  if (problem.status === 404 || problem.status >= 500 || problem.status === 429) return refusedAnswer(house, problem);
  const why = problem.type === "patch-test-needed" ? "desk.series.patch-test" : "desk.fault.taken";
  return seriesPage(c, salon, house, actor, house.words.say(why));
}

/** Null where nothing was asked for. */
async function changed(c: DoorContext, actor: Actor, salon: Salon, series: string, house: House, form: Form) {
  const ctx = commandContext(c);
  const of = { salon: salon.slug, series, actor, reason: house.words.say("desk.series") };
  const value = Number(form.fields.get("nth"));
  const nth = Number.isSafeInteger(value) && value > 0 ? value : null;
  switch (form.fields.get("act")) {
    case "go-on":
      return goOn(ctx, of);
    case "take": {
      const start = minuteIn(form.fields.get("start"));
      if (nth === null || start === null) return null;
      return bookInSeries(ctx, { ...of, nth, start, idempotency: onceOf(form) });
    }
    case "drop":
      return nth === null ? null : dropFromSeries(ctx, { ...of, nth });
    case "cancel":
      return cancelRest(ctx, of);
    default:
      return null;
  }
}
