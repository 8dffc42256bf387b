// A visit that comes again: the same time of the day, whatever fits is booked, whatever does not is shown, and nothing is lost or made twice.

import { env } from "cloudflare:workers";
import { expect, it, vi } from "vitest";
import { erase } from "../../../workers/commands/compliance/erase.ts";
import { LANGUAGES } from "../../../workers/ui/words.ts";
import { FROM_OWN_PAGE, signedIn, submit, trailOf } from "../access/people.ts";
import { CLIENT, call, newSalon, OPERATOR } from "../api/client.ts";
import { at, done, minutes, rows } from "../commands/surroundings.ts";

const MORNING = "2027-01-13T07:00:00+02:00";
const FIRST = "2027-01-13T10:00:00+02:00";
const key = (letter: string): string => letter.repeat(26);

async function desk(change?: Parameters<typeof newSalon>[0], first = FIRST, now = MORNING) {
  const slug = await newSalon(change);
  const { cookie } = await signedIn(slug, "stylist", now);
  const headers = { Cookie: cookie, ...FROM_OWN_PAGE };
  const api = (path: string, body: unknown, method = "POST", name: string = crypto.randomUUID()) =>
    call(`/api/v1/salons/${slug}/desk${path}`, {
      method,
      ...(body === undefined ? {} : { body }),
      headers: { ...OPERATOR, "Idempotency-Key": name },
      now,
    });
  const book = async (start: string, staff = "thandi", more: Record<string, unknown> = {}): Promise<string> => {
    const visit = {
      services: [{ id: "cut", staff }],
      start,
      client: CLIENT,
      override: { rules: ["notice"], reason: "far" },
    };
    const made = await api("/visits", { ...visit, ...more });
    if (made.status !== 201) throw new Error(made.text);
    return made.body.booking;
  };
  const booking = await book(first);
  const again = (weeks: number, times: number, name?: string) =>
    api(`/visits/${booking}/series`, { weeks, times }, "POST", name);
  const page = (path: string) => call(`/desk/${slug}${path}`, { headers, now });
  const act = (path: string, fields: Record<string, string>) =>
    submit(`/desk/${slug}${path}`, fields, { headers, now });
  const visits = () =>
    rows("SELECT booking_id, start_at, status FROM booking WHERE salon_id = ?1 ORDER BY start_at", slug);
  return { slug, booking, api, book, again, page, act, visits };
}

const wished = (answer: { body: { visits: { wished: string }[] } }) => answer.body.visits.map((each) => each.wished);
const states = (answer: { body: { visits: { state: string }[] } }) => answer.body.visits.map(({ state }) => state);

it("every four weeks, six times, is six visits at the same time of the day, also beyond what clients may book", async () => {
  const { slug, booking, again, visits, page } = await desk();
  const made = await again(4, 6);
  expect(made.status).toBe(201);
  expect(states(made)).toEqual(Array(6).fill("booked"));
  expect(wished(made)).toEqual([
    "2027-02-10T10:00:00+02:00",
    "2027-03-10T10:00:00+02:00",
    "2027-04-07T10:00:00+02:00",
    "2027-05-05T10:00:00+02:00",
    "2027-06-02T10:00:00+02:00",
    "2027-06-30T10:00:00+02:00",
  ]);
  expect(await visits()).toHaveLength(7);
  // Rule 7 was set aside where it had to be, and each of these visits says so.
  const aside = await rows("SELECT rules, text FROM visit_event WHERE salon_id = ?1 AND what = 'override'", slug);
  expect(aside.filter(({ text }) => text === "Comes again")).toHaveLength(4);
  expect((await trailOf(slug)).filter(({ action }) => action === "series.made")).toMatchObject([{ subject: booking }]);
  // The first was told of by itself, the six in one letter.
  const letters = await rows(
    "SELECT kind, payload ->> 'booking' AS booking FROM outbox WHERE salon_id = ?1 AND kind <> 'team.invited' ORDER BY kind",
    slug,
  );
  expect(letters).toEqual(["booking.made", "series.made"].map((kind) => ({ kind, booking })));
  for (const language of LANGUAGES) {
    const shown = await page(`/series/${made.body.series}?lang=${language}`);
    expect(shown.status).toBe(200);
    expect(shown.text.match(/class="badge"/g)).toHaveLength(6);
  }
  expect((await page(`/visits/${made.body.visits[2].booking}`)).text).toContain("number 3 of 6");
});

it("keeps its minute of the salon's clock where the clocks change on the way", async () => {
  const london = (salon: { timezone: string }) => {
    salon.timezone = "Europe/London";
  };
  const { again, slug } = await desk(london, "2027-03-16T10:00:00+00:00", "2027-03-15T07:00:00+00:00");
  const made = await again(1, 3);
  expect(states(made)).toEqual(["booked", "booked", "booked"]);
  expect(made.body.visits.map(({ start }: { start: string }) => start)).toEqual([
    "2027-03-23T10:00:00+00:00",
    "2027-03-30T10:00:00+01:00",
    "2027-04-06T10:00:00+01:00",
  ]);
  const starts = await rows(
    "SELECT start_at FROM segment WHERE salon_id = ?1 AND unit_id = 'thandi' ORDER BY start_at",
    slug,
  );
  const gaps = starts.slice(1).map(({ start_at }, i) => Number(start_at) - Number(starts[i]?.start_at));
  expect(gaps).toEqual([7 * 1440, 7 * 1440 - 60, 7 * 1440]);
});

it("leaves a date that is taken open with the nearest free times, of which one is chosen, and another given up", async () => {
  const { slug, book, again, page, act, visits, api } = await desk();
  await book("2027-01-20T10:00:00+02:00");
  await book("2027-02-03T10:15:00+02:00");
  const made = await again(1, 3);
  expect(states(made)).toEqual(["open", "booked", "open"]);
  const { series } = made.body;
  const near = made.body.visits[0].alternatives.map(({ start }: { start: string }) => start);
  expect(near).toHaveLength(5);
  for (const start of near) expect(Math.abs(Date.parse(start) - Date.parse(wished(made)[0] ?? ""))).toBeLessThan(864e5);
  const shown = await page(`/series/${series}`);
  expect(shown.text).toContain("2 dates have no time");
  const [, free = ""] = /name="start" value="(\d+)"/.exec(shown.text) ?? [];
  const fields = { act: "take", nth: "1", start: free, key: key("a") };
  for (let times = 0; times < 2; times++) expect((await act(`/series/${series}`, fields)).status).toBe(303);
  expect((await visits()).filter(({ start_at }) => String(start_at) === free)).toHaveLength(1);
  for (let times = 0; times < 2; times++)
    expect((await act(`/series/${series}`, { act: "drop", nth: "3" })).status).toBe(303);
  const now = await api(`/series/${series}`, undefined, "GET");
  expect(states(now)).toEqual(["booked", "booked", "dropped"]);
  // What was given up is not booked after all, nor what was booked given up.
  expect((await act(`/series/${series}`, { ...fields, nth: "3", key: key("b") })).status).toBe(409);
  expect((await api(`/series/${series}/visits/1`, undefined, "DELETE")).status).toBe(409);
  expect((await trailOf(slug)).filter(({ action }) => action === "series.dropped")).toHaveLength(1);
});

it("has a date chosen once: whoever chooses another time for it is told at once", async () => {
  const { slug, book, again, api, visits } = await desk();
  await book("2027-01-20T10:00:00+02:00");
  const made = await again(1, 1);
  const { series } = made.body;
  const [first, second] = made.body.visits[0].alternatives.map(({ start }: { start: string }) => start);
  const chosen = (start: string) => api(`/series/${series}/visits/1`, { start });
  const answers = await Promise.all([chosen(first), chosen(second)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  const late = await chosen("2027-01-21T12:00:00+02:00");
  expect([late.status, late.body.type]).toEqual([409, "urn:appointmentbooking:problem:series-settled"]);
  expect(await visits()).toHaveLength(3);
  expect((await rows("SELECT state FROM series_visit WHERE salon_id = ?1", slug))[0]).toEqual({ state: "booked" });
});

it("offers for an open date what can be booked, also beyond what clients may book", async () => {
  const { book, again, api } = await desk();
  await book("2027-05-12T10:00:00+02:00");
  const made = await again(17, 1);
  expect(states(made)).toEqual(["open"]);
  const [first] = made.body.visits[0].alternatives;
  const taken = await api(`/series/${made.body.series}/visits/1`, { start: first.start });
  expect(taken.status).toBe(201);
  expect(taken.body.start).toBe(first.start);
});

/** What the runtime keeps of a prepared statement. */
interface Said {
  statement: string;
}

it("sent again under its key goes on where it broke off, and books no date twice", async () => {
  const { again, visits, slug, page, act } = await desk();
  vi.spyOn(console, "error").mockImplementation(() => {});
  const real = env.DB.batch.bind(env.DB);
  // Only commits of bookings are counted: what goes on behind other answers writes too.
  let left = 2;
  const failing = vi.spyOn(env.DB, "batch").mockImplementation(((statements: (D1PreparedStatement & Said)[]) => {
    if (statements.some(({ statement }) => /INSERT INTO booking\b/.test(statement))) left -= 1;
    return left < 0 ? Promise.reject(new Error("D1_ERROR: disk is full")) : real(statements);
  }) as typeof env.DB.batch);
  expect((await again(2, 5, "same")).status).toBe(503);
  failing.mockRestore();
  expect(await visits()).toHaveLength(3);
  const [row] = await rows("SELECT series_id FROM series WHERE salon_id = ?1", slug);
  expect((await page(`/series/${row?.series_id}`)).text).toContain("This broke off");
  const [one, other] = await Promise.all([again(2, 5, "same"), again(2, 5, "same")]);
  expect([one.status, other.status]).toEqual([201, 201]);
  expect(states(await again(2, 5, "same"))).toEqual(Array(5).fill("booked"));
  expect(await visits()).toHaveLength(6);
  expect(await rows("SELECT 1 FROM series WHERE salon_id = ?1", slug)).toHaveLength(1);
  expect((await again(3, 5, "same")).status).toBe(422);
  // Under another key it is another wish, and the visit comes again already.
  expect((await again(2, 5)).status).toBe(409);
  expect((await act(`/series/${row?.series_id}`, { act: "go-on" })).status).toBe(303);
  expect(await visits()).toHaveLength(6);
});

it("is cancelled at once but for what it began with, by whoever presses twice too, and can begin anew", async () => {
  const { slug, book, again, act, visits, api, booking } = await desk();
  await book("2027-01-20T10:00:00+02:00");
  const made = await again(1, 4);
  expect(states(made)).toEqual(["open", "booked", "booked", "booked"]);
  for (let times = 0; times < 2; times++)
    expect((await act(`/series/${made.body.series}`, { act: "cancel" })).status).toBe(303);
  const ended = await api(`/series/${made.body.series}`, undefined, "GET");
  expect([ended.body.ended, states(ended)]).toEqual([true, ["dropped", "cancelled", "cancelled", "cancelled"]]);
  expect((await visits()).filter(({ status }) => status === "confirmed")).toHaveLength(2);
  expect((await visits())[0]).toMatchObject({ booking_id: booking, status: "confirmed" });
  // Its times are free again.
  await book("2027-01-27T10:00:00+02:00");
  expect(await rows("SELECT * FROM segment WHERE salon_id = ?1 AND unit_id = 'thandi'", slug)).toHaveLength(3);
  expect((await again(2, 2)).status).toBe(201);
});

it("of a visit that is cancelled, nobody's or not there is refused, and so are numbers that are none", async () => {
  const { again, api, booking, act, book, page } = await desk();
  for (const [weeks, times] of [
    [0, 1],
    [1, 27],
    [26, 5],
    [1.5, 2],
  ] as const)
    expect((await again(weeks, times)).status).toBe(422);
  expect((await act(`/visits/${booking}/series`, { weeks: "x", times: "2" })).status).toBe(422);
  const guest = await book("2027-01-13T12:00:00+02:00", "thandi", { client: {} });
  expect((await api(`/visits/${guest}/series`, { weeks: 1, times: 1 })).status).toBe(409);
  expect((await page(`/visits/${guest}`)).text).not.toContain("Book these too");
  expect((await api("/visits/none/series", { weeks: 1, times: 1 })).status).toBe(404);
  await act(`/visits/${booking}`, { act: "cancel", key: key("a") });
  expect((await again(1, 1)).status).toBe(409);
});

it("is forgotten with the person, dates that were wished for too", async () => {
  const { slug, book, again } = await desk();
  await book("2027-01-20T10:00:00+02:00");
  expect(states(await again(1, 2))).toEqual(["open", "booked"]);
  const [client] = await rows("SELECT client_id FROM client WHERE salon_id = ?1", slug);
  const input = { salon: slug, client: String(client?.client_id), reason: "request", request: null } as const;
  done(await erase(at(minutes("2027-02-01T09:00:00+02:00")), input));
  expect(await rows("SELECT 1 FROM series WHERE salon_id = ?1", slug)).toEqual([]);
  expect(await rows("SELECT 1 FROM series_visit WHERE salon_id = ?1", slug)).toEqual([]);
});

it("is offered to the client on their own page, as far ahead as clients may book and no further", async () => {
  const { slug, api } = await desk();
  const visit = { services: [{ id: "cut", staff: "thandi" }], start: "2027-02-17T10:00:00+02:00", client: CLIENT };
  const { body } = await api("/visits", visit);
  const own = await call(`/b/${body.token}?lang=en`, { now: MORNING });
  const links = [...own.text.matchAll(/href="([^"]+)">in (\d) weeks/g)].map(([, href = "", weeks]) => [href, weeks]);
  // The horizon ends on 14 March.
  expect(links.map(([, weeks]) => weeks)).toEqual(["2", "3"]);
  const path = (links[0]?.[0] ?? "").replaceAll("&amp;", "&");
  expect(path).toContain(`/${slug}/book?service=cut&staff=thandi&date=2027-03-03`);
  const times = await call(path, { now: MORNING });
  expect(times.status).toBe(200);
  expect(times.text).toContain("3 March");
});
