import { beforeEach, describe, expect, it } from "vitest";
import { cancel } from "../../../workers/commands/cancel.ts";
import { chanceOf } from "../../../workers/commands/law/fee.ts";
import { checkDocument } from "../../../workers/http/document/check.ts";
import { submit } from "../access/people.ts";
import { CLIENT, call, faultsAt, newSalon, post } from "../api/client.ts";
import { exampleSalon } from "../api/salon-document.ts";
import { at, minutes } from "../commands/surroundings.ts";
import { rowsOf } from "./visit.ts";

const START = "2026-12-02T09:00:00+02:00";
const HALF_A_DAY_BEFORE = "2026-12-01T21:00:00+02:00";
const DAYS_BEFORE = "2026-11-30T09:00:00+02:00";

let salon: string;
beforeEach(async () => {
  salon = await newSalon((document) => {
    document.policies = { cancellation_fee: { percent: 50, notice_minutes: 1440 } };
  });
});

async function booked(): Promise<string> {
  const visit = { services: [{ id: "cut" }], start: START, client: CLIENT };
  return (await post(`/api/v1/salons/${salon}/bookings`, visit)).body.token;
}

const give = (token: string, now: string, body?: object) =>
  call(`/api/v1/bookings/${token}`, { method: "DELETE", now, ...(body === undefined ? {} : { body }) });

const LATE = [
  { reason: "price", cents: 35_000 },
  { reason: "cap", cents: -17_500 },
  { reason: "notice", cents: -8_750 },
];

describe("cancelling where the salon charges", () => {
  it("costs what is reasonable for the notice given, line by line, and the trail says why", async () => {
    const token = await booked();
    const answer = await give(token, HALF_A_DAY_BEFORE);
    expect(answer.body).toMatchObject({ status: "cancelled", fee_cents: 8_750, fee: LATE });
    const [row] = await rowsOf("SELECT fee FROM booking WHERE salon_id = ?1", salon);
    expect(JSON.parse(String(row?.fee))).toEqual(LATE);
    const [entry] = await rowsOf("SELECT entry FROM audit WHERE salon_id = ?1 ORDER BY seq DESC LIMIT 1", salon);
    expect(JSON.parse(String(entry?.entry))).toMatchObject({
      action: "booking.cancelled",
      detail: { fee_cents: 8_750, fee: LATE },
    });
    expect((await give(token, HALF_A_DAY_BEFORE)).body).toEqual(answer.body);
    expect((await call(`/b/${token}?lang=en`, { now: HALF_A_DAY_BEFORE })).text).toContain(
      "R87.50 is due at the salon",
    );
  });

  it("costs nothing with all the notice that the salon asks for", async () => {
    expect((await give(await booked(), DAYS_BEFORE)).body.fee_cents).toBe(0);
  });

  it("costs less the likelier the time is sold again: half, where one person waits for that day", async () => {
    const token = await booked();
    const wait = {
      services: [{ id: "cut" }],
      from: "2026-12-01",
      to: "2026-12-02",
      client: { ...CLIENT, phone: "0825550111" },
    };
    expect((await post(`/api/v1/salons/${salon}/waitlist`, wait)).status).toBe(201);
    const elsewhen = { ...wait, from: "2026-12-03", to: "2026-12-04" };
    expect((await post(`/api/v1/salons/${salon}/waitlist`, elsewhen)).status).toBe(201);
    const { body } = await give(token, HALF_A_DAY_BEFORE);
    expect(body.fee_cents).toBe(4_375);
    expect(body.fee.at(-1)).toEqual({ reason: "chance", cents: -4_375 });
    expect([0, 1, 2, 6, 100].map(chanceOf)).toEqual([0, 50, 75, 98, 98]);
  });

  it("costs nothing on death or in hospital, and no proof is asked for", async () => {
    const { body } = await give(await booked(), HALF_A_DAY_BEFORE, { excused: true });
    expect(body).toMatchObject({ fee_cents: 0, fee: [{ reason: "price" }, { reason: "excused", cents: -35_000 }] });
  });

  it("is told on the page before, with a tick for the worst, in each of the salon's languages", async () => {
    const token = await booked();
    const page = await call(`/b/${token}/cancel?lang=en`, { now: HALF_A_DAY_BEFORE });
    expect(page.text).toContain("R87.50 is due at the salon");
    for (const why of ["What you booked", "The salon charges only a part of it", "You tell us some time before"]) {
      expect(page.text).toContain(why);
    }
    expect(page.text).toContain('name="excused" value="yes"');
    expect((await call(`/b/${token}/cancel?lang=zu`, { now: HALF_A_DAY_BEFORE })).text).toContain("Okubhukhile");
    const free = await call(`/b/${token}/cancel?lang=en`, { now: DAYS_BEFORE });
    expect(free.text).toContain("It costs nothing");
    expect(free.text).not.toContain("excused");
    await submit(`/b/${token}/cancel`, { excused: "yes" }, { now: HALF_A_DAY_BEFORE });
    const [row] = await rowsOf("SELECT status, fee FROM booking WHERE salon_id = ?1", salon);
    expect(row?.status).toBe("cancelled");
    expect(String(row?.fee)).toContain("excused");
  });

  it("is taken until the start, and not after it", async () => {
    const token = await booked();
    expect((await give(token, START)).body.type).toMatch(/too-late$/);
    expect((await give(token, "2026-12-02T08:59:00+02:00")).body.fee_cents).toBeGreaterThan(17_000);
  });

  it("is the salon's own loss where the salon cancels", async () => {
    const token = await booked();
    const booking = token.split(".")[1] ?? "";
    const outcome = await cancel(at(minutes(HALF_A_DAY_BEFORE)), { subject: { salon, booking, actor: "team" } });
    expect(outcome.ok && outcome.value).toEqual({ booking, status: "cancelled" });
  });

  it.each([
    ["an excuse that is neither true nor false", { excused: "yes" }, ["/excused"]],
    ["an unknown field", { reason: "ill" }, ["/reason"]],
    ["a list", [], [""]],
  ])("is refused with %s", async (_, body, pointers) => {
    const answer = await give(await booked(), HALF_A_DAY_BEFORE, body);
    expect([answer.status, faultsAt(answer)]).toEqual([422, pointers]);
  });
});

describe("a salon's policy", () => {
  it("does not charge for what clients were told is free", () => {
    const document = exampleSalon();
    document.policies = { cancellation_fee: { percent: 50, notice_minutes: 1441 } };
    const checked = checkDocument(document, "thandi-hair", () => true);
    expect(checked.ok ? [] : checked.faults.map(({ pointer }) => pointer)).toEqual([
      "/policies/cancellation_fee/notice_minutes",
    ]);
  });

  it("that charges nothing keeps its own rule of when it is too late", async () => {
    const plain = await newSalon();
    const visit = { services: [{ id: "cut" }], start: START, client: CLIENT };
    const { token } = (await post(`/api/v1/salons/${plain}/bookings`, visit)).body;
    expect((await give(token, HALF_A_DAY_BEFORE)).status).toBe(409);
    expect((await give(token, DAYS_BEFORE)).body).not.toHaveProperty("fee_cents");
  });
});
