import { createExecutionContext, createScheduledController, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { deliverDue } from "../../../workers/conversations/outbox.ts";
import { deliverBatch } from "../../../workers/conversations/queue.ts";
import type { Env, OutboxMessage } from "../../../workers/env.ts";
import worker from "../../../workers/index.ts";
import type { Letter } from "../../../workers/store/outbox.ts";
import { at, deaf } from "../commands/surroundings.ts";
import { CLIENT, call, NOW, newSalon, post } from "./client.ts";

const START = "2026-12-02T09:00:00+02:00";
const WISH = { services: [{ id: "colour" }], start: START };
const minute = (text: string) => Date.parse(text) / 60_000;

async function book(salon: string, client: object = CLIENT) {
  const answer = await post(`/api/v1/salons/${salon}/bookings`, { ...WISH, client });
  expect(answer.status, answer.text).toBe(201);
  return answer.body as { booking: string; token: string };
}

async function letters(): Promise<Letter[]> {
  return (await call("/dev/mailbox.json")).body.letters;
}

/** Milliseconds; the queue gathers its batch for a second. */
const WAIT = { timeout: 10_000, interval: 100 };

/** The letter that fits, once it is there: the real queue may be delivering it just now. */
function letter(fits: (letter: Letter) => boolean): Promise<Letter> {
  return vi.waitFor(async () => {
    const found = (await letters()).find(fits);
    if (found === undefined) throw new Error("no such letter yet");
    return found;
  }, WAIT);
}

interface Row {
  message_id: string;
  attempts: number;
  available_at: number | null;
  delivered_at: number | null;
  failure: string | null;
}

async function owed(salon: string): Promise<Row[]> {
  const { results } = await env.DB.prepare("SELECT * FROM outbox WHERE salon_id = ? ORDER BY created_at")
    .bind(salon)
    .all<Row>();
  return results;
}

/** An environment that sends real e-mail, to a mail system that does as it is told. */
function withMail(send: (message: unknown) => Promise<unknown>): Env {
  return { ...env, LOCAL_MODE: "0", EMAIL_FROM: "hello@booking.test", EMAIL: { send } as unknown as SendEmail };
}

const pointer = (salon: string, id: string) =>
  ({ messages: [{ body: { salon, id } }], ackAll: () => {} }) as unknown as MessageBatch<OutboxMessage>;

afterEach(() => {
  vi.restoreAllMocks();
});

describe("a booking", () => {
  it("is confirmed in the client's language, with a link and a calendar file", async () => {
    const salon = await newSalon();
    const { token, booking } = await book(salon);
    await deliverDue(env, minute(NOW));
    const sent = await letter(({ text }) => text.includes(token));
    expect(sent.recipient).toBe(CLIENT.email);
    expect(sent.subject).toMatch(/^Kubhukiwe: Full colour, .+ ngo-09:00$/);
    expect(sent.text).toContain(`/b/${token}`);
    expect(sent.text).toContain(CLIENT.name);
    expect(sent.attachment).toContain(`UID:${booking}@${salon}.appointmentbooking`);
    const page = await call("/dev/mailbox");
    expect(page.text).toContain(token);
    expect((await call(`/dev/mailbox/${sent.id}.ics`)).text).toBe(sent.attachment);
  });

  it("that changed before its letter went out is told in its newest state alone", async () => {
    const salon = await newSalon();
    const { token } = await book(salon);
    await call(`/api/v1/bookings/${token}`, { method: "DELETE" });
    await deliverDue(env, minute(NOW));
    await letter(({ attachment }) => attachment?.includes(salon) === true);
    const about = (await letters()).filter(({ attachment }) => attachment?.includes(salon));
    expect(about.map(({ subject }) => subject.split(":")[0])).toEqual(["Kukhanseliwe"]);
    expect(about[0]?.attachment).toContain("STATUS:CANCELLED");
    expect((await owed(salon)).every(({ delivered_at }) => delivered_at !== null)).toBe(true);
  });
});

describe("a message", () => {
  it("whose pointer comes twice, even at once, is sent once", async () => {
    const salon = await newSalon();
    await book(salon);
    const [row] = await owed(salon);
    const send = vi.fn(async () => ({ messageId: "1" }));
    const mailing = withMail(send);
    const id = row?.message_id ?? "";
    const deliver = () => deliverBatch(pointer(salon, id), at(minute(NOW), mailing));
    await Promise.all([deliver(), deliver()]);
    await deliver();
    expect(send).toHaveBeenCalledTimes(1);
    expect(send.mock.calls[0]).toMatchObject([
      { to: CLIENT.email, from: "hello@booking.test", attachments: [{ filename: "visit.ics" }] },
    ]);
  });

  it("that fails is tried again later and later, and given up in the end", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    const salon = await newSalon();
    await book(salon);
    const send = vi.fn(async () => Promise.reject(new Error(`no such mailbox: ${CLIENT.email}`)));
    const pauses: number[] = [];
    for (let tries = 0; tries < 20; tries += 1) {
      const [row] = await owed(salon);
      if (!row || row.available_at === null) break;
      vi.spyOn(Date, "now").mockReturnValue(row.available_at * 60_000);
      await deliverBatch(pointer(salon, row.message_id), at(minute(NOW), withMail(send)));
      const [after] = await owed(salon);
      if (after?.available_at != null) pauses.push(after.available_at - row.available_at);
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60]);
    const [dead] = await owed(salon);
    expect(dead).toMatchObject({ attempts: 8, available_at: null, delivered_at: null, failure: "Error" });
    expect(log.mock.calls.flat().join()).not.toContain(CLIENT.email);
    vi.restoreAllMocks();
    const metrics = await call("/metrics", { headers: { Authorization: `Bearer ${env.OPERATOR_TOKEN}` } });
    expect(metrics.text).toMatch(/^booking_outbox_dead [1-9]/m);
  });

  it("to a client whom no channel reaches is given up at once where messages really go out", async () => {
    const salon = await newSalon();
    await env.DB.prepare("DELETE FROM channel WHERE salon_id = ?1").bind(salon).run();
    await book(salon, { name: "Nomsa", phone: "0825550177" });
    const [row] = await owed(salon);
    await deliverBatch(
      pointer(salon, row?.message_id ?? ""),
      at(
        minute(NOW),
        withMail(async () => ({})),
      ),
    );
    expect((await owed(salon))[0]).toMatchObject({ available_at: null, delivered_at: null });
  });

  it("that the queue lost is found by the minute's sweep", async () => {
    const salon = await newSalon();
    const { token } = await book(salon);
    const ctx = createExecutionContext();
    await worker.scheduled(
      createScheduledController({ scheduledTime: Date.parse(NOW) }),
      { ...env, OUTBOX: deaf },
      ctx,
    );
    await waitOnExecutionContext(ctx);
    expect(await letter(({ text }) => text.includes(token))).toBeDefined();
  });
});

describe("the waiting list", () => {
  it("is offered a freed time, one client after the other, by a link that books it", async () => {
    const salon = await newSalon((each) => {
      each.staff = each.staff.filter(({ id }) => id === "ayanda");
    });
    const { token } = await book(salon);
    const wait = { services: WISH.services, from: "2026-12-02", to: "2026-12-02" };
    const join = (name: string, phone: string, now: string) => {
      const client = { name, phone, email: `${name}@example.com`, language: "en" };
      return post(`/api/v1/salons/${salon}/waitlist`, { ...wait, client }, {}, now);
    };
    expect((await join("First", "0825550111", "2026-11-30T08:58:00+02:00")).status).toBe(201);
    expect((await join("Second", "0825550112", "2026-11-30T08:59:00+02:00")).status).toBe(201);
    await call(`/api/v1/bookings/${token}`, { method: "DELETE" });
    const sweep = async (now: string) => {
      const ctx = createExecutionContext();
      await worker.scheduled(createScheduledController({ scheduledTime: Date.parse(now) }), env, ctx);
      await waitOnExecutionContext(ctx);
      await deliverDue(env, minute(now));
    };
    const offers = ({ recipient, text }: Letter, name: string) =>
      recipient === `${name}@example.com` && text.includes(`/o/${salon}`);
    await sweep("2026-11-30T09:01:00+02:00");
    const first = await letter((each) => offers(each, "First"));
    expect(first.subject).toMatch(/^A time has come free: Wednesday 2 December at \d\d:\d\d$/);
    expect((await letters()).some((each) => offers(each, "Second"))).toBe(false);
    const secret = /\/o\/(\S+)/.exec(first.text)?.[1] ?? "";
    expect((await call(`/api/v1/offers/${secret}`, { method: "DELETE" })).status).toBe(204);
    await sweep("2026-11-30T09:02:00+02:00");
    const second = /\/o\/(\S+)/.exec((await letter((each) => offers(each, "Second"))).text)?.[1] ?? "";
    const taken = await call(`/api/v1/offers/${second}`, { method: "POST", now: "2026-11-30T09:03:00+02:00" });
    expect([taken.status, taken.body?.status]).toEqual([201, "confirmed"]);
  });
});

describe("finding one's bookings", () => {
  it("takes the code that came by e-mail, once", async () => {
    const salon = await newSalon();
    const client = { ...CLIENT, phone: "082 555 0166", email: "found@example.com", language: "en" };
    const { booking } = await book(salon, client);
    expect((await call("/api/v1/bookings/find", { body: { phone: "+27 82 555 0166" } })).body).toEqual({ sent: true });
    const { subject } = await letter(
      (each) => each.recipient === client.email && each.subject.startsWith("Your code: "),
    );
    const code = subject.slice(-6);
    const body = { phone: "0825550166", code };
    const found = await call("/api/v1/bookings/find", { body });
    expect(found.body.bookings.map((each: { booking: string }) => each.booking)).toEqual([booking]);
    expect((await call("/api/v1/bookings/find", { body })).status).toBe(403);
  });

  it("is limited, and says to what, and when to come back", async () => {
    const ask = () => call("/api/v1/bookings/find", { body: { phone: "0825550155" } });
    for (let times = 0; times < 3; times += 1) expect((await ask()).status).toBe(200);
    const limited = await ask();
    expect(limited.status).toBe(429);
    expect(limited.headers.get("Retry-After")).toBe("3600");
    expect(limited.headers.get("RateLimit-Policy")).toBe('"codes";q=3;w=3600');
    expect(limited.headers.get("RateLimit")).toBe('"codes";r=0;t=3600');
  });

  it("answers alike for a number that nobody knows", async () => {
    const answer = await call("/api/v1/bookings/find", { body: { phone: "0825550100" } });
    expect([answer.status, answer.body]).toEqual([200, { sent: true }]);
  });
});

describe("the developer's mailbox", () => {
  it("is not there in production", async () => {
    const ctx = createExecutionContext();
    for (const path of ["/dev/mailbox", "/dev/mailbox.json", "/dev/mailbox.css"]) {
      const answer = await worker.fetch(new Request(`https://booking.test${path}`), { ...env, LOCAL_MODE: "" }, ctx);
      expect(answer.status).toBe(404);
    }
  });
});
