// GET and POST /b: a telephone number, then the code, then the visits.

import { findBookings, requestCode } from "../../../commands/find-bookings.ts";
import { pageAnswer } from "../../../http/pages/answer.ts";
import { readForm } from "../../../http/pages/form.ts";
import { e164 } from "../../../http/phone.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import { publishedSalon } from "../../../store/snapshots.ts";
import { houseWords } from "../../../ui/shell.ts";
import { instantOf, momentOf } from "../moments.ts";
import { houseRefusal, tooOften } from "../refusals.ts";
import { askCode, askPhone, type FoundVisit, foundVisits } from "../visit/find.ts";

export function askForPhone(c: DoorContext): Promise<Response> {
  return pageAnswer(askPhone(houseWords(c.req.raw), "", null));
}

export async function find(c: DoorContext): Promise<Response> {
  const { fields } = await readForm(c);
  const url = new URL(c.req.url);
  const lang = fields.get("lang");
  if (lang !== null) url.searchParams.set("lang", lang);
  const house = houseWords(new Request(url, { headers: c.req.raw.headers }));
  const entry = (fields.get("phone") ?? "").trim();
  const phone = e164(entry);
  const ctx = commandContext(c);
  if (phone === null) {
    return pageAnswer(askPhone(house, entry, house.words.say("fault.phone")), { status: 422, secret: true });
  }
  const code = fields.get("code")?.replaceAll(/\s/g, "");
  if (code === undefined) {
    const sent = await requestCode(ctx, { phone });
    if (sent.ok) return pageAnswer(askCode(house, phone, null), { secret: true });
    const { status, retryAfter } = sent.problem;
    const page = status === 429 ? tooOften(house, retryAfter) : houseRefusal(house, "unavailable");
    return pageAnswer(page, { status, secret: true, retryAfter });
  }
  const found = /^\d{6}$/.test(code) ? await findBookings(ctx, { phone, code }) : null;
  if (found?.ok !== true) {
    const status = found?.problem.status ?? 422;
    if (status === 429) {
      const retryAfter = found?.problem.retryAfter;
      return pageAnswer(tooOften(house, retryAfter), { status, secret: true, retryAfter });
    }
    if (status >= 500) return pageAnswer(houseRefusal(house, "unavailable"), { status, secret: true });
    return pageAnswer(askCode(house, phone, house.words.say("fault.code")), { status, secret: true });
  }
  const visits = await Promise.all(
    found.value.bookings.map(async ({ token, salon, start, status }): Promise<FoundVisit | null> => {
      const known = await publishedSalon(c.env, salon);
      if (known === null) return null;
      const when = momentOf(known, instantOf(start));
      return { token, salon: known.view.name, when, cancelled: status === "cancelled" };
    }),
  );
  const standing = visits.filter((visit) => visit !== null);
  return pageAnswer(foundVisits(house, standing), { secret: true });
}
