// Somebody who calls a salon: turn by turn as Twilio's TwiML and Africa's Talking's XML say, with Twilio's signature over the address and the
// form, and Africa's Talking's form at the path that only the provider knows. What is read out becomes lines, and a call that is put
// through is told with whom.

export type Carrier = "twilio" | "africastalking";

export interface Line {
  from: "salon" | "person";
  text: string;
  at: number;
}

export interface Options {
  /** The Worker as the provider calls it: what is signed is this address. */
  origin: string;
  authToken: string;
  path: string;
  post(url: string, headers: Record<string, string>, body: string): Promise<{ status: number; text: string }>;
  now?: () => number;
}

interface Going {
  id: string;
  /** Where the next turn goes; null: it is over. */
  next: string | null;
  lines: Line[];
}

export class Caller {
  readonly #options: Options;
  readonly #calls = new Map<string, Going>();
  #count = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  lines(carrier: Carrier, to: string, from: string): readonly Line[] {
    return this.#calls.get(`${carrier} ${to} ${from}`)?.lines ?? [];
  }

  /** Whether the call goes on. */
  isOn(carrier: Carrier, to: string, from: string): boolean {
    return (this.#calls.get(`${carrier} ${to} ${from}`)?.next ?? null) !== null;
  }

  /** Calls, or goes on with the call: `heard` is what was said, or keys; keys alone are heard by Africa's Talking. */
  async turn(carrier: Carrier, to: string, from: string, heard: string | null): Promise<void> {
    const key = `${carrier} ${to} ${from}`;
    let going = this.#calls.get(key);
    if (going === undefined || going.next === null) {
      this.#count += 1;
      const lines = going?.lines ?? [];
      going = { id: `CAlocal${Date.now()}${this.#count}`, next: this.#first(carrier), lines };
      this.#calls.set(key, going);
    }
    if (heard !== null) going.lines.push({ from: "person", text: heard, at: this.#now() });
    const url = going.next ?? this.#first(carrier);
    const keys = heard !== null && /^[0-9*#]{1,20}$/.test(heard);
    const { status, text } = await this.#post(carrier, url, going.id, { to, from, heard, keys });
    const said = status === 200 ? spoken(text) : [`(${status})`];
    for (const one of said) going.lines.push({ from: "salon", text: one, at: this.#now() });
    going.next = status === 200 ? nextOf(text, this.#options.origin) : null;
  }

  #first(carrier: Carrier): string {
    const { origin, path } = this.#options;
    return carrier === "twilio" ? `${origin}/webhooks/voice/twilio` : `${origin}/webhooks/voice/africastalking/${path}`;
  }

  async #post(
    carrier: Carrier,
    url: string,
    id: string,
    { to, from, heard, keys }: { to: string; from: string; heard: string | null; keys: boolean },
  ): Promise<{ status: number; text: string }> {
    const type = { "Content-Type": "application/x-www-form-urlencoded" };
    if (carrier === "africastalking") {
      const base = { isActive: "1", sessionId: id, callerNumber: from, destinationNumber: to, direction: "Inbound" };
      const fields = { ...base, ...(keys && heard !== null ? { dtmfDigits: heard } : {}) };
      return this.#options.post(url, type, new URLSearchParams(fields).toString());
    }
    const said = heard === null ? {} : keys ? { Digits: heard } : { SpeechResult: heard, Confidence: "0.92" };
    const fields = { CallSid: id, AccountSid: "AC1", From: from, To: to, CallStatus: "in-progress", ...said };
    const signature = await twilioSignature(url, fields, this.#options.authToken);
    const headers = { ...type, "X-Twilio-Signature": signature };
    return this.#options.post(url, headers, new URLSearchParams(fields).toString());
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }
}

/** Base64 of the HMAC-SHA1 of the address and the form's fields in the order of their names (Twilio, "Validating requests"). */
export async function twilioSignature(url: string, fields: Record<string, string>, token: string): Promise<string> {
  const text = Object.keys(fields)
    .sort()
    .map((name) => name + fields[name])
    .join("");
  const encoder = new TextEncoder();
  const hash = { name: "HMAC", hash: "SHA-1" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(token), hash, false, ["sign"]);
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(url + text)));
  return btoa(String.fromCharCode(...mac));
}

const plain = (text: string): string =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&apos;", "'")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");

/** What is read out, and whom the caller is put through to. */
function spoken(xml: string): string[] {
  const said = [...xml.matchAll(/<Say[^>]*>([^<]*)<\/Say>/g)].map(([, text]) => plain(text ?? ""));
  const dialled = /<Dial[^>]*>([^<]+)<\/Dial>/.exec(xml)?.[1] ?? /phoneNumbers="([^"]+)"/.exec(xml)?.[1];
  return [...said, ...(dialled === undefined ? [] : [`→ ${plain(dialled)}`])];
}

/** Where the next turn goes: back to us alone, whatever the answer says. */
function nextOf(xml: string, origin: string): string | null {
  const told = /(?:action|callbackUrl)="([^"]*turn=[^"]*)"/.exec(xml)?.[1];
  if (told === undefined || /<Dial/.test(xml)) return null;
  const url = new URL(plain(told), origin);
  return url.origin === new URL(origin).origin ? url.href : null;
}
