// The night's comparison with PayFast's list: what was paid and never told is settled, what differs is shown to a person, and a list that
// cannot be read harms nothing.

import { env } from "cloudflare:workers";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { settleWaiting } from "../../../../workers/commands/desk/money/online/settle.ts";
import { sweep } from "../../../../workers/commands/sweep.ts";
import { parseHistory } from "../../../../workers/desk/money/online/history.ts";
import { signatureOf } from "../../../../workers/desk/money/online/payfast.ts";
import { reconcile, reconcileNightly } from "../../../../workers/desk/money/online/reconcile.ts";
import { signedIn } from "../../access/people.ts";
import { CLIENT, call, newSalon, post } from "../../api/client.ts";
import { at, minutes, rows } from "../../commands/surroundings.ts";
import { asRead } from "../../law/visit.ts";
import { itn, paidOnline, providersListen } from "./providers.ts";

const HEAD =
  'Date,Type,Sign,Party,Name,Description,Currency,"Funding Type",Gross,Fee,Net,Balance,"M Payment ID","PF Payment ID","custom str1"';
/** As PayFast wrote it, with the balance's thousands. */
const line = (payment: string, gross = "200.00", [type, sign] = ["FUNDS_RECEIVED", "CREDIT"]) =>
  `"2026-11-30 09:04:00",${type},${sign},"Nomsa D","Thandi Hair: deposit",,ZAR,CC,${gross},-4.60,195.40,"22,574.02",${payment},328827333,`;

/** What PayFast lists by day; null where it answers nobody. */
let list: Record<string, string[]> | null = {};
let calls: Request[] = [];

beforeEach(() => {
  list = {};
  calls = [];
  providersListen(async (request) => {
    const url = new URL(request.url);
    if (url.origin !== "https://api.payfast.test") return new Response("", { status: 404 });
    calls.push(request);
    if (list === null) return Response.json({ code: 401, status: "failed" }, { status: 401 });
    return new Response([HEAD, ...(list[url.searchParams.get("date") ?? ""] ?? [])].join("\n"));
  });
});
afterEach(() => void vi.restoreAllMocks());

const NIGHT = minutes("2026-12-01T03:10:00+02:00");
const night = (now = NIGHT) => reconcile(at(now), "payfast", now - 2880, now - 60);

/** Somebody who began to pay at nine on Monday. */
async function begun() {
  const salon = await newSalon(paidOnline());
  const visit = { services: [{ id: "colour" }], start: "2026-12-03T12:30:00+02:00", client: CLIENT };
  const { booking } = (await post(`/api/v1/salons/${salon}/bookings`, visit)).body;
  const [row] = await rows("SELECT payment_id AS id FROM online_payment WHERE salon_id = ?1", salon);
  const name = `${salon}.${row?.id}`;
  const state = async () =>
    (await rows("SELECT state, why, reference FROM online_payment WHERE salon_id = ?1", salon))[0];
  const booked = async () => (await rows("SELECT booking_id FROM booking WHERE salon_id = ?1", salon)).length;
  const held = async () =>
    (
      await rows(
        "SELECT count(*) AS postings, coalesce(-sum(cents), 0) AS cents FROM entry WHERE salon_id = ?1 AND account = 'deposits'",
        salon,
      )
    )[0];
  return { salon, name, booking, state, booked, held };
}

describe("a payment whose notice was lost", () => {
  it("is settled at night and books, and the notice that comes after all changes nothing", async () => {
    const { name, state, booked, held } = await begun();
    list = { "2026-11-30": [line(name), line("another-shop-17"), line(`nowhere.${"a".repeat(26)}`)] };
    await night();
    expect(await state()).toEqual({ state: "paid", why: null, reference: "328827333" });
    expect([await booked(), await held()]).toEqual([1, { postings: 1, cents: 20_000 }]);
    expect((await itn({ m_payment_id: name }, undefined, "2026-12-01T08:00:00+02:00")).status).toBe(200);
    await night();
    expect([await booked(), await held()]).toEqual([1, { postings: 1, cents: 20_000 }]);
  });

  it("is asked for as PayFast has it: by day, and signed over headers, query and passphrase", async () => {
    await night();
    expect(calls.map(({ url }) => new URL(url).searchParams.get("date"))).toEqual([
      ...["2026-11-29", "2026-11-30", "2026-12-01"],
    ]);
    const [call] = calls;
    const { pathname, searchParams } = new URL(call?.url ?? "");
    expect(pathname).toBe("/transactions/history/daily");
    const named = ["merchant-id", "timestamp", "version"].map((name): [string, string] => [
      ...([name, call?.headers.get(name) ?? ""] as const),
    ]);
    const told = [...named, ...searchParams, ["passphrase", env.PAYFAST_PASSPHRASE] as [string, string]];
    told.sort(([a], [b]) => a.localeCompare(b));
    expect(told.map(([name]) => name)).toEqual([
      ...["date", "limit", "merchant-id", "offset", "passphrase", "timestamp", "version"],
    ]);
    expect(call?.headers.get("signature")).toBe(await signatureOf(told, ""));
    expect(call?.url).not.toContain(env.PAYFAST_PASSPHRASE);
  });

  it("waits for another night while the list cannot be read, and nothing is harmed meanwhile", async () => {
    const { name, state, booked } = await begun();
    const other = await begun();
    await itn({ m_payment_id: other.name });
    list = null;
    await night();
    expect([(await state())?.state, (await other.state())?.state]).toEqual(["begun", "paid"]);
    // What was asked for is still known in the second night.
    await settleWaiting(at(NIGHT + 1440));
    list = { "2026-11-30": [line(name), line(other.name)] };
    await night(NIGHT + 1440);
    expect([(await state())?.state, await booked(), (await other.state())?.state]).toEqual(["paid", 1, "paid"]);
    // The third night's list begins after it was paid, and before it was settled.
    list = {};
    await night(NIGHT + 2880);
    expect((await state())?.state).toBe("paid");
  });

  it("still books in the second night, though its time was forgotten by whoever held it", async () => {
    const { name, state, booked } = await begun();
    list = null;
    await night();
    for (let day = 0; day < 2; day++) await sweep(at(NIGHT + day * 1440));
    list = { "2026-11-30": [line(name)] };
    await night(NIGHT + 1440);
    expect([await state(), await booked()]).toMatchObject([{ state: "paid", why: null }, 1]);
    await sweep(at(NIGHT + 1441));
    expect(await rows("SELECT count(*) AS n FROM hold")).toEqual([{ n: 0 }]);
  });

  it("is looked for once a night, at its minute", async () => {
    await reconcileNightly(at(NIGHT - 1));
    expect(calls).toHaveLength(0);
    await reconcileNightly(at(NIGHT));
    expect(calls).toHaveLength(3);
  });
});

describe("what differs", () => {
  /** The page that the salon's owner counts the day on. */
  async function flaggedOn(salon: string, now: string): Promise<string> {
    const owner = await signedIn(salon, "owner", now);
    const page = await call(`/desk/${salon}/money?lang=en`, { headers: { Cookie: owner.cookie }, now });
    return asRead(page.text);
  }

  it("is flagged and shown where the day is counted: another amount, and what PayFast does not know", async () => {
    const { salon, name, state, held } = await begun();
    list = { "2026-11-30": [line(name, "150.00")] };
    await night();
    expect([await state(), await held()]).toMatchObject([{ state: "flagged", why: "amount" }, { cents: 15_000 }]);
    expect(await flaggedOn(salon, "2026-12-01T08:00:00+02:00")).toContain("another amount than was asked for");
    const other = await begun();
    await itn({ m_payment_id: other.name });
    list = {};
    await night();
    expect(await other.state()).toMatchObject({ state: "flagged", why: "not-at-provider" });
    expect(await flaggedOn(other.salon, "2026-12-01T08:00:00+02:00")).toContain("list does not have it");
  });

  it("is a deposit that went back: whole it is taken back, and in part a person looks", async () => {
    const back: [string, string] = ["Funds Received (Reversal)", "Debit"];
    const whole = await begun();
    const part = await begun();
    for (const { name } of [whole, part]) await itn({ m_payment_id: name });
    list = { "2026-11-30": [whole, part].map(({ name }) => line(name)) };
    list["2026-12-01"] = [line(whole.name, "-200.00", back), line(part.name, "-50.00", back)];
    await night();
    expect([await whole.state(), await whole.held()]).toMatchObject([{ state: "refunded" }, { cents: 0 }]);
    expect([await part.state(), await part.held()]).toMatchObject([{ why: "refunded-part" }, { cents: 20_000 }]);
  });

  it("is money for what was forgotten meanwhile", async () => {
    const { salon, name, state, held, booked } = await begun();
    const late = "2026-12-02T11:10:00+02:00";
    await settleWaiting(at(minutes(late)));
    await itn({ m_payment_id: name }, undefined, late);
    expect([await state(), await held(), await booked()]).toMatchObject([{ why: "forgotten" }, { cents: 20_000 }, 0]);
    expect(await flaggedOn(salon, late)).toContain("what was asked for is forgotten");
  });
});

describe("PayFast's list", () => {
  const told = [{ payment: "a.b", reference: "328827333", cents: 123_456, outcome: "paid" }];

  it("is read bare, within JSON, and as the one for people has it", () => {
    const bare = `${HEAD}\n${line("a.b", '"1,234.56"')}\n`;
    expect(parseHistory(bare)).toEqual({ rows: 1, listed: told });
    expect(parseHistory(JSON.stringify({ response: bare }))).toEqual({ rows: 1, listed: told });
    expect(parseHistory(JSON.stringify({ code: 200, data: { response: bare } }))).toEqual({ rows: 1, listed: told });
    const people = bare.replace("FUNDS_RECEIVED,CREDIT", '"Funds Received","Credit"');
    expect(parseHistory(people)).toEqual({ rows: 1, listed: told });
    expect(parseHistory(`${HEAD}\n${line("a.b", "9.00", ["PAYOUT", "DEBIT"])}`)).toEqual({ rows: 1, listed: [] });
  });

  it.each([
    "",
    "Service Unavailable",
    '{"code":401}',
    "Date,Amount\n2026-01-01,10",
    `${HEAD}\n"never closed`,
    `${HEAD}\n${line("a.b")}\n${line("a.c").slice(0, 36)}`,
  ])("is not “%s”", (text) => expect(parseHistory(text)).toBeNull());

  it("is nothing, or lines with whole cents, whatever the text", () => {
    const cell = fc.oneof(fc.string(), fc.constantFrom("FUNDS_RECEIVED", "CREDIT", "ZAR", "1.00", "-1,000.00"));
    const table = fc.array(fc.array(cell, { maxLength: 15 }).map((cells) => cells.join(",")));
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      table.map((lines) => [HEAD, ...lines].join("\n")),
    );
    fc.assert(
      fc.property(text, (any) => {
        const read = parseHistory(any);
        for (const { cents } of read?.listed ?? []) expect(Number.isSafeInteger(cents) && cents >= 0).toBe(true);
      }),
    );
  });
});
