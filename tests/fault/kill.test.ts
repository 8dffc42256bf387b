// The power goes while clients are booking. What was acknowledged is there, what was not can be asked again, and nothing is
// half there.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  type Answer,
  bookedOf,
  bookHold,
  bookStart,
  cancelBooking,
  clientOf,
  holdStart,
  type Request,
} from "./client.ts";
import { chairSalon, NOW } from "./salons.ts";
import { long, openSite, type Site } from "./site.ts";
import { assertWhole, storedBookings } from "./truth.ts";

const KILLS = long ? 20 : 3;
const WRITERS = 8;
/** Milliseconds of load before each kill. */
const SHORTEST = 300;
const LONGEST = 2500;
/** Answers repeated after each restart. */
const REPEATED = 25;

const SALON = chairSalon("killed", 6, 6);

let site: Site;
const client = clientOf(() => site.url);

before(async () => {
  site = await openSite();
  await client.putSalon(SALON);
});
after(() => site.close());

/** What the clients know: only this must be true, and all of this. */
const known = {
  /** First answers of 201 to bookings, by their request. */
  answers: new Map<Request, Answer>(),
  confirmed: new Set<string>(),
  cancelled: new Set<string>(),
  /** Requests that the power cut left without an answer. */
  unanswered: [] as Request[],
};

/** Null when the line broke. */
async function send(request: Request): Promise<Answer | null> {
  try {
    return await client.send(request);
  } catch {
    known.unanswered.push(request);
    return null;
  }
}

function learn(request: Request, answer: Answer): void {
  if (request.method === "DELETE") {
    if (answer.status !== 200) return;
    const { booking } = JSON.parse(answer.text) as { booking: string };
    known.confirmed.delete(booking);
    known.cancelled.add(booking);
  } else if (request.path.endsWith("/bookings") && answer.status === 201) {
    known.answers.set(request, answer);
    const { booking } = bookedOf(answer);
    if (!known.cancelled.has(booking)) known.confirmed.add(booking);
  }
}

/** Books, holds and confirms, and cancels until the line breaks. */
async function write(starts: readonly string[], cut: { now: boolean }): Promise<void> {
  while (!cut.now) {
    const start = starts[Math.floor(Math.random() * starts.length)] ?? "";
    let request = bookStart(SALON.slug, start);
    if (Math.random() < 0.3) {
      const held = await send(holdStart(SALON.slug, start));
      if (held === null) return;
      if (held.status !== 201) continue;
      request = bookHold(SALON.slug, (JSON.parse(held.text) as { hold: string }).hold);
    }
    const answer = await send(request);
    if (answer === null) return;
    assert.ok([201, 409, 503].includes(answer.status), answer.text);
    learn(request, answer);
    if (answer.status !== 201 || Math.random() > 0.4) continue;
    const cancel = cancelBooking(bookedOf(answer).token);
    const cancelled = await send(cancel);
    if (cancelled === null) return;
    learn(cancel, cancelled);
  }
}

/** Every acknowledged booking is there once, in the state it was acknowledged in. Bookings are keyed by id, so once at most. */
function assertKept(): void {
  const stored = storedBookings(site.state);
  const inFlight = new Set(known.unanswered.filter(({ method }) => method === "DELETE").map(({ path }) => path));
  for (const id of known.confirmed) {
    const booking = stored.get(id);
    assert.ok(booking, `${id} was acknowledged and is gone`);
    if ([...inFlight].some((path) => path.includes(`.${id}.`))) continue; // its cancellation was under way
    assert.equal(booking.status, "confirmed", id);
    assert.equal(booking.segments, 2, `${id}: one person, one chair`);
  }
  for (const id of known.cancelled) assert.equal(stored.get(id)?.status, "cancelled", id);
}

/** Asks again what was never answered; it was done before the cut, or is done now, once. */
async function askAgain(): Promise<number> {
  const requests = known.unanswered.splice(0);
  let done = 0;
  for (const request of requests) {
    const answer = await client.send(request);
    assert.ok([200, 201, 404, 409].includes(answer.status), `${request.path}: ${answer.status} ${answer.text}`);
    if (answer.headers.get("idempotency-replayed") === "true") done += 1;
    learn(request, answer);
    const again = await client.send(request);
    if (answer.status < 300) assert.equal(again.text, answer.text, "a repeated request gets the first answer");
  }
  return done;
}

async function assertRepeatable(): Promise<void> {
  const all = [...known.answers];
  for (let i = 0; i < REPEATED && all.length > 0; i++) {
    const [request, first] = all[Math.floor(Math.random() * all.length)] ?? all[0] ?? [];
    if (request === undefined || first === undefined) continue;
    const again = await client.send(request);
    assert.equal(again.status, 201);
    assert.equal(again.text, first.text, "byte for byte");
    assert.equal(again.headers.get("idempotency-replayed"), "true");
  }
}

test(`${KILLS} kills at random moments of a write load: nothing acknowledged is lost, nothing is half done`, async (t) => {
  const starts = await client.starts(SALON.slug, "service=cut&from=2026-12-01&to=2027-01-25");
  let finished = 0;
  let cutOff = 0;
  for (let kill = 1; kill <= KILLS; kill++) {
    const cut = { now: false };
    const writers = Array.from({ length: WRITERS }, () => write(starts, cut));
    await new Promise((resolve) => setTimeout(resolve, SHORTEST + Math.random() * (LONGEST - SHORTEST)));
    await site.kill();
    cut.now = true;
    await Promise.all(writers);
    assertWhole(site.state);
    assertKept();
    await site.start();
    cutOff += known.unanswered.length;
    finished += await askAgain();
    await assertRepeatable();
  }
  const bookings = assertWhole(site.state);
  assertKept();
  assert.ok(known.answers.size >= KILLS * 5, `only ${known.answers.size} bookings were acknowledged`);
  t.diagnostic(
    `${known.answers.size} bookings acknowledged, ${known.cancelled.size} cancelled, ${bookings} stored; ` +
      `${cutOff} requests cut off, of which ${finished} had been committed`,
  );
});

test("a hold survives a kill as long as it was promised, and not longer", async () => {
  const start = "2027-01-28T10:00:00+02:00"; // a day that the load left alone
  const salon = { ...chairSalon("held", 1, 1) };
  await client.putSalon(salon);
  const held = await client.send(holdStart(salon.slug, start));
  assert.equal(held.status, 201, held.text);
  const { expires_at } = JSON.parse(held.text) as { expires_at: string };
  assert.equal(Date.parse(expires_at) - Date.parse(NOW), 10 * 60_000);
  await site.kill();
  await site.start();
  const at = (minutes: number) => new Date(Date.parse(NOW) + minutes * 60_000).toISOString();
  const offered = async (minutes: number) => {
    const starts = await client.starts(salon.slug, "service=cut&from=2027-01-28&to=2027-01-28", at(minutes));
    return starts.includes(start);
  };
  assert.equal(await offered(9), false, "it is still held");
  assert.equal((await client.send(bookStart(salon.slug, start), at(9))).status, 409);
  assert.equal(await offered(10), true, "it has expired");
  assert.equal((await client.send(bookStart(salon.slug, start), at(10))).status, 201);
  assertWhole(site.state);
});
