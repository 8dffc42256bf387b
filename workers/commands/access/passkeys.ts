// Passkeys (WebAuthn level 3): made by somebody who is signed in, and signing in by themselves. The challenge is derived and
// bears its purpose and expiry, so asking for one stores nothing; an answered one is spent.

import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import { type Problem, problem } from "../../problem.ts";
import { membershipsOf } from "../../store/access/accounts.ts";
import {
  askPasskey,
  askPasskeys,
  deletePasskey,
  insertPasskey,
  type PasskeyRow,
  spendChallenge,
  usePasskey,
} from "../../store/access/proofs.ts";
import { CommitRefused, commitTogether, platformDatabase, read } from "../../store/database.ts";
import { newChallenge, openChallenge } from "../../token.ts";
import type { CommandContext, Outcome } from "../command.ts";
import { asProblem, refused } from "../deciding/commit.ts";
import { type Browser, beginSession, type NewSessionAnswer, notProven, toldEverywhere } from "./sign-in.ts";

/** Minutes in which a challenge is to be answered. */
const CHALLENGE_MINUTES = 5;
/** Passkeys of one account. */
const MOST_PASSKEYS = 20;
/** COSE algorithms: EdDSA, ES256, RS256. */
const ALGORITHMS = [-8, -7, -257];
const SIGN_IN = "sign-in";

/** The account that adds a passkey. */
export interface Holder {
  account: string;
  email: string;
}

/** Loaded when it is first needed: it reads certificates of every kind, and its start would be paid by clients who book. */
const webauthn = () => import("@simplewebauthn/server");

/** A passkey belongs to the host that it was made on. */
const hostOf = (ctx: CommandContext): string => new URL(ctx.origin).hostname;

/** For navigator.credentials.get, as JSON: any passkey of this host, so that no address has to be asked for. */
export async function challengeToSignIn(ctx: CommandContext): Promise<object> {
  const { generateAuthenticationOptions } = await webauthn();
  return generateAuthenticationOptions({
    rpID: hostOf(ctx),
    challenge: await newChallenge(ctx.env.TOKEN_SECRET, SIGN_IN, ctx.now + CHALLENGE_MINUTES),
    userVerification: "required",
    timeout: CHALLENGE_MINUTES * 60_000,
  });
}

/** For navigator.credentials.create, as JSON. */
export async function challengeToAdd(ctx: CommandContext, { account, email }: Holder): Promise<object> {
  const db = platformDatabase(ctx.env);
  const [known] = await read<[PasskeyRow]>(db, [askPasskeys(db, account)]);
  const { generateRegistrationOptions } = await webauthn();
  return generateRegistrationOptions({
    rpName: "appointmentbooking",
    rpID: hostOf(ctx),
    userName: email,
    userID: Uint8Array.from(new TextEncoder().encode(account)),
    challenge: await newChallenge(ctx.env.TOKEN_SECRET, `add:${account}`, ctx.now + CHALLENGE_MINUTES),
    attestationType: "none",
    excludeCredentials: known.map(({ passkey_id, transports }) => ({
      id: passkey_id,
      transports: JSON.parse(transports) as string[],
    })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    supportedAlgorithmIDs: ALGORITHMS,
    timeout: CHALLENGE_MINUTES * 60_000,
  });
}

export async function addPasskey(
  ctx: CommandContext,
  { account }: Holder,
  response: RegistrationResponseJSON,
  device: string,
): Promise<Outcome<null>> {
  const challenge = await answered(ctx, `add:${account}`, response.response.clientDataJSON);
  if (challenge === null) return refused(notProven());
  const { verifyRegistrationResponse } = await webauthn();
  const verified = await verifyRegistrationResponse({
    response,
    expectedChallenge: () => true, // held against its purpose and expiry above
    expectedOrigin: ctx.origin,
    expectedRPID: hostOf(ctx),
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch(() => null);
  if (verified?.verified !== true) return refused(notProven());
  const { id, publicKey, counter, transports = [] } = verified.registrationInfo.credential;
  const db = platformDatabase(ctx.env);
  try {
    const memberships = await membershipsOf(ctx.env, account);
    await commitTogether([
      [
        db,
        [
          spendChallenge(db, challenge.id, challenge.expiresAt),
          ...insertPasskey(db, { id, account, publicKey, counter, transports, device }, MOST_PASSKEYS, ctx.now),
        ],
      ],
      ...(await toldEverywhere(ctx, account, memberships, "passkey.added", {})),
    ]);
    return { ok: true, status: 204, body: "", value: null };
  } catch (error) {
    if (!(error instanceof CommitRefused)) return refused(asProblem(error));
    return refused(error.rule === "passkeys" ? tooManyPasskeys() : notProven());
  }
}

export async function signInByPasskey(
  ctx: CommandContext,
  response: AuthenticationResponseJSON,
  browser: Browser,
): Promise<Outcome<NewSessionAnswer>> {
  try {
    const challenge = await answered(ctx, SIGN_IN, response.response.clientDataJSON);
    if (challenge === null) return refused(notProven());
    const db = platformDatabase(ctx.env);
    const [[known]] = await read<[PasskeyRow]>(db, [askPasskey(db, response.id)]);
    if (known === undefined) return refused(notProven());
    const { verifyAuthenticationResponse } = await webauthn();
    const verified = await verifyAuthenticationResponse({
      response,
      expectedChallenge: () => true, // held against its purpose and expiry above
      expectedOrigin: ctx.origin,
      expectedRPID: hostOf(ctx),
      credential: { id: known.passkey_id, publicKey: Uint8Array.from(known.public_key), counter: known.counter },
    }).catch(() => null);
    if (verified?.verified !== true) return refused(notProven());
    const value = await beginSession(ctx, known.account_id, "passkey", browser, [
      spendChallenge(db, challenge.id, challenge.expiresAt),
      ...usePasskey(db, known.passkey_id, { from: known.counter, to: verified.authenticationInfo.newCounter }, ctx.now),
    ]);
    return value === null ? refused(notProven()) : { ok: true, status: 200, body: "", value };
  } catch (error) {
    return refused(error instanceof CommitRefused ? notProven() : asProblem(error));
  }
}

export async function removePasskey(ctx: CommandContext, account: string, passkey: string): Promise<Outcome<null>> {
  const db = platformDatabase(ctx.env);
  try {
    const memberships = await membershipsOf(ctx.env, account);
    const told = await toldEverywhere(ctx, account, memberships, "passkey.removed", {});
    await commitTogether([[db, deletePasskey(db, account, passkey)], ...told]);
    return { ok: true, status: 204, body: "", value: null };
  } catch (error) {
    return refused(error instanceof CommitRefused ? unknownPasskey() : asProblem(error));
  }
}

/** The challenge that the authenticator signed, if it is ours and meant for this; the signature is verified afterwards. */
async function answered(
  ctx: CommandContext,
  purpose: string,
  clientDataJSON: string,
): Promise<{ id: string; expiresAt: number } | null> {
  try {
    const { challenge } = JSON.parse(decoded(clientDataJSON)) as { challenge?: unknown };
    if (typeof challenge !== "string") return null;
    return await openChallenge(ctx.env.TOKEN_SECRET, purpose, decoded(challenge), ctx.now);
  } catch {
    return null; // not base64url, or not JSON
  }
}

/** base64url of ASCII -> the text. */
function decoded(text: string): string {
  return atob(text.replaceAll("-", "+").replaceAll("_", "/"));
}

const unknownPasskey = (): Problem => problem("unknown-passkey", 404, "You have no such passkey.");

const tooManyPasskeys = (): Problem =>
  problem("too-many-passkeys", 409, "You have as many passkeys as one account may have.", {
    detail: `At most ${MOST_PASSKEYS}: remove one that you no longer use.`,
  });
