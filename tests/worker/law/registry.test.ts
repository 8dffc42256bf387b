// The opt-out registry blocks marketing to an address whatever was agreed, from the moment at which an edition is whole.

import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { registryInForce, registryOf } from "../../../workers/commands/law/registry.ts";
import { sweep } from "../../../workers/commands/sweep.ts";
import { signedIn } from "../access/people.ts";
import { call, faultsAt, newSalon, OPERATOR } from "../api/client.ts";
import { at, minutes, rows } from "../commands/surroundings.ts";
import { contents } from "../vault/contents.ts";

const NOW = "2026-11-30T09:00:00+02:00";
const NOMSA = { phone: "+27825550199", email: "Nomsa@Example.com" };
const SIPHO = { phone: "+27825550100", email: null };

const load = (body: object, now = NOW) =>
  call("/api/v1/platform/opt-out-registry", { method: "PUT", headers: OPERATOR, body, now });
const said = (
  to: { phone: string; email: string | null },
  word: "clear" | "not-asked" | "blocked" = "not-asked",
  now = NOW,
) => registryOf(env, to, word, minutes(now));

beforeEach(async () => {
  await env.DB.batch([env.DB.prepare("DELETE FROM opt_out"), env.DB.prepare("DELETE FROM opt_out_edition")]);
});

it("leaves the salon's own word as it is while nothing whole was loaded", async () => {
  expect((await load({ as_of: "2026-11-28", addresses: [NOMSA.phone], last: false })).status).toBe(200);
  expect([await said(NOMSA), await said(NOMSA, "clear"), await said(NOMSA, "blocked")]).toEqual([
    "not-asked",
    "clear",
    "blocked",
  ]);
  expect(await registryInForce(env, minutes(NOW))).toBeNull();
});

it.each([
  ["the number", NOMSA.phone],
  ["the address, however it is written", "NOMSA@example.COM"],
])("blocks whoever is in it by %s, and clears everybody else", async (_, address) => {
  await load({ as_of: "2026-11-28", addresses: ["+27825550000"], last: false });
  const answer = await load({ as_of: "2026-11-28", addresses: [address], last: true });
  expect(answer.body).toEqual({ as_of: "2026-11-28", added: 1, whole: true });
  expect([await said(NOMSA, "clear"), await said(SIPHO), await said(SIPHO, "blocked")]).toEqual([
    "blocked",
    "clear",
    "blocked",
  ]);
});

it("clears nobody once it is over a month old, and blocks still", async () => {
  await load({ as_of: "2026-11-28", addresses: [NOMSA.phone], last: true });
  const later = "2026-12-29T09:00:00+02:00";
  expect([await said(SIPHO, "not-asked", "2026-12-28T09:00:00+02:00"), await said(SIPHO, "not-asked", later)]).toEqual([
    "clear",
    "not-asked",
  ]);
  expect(await said(NOMSA, "clear", later)).toBe("blocked");
});

it("is replaced by a later edition as a whole, and the former one is forgotten", async () => {
  await load({ as_of: "2026-11-28", addresses: [NOMSA.phone], last: true });
  await load({ as_of: "2026-11-29", addresses: [SIPHO.phone], last: false });
  expect([await said(NOMSA), await said(SIPHO)]).toEqual(["blocked", "clear"]);
  await load({ as_of: "2026-11-29", addresses: [], last: true });
  expect([await said(NOMSA), await said(SIPHO)]).toEqual(["clear", "blocked"]);
  await sweep(at(minutes(NOW)));
  expect(await rows("SELECT as_of, count(*) AS n FROM opt_out GROUP BY as_of")).toEqual([{ as_of: 20_786, n: 1 }]);
  expect(await rows("SELECT entries FROM opt_out_edition")).toEqual([{ entries: 1 }]);
});

it("keeps no address that anybody could read", async () => {
  await load({ as_of: "2026-11-28", addresses: [NOMSA.phone, "nomsa@example.com"], last: true });
  const stored = JSON.stringify([(await contents(env.DB)).opt_out, (await contents(env.DB)).opt_out_edition]);
  expect(stored).toMatch(/[0-9a-f]{64}/);
  expect(stored).not.toMatch(/82555|nomsa/i);
});

describe("what cannot be loaded is told", () => {
  it.each<[object, string[]]>([
    [{ as_of: "2026-02-30", addresses: [], last: true }, ["/as_of"]],
    [{ as_of: "2026-12-02", addresses: [], last: true }, ["/as_of"]],
    [{ as_of: "2026-11-28", addresses: ["0825550199"], last: true }, ["/addresses/0"]],
    [{ as_of: "2026-11-28", addresses: ["+27825550199", 7], last: true }, ["/addresses/1"]],
    [{ as_of: "2026-11-28", addresses: [] }, ["/last"]],
    [
      { as_of: "2026-11-28", addresses: Array.from({ length: 2001 }, (_, i) => `+2782${1_000_000 + i}`), last: true },
      ["/addresses"],
    ],
  ])("%j", async (body, at_) => {
    const answer = await load(body);
    expect([answer.status, faultsAt(answer)]).toEqual([422, at_]);
  });

  it("a second time once it is whole", async () => {
    await load({ as_of: "2026-11-28", addresses: [], last: true });
    const again = await load({ as_of: "2026-11-28", addresses: [SIPHO.phone], last: true });
    expect([again.status, again.body.type]).toEqual([409, expect.stringMatching(/edition-whole$/)]);
    expect(await said(SIPHO)).toBe("clear");
  });
});

it("is told on the owner's page in place of the tick that says they looked", async () => {
  const salon = await newSalon();
  const { cookie } = await signedIn(salon, "owner");
  const page = () => call(`/compliance/${salon}/marketing`, { headers: { Cookie: cookie } });
  expect((await page()).text).toContain('name="asked"');
  await load({ as_of: "2026-11-28", addresses: [], last: true });
  const after = (await page()).text;
  expect(after).not.toContain('name="asked"');
  expect(after).toContain("The opt-out registry of 2026-11-28 is asked before every copy");
});
