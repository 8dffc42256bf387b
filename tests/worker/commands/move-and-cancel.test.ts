// Moving and cancelling: what a client may still do with a booking, and what it leaves behind.

import { expect, test } from "vitest";
import { cancel } from "../../../workers/commands/cancel.ts";
import { move } from "../../../workers/commands/move.ts";
import { readBooking } from "../../../workers/commands/read-booking.ts";
import { starts } from "../../../workers/commands/starts.ts";
import {
  at,
  bookCut,
  count,
  done,
  key,
  minutes,
  NOMSA,
  NOW,
  onlyThandi,
  openSalon,
  refusal,
  rows,
  TUESDAY_NINE,
} from "./surroundings.ts";

const WEDNESDAY_NINE = TUESDAY_NINE + 1440;

test("a move keeps the booking and its link, frees the old place and counts a change", async () => {
  const { slug } = await openSalon(onlyThandi);
  const made = done(await bookCut(at(NOW), slug, WEDNESDAY_NINE));
  const moved = done(await move(at(NOW), { subject: { token: made.token }, start: WEDNESDAY_NINE + 120 }));
  expect([moved.booking, moved.token]).toEqual([made.booking, made.token]);
  expect(moved.start).toBe("2026-12-02T11:00:00+02:00");
  expect(await rows(`SELECT sequence, start_at FROM booking WHERE salon_id = ?1`, slug)).toEqual([
    { sequence: 1, start_at: WEDNESDAY_NINE + 120 },
  ]);
  expect(await count("segment", slug)).toBe(2);
  done(await bookCut(at(NOW), slug, WEDNESDAY_NINE));
});

test("a booking may move into its own time", async () => {
  const { slug } = await openSalon(onlyThandi);
  const made = done(await bookCut(at(NOW), slug, WEDNESDAY_NINE));
  done(await move(at(NOW), { subject: { token: made.token }, start: WEDNESDAY_NINE + 15 }));
  const outcome = await starts(at(NOW), {
    salon: slug,
    services: [],
    token: made.token,
    from: Math.floor(WEDNESDAY_NINE / 1440),
  });
  if (!outcome.ok) throw new Error(outcome.problem.type);
  expect([...outcome.value.starts].map(({ start }) => start)).toContain(WEDNESDAY_NINE + 15);
});

test("a move that fails leaves the booking where it was", async () => {
  const { slug } = await openSalon(onlyThandi);
  const made = done(await bookCut(at(NOW), slug, WEDNESDAY_NINE));
  done(await bookCut(at(NOW), slug, WEDNESDAY_NINE + 60));
  const problem = refusal(await move(at(NOW), { subject: { token: made.token }, start: WEDNESDAY_NINE + 60 }));
  expect(problem.type).toBe("slot-taken");
  expect(problem.extra?.alternatives).not.toEqual([]);
  const kept = done(await readBooking(at(NOW), { token: made.token }));
  expect(minutes(kept.start)).toBe(WEDNESDAY_NINE);
  expect(kept.segments).toHaveLength(2);
});

test("a move may change the services, and refuses a price higher than the client saw", async () => {
  const { slug } = await openSalon();
  const made = done(await bookCut(at(NOW), slug, WEDNESDAY_NINE));
  const subject = { token: made.token };
  const colour = { subject, start: WEDNESDAY_NINE, services: [{ id: "colour" }] };
  expect(refusal(await move(at(NOW), { ...colour, priceCents: 35_000 })).type).toBe("price-changed");
  const moved = done(await move(at(NOW), colour));
  expect(moved.services).toEqual([{ id: "colour" }]);
  expect(moved.assignment).toHaveLength(5);
});

test("a repeated move gets the first answer byte for byte", async () => {
  const { slug } = await openSalon();
  const made = done(await bookCut(at(NOW), slug, WEDNESDAY_NINE));
  const input = { subject: { token: made.token }, start: WEDNESDAY_NINE + 60, idempotency: key() };
  const [first, again] = [await move(at(NOW), input), await move(at(NOW + 5), input)];
  expect(first.ok && again.ok && again.body === first.body).toBe(true);
  expect(await rows(`SELECT sequence FROM booking WHERE salon_id = ?1`, slug)).toEqual([{ sequence: 1 }]);
});

test("moving and cancelling end when the salon says, and not for the team", async () => {
  const { slug } = await openSalon();
  const made = done(await bookCut(at(NOW), slug, WEDNESDAY_NINE));
  const late = at(WEDNESDAY_NINE - 1439);
  const subject = { token: made.token };
  for (const outcome of [
    await move(late, { subject, start: WEDNESDAY_NINE + 1440 }),
    await cancel(late, { subject }),
  ]) {
    const problem = refusal(outcome);
    expect([problem.status, problem.type, problem.extra?.cancel_until_minutes]).toEqual([409, "too-late", 1440]);
  }
  done(await cancel(late, { subject: { salon: slug, booking: made.booking, actor: "team" } }));
});

test("cancelling frees the time, keeps the booking's row and tells the client once", async () => {
  const { slug } = await openSalon(onlyThandi);
  const made = done(await bookCut(at(NOW), slug, WEDNESDAY_NINE));
  const subject = { token: made.token };
  done(await cancel(at(NOW), { subject }));
  expect(done(await cancel(at(NOW), { subject }))).toEqual({ booking: made.booking, status: "cancelled" });
  expect(await count("segment", slug)).toBe(0);
  expect(await rows(`SELECT status, sequence FROM booking WHERE salon_id = ?1`, slug)).toEqual([
    { status: "cancelled", sequence: 1 },
  ]);
  expect(await rows(`SELECT kind FROM outbox WHERE salon_id = ?1 ORDER BY kind`, slug)).toEqual([
    { kind: "booking.cancelled" },
    { kind: "booking.made" },
  ]);
  done(await bookCut(at(NOW), slug, WEDNESDAY_NINE));
  expect(refusal(await move(at(NOW), { subject, start: WEDNESDAY_NINE + 60 })).type).toBe("cancelled");
});

test("a forged, truncated or foreign token opens nothing", async () => {
  const { slug } = await openSalon();
  const made = done(await bookCut(at(NOW), slug, WEDNESDAY_NINE));
  const other = done(await bookCut(at(NOW), slug, WEDNESDAY_NINE, { client: { ...NOMSA, phone: "+27825550111" } }));
  const [, , mac] = other.token.split(".");
  for (const token of [
    `${slug}.${made.booking}.${mac}`,
    made.token.slice(0, -1),
    `${made.token}x`,
    "x",
    "",
    `other.${made.booking}.${mac}`,
  ]) {
    expect(refusal(await cancel(at(NOW), { subject: { token } })).status).toBe(404);
    expect(refusal(await move(at(NOW), { subject: { token }, start: WEDNESDAY_NINE })).status).toBe(404);
    expect(refusal(await readBooking(at(NOW), { token })).status).toBe(404);
  }
  done(await readBooking(at(NOW), { token: made.token }));
});

test("clients who race to move to one place leave exactly one there and lose none", async () => {
  const { slug } = await openSalon(onlyThandi);
  const made = [];
  for (let i = 0; i < 4; i++) made.push(done(await bookCut(at(NOW), slug, WEDNESDAY_NINE + 60 * i)));
  const outcomes = await Promise.all(
    made.map(({ token }) => move(at(NOW), { subject: { token }, start: WEDNESDAY_NINE + 300 })),
  );
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  expect(await count("segment", slug)).toBe(8);
});
