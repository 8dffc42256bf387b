import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { type Answer, call, NOW, newSalon, OPERATOR, ORIGIN } from "../api/client.ts";
import { Authenticator, type Lie } from "./authenticator.ts";
import { cookieOf, FROM_OWN_PAGE, type Person, signedIn, submit, trailOf } from "./people.ts";

const START = Date.parse(NOW) / 60_000;
const later = (minutes: number): string => new Date((START + minutes) * 60_000).toISOString();
const asPerson = ({ cookie }: Person) => ({ Cookie: cookie, ...FROM_OWN_PAGE });

const toAdd = async (person: Person) =>
  (await call("/api/v1/account/passkeys/challenge", { body: {}, headers: asPerson(person) })).body;
const toSignIn = async (now = NOW) =>
  (await call("/api/v1/sign-in/passkey/challenge", { body: {}, headers: FROM_OWN_PAGE, now })).body;
const add = (person: Person, body: unknown): Promise<Answer> =>
  call("/api/v1/account/passkeys", { body, headers: asPerson(person) });
const enter = (body: unknown, now = NOW): Promise<Answer> =>
  call("/api/v1/sign-in/passkey", { body, headers: FROM_OWN_PAGE, now });

async function withPasskey(): Promise<{ salon: string; person: Person; authenticator: Authenticator }> {
  const salon = await newSalon();
  const person = await signedIn(salon, "owner");
  const authenticator = await Authenticator.make();
  const added = await add(person, await authenticator.register(await toAdd(person), ORIGIN));
  if (added.status !== 204) throw new Error(added.text);
  return { salon, person, authenticator };
}

const refusedAlike = (answer: Answer) => {
  expect([answer.status, answer.body.type, answer.headers.get("Set-Cookie")]).toEqual([
    403,
    "urn:appointmentbooking:problem:sign-in-refused",
    null,
  ]);
};

describe("a passkey", () => {
  it("is made by somebody signed in, signs them in by itself, and is told in the trail", async () => {
    const { salon, person, authenticator } = await withPasskey();
    const entered = await enter(await authenticator.sign(await toSignIn(), ORIGIN));
    expect(entered.status).toBe(204);
    const page = await call("/account", { headers: { Cookie: cookieOf(entered) } });
    expect(page.text).toContain(person.email);
    const actions = (await trailOf(salon)).map(({ action }) => action);
    expect(actions.slice(-2)).toEqual(["passkey.added", "staff.signed-in"]);
  });

  it("is asked for without an address, for this host, with the user verified", async () => {
    const options = await toSignIn();
    expect([options.rpId, options.userVerification, options.allowCredentials]).toEqual([
      "booking.test",
      "required",
      undefined,
    ]);
    const { person } = await withPasskey();
    const creation = await toAdd(person);
    expect(creation.authenticatorSelection).toMatchObject({ residentKey: "required", userVerification: "required" });
    expect(creation.excludeCredentials).toHaveLength(1);
  });

  const LIES: [string, Lie][] = [
    ["from another site", { origin: "https://evil.example" }],
    ["of another host", { rpId: "evil.example" }],
    ["without the user's being verified", { flags: 0x01 }],
    ["without the user", { flags: 0x04 }],
    ["under a challenge that we never made", { challenge: "AAAA" }],
    ["to another kind of question", { type: "webauthn.create" }],
    ["signed by another key", { forged: true }],
    ["for a passkey that nobody has", { id: "bm9ib2R5" }],
  ];

  it.each(LIES)("whose answer is %s signs nobody in, and every refusal is the same", async (_, lie) => {
    const { authenticator } = await withPasskey();
    refusedAlike(await enter(await authenticator.sign(await toSignIn(), ORIGIN, lie)));
    expect((await enter(await authenticator.sign(await toSignIn(), ORIGIN))).status).toBe(204);
  });

  const ADDING: [string, Lie][] = [
    ...LIES.filter(([, { origin, rpId, challenge }]) => origin ?? rpId ?? challenge),
    ["without the user's being verified", { flags: 0x41 }],
  ];

  it.each(ADDING)("that is made with an answer %s is not kept", async (_, lie) => {
    const person = await signedIn(await newSalon(), "owner");
    const authenticator = await Authenticator.make();
    refusedAlike(await add(person, await authenticator.register(await toAdd(person), ORIGIN, lie)));
    const kept = env.DB.prepare("SELECT count(*) AS n FROM passkey WHERE account_id = ?1").bind(person.account);
    expect(await kept.first("n")).toBe(0);
  });

  it("answers a challenge once, also when the answers race", async () => {
    const { authenticator } = await withPasskey();
    const answer = await authenticator.sign(await toSignIn(), ORIGIN, { counter: 0 });
    const tries = await Promise.all(Array.from({ length: 6 }, () => enter(answer)));
    expect(tries.filter(({ status }) => status === 204)).toHaveLength(1);
    refusedAlike(await enter(answer));
  });

  it("answers within five minutes", async () => {
    const { authenticator } = await withPasskey();
    const challenge = await toSignIn();
    refusedAlike(await enter(await authenticator.sign(challenge, ORIGIN), later(5)));
    expect((await enter(await authenticator.sign(challenge, ORIGIN), later(4))).status).toBe(204);
  });

  it("answers what it was asked: a challenge to sign in adds no key, nor does somebody else's", async () => {
    const [one, other] = [await signedIn(await newSalon(), "owner"), await signedIn(await newSalon(), "owner")];
    const authenticator = await Authenticator.make();
    const options = await toSignIn();
    refusedAlike(await add(one, await authenticator.register({ ...options, rp: { id: options.rpId } }, ORIGIN)));
    refusedAlike(await add(one, await authenticator.register(await toAdd(other), ORIGIN)));
  });

  it("whose counter runs backwards is a copy, and is refused", async () => {
    const { authenticator } = await withPasskey();
    expect((await enter(await authenticator.sign(await toSignIn(), ORIGIN, { counter: 7 }))).status).toBe(204);
    refusedAlike(await enter(await authenticator.sign(await toSignIn(), ORIGIN, { counter: 7 })));
    expect((await enter(await authenticator.sign(await toSignIn(), ORIGIN, { counter: 8 }))).status).toBe(204);
  });

  it("cannot be taken by a second account", async () => {
    const { authenticator } = await withPasskey();
    const other = await signedIn(await newSalon(), "owner");
    refusedAlike(await add(other, await authenticator.register(await toAdd(other), ORIGIN)));
  });

  it("that was removed signs in no more, and only its owner removes it", async () => {
    const { person, authenticator } = await withPasskey();
    const other = await signedIn(await newSalon(), "owner");
    const id = (await authenticator.sign(await toSignIn(), ORIGIN)).id;
    const drop = (who: Person) => submit("/account/passkeys", { passkey: id }, { headers: { Cookie: who.cookie } });
    await drop(other);
    expect((await enter(await authenticator.sign(await toSignIn(), ORIGIN))).status).toBe(204);
    await drop(person);
    refusedAlike(await enter(await authenticator.sign(await toSignIn(), ORIGIN)));
  });

  it("of somebody who works nowhere any more signs in no more", async () => {
    const { salon, person, authenticator } = await withPasskey();
    await signedIn(salon, "owner");
    await call(`/api/v1/salons/${salon}/team/${person.account}`, { method: "DELETE", headers: OPERATOR });
    refusedAlike(await enter(await authenticator.sign(await toSignIn(), ORIGIN)));
  });

  it("that is no passkey at all is told its faults, or refused like any other", async () => {
    const person = await signedIn(await newSalon(), "owner");
    for (const body of [null, [], 1, {}, { id: 1, response: null }, { id: "x", response: { clientDataJSON: 1 } }]) {
      expect((await enter(body)).status).toBe(422);
      expect((await add(person, body)).status).toBe(422);
    }
    const challenge = btoa(JSON.stringify({ challenge: (await toSignIn()).challenge, type: "webauthn.get" }));
    for (const body of [
      { id: "x", response: { clientDataJSON: "%%%" } },
      { id: "x", response: { clientDataJSON: "bnVsbA" } },
      { id: "x", response: { clientDataJSON: challenge } },
      { id: "x", rawId: "x", type: "public-key", response: { clientDataJSON: challenge, signature: 5 } },
    ]) {
      refusedAlike(await enter(body));
      refusedAlike(await add(person, body));
    }
  });
});
