// /my-data: asking about one's own data by telephone number. /b/{token}/data: by a booking's link. /my-data/{token}: how it
// stands, and what was gathered for it.

import { countryOf } from "../../../../shared/contracts/salon.ts";
import type { Outcome } from "../../../commands/command.ts";
import { followRequest, openExport, sendOpeningCode, takeExport } from "../../../commands/compliance/requests/open.ts";
import { startByLink, startRequest } from "../../../commands/compliance/requests/start.ts";
import { verifyRequest } from "../../../commands/compliance/requests/verify.ts";
import { apiHeaders } from "../../../http/headers.ts";
import { pageAnswer, seeOther } from "../../../http/pages/answer.ts";
import { readForm } from "../../../http/pages/form.ts";
import { e164 } from "../../../http/phone.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import type { Problem } from "../../../problem.ts";
import { findSalonCards, folded } from "../../../store/salons.ts";
import { publishedSalon, type Salon } from "../../../store/snapshots.ts";
import { parseDate } from "../../../time.ts";
import { houseWords, withLang } from "../../../ui/shell.ts";
import { formPlace } from "../doors/book.ts";
import { linkGone, notFound } from "../doors/page.ts";
import { visitAt } from "../doors/visit.ts";
import { type Place, placeOf } from "../place.ts";
import { salonRefusal, tooOften } from "../refusals.ts";
import { askDetails, askProof, chooseKind, chooseSalon } from "./ask.ts";
import { askedOf, emptyEntry, entryOf, faultsOf, kindOf } from "./entry.ts";
import { askOpening, showExport, showRequest } from "./follow.ts";

const SECRET = { secret: true } as const;
/** Salons listed before anything is searched for. */
const LISTED = 24;

export async function askData(c: DoorContext): Promise<Response> {
  const slug = c.req.query("salon");
  if (slug === undefined) {
    const wanted = (c.req.query("q") ?? "").trim().slice(0, 80);
    const words = folded(wanted).split(/\s+/).filter(Boolean);
    const { cards } = await findSalonCards(c.env, words, "", LISTED);
    return pageAnswer(chooseSalon(houseWords(c.req.raw), wanted, cards), SECRET);
  }
  const salon = await salonNamed(c, slug);
  if (salon === null) return notFound(c);
  const place = placeOf(c.req.raw, salon);
  const at = `/my-data?salon=${salon.slug}`;
  const kind = kindOf(c.req.query("kind") ?? null);
  if (kind === null) return pageAnswer(chooseKind(place, at, false), SECRET);
  return pageAnswer(askDetails(place, { ...byNumber(salon, at), entry: emptyEntry(kind), faults: [] }), SECRET);
}

async function salonNamed(c: DoorContext, slug: string): Promise<Salon | null> {
  return /^[a-z0-9][a-z0-9-]{0,62}$/.test(slug) ? publishedSalon(c.env, slug) : null;
}

const byNumber = ({ slug }: Salon, at: string) => ({
  action: "/my-data",
  at,
  fields: [["salon", slug]] as [string, string][],
  byLink: false,
});

/** The form, or the code that follows it. */
export async function sendData(c: DoorContext): Promise<Response> {
  const form = await readForm(c);
  const { fields } = form;
  const salon = await salonNamed(c, fields.get("salon") ?? "");
  if (salon === null) return notFound(c);
  const place = formPlace(c, salon, form);
  const request = fields.get("request");
  if (request !== null) return proveData(c, place, fields, request);
  const at = `/my-data?salon=${salon.slug}`;
  const kind = kindOf(fields.get("kind"));
  if (kind === null) return seeOther(withLang(at, place));
  const country = countryOf(salon.view);
  const entry = entryOf(kind, fields);
  const faults = faultsOf(place.words, country, entry, false);
  if (faults.length > 0) {
    return pageAnswer(askDetails(place, { ...byNumber(salon, at), entry, faults }), { ...SECRET, status: 422 });
  }
  const phone = e164(entry.phone, country) ?? "";
  const asked = { salon: salon.slug, phone, language: place.words.language, ...askedOf(entry, country) };
  const started = await startRequest(commandContext(c), asked);
  if (!started.ok) return refusedData(place, started.problem);
  const due = parseDate(started.value.due);
  return pageAnswer(askProof(place, { phone, request: started.value.request, due, fault: null }), SECRET);
}

async function proveData(c: DoorContext, place: Place, fields: URLSearchParams, request: string): Promise<Response> {
  const phone = fields.get("phone") ?? "";
  const code = (fields.get("code") ?? "").replaceAll(/\s/g, "");
  const input = { salon: place.salon.slug, request, phone, code };
  const proved = /^\d{6}$/.test(code) ? await verifyRequest(commandContext(c), input) : null;
  if (proved?.ok) return seeOther(withLang(`/my-data/${proved.value.token}`, place));
  if (proved !== null && proved.problem.status !== 403) return refusedData(place, proved.problem);
  const page = askProof(place, { phone, request, due: null, fault: place.words.say("fault.code") });
  return pageAnswer(page, { ...SECRET, status: proved === null ? 422 : 403 });
}

function refusedData(place: Place, { status, retryAfter }: Problem): Promise<Response> {
  const page =
    status === 429 ? tooOften(place, retryAfter) : salonRefusal(place, status >= 500 ? "unavailable" : "refused");
  return pageAnswer(page, { ...SECRET, status, retryAfter });
}

/** Behind a booking's link, which says whose it is. */
export async function askDataOf(c: DoorContext): Promise<Response> {
  const found = await visitAt(c);
  if (found instanceof Response) return found;
  const { place, visit } = found;
  const at = `/b/${visit.token}/data`;
  const kind = kindOf(c.req.query("kind") ?? null);
  if (kind === null) return pageAnswer(chooseKind(place, at, true), SECRET);
  return pageAnswer(askDetails(place, { ...byVisit(at), entry: emptyEntry(kind), faults: [] }), SECRET);
}

const byVisit = (at: string) => ({ action: at, at, fields: [], byLink: true });

export async function sendDataOf(c: DoorContext): Promise<Response> {
  const found = await visitAt(c);
  if (found instanceof Response) return found;
  const form = await readForm(c);
  const place = formPlace(c, found.salon, form);
  const { token } = found.visit;
  const at = `/b/${token}/data`;
  const kind = kindOf(form.fields.get("kind"));
  if (kind === null) return seeOther(withLang(at, place));
  const country = countryOf(found.salon.view);
  const entry = entryOf(kind, form.fields);
  const faults = faultsOf(place.words, country, entry, true);
  if (faults.length > 0) {
    return pageAnswer(askDetails(place, { ...byVisit(at), entry, faults }), { ...SECRET, status: 422 });
  }
  const asked = { token, language: place.words.language, ...askedOf(entry, country) };
  const started = await startByLink(commandContext(c), asked);
  if (!started.ok) return refusedData(place, started.problem);
  const { request, due, token: follow } = started.value;
  if (follow !== undefined) return seeOther(withLang(`/my-data/${follow}`, place));
  const { phone } = found.booking.client;
  return pageAnswer(askProof(place, { phone, request, due: parseDate(due), fault: null }), SECRET);
}

export async function followData(c: DoorContext): Promise<Response> {
  const token = c.req.param("token") ?? "";
  const followed = await followRequest(commandContext(c), token);
  const salon = followed.ok ? await publishedSalon(c.env, followed.value.salon) : null;
  if (!followed.ok || salon === null) return linkGone(c);
  return pageAnswer(showRequest(placeOf(c.req.raw, salon), token, followed.value), SECRET);
}

/** Sends a code, opens what was gathered with it, or gives the file away. */
export async function openData(c: DoorContext): Promise<Response> {
  const token = c.req.param("token") ?? "";
  const ctx = commandContext(c);
  const followed = await followRequest(ctx, token);
  const salon = followed.ok ? await publishedSalon(c.env, followed.value.salon) : null;
  if (!followed.ok || salon === null) return linkGone(c);
  const form = await readForm(c);
  const place = formPlace(c, salon, form);
  const grant = form.fields.get("grant");
  if (grant !== null) return fileAnswer(place, token, await takeExport(ctx, { token, grant }));
  if (form.fields.has("send")) {
    const sent = await sendOpeningCode(ctx, token);
    return sent.ok ? pageAnswer(askOpening(place, token, null), SECRET) : refusedData(place, sent.problem);
  }
  const code = (form.fields.get("code") ?? "").replaceAll(/\s/g, "");
  const opened = /^\d{6}$/.test(code) ? await openExport(ctx, { token, code }) : null;
  if (opened?.ok) return pageAnswer(showExport(place, token, opened.value), SECRET);
  if (opened !== null && opened.problem.status !== 403) return refusedData(place, opened.problem);
  const page = askOpening(place, token, place.words.say("fault.code"));
  return pageAnswer(page, { ...SECRET, status: opened === null ? 422 : 403 });
}

function fileAnswer(place: Place, token: string, taken: Outcome<string>): Promise<Response> | Response {
  if (!taken.ok) return seeOther(withLang(`/my-data/${token}`, place));
  const headers = { "Content-Disposition": 'attachment; filename="my-data.json"' };
  return new Response(taken.value, { headers: apiHeaders("application/json; charset=utf-8", headers) });
}
