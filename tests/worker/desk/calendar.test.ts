// The desk's calendar: what a day shows, and what the team does with it.

import { expect, it } from "vitest";
import { LANGUAGES } from "../../../workers/ui/words.ts";
import { signedIn, submit, trailOf } from "../access/people.ts";
import { type Answer, call, newSalon, post } from "../api/client.ts";
import { rows } from "../commands/surroundings.ts";

const DAY = "2026-12-01";
const at = (time: string): number => Math.floor(Date.parse(`${DAY}T${time}:00+02:00`) / 60_000);
/** A session lasts twelve hours, so the team signs in on the day. */
const MORNING = `${DAY}T07:00:00+02:00`;
const key = (letter: string): string => letter.repeat(26);

async function desk(role: "owner" | "stylist" | "reception" = "reception") {
  const slug = await newSalon();
  const { cookie, account } = await signedIn(slug, role, MORNING);
  const headers = { Cookie: cookie };
  const page = (path: string, now = MORNING) => call(`/desk/${slug}${path}`, { headers, now });
  const act = (path: string, fields: Record<string, string>, now = MORNING) =>
    submit(`/desk/${slug}${path}`, fields, { headers, now });
  const client = { name: "Nomsa Dlamini", phone: "+27825550199" };
  const book = (service: string, time: string, staff?: string, day = DAY) =>
    post(`/api/v1/salons/${slug}/bookings`, {
      services: [staff === undefined ? { id: service } : { id: service, staff }],
      start: `${day}T${time}:00+02:00`,
      client,
      consents: [],
    });
  return { slug, account, page, act, book };
}

const booked = (answer: Answer): string => {
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body.booking;
};
const segments = (slug: string) =>
  rows("SELECT unit_id, start_at, end_at, visit_id FROM segment WHERE salon_id = ?1 ORDER BY unit_id, start_at", slug);

it("shows a day by people, rooms, week and list in every language, and notes that it was read", async () => {
  const { slug, page, book } = await desk();
  const id = booked(await book("colour", "11:30"));
  for (const language of LANGUAGES) {
    for (const by of ["people", "rooms", "week", "list"]) {
      const shown = await page(`?day=${DAY}&by=${by}&lang=${language}`);
      expect(shown.status).toBe(200);
      expect(shown.headers.get("Cache-Control")).toContain("no-store");
      if (by !== "week") expect(shown.text).toContain("Nomsa Dlamini");
    }
  }
  const reads = await rows("SELECT purpose, objects FROM read_log WHERE salon_id = ?1 LIMIT 1", slug);
  expect(reads[0]).toMatchObject({ purpose: "serve", objects: JSON.stringify([id]) });
});

it("draws processing time as time in which the person is free, and lets somebody be served in it", async () => {
  const { slug, page, book } = await desk();
  const first = await book("colour", "14:00");
  booked(first);
  const person = first.body.assignment[0].unit;
  const shown = await page(`?day=${DAY}`);
  const [, rest = ""] = /<td rowspan="\d+" class="rest"><a href="([^"]+)"/.exec(shown.text) ?? [];
  expect(rest).toContain(`with=${person}`);
  const [, start = ""] = /at=(\d+)/.exec(rest) ?? [];
  const phases = first.body.assignment.filter(({ unit }: { unit: string }) => unit === person);
  expect(Number(start)).toBe(Math.floor(Date.parse(phases[0].end) / 60_000));
  expect((await segments(slug)).filter(({ unit_id }) => unit_id === person)).toHaveLength(2);
});

it("leads a visit through its life, each step once, in the trail under who did it, and takes a step back", async () => {
  const { slug, account, act, book, page } = await desk();
  const id = booked(await book("cut", "10:00"));
  const stage = async () => (await rows("SELECT stage FROM booking WHERE salon_id = ?1", slug))[0]?.stage;
  const step = (name: string, time: string) =>
    act(`/visits/${id}`, { act: "stage", stage: name }, `${DAY}T${time}:00+02:00`);
  for (const [name, time] of [
    ["confirmed", "08:00"],
    ["arrived", "09:55"],
    ["in-service", "10:00"],
    ["done", "10:45"],
  ] as const) {
    expect((await step(name, time)).status).toBe(303);
    expect(await stage()).toBe(name);
  }
  expect((await step("done", "10:46")).status).toBe(303);
  expect((await step("booked", "10:50")).status).toBe(303);
  expect(await stage()).toBeNull();
  const steps = (await trailOf(slug)).filter(({ action }) => action === "booking.stage");
  expect(steps).toHaveLength(5);
  expect(steps[0]?.actor).toBe(`reception:${account}`);
  const shown = await page(`/visits/${id}`);
  expect(shown.text.match(/In service/g)?.length).toBeGreaterThan(1);
});

it("has nobody late before the visit's time, and nobody there the day before", async () => {
  const { slug, act, book } = await desk();
  const id = booked(await book("cut", "10:00"));
  expect((await act(`/visits/${id}`, { act: "stage", stage: "no-show" }, `${DAY}T09:59:00+02:00`)).status).toBe(409);
  const later = booked(await book("cut", "10:00", undefined, "2026-12-02"));
  expect((await act(`/visits/${later}`, { act: "stage", stage: "arrived" })).status).toBe(409);
  expect(await rows("SELECT stage FROM booking WHERE salon_id = ?1", slug)).toEqual([{ stage: null }, { stage: null }]);
  expect((await act(`/visits/${id}`, { act: "stage", stage: "no-show" }, `${DAY}T10:00:00+02:00`)).status).toBe(303);
});

it("answers a move before it is made: it fits, it breaks a rule, or it cannot be and when else", async () => {
  const { act, book, page } = await desk();
  const id = booked(await book("cut", "10:00", "thandi"));
  booked(await book("cut", "12:00", "thandi"));
  const tried = async (time: string, who = "same") =>
    (await page(`/visits/${id}?to=${DAY}&at=${time}&with=${who}`)).text;
  expect(await tried("14:00")).toContain('class="tried yes"');
  const evening = await tried("19:00");
  expect(evening).toContain('class="tried maybe"');
  expect(evening).toContain('name="aside" value="hours"');
  const taken = await tried("12:15", "thandi");
  expect(taken).toContain('class="tried no"');
  expect(taken).toContain("is busy at");
  expect(taken).toContain('class="times"');
  // Nothing has moved by asking.
  const moved = await act(`/visits/${id}`, { act: "move", start: String(at("14:00")), with: "same", key: key("a") });
  expect(moved.status).toBe(303);
});

it("sets a rule aside for a reason alone, keeps the reason with the visit, and says so in the trail", async () => {
  const { slug, act, book } = await desk();
  const id = booked(await book("cut", "10:00", "thandi"));
  const evening = { act: "move", start: String(at("19:00")), with: "same", aside: "hours" };
  expect((await act(`/visits/${id}`, { ...evening, key: key("a") })).status).toBe(409);
  expect((await act(`/visits/${id}`, { ...evening, aside: "", reason: "no rule named", key: key("b") })).status).toBe(
    409,
  );
  expect((await rows("SELECT start_at FROM booking WHERE salon_id = ?1", slug))[0]).toEqual({ start_at: at("10:00") });
  expect((await act(`/visits/${id}`, { ...evening, reason: "Her wedding is tomorrow", key: key("c") })).status).toBe(
    303,
  );
  expect((await rows("SELECT start_at FROM booking WHERE salon_id = ?1", slug))[0]).toEqual({ start_at: at("19:00") });
  expect(await rows("SELECT what, rules, text FROM visit_event WHERE salon_id = ?1", slug)).toEqual([
    { what: "override", rules: '["hours"]', text: "Her wedding is tomorrow" },
  ]);
  const [entry] = (await rows("SELECT entry FROM audit WHERE salon_id = ?1 ORDER BY seq DESC LIMIT 1", slug)) as {
    entry: string;
  }[];
  expect(JSON.parse(entry?.entry ?? "").detail.set_aside).toEqual(["hours"]);
  expect(entry?.entry).not.toContain("wedding");
});

it("never sets aside that somebody is busy, whatever is sent", async () => {
  const { slug, act, book } = await desk("owner");
  booked(await book("cut", "12:00", "thandi"));
  const id = booked(await book("cut", "10:00", "thandi"));
  const before = await segments(slug);
  for (const aside of ["grid", "buffers", "hours", "notice"]) {
    const answer = await act(`/visits/${id}`, {
      act: "move",
      start: String(at("12:15")),
      with: "thandi",
      aside,
      reason: "Squeeze her in",
      key: crypto.randomUUID(),
    });
    expect(answer.status).toBe(409);
  }
  expect(await segments(slug)).toEqual(before);
});

it("does not move what somebody else changed meanwhile", async () => {
  const { slug, act, book } = await desk();
  const id = booked(await book("cut", "10:00", "thandi"));
  const move = (time: string, letter: string) =>
    act(`/visits/${id}`, { act: "move", start: String(at(time)), with: "same", was: "0", key: key(letter) });
  const answers = await Promise.all([move("14:00", "a"), move("15:00", "b")]);
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
  expect(answers.find(({ status }) => status === 409)?.text).toContain("Somebody else changed this visit");
  expect(await rows("SELECT sequence FROM booking WHERE salon_id = ?1", slug)).toEqual([{ sequence: 1 }]);
});

it("books whoever walked in with two taps: no name, no number, nobody written to, and there at once", async () => {
  const { slug, act, page } = await desk();
  const now = `${DAY}T10:02:00+02:00`;
  expect((await page("/walk-in", now)).text).toContain("service=cut");
  const shown = (await page("/walk-in?service=cut", now)).text;
  const [, choice = ""] = /name="choice" value="([^"]+)"/.exec(shown) ?? [];
  const [person, start] = choice.split(".");
  expect(Number(start)).toBe(at("10:00"));
  const tap = () => act("/walk-in", { service: "cut", choice, key: key("a") }, now);
  expect((await tap()).status).toBe(303);
  expect((await tap()).status).toBe(303);
  expect(await rows("SELECT client_id, name, phone, stage, start_at FROM booking WHERE salon_id = ?1", slug)).toEqual([
    { client_id: "", name: "", phone: "", stage: "in-service", start_at: at("10:00") },
  ]);
  expect(await rows("SELECT count(*) AS n FROM client WHERE salon_id = ?1", slug)).toEqual([{ n: 0 }]);
  expect(await rows("SELECT count(*) AS n FROM outbox WHERE salon_id = ?1 AND kind = 'booking.made'", slug)).toEqual([
    { n: 0 },
  ]);
  // Whoever is busy now is offered later, not now.
  const after = (await page("/walk-in?service=cut", now)).text;
  expect(after).not.toContain(`value="${person}.${start}"`);
  expect((await page(`?day=${DAY}`, now)).text).toContain("Walk-in guest");
});

it("keeps time free: no visit over a block, no block over a visit, and free again when it is taken away", async () => {
  const { slug, act, book, page } = await desk();
  const block = (from: string, until: string, more: Record<string, string> = {}) =>
    act("/blocks", {
      unit: "thandi",
      kind: "break",
      day: DAY,
      from,
      until,
      text: "Lunch",
      key: crypto.randomUUID(),
      ...more,
    });
  expect((await block("12:00", "12:30")).status).toBe(303);
  expect((await book("cut", "12:00", "thandi")).status).toBe(409);
  expect((await block("12:15", "12:45")).status).toBe(422);
  booked(await book("cut", "10:00", "thandi"));
  expect((await block("10:15", "10:45")).text).toContain("taken");
  expect((await block("13:00", "12:00")).status).toBe(422);
  expect((await block("13:02", "13:30")).status).toBe(422);
  expect((await block("13:00", "13:30", { unit: "nobody" })).status).toBe(422);
  expect((await page(`?day=${DAY}`)).text).toContain("Lunch");
  const [found] = await rows("SELECT block_id FROM block WHERE salon_id = ?1", slug);
  for (let times = 0; times < 2; times++) expect((await act(`/blocks/${found?.block_id}`, {})).status).toBe(303);
  expect(await rows("SELECT count(*) AS n FROM block WHERE salon_id = ?1", slug)).toEqual([{ n: 0 }]);
  booked(await book("cut", "12:00", "thandi"));
});

it("books for whoever calls, with what they say, and tells what is wrong without losing it", async () => {
  const { slug, account, act, page } = await desk();
  expect((await page(`/new?service=cut&day=${DAY}&time=10:00`)).text).toContain('class="tried yes"');
  const fields = {
    service: "cut",
    start: String(at("10:00")),
    name: "Thabo",
    phone: "12",
    email: "nonsense",
    notes: "Fringe only",
    key: key("a"),
  };
  const wrong = await act("/new", fields);
  expect(wrong.status).toBe(422);
  for (const kept of [
    'value="Thabo"',
    'value="12"',
    'value="nonsense"',
    "Fringe only",
    "no telephone number",
    "no e-mail address",
  ]) {
    expect(wrong.text).toContain(kept);
  }
  const right = { ...fields, phone: "082 555 0142", email: "", key: key("b") };
  for (let times = 0; times < 2; times++) expect((await act("/new", right)).status).toBe(303);
  expect(await rows("SELECT name, phone, notes FROM booking WHERE salon_id = ?1", slug)).toEqual([
    { name: "Thabo", phone: "+27825550142", notes: "Fringe only" },
  ]);
  const made = (await trailOf(slug)).filter(({ action }) => action === "booking.made");
  expect(made.map(({ actor }) => actor)).toEqual([`reception:${account}`]);
});

it("finds a time for whoever waits, with what they left, and takes them off the list", async () => {
  const { slug, act, page } = await desk();
  const client = { name: "Zanele", phone: "+27825550177", email: "zanele@example.com" };
  const wish = { services: [{ id: "cut" }], from: DAY, to: DAY, client };
  expect((await post(`/api/v1/salons/${slug}/waitlist`, wish)).status).toBe(201);
  const shown = (await page(`?day=${DAY}`)).text;
  const [, href = ""] = /href="\/desk\/[^/"]+(\/new\?wait=[^"]+)"/.exec(shown) ?? [];
  const form = (await page(`${href.replaceAll("&amp;", "&")}&time=10:00`)).text;
  expect(form).toContain('value="Zanele"');
  const [, wait = ""] = /name="wait" value="([^"]+)"/.exec(form) ?? [];
  const fields = {
    service: "cut",
    start: String(at("10:00")),
    name: "Zanele",
    phone: "+27825550177",
    wait,
    key: key("a"),
  };
  expect((await act("/new", fields)).status).toBe(303);
  expect(await rows("SELECT status FROM waitlist WHERE salon_id = ?1", slug)).toEqual([{ status: "booked" }]);
  expect((await page(`?day=${DAY}`)).text).not.toContain("/new?wait=");
});

it("keeps a note, a step and a block once however often they are sent, in whatever language", async () => {
  const { slug, act, book } = await desk();
  const id = booked(await book("cut", "10:00", "thandi"));
  const text = "Uthanda izinwele ezimfushane 💇🏾‍♀️\r\nfutfu";
  const note = { act: "note", text, key: key("a") };
  for (let times = 0; times < 3; times++) expect((await act(`/visits/${id}`, note)).status).toBe(303);
  const both = { act: "note", text: "twice at once", key: key("b") };
  const answers = await Promise.all([act(`/visits/${id}`, both), act(`/visits/${id}`, both)]);
  expect(answers.map(({ status }) => status)).toEqual([303, 303]);
  expect(await rows("SELECT text FROM visit_event WHERE salon_id = ?1 ORDER BY event_id", slug)).toHaveLength(2);
  expect(await rows("SELECT text FROM visit_event WHERE salon_id = ?1 AND text LIKE 'Uthanda%'", slug)).toEqual([
    { text: "Uthanda izinwele ezimfushane 💇🏾‍♀️\nfutfu" },
  ]);
  const lunch = {
    unit: "thandi",
    kind: "break",
    day: DAY,
    from: "12:00",
    until: "12:30",
    text: "Isidlo 🍲",
    key: key("c"),
  };
  for (let times = 0; times < 2; times++) expect((await act("/blocks", lunch)).status).toBe(303);
  expect(await rows("SELECT text FROM block WHERE salon_id = ?1", slug)).toEqual([{ text: "Isidlo 🍲" }]);
});

it.each([
  ["a sign that turns what follows", "abc\u202edef"],
  ["a control character", "abc\u0007"],
  ["more than there is room for", "x".repeat(2000)],
])("keeps no text with %s", async (_what, text) => {
  const { slug, act, book } = await desk();
  const id = booked(await book("cut", "10:00", "thandi"));
  expect((await act(`/visits/${id}`, { act: "note", text, key: key("a") })).status).toBe(409);
  const evening = {
    act: "move",
    start: String(at("19:00")),
    with: "same",
    aside: "hours",
    reason: text,
    key: key("b"),
  };
  expect((await act(`/visits/${id}`, evening)).status).toBe(409);
  expect(
    (await act("/blocks", { unit: "thandi", kind: "break", day: DAY, from: "12:00", until: "12:30", text })).status,
  ).toBe(422);
  const visit = { service: "cut", start: String(at("14:00")), name: "Thabo", phone: "", notes: text, key: key("c") };
  expect((await act("/new", visit)).status).toBe(422);
  expect((await act("/new", { ...visit, notes: "", name: text })).status).toBe(422);
  expect(await rows("SELECT count(*) AS n FROM visit_event WHERE salon_id = ?1", slug)).toEqual([{ n: 0 }]);
  expect(await rows("SELECT count(*) AS n FROM booking WHERE salon_id = ?1", slug)).toEqual([{ n: 1 }]);
});

it("forgets what was noted of a visit with its person", async () => {
  const { slug, act, book } = await desk();
  const id = booked(await book("cut", "10:00"));
  expect((await act(`/visits/${id}`, { act: "note", text: "Likes it short", key: key("a") })).status).toBe(303);
  expect((await act(`/visits/${id}`, { act: "note", text: " ", key: key("b") })).status).toBe(409);
  await rows("UPDATE booking SET name = '', phone = '' WHERE salon_id = ?1 RETURNING booking_id", slug);
  expect(await rows("SELECT what, text FROM visit_event WHERE salon_id = ?1", slug)).toEqual([
    { what: "note", text: null },
  ]);
});

it("shows another salon's visit to nobody", async () => {
  const [one, other] = [await desk(), await desk()];
  const id = booked(await other.book("cut", "10:00"));
  expect((await one.page(`/visits/${id}`)).status).toBe(404);
  expect((await one.act(`/visits/${id}`, { act: "stage", stage: "confirmed" })).status).toBe(404);
  expect(await rows("SELECT stage FROM booking WHERE salon_id = ?1", other.slug)).toEqual([{ stage: null }]);
});

it("and the inbox are one house: the same bar of rooms for each role, with the one that one is in marked", async () => {
  for (const role of ["owner", "stylist", "reception"] as const) {
    const { slug, account, page } = await desk(role);
    const bars = new Map<string, string>();
    for (const path of [`/desk/${slug}`, `/inbox/${slug}`, `/desk/${slug}/clients`]) {
      const { text } = path.startsWith("/inbox")
        ? await page(`/../../inbox/${slug}`)
        : await page(path.slice(6 + slug.length));
      const bar = /<nav class="rooms"[\s\S]*?<\/nav>/.exec(text)?.[0] ?? "";
      const [current, ...more] = [...bar.matchAll(/href="([^"]+)" aria-current="page"/g)].map(([, href]) => href);
      expect([role, current, more]).toEqual([role, path, []]);
      expect(bar).toContain(`data-account="${account}"`);
      bars.set(bar.replace(' aria-current="page"', ""), path);
      expect(text).toContain("data-conflict-banner");
      expect(text).toContain("/desk.css");
    }
    expect([...bars.keys()]).toHaveLength(1);
    expect([...bars.keys()][0]?.includes("/money")).toBe(role !== "stylist");
  }
});
