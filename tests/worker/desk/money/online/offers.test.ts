// A time that the waiting list offered waits for its deposit as any other does: kept while it is being paid, booked when the money comes,
// and passed on when it does not.

import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { book } from "../../../../../workers/commands/book.ts";
import { cancel } from "../../../../../workers/commands/cancel.ts";
import { acceptOffer, declineOffer, makeOffers } from "../../../../../workers/commands/offers.ts";
import { joinWaitlist } from "../../../../../workers/commands/waitlist.ts";
import { offerToken } from "../../../../../workers/token.ts";
import { submit } from "../../../access/people.ts";
import { call } from "../../../api/client.ts";
import { at, done, key, NOMSA, NOW, openSalon, refusal, rows, TUESDAY_NINE } from "../../../commands/surroundings.ts";
import { itn, paidOnline, providersListen } from "../providers.ts";

const START = TUESDAY_NINE + 1440;
const DATE = Math.floor(START / 1440);
const OFFERED = NOW + 60;
/** Offers stand for half an hour. */
const STANDS = 30;
const instant = (minute: number) => new Date(minute * 60_000).toISOString();

beforeEach(() => providersListen());
afterEach(() => void vi.restoreAllMocks());

/** A time that came free and is offered to the first of two who wait. */
async function offered() {
  const { slug } = await openSalon(paidOnline());
  const visit = { services: [{ id: "colour" }], start: START };
  const made = done(await book(at(NOW), { salon: slug, visit, client: NOMSA, desk: { by: "owner:a" } }));
  for (const [i, phone] of ["+27825550111", "+27825550112"].entries()) {
    const client = { name: `Client ${i}`, phone, email: `c${i}-${slug}@example.com` };
    const wish = { salon: slug, services: visit.services, from: DATE, to: DATE, client };
    done(await joinWaitlist(at(NOW + i), wish));
  }
  const ctx = at(OFFERED);
  done(await cancel(ctx, { subject: { token: made.token } }));
  await ctx.later();
  const standing = () =>
    rows(
      `SELECT offer_id AS id, offer.status, expires_at AS until, waitlist.phone, waitlist.status AS entry FROM offer
       JOIN waitlist USING (salon_id, waitlist_id) WHERE offer.salon_id = ?1 ORDER BY made_at`,
      slug,
    );
  const [first] = await standing();
  const token = await offerToken(env.TOKEN_SECRET, slug, String(first?.id));
  const booked = () => rows("SELECT phone FROM booking WHERE salon_id = ?1 AND status = 'confirmed'", slug);
  const pay = async (minute: number) => {
    const [row] = await rows("SELECT payment_id AS id FROM online_payment WHERE salon_id = ?1", slug);
    const { status } = await itn({ m_payment_id: `${slug}.${row?.id}` }, undefined, instant(minute));
    expect(status).toBe(200);
  };
  const payment = async () => (await rows("SELECT state, why FROM online_payment WHERE salon_id = ?1", slug))[0];
  return { slug, token, standing, booked, pay, payment };
}

describe("an accepted offer of a visit with a deposit", () => {
  it("waits for it, kept for longer than the offer stood, and is booked when it comes", async () => {
    const { slug, token, standing, booked, pay } = await offered();
    const taken = await acceptOffer(at(OFFERED + STANDS - 1), { token });
    expect(done(taken)).toMatchObject({ status: "awaiting-deposit", payment: { cents: 20_000, state: "begun" } });
    expect(taken.ok && taken.status).toBe(202);
    const until = OFFERED + STANDS - 1 + 20;
    expect(await standing()).toMatchObject([{ status: "open", until, entry: "offered" }]);
    expect(await rows("SELECT held_until AS until FROM hold WHERE salon_id = ?1", slug)).toEqual([{ until }]);
    // Nobody else is offered it, and nobody is booked yet.
    done(await makeOffers(at(until - 1), { salon: slug }));
    expect([await standing(), await booked()].map((all) => all.length)).toEqual([1, 0]);
    await pay(until - 1);
    expect(await booked()).toEqual([{ phone: "+27825550111" }]);
    expect(await standing()).toMatchObject([{ status: "accepted", entry: "booked" }]);
  });

  it("answers whoever accepts it again with the same payment, in the same bytes under the same key", async () => {
    const { slug, token, pay, booked } = await offered();
    const idempotency = key();
    const first = await acceptOffer(at(OFFERED + 1), { token, idempotency });
    const again = await acceptOffer(at(OFFERED + 2), { token, idempotency });
    expect(again.ok && first.ok && again.body === first.body && again.replayed).toBe(true);
    done(await acceptOffer(at(OFFERED + 3), { token }));
    expect(await rows("SELECT 1 FROM online_payment WHERE salon_id = ?1", slug)).toHaveLength(1);
    await pay(OFFERED + 5);
    expect(await booked()).toHaveLength(1);
    expect(refusal(await acceptOffer(at(OFFERED + 6), { token })).status).toBe(409);
    const later = await acceptOffer(at(OFFERED + 6), { token, idempotency });
    expect(later.ok && later.replayed).toBe(true);
  });

  it("leads from its page to the payment, and once it is paid to the visit", async () => {
    const { token, pay } = await offered();
    const now = instant(OFFERED + 1);
    const sent = await submit(`/o/${token}`, { answer: "take" }, { now });
    const own = sent.headers.get("Location") ?? "";
    expect((await call(own, { now })).headers.get("Location")).toMatch(/^\/p\/salon-/);
    await pay(OFFERED + 2);
    expect((await call(own, { now })).status).toBe(200);
  });

  it("that is not paid passes on to the next, and its client waits again in their old place", async () => {
    const { slug, token, standing, booked, pay, payment } = await offered();
    done(await acceptOffer(at(OFFERED), { token }));
    const until = OFFERED + STANDS;
    done(await makeOffers(at(until), { salon: slug }));
    expect(await standing()).toMatchObject([
      { status: "expired", phone: "+27825550111", entry: "waiting" },
      { status: "open", phone: "+27825550112", entry: "offered" },
    ]);
    // The money comes when the time is offered to somebody else: it is a person's, and is lost to nobody.
    await pay(until + 1);
    expect([await booked(), await payment()]).toEqual([[], { state: "flagged", why: "slot-taken" }]);
  });

  it("is booked by money that comes late, where the time is free again", async () => {
    const { slug, token, standing, booked, pay } = await offered();
    done(await acceptOffer(at(OFFERED), { token }));
    await env.DB.prepare("DELETE FROM opening WHERE salon_id = ?1").bind(slug).run();
    done(await makeOffers(at(OFFERED + STANDS), { salon: slug }));
    await pay(OFFERED + STANDS + 5);
    expect(await booked()).toEqual([{ phone: "+27825550111" }]);
    expect(await standing()).toMatchObject([{ status: "expired", entry: "booked" }]);
  });

  it("that is given up before it is paid passes on, and money that comes all the same is a person's", async () => {
    const { token, standing, booked, pay, payment } = await offered();
    done(await acceptOffer(at(OFFERED), { token }));
    const ctx = at(OFFERED + 1);
    done(await declineOffer(ctx, { token }));
    await ctx.later();
    expect((await standing()).map(({ status, phone }) => [status, phone])).toEqual([
      ["declined", "+27825550111"],
      ["open", "+27825550112"],
    ]);
    await pay(OFFERED + 2);
    expect([await booked(), (await payment())?.state]).toEqual([[], "flagged"]);
  });
});
