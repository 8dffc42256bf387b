// Somebody is ill: what that displaces is shown before it is kept, with who could do it instead, and nothing moves by itself.

import { expect, it } from "vitest";
import { signedIn, submit } from "../access/people.ts";
import { call, newSalon, post } from "../api/client.ts";
import { rows } from "../commands/surroundings.ts";

const DAY = "2026-12-01";
const MORNING = `${DAY}T07:00:00+02:00`;

async function desk(role: "manager" | "reception" = "manager") {
  const slug = await newSalon((salon) => {
    for (const person of salon.staff)
      person.services = [{ id: "cut" }, ...person.services.filter(({ id }) => id !== "cut")];
  });
  const { cookie } = await signedIn(slug, role, MORNING);
  const headers = { Cookie: cookie };
  const page = (query: string) => call(`/desk/${slug}/time-off?${query}`, { headers, now: MORNING });
  const act = (path: string, fields: Record<string, string>) =>
    submit(`/desk/${slug}${path}`, fields, { headers, now: MORNING });
  const book = async (time: string, name: string) => {
    const answer = await post(`/api/v1/salons/${slug}/bookings`, {
      services: [{ id: "cut", staff: "thandi" }],
      start: `${DAY}T${time}:00+02:00`,
      client: { name, phone: `+2782555${1000 + Number(time.slice(0, 2))}` },
      consents: [],
    });
    if (answer.status !== 201) throw new Error(answer.text);
    return answer.body.booking as string;
  };
  return { slug, page, act, book };
}

const AWAY = { person: "thandi", first: DAY, from: "09:00", last: DAY, to: "13:00" };

it("shows what an absence displaces and who could do it, keeps it, and moves a visit by one press", async () => {
  const { slug, page, act, book } = await desk();
  const id = await book("10:00", "Nomsa Dlamini");
  await book("15:00", "Aisha Patel");
  const before = await page(String(new URLSearchParams(AWAY)));
  expect(before.status).toBe(200);
  expect(before.text).toContain("1 visit is booked then");
  expect(before.text).toContain("Nomsa Dlamini");
  expect(before.text).not.toContain("Aisha Patel");
  expect(before.text).toContain("Same time with Ayanda");
  const kept = await act("/time-off", { ...AWAY, version: "1" });
  expect(kept.status).toBe(303);
  const [row] = (await rows("SELECT document FROM salon WHERE salon_id = ?1", slug)) as { document: string }[];
  const { staff } = JSON.parse(row?.document ?? "") as { staff: { id: string; time_off?: object[] }[] };
  expect(staff.find(({ id: who }) => who === "thandi")?.time_off).toContainEqual({
    from: `${DAY}T09:00`,
    to: `${DAY}T13:00`,
  });
  // The visit is where it was until somebody presses.
  const unit = () =>
    rows("SELECT unit_id FROM segment WHERE salon_id = ?1 AND visit_id = ?2 AND unit_id NOT GLOB '*.*'", slug, id);
  expect(await unit()).toEqual([{ unit_id: "thandi" }]);
  const start = String(Math.floor(Date.parse(`${DAY}T10:00:00+02:00`) / 60_000));
  const back = kept.headers.get("Location") ?? "";
  const moved = await act(`/visits/${id}`, { act: "move", start, with: "ayanda", was: "0", back, key: "a".repeat(26) });
  expect([moved.status, moved.headers.get("Location")]).toEqual([303, back]);
  expect(await unit()).toEqual([{ unit_id: "ayanda" }]);
  expect((await page(back.split("?")[1] ?? "")).text).not.toContain("Nomsa Dlamini");
});

it.each([
  [{ ...AWAY, to: "08:00" }, "The end must be later"],
  [{ ...AWAY, last: "2027-03-01" }, "The end must be later"],
  [{ ...AWAY, person: "nobody" }, "Choose who"],
  [{ ...AWAY, from: "09:02" }, "steps of five minutes"],
])("refuses an absence that is none: %o", async (fields, told) => {
  const { slug, page, act } = await desk();
  for (const answer of [await page(String(new URLSearchParams(fields))), await act("/time-off", fields)]) {
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(told);
  }
  expect(await rows("SELECT version FROM salon WHERE salon_id = ?1", slug)).toEqual([{ version: 1 }]);
});

it("is not for whoever may not write rotas", async () => {
  const { slug, act } = await desk("reception");
  expect((await act("/time-off", AWAY)).status).toBe(403);
  expect(await rows("SELECT version FROM salon WHERE salon_id = ?1", slug)).toEqual([{ version: 1 }]);
});

it("goes nowhere but to the desk", async () => {
  const { slug, act, book } = await desk();
  const id = await book("10:00", "Nomsa Dlamini");
  for (const back of [
    "https://evil.example/",
    `//evil.example/desk/${slug}`,
    `/desk/${slug}/../../evil`,
    "/desk/another?x=1",
  ]) {
    const answer = await act(`/visits/${id}`, { act: "stage", stage: "confirmed", back });
    expect(answer.headers.get("Location")).toBe(`/desk/${slug}/visits/${id}`);
  }
});
