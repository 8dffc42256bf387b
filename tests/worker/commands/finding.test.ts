// Finding one's bookings by telephone number and code: for the owner of the address alone, and not by guessing.

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { CommandContext } from "../../../workers/commands/command.ts";
import { findBookings, requestCode } from "../../../workers/commands/find-bookings.ts";
import { oneTimeCode, phoneHash } from "../../../workers/token.ts";
import { at, bookCut, done, NOW, openSalon, refusal, rows, TUESDAY_NINE } from "./surroundings.ts";

let last = 0;
const newPhone = (): string => `+2782${String(5_000_000 + last++)}`;

/** The codes that were sent, by address. */
async function sent(ctx: CommandContext & { later(): Promise<void> }, phone: string): Promise<Map<string, string>> {
  const before = new Set(
    (await rows(`SELECT message_id FROM outbox WHERE kind = 'code.requested'`)).map((row) => row.message_id),
  );
  done(await requestCode(ctx, { phone }));
  await ctx.later();
  const codes = new Map<string, string>();
  for (const { message_id, payload } of await rows(
    `SELECT message_id, payload FROM outbox WHERE kind = 'code.requested'`,
  )) {
    if (before.has(message_id ?? null)) continue;
    const { code, email } = JSON.parse(String(payload)) as { code: string; email: string };
    codes.set(email, await oneTimeCode(env.TOKEN_SECRET, code, email));
  }
  return codes;
}

test("a code that was sent opens the bookings made with that address, in all salons, once", async () => {
  const phone = newPhone();
  const client = { name: "Nomsa", phone, email: `${phone}@example.com` };
  const made = [];
  for (const salon of [await openSalon(), await openSalon()])
    made.push(done(await bookCut(at(NOW), salon.slug, TUESDAY_NINE, { client })));
  const codes = await sent(at(NOW), phone);
  expect([...codes.keys()]).toEqual([client.email]);
  const code = codes.get(client.email) ?? "";
  const { bookings } = done(await findBookings(at(NOW + 1), { phone, code }));
  expect(bookings.map(({ token }) => token).sort()).toEqual(made.map(({ token }) => token).sort());
  expect(bookings[0]?.start).toBe("2026-12-01T09:00:00+02:00");
  expect(refusal(await findBookings(at(NOW + 1), { phone, code })).type).toBe("wrong-code");
});

test("somebody who books with another's number does not see the other's bookings", async () => {
  const phone = newPhone();
  const { slug } = await openSalon();
  const mine = { name: "Nomsa", phone, email: "nomsa@example.com" };
  const theirs = { name: "Mallory", phone, email: "mallory@example.com" };
  const booking = done(await bookCut(at(NOW), slug, TUESDAY_NINE, { client: mine }));
  done(await bookCut(at(NOW), slug, TUESDAY_NINE + 60, { client: theirs }));
  const codes = await sent(at(NOW), phone);
  const { bookings } = done(await findBookings(at(NOW), { phone, code: codes.get(theirs.email) ?? "" }));
  expect(bookings).toHaveLength(1);
  expect(bookings[0]?.booking).not.toBe(booking.booking);
});

test("unknown numbers get the same answers and the same limits as known ones", async () => {
  const known = newPhone();
  const unknown = newPhone();
  const { slug } = await openSalon();
  done(await bookCut(at(NOW), slug, TUESDAY_NINE, { client: { name: "Nomsa", phone: known, email: "n@example.com" } }));
  const answers = async (phone: string): Promise<unknown[]> => {
    const seen: unknown[] = [await findBookings(at(NOW), { phone, code: "000000" })];
    for (let i = 0; i < 4; i++) seen.push(await requestCode(at(NOW + i), { phone }));
    for (let i = 0; i < 7; i++) seen.push(await findBookings(at(NOW + 5), { phone, code: "not-it" }));
    seen.push(await requestCode(at(NOW + 61), { phone }));
    return seen;
  };
  expect(await answers(unknown)).toEqual(await answers(known));
});

test("a code stops working after five tries and after ten minutes", async () => {
  const phone = newPhone();
  const { slug } = await openSalon();
  const email = "nomsa@example.com";
  done(await bookCut(at(NOW), slug, TUESDAY_NINE, { client: { name: "Nomsa", phone, email } }));
  const first = (await sent(at(NOW), phone)).get(email) ?? "";
  await Promise.all(Array.from({ length: 5 }, () => findBookings(at(NOW), { phone, code: "guess!" })));
  expect(refusal(await findBookings(at(NOW), { phone, code: first })).type).toBe("wrong-code");
  const second = (await sent(at(NOW + 1), phone)).get(email) ?? "";
  expect(refusal(await findBookings(at(NOW + 11), { phone, code: second })).type).toBe("wrong-code");
  const third = (await sent(at(NOW + 20), phone)).get(email) ?? "";
  done(await findBookings(at(NOW + 29), { phone, code: third }));
});

test("a code that was tried five times stays shut beside a fresh one, and parallel guesses have no more tries", async () => {
  const phone = newPhone();
  const { slug } = await openSalon();
  const email = "nomsa@example.com";
  done(await bookCut(at(NOW), slug, TUESDAY_NINE, { client: { name: "Nomsa", phone, email } }));
  const first = (await sent(at(NOW), phone)).get(email) ?? "";
  await Promise.all(Array.from({ length: 9 }, () => findBookings(at(NOW), { phone, code: "guess!" })));
  const hash = await phoneHash(env.TOKEN_SECRET, phone);
  expect(await rows(`SELECT attempts FROM find_code WHERE phone_hash = ?1`, hash)).toEqual([{ attempts: 5 }]);
  const second = (await sent(at(NOW + 1), phone)).get(email) ?? "";
  expect(refusal(await findBookings(at(NOW + 2), { phone, code: first })).type).toBe("wrong-code");
  done(await findBookings(at(NOW + 2), { phone, code: second }));
});

test("of two who send the same code at once, one is let in", async () => {
  const phone = newPhone();
  const { slug } = await openSalon();
  const email = "nomsa@example.com";
  done(await bookCut(at(NOW), slug, TUESDAY_NINE, { client: { name: "Nomsa", phone, email } }));
  const code = (await sent(at(NOW), phone)).get(email) ?? "";
  const both = await Promise.all([1, 2].map(() => findBookings(at(NOW), { phone, code })));
  expect(both.filter(({ ok }) => ok)).toHaveLength(1);
});

test("at most three codes an hour are sent to a number", async () => {
  const phone = newPhone();
  for (let i = 0; i < 3; i++) done(await requestCode(at(NOW + i), { phone }));
  const problem = refusal(await requestCode(at(NOW + 3), { phone }));
  expect([problem.status, problem.retryAfter]).toEqual([429, 57 * 60]);
  expect(problem.limit).toEqual({ policy: "codes", quota: 3, window: 3600 });
  expect(refusal(await requestCode(at(NOW + 59), { phone })).retryAfter).toBe(60);
  done(await requestCode(at(NOW + 60), { phone }));
});

test("numbers are kept across salons as keyed hashes alone", async () => {
  const phone = newPhone();
  const { slug } = await openSalon();
  done(await bookCut(at(NOW), slug, TUESDAY_NINE, { client: { name: "Nomsa", phone } }));
  done(await requestCode(at(NOW), { phone }));
  for (const table of ["phone_salon", "find_code"]) {
    expect(JSON.stringify(await rows(`SELECT * FROM ${table}`))).not.toContain(phone.slice(3));
  }
});
