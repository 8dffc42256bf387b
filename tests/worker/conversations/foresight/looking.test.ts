// What will become a ticket is found once, told or put before the team, and kept in the trail.

import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { lookAhead } from "../../../../workers/commands/conversations/foresight/look.ts";
import { move } from "../../../../workers/commands/move.ts";
import { signedIn, submit, trailOf } from "../../access/people.ts";
import { call } from "../../api/client.ts";
import { at, bookCut, count, done, minutes, NOMSA, NOW, openSalon, rows } from "../../commands/surroundings.ts";
import { asRead } from "../../law/visit.ts";
import { delivered, edit, foreseen, later, letters, look, withoutChannels } from "./ahead.ts";

const on = (date: string, time: string): number => minutes(`${date}T${time}:00+02:00`);
const WEDNESDAY = on("2026-12-02", "14:00");

describe("a power cut", () => {
  async function colourInTheDark(email: string | null) {
    const salon = await openSalon((document) => {
      document.outages = [{ from: "2026-12-02T15:00", to: "2026-12-02T16:30" }];
      document.channels = {};
    });
    const client = { ...NOMSA, language: "en", phone: `+2782${Math.floor(Math.random() * 1e7 + 1e7)}` };
    const { email: _, ...without } = client;
    const visit = { services: [{ id: "colour" }], start: WEDNESDAY };
    // Booked while nobody knew of it: the rules would offer no such time.
    const bright = structuredClone(salon);
    bright.outages = [];
    await edit(bright, NOW);
    const booked = done(
      await bookCut(later(NOW), salon.slug, 0, { visit, client: email === null ? without : { ...client, email } }),
    );
    await edit(salon, NOW);
    return { salon, booked };
  }

  it("that hits a visit is told to its client by letter, once, with the ways to move it, and stands in the trail", async () => {
    const email = `dark-${crypto.randomUUID()}@example.com`;
    const { salon, booked } = await colourInTheDark(email);
    // Two days ahead it may still be called off.
    expect(await look(salon.slug, NOW + 5)).toBe(0);
    expect(await foreseen(salon.slug)).toEqual([]);
    const early = on("2026-12-02", "08:10");
    expect(await look(salon.slug, early)).toBe(1);
    expect(await look(salon.slug, early + 10)).toBe(0);
    const [found] = await foreseen(salon.slug);
    expect(found).toMatchObject({ kind: "PowerCut", act: "message", state: "told", booking_id: booked.booking });
    await delivered(salon.slug, early);
    const subject = "No power at Thandi Hair from 15:00 to 16:30";
    const told = (await letters(email)).find((letter) => letter.subject === subject);
    expect(told?.text).toContain("/move");
    const entry = (await trailOf(salon.slug)).find(({ action }) => action === "foreseen.told");
    expect(entry).toMatchObject({ actor: "system", subject: found?.foreseen_id, detail: { kind: "PowerCut" } });
  });

  it("is a person's where no channel reaches the client", async () => {
    const { salon } = await colourInTheDark(null);
    expect(await look(salon.slug, on("2026-12-02", "08:10"))).toBe(1);
    expect(await foreseen(salon.slug)).toMatchObject([{ kind: "PowerCut", act: "ticket", state: "open" }]);
  });

  it("found at night is told in the morning, and not at all once the visit has moved", async () => {
    const email = `night-${crypto.randomUUID()}@example.com`;
    const { salon, booked } = await colourInTheDark(email);
    const night = on("2026-12-02", "04:00");
    expect(await look(salon.slug, night)).toBe(1);
    const [row] = await rows(
      "SELECT available_at FROM outbox WHERE salon_id = ?1 AND kind = 'visit.affected'",
      salon.slug,
    );
    expect(row?.available_at).toBe(on("2026-12-02", "08:00"));
    const friday = on("2026-12-04", "10:00");
    done(
      await move(later(night), {
        subject: { salon: salon.slug, booking: booked.booking, actor: "team" },
        start: friday,
      }),
    );
    await delivered(salon.slug, on("2026-12-02", "08:00"));
    expect((await letters(email)).filter(({ subject }) => String(subject).includes("power"))).toEqual([]);
  });

  it("is nothing to a salon with power of its own", async () => {
    const { salon } = await colourInTheDark("light@example.com");
    await edit({ ...salon, backup_power: true }, NOW);
    expect(await look(salon.slug, on("2026-12-02", "08:10"))).toBe(0);
  });
});

describe("a person of the team", () => {
  it("who is off while visits of theirs remain is told of, by name, after the team had time to move them", async () => {
    const salon = await openSalon(withoutChannels);
    const visit = { services: [{ id: "cut", staff: "ayanda" }], start: on("2026-12-04", "10:00") };
    done(await bookCut(later(NOW), salon.slug, 0, { visit }));
    const ill = structuredClone(salon);
    for (const one of ill.staff)
      if (one.id === "ayanda") one.time_off = [{ from: "2026-12-04T00:00", to: "2026-12-05T00:00" }];
    await edit(ill, NOW);
    expect(await look(salon.slug, NOW + 30)).toBe(0);
    expect(await look(salon.slug, NOW + 2 * 1440 + 300)).toBe(1);
    const [found] = await foreseen(salon.slug);
    expect(found).toMatchObject({ kind: "Absent", act: "ticket", state: "open" });
    expect(JSON.parse(String(found?.evidence))).toMatchObject({ about: "ayanda" });
  });
});

describe("a word that did not arrive", () => {
  it("calls for a person while the visit is near and was booked days before, and not once something arrived", async () => {
    const salon = await openSalon(withoutChannels);
    const { email: _, ...client } = NOMSA;
    const start = on("2026-12-08", "10:00");
    done(await bookCut(later(NOW), salon.slug, start, { client }));
    await delivered(salon.slug, NOW);
    expect(await look(salon.slug, NOW + 60)).toBe(0);
    expect(await look(salon.slug, start - 2 * 1440)).toBe(1);
    expect(await foreseen(salon.slug)).toMatchObject([{ kind: "Unreached", act: "ticket" }]);
    const reached = await openSalon(withoutChannels);
    done(await bookCut(later(NOW), reached.slug, start));
    await delivered(reached.slug, NOW);
    expect(await look(reached.slug, start - 2 * 1440)).toBe(0);
  });
});

describe("a client who fails", () => {
  it("twice at the same step is told of, and not once they have booked", async () => {
    const salon = await openSalon(withoutChannels);
    const start = on("2026-12-08", "10:00");
    done(await bookCut(later(NOW), salon.slug, start));
    for (const after of [1, 3]) {
      const ctx = later(NOW + after);
      expect((await bookCut(ctx, salon.slug, on("2026-12-08", "03:00"))).ok).toBe(false);
      await ctx.later();
    }
    expect(await count("stumble", salon.slug)).toBe(2);
    expect(await look(salon.slug, NOW + 4)).toBe(0);
    expect(await look(salon.slug, NOW + 12)).toBe(1);
    expect(await foreseen(salon.slug)).toMatchObject([{ kind: "Stuck", act: "ticket" }]);
  });

  it("and books afterwards is no matter any more, and of a stranger nothing is kept", async () => {
    const salon = await openSalon(withoutChannels);
    const start = on("2026-12-08", "10:00");
    for (const after of [0, 1]) {
      const ctx = later(NOW + after);
      expect((await bookCut(ctx, salon.slug, on("2026-12-08", "03:00"))).ok).toBe(false);
      await ctx.later();
    }
    expect(await count("stumble", salon.slug)).toBe(0);
    done(await bookCut(later(NOW + 2), salon.slug, start));
    for (const after of [3, 4]) {
      const ctx = later(NOW + after);
      expect((await bookCut(ctx, salon.slug, on("2026-12-08", "03:00"))).ok).toBe(false);
      await ctx.later();
    }
    done(await bookCut(later(NOW + 5), salon.slug, start + 120));
    expect(await look(salon.slug, NOW + 13)).toBe(0);
  });
});

describe("the inbox", () => {
  it("shows what was foreseen with its reason, and takes that it is no problem, once, which the numbers count", async () => {
    const salon = await openSalon(withoutChannels);
    const { email: _, ...client } = NOMSA;
    const start = on("2026-12-03", "10:00");
    done(await bookCut(later(NOW), salon.slug, start, { client }));
    await delivered(salon.slug, NOW);
    expect(await look(salon.slug, NOW + 60)).toBe(1);
    const { cookie } = await signedIn(salon.slug, "reception");
    const headers = { Cookie: cookie };
    const page = async () =>
      asRead((await call(`/inbox/${salon.slug}`, { headers, now: new Date((NOW + 61) * 60_000).toISOString() })).text);
    expect(await page()).toContain("No word about this visit arrived: call them.");
    const [found] = await foreseen(salon.slug);
    const fields = { act: "foreseen-false", foreseen: String(found?.foreseen_id) };
    for (let times = 0; times < 2; times++)
      expect((await submit(`/inbox/${salon.slug}`, fields, { headers })).status).toBe(303);
    expect(await foreseen(salon.slug)).toMatchObject([{ state: "false-alarm" }]);
    const shown = await page();
    expect(shown).not.toContain("No word about this visit arrived");
    expect(shown).toContain("1 of 1");
    expect((await trailOf(salon.slug)).filter(({ action }) => action === "foreseen.false-alarm")).toHaveLength(1);
  });
});

describe("the sweep", () => {
  it("looks at every salon that is due, once, and again some minutes later", async () => {
    const salon = await openSalon();
    done(await bookCut(later(NOW), salon.slug, on("2026-12-04", "10:00")));
    const looked = async () =>
      Number((await rows("SELECT look_at FROM lookout WHERE salon_id = ?1", salon.slug))[0]?.look_at);
    expect(await looked()).toBe(0);
    await lookAhead(later(NOW));
    expect(await looked()).toBe(NOW + 10);
    await lookAhead(at(NOW + 9));
    expect(await looked()).toBe(NOW + 10);
  });

  it("finds a cause once, whoever looks at the same time", async () => {
    const salon = await openSalon(withoutChannels);
    const { email: _, ...client } = NOMSA;
    done(await bookCut(later(NOW), salon.slug, on("2026-12-03", "10:00"), { client }));
    await delivered(salon.slug, NOW);
    await Promise.all(Array.from({ length: 4 }, () => look(salon.slug, NOW + 60)));
    expect(await count("foreseen", salon.slug)).toBe(1);
    expect((await trailOf(salon.slug)).filter(({ action }) => action === "foreseen.found")).toHaveLength(1);
    await env.DB.prepare("UPDATE foreseen SET found_at = 0 WHERE salon_id = ?1").bind(salon.slug).run();
  });
});
