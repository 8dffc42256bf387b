// Why personal data are read, and who read them (POPIA s 15 and 16).
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import map from "../../../shared/policies/data-map.json";
import { has, SALON_ROLES } from "../../../workers/permissions.ts";
import { askBookings } from "../../../workers/store/bookings.ts";
import { askClient } from "../../../workers/store/clients.ts";
import { PURPOSES, PurposeDenied } from "../../../workers/store/compliance/purposes.ts";
import { deletePastReads } from "../../../workers/store/compliance/reads.ts";
import { askWaiting } from "../../../workers/store/waitlist.ts";
import { trailOf } from "../access/people.ts";
import { minutes } from "../commands/surroundings.ts";
import {
  as,
  at,
  type Booked,
  book,
  call,
  desk,
  logged,
  newSalon,
  OPERATOR,
  opened,
  type Person,
  readDesk,
  readLog,
  signedIn,
} from "./scene.ts";

const DAY = "2026-12-02";

let salon: string;
let owner: Person;
let stylist: Person;
let booked: Booked;

beforeAll(async () => {
  salon = await newSalon();
  owner = await signedIn(salon, "owner");
  stylist = await signedIn(salon, "stylist");
  booked = await book(salon, DAY, "en");
});

describe("a read of a client's data", () => {
  /** By the data map alone: the purposes for which all personal columns of the table may be read. */
  const allowed = (columns: Record<string, string[]>) =>
    PURPOSES.filter((purpose) =>
      Object.values(columns).every(([category = ""]) =>
        (map.readable as Record<string, string[]>)[category]?.includes(purpose),
      ),
    );

  it("is made for the purposes that the data map allows, and for no other", () => {
    const asks = {
      booking: (purpose: (typeof PURPOSES)[number]) => askBookings(env.DB, salon, 0, 1, purpose),
      waitlist: (purpose: (typeof PURPOSES)[number]) =>
        askWaiting(env.DB, salon, "x", { from: 0, to: 1 }, 0, 1, purpose),
    };
    for (const [table, ask] of Object.entries(asks)) {
      const personal = map.tables[table as "booking" | "waitlist"].personal as Record<string, string[]>;
      const { created_at: _when, ...selected } = personal;
      const fine = allowed(table === "waitlist" ? selected : personal);
      expect(fine.length).toBeGreaterThan(2);
      expect(fine.length).toBeLessThan(PURPOSES.length);
      for (const purpose of PURPOSES) {
        const made = () => ask(purpose);
        if (fine.includes(purpose)) expect(made, `${table} ${purpose}`).not.toThrow();
        else expect(made, `${table} ${purpose}`).toThrow(PurposeDenied);
      }
    }
    // A client's id alone is a pseudonym, which the platform may look up to keep abuse away.
    expect(() => askClient(env.DB, salon, "+27825550199", "secure")).not.toThrow();
  });

  it("for a purpose that is none of theirs is refused, and the trail keeps who tried", async () => {
    const before = await readLog(salon);
    const answer = await call(desk(salon, DAY, DAY, "&purpose=operate"), { headers: as(stylist) });
    expect([answer.status, answer.body.type]).toEqual([403, "urn:appointmentbooking:problem:purpose-denied"]);
    expect(answer.body.errors).toMatchObject([{ parameter: "purpose" }]);
    const denied = (await trailOf(salon)).filter(({ action }) => action === "purpose.denied");
    expect(denied).toMatchObject([
      { actor: `stylist:${stylist.account}`, detail: { purpose: "operate", table: "booking" } },
    ]);
    expect(await readLog(salon)).toEqual(before);
  });

  it("for a purpose that there is none of, or of days that are none, is told so", async () => {
    const wrong = await call(desk(salon, "2026-02-30", "x", "&purpose=curiosity"), { headers: OPERATOR });
    expect(wrong.status).toBe(422);
    expect(wrong.body.errors.map((each: { parameter: string }) => each.parameter)).toEqual(["from", "to", "purpose"]);
    const long = await call(desk(salon, "2026-12-01", "2027-01-01"), { headers: OPERATOR });
    expect([long.status, long.body.errors[0].parameter]).toEqual([422, "to"]);
  });
});

describe("the read log", () => {
  it("says who of the team read whose data, when, why and from which session", async () => {
    const [client] = await readDesk(salon, stylist, at("10:00"), DAY);
    const [row] = await logged(salon, 1);
    const session = await env.DB.prepare("SELECT session_id FROM session WHERE account_id = ?1")
      .bind(stylist.account)
      .first<{ session_id: string }>();
    expect(row).toMatchObject({
      actor: `stylist:${stylist.account}`,
      session: session?.session_id,
      at: minutes(at("10:00")),
      purpose: "serve",
      what: "bookings",
      clients: JSON.stringify([client]),
      objects: JSON.stringify([booked.booking]),
    });
    expect(row?.trace).toMatch(/^[0-9a-f]{16}$/);
    expect(row?.source).toMatch(/^[\w-]{22}$/);
  });

  it("holds nothing that a client read at their own link, and nothing of a day without bookings", async () => {
    const before = await readLog(salon);
    expect((await call(`/api/v1/bookings/${booked.token}`)).status).toBe(200);
    expect((await call(`/b/${booked.token}`)).status).toBe(200);
    expect(await readDesk(salon, owner, at("10:05"), "2026-12-03")).toEqual([]);
    // What is read afterwards is written afterwards, so the reads above would be there by now.
    await readDesk(salon, owner, at("10:06"), DAY);
    const log = await logged(salon, before.length + 1);
    expect(log.at(-1)).toMatchObject({ actor: `owner:${owner.account}` });
  });

  it("counts on where a calendar is told the same, and begins anew the day after", async () => {
    const other = await newSalon();
    await book(other, DAY, "en");
    const feeds = await call(`/api/v1/salons/${other}/calendars`, { headers: OPERATOR });
    const urls = (feeds.body.calendars as { url: string }[]).map(({ url }) => new URL(url).pathname);
    const poll = async (now: string) => {
      for (const url of urls) expect((await call(url, { now })).status).toBe(200);
    };
    for (const now of [at("10:00"), at("10:15"), at("10:30")]) {
      await poll(now);
      await logged(other, 1);
    }
    await poll(at("10:00", "2026-12-01"));
    const log = await logged(other, 2);
    expect(log[0]).toMatchObject({ times: 3, what: "calendar", session: null, last_at: minutes(at("10:30")) });
    expect(String(log[0]?.actor)).toMatch(/^feed:/);
  });

  it("is forgotten after thirty days, but not what an open incident may need", async () => {
    const [quiet, troubled] = [await newSalon(), await newSalon()];
    for (const each of [quiet, troubled]) {
      await book(each, DAY, "en");
      await readDesk(each, await signedIn(each, "reception"), at("10:00"), DAY);
      await logged(each, 1);
    }
    await opened(troubled);
    await deletePastReads(env.DB, minutes(at("09:59")) + 30 * 1440).run();
    expect(await readLog(quiet)).toHaveLength(1);
    await deletePastReads(env.DB, minutes(at("10:00")) + 30 * 1440).run();
    expect([await readLog(quiet), (await readLog(troubled)).length]).toEqual([[], 1]);
  });

  it("is kept of every role that reads", async () => {
    const other = await newSalon();
    await book(other, DAY, "en");
    const roles = SALON_ROLES.filter((role) => has(role, "bookings.read"));
    for (const role of roles) await readDesk(other, await signedIn(other, role), at("11:00"), DAY);
    expect((await call(desk(other, DAY, DAY), { headers: OPERATOR })).status).toBe(200);
    const log = await logged(other, roles.length + 1);
    expect(log.map(({ actor }) => String(actor).split(":")[0]).sort()).toEqual([...roles, "operator"].sort());
  });
});
