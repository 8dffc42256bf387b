// A series is told of in one letter: every date that was booked, each once, whatever broke off on the way.

import { env } from "cloudflare:workers";
import { expect, it, vi } from "vitest";
import { cancel } from "../../../workers/commands/cancel.ts";
import { bookInSeries, goOn, makeSeries } from "../../../workers/commands/desk/visits/series/make.ts";
import { move } from "../../../workers/commands/move.ts";
import { answering } from "../../../workers/conversations/dialogue/answering.ts";
import { deliver } from "../../../workers/conversations/outbox.ts";
import { manageToken } from "../../../workers/token.ts";
import { LANGUAGES } from "../../../workers/ui/words.ts";
import {
  bookCut,
  done,
  minutes,
  NOMSA,
  NOW,
  openSalon,
  refusal,
  rows,
  TUESDAY_NINE,
} from "../commands/surroundings.ts";
import { bindings, delivered, later, letters, withoutChannels } from "../conversations/foresight/ahead.ts";
import { says, stage } from "../conversations/stage.ts";

const WEEK = 7 * 1440;
const OWNER = { role: "owner", account: "a".repeat(26) } as const;
const BY = { by: "owner:a" };

/** A salon where Nomsa, who reads that language, is booked for Tuesday and was told so. */
async function booked(language = "en") {
  const { slug } = await openSalon(withoutChannels);
  const client = { ...NOMSA, language, email: `${slug}@example.com` };
  const { booking } = done(await bookCut(later(NOW), slug, TUESDAY_NINE, { client }));
  await delivered(slug, NOW);
  return { slug, booking, ...seriesOf(slug, booking, client.email) };
}

function seriesOf(slug: string, booking: string, email: string) {
  const make = (times: number, now = NOW, idempotency = { key: "once", bodyHash: "x" }) =>
    makeSeries(later(now), { salon: slug, booking, actor: OWNER, weeks: 1, times, reason: "again", idempotency });
  /** Somebody else's cut at Nomsa's time, so many weeks on, with both who could do it. */
  const taken = async (weeks: number) => {
    const client = { ...NOMSA, phone: "+27825550777", email: undefined };
    for (const id of ["thandi", "ayanda"]) {
      const visit = { services: [{ id: "cut", staff: id }], start: TUESDAY_NINE + weeks * WEEK };
      await bookCut(later(NOW), slug, TUESDAY_NINE, { client, visit, desk: BY });
    }
  };
  const visits = () =>
    rows(
      `SELECT booking_id AS id, booking.start_at AS start, token_version AS version FROM series_visit AS own
       JOIN booking USING (salon_id, booking_id) WHERE salon_id = ?1 ORDER BY booking.start_at`,
      slug,
    );
  /** The letters since the first one, which told of Tuesday. */
  const told = async () => (await letters(email)).filter(({ attachment }) => !String(attachment).includes(booking));
  /** How often each visit of the series was told of. */
  const times = async () => {
    const all = (await told()).map(({ attachment }) => String(attachment));
    return (await visits()).map(({ id }) => all.filter((text) => text.includes(`UID:${id}@`)).length);
  };
  return { make, taken, visits, told, times };
}

/** Storage that answers nothing more once so many of the series are booked. */
function failingOnce(slug: string, booked: number) {
  vi.spyOn(console, "error").mockImplementation(() => {});
  const real = env.DB.batch.bind(env.DB);
  return vi.spyOn(env.DB, "batch").mockImplementation((async (statements: D1PreparedStatement[]) => {
    const made = await rows("SELECT 1 FROM series_visit WHERE salon_id = ?1 AND state = 'booked'", slug);
    if (made.length >= booked) throw new Error("D1_ERROR: disk is full");
    return real(statements);
  }) as typeof env.DB.batch);
}

it("with every date, a link for each and one calendar file; a date that could not be booked is the team's alone", async () => {
  for (const language of LANGUAGES) {
    const { slug, make, taken, visits, told, times } = await booked(language);
    await taken(2);
    done(await make(4));
    await delivered(slug, NOW);
    const [letter, ...others] = await told();
    expect(others).toEqual([]);
    const made = await visits();
    expect(made).toHaveLength(3);
    for (const { id, version } of made) {
      const url = `/b/${await manageToken(env.TOKEN_SECRET, slug, String(id), Number(version))}`;
      for (const text of [letter?.text, letter?.html]) expect(text).toContain(url);
    }
    const calendar = String(letter?.attachment);
    expect(calendar.match(/BEGIN:VCALENDAR/g)).toHaveLength(1);
    expect([...calendar.matchAll(/UID:(\w+)@/g)].map(([, id]) => id)).toEqual(made.map(({ id }) => id));
    expect(await times()).toEqual([1, 1, 1]);
    for (const text of [letter?.text, letter?.html, letter?.subject]) expect(text).not.toMatch(/\{\w+\}/);
    if (language !== "en") continue;
    expect(letter?.subject).toBe("Booked: Cut & style, 3 visits");
    expect(letter?.text).toContain("Tuesday 8 December, 09:00");
    expect(letter?.text).not.toContain("15 December");
    expect(letter?.text).toContain("Tuesday 22 December, 09:00");
  }
});

it("delivered again, or after it failed, it tells of the same visits, and what was booked meanwhile tells of itself", async () => {
  const { slug, make, taken, told, times } = await booked();
  await taken(2);
  const { series } = done(await make(3));
  const [row] = await rows("SELECT message_id AS id FROM outbox WHERE salon_id = ?1 AND kind = 'series.made'", slug);
  const id = String(row?.id);
  vi.spyOn(console, "error").mockImplementation(() => {});
  const mail = { send: async () => Promise.reject(new Error("busy")) };
  await deliver(
    { ...bindings, LOCAL_MODE: "0", EMAIL_FROM: "hello@booking.test", EMAIL: mail } as never,
    slug,
    id,
    NOW,
  );
  const retried = Number((await rows("SELECT available_at FROM outbox WHERE message_id = ?1", id))[0]?.available_at);
  expect(retried).toBeGreaterThan(NOW);
  const other = { salon: slug, series, actor: OWNER, reason: "", nth: 2, start: TUESDAY_NINE + 2 * WEEK + 240 };
  done(await bookInSeries(later(NOW), other));
  await delivered(slug, retried);
  expect((await told()).map(({ subject }) => subject).sort()).toEqual([
    "Booked: Cut & style, 2 visits",
    "Booked: Cut & style, Tuesday 15 December at 13:00",
  ]);
  await deliver(bindings, slug, id, retried + 10);
  expect(await times()).toEqual([1, 1, 1]);
});

it("that broke off waits for whoever goes on with it, and is one letter then", async () => {
  const { slug, make, visits, told, times } = await booked();
  const failing = failingOnce(slug, 2);
  expect(refusal(await make(4)).status).toBe(503);
  failing.mockRestore();
  expect(await visits()).toHaveLength(2);
  await delivered(slug, NOW + 14);
  expect(await told()).toEqual([]);
  done(await make(4, NOW + 14));
  await delivered(slug, NOW + 14);
  expect(await told()).toHaveLength(1);
  expect(await times()).toEqual([1, 1, 1, 1]);
});

it("that nobody goes on with tells of what is booked, and what is booked after that tells of itself", async () => {
  const { slug, make, visits, told, times } = await booked();
  const failing = failingOnce(slug, 2);
  expect(refusal(await make(4)).status).toBe(503);
  failing.mockRestore();
  await delivered(slug, NOW + 15);
  expect(await times()).toEqual([1, 1]);
  const [row] = await rows("SELECT series_id FROM series WHERE salon_id = ?1", slug);
  const of = { salon: slug, series: String(row?.series_id), actor: OWNER, reason: "again" };
  for (let again = 0; again < 2; again++) done(await goOn(later(NOW + 20), of));
  await delivered(slug, NOW + 20);
  expect(await visits()).toHaveLength(4);
  expect(await told()).toHaveLength(3);
  expect(await times()).toEqual([1, 1, 1, 1]);
});

it("leaves out what was moved or cancelled before it went: that has a letter of its own, and so has every later change", async () => {
  const { slug, make, visits, told } = await booked();
  done(await make(3));
  const [first, second, third] = (await visits()).map(({ id }) => String(id));
  const subject = (booking = "") => ({ salon: slug, booking, actor: "team", ...BY }) as const;
  const services = [{ id: "cut" }];
  done(await move(later(NOW), { subject: subject(first), start: TUESDAY_NINE + WEEK + 120, services }));
  await delivered(slug, NOW);
  done(await cancel(later(NOW + 1), { subject: subject(second) }));
  await delivered(slug, NOW + 1);
  const subjects = (await told()).map(({ subject: text }) => String(text)).sort();
  expect(subjects).toEqual([
    "Booked: Cut & style, 2 visits",
    "Cancelled: Cut & style, Tuesday 15 December at 09:00",
    "Moved: Cut & style, now Tuesday 8 December at 11:00",
  ]);
  const letter = (await told()).find(({ subject: text }) => String(text).includes("2 visits"));
  expect([second, third].map((id) => String(letter?.attachment).includes(id ?? ""))).toEqual([true, true]);
});

it("of nothing that was booked, or to nobody who could be told, is none", async () => {
  const { slug, make, taken, told } = await booked();
  await taken(1);
  done(await make(1));
  await delivered(slug, NOW);
  expect(await told()).toEqual([]);
  const settled = await rows("SELECT failure FROM outbox WHERE salon_id = ?1 AND kind = 'series.made'", slug);
  expect(settled).toEqual([{ failure: "not sent: no visit is left to tell of" }]);
  const { booking } = done(
    await bookCut(later(NOW), slug, TUESDAY_NINE + 240, { client: { name: "Walks In", phone: "" }, desk: BY }),
  );
  done(await seriesOf(slug, booking, "").make(2));
  expect(await rows("SELECT 1 FROM outbox WHERE salon_id = ?1 AND available_at IS NOT NULL", slug)).toEqual([]);
});

it("goes as one message where the client writes to the salon, with every date, and as one template where the window is shut", async () => {
  const set = await stage(["visit_confirmed", "visits_confirmed"]);
  await set.provider.say(set.account, { phone: "27825550199", user: "ZA.1", name: "Nomsa" }, says("hello") as never);
  await set.attend({ answer: answering });
  while (((await set.send()) ?? -1) >= 0) set.now += 6_000;
  const { booking } = done(await bookCut(later(NOW), set.slug, TUESDAY_NINE, { client: { ...NOMSA, language: "en" } }));
  await delivered(set.slug, NOW);
  const before = (await set.messages()).length;
  const { make, visits } = seriesOf(set.slug, booking, NOMSA.email);
  done(await make(12));
  await delivered(set.slug, NOW);
  const messages = await set.messages();
  expect(messages).toHaveLength(before + 1);
  const said = JSON.parse(String(messages.at(-1)?.detail));
  expect(said.text).toContain(
    "Your next visits to Thandi Hair are booked.\nCut & style\nTuesday 8 December, 09:00\nhttp",
  );
  const made = await visits();
  expect(made).toHaveLength(12);
  expect(said.text.match(/\/b\//g)).toHaveLength(12);
  expect(said.instead.name).toBe("visits_confirmed");
  expect(said.instead.parameters[2]).toMatch(/^Tuesday 8 December, 09:00; Tuesday 15 December, 09:00; .*; /);
  expect(said.instead.parameters.every((word: string) => !word.includes("\n"))).toBe(true);
  expect(await letters(NOMSA.email)).toEqual([]);
});

it("keeps every date where a channel has little room, and as many whole links as fit", async () => {
  const { seriesContent } = await import("../../../workers/conversations/visits/series.ts");
  const { publishedSalon } = await import("../../../workers/store/snapshots.ts");
  const { wordsIn } = await import("../../../workers/ui/words.ts");
  const { slug } = await openSalon();
  const salon = await publishedSalon(env, slug);
  if (salon === null) throw new Error("no salon");
  const dates = Array.from({ length: 20 }, (_, i) => {
    const booking = { services: [{ id: "cut" }], start: minutes("2026-12-01T07:00:00Z") + i * WEEK } as never;
    return { booking, offset: 120, url: `https://booking.test/b/${"x".repeat(60)}${i}` };
  });
  const [first, ...others] = dates;
  if (first === undefined) throw new Error("no date");
  for (const room of [1000, 1500, 4096]) {
    const content = seriesContent(salon.view, [first, ...others], wordsIn("en"), room);
    const text = content.kind === "text" ? content.text : "";
    expect(text.length).toBeLessThanOrEqual(room);
    expect(text.match(/, 09:00/g)).toHaveLength(20);
    const links = text.match(/https:\S+/g) ?? [];
    expect(links).toEqual(dates.slice(0, links.length).map(({ url }) => url));
    expect([links.length > 0, links.length < 20]).toEqual([true, room < 4096]);
  }
});
