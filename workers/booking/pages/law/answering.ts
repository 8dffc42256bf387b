// GET and POST /b/{token}/consents: behind a capability link, what was agreed to, and a new answer.

import { answerConsent } from "../../../commands/law/consents.ts";
import { pageAnswer, seeOther } from "../../../http/pages/answer.ts";
import { readForm } from "../../../http/pages/form.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import { langField } from "../../../ui/shell.ts";
import { formPlace } from "../doors/book.ts";
import { linkGone } from "../doors/page.ts";
import { visitAt } from "../doors/visit.ts";
import { salonRefusal, tooOften } from "../refusals.ts";
import { consentsPage } from "./consents.ts";

export async function showConsents(c: DoorContext): Promise<Response> {
  const found = await visitAt(c);
  if (found instanceof Response) return found;
  const { salon, place, visit, stored, consents } = found;
  return pageAnswer(consentsPage(salon, place, visit.token, consents, stored.notice), { secret: true });
}

export async function answerConsents(c: DoorContext): Promise<Response> {
  const found = await visitAt(c);
  if (found instanceof Response) return found;
  const form = await readForm(c);
  const place = formPlace(c, found.salon, form);
  const { token } = found.visit;
  const purpose = form.fields.get("purpose") ?? "";
  const granted = form.fields.get("answer") === "yes";
  const outcome = await answerConsent(commandContext(c), { token, purpose, granted });
  if (outcome.ok) {
    const from = form.fields.get("from") === "visit" ? "" : "/consents";
    const embed = form.fields.get("embed") === "1" ? [["embed", "1"]] : [];
    const query = new URLSearchParams([...langField(place), ...embed]).toString();
    return seeOther(`/b/${token}${from}${query === "" ? "" : `?${query}`}`);
  }
  const { status, retryAfter } = outcome.problem;
  if (status === 404) return linkGone(c);
  const page = status === 429 ? tooOften(place, retryAfter) : salonRefusal(place, "unavailable");
  return pageAnswer(page, { status, secret: true, retryAfter });
}
