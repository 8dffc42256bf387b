// Forms of the calendar with numbers that are no time of any calendar.

import { expect, it } from "vitest";
import { signedIn, submit } from "../access/people.ts";
import { call, newSalon, post } from "../api/client.ts";
import { rows } from "../commands/surroundings.ts";

const MORNING = "2026-12-01T07:00:00+02:00";

it("are told so, and nothing breaks", async () => {
  const slug = await newSalon();
  const { cookie } = await signedIn(slug, "reception", MORNING);
  const headers = { Cookie: cookie };
  const client = { name: "Nomsa 🙏🏾 Ngiyabonga", phone: "+27825550199" };
  const wish = { services: [{ id: "cut" }], start: "2026-12-01T10:00:00+02:00", client, consents: [] };
  const { booking } = (await post(`/api/v1/salons/${slug}/bookings`, wish)).body;
  const [{ client_id } = {}] = await rows("SELECT client_id FROM client WHERE salon_id = ?1", slug);
  const again = await submit(
    `/desk/${slug}/visits/${booking}/series`,
    { weeks: "1", times: "1" },
    { headers, now: MORNING },
  );
  const series = /series\/([a-z2-7]{26})/.exec(again.headers.get("Location") ?? "")?.[1];
  expect(series).toBeDefined();
  const seen: string[] = [];
  for (const start of ["9007199254740991", "8589934592", "4294967295", "4294967296", "1", "1e15", "-5", "0x10"]) {
    const page = async (path: string) => {
      const { status } = await call(`/desk/${slug}${path}`, { headers, now: MORNING });
      seen.push(`${status} GET ${path.replace(booking, "B")}`);
    };
    const act = async (path: string, fields: Record<string, string>) => {
      const { status } = await submit(`/desk/${slug}${path}`, fields, { headers, now: MORNING });
      seen.push(`${status} POST ${path.replace(booking, "B")} ${JSON.stringify(fields)}`);
    };
    await page(`/new?service=cut&start=${start}`);
    await page(`/new?service=cut&at=${start}&guests=3`);
    await act("/new", { service: "cut", start });
    await act("/new", { service: "cut", start, patch: `${start}.${start}` });
    await act("/new", {
      service: "cut",
      start: "29934240",
      guests: "2",
      key: "a".repeat(26),
      parts: `${start}x1 ${start}x1`,
    });
    await act(`/visits/${booking}`, { act: "move", start, was: start });
    await act(`/visits/${booking}`, { act: "leave", guest: start, was: start });
    await act(`/visits/${booking}/series`, { weeks: start, times: start });
    await act(`/clients/${client_id}/book`, { service: "cut", staff: "any", start: `${start}.35000` });
    await act(`/series/${series}`, { act: "take", nth: "1", start });
    await act("/walk-in", { service: "cut", choice: `thandi.${start}` });
  }
  for (const day of ["9999-12-31", "0001-01-01", "2106-02-08", "1969-12-31"]) {
    for (const path of [
      `?day=${day}`,
      `/new?service=cut&guests=4&day=${day}&time=10:00`,
      `/visits/${booking}?to=${day}&at=10:00`,
    ]) {
      const { status } = await call(`/desk/${slug}${path}`, { headers, now: MORNING });
      seen.push(`${status} GET ${path.replace(booking, "B")}`);
    }
  }
  expect(seen.filter((each) => each.startsWith("5"))).toEqual([]);
});
