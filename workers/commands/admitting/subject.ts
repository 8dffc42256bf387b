// Who is counted: a keyed hash of an address, a telephone number or a booking. What is stored says nothing of anybody.

import { base64url, keyedHash } from "../../token.ts";
import type { By } from "./plans.ts";

const HASH_BYTES = 16;

/** Addresses this isolate has just seen, by what they hash to, since every request of a page asks anew. */
const seen = new Map<string, string>();
const MOST_SEEN = 1_000;

export async function subjectOf(secret: string, by: By, who: string): Promise<string> {
  if (by !== "address") return hashed(secret, by, who);
  const network = networkOf(who);
  const known = seen.get(network);
  if (known !== undefined) return known;
  if (seen.size >= MOST_SEEN) seen.clear();
  const subject = await hashed(secret, by, network);
  seen.set(network, subject);
  return subject;
}

async function hashed(secret: string, by: By, who: string): Promise<string> {
  return base64url((await keyedHash(secret, `admission:${by}:${who}`)).subarray(0, HASH_BYTES));
}

/** An IPv4 address as it is; of an IPv6 address the first 64 bits, since whoever has one has all that begin alike. */
export function networkOf(address: string): string {
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.toLowerCase().split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array<string>(zeros).fill("0"), ...after];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}

/** Under which this isolate remembers that an address is blocked whatever it asks. */
export const blockedKey = (subject: string): string => `address/${subject}`;
