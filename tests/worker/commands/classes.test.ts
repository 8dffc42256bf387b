// Class sessions: shared person and rooms, one seat a guest.

import { expect, test } from "vitest";
import type { SalonDocument } from "../../../shared/contracts/salon.ts";
import { book } from "../../../workers/commands/book.ts";
import { cancel } from "../../../workers/commands/cancel.ts";
import { hold, releaseHold } from "../../../workers/commands/hold.ts";
import { move } from "../../../workers/commands/move.ts";
import { putSalon } from "../../../workers/commands/put-salon.ts";
import { starts } from "../../../workers/commands/starts.ts";
import { at, done, minutes, NOMSA, NOW, openSalon, refusal, rows } from "./surroundings.ts";

const SESSION = minutes("2026-12-01T14:00:00+02:00");
const NEXT_SESSION = SESSION + 7 * 1440;

/** The braiding class needs a chair as well. */
function withRoom(salon: SalonDocument): void {
  const phase = salon.services[2]?.phases[0];
  if (phase !== undefined) phase.resources = ["chair"];
}

const services = [{ id: "braids" }];
const seat = (salon: string, now = NOW, start = SESSION, party = 1) =>
  book(at(now), { salon, visit: { services, start, party }, client: NOMSA });
const heldSeat = (salon: string, now = NOW, start = SESSION) => hold(at(now), { salon, services, start });

async function shared(salon: string, start = SESSION) {
  return rows(
    `SELECT unit_id, held_until FROM segment WHERE salon_id = ?1 AND visit_id = ?2 ORDER BY unit_id`,
    salon,
    `class:braids:${start}`,
  );
}

test("the first seat stores the person and room once, every guest one seat", async () => {
  const { slug } = await openSalon(withRoom);
  const first = done(await seat(slug));
  const second = done(await seat(slug));
  expect(first.segments.map(({ unit }) => unit)).toEqual(["braids.1"]);
  expect(second.segments.map(({ unit }) => unit)).toEqual(["braids.2"]);
  expect(await shared(slug)).toEqual([
    { unit_id: "ayanda", held_until: null },
    { unit_id: "chair.1", held_until: null },
  ]);
});

test("a class is full when its seats are, and a party needs that many", async () => {
  const { slug } = await openSalon();
  done(await seat(slug, NOW, SESSION, 2));
  expect(refusal(await seat(slug, NOW, SESSION, 2)).type).toBe("slot-taken");
  done(await seat(slug));
  expect(refusal(await seat(slug)).type).toBe("slot-taken");
});

test("removing the last seat removes the shared segments, and no earlier one does", async () => {
  const { slug } = await openSalon(withRoom);
  const first = done(await seat(slug));
  const second = done(await seat(slug));
  done(await cancel(at(NOW), { subject: { token: first.token } }));
  expect(await shared(slug)).toHaveLength(2);
  done(await cancel(at(NOW), { subject: { token: second.token } }));
  expect(await shared(slug)).toEqual([]);
});

test("shared segments are held as long as the longest held seat, and confirmed with the first confirmed one", async () => {
  const { slug } = await openSalon();
  const first = done(await heldSeat(slug, NOW));
  const second = done(await heldSeat(slug, NOW + 5));
  expect(await shared(slug)).toEqual([{ unit_id: "ayanda", held_until: NOW + 15 }]);
  const made = done(await book(at(NOW + 6), { salon: slug, visit: { hold: first.hold }, client: NOMSA }));
  expect(await shared(slug)).toEqual([{ unit_id: "ayanda", held_until: null }]);
  done(await cancel(at(NOW + 7), { subject: { token: made.token } }));
  expect(await shared(slug)).toEqual([{ unit_id: "ayanda", held_until: NOW + 15 }]);
  done(await releaseHold(at(NOW + 8), { salon: slug, hold: second.hold }));
  expect(await shared(slug)).toEqual([]);
});

test("seats that expire take the shared segments with them", async () => {
  const { slug } = await openSalon(withRoom);
  done(await heldSeat(slug, NOW));
  done(await seat(slug, NOW + 10));
  expect(await shared(slug)).toHaveLength(2);
  expect(await rows(`SELECT unit_id FROM segment WHERE salon_id = ?1 AND unit_id LIKE 'braids.%'`, slug)).toEqual([
    { unit_id: "braids.1" },
  ]);
});

test("a session reserves its person although no seat is sold", async () => {
  const { slug } = await openSalon();
  const outcome = await starts(at(NOW), { salon: slug, services: [{ id: "cut", staff: "ayanda" }] });
  if (!outcome.ok) throw new Error(outcome.problem.type);
  expect([...outcome.value.starts].some(({ start }) => start === SESSION)).toBe(false);
});

test("guests who race for the first seats share one room and get a seat each", async () => {
  const { slug } = await openSalon(withRoom);
  const outcomes = await Promise.all([seat(slug), seat(slug), seat(slug), seat(slug)]);
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(3);
  expect(await shared(slug)).toHaveLength(2);
});

test("moving the only seat to another session opens that one and closes the old one", async () => {
  const { slug } = await openSalon(withRoom);
  const made = done(await seat(slug));
  done(await move(at(NOW), { subject: { token: made.token }, start: NEXT_SESSION }));
  expect(await shared(slug)).toEqual([]);
  expect(await shared(slug, NEXT_SESSION)).toHaveLength(2);
});

test("the holder of the only seat sees the session as nobody's", async () => {
  const { slug } = await openSalon((salon) => {
    withRoom(salon);
    const chairs = salon.resources?.[0];
    if (chairs !== undefined) chairs.count = 1;
  });
  const held = done(await heldSeat(slug));
  const cuts = { salon: slug, services: [{ id: "cut", staff: "thandi" }] };
  const free = async (own: object): Promise<boolean> => {
    const outcome = await starts(at(NOW), { ...cuts, ...own });
    if (!outcome.ok) throw new Error(outcome.problem.type);
    return [...outcome.value.starts].some(({ start }) => start === SESSION);
  };
  expect(await free({})).toBe(false);
  expect(await free({ hold: held.hold })).toBe(true);
  done(await seat(slug));
  expect(await free({ hold: held.hold })).toBe(false);
});

test("a class that keeps neither person nor room busy is offered and booked all the same", async () => {
  const { slug } = await openSalon((salon) => {
    const phase = salon.services[2]?.phases[0];
    if (phase !== undefined) phase.staff = false;
  });
  const outcome = await starts(at(NOW), { salon: slug, services });
  expect(outcome.ok && [...outcome.value.starts].map(({ start }) => start)).toContain(SESSION);
  const made = [done(await seat(slug)), done(await seat(slug))];
  expect(made.flatMap(({ segments }) => segments.map(({ unit }) => unit))).toEqual(["braids.1", "braids.2"]);
  for (const { token } of made) done(await cancel(at(NOW), { subject: { token } }));
  expect(await rows(`SELECT 1 FROM segment WHERE salon_id = ?1`, slug)).toEqual([]);
});

test("sold sessions of a class that an edit removed keep their room, for who moves a booking too", async () => {
  const document = await openSalon((salon) => {
    withRoom(salon);
    const chairs = salon.resources?.[0];
    if (chairs !== undefined) chairs.count = 1;
  });
  const { slug } = document;
  done(await seat(slug));
  const cut = { services: [{ id: "cut", staff: "thandi" }], start: SESSION - 120 };
  const { token } = done(await book(at(NOW), { salon: slug, visit: cut, client: NOMSA }));
  document.services.splice(2, 1);
  for (const person of document.staff) person.services = person.services.filter(({ id }) => id !== "braids");
  done(await putSalon(at(NOW), { document, actor: "operator" }));
  const outcome = await starts(at(NOW), { salon: slug, services: [], token });
  expect(outcome.ok && [...outcome.value.starts].map(({ start }) => start)).not.toContain(SESSION);
  const problem = refusal(await move(at(NOW - 1440), { subject: { token }, start: SESSION }));
  expect(problem.type).toBe("slot-taken");
});

test("a guest in a seat that an edit took away still keeps the session from who moves away from it", async () => {
  const document = await openSalon(withRoom);
  const { slug } = document;
  const first = done(await seat(slug));
  done(await seat(slug));
  Object.assign(document.services[2] ?? {}, { capacity: 1 });
  done(await putSalon(at(NOW), { document, actor: "operator" }));
  const outcome = await starts(at(NOW), { salon: slug, services: [], token: first.token });
  expect(outcome.ok && [...outcome.value.starts].map(({ start }) => start)).not.toContain(SESSION);
  expect(refusal(await move(at(NOW - 1440), { subject: { token: first.token }, start: SESSION })).type).toBe(
    "slot-taken",
  );
});
