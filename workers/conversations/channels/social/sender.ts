// Sends on Messenger and Instagram. What is refused with is told in the codes of the one table of fates
// (commands/conversations/fates.ts).

import type { Env } from "../../../env.ts";
import { objectOf, posted, type Sent, secondsOf, UNREACHABLE } from "../sent.ts";
import type { Sending } from "../table.ts";
import { messageOf } from "./payload.ts";

export async function sendOnSocial(env: Env, { claimed, content }: Sending): Promise<Sent> {
  // Comes back with the echo of the message, and so tells which of ours it was.
  const message = { ...messageOf(content), metadata: claimed.message_id };
  if (env.MESSENGER_API_BASE === undefined) return { code: UNREACHABLE, retryAfter: null };
  const url = `${env.MESSENGER_API_BASE}/${encodeURIComponent(claimed.account)}/messages`;
  const body = { recipient: { id: claimed.person }, messaging_type: "RESPONSE", message };
  const called = await posted(env, url, env.MESSENGER_ACCESS_TOKEN, body);
  if (called === null) return { code: UNREACHABLE, retryAfter: null };
  return readAnswer(called.status, called.retryAfter, called.text);
}

/** Meta, "Error Codes" of the Messenger Platform: `code`, or `code.subcode` where only that tells them apart. */
const CODES: Readonly<Record<string, number>> = {
  "10.2018278": 131047, // outside the window
  "100.2018001": 131026, // nobody by that id
  "200.1545041": 131026, // this person cannot be reached
  "551": 131026,
  "613": 130429, // calls too often
  "1200": 131000, // for a while
  "4": 4,
  "10": 10,
  "190": 190,
  "200": 10,
  "368": 368,
};

/** The id it gave the message, or what it refused with. */
export function readAnswer(status: number, retryAfter: string | null, text: string): Sent {
  const told = objectOf<Told>(text);
  const id = told?.message_id;
  if (status < 400) return { id: typeof id === "string" ? id : "" };
  const { code, error_subcode: subcode } = told?.error ?? {};
  const number = Number.isSafeInteger(code) ? Number(code) : null;
  const sub = Number.isSafeInteger(subcode) ? Number(subcode) : null;
  const known = number === null ? undefined : (CODES[`${number}.${sub}`] ?? CODES[`${number}`]);
  const guess = status === 429 ? 130429 : status === 401 ? 190 : status < 500 ? 100 : UNREACHABLE;
  return { code: known ?? guess, retryAfter: secondsOf(retryAfter) };
}

interface Told {
  message_id?: unknown;
  error?: { code?: unknown; error_subcode?: unknown };
}
