// A salon with clients and a team, and what the tests of incidents do to it over HTTP. Whoever reads is remembered here too, so
// that what an incident computes stands against what was really answered.
import { env } from "cloudflare:workers";
import { expect, vi } from "vitest";
import type { Letter } from "../../../workers/store/outbox.ts";
import { FROM_OWN_PAGE, type Person, signedIn } from "../access/people.ts";
import { type Answer, call, newSalon, OPERATOR, post } from "../api/client.ts";

export interface Booked {
  booking: string;
  token: string;
}

export const LANGUAGES = ["en", "af", "zu", "xh"] as const;

/** Instants of the day of the tests; the example salon is open on all of the days that are booked. */
export const at = (time: string, day = "2026-11-30"): string => `${day}T${time}:00+02:00`;

export const as = ({ cookie }: Person) => ({ Cookie: cookie, ...FROM_OWN_PAGE });

let phones = 0;

/** A booking of somebody new, at nine of the day. */
export async function book(salon: string, day: string, language: string, time = "09:00"): Promise<Booked> {
  phones += 1;
  const phone = `+2782600${String(phones).padStart(4, "0")}`;
  const client = { name: `Client ${phones}`, phone, email: `client-${phones}@example.com`, language };
  const answer = await post(`/api/v1/salons/${salon}/bookings`, {
    services: [{ id: "cut" }],
    start: at(time, day),
    client,
  });
  expect(answer.status, answer.text).toBe(201);
  return answer.body as Booked;
}

export interface Reading {
  who: string;
  at: string;
  clients: string[];
}

export const desk = (salon: string, from: string, to: string, purpose = ""): string =>
  `/api/v1/salons/${salon}/bookings?from=${from}&to=${to}${purpose}`;

/** Reads the desk's list; the ids of the clients that were answered. */
export async function readDesk(salon: string, who: Person, now: string, from: string, to = from): Promise<string[]> {
  const answer = await call(desk(salon, from, to), { headers: as(who), now });
  expect(answer.status, answer.text).toBe(200);
  return (answer.body.bookings as { client: string }[]).map(({ client }) => client);
}

export async function opened(salon: string, nature = "A stolen session", now = at("12:00")): Promise<string> {
  const answer = await call(`/api/v1/salons/${salon}/incidents`, { body: { nature }, headers: OPERATOR, now });
  expect(answer.status, answer.text).toBe(201);
  return answer.body.incident;
}

export const act = (
  salon: string,
  incident: string,
  body: object,
  headers: Record<string, string> = OPERATOR,
  now = at("12:00"),
) => call(`/api/v1/salons/${salon}/incidents/${incident}/acts`, { body, headers, now });

export const ASSESSMENT = {
  act: "assess",
  from: at("08:00"),
  to: at("18:00"),
  consequences: "Somebody may call you in our name.",
  measures: "The stolen telephone can no longer sign in.",
  contact: "Thandi Mokoena, privacy@thandi.example",
};

export const incidentOf = async (salon: string, incident: string, now = at("12:00")) =>
  (await call(`/api/v1/salons/${salon}/incidents/${incident}`, { headers: OPERATOR, now })).body;

/** Waits until it no longer throws: what is written after an answer. */
export const eventually = <T>(look: () => Promise<T>): Promise<T> =>
  vi.waitFor(look, { timeout: 15_000, interval: 50 });

export async function readLog(salon: string): Promise<Record<string, string | number | null>[]> {
  const { results } = await env.DB.prepare("SELECT * FROM read_log WHERE salon_id = ?1 ORDER BY at, read_id")
    .bind(salon)
    .all<Record<string, string | number | null>>();
  return results;
}

/** The log once it holds so many rows. */
export const logged = (salon: string, rows: number) =>
  eventually(async () => {
    const log = await readLog(salon);
    expect(log).toHaveLength(rows);
    return log;
  });

export const lettersTo = async (recipient: string): Promise<Letter[]> =>
  ((await call("/dev/mailbox.json")).body.letters as Letter[]).filter((letter) => letter.recipient === recipient);

const DAYS = ["2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04"];

export interface Scene {
  salon: string;
  owner: Person;
  stylist: Person;
  booked: Booked[];
  incident: string;
}

/** Four clients of four languages, all of them read by the stylist; an incident that is open. */
export async function scene(): Promise<Scene> {
  const salon = await newSalon();
  const [owner, stylist] = [await signedIn(salon, "owner"), await signedIn(salon, "stylist")];
  const booked: Booked[] = [];
  for (const [i, day] of DAYS.entries()) booked.push(await book(salon, day, LANGUAGES[i] ?? "en"));
  await readDesk(salon, stylist, at("10:00"), DAYS[0] ?? "", DAYS[3]);
  await logged(salon, 1);
  return { salon, owner, stylist, booked, incident: await opened(salon) };
}

/** An act that must be done. */
export const good = async (
  salon: string,
  incident: string,
  body: object,
  headers = OPERATOR as Record<string, string>,
) => {
  const answer = await act(salon, incident, body, headers);
  expect(answer.status, answer.text).toBe(200);
  return answer.body as { state: string };
};

export { type Answer, call, newSalon, OPERATOR, type Person, signedIn };
