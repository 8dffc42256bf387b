// What stops an attack on a salon, and the evidence of it.
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { faultsAt } from "../api/client.ts";
import {
  ASSESSMENT,
  act,
  as,
  at,
  type Booked,
  book,
  call,
  desk,
  eventually,
  good,
  incidentOf,
  newSalon,
  OPERATOR,
  opened,
  type Person,
  scene,
  signedIn,
} from "./scene.ts";

describe("containment", () => {
  it("ends the sessions of one, or of all who work for the salon", async () => {
    const { salon, owner, stylist, incident } = await scene();
    const isIn = async (who: Person) => (await call("/account", { headers: { Cookie: who.cookie } })).status === 200;
    const elsewhere = await signedIn(await newSalon(), "owner");
    const stranger = { act: "contain", measure: "end-sessions", account: elsewhere.account };
    expect(faultsAt(await act(salon, incident, stranger))).toEqual(["/account"]);
    await good(salon, incident, { act: "contain", measure: "end-sessions", account: stylist.account });
    expect([await isIn(stylist), await isIn(owner), await isIn(elsewhere)]).toEqual([false, true, true]);
    await good(salon, incident, { act: "contain", measure: "end-sessions" });
    expect([await isIn(owner), await isIn(elsewhere)]).toEqual([false, true]);
  });

  it("makes links invalid: of whom it concerns once that is known, before that of everybody", async () => {
    const { salon, stylist, incident, booked } = await scene();
    const opens = async ({ token }: Booked) => (await call(`/api/v1/bookings/${token}`)).status === 200;
    const other = await book(salon, "2026-12-07", "en");
    await good(salon, incident, { act: "contain", measure: "over" });
    await good(salon, incident, { ...ASSESSMENT, actor: stylist.account });
    await good(salon, incident, { act: "contain", measure: "rotate-links" });
    expect(await Promise.all([...booked, other].map(opens))).toEqual([false, false, false, false, true]);
    const second = await opened(salon, "Again");
    await good(salon, second, { act: "contain", measure: "rotate-links" });
    expect(await opens(other)).toBe(false);
  });

  it("makes the addresses of calendars new ones", async () => {
    const { salon, incident } = await scene();
    const urls = async (): Promise<string[]> => {
      const { body } = await call(`/api/v1/salons/${salon}/calendars`, { headers: OPERATOR });
      return (body.calendars as { url: string }[]).map(({ url }) => new URL(url).pathname);
    };
    const before = await urls();
    await good(salon, incident, { act: "contain", measure: "rotate-feeds" });
    const after = await urls();
    for (const url of before) expect((await call(url)).status).toBe(404);
    for (const url of after) expect((await call(url)).status).toBe(200);
  });

  it("freezes a salon: nothing is booked, changed or read there, until it may go on", async () => {
    const { salon, owner, incident, booked } = await scene();
    const [one] = booked;
    const document = (await call(`/api/v1/salons/${salon}/document`, { headers: OPERATOR })).body;
    const client = { name: "Late", phone: "+27825550123" };
    const tries = {
      hold: () =>
        call(`/api/v1/salons/${salon}/holds`, {
          body: { services: [{ id: "cut" }], start: at("11:00", "2026-12-08") },
          headers: { "Idempotency-Key": crypto.randomUUID() },
        }),
      book: () =>
        call(`/api/v1/salons/${salon}/bookings`, {
          body: { services: [{ id: "cut" }], start: at("11:00", "2026-12-08"), client },
          headers: { "Idempotency-Key": crypto.randomUUID() },
        }),
      move: () =>
        call(`/api/v1/bookings/${one?.token}`, { method: "PATCH", body: { start: at("15:00", "2026-12-08") } }),
      cancel: () => call(`/api/v1/bookings/${one?.token}`, { method: "DELETE" }),
      look: () => call(`/api/v1/bookings/${one?.token}`),
      times: () => call(`/api/v1/salons/${salon}/availability?service=cut`),
      document: () =>
        call(`/api/v1/salons/${salon}`, { method: "PUT", body: { ...document, name: "Other" }, headers: OPERATOR }),
      desk: () => call(desk(salon, "2026-12-01", "2026-12-04"), { headers: as(owner) }),
      public: () => call(`/api/v1/salons/${salon}`),
    };
    await good(salon, incident, { act: "contain", measure: "freeze" });
    expect((await act(salon, incident, { act: "contain", measure: "freeze" })).status).toBe(409);
    const { results: before } = await env.DB.prepare("SELECT * FROM booking WHERE salon_id = ?1").bind(salon).all();
    for (const [name, ask] of Object.entries(tries)) {
      const answer = await ask();
      expect([name, answer.status, answer.body.type]).toEqual([name, 503, "urn:appointmentbooking:problem:frozen"]);
      expect(answer.headers.get("Retry-After"), name).toBe("600");
    }
    for (const page of [`/${salon}`, `/b/${one?.token}`, `/${salon}/book?service=cut`, `/${salon}/waitlist`]) {
      const answer = await call(page);
      expect([page, answer.status]).toEqual([page, 503]);
      expect(answer.text).toContain("This salon has paused its bookings");
    }
    const { results: after } = await env.DB.prepare("SELECT * FROM booking WHERE salon_id = ?1").bind(salon).all();
    expect(after).toEqual(before);
    // Another salon goes on, and the owner lets this one go on.
    await book(await newSalon(), "2026-12-08", "en");
    await good(salon, incident, { act: "contain", measure: "unfreeze" }, as(owner));
    expect((await tries.look()).status).toBe(200);
    expect((await tries.desk()).status).toBe(200);
    expect((await tries.book()).status).toBe(201);
  });

  it("blocks an address by its hash, as a detector would", async () => {
    const { salon, incident } = await scene();
    const source = "A".repeat(22);
    expect(faultsAt(await act(salon, incident, { act: "contain", measure: "block-address" }))).toEqual([
      "/hours",
      "/source",
    ]);
    await good(salon, incident, { act: "contain", measure: "block-address", source, hours: 2 });
    const seconds = Date.parse(at("12:00")) / 1000;
    const held = await env.DB.prepare("SELECT min(tat) AS tat FROM admission WHERE salon_id = ?1 AND subject = ?2")
      .bind(salon, source)
      .first<{ tat: number }>();
    expect(held?.tat).toBeGreaterThanOrEqual((seconds + 7200) * 1_000_000);
    await eventually(async () => {
      const list = await env.KV.get<{ subject: string; until: number }[]>("blocklist", "json");
      expect(list).toContainEqual({ subject: source, until: seconds + 7200 });
    });
  });

  it("keeps evidence outside of the database under the hash that the timeline tells", async () => {
    const { salon, incident, stylist } = await scene();
    await good(salon, incident, { act: "evidence" });
    const { timeline } = await incidentOf(salon, incident);
    const { sha256, bytes } = (timeline as { what: string; detail: { sha256: string; bytes: number } }[]).find(
      ({ what }) => what === "evidence",
    )?.detail ?? { sha256: "", bytes: 0 };
    const kept = await call(`/api/v1/salons/${salon}/incidents/${incident}/evidence/${sha256}`, { headers: OPERATOR });
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(kept.text));
    expect([...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("")).toBe(sha256);
    expect(new TextEncoder().encode(kept.text)).toHaveLength(bytes);
    expect(kept.body.reads.rows).toMatchObject([{ actor: `stylist:${stylist.account}` }]);
    expect(kept.body.trail.rows.length).toBeGreaterThan(4);
    expect(kept.text).not.toContain("@example.com");
  });
});
