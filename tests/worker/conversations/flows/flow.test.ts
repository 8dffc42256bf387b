// The booking Flow from the conversation that offers it to the booking that is told in it, sealed and opened as a telephone does.

import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { newFlowToken } from "../../../../workers/conversations/whatsapp/flows/token.ts";
import {
  bookCut,
  done,
  minutes,
  openSalon,
  rows,
  at as surroundings,
  NOW as THEN,
} from "../../commands/surroundings.ts";
import { hears, type Stage, says, stage } from "../stage.ts";
import { declared, exchange, Telephone } from "./telephone.ts";

afterEach(() => void vi.restoreAllMocks());

const FLOW = "123456789012345";

async function offered(): Promise<{ set: Stage; token: string }> {
  const set = await stage();
  await env.DB.prepare("UPDATE channel SET flow = ?2 WHERE salon_id = ?1").bind(set.slug, FLOW).run();
  const [asked] = (await hears(set, says("I would like to make a booking please"))) as unknown as { token: string }[];
  expect(asked).toMatchObject({ kind: "flow", flow: FLOW, button: "Book here" });
  return { set, token: asked?.token ?? "" };
}

/** As far as the screen of times, on the second day. */
async function atTimes(token: string, sending = {}): Promise<Telephone> {
  const phone = new Telephone(token, sending);
  await phone.open();
  await phone.next({ service: "cut" });
  await phone.next({ person: "any" });
  await phone.next({ day: phone.data.days[1].id });
  return phone;
}

const bookings = (slug: string) =>
  rows("SELECT booking_id, name, phone, status, start_at FROM booking WHERE salon_id = ?1", slug);

describe("the booking Flow", () => {
  it("is gone through from the message to the booking, and told in the conversation", async () => {
    const { set, token } = await offered();
    const phone = new Telephone(token);
    await phone.open();
    expect([phone.status, phone.screen]).toEqual([200, "SERVICE"]);
    expect(phone.data.services.map(({ id }: { id: string }) => id)).toContain("cut");
    await phone.next({ service: "cut" });
    expect(phone.screen).toBe("PERSON");
    await phone.next({ person: "thandi" });
    expect(phone.screen).toBe("DAY");
    await phone.next({ day: phone.data.days[1].id });
    expect(phone.screen).toBe("TIME");
    await phone.next({ time: phone.data.times[0].id });
    expect(phone.screen).toBe("CONFIRM");
    expect(phone.data.summary).toContain("Thandi");
    expect(phone.data.name).toBe("Nomsa");
    expect(await rows("SELECT 1 FROM hold WHERE salon_id = ?1", set.slug)).toHaveLength(1);
    await phone.next({ name: "Nomsa Dlamini" });
    expect(phone.screen).toBe("SUCCESS");
    const { params } = phone.data.extension_message_response;
    const [booking] = await bookings(set.slug);
    expect(booking).toMatchObject({ booking_id: params.booking, name: "Nomsa Dlamini", phone: "+27825550199" });
    const reply = { name: "flow", body: "Sent", response_json: JSON.stringify(params) };
    const [told] = await hears(set, { type: "interactive", interactive: { type: "nfm_reply", nfm_reply: reply } });
    expect(told?.text).toMatch(/^Booked: Cut/);
    expect(told?.text).toContain(`https://booking.test/b/${set.slug}.`);
    expect(await rows("SELECT state FROM conversation WHERE salon_id = ?1", set.slug)).toEqual([{ state: "closed" }]);
  });

  it("shows on each screen exactly what its definition declares", async () => {
    const { token } = await offered();
    const phone = new Telephone(token);
    const shown = async (screen: string) => {
      expect(phone.screen).toBe(screen);
      expect(Object.keys(phone.data).sort()).toEqual(declared(screen));
    };
    await phone.open();
    await shown("SERVICE");
    await phone.next({ service: "cut" });
    await shown("PERSON");
    await phone.next({ person: "any" });
    await shown("DAY");
    await phone.next({ day: phone.data.days[0].id });
    await shown("TIME");
    await phone.next({ time: phone.data.times[0].id });
    await shown("CONFIRM");
  });

  it("books once, however often the telephone sends it", async () => {
    const { set, token } = await offered();
    const phone = await atTimes(token);
    await phone.next({ time: phone.data.times[0].id });
    const before = { screen: phone.screen, data: phone.data };
    for (let times = 0; times < 3; times++) {
      Object.assign(phone, before);
      await phone.next({ name: "Nomsa" });
      expect(phone.screen).toBe("SUCCESS");
    }
    expect(await bookings(set.slug)).toHaveLength(1);
  });

  it("shows other times where somebody was quicker, and holds none that it did not show", async () => {
    const { set, token } = await offered();
    const phone = await atTimes(token);
    const { id } = phone.data.times[0];
    const start = Number(id.split(".")[0]);
    for (let n = 0; n < 2; n++)
      done(await bookCut(surroundings(THEN), set.slug, start, { client: { name: "A", phone: `+2783555000${n}` } }));
    await phone.next({ time: id });
    expect([phone.screen, phone.data.error_message]).toEqual(["TIME", "Somebody was quicker. Choose another time."]);
    expect(phone.data.times.map((one: { id: string }) => one.id)).not.toContain(id);
    const cheap = phone.data.times[0].id.replace(/\.\d+$/, ".1");
    await phone.next({ time: cheap });
    expect(phone.screen).toBe("TIME");
    expect(await rows("SELECT 1 FROM hold WHERE salon_id = ?1", set.slug)).toEqual([]);
  });

  it("leads back from a service that is none, a day without a time, and nonsense in any field", async () => {
    const { set, token } = await offered();
    const phone = new Telephone(token);
    await phone.open();
    await phone.next({ service: "no-such-service" });
    expect([phone.screen, phone.data.error_message]).toEqual([
      "SERVICE",
      "This is not offered any more. Choose another.",
    ]);
    await phone.next({ service: "cut" });
    await phone.next({ person: "any" });
    await phone.next({ day: "not a day" });
    expect(phone.screen).toBe("DAY");
    for (const time of ["", "x.y", "99999999999999999999.1", "1.1", "-5.0"]) {
      const wild = await atTimes(token);
      await wild.next({ time });
      expect(["TIME", "DAY", "PERSON"]).toContain(wild.screen);
    }
    for (const data of [null, 7, { hold: { $ne: 1 }, time: [1], name: {} }, { service: "x".repeat(5000) }]) {
      for (const screen of ["SERVICE", "PERSON", "DAY", "TIME", "CONFIRM", "NOWHERE"])
        expect((await exchange({ action: "data_exchange", screen, data, flow_token: token })).status).toBe(200);
    }
    expect(await bookings(set.slug)).toEqual([]);
  });
});

it("is of the account that the salon's document names it for", async () => {
  const { slug } = await openSalon((salon) => {
    salon.channels = {
      whatsapp: { phone_number_id: String(10 ** 14 + Math.floor(Math.random() * 1e13)), flow_id: FLOW },
    };
  });
  expect(await rows("SELECT flow FROM channel WHERE salon_id = ?1", slug)).toEqual([{ flow: FLOW }]);
});

describe("the door of the data exchange", () => {
  it("answers the provider's ping", async () => {
    expect(await exchange({ version: "3.0", action: "ping" })).toEqual({
      status: 200,
      body: { data: { status: "active" } },
    });
    expect((await exchange({ action: "ping" }, { vectorBytes: 12 })).body.data.status).toBe("active");
  });

  it("acknowledges a fault that the telephone tells of", async () => {
    const told = { action: "data_exchange", screen: "TIME", data: { error: "x", error_message: "y" }, flow_token: "t" };
    expect((await exchange(told)).body).toEqual({ data: { acknowledged: true } });
  });

  it("says 432 to another's signature, before it opens anything", async () => {
    expect((await exchange({ action: "ping" }, { secret: "another" })).status).toBe(432);
  });

  it("says 421 to what was sealed for another key, was changed on its way, or is no envelope", async () => {
    const { publicKey: other } = (await crypto.subtle.generateKey(
      { name: "RSA-OAEP", hash: "SHA-256", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) },
      true,
      ["encrypt", "decrypt"],
    )) as CryptoKeyPair;
    expect((await exchange({ action: "ping" }, { publicKey: other })).status).toBe(421);
    const spoils: ((envelope: Record<string, string>) => void)[] = [
      (of) => void Object.assign(of, { encrypted_flow_data: `AAAA${of.encrypted_flow_data?.slice(4)}` }),
      (of) => void Object.assign(of, { initial_vector: btoa("short") }),
      (of) => void Object.assign(of, { encrypted_aes_key: "not base64 at all!" }),
      (of) => void Reflect.deleteProperty(of, "encrypted_flow_data"),
    ];
    for (const spoil of spoils) expect((await exchange({ action: "ping" }, { spoil })).status).toBe(421);
  });

  it("says 427, sealed, to a token that is none, is another salon's, or has run out", async () => {
    const { set, token } = await offered();
    const { slug } = await openSalon();
    const conversation = await set.conversation();
    const foreign = await newFlowToken(env.TOKEN_SECRET, { salon: slug, conversation, until: THEN + 60 });
    const over = await newFlowToken(env.TOKEN_SECRET, { salon: set.slug, conversation, until: THEN - 1 });
    for (const bad of ["", "x", `${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`, foreign, over]) {
      const heard = await exchange({ action: "INIT", flow_token: bad });
      expect([heard.status, typeof heard.body.error_msg]).toEqual([427, "string"]);
    }
    const later = { now: "2026-12-03T09:00:00+02:00" };
    expect((await exchange({ action: "INIT", flow_token: token }, later)).status).toBe(427);
  });
});

it("a reply of a Flow that booked nothing here is a person's", async () => {
  const { set, token } = await offered();
  const elsewhere = await offered();
  const start = minutes("2026-12-02T10:00:00+02:00");
  const other = { name: "Somebody", phone: "+27835550001" };
  const stranger = done(await bookCut(surroundings(THEN), set.slug, start, { client: other })).booking;
  for (const reply of [
    "{",
    "null",
    "{}",
    { flow_token: token },
    { flow_token: token, booking: stranger },
    { flow_token: elsewhere.token, booking: stranger },
  ]) {
    await env.DB.prepare("UPDATE conversation SET state = 'bot' WHERE salon_id = ?1").bind(set.slug).run();
    const json = typeof reply === "string" ? reply : JSON.stringify(reply);
    const nfm = { name: "flow", body: "Sent", response_json: json };
    const [told] = await hears(set, { type: "interactive", interactive: { type: "nfm_reply", nfm_reply: nfm } });
    expect(told?.text).toBe("Thank you. A person will look at this and answer you here.");
  }
});
