// Calls as Twilio and Africa's Talking bring them, to a salon of a test's own, turn by turn as their answers say.

import { env, exports } from "cloudflare:workers";
import { ORIGIN } from "../api/client.ts";
import { openSalon } from "../commands/surroundings.ts";
import type { Written } from "../conversations/payloads.ts";

export const NOMSA = "+27825550142";
let numbers = 0;

export async function salonWithVoice(languages = ["en", "af", "zu", "xh"], phone = "+27215550100"): Promise<Written> {
  const account = `+2710${String(Date.now() % 100_000).padStart(5, "0")}${String(numbers++).padStart(3, "0")}`;
  const { slug } = await openSalon((salon) => {
    salon.channels = { voice: { number: account } };
    salon.languages = languages;
    salon.phone = phone;
  });
  return { slug, account };
}

export async function signed(url: string, fields: Record<string, string>, token: string): Promise<string> {
  const text = Object.keys(fields)
    .sort()
    .map((name) => name + fields[name])
    .join("");
  const encoder = new TextEncoder();
  const key = await crypto.subtle.importKey("raw", encoder.encode(token), { name: "HMAC", hash: "SHA-1" }, false, [
    "sign",
  ]);
  const bytes = new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(url + text)));
  return btoa(String.fromCharCode(...bytes));
}

export interface Answered {
  status: number;
  xml: string;
  /** What is read out. */
  said: string;
  /** Where the next turn goes; null where there is none. */
  next: string | null;
  dialled: string | null;
}

const plain = (text: string): string =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&apos;", "'")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");

async function answered(response: Response): Promise<Answered> {
  const xml = await response.text();
  const said = [...xml.matchAll(/<Say[^>]*>([^<]*)<\/Say>/g)].map(([, text]) => plain(text ?? "")).join(" ");
  const next = /(?:action|callbackUrl)="([^"]*turn=[^"]*)"/.exec(xml)?.[1] ?? null;
  const dialled = /<Dial[^>]*>([^<]+)<\/Dial>/.exec(xml)?.[1] ?? /phoneNumbers="([^"]+)"/.exec(xml)?.[1] ?? null;
  return { status: response.status, xml, said, next: next === null ? null : plain(next), dialled };
}

export interface Call {
  of: Written;
  id: string;
  from?: string;
}

/** One turn; `at` is where the answer before told it to go. */
export async function twilio(
  { of, id, from = NOMSA }: Call,
  at: string | null,
  heard: Record<string, string> = {},
  token: string = env.TWILIO_AUTH_TOKEN,
): Promise<Answered> {
  const url = at ?? `${ORIGIN}/webhooks/voice/twilio`;
  const fields = { CallSid: id, AccountSid: "AC1", From: from, To: of.account, CallStatus: "in-progress", ...heard };
  const headers = { "X-Twilio-Signature": await signed(url, fields, token) };
  return answered(await exports.default.fetch(url, { method: "POST", headers, body: new URLSearchParams(fields) }));
}

export async function africasTalking(
  { of, id, from = NOMSA }: Call,
  at: string | null,
  heard: Record<string, string> = {},
  path: string = env.AFRICASTALKING_PATH,
): Promise<Answered> {
  const url = at ?? `${ORIGIN}/webhooks/voice/africastalking/${path}`;
  const fields = {
    isActive: "1",
    sessionId: id,
    callerNumber: from,
    destinationNumber: of.account,
    direction: "Inbound",
    ...heard,
  };
  return answered(await exports.default.fetch(url, { method: "POST", body: new URLSearchParams(fields) }));
}

/** The key that is read out for what matches. */
export function keyFor(said: string, what: RegExp): string {
  const choices = [...said.matchAll(/(?:For|Vir) (.+?), (?:press|druk) (\d)\./g)];
  return choices.find(([, title]) => what.test(title ?? ""))?.[2] ?? "";
}
