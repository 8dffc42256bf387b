// Ids, and the capability links derived from them. Nothing secret is stored: a token is an HMAC under the server's secret,
// so it can be made again for a repeated answer and revoked by raising the booking's token version.

const encoder = new TextEncoder();
const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"; // RFC 4648 base32, lower case, without padding
/** The same in ASCII's order, so that numbers written with it sort as they count. */
const IN_ORDER = "234567abcdefghijklmnopqrstuvwxyz";
const MAC_BYTES = 16;

/**
 * 26 characters that sort by when they were made: milliseconds in the first ten, 80 random bits after them, as a ULID has it. What
 * is written at one time so lies at one place of an index; ids made at random took twice as long to insert. Not for secrets, nor for a
 * visit: whoever has the id of its hold may give that back.
 */
export function newId(): string {
  let text = "";
  for (let rest = Date.now(), i = 0; i < 10; i++, rest = Math.floor(rest / 32))
    text = IN_ORDER.charAt(rest % 32) + text;
  for (const byte of crypto.getRandomValues(new Uint8Array(16))) text += IN_ORDER.charAt(byte & 31);
  return text;
}

/** 128 random bits as 26 characters: what opens something for whoever has it. */
export function newSecret(): string {
  return base32(crypto.getRandomValues(new Uint8Array(16)));
}

/** Whether a text has the shape of what `newId` and `newSecret` make. */
export const isId = (text: string): boolean => /^[a-z2-7]{26}$/.test(text);

export function base32(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET.charAt((value >>> bits) & 31);
    }
    value &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + ALPHABET.charAt((value << (5 - bits)) & 31);
}

export function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** HMAC-SHA256 of `text`, 32 bytes. */
export async function keyedHash(secret: string, text: string): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
  ]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(text)));
}

/** What a link may do; part of what is signed, so that one kind never passes for another. */
type Purpose = "manage" | "calendar" | "offer" | "news" | "request" | "flow" | "receipt" | "payment";

export interface Capability {
  salon: string;
  id: string;
  mac: string;
}

async function capability(
  secret: string,
  purpose: Purpose,
  salon: string,
  id: string,
  version: number,
): Promise<string> {
  const mac = await keyedHash(secret, `${purpose}:${salon}:${id}:${version}`);
  return `${salon}.${id}.${base64url(mac.subarray(0, MAC_BYTES))}`;
}

/** Shows, moves and cancels one booking: `{salon}.{booking}.{mac}`. */
export function manageToken(secret: string, salon: string, booking: string, version: number): Promise<string> {
  return capability(secret, "manage", salon, booking, version);
}

/** Reads one iCalendar feed; `id` is a booking's or a person's. */
export function calendarToken(secret: string, salon: string, id: string, version: number): Promise<string> {
  return capability(secret, "calendar", salon, id, version);
}

/** Accepts or declines one waiting-list offer. */
export function offerToken(secret: string, salon: string, offer: string): Promise<string> {
  return capability(secret, "offer", salon, offer, 1);
}

/** Opens a Flow in one conversation until its time is over, which `id` tells too. */
export function flowToken(secret: string, salon: string, id: string): Promise<string> {
  return capability(secret, "flow", salon, id, 1);
}

/** Shows what a client was given in writing for money. */
export function receiptToken(secret: string, salon: string, document: string): Promise<string> {
  return capability(secret, "receipt", salon, document, 1);
}

/** Shows where a payment online stands, and leads to its provider. */
export function paymentToken(secret: string, salon: string, payment: string): Promise<string> {
  return capability(secret, "payment", salon, payment, 1);
}

/** Ends a salon's marketing to one client. */
export function newsToken(secret: string, salon: string, client: string): Promise<string> {
  return capability(secret, "news", salon, client, 1);
}

/** Shows where a request about one's own data stands; what was gathered for it asks for a code besides. */
export function requestToken(secret: string, salon: string, request: string): Promise<string> {
  return capability(secret, "request", salon, request, 1);
}

/** The parts of a token; null when it has not the shape of one. Says nothing about its being genuine. */
export function parseToken(token: string): Capability | null {
  const match = /^([a-z0-9][a-z0-9-]{0,62})\.([a-z0-9-]{1,63})\.([A-Za-z0-9_-]{22})$/.exec(token);
  return match ? { salon: match[1] ?? "", id: match[2] ?? "", mac: match[3] ?? "" } : null;
}

/** Compares without telling by its time how far two tokens agree. */
export function sameToken(a: string, b: string): boolean {
  const left = encoder.encode(a);
  const right = encoder.encode(b);
  return left.length === right.length && crypto.subtle.timingSafeEqual(left, right);
}

/** Six digits for one address, derived from the request for a code. */
export async function oneTimeCode(secret: string, codeId: string, address: string): Promise<string> {
  const mac = await keyedHash(secret, `code:${codeId}:${address.toLowerCase()}`);
  const number = new DataView(mac.buffer).getUint32(0) % 1_000_000; // bias below one in four thousand
  return String(number).padStart(6, "0");
}

/** The key under which a telephone number (E.164) is known across salons. */
export async function phoneHash(secret: string, phone: string): Promise<string> {
  return hex(await keyedHash(secret, `phone:${phone}`));
}

/** The key under which an e-mail address is known across salons. `email` is in lower case. */
export async function emailHash(secret: string, email: string): Promise<string> {
  return hex(await keyedHash(secret, `email:${email}`));
}

/** SHA-256 in lower-case hex: how a token of 128 random bits is kept. */
export async function tokenHash(token: string): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(token))));
}

/** Signs in once, for the account of the address that the link was asked for: `{link}.{mac}`. */
export async function signInToken(secret: string, link: string): Promise<string> {
  return `${link}.${base64url((await keyedHash(secret, `sign-in:${link}`)).subarray(0, MAC_BYTES))}`;
}

/** The id of a genuine link's token; null for any other text. */
export async function linkOfToken(secret: string, token: string): Promise<string | null> {
  const link = /^([a-z2-7]{26})\.[A-Za-z0-9_-]{22}$/.exec(token)?.[1];
  return link !== undefined && sameToken(token, await signInToken(secret, link)) ? link : null;
}

/** What a passkey signs. It says itself until when, and for what, so that nothing is kept for those never answered. */
export async function newChallenge(secret: string, purpose: string, expiresAt: number): Promise<string> {
  const stem = `${newSecret()}.${expiresAt}`;
  return `${stem}.${await challengeMac(secret, purpose, stem)}`;
}

/** The parts of a genuine challenge that was made for this purpose and has not expired; null for any other text. */
export async function openChallenge(
  secret: string,
  purpose: string,
  challenge: string,
  now: number,
): Promise<{ id: string; expiresAt: number } | null> {
  const [, stem = "", id = "", minutes = ""] =
    /^(([a-z2-7]{26})\.(\d{1,10}))\.[A-Za-z0-9_-]{22}$/.exec(challenge) ?? [];
  if (!sameToken(challenge, `${stem}.${await challengeMac(secret, purpose, stem)}`)) return null;
  return Number(minutes) > now ? { id, expiresAt: Number(minutes) } : null;
}

async function challengeMac(secret: string, purpose: string, stem: string): Promise<string> {
  return base64url((await keyedHash(secret, `challenge:${purpose}:${stem}`)).subarray(0, MAC_BYTES));
}
