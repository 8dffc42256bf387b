// A salon's own service levels, and why nobody has a conversation yet.

import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { clocksOf } from "../../../../workers/commands/conversations/people/clocks.ts";
import { LEVELS, levelsOf } from "../../../../workers/commands/conversations/people/levels.ts";
import { publishedSalon } from "../../../../workers/store/snapshots.ts";
import { signedIn } from "../../access/people.ts";
import { call } from "../../api/client.ts";
import { openSalon } from "../../commands/surroundings.ts";
import { asRead } from "../../law/visit.ts";
import { here, MONDAY, pass, reasonOf, salonOfPeople, somebody, waits } from "./waiting.ts";

describe("service levels", () => {
  const clock = async (service_levels?: object) => {
    const { slug } = await openSalon((salon) => {
      if (service_levels !== undefined) salon.policies = { ...salon.policies, service_levels };
    });
    const salon = await publishedSalon(env, slug);
    if (salon === null) throw new Error("no salon");
    return clocksOf(salon, [{ waits_since: MONDAY, waited: 0, first_at: null }], MONDAY + 3)[0];
  };

  it("are the salon's where its document says so, else the platform's", async () => {
    expect(await clock()).toMatchObject({ due: MONDAY + LEVELS.first, left: LEVELS.first - 3 });
    expect(await clock({ first_minutes: 5 })).toMatchObject({ due: MONDAY + 5, warn: MONDAY + 3, left: 2 });
    expect(await clock({ next_minutes: 5 })).toMatchObject({ due: MONDAY + LEVELS.first });
    expect(levelsOf({ policies: { service_levels: { resolution_minutes: 60 } } })).toEqual({
      ...LEVELS,
      resolution: 60,
      resolutionWarning: 30,
    });
  });

  it("that make no sense are refused, each by its place", async () => {
    const salon = await openSalon();
    const policies = { service_levels: { first_minutes: 0, next_minutes: "soon", someday: 1 } };
    const headers = { Authorization: `Bearer ${env.OPERATOR_TOKEN}` };
    const answer = await call(`/api/v1/salons/${salon.slug}`, {
      method: "PUT",
      body: { ...salon, policies },
      headers,
    });
    expect(answer.status).toBe(422);
    const places = (answer.body.errors as { pointer: string }[]).map(({ pointer }) =>
      pointer.split("/").slice(3).join(),
    );
    for (const place of ["first_minutes", "next_minutes"]) expect(places).toContain(place);
  });
});

describe("nobody has it,", () => {
  const held = async (prepare: (salon: string) => Promise<unknown>, more = {}) => {
    const salon = await salonOfPeople();
    await prepare(salon);
    const id = await waits(salon, MONDAY, more);
    await pass(salon);
    return { salon, why: await reasonOf(salon, id) };
  };

  it("since nobody is here, nobody who is can, or all are full, and the page says which", async () => {
    const nobody = await held(async () => undefined);
    expect(nobody.why).toMatchObject({ by: "nobody", held: "NobodyHere" });
    const unable = await held(async (salon) => here(salon, await somebody(salon), { skills: [], languages: ["en"] }), {
      why: "Refund",
    });
    expect(unable.why).toMatchObject({ by: "nobody", held: "NobodyAble", skill: "money" });
    const full = await held(async (salon) => {
      await here(salon, await somebody(salon), { capacity: 1 });
      await waits(salon, MONDAY - 5);
      await pass(salon);
    });
    expect(full.why).toMatchObject({ by: "nobody", held: "AllFull" });
    const { cookie } = await signedIn(unable.salon, "reception");
    const now = new Date((MONDAY + 1) * 60_000).toISOString();
    const shown = asRead((await call(`/inbox/${unable.salon}`, { headers: { Cookie: cookie }, now })).text);
    expect(shown).toContain("Nobody who is here can take it yet (Money");
  });

  it("until somebody can, and then the reason is theirs", async () => {
    const salon = await salonOfPeople();
    const id = await waits(salon, MONDAY);
    await pass(salon);
    expect(await reasonOf(salon, id)).toMatchObject({ by: "nobody" });
    await here(salon, await somebody(salon));
    await pass(salon);
    expect(await reasonOf(salon, id)).toMatchObject({ by: "rule" });
  });
});
