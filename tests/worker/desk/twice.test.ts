// The hour that clocks repeat: every list of visits tells its two times apart, and says nothing more of all others.

import { beforeAll, describe, expect, it } from "vitest";
import type { SalonDocument } from "../../../shared/contracts/salon.ts";
import { deliverDue } from "../../../workers/conversations/outbox.ts";
import { contentOf, letterOf } from "../../../workers/conversations/visits/words.ts";
import { knowsZone, momentsAt, offsetsAt } from "../../../workers/engine/clock.ts";
import { engine } from "../../../workers/engine/shipped.ts";
import { readBooking } from "../../../workers/store/bookings.ts";
import { publishedSalon } from "../../../workers/store/snapshots.ts";
import { timeOf } from "../../../workers/ui/dates.ts";
import { wordsIn } from "../../../workers/ui/words.ts";
import { FROM_OWN_PAGE, signedIn } from "../access/people.ts";
import { call, newSalon, OPERATOR } from "../api/client.ts";
import { minutes, rows } from "../commands/surroundings.ts";
import { bindings } from "../conversations/foresight/ahead.ts";

const WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const ALL_DAY = Object.fromEntries(WEEK.map((day) => [day, [["00:00", "24:00"]]])) as SalonDocument["hours"];

/** Open day and night, in a zone whose clocks change. */
const open = (timezone: string) => (salon: SalonDocument) => {
  salon.timezone = timezone;
  salon.hours = ALL_DAY;
  delete salon.holidays;
  delete salon.outages;
  salon.channels = {};
  salon.booking = { ...salon.booking, step_minutes: 15, notice_minutes: 0, cancel_until_minutes: 0 };
  salon.services = [{ id: "cut", name: { en: "Cut" }, price_cents: 100, phases: [{ minutes: 15 }] }];
  salon.resources = [];
  salon.staff = [{ id: "thandi", name: "Thandi", hours: ALL_DAY, services: [{ id: "cut" }] }];
};

const CHANGES = [
  { zone: "America/New_York", day: "2026-11-01", before: "2026-10-31T12:00:00-04:00", offsets: ["-04:00", "-05:00"] },
  { zone: "Europe/London", day: "2026-10-25", before: "2026-10-24T12:00:00+01:00", offsets: ["+01:00", "+00:00"] },
] as const;

describe.each(CHANGES)("in $zone, where 01:30 comes twice", ({ zone, day, before, offsets }) => {
  const phone = `+2782${String(crypto.getRandomValues(new Uint32Array(1))[0])
    .padStart(7, "0")
    .slice(0, 7)}`;
  const email = `${phone.slice(1)}@example.com`;
  const both = offsets.map((offset) => `01:30 ${offset}`);
  const ends = offsets.map((offset) => `01:45 ${offset}`);
  let slug = "";
  let cookie = "";
  let made: { booking: string; token: string }[] = [];

  beforeAll(async () => {
    slug = await newSalon(open(zone));
    ({ cookie } = await signedIn(slug, "reception", before));
    made = [];
    for (const start of [...offsets.map((offset) => `${day}T01:30:00${offset}`), `${day}T03:30:00${offsets[1]}`]) {
      const answer = await call(`/api/v1/salons/${slug}/bookings`, {
        body: {
          services: [{ id: "cut" }],
          start,
          client: { name: "Nomsa", phone, email, language: "en" },
          consents: [],
        },
        headers: { ...OPERATOR, "Idempotency-Key": crypto.randomUUID() },
        now: before,
      });
      if (answer.status !== 201) throw new Error(answer.text);
      made.push(answer.body);
    }
  });

  /** The page's words without its markup, and without addresses and forms, which say it in their own way. */
  const words = async (path: string) => {
    const shown = await call(path, { headers: { Cookie: cookie, ...FROM_OWN_PAGE }, now: before });
    expect([path, shown.status]).toEqual([path, 200]);
    return shown.text.replaceAll(/<[^>]+>/g, " ").replaceAll(/\s+/g, " ");
  };

  it("the day's list tells each, from when to when, and nothing more of a time that comes once", async () => {
    const list = await words(`/desk/${slug}?day=${day}&by=list`);
    for (const time of [...both, ...ends]) expect(list).toContain(time);
    expect(list).toMatch(/03:30 03:45 /);
  });

  it("so do a visit's page, the client's card and who is found by their name", async () => {
    for (const [i, { booking }] of made.slice(0, 2).entries())
      expect(await words(`/desk/${slug}/visits/${booking}`)).toContain(`, ${both[i]}`);
    const [client] = await rows("SELECT client_id FROM client WHERE salon_id = ?1", slug);
    const card = await words(`/desk/${slug}/clients/${client?.client_id}`);
    for (const time of both) expect(card).toContain(`, ${time}`);
    expect(card).toMatch(/, 03:30 [^+-]/);
    expect(await words(`/desk/${slug}/clients?q=nomsa`)).toContain(both[0]);
  });

  it("so does the client's own page, and where they are asked whether they come, or want to cancel or move", async () => {
    for (const [i, { token }] of made.slice(0, 2).entries()) {
      expect(await words(`/b/${token}?lang=en`)).toContain(`${both[i]} – ${ends[i]}`);
      for (const page of ["confirm", "cancel", "move"])
        expect(await words(`/b/${token}/${page}?lang=en`)).toContain(both[i]);
    }
    expect(await words(`/b/${made[2]?.token}?lang=en`)).toContain("03:30 – 03:45 ");
  });

  it("so do letters, and reminders by whatever channel", async () => {
    await deliverDue(bindings, minutes(before));
    const subjects = await rows("SELECT subject, text FROM mailbox WHERE recipient = ?1 ORDER BY subject", email);
    for (const time of both)
      expect(subjects.filter(({ subject }) => String(subject).endsWith(` ${time}`))).toHaveLength(1);
    for (const time of both)
      expect(subjects.filter(({ text }) => String(text).includes(`, ${time}\n`))).toHaveLength(1);
    expect(subjects.filter(({ subject }) => String(subject).endsWith(" 03:30"))).toHaveLength(1);
    const salon = await publishedSalon(bindings, slug);
    for (const [i, { booking }] of made.slice(0, 2).entries()) {
      const found = await readBooking(bindings, slug, booking, "inform");
      if (found === null || salon === null) throw new Error("it is gone");
      const visit = { booking: found.booking, salon: salon.view, url: "https://booking.test/b/x" };
      const payload = { booking, sequence: 0 };
      const message = { kind: "visit.reminder", payload, salon: slug, id: "m", attempts: 1 } as const;
      expect(letterOf(message, visit, wordsIn("en")).text).toContain(both[i]);
      expect(JSON.stringify(contentOf(message, visit, wordsIn("en")))).toContain(both[i]);
    }
  });
});

describe("a moment", () => {
  const ZONES = ["America/New_York", "Europe/London", "Australia/Lord_Howe", "Africa/Johannesburg", "Africa/Cairo"];
  const known = ZONES.filter((zone) => knowsZone(zone, engine));

  it.each(known)("in %s names its offset where its date has that time twice, and nowhere else", (zone) => {
    const from = minutes("2026-01-01T00:00:00Z");
    const instants = Array.from({ length: 365 * 96 }, (_, i) => from + i * 15);
    const offsets = offsetsAt(zone, instants, engine);
    const walls = new Map<number, number>();
    for (const [i, instant] of instants.entries()) {
      const wall = instant + (offsets[i] ?? 0);
      walls.set(wall, (walls.get(wall) ?? 0) + 1);
    }
    const moments = momentsAt(zone, instants, engine);
    const wrong = moments.filter(({ date, minute, zone: told }, i) => {
      const wall = (instants[i] ?? 0) + (offsets[i] ?? 0);
      return date * 1440 + minute !== wall || (told !== undefined) !== (walls.get(wall) === 2);
    });
    expect(wrong).toEqual([]);
    const told = moments.filter((moment) => moment.zone !== undefined).map((at) => `${at.date} ${timeOf(at)}`);
    expect(new Set(told).size).toBe(told.length);
    expect(told.length > 0).toBe(zone !== "Africa/Johannesburg");
  });

  it("is asked of at least the zones of the other tests", () => {
    expect(known).toEqual(expect.arrayContaining(["America/New_York", "Europe/London", "Africa/Johannesburg"]));
  });
});
