// The passkey ceremonies, for the script on our own pages (public/passkey.js): a challenge, then what the browser made of it.

import { addPasskey, challengeToAdd, challengeToSignIn, signInByPasskey } from "../../commands/access/passkeys.ts";
import { presentedSession, sessionCookie } from "../../http/access/caller.ts";
import { deviceOf } from "../../http/access/device.ts";
import { MAX_BODY, parseBody, readBytes } from "../../http/body.ts";
import { logRefusal } from "../../http/failure.ts";
import { Refusal } from "../../http/refusal.ts";
import { commandContext, type DoorContext } from "../../http/request.ts";
import { json, outcomeAnswer, type Route } from "../../http/routes.ts";
import { type Fault, invalid } from "../../problem.ts";

/** What every credential's JSON has; the rest is read by the verifier, which refuses what it cannot read. */
interface Credential {
  id: string;
  response: { clientDataJSON: string };
}

const example = {
  id: "aGk",
  rawId: "aGk",
  type: "public-key",
  response: { clientDataJSON: "e30" },
  clientExtensionResults: {},
};

export const signInRoutes: Route[] = [
  {
    method: "post",
    path: "/api/v1/sign-in/passkey/challenge",
    id: "challengeToSignIn",
    summary: "A challenge for any passkey of this site, for five minutes.",
    access: "sign-in",
    answers: { 200: { description: "PublicKeyCredentialRequestOptionsJSON.", schema: "PasskeyChallenge" } },
    handle: async (c) => json(await challengeToSignIn(commandContext(c))),
  },
  {
    method: "post",
    path: "/api/v1/sign-in/passkey",
    id: "signInByPasskey",
    summary: "Signs in whoever holds the passkey, and sets the session's cookie.",
    access: "sign-in",
    body: "PasskeyAnswer",
    example,
    answers: { 204: { description: "Signed in." } },
    async handle(c) {
      const browser = { device: deviceOf(c), former: await presentedSession(c) };
      const outcome = await signInByPasskey(commandContext(c), await credentialOf(c), browser);
      if (!outcome.ok) {
        logRefusal(c, "/api/v1/sign-in/passkey", outcome.problem);
        return outcomeAnswer(outcome);
      }
      const answer = outcomeAnswer({ ok: true, status: 204, body: "", value: null });
      answer.headers.set("Set-Cookie", sessionCookie(outcome.value.token));
      return answer;
    },
  },
  {
    method: "post",
    path: "/api/v1/account/passkeys/challenge",
    id: "challengeToAddPasskey",
    summary: "A challenge for a new passkey of whoever is signed in, for five minutes.",
    access: "account",
    fresh: true,
    answers: { 200: { description: "PublicKeyCredentialCreationOptionsJSON.", schema: "PasskeyChallenge" } },
    handle: async (c, who) => json(await challengeToAdd(commandContext(c), who)),
  },
  {
    method: "post",
    path: "/api/v1/account/passkeys",
    id: "addPasskey",
    summary: "Keeps a new passkey of whoever is signed in.",
    access: "account",
    fresh: true,
    body: "PasskeyAnswer",
    example,
    answers: { 204: { description: "The passkey signs in from now on." } },
    async handle(c, who) {
      return outcomeAnswer(await addPasskey(commandContext(c), who, await credentialOf(c), deviceOf(c)));
    },
  },
];

async function credentialOf<T extends Credential>(c: DoorContext): Promise<T> {
  const value = parseBody(await readBytes(c.req.raw, MAX_BODY)) as Partial<Credential> | null;
  const faults: Fault[] = [];
  if (typeof value?.id !== "string") faults.push({ pointer: "/id", detail: "must be a string" });
  if (typeof value?.response?.clientDataJSON !== "string") {
    faults.push({ pointer: "/response/clientDataJSON", detail: "must be a string" });
  }
  if (faults.length > 0) throw new Refusal(invalid(faults));
  return value as T;
}
