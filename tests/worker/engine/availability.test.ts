// The typed calls: what goes in arrives, what comes out is read as the generated accessors would read it.

import { ByteBuffer } from "flatbuffers";
import { expect, test } from "vitest";
import {
  AvailabilityAnswer,
  AvailabilityRequest,
  Calendar,
  Status,
} from "../../../shared/contracts/generated/availability_generated.ts";
import {
  type AvailabilityQuery,
  availability,
  decodeAvailability,
  encodeAvailability,
} from "../../../workers/engine/availability.ts";
import { compileCalendar } from "../../../workers/engine/calendar.ts";
import { instantsOf, offsetsAt } from "../../../workers/engine/clock.ts";
import { misfits } from "../../../workers/engine/fits.ts";
import { engine } from "../../../workers/engine/shipped.ts";
import { Units } from "../../../workers/engine/units.ts";
import { parseDate, rfc3339 } from "../../../workers/time.ts";
import { exampleSalon } from "../api/salon-document.ts";
import { minutes, NOW, TUESDAY_NINE } from "../commands/surroundings.ts";

const salon = exampleSalon();
const units = new Units(salon);
const TUESDAY = parseDate("2026-12-01") ?? 0;

function colour(more: Partial<AvailabilityQuery> = {}): AvailabilityQuery {
  const wishes = [{ service: 1, person: null }];
  const busy = new Uint32Array();
  return { calendar: compileCalendar(salon), now: NOW, from: TUESDAY, to: TUESDAY, party: 1, wishes, busy, ...more };
}

test("units are numbered people first, then rooms, then seats, each in document order", () => {
  expect(units.names).toEqual([
    "thandi",
    "ayanda",
    "chair.1",
    "chair.2",
    "basin.1",
    "braids.1",
    "braids.2",
    "braids.3",
  ]);
  expect(units.number("basin.1")).toBe(4);
  expect(units.number("basin.2")).toBeUndefined();
});

test("the compiled calendar says what the document says", () => {
  const calendar = Calendar.getRootAsCalendar(new ByteBuffer(compileCalendar(salon)));
  expect(calendar.zone()).toBe("Africa/Johannesburg");
  expect(calendar.rules()?.stepMinutes()).toBe(15);
  expect(calendar.publicHolidays()).toBe(1);
  expect(calendar.resourcesLength()).toBe(2);
  expect(calendar.services(1)?.phases()?.count()).toBe(3);
  expect(calendar.services(2)?.capacity()).toBe(3);
  expect(calendar.peopleLength()).toBe(2);
  const skills = calendar.people(0)?.skills();
  const own = calendar.skills((skills?.first() ?? 0) + 1);
  expect(own?.priceCents()).toBe(110_000);
  expect([0, 1, 2].map((i) => calendar.minutes((own?.minutesFirst() ?? 0) + i))).toEqual([25, 40, 20]);
  expect(calendar.exceptions()?.count()).toBe(2);
  expect(calendar.outages()?.count()).toBe(1);
});

test("the request carries every field", () => {
  const busy = Uint32Array.of(0, 5, 10, 2, 100, 200);
  const imported = Uint32Array.of(1, 7, 9);
  const query = colour({ busy, imported, party: 2, onlyStart: 77, firstOnly: true, detail: "explain" });
  const request = AvailabilityRequest.getRootAsAvailabilityRequest(new ByteBuffer(encodeAvailability(query)));
  expect([request.now(), request.fromDate(), request.toDate(), request.party()]).toEqual([NOW, TUESDAY, TUESDAY, 2]);
  expect([request.onlyStart(), request.firstOnly(), request.detail()]).toEqual([77, 1, 2]);
  expect([request.busyLength(), request.busy(1)?.unit(), request.busy(1)?.end()]).toEqual([2, 2, 200]);
  expect([request.importedLength(), request.imported(0)?.start()]).toEqual([1, 7]);
  expect([request.wishesLength(), request.wishes(0)?.person()]).toEqual([1, 0xffffffff]);
  expect(request.calendarArray()).toEqual(query.calendar);
});

test("refusals are told of 128 dates, and of no more, since each quantum is a row", () => {
  const about = (days: number, detail: "explain" | "starts") =>
    engine.call("availability", encodeAvailability(colour({ detail, to: TUESDAY + days - 1 })));
  expect(decodeAvailability(about(128, "explain")).rejects.length).toBeGreaterThan(128);
  expect(() => about(129, "explain")).toThrow(expect.objectContaining({ status: Status.TooLarge }));
  expect(decodeAvailability(about(129, "starts")).starts.length).toBeGreaterThan(0);
});

test("an answer read from one view is what the generated accessors read", () => {
  const answer = engine.call("availability", encodeAvailability(colour({ detail: "explain" })));
  const buffer = new ByteBuffer(answer.bytes);
  buffer.setPosition(answer.at);
  const wire = AvailabilityAnswer.getRootAsAvailabilityAnswer(buffer);
  const { starts: found, rejects } = decodeAvailability(answer);
  const starts = [...found];
  expect(starts.length).toBeGreaterThan(0);
  expect(rejects.length).toBeGreaterThan(0);
  expect(starts.length).toBe(wire.startsLength());
  expect(rejects.length).toBe(wire.rejectsLength());
  starts.forEach((start, i) => {
    const seen = wire.starts(i);
    expect(start).toMatchObject({
      start: seen?.start(),
      end: seen?.end(),
      priceCents: seen?.priceCents(),
      score: seen?.score(),
      offset: seen?.offset(),
      endOffset: seen?.endOffset(),
    });
    start.placed.forEach((placed, j) => {
      const one = wire.placed((seen?.placed()?.first() ?? 0) + j);
      expect(placed).toEqual({
        guest: one?.guest(),
        wish: one?.wish(),
        phase: one?.phase(),
        unit: one?.unit(),
        start: one?.start(),
        end: one?.end(),
      });
    });
    start.segments.forEach((segment, j) => {
      const one = wire.segments((seen?.segments()?.first() ?? 0) + j);
      expect(segment).toEqual({
        unit: one?.unit(),
        start: one?.start(),
        end: one?.end(),
        shared: one?.shared() === 1,
        guest: one?.guest(),
      });
    });
  });
  rejects.forEach((reject, i) => {
    const one = wire.rejects(i);
    expect(reject).toEqual({
      start: one?.start(),
      at: one?.at(),
      person: one?.person() === 0xffffffff ? null : one?.person(),
      offset: one?.offset(),
      reason: one?.reason(),
      wish: one?.wish(),
      phase: one?.phase(),
      pool: one?.pool(),
    });
  });
});

test("busy units are not offered", () => {
  const start = TUESDAY_NINE + 240; // 13:00, clear of the outage
  const only = colour({ onlyStart: start, detail: "placement" });
  expect(availability(only, engine).starts.first?.start).toBe(start);
  const basin = Uint32Array.of(units.number("basin.1") ?? 0, start, start + 120);
  expect(availability({ ...only, busy: basin }, engine).starts).toHaveLength(0);
});

test("the clock knows both sides of a change to summer time", () => {
  const before = minutes("2026-03-29T00:30:00Z");
  expect(offsetsAt("Europe/London", [before, before + 60], engine)).toEqual([0, 60]);
  const skipped = (parseDate("2026-03-29") ?? 0) * 1440 + 90; // 01:30 does not exist
  expect(instantsOf("Europe/London", [skipped], engine)).toEqual([minutes("2026-03-29T01:00:00Z")]);
  expect(rfc3339(TUESDAY_NINE, 120)).toBe("2026-12-01T09:00:00+02:00");
  expect(rfc3339(before, -210)).toBe("2026-03-28T21:00:00-03:30");
});

test("a stored visit outside the edited hours no longer fits", () => {
  const stored = Uint32Array.of(0, 0, TUESDAY_NINE, TUESDAY_NINE + 50, 1, 0, TUESDAY_NINE + 300, TUESDAY_NINE + 350);
  const edited = exampleSalon();
  expect(misfits({ calendar: compileCalendar(edited), visits: 2, stored }, engine)).toEqual([]);
  for (const person of edited.staff) person.hours = { tue: [["08:00", "12:00"]] };
  expect(misfits({ calendar: compileCalendar(edited), visits: 2, stored }, engine)).toEqual([1]);
});
