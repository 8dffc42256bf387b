// Reviews: one for each visit that took place, looked at by a person, and an average that nobody can make better by withholding words.
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it, test } from "vitest";
import { cancel } from "../../../../workers/commands/cancel.ts";
import { erase } from "../../../../workers/commands/compliance/erase.ts";
import {
  answerInPublic,
  decideReview,
  readReview,
  takeBackReview,
  writeReview,
} from "../../../../workers/commands/desk/clients/review.ts";
import type { Actor } from "../../../../workers/permissions.ts";
import { type Person, signedIn, submit } from "../../access/people.ts";
import { call, newSalon, post } from "../../api/client.ts";
import { at, bookCut, done, NOW, openSalon, refusal, rows, TUESDAY_NINE } from "../../commands/surroundings.ts";

const OWNER: Actor = { role: "owner", account: "a".repeat(26) };
const AFTER = TUESDAY_NINE + 24 * 60;

const said = (token: string, more = {}) => ({
  token,
  stars: 4,
  text: "Kind hands.",
  name: "Nomsa",
  language: "en",
  ...more,
});

async function visits(n: number) {
  const { slug } = await openSalon();
  const made = [];
  for (let i = 0; i < n; i++) {
    const client = { name: `N${i}`, phone: `+2782555030${i}` };
    made.push(done(await bookCut(at(NOW), slug, TUESDAY_NINE + i * 60, { client })));
  }
  return { slug, tokens: made.map(({ token }) => token), bookings: made.map(({ booking }) => booking) };
}

const rating = async (slug: string) =>
  (await rows("SELECT count, stars FROM review_rating WHERE salon_id = ?1", slug))[0];

describe("a visit is reviewed", () => {
  it("once it is over, once, and by its own link alone", async () => {
    const { slug, tokens } = await visits(1);
    const [token = ""] = tokens;
    expect(refusal(await writeReview(at(NOW), said(token))).type).toBe("not-over");
    done(await writeReview(at(AFTER), said(token)));
    expect(refusal(await writeReview(at(AFTER), said(token))).type).toBe("said-already");
    expect(refusal(await writeReview(at(AFTER), said(`${token.slice(0, -1)}x`))).status).toBe(404);
    expect(await rows("SELECT state, stars FROM review WHERE salon_id = ?1", slug)).toEqual([
      { state: "waiting", stars: 4 },
    ]);
    const both = await Promise.all([0, 1].map(() => writeReview(at(AFTER), said(token))));
    expect(both.filter(({ ok }) => ok)).toEqual([]);
  });

  it("not where it was cancelled or missed", async () => {
    const { tokens, bookings } = await visits(2);
    done(await cancel(at(NOW), { subject: { token: tokens[0] ?? "" } }));
    await env.DB.prepare("UPDATE booking SET stage = 'no-show' WHERE booking_id = ?1").bind(bookings[1]).run();
    for (const token of tokens) expect(refusal(await writeReview(at(AFTER), said(token))).type).toBe("not-over");
  });

  it("and taken back by whoever wrote it, with its stars", async () => {
    const { slug, tokens } = await visits(1);
    const [token = ""] = tokens;
    const { review } = done(await writeReview(at(AFTER), said(token)));
    done(await decideReview(at(AFTER), { salon: slug, review, actor: OWNER, why: null }));
    expect(await rating(slug)).toEqual({ count: 1, stars: 4 });
    done(await takeBackReview(at(AFTER), token));
    expect(await rating(slug)).toEqual({ count: 0, stars: 0 });
    expect(done(await readReview(at(AFTER), token)).open).toBe(true);
  });
});

test("the average is of all stars that were looked at, whether their words are withheld or not, but for what was no visit", async () => {
  const { slug, tokens } = await visits(4);
  const reviews: string[] = [];
  for (const [i, token] of tokens.entries())
    reviews.push(done(await writeReview(at(AFTER), said(token, { stars: i + 1 }))).review);
  const decide = (i: number, why: Parameters<typeof decideReview>[1]["why"]) =>
    decideReview(at(AFTER), { salon: slug, review: reviews[i] ?? "", actor: OWNER, why });
  expect(await rating(slug)).toBeUndefined();
  done(await decide(0, "abuse"));
  done(await decide(1, null));
  done(await decide(2, "no-visit"));
  expect(await rating(slug)).toEqual({ count: 2, stars: 3 });
  // Deciding again counts once.
  done(await decide(0, null));
  done(await decide(0, null));
  expect(await rating(slug)).toEqual({ count: 2, stars: 3 });
  done(await decide(2, null));
  expect(await rating(slug)).toEqual({ count: 3, stars: 6 });
});

test("an answer stands under what is published, and nowhere else", async () => {
  const { slug, tokens } = await visits(1);
  const { review } = done(await writeReview(at(AFTER), said(tokens[0] ?? "")));
  const answer = { salon: slug, review, actor: OWNER, answer: "Thank you!" };
  expect(refusal(await answerInPublic(at(AFTER), answer)).type).toBe("unknown-review");
  done(await decideReview(at(AFTER), { salon: slug, review, actor: OWNER, why: null }));
  done(await answerInPublic(at(AFTER), answer));
  const { text } = await call(`/${slug}/reviews`);
  for (const shown of ["Kind hands.", "Thank you!", "4.0 of 5, from 1 review"]) expect(text).toContain(shown);
});

test("who is erased takes their words and their stars along", async () => {
  const { slug, tokens } = await visits(1);
  const { review } = done(await writeReview(at(AFTER), said(tokens[0] ?? "")));
  done(await decideReview(at(AFTER), { salon: slug, review, actor: OWNER, why: null }));
  const [client] = await rows("SELECT client_id FROM client WHERE salon_id = ?1", slug);
  done(
    await erase(at(AFTER + 1), { salon: slug, client: String(client?.client_id), reason: "request", request: null }),
  );
  expect(await rows("SELECT 1 FROM review WHERE salon_id = ?1", slug)).toEqual([]);
  expect(await rating(slug)).toEqual({ count: 0, stars: 0 });
});

describe("on the pages", () => {
  const LATER = "2026-12-05T09:00:00+02:00";
  let salon: string;
  let token: string;
  let manager: Person;

  beforeAll(async () => {
    salon = await newSalon();
    manager = await signedIn(salon, "manager", LATER);
    const visit = {
      services: [{ id: "cut" }],
      start: "2026-12-02T09:00:00+02:00",
      client: { name: "Nomsa Dube", phone: "0825550199" },
    };
    ({ token } = (await post(`/api/v1/salons/${salon}/bookings`, visit)).body);
  });

  it("a visit that is over leads to its review; what is wrong comes back as it was typed", async () => {
    expect((await call(`/b/${token}`)).text).not.toContain("/review");
    expect((await call(`/b/${token}`, { now: LATER })).text).toContain(`/b/${token}/review`);
    const form = await call(`/b/${token}/review`, { now: LATER });
    expect(form.text).toContain('value="Nomsa"');
    const bad = await submit(
      `/b/${token}/review`,
      { act: "write", stars: "9", text: "<b>Lovely</b>", name: "x".repeat(41) },
      { now: LATER },
    );
    expect([bad.status, bad.text.includes("&lt;b&gt;Lovely&lt;/b&gt;")]).toEqual([422, true]);
    const good = await submit(
      `/b/${token}/review`,
      { act: "write", stars: "5", text: "<b>Lovely</b>", name: "Nomsa" },
      { now: LATER },
    );
    expect(good.status).toBe(303);
  });

  it("nobody reads it before somebody of the team has, and then with its count, to search engines too", async () => {
    expect((await call(`/${salon}/reviews`)).text).not.toContain("Lovely");
    expect((await call(`/${salon}`)).text).not.toContain("aggregateRating");
    const headers = { Cookie: manager.cookie };
    const desk = await call(`/desk/${salon}/reviews`, { headers, now: LATER });
    const [, review = ""] = /name="review" value="([a-z2-7]{26})"/.exec(desk.text) ?? [];
    expect((await submit(`/desk/${salon}/reviews`, { review, act: "publish" }, { headers, now: LATER })).status).toBe(
      303,
    );
    expect((await call(`/${salon}/reviews`)).text).toContain("&lt;b&gt;Lovely&lt;/b&gt;");
    const home = await call(`/${salon}`);
    expect(home.text).toContain("5.0 of 5, from 1 review");
    expect(home.text).toContain(
      '"aggregateRating":{"@type":"AggregateRating","ratingValue":"5.0","reviewCount":1,"bestRating":5}',
    );
  });

  it("a reason that is none withholds nothing", async () => {
    const headers = { Cookie: manager.cookie };
    const [row] = await rows("SELECT review_id FROM review WHERE salon_id = ?1", salon);
    await submit(
      `/desk/${salon}/reviews`,
      { review: String(row?.review_id), act: "withhold", why: "unkind" },
      { headers, now: LATER },
    );
    expect(await rows("SELECT state FROM review WHERE salon_id = ?1", salon)).toEqual([{ state: "published" }]);
  });
});
