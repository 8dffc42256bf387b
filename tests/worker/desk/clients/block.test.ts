// Somebody who abuses the salon books nothing online for a while: neutrally told, with a way to answer, and never for longer than a person
// decided.
import { describe, expect, it, test } from "vitest";
import { book } from "../../../../workers/commands/book.ts";
import { cancel } from "../../../../workers/commands/cancel.ts";
import { erase } from "../../../../workers/commands/compliance/erase.ts";
import { blockClient, liftTheBlock } from "../../../../workers/commands/desk/clients/block.ts";
import { readDisputable, reviewDispute, sayAgainst } from "../../../../workers/commands/desk/clients/dispute.ts";
import { sweep } from "../../../../workers/commands/sweep.ts";
import type { Actor } from "../../../../workers/permissions.ts";
import { signedIn, submit } from "../../access/people.ts";
import { NOW as CLOCK, call, newSalon, post } from "../../api/client.ts";
import {
  at,
  bookCut,
  done,
  holdCut,
  NOMSA,
  NOW,
  openSalon,
  refusal,
  rows,
  TUESDAY_NINE,
} from "../../commands/surroundings.ts";

const OWNER: Actor = { role: "owner", account: "a".repeat(26) };
const WHY = { reason: "conduct", note: "Shouted at Lerato twice.", days: 30 };
const MONTH = 30 * 1440;

async function someone() {
  const { slug } = await openSalon((document) => {
    document.booking = { ...document.booking, horizon_days: 60 };
  });
  const booked = done(await bookCut(at(NOW), slug, TUESDAY_NINE));
  const [row] = await rows("SELECT client_id FROM client WHERE salon_id = ?1", slug);
  return { slug, client: String(row?.client_id), booking: booked.booking, token: booked.token };
}

const shut = (of: { slug: string; client: string }, more = {}) =>
  blockClient(at(NOW), { salon: of.slug, client: of.client, actor: OWNER, ...WHY, ...more });

describe("who is shut out", () => {
  it("is refused online, direct and of a hold, without the reason and with the way to answer; the team books for them", async () => {
    const of = await someone();
    done(await shut(of));
    const hold = done(await holdCut(at(NOW), of.slug, TUESDAY_NINE + 60));
    const refusals = [
      refusal(await bookCut(at(NOW), of.slug, TUESDAY_NINE + 120)),
      refusal(await book(at(NOW), { salon: of.slug, visit: { hold: hold.hold }, client: NOMSA })),
    ];
    for (const problem of refusals) {
      expect([problem.type, problem.status]).toEqual(["not-online", 403]);
      expect(problem.extra?.answer_url).toBe(`https://booking.test/${of.slug}/decisions`);
      expect(JSON.stringify(problem)).not.toMatch(/conduct|Lerato|block/);
    }
    done(await bookCut(at(NOW), of.slug, TUESDAY_NINE + 120, { desk: { by: "owner:a" }, channel: "desk" }));
  });

  it("keeps the visits that are booked, and may cancel them", async () => {
    const of = await someone();
    done(await shut(of));
    const [row] = await rows("SELECT status FROM booking WHERE booking_id = ?1", of.booking);
    expect(row?.status).toBe("confirmed");
    done(await cancel(at(NOW), { subject: { token: of.token } }));
  });

  it("books again when the term is over, or when it is lifted", async () => {
    const of = await someone();
    const { block } = done(await shut(of));
    expect(refusal(await bookCut(at(NOW + MONTH - 1), of.slug, TUESDAY_NINE + 35 * 1440)).type).toBe("not-online");
    done(await bookCut(at(NOW + MONTH), of.slug, TUESDAY_NINE + 35 * 1440));
    const lifting = { salon: of.slug, client: of.client, block, actor: OWNER };
    done(await liftTheBlock(at(NOW + 1), lifting));
    done(await bookCut(at(NOW + 1), of.slug, TUESDAY_NINE + 120));
    expect(refusal(await liftTheBlock(at(NOW + 2), lifting)).type).toBe("not-blocked");
  });

  it("is shut out once, for a reason, with what happened, and for one of the terms", async () => {
    const of = await someone();
    done(await shut(of));
    expect(refusal(await shut(of)).type).toBe("already-blocked");
    const other = await someone();
    const faults = refusal(await shut(other, { reason: "looks", note: " ", days: 31 })).errors;
    expect(faults?.map(({ pointer }) => pointer)).toEqual(["/reason", "/note", "/days"]);
    expect(refusal(await shut({ slug: other.slug, client: "nobody" })).type).toBe("unknown-client");
  });

  it("says that it is wrong, once, behind their own link; a person decides, and the trail has both", async () => {
    const of = await someone();
    done(await shut(of));
    const said = { token: of.token, kind: "block", text: "It was not me." } as const;
    const { dispute } = done(await sayAgainst(at(NOW), said));
    expect(refusal(await sayAgainst(at(NOW), said)).type).toBe("said-already");
    const decided = { salon: of.slug, id: dispute, outcome: "changed", answer: "Sorry.", actor: OWNER } as const;
    done(await reviewDispute(at(NOW), decided));
    expect(refusal(await reviewDispute(at(NOW), decided)).type).toBe("answered");
    done(await bookCut(at(NOW), of.slug, TUESDAY_NINE + 120));
    const trail = await rows("SELECT entry FROM audit WHERE salon_id = ?1 ORDER BY seq", of.slug);
    const actions = trail.map(({ entry }) => JSON.parse(String(entry)).action);
    expect(actions).toEqual(expect.arrayContaining(["client.blocked", "dispute.made", "dispute.reviewed"]));
    expect(JSON.stringify(trail)).not.toMatch(/Lerato|not me|Sorry/);
  });

  it("is told the reason behind their own link alone", async () => {
    const of = await someone();
    done(await shut(of));
    const [noted] = done(await readDisputable(at(NOW), of.token));
    expect(noted).toMatchObject({ kind: "block", reason: "conduct", said: null });
    expect(refusal(await readDisputable(at(NOW), `${of.token.slice(0, -1)}x`)).status).toBe(404);
    expect(refusal(await sayAgainst(at(NOW), { token: of.token, kind: "no-show", text: "x" })).type).toBe(
      "nothing-to-dispute",
    );
  });
});

test("of who is erased the keyed hash stays until the term is over, and nothing else", async () => {
  const of = await someone();
  done(await shut(of));
  done(await cancel(at(NOW), { subject: { token: of.token } }));
  done(await erase(at(NOW + 1), { salon: of.slug, client: of.client, reason: "request", request: null }));
  const [row] = await rows("SELECT client_id, note, phone_hash FROM client_block WHERE salon_id = ?1", of.slug);
  expect([row?.client_id, row?.note]).toEqual([null, null]);
  expect(JSON.stringify(row)).not.toContain(NOMSA.phone.slice(1));
  expect(refusal(await bookCut(at(NOW + 2), of.slug, TUESDAY_NINE + 120)).type).toBe("not-online");
  await sweep(at(NOW + MONTH));
  expect(await rows("SELECT 1 FROM client_block WHERE salon_id = ?1", of.slug)).toEqual([]);
});

test("a page says it as neutrally, and the form of the team keeps what was typed", async () => {
  const salon = await newSalon();
  const visit = {
    services: [{ id: "cut" }],
    start: "2026-12-02T09:00:00+02:00",
    client: { name: "Nomsa", phone: "0825550199" },
  };
  await post(`/api/v1/salons/${salon}/bookings`, visit);
  const [row] = await rows("SELECT client_id FROM client WHERE salon_id = ?1", salon);
  const manager = await signedIn(salon, "manager");
  const path = `/desk/${salon}/clients/${row?.client_id}/block`;
  const headers = { Cookie: manager.cookie };
  const bad = await submit(path, { act: "block", reason: "conduct", note: "", days: "90" }, { headers });
  expect([bad.status, bad.text.includes('value="conduct" checked')]).toEqual([422, true]);
  const good = await submit(path, { act: "block", reason: "conduct", note: "<i>Loud</i>", days: "90" }, { headers });
  expect(good.status).toBe(303);
  const card = await call(`/desk/${salon}/clients/${row?.client_id}`, { headers, now: CLOCK });
  expect(card.text).toContain("&lt;i&gt;Loud&lt;/i&gt;");
  const again = await post(`/api/v1/salons/${salon}/bookings`, { ...visit, start: "2026-12-02T12:00:00+02:00" });
  expect([again.status, again.body.type]).toEqual([403, "urn:appointmentbooking:problem:not-online"]);
});
