// Telephone numbers as clients write them: a national one is read where the salon stands.

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { e164 } from "../../../workers/http/phone.ts";
import { CLIENT, call, faultsAt, newSalon, post } from "../api/client.ts";

const BOOKING = { services: [{ id: "cut" }], start: "2026-12-01T09:00:00+02:00" };

const inCountry = (country: string) =>
  newSalon((salon) => {
    salon.address = { city: "Windhoek", country };
  });

const book = (salon: string, phone: string) =>
  post(`/api/v1/salons/${salon}/bookings`, { ...BOOKING, client: { ...CLIENT, phone } });

test("a number is one number however it is written", () => {
  for (const entry of ["082 555 0101", "27 82 555 0101", "+27 (0)82 555-0101", "0027825550101"]) {
    expect(e164(entry, "ZA"), entry).toBe("+27825550101");
  }
  expect(e164("+44 (0)7123 456789", "ZA")).toBe("+447123456789");
});

test("elsewhere the same digits are somebody else's, so they come with their country", () => {
  for (const country of ["GB", "NA"]) {
    for (const entry of ["07123 456 78", "082 555 0101", "27825550101"]) expect(e164(entry, country)).toBeNull();
    expect(e164("+27 82 555 0101", country)).toBe("+27825550101");
    expect(e164("0044 7123 456789", country)).toBe("+447123456789");
  }
});

test("a booking is kept under the number that the salon's country makes of it, or refused with a way to write it", async () => {
  const [here, there] = [await inCountry("ZA"), await inCountry("NA")];
  expect((await book(here, "082 555 0198")).status).toBe(201);
  const refused = await book(there, "082 555 0198");
  expect([refused.status, faultsAt(refused)]).toEqual([422, ["/client/phone"]]);
  expect(refused.body.errors[0].detail).toBe("must be a telephone number, with + and the country's code");
  expect((await book(there, "+264 81 555 0198")).status).toBe(201);
  const { results } = await env.DB.prepare(`SELECT phone FROM client WHERE salon_id IN (?1, ?2) ORDER BY phone`)
    .bind(here, there)
    .all();
  expect(results).toEqual([{ phone: "+264815550198" }, { phone: "+27825550198" }]);
});

test("a salon that names no country is South African, whatever its clock", async () => {
  const london = await newSalon((salon) => {
    salon.timezone = "Europe/London";
  });
  // Closed at that hour in London, but the number is one.
  const answer = await book(london, "082 555 0197");
  expect([answer.status, answer.body.errors]).toEqual([409, undefined]);
});

test("the waiting list reads numbers the same way", async () => {
  const there = await inCountry("GB");
  const wait = (phone: string) =>
    post(`/api/v1/salons/${there}/waitlist`, {
      services: BOOKING.services,
      from: "2026-12-01",
      to: "2026-12-03",
      client: { ...CLIENT, phone },
    });
  expect(faultsAt(await wait("07123 456 78"))).toEqual(["/client/phone"]);
  expect((await wait("+44 7123 456789")).status).toBe(201);
});

test("the forms say how to write a number in a salon of another country", async () => {
  const typed = "service=cut&staff=any&start=2026-12-01T07%3A00Z&name=Nomsa&email=n%40example.com&phone=07123+456+78";
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  const [here, there] = [await inCountry("ZA"), await inCountry("GB")];
  for (const path of ["book/confirm", "waitlist"]) {
    const page = await call(`/${there}/${path}`, { method: "POST", headers, body: typed });
    expect(page.status).toBe(422);
    expect(page.text).toContain("such as +44 7700 900123");
    const plain = await call(`/${here}/${path}`, {
      method: "POST",
      headers,
      body: typed.replace("07123+456+78", "12"),
    });
    expect(plain.status).toBe(422);
    expect(plain.text).toContain("Try 082 555 0123");
  }
});
