// One person, several salons: how the day stands in each, and nothing of any other.

import { describe, expect, it } from "vitest";
import { invite, signedIn } from "../../access/people.ts";
import { CLIENT, call, newSalon, post } from "../../api/client.ts";

describe("the view across salons", () => {
  it("tells of each that one works for how its day stands, in one's role there, and of no other", async () => {
    const [one, other, foreign] = [await newSalon(), await newSalon(), await newSalon()];
    const me = await signedIn(one, "owner");
    await invite(other, "stylist", me.email);
    for (const [salon, time] of [
      [one, "12:00"],
      [one, "14:00"],
      [other, "15:00"],
      [foreign, "16:00"],
    ] as const) {
      const visit = { services: [{ id: "cut" }], start: `2026-11-30T${time}:00+02:00`, client: CLIENT };
      expect((await post(`/api/v1/salons/${salon}/bookings`, visit)).status).toBe(201);
    }
    const { text, status } = await call("/desk", { headers: { Cookie: me.cookie } });
    expect(status).toBe(200);
    const cards = [...text.matchAll(/<li class="card">[\s\S]*?<\/li>/g)].map(([card]) => card);
    expect(cards).toHaveLength(2);
    const [mine, theirs] = [one, other].map((salon) => cards.find((card) => card.includes(`/desk/${salon}"`)) ?? "");
    expect(mine).toContain("2 visits today");
    expect(mine).toContain("the next at 12:00");
    expect(mine).toContain(`/desk/${one}/settings`);
    expect(theirs).toContain("1 visit today");
    expect(theirs).not.toContain(`/desk/${other}/settings`);
    expect(text).not.toContain(foreign);
  });

  it("is shown to whoever is signed in alone", async () => {
    expect((await call("/desk")).status).toBe(303);
  });
});
