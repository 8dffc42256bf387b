// The envelope of a Flow's data exchange. The telephone makes an AES-128 key for each request, sends it under our RSA key
// (RSA-OAEP, SHA-256, for the key and for the mask), and what it says under that key (AES-GCM, the tag in the last 16 bytes). The
// answer goes back under the same key, with every bit of the initialisation vector turned over: a nonce of its own.

import type { Env } from "../../../env.ts";

/** What came, and what to answer it with. */
export interface Opened {
  value: unknown;
  key: CryptoKey;
  vector: Uint8Array;
}

const OAEP = { name: "RSA-OAEP", hash: "SHA-256" } as const;
const TAG_BITS = 128;
/** Bytes: 12 as GCM is mostly used, 16 as the provider's telephones do. */
const VECTOR = { least: 12, most: 16 };

const keys = new Map<string, Promise<CryptoKey>>();

/** Null for whatever was not sealed for our key, or is no such envelope. */
export async function openEnvelope(env: Env, body: Uint8Array): Promise<Opened | null> {
  const parts = partsOf(body);
  if (parts === null || env.WHATSAPP_FLOW_PRIVATE_KEY === undefined) return null;
  try {
    const secret = await crypto.subtle.decrypt(OAEP, await privateKey(env.WHATSAPP_FLOW_PRIVATE_KEY), parts.key);
    const key = await crypto.subtle.importKey("raw", secret, "AES-GCM", false, ["decrypt", "encrypt"]);
    const sealed = { name: "AES-GCM", iv: parts.vector, tagLength: TAG_BITS };
    const text = await crypto.subtle.decrypt(sealed, key, parts.data);
    return { value: JSON.parse(new TextDecoder().decode(text)), key, vector: parts.vector };
  } catch {
    return null;
  }
}

/** In base64, as the provider takes it. */
export async function sealed({ key, vector }: Opened, value: unknown): Promise<string> {
  const iv = vector.map((byte) => byte ^ 0xff);
  const text = new TextEncoder().encode(JSON.stringify(value));
  const bytes = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv, tagLength: TAG_BITS }, key, text));
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

function partsOf(body: Uint8Array): { data: Uint8Array; key: Uint8Array; vector: Uint8Array } | null {
  try {
    const told = JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown> | null;
    const [data, key, vector] = ["encrypted_flow_data", "encrypted_aes_key", "initial_vector"].map((name) =>
      bytesOf(told?.[name]),
    );
    if (!data || !key || !vector || vector.length < VECTOR.least || vector.length > VECTOR.most) return null;
    return { data, key, vector };
  } catch {
    return null;
  }
}

function bytesOf(text: unknown): Uint8Array | null {
  return typeof text === "string" ? Uint8Array.from(atob(text), (character) => character.charCodeAt(0)) : null;
}

/** `secret`: a PKCS#8 key in base64. */
function privateKey(secret: string): Promise<CryptoKey> {
  const known = keys.get(secret);
  if (known !== undefined) return known;
  const bytes = bytesOf(secret) ?? new Uint8Array();
  const made = crypto.subtle.importKey("pkcs8", bytes, OAEP, false, ["decrypt"]);
  keys.set(secret, made);
  return made;
}
