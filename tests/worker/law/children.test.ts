import { beforeEach, describe, expect, it } from "vitest";
import { submit } from "../access/people.ts";
import { CLIENT, call, faultsAt, newSalon, post } from "../api/client.ts";
import { askedWho, bookedOnPage, DETAILS, hiddenOf, PICKED, rowsOf } from "./visit.ts";

let salon: string;
beforeEach(async () => {
  salon = await newSalon((document) => {
    const [cut] = document.services;
    if (cut !== undefined)
      document.services.push({ ...cut, id: "first-cut", name: { en: "First cut" }, for_children: true });
    document.staff[0]?.services.push({ id: "first-cut" });
  });
});

const book = (more: object, service = "cut") =>
  post(`/api/v1/salons/${salon}/bookings`, {
    services: [{ id: service }],
    start: "2026-12-02T09:00:00+02:00",
    client: CLIENT,
    ...more,
  });
const guardian = { name: "Nomsa Dlamini", relation: "mother", consent: true };
const stored = () => rowsOf("SELECT guardian FROM booking WHERE salon_id = ?1", salon);
const consents = () => rowsOf("SELECT purpose, granted, wording FROM consent WHERE salon_id = ?1", salon);

async function isRefusedFirst(more: object, service: string, start = "2026-12-02T09:00:00+02:00"): Promise<void> {
  const before = (await stored()).length;
  const refused = await book({ ...more, start }, service);
  expect([refused.status, faultsAt(refused)]).toEqual([422, ["/guardian"]]);
  expect(await stored()).toHaveLength(before);
  expect((await book({ ...more, start, guardian }, service)).status).toBe(201);
  expect((await stored()).length).toBe(before + 1);
  const [last] = (await stored()).slice(-1);
  expect(last).toEqual({ guardian: JSON.stringify({ name: "Nomsa Dlamini", relation: "mother" }) });
  expect((await consents()).slice(before)).toEqual([{ purpose: "guardian", granted: 1, wording: null }]);
  const [entry] = await rowsOf("SELECT entry FROM audit WHERE salon_id = ?1 ORDER BY seq DESC LIMIT 1", salon);
  expect(entry?.entry).toContain('"purpose":"guardian"');
  expect(entry?.entry).not.toContain("Nomsa");
}

describe("a visit for somebody under eighteen", () => {
  it("is refused until a competent person consents, whether the booking or the service says so", async () => {
    await isRefusedFirst({ for_child: true }, "cut");
    await isRefusedFirst({}, "first-cut", "2026-12-02T14:00:00+02:00");
  });

  it.each([
    ["a consent that is none", { ...guardian, consent: false }, ["/guardian/consent"]],
    ["a consent left out", { name: "N", relation: "mother" }, ["/guardian/consent"]],
    ["nobody's name", { ...guardian, name: " " }, ["/guardian/name"]],
    ["no relation", { name: "N", consent: true }, ["/guardian/relation"]],
  ])("with %s is told where", async (_, given, pointers) => {
    const answer = await book({ for_child: true, guardian: given });
    expect([answer.status, faultsAt(answer)]).toEqual([422, pointers]);
  });

  it("is asked about on the page by one tick, and then who consents and in what words", async () => {
    const who = await askedWho(salon);
    expect(who.text).toMatch(/name="child" value="yes"/);
    const fields = { ...hiddenOf(who), ...DETAILS, child: "yes" };
    const faulty = await submit(`/${salon}/book/confirm`, fields);
    expect(faulty.status).toBe(422);
    for (const name of ["guardian", "relation"]) expect(faulty.text).toContain(`id="${name}-fault"`);
    const booked = await submit(`/${salon}/book/confirm`, { ...fields, guardian: "Nomsa Dlamini", relation: "mother" });
    expect(booked.status).toBe(303);
    const [row] = (await consents()).filter(({ purpose }) => purpose === "guardian");
    expect(row?.wording).toContain("the parent or guardian agrees that Thandi Hair uses the child's details");
    const page = await call(`${booked.headers.get("Location")?.split("?")[0]}/consents`);
    expect(page.text).toContain("Consent for a child");
  });

  it("of a service for children needs no tick", async () => {
    const who = await askedWho(salon, { ...PICKED, service: "first-cut" });
    expect(who.text).not.toContain('name="child"');
    const answer = await submit(`/${salon}/book/confirm`, { ...hiddenOf(who), ...DETAILS });
    expect(answer.status).toBe(422);
  });

  it("is assumed of nobody: whoever says nothing is asked nothing", async () => {
    await bookedOnPage(salon);
    expect(await stored()).toEqual([{ guardian: null }]);
  });
});
