// Whom an incident concerns: what it computes from the read log and the trail, against what was really answered.

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { cancel } from "../../../workers/commands/cancel.ts";
import { minutes, at as surroundings } from "../commands/surroundings.ts";
import {
  ASSESSMENT,
  act,
  at,
  type Booked,
  book,
  call,
  incidentOf,
  LANGUAGES,
  logged,
  newSalon,
  OPERATOR,
  opened,
  type Person,
  type Reading,
  readDesk,
  signedIn,
} from "./scene.ts";

const DAYS = ["2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04", "2026-12-07"];

let salon: string;
let incident: string;
let people: Record<"owner" | "stylist" | "reception", Person>;
const booked: Booked[] = [];
const readings: Reading[] = [];

/** Numbers in [0, 1) that are the same in every run. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

beforeAll(async () => {
  salon = await newSalon();
  const [owner, stylist, reception] = await Promise.all([
    signedIn(salon, "owner"),
    signedIn(salon, "stylist"),
    signedIn(salon, "reception"),
  ]);
  people = { owner, stylist, reception };
  for (const [i, day] of DAYS.entries()) {
    booked.push(await book(salon, day, LANGUAGES[i % 4] ?? "en"));
    booked.push(await book(salon, day, LANGUAGES[(i + 1) % 4] ?? "en", "12:00"));
  }
  const next = dice(20261130);
  const names = ["owner", "stylist", "reception"] as const;
  for (let i = 0; i < 24; i++) {
    const who = names[Math.floor(next() * 3)] ?? "owner";
    const hour = String(8 + Math.floor(next() * 10)).padStart(2, "0");
    const now = at(`${hour}:${String(Math.floor(next() * 60)).padStart(2, "0")}`);
    const first = Math.floor(next() * DAYS.length);
    const last = Math.min(DAYS.length - 1, first + Math.floor(next() * 2));
    const clients = await readDesk(salon, people[who], now, DAYS[first] ?? "", DAYS[last]);
    readings.push({ who: people[who].account, at: now, clients });
  }
  // The clients look at their own bookings meanwhile; that is no read of anybody's.
  for (const { token } of booked) await call(`/api/v1/bookings/${token}`, { now: at("11:00") });
  await logged(salon, readings.length);
  incident = await opened(salon);
  expect((await act(salon, incident, { act: "contain", measure: "over" })).status).toBe(200);
});

const peopleOf = async (): Promise<{ client: string; times: number; categories: string[] }[]> =>
  (await call(`/api/v1/salons/${salon}/incidents/${incident}/people`, { headers: OPERATOR, now: at("23:00") })).body
    .people;

const asked = (more: object) => act(salon, incident, { ...ASSESSMENT, ...more });

/** By what the requests were answered. */
function oracle(from: string, to: string, who: string | null): Map<string, number> {
  const seen = new Map<string, number>();
  const inTime = ({ at: when }: Reading) => minutes(when) >= minutes(from) && minutes(when) <= minutes(to);
  for (const { clients } of readings.filter((each) => inTime(each) && (who === null || each.who === who))) {
    for (const client of new Set(clients)) seen.set(client, (seen.get(client) ?? 0) + 1);
  }
  return seen;
}

describe("the people whom an incident concerns", () => {
  it("are those whose bookings were answered, by the name and the times of what is suspected", async () => {
    for (const [who, from, to] of [
      ["stylist", "08:00", "18:00"],
      ["stylist", "13:00", "14:00"],
      ["reception", "08:00", "12:30"],
      [null, "10:00", "12:00"],
      [null, "07:00", "07:01"], // nobody read then
    ] as const) {
      const account = who === null ? null : people[who].account;
      const answer = await asked({ from: at(from), to: at(to), ...(account === null ? {} : { actor: account }) });
      expect(answer.status, answer.text).toBe(200);
      const expected = oracle(at(from), at(to), account);
      const found = await peopleOf();
      expect(new Map(found.map(({ client, times }) => [client, times]))).toEqual(expected);
      expect((await incidentOf(salon, incident)).affected).toBe(expected.size);
      for (const { categories } of found) expect(categories).toEqual(["name", "contact", "visit"]);
    }
    expect(oracle(at("08:00"), at("18:00"), people.stylist.account).size).toBeGreaterThan(2);
    expect(oracle(at("07:00"), at("07:01"), null).size).toBe(0);
  });

  it("are found by the session and by the request alike", async () => {
    const log = await logged(salon, (await rowsOfLog()).length);
    const row = log.find(({ actor }) => actor === `stylist:${people.stylist.account}`);
    expect((await asked({ session: row?.session })).status).toBe(200);
    expect(new Set((await peopleOf()).map(({ client }) => client))).toEqual(
      new Set(oracle(at("08:00"), at("18:00"), people.stylist.account).keys()),
    );
    expect((await asked({ trace: row?.trace })).status).toBe(200);
    expect((await peopleOf()).map(({ client }) => client)).toEqual(
      [...(JSON.parse(String(row?.clients)) as string[])].sort(),
    );
  });

  it("are also those whose bookings were changed by whoever is suspected, as the trail has it", async () => {
    const own = booked[0];
    const ctx = surroundings(minutes(at("19:00")));
    const outcome = await cancel(ctx, { subject: { salon, booking: own?.booking ?? "", actor: "operator" } });
    expect(outcome.ok).toBe(true);
    await ctx.later();
    expect((await asked({ from: at("18:59"), to: at("19:01"), actor: "operator" })).status).toBe(200);
    const row = await env.DB.prepare("SELECT client_id FROM booking WHERE salon_id = ?1 AND booking_id = ?2")
      .bind(salon, own?.booking)
      .first<{ client_id: string }>();
    expect((await peopleOf()).map(({ client }) => client)).toEqual([row?.client_id]);
    // The trail knows no session: by a session alone nobody is found there.
    expect((await asked({ from: at("18:59"), to: at("19:01"), session: "a".repeat(26) })).status).toBe(200);
    expect(await peopleOf()).toEqual([]);
  });
});

const rowsOfLog = async () =>
  (await env.DB.prepare("SELECT 1 FROM read_log WHERE salon_id = ?1").bind(salon).all()).results;
