// Incidents that detectors open: one for each kind of attack until it is closed, in the commit that keeps the finding.
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { sweep } from "../../../workers/commands/sweep.ts";
import { EventKind } from "../../../workers/engine/compliance/observe.ts";
import { insertEvents } from "../../../workers/store/compliance/threats.ts";
import { trailOf } from "../access/people.ts";
import { minutes, rows, at as surroundings } from "../commands/surroundings.ts";
import { act, at, call, eventually, lettersTo, newSalon, OPERATOR, signedIn } from "./scene.ts";

/** Ten declined charges in a row from an address, as a payment feature would note them, and the minute's sweep. */
async function carded(salon: string, source: string, time: string): Promise<void> {
  const second = Date.parse(at(time)) / 1000;
  const events = Array.from(
    { length: 10 },
    (_, i) => [EventKind.ChargeDeclined, source, "", second + i, 0, 0] as const,
  );
  await insertEvents(
    env.DB,
    salon,
    crypto.randomUUID(),
    events.map((each) => [...each]),
  ).run();
  const warned = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const ctx = surroundings(minutes(at(time)) + 1);
  await sweep(ctx);
  await ctx.later();
  warned.mockRestore();
}

const incidents = (salon: string) => rows("SELECT * FROM incident WHERE salon_id = ?1 ORDER BY opened_at", salon);

describe("a finding that a person has to look at", () => {
  it("opens an incident with the finding, tells the owners, and opens no second one while that stands", async () => {
    const salon = await newSalon();
    const owner = await signedIn(salon, "owner");
    await carded(salon, "a".repeat(22), "12:00");
    const [found] = await rows("SELECT * FROM threat WHERE salon_id = ?1", salon);
    const [incident] = await incidents(salon);
    expect(incident).toMatchObject({
      state: "open",
      opened_by: "system",
      threat_id: found?.threat_id,
      nature: "card-testing (OWASP OAT-001)",
    });
    expect((await trailOf(salon)).filter(({ action }) => action === "incident.opened")).toMatchObject([
      { actor: "system", subject: incident?.incident_id },
    ]);
    await eventually(async () => {
      const letters = await lettersTo(owner.email);
      expect(letters.filter(({ text }) => text.includes(String(incident?.incident_id)))).toHaveLength(1);
    });
    await carded(salon, "b".repeat(22), "13:00");
    expect(await rows("SELECT 1 FROM threat WHERE salon_id = ?1", salon)).toHaveLength(2);
    expect(await incidents(salon)).toHaveLength(1);
    const id = String(incident?.incident_id);
    await act(salon, id, { act: "contain", measure: "over" });
    await act(salon, id, {
      act: "assess",
      from: at("05:00"),
      to: at("05:01"),
      consequences: "None.",
      measures: "None.",
      contact: "Thandi",
    });
    expect((await act(salon, id, { act: "close", closing: "Declined, all of them." })).body.state).toBe("closed");
    await carded(salon, "c".repeat(22), "14:00");
    expect(await incidents(salon)).toHaveLength(2);
  });

  it("that concerns no single salon is the platform's, which the operator alone sees", async () => {
    const owner = await signedIn(await newSalon(), "owner");
    await carded("", "d".repeat(22), "15:00");
    const list = (headers: Record<string, string>) => call("/api/v1/salons/platform/incidents", { headers });
    const { body } = await list(OPERATOR);
    expect(body.incidents).toMatchObject([{ state: "open", nature: "card-testing (OWASP OAT-001)" }]);
    expect((await list({ Cookie: owner.cookie })).status).toBe(403);
    const [{ incident }] = body.incidents;
    expect((await act("platform", incident, { act: "contain", measure: "freeze" })).status).toBe(409);
    expect((await act("platform", incident, { act: "contain", measure: "over" })).body.state).toBe("contained");
    expect((await call("/metrics", { headers: OPERATOR })).text).toMatch(/^booking_incidents_open [1-9]/m);
  });
});
