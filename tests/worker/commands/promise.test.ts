// The promise: offered if and only if bookable. What is offered over two weeks is what a booking decides for one start.

import { expect, test } from "vitest";
import { cancel } from "../../../workers/commands/cancel.ts";
import { type StartsQuery, starts } from "../../../workers/commands/starts.ts";
import { at, bookCut, done, holdCut, minutes, NOW, openSalon, refusal } from "./surroundings.ts";

const QUESTIONS: Pick<StartsQuery, "services" | "party">[] = [
  { services: [{ id: "cut" }] },
  { services: [{ id: "colour", staff: "thandi" }] },
  { services: [{ id: "cut", staff: "ayanda" }, { id: "colour" }] },
  { services: [{ id: "cut" }], party: 2 },
  { services: [{ id: "braids" }], party: 2 },
];

async function offered(salon: string, question: Pick<StartsQuery, "services" | "party">) {
  const outcome = await starts(at(NOW), { salon, ...question, detail: "placement" });
  if (!outcome.ok) throw new Error(outcome.problem.type);
  return { salon: outcome.value.salon, starts: [...outcome.value.starts] };
}

test("every offered start can be booked, at the price, end and units it was offered with", async () => {
  const { slug } = await openSalon();
  for (const [i, question] of QUESTIONS.entries()) {
    const { starts: free, salon } = await offered(slug, question);
    expect(free.length).toBeGreaterThan(0);
    for (const start of free.filter((_, n) => n % (7 + i) === 0)) {
      const visit = { ...question, start: start.start };
      const made = done(await bookCut(at(NOW), slug, start.start, { visit }));
      expect(minutes(made.end)).toBe(start.end);
      expect(made.price_cents).toBe(start.priceCents);
      expect(made.assignment.map(({ unit }) => unit)).toEqual(start.placed.map(({ unit }) => salon.units.name(unit)));
      done(await cancel(at(NOW), { subject: { salon: slug, booking: made.booking, actor: "team" } }));
    }
    expect((await offered(slug, question)).starts).toEqual(free);
  }
});

test("a start that is not offered cannot be booked", async () => {
  const { slug } = await openSalon();
  const [first] = QUESTIONS;
  if (first === undefined) throw new Error("there are questions");
  const free = new Set((await offered(slug, first)).starts.map(({ start }) => start));
  const day = minutes("2026-12-01T00:00:00+02:00");
  for (let start = day; start < day + 1440; start += 35) {
    const outcome = await holdCut(at(NOW), slug, start);
    if (free.has(start)) done(outcome);
    else expect(refusal(outcome).status).toBe(409);
  }
});

test("the next start is found beyond the days asked for, up to the horizon", async () => {
  const next = async (back: string): Promise<number | undefined> => {
    const { slug } = await openSalon((salon) => {
      for (const person of salon.staff) person.time_off = [{ from: "2026-11-30T00:00", to: back }];
    });
    const outcome = await starts(at(NOW), { salon: slug, services: [{ id: "cut" }], next: true });
    if (!outcome.ok) throw new Error(outcome.problem.type);
    expect(outcome.value.starts).toHaveLength(0);
    return outcome.value.next?.start;
  };
  expect(await next("2027-01-29T00:00")).toBe(minutes("2027-01-29T08:00:00+02:00"));
  expect(await next("2027-01-30T00:00")).toBeUndefined();
});

test("absurd ranges are refused or empty, and quick", async () => {
  const { slug } = await openSalon();
  const ask = (from: number, to?: number) =>
    starts(at(NOW), { salon: slug, services: [{ id: "cut" }], from, to, next: true });
  const today = Math.floor((NOW + 120) / 1440);
  expect((await ask(today, today + 62)).ok).toBe(false);
  expect((await ask(today + 3, today + 2)).ok).toBe(false);
  expect((await ask(0, today - 1)).ok).toBe(false);
  expect((await ask(0, today)).ok).toBe(true);
  for (const far of [today + 790, today + 5000, 2_932_896]) {
    const outcome = await ask(far, far + 1);
    expect(outcome.ok && outcome.value.starts.length).toBe(0);
  }
});
