// The vault: what is special about a person is sealed under a key of that person's own, and that key is kept wrapped under
// VAULT_SECRET in a database that no dump of the main one holds. Deleting the wrapped key makes everything under it
// unreadable, wherever a copy of the ciphertext may still lie.
//
// AES-256-GCM with a fresh nonce for every text. The associated data name the salon, the person and the note, so that a
// ciphertext which is moved to another row opens nowhere; the wrapping key is derived (HKDF-SHA-256) for one person alone.

const NONCE_BYTES = 12;
const KEY_BYTES = 32;
const AES = "AES-GCM";

/** Whose key it is. */
export interface Person {
  salon: string;
  client: string;
}

/** A new random key of the person's, wrapped: 60 bytes. */
export async function newPersonKey(secret: string, person: Person): Promise<Uint8Array> {
  const key = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return sealed(await wrappingKey(secret, person), "person-key", key);
}

/** The person's key; null when it was wrapped for somebody else, or under another secret. */
export async function openPersonKey(secret: string, person: Person, wrapped: Uint8Array): Promise<CryptoKey | null> {
  const bytes = await opened(await wrappingKey(secret, person), "person-key", wrapped);
  return bytes === null ? null : crypto.subtle.importKey("raw", bytes, AES, false, ["encrypt", "decrypt"]);
}

export function sealNote(key: CryptoKey, person: Person, note: string, text: string): Promise<Uint8Array> {
  return sealed(key, noteName(person, note), new TextEncoder().encode(text));
}

/** Null when the ciphertext is not this note's, or not under this key. */
export async function openNote(
  key: CryptoKey,
  person: Person,
  note: string,
  bytes: Uint8Array,
): Promise<string | null> {
  const text = await opened(key, noteName(person, note), bytes);
  return text === null ? null : new TextDecoder().decode(text);
}

/** A booking that waits for its deposit: nobody's own key is there yet, so it lies under one of the payment's, for a day. */
export async function sealWaiting(secret: string, salon: string, payment: string, text: string): Promise<Uint8Array> {
  const key = await wrappingKey(secret, { salon, client: `payment:${payment}` });
  return sealed(key, `waiting:${salon}:${payment}`, new TextEncoder().encode(text));
}

/** Null when the ciphertext is another payment's. */
export async function openWaiting(
  secret: string,
  salon: string,
  payment: string,
  bytes: Uint8Array,
): Promise<string | null> {
  const key = await wrappingKey(secret, { salon, client: `payment:${payment}` });
  const text = await opened(key, `waiting:${salon}:${payment}`, bytes);
  return text === null ? null : new TextDecoder().decode(text);
}

/** The address of somebody's own calendar, which opens it for whoever has it. */
export async function sealAddress(secret: string, salon: string, person: string, url: string): Promise<Uint8Array> {
  const key = await wrappingKey(secret, { salon, client: `calendar:${person}` });
  return sealed(key, "calendar-address", new TextEncoder().encode(url));
}

export async function openAddress(
  secret: string,
  salon: string,
  person: string,
  bytes: Uint8Array,
): Promise<string | null> {
  const text = await opened(
    await wrappingKey(secret, { salon, client: `calendar:${person}` }),
    "calendar-address",
    bytes,
  );
  return text === null ? null : new TextDecoder().decode(text);
}

const noteName = ({ salon, client }: Person, note: string): string => `special-note:${salon}:${client}:${note}`;

async function wrappingKey(secret: string, { salon, client }: Person): Promise<CryptoKey> {
  // An absent secret would otherwise derive a key that everybody can derive.
  if (!secret) throw new TypeError("VAULT_SECRET is not set");
  const encoder = new TextEncoder();
  const material = await crypto.subtle.importKey("raw", encoder.encode(secret), "HKDF", false, ["deriveKey"]);
  const info = encoder.encode(`appointmentbooking person-key:${salon}:${client}`);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(KEY_BYTES), info };
  return crypto.subtle.deriveKey(how, material, { name: AES, length: 256 }, false, ["encrypt", "decrypt"]);
}

async function sealed(key: CryptoKey, name: string, plain: Uint8Array): Promise<Uint8Array> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const cipher = await crypto.subtle.encrypt(under(nonce, name), key, plain);
  const bytes = new Uint8Array(NONCE_BYTES + cipher.byteLength);
  bytes.set(nonce);
  bytes.set(new Uint8Array(cipher), NONCE_BYTES);
  return bytes;
}

async function opened(key: CryptoKey, name: string, bytes: Uint8Array): Promise<Uint8Array | null> {
  try {
    const plain = await crypto.subtle.decrypt(
      under(bytes.subarray(0, NONCE_BYTES), name),
      key,
      bytes.subarray(NONCE_BYTES),
    );
    return new Uint8Array(plain);
  } catch {
    return null; // the tag does not fit: WebCrypto says no more than that
  }
}

function under(nonce: Uint8Array, name: string) {
  return { name: AES, iv: nonce, additionalData: new TextEncoder().encode(name) };
}
