// The waiting list: one timed offer at a time, the earliest request first, nobody woken at night.

import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { cancel } from "../../../workers/commands/cancel.ts";
import { releaseHold } from "../../../workers/commands/hold.ts";
import { acceptOffer, declineOffer, makeOffers } from "../../../workers/commands/offers.ts";
import { keepHouseIn } from "../../../workers/commands/retention/night.ts";
import { sweep } from "../../../workers/commands/sweep.ts";
import { joinWaitlist } from "../../../workers/commands/waitlist.ts";
import { offerToken } from "../../../workers/token.ts";
import {
  at,
  bookCut,
  done,
  holdCut,
  minutes,
  NOMSA,
  NOW,
  onlyThandi,
  openSalon,
  refusal,
  rows,
  TUESDAY_NINE,
} from "./surroundings.ts";

const WEDNESDAY_NINE = TUESDAY_NINE + 1440;
const WEDNESDAY = Math.floor(WEDNESDAY_NINE / 1440);
const PHONES = ["+27825550111", "+27825550112", "+27825550113"];

/** A salon with one visit to cancel and three people waiting for its day, in order. */
async function waiting(change = onlyThandi): Promise<{ slug: string; token: string }> {
  const { slug } = await openSalon(change);
  const made = done(await bookCut(at(NOW), slug, WEDNESDAY_NINE));
  for (const [i, phone] of PHONES.entries()) {
    const client = { name: `Client ${i}`, phone };
    done(
      await joinWaitlist(at(NOW + i), {
        salon: slug,
        services: [{ id: "cut" }],
        from: WEDNESDAY,
        to: WEDNESDAY,
        client,
      }),
    );
  }
  return { slug, token: made.token };
}

async function cancelled(slug: string, token: string, now: number): Promise<void> {
  const ctx = at(now);
  done(await cancel(ctx, { subject: { token } }));
  await ctx.later();
  expect(await rows(`SELECT count(*) AS n FROM opening WHERE salon_id = ?1`, slug)).toEqual([{ n: 1 }]);
}

const offers = (slug: string) =>
  rows(
    `SELECT offer.offer_id, offer.status, offer.start_at, offer.expires_at, waitlist.phone FROM offer JOIN waitlist USING (salon_id, waitlist_id)
     WHERE offer.salon_id = ?1 ORDER BY offer.made_at`,
    slug,
  );

const tokenOf = (slug: string, offer: unknown): Promise<string> => offerToken(env.TOKEN_SECRET, slug, String(offer));

test("who asks again for the same waits once, in their old place", async () => {
  const { slug } = await openSalon();
  const wish = { salon: slug, services: [{ id: "cut" }], from: WEDNESDAY, to: WEDNESDAY, client: NOMSA };
  const first = await joinWaitlist(at(NOW), wish);
  const again = await joinWaitlist(at(NOW + 5), wish);
  expect([first.ok && first.status, again.ok && again.status]).toEqual([201, 200]);
  expect(done(again)).toEqual(done(first));
  const longer = done(await joinWaitlist(at(NOW + 5), { ...wish, to: WEDNESDAY + 1 }));
  const both = await Promise.all([1, 2].map(() => joinWaitlist(at(NOW), { ...wish, party: 2 })));
  expect(new Set(both.map((one) => done(one).waitlist)).size).toBe(1);
  const list = await rows(`SELECT waitlist_id FROM waitlist WHERE salon_id = ?1 ORDER BY position`, slug);
  expect(list).toHaveLength(3);
  expect(list.slice(0, 2).map((one) => one.waitlist_id)).toEqual([done(first).waitlist, longer.waitlist]);
});

test("the hold of an offer can neither be replaced nor given back past the offer", async () => {
  const { slug, token } = await waiting();
  await cancelled(slug, token, NOW + 10);
  const [kept] = await rows(`SELECT hold_id FROM offer WHERE salon_id = ?1`, slug);
  const held = String(kept?.hold_id);
  const replacing = await holdCut(at(NOW + 11), slug, TUESDAY_NINE, { replaces: held });
  expect(refusal(replacing)).toMatchObject({ type: "hold-of-offer", status: 409, errors: [{ pointer: "/replaces" }] });
  expect(refusal(await releaseHold(at(NOW + 11), { salon: slug, hold: held })).type).toBe("hold-of-offer");
  expect(await offers(slug)).toMatchObject([{ status: "open" }]);
});

test("freed time is offered to the earliest request alone, with a hold", async () => {
  const { slug, token } = await waiting();
  await cancelled(slug, token, NOW + 10);
  const made = await offers(slug);
  expect(made).toMatchObject([{ status: "open", start_at: WEDNESDAY_NINE, phone: PHONES[0], expires_at: NOW + 40 }]);
  expect(refusal(await bookCut(at(NOW + 11), slug, Number(made[0]?.start_at))).type).toBe("slot-taken");
  expect(await rows(`SELECT kind FROM outbox WHERE salon_id = ?1 AND kind = 'offer.made'`, slug)).toHaveLength(1);
  done(await makeOffers(at(NOW + 12), { salon: slug }));
  expect(await offers(slug)).toHaveLength(1);
});

test("an offer that expires passes to the next in line, and the first waits on without being asked again", async () => {
  const { slug, token } = await waiting();
  await cancelled(slug, token, NOW + 10);
  done(await makeOffers(at(NOW + 40), { salon: slug }));
  done(await makeOffers(at(NOW + 70), { salon: slug }));
  done(await makeOffers(at(NOW + 100), { salon: slug }));
  expect((await offers(slug)).map(({ status, phone }) => [status, phone])).toEqual(
    PHONES.map((phone) => ["expired", phone]),
  );
  expect(await rows(`SELECT 1 FROM opening WHERE salon_id = ?1`, slug)).toEqual([]);
  expect(await rows(`SELECT DISTINCT status FROM waitlist WHERE salon_id = ?1`, slug)).toEqual([{ status: "waiting" }]);
  done(await bookCut(at(NOW + 101), slug, WEDNESDAY_NINE));
});

test("an accepted offer is a booking for the person it was offered to", async () => {
  const { slug, token } = await waiting();
  await cancelled(slug, token, NOW + 10);
  const [offer] = await offers(slug);
  const accept = { token: await tokenOf(slug, offer?.offer_id) };
  const made = done(await acceptOffer(at(NOW + 39), accept));
  expect(await rows(`SELECT phone FROM booking WHERE booking_id = ?1`, made.booking)).toEqual([{ phone: PHONES[0] }]);
  expect(await offers(slug)).toMatchObject([{ status: "accepted" }]);
  expect(refusal(await acceptOffer(at(NOW + 39), accept)).type).toBe("offer-over");
});

test("an expired offer cannot be accepted, even before it has passed on", async () => {
  const { slug, token } = await waiting();
  await cancelled(slug, token, NOW + 10);
  const [offer] = await offers(slug);
  const accept = { token: await tokenOf(slug, offer?.offer_id) };
  expect(refusal(await acceptOffer(at(NOW + 40), accept)).type).toBe("offer-over");
  expect(refusal(await acceptOffer(at(NOW), { token: await tokenOf(slug, token.split(".")[1]) })).status).toBe(404);
});

test("a declined offer passes on at once", async () => {
  const { slug, token } = await waiting();
  await cancelled(slug, token, NOW + 10);
  const [offer] = await offers(slug);
  const ctx = at(NOW + 11);
  done(await declineOffer(ctx, { token: await tokenOf(slug, offer?.offer_id) }));
  await ctx.later();
  expect((await offers(slug)).map(({ status, phone }) => [status, phone])).toEqual([
    ["declined", PHONES[0]],
    ["open", PHONES[1]],
  ]);
});

test("no offer is made between 20:00 and 08:00 on the salon's clock", async () => {
  const { slug, token } = await waiting();
  await cancelled(slug, token, minutes("2026-11-30T20:00:00+02:00"));
  done(await makeOffers(at(minutes("2026-12-01T07:59:00+02:00")), { salon: slug }));
  expect(await offers(slug)).toEqual([]);
  done(await makeOffers(at(minutes("2026-12-01T08:00:00+02:00")), { salon: slug }));
  expect(await offers(slug)).toHaveLength(1);
});

test("rounds that race make one offer", async () => {
  const { slug, token } = await waiting();
  done(await cancel(at(NOW + 10), { subject: { token } }));
  await Promise.all([1, 2, 3, 4].map(() => makeOffers(at(NOW + 11), { salon: slug })));
  expect(await offers(slug)).toHaveLength(1);
});

test("only time that a waiting client can use is offered, and only within their dates", async () => {
  const { slug } = await openSalon(onlyThandi);
  const made = done(await bookCut(at(NOW), slug, WEDNESDAY_NINE));
  const client = { name: "Zola", phone: PHONES[0] ?? "" };
  const other = { salon: slug, services: [{ id: "cut" }], client };
  done(await joinWaitlist(at(NOW), { ...other, from: WEDNESDAY + 1, to: WEDNESDAY + 9 }));
  const ctx = at(NOW + 1);
  done(await cancel(ctx, { subject: { token: made.token } }));
  await ctx.later();
  expect(await offers(slug)).toEqual([]);
  expect(refusal(await joinWaitlist(at(NOW), { ...other, from: 10, to: 9 })).errors).toHaveLength(2);
  expect(
    refusal(await joinWaitlist(at(NOW), { ...other, services: [{ id: "perm" }], from: WEDNESDAY, to: WEDNESDAY }))
      .status,
  ).toBe(422);
});

test("joining twice with one key joins once", async () => {
  const { slug } = await openSalon();
  const idempotency = { key: "k", bodyHash: "h" };
  const input = { salon: slug, services: [{ id: "cut" }], from: WEDNESDAY, to: WEDNESDAY, client: NOMSA, idempotency };
  const [first, again] = [done(await joinWaitlist(at(NOW), input)), done(await joinWaitlist(at(NOW), input))];
  expect(again).toEqual(first);
});

test("time that nobody waits for leaves no opening, and past requests are forgotten when their term is over", async () => {
  const { slug } = await openSalon();
  const made = done(await bookCut(at(NOW), slug, WEDNESDAY_NINE));
  done(await cancel(at(NOW), { subject: { token: made.token } }));
  expect(await rows(`SELECT 1 FROM opening WHERE salon_id = ?1`, slug)).toEqual([]);
  const input = { salon: slug, services: [{ id: "cut" }], from: WEDNESDAY, to: WEDNESDAY, client: NOMSA };
  done(await joinWaitlist(at(NOW), input));
  const night = async (now: number) => keepHouseIn(at(now), slug, Math.floor(now / 1440));
  await night(WEDNESDAY_NINE + 1440 * 29);
  expect(await rows(`SELECT 1 FROM waitlist WHERE salon_id = ?1`, slug)).toHaveLength(1);
  await night(WEDNESDAY_NINE + 1440 * 30);
  expect(await rows(`SELECT 1 FROM waitlist WHERE salon_id = ?1`, slug)).toEqual([]);
});

/** Everybody in `wishes` waits for Wednesday, in this order, all within one minute. */
async function queue(slug: string, wishes: string[], party?: number): Promise<void> {
  for (const [i, id] of wishes.entries()) {
    const client = { name: `Client ${i}`, phone: `+2782555${String(1000 + i)}` };
    const wait = { salon: slug, services: [{ id }], from: WEDNESDAY, to: WEDNESDAY, client, party };
    done(await joinWaitlist(at(NOW), wait));
  }
}

test("who asked first is offered first, even within one minute", async () => {
  const { slug } = await openSalon(onlyThandi);
  const { token } = done(await bookCut(at(NOW), slug, WEDNESDAY_NINE));
  await queue(slug, Array<string>(6).fill("cut"));
  await cancelled(slug, token, NOW + 10);
  for (let round = 1; round < 6; round++) done(await makeOffers(at(NOW + 10 + 30 * round), { salon: slug }));
  expect((await offers(slug)).map(({ phone }) => phone)).toEqual([0, 1, 2, 3, 4, 5].map((i) => `+2782555${1000 + i}`));
});

test("a long line of people whom the time does not suit hides nobody behind them", async () => {
  const { slug } = await openSalon(onlyThandi);
  const { token } = done(await bookCut(at(NOW), slug, WEDNESDAY_NINE));
  await queue(slug, [...Array<string>(60).fill("colour"), "cut"]);
  await env.DB.prepare(`UPDATE waitlist SET party = 2 WHERE salon_id = ?1 AND services LIKE '%colour%'`)
    .bind(slug)
    .run();
  await cancelled(slug, token, NOW + 10);
  expect(await offers(slug)).toMatchObject([{ status: "open", phone: "+27825551060" }]);
});

test("accepting an offer again with the same key gets the first answer byte for byte", async () => {
  const { slug, token } = await waiting();
  await cancelled(slug, token, NOW + 10);
  const [offer] = await offers(slug);
  const accept = { token: await tokenOf(slug, offer?.offer_id), idempotency: { key: "k", bodyHash: "h" } };
  const [first, again] = [await acceptOffer(at(NOW + 11), accept), await acceptOffer(at(NOW + 90), accept)];
  expect(first.ok && again.ok && again.body === first.body).toBe(true);
});

test("an offer that is over when it is answered is told to be over, at once", async () => {
  const { slug, token } = await waiting();
  await cancelled(slug, token, NOW + 10);
  const [offer] = await offers(slug);
  const answer = { token: await tokenOf(slug, offer?.offer_id) };
  await env.DB.prepare(`UPDATE offer SET status = 'expired' WHERE salon_id = ?1`).bind(slug).run();
  const stale = { ...answer, idempotency: { key: "k", bodyHash: "h" } };
  expect(refusal(await acceptOffer(at(NOW + 11), stale)).type).toBe("offer-over");
  await env.DB.prepare(`UPDATE offer SET status = 'open' WHERE salon_id = ?1`).bind(slug).run();
  const outcomes = await Promise.all([1, 2].map(() => declineOffer(at(NOW + 11), answer)));
  expect(outcomes.map((outcome) => (outcome.ok ? "declined" : outcome.problem.type)).sort()).toEqual([
    "declined",
    "offer-over",
  ]);
});

test("a client who accepts and declines at once does one of the two", async () => {
  const { slug, token } = await waiting();
  await cancelled(slug, token, NOW + 10);
  const [offer] = await offers(slug);
  const answer = { token: await tokenOf(slug, offer?.offer_id) };
  const outcomes = await Promise.all([acceptOffer(at(NOW + 11), answer), declineOffer(at(NOW + 11), answer)]);
  expect(outcomes.map((outcome) => (outcome.ok ? "done" : outcome.problem.type)).sort()).toEqual([
    "done",
    "offer-over",
  ]);
});

test("a salon whose records are broken keeps the sweep from no other", async () => {
  const log = vi.spyOn(console, "error").mockImplementation(() => {});
  const salons = [await waiting(), await waiting()].sort((a, b) => (a.slug < b.slug ? -1 : 1));
  const evening = minutes("2026-11-30T20:00:00+02:00");
  for (const { token } of salons) done(await cancel(at(evening), { subject: { token } }));
  await env.DB.prepare(`UPDATE waitlist SET services = '{' WHERE salon_id = ?1`).bind(salons[0]?.slug).run();
  await sweep(at(evening + 12 * 60));
  expect(await offers(salons[1]?.slug ?? "")).toHaveLength(1);
  expect(log.mock.calls.flat().join()).toContain(salons[0]?.slug);
  log.mockRestore();
  await env.DB.prepare(`DELETE FROM opening WHERE salon_id = ?1`).bind(salons[0]?.slug).run();
});

test("a wish that is too large to be worked out stands in nobody's way", async () => {
  const { slug } = await openSalon();
  const { token } = done(await bookCut(at(NOW), slug, WEDNESDAY_NINE));
  const services = Array.from({ length: 8 }, () => ({ id: "colour" }));
  const large = { name: "Large", phone: "+27825550188" };
  const dates = { from: WEDNESDAY, to: WEDNESDAY };
  done(await joinWaitlist(at(NOW), { salon: slug, services, party: 20, client: large, ...dates }));
  done(await joinWaitlist(at(NOW + 1), { salon: slug, services: [{ id: "cut" }], client: NOMSA, ...dates }));
  await cancelled(slug, token, NOW + 10);
  expect(await offers(slug)).toMatchObject([{ status: "open", phone: NOMSA.phone }]);
});
