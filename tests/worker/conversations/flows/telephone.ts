// A telephone with the booking Flow open: it has our public key, makes an AES key for each request, signs as the provider does, and
// fills in what a screen of book-an-appointment.json asks for, by the very payload that the definition has.

import { env, exports } from "cloudflare:workers";
import { signatureOf } from "../../../../scripts/local/graph/provider.ts";
import definition from "../../../../workers/conversations/whatsapp/flows/book-an-appointment.json" with {
  type: "json",
};
import { NOW, ORIGIN } from "../../api/client.ts";

const OAEP = { name: "RSA-OAEP", hash: "SHA-256" } as const;
const utf8 = new TextEncoder();

export interface Heard {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a screen is whatever was answered
  body: any;
}

export interface Sending {
  secret?: string;
  publicKey?: CryptoKey;
  vectorBytes?: number;
  now?: string;
  /** Changes what is about to be sent. */
  spoil?: (envelope: Record<string, string>) => void;
}

export async function publicKey(secret = env.WHATSAPP_FLOW_PRIVATE_KEY ?? ""): Promise<CryptoKey> {
  const bytes = Uint8Array.from(atob(secret), (character) => character.charCodeAt(0));
  const pair = await crypto.subtle.importKey("pkcs8", bytes, OAEP, true, ["decrypt"]);
  const { n, e } = (await crypto.subtle.exportKey("jwk", pair)) as JsonWebKey;
  return crypto.subtle.importKey("jwk", { kty: "RSA", n: n ?? "", e: e ?? "" }, OAEP, false, ["encrypt"]);
}

const base64 = (bytes: ArrayBuffer | Uint8Array) => btoa(String.fromCharCode(...new Uint8Array(bytes)));

export async function exchange(value: unknown, sending: Sending = {}): Promise<Heard> {
  const { secret = env.WHATSAPP_APP_SECRET, vectorBytes = 16, now = NOW, spoil = () => {} } = sending;
  const raw = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(vectorBytes));
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  const data = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv, tagLength: 128 },
    key,
    utf8.encode(JSON.stringify(value)),
  );
  const envelope: Record<string, string> = {
    encrypted_flow_data: base64(data),
    encrypted_aes_key: base64(await crypto.subtle.encrypt(OAEP, sending.publicKey ?? (await publicKey()), raw)),
    initial_vector: base64(iv),
  };
  spoil(envelope);
  const body = Uint8Array.from(utf8.encode(JSON.stringify(envelope)));
  const answer = await exports.default.fetch(`${ORIGIN}/webhooks/whatsapp/flows`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "X-Test-Now": now,
      "X-Hub-Signature-256": await signatureOf(secret, body),
    },
    body,
  });
  const text = await answer.text();
  if (text === "") return { status: answer.status, body: null };
  const sealed = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const turned = { name: "AES-GCM", iv: iv.map((byte) => byte ^ 0xff), tagLength: 128 };
  const opened = await crypto.subtle.decrypt(turned, key, sealed);
  return { status: answer.status, body: JSON.parse(new TextDecoder().decode(opened)) };
}

interface Child {
  type: string;
  name?: string;
  children?: Child[];
  "on-click-action"?: { name: string; payload: Record<string, string> };
}

/** The Flow as its owner goes through it. */
export class Telephone {
  readonly token: string;
  readonly sending: Sending;
  screen = "";
  // biome-ignore lint/suspicious/noExplicitAny: as it was answered
  data: any = {};
  status = 0;

  constructor(token: string, sending: Sending = {}) {
    this.token = token;
    this.sending = sending;
  }

  open(): Promise<void> {
    return this.#ask({ action: "INIT", screen: "", data: {} });
  }

  /** Fills in the screen's fields, and presses the button. */
  next(fields: Record<string, string>): Promise<void> {
    const shown = definition.screens.find(({ id }) => id === this.screen);
    const [form] = (shown?.layout.children ?? []) as Child[];
    const payload = form?.children?.at(-1)?.["on-click-action"]?.payload ?? {};
    const filled = Object.entries(payload).map(([name, from]) => {
      const [, where, what = ""] = /^\$\{(data|form)\.(\w+)\}$/.exec(from) ?? [];
      return [name, where === "form" ? fields[what] : this.data[what]];
    });
    return this.#ask({ action: "data_exchange", screen: this.screen, data: Object.fromEntries(filled) });
  }

  async #ask(request: { action: string; screen: string; data: object }): Promise<void> {
    const heard = await exchange({ version: "3.0", flow_token: this.token, ...request }, this.sending);
    this.status = heard.status;
    this.screen = heard.body?.screen ?? "";
    this.data = heard.body?.data ?? heard.body;
  }
}

/** Names of the data that a screen of the definition declares. */
export function declared(screen: string): string[] {
  return Object.keys(definition.screens.find(({ id }) => id === screen)?.data ?? {}).sort();
}
