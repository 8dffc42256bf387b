// What the bodies of the booking API mean, beyond their schemas.

import type { BookingRequest } from "../../shared/contracts/generated/booking.types.ts";
import { countryOf } from "../../shared/contracts/salon.ts";
import type { ClientDetails, WishedService } from "../commands/command.ts";
import { presentNotice } from "../commands/law/notice.ts";
import { healthFaults } from "../commands/vault/special.ts";
import type { Env } from "../env.ts";
import { isInstantShaped, parseMinute } from "../http/instants.ts";
import { bounded, pointerStep } from "../http/json.ts";
import { e164, HOME } from "../http/phone.ts";
import { Refusal } from "../http/refusal.ts";
import { type Fault, invalid } from "../problem.ts";
import { readNotice } from "../store/law/notices.ts";
import { publishedSalon } from "../store/snapshots.ts";
import { parseDate } from "../time.ts";

type Fields = Record<string, unknown>;

/** Faults of `start`, which must be a whole minute. The engine's zone table covers 2000 to 2060. */
export function startFaults({ start }: Fields): Fault[] {
  if (typeof start !== "string" || !isInstantShaped(start)) return [];
  const minutes = parseMinute(start);
  if (minutes === null) return [{ pointer: "/start", detail: "must be an instant of the calendar, on a whole minute" }];
  const inTable = minutes >= Date.UTC(2000) / 60_000 && minutes < Date.UTC(2061) / 60_000;
  return inTable ? [] : [{ pointer: "/start", detail: "must lie in the years 2000 to 2060" }];
}

function patchTestFaults({ patch_test }: Fields): Fault[] {
  if (typeof patch_test !== "object" || patch_test === null) return [];
  return startFaults(patch_test as Fields).map(({ detail }) => ({ pointer: "/patch_test/start", detail }));
}

/** Whose national numbers the salon's clients write; the command tells that a salon is unknown. */
export async function countryAt(env: Env, slug: string): Promise<string> {
  const salon = await publishedSalon(env, slug);
  return salon === null ? HOME : countryOf(salon.view);
}

export function phoneFaults(phone: unknown, pointer: string, country: string = HOME): Fault[] {
  if (typeof phone !== "string" || !/^\+?[0-9 ().-]+$/.test(phone)) return [];
  if (e164(phone, country) !== null) return [];
  const unless = country === HOME ? "with + unless South African" : "with + and the country's code";
  return [{ pointer, detail: `must be a telephone number, ${unless}` }];
}

function clientFaults({ client }: Fields, country: string): Fault[] {
  if (typeof client !== "object" || client === null) return [];
  return phoneFaults((client as Fields).phone, "/client/phone", country);
}

/** A booking is either a hold's or direct; its details may not come twice. */
export function bookingFaults(body: Fields, country: string): Fault[] {
  const faults = [
    ...startFaults(body),
    ...patchTestFaults(body),
    ...clientFaults(body, country),
    ...healthFaults(body.health_note, body.consents),
  ];
  if (body.hold !== undefined) {
    for (const name of ["services", "start", "party"]) {
      if (body[name] !== undefined) faults.push({ pointer: `/${name}`, detail: "must not stand beside hold" });
    }
    return faults;
  }
  for (const name of ["services", "start"]) {
    if (body[name] === undefined) faults.push({ pointer: `/${name}`, detail: "is required without hold" });
  }
  return faults;
}

/** Refuses the hash of a notice that was never this salon's. */
export async function knownNotice(env: Env, slug: string, hash: string | undefined): Promise<void> {
  if (hash === undefined) return;
  const salon = await publishedSalon(env, slug);
  if (salon === null || (await presentNotice(salon, hash)) !== null) return; // the command tells of an unknown salon
  if ((await readNotice(env, slug, hash)) !== null) return;
  throw new Refusal(
    invalid([{ pointer: "/notice", detail: "is no notice of this salon's; GET …/notice has the present one" }]),
  );
}

/** Whether a cancellation is excused, and which visits go with a patch test, as its body says. */
export function cancellationOf(body: unknown): { excused: boolean; also?: string[] } {
  const fields = typeof body === "object" && body !== null && !Array.isArray(body) ? (body as Fields) : null;
  if (fields === null) throw new Refusal(invalid([{ pointer: "", detail: "must be an object" }]));
  const faults: Fault[] = Object.keys(fields)
    .filter((name) => name !== "excused" && name !== "also")
    .map((name) => ({ pointer: pointerStep(name), detail: "is not a known field" }));
  const { excused = false, also } = fields;
  const named = also === undefined || isNames(also);
  if (typeof excused === "boolean" && named && faults.length === 0)
    return also === undefined ? { excused } : { excused, also };
  if (!named) faults.push({ pointer: "/also", detail: `must be at most ${MOST_ALSO} ids of bookings` });
  if (typeof excused !== "boolean") faults.push({ pointer: "/excused", detail: "must be true or false" });
  throw new Refusal(invalid(bounded(faults)));
}

/** Visits that rest on one patch test. */
const MOST_ALSO = 200;

const isNames = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length <= MOST_ALSO && value.every((one) => typeof one === "string");

/** Faults of the dates that somebody waits for. */
export function waitlistFaults(body: Fields, country: string): Fault[] {
  const faults = clientFaults(body, country);
  const { client } = body;
  // An offer comes by e-mail and stands for minutes: who has no address would only keep the time from others.
  if (typeof client === "object" && client !== null && !("email" in client))
    faults.push({ pointer: "/client/email", detail: "is required: offers come by e-mail" });
  const [from, to] = [dateOf(body, "from", faults), dateOf(body, "to", faults)];
  if (from !== null && to !== null && to < from) faults.push({ pointer: "/to", detail: "must not be before from" });
  return faults;
}

function dateOf(body: Fields, name: string, faults: Fault[]): number | null {
  const text = body[name];
  if (typeof text !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const date = parseDate(text);
  if (date === null) faults.push({ pointer: `/${name}`, detail: "is not a date of the calendar" });
  return date;
}

/** Minutes since the epoch of a start whose faults are known to be none. */
export function minuteOf(start: string): number {
  return parseMinute(start) ?? 0;
}

/** The client with the number as it is stored; its faults are known to be none. */
export function clientOf(client: BookingRequest["client"], country: string): ClientDetails {
  return { ...client, phone: e164(client.phone, country) ?? client.phone };
}

export function visitOf(body: BookingRequest) {
  if (body.hold !== undefined) return { hold: body.hold };
  const services: WishedService[] = body.services ?? [];
  return { services, start: minuteOf(body.start ?? ""), ...(body.party === undefined ? {} : { party: body.party }) };
}
