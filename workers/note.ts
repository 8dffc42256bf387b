// Checkpoints as signed notes (C2SP signed-note and tlog-checkpoint): plain text that anybody can keep and check.
//
//   book.example.com/thandi-hair          the log's origin, which is the key's name too
//   1234                                  how many entries
//   CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=      root hash
//
//   — book.example.com/thandi-hair Az3grn…            base64(key hash || Ed25519 signature of the text above the blank line)
//
// One key signs for all salons; a key's hash binds it to the name, so a note of one salon never passes for another's.
import { type Env, publicOrigin } from "./env.ts";

const encoder = new TextEncoder();
const ED25519 = 1; // the algorithm's number in a key's encoding
/** PKCS #8 of an Ed25519 key (RFC 8410) up to its 32 bytes. */
const PKCS8_HEAD = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];

export interface CheckpointText {
  origin: string;
  size: number;
  root: Uint8Array;
}

/** What a salon's log is called when it begins. */
export function originOf(env: Env, salon: string): string {
  return `${new URL(publicOrigin(env)).host}/${salon}`;
}

/** In stretches of whole groups of three, since a call takes only so many arguments. */
export function base64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 12_288) {
    text += btoa(String.fromCharCode(...bytes.subarray(at, at + 12_288)));
  }
  return text;
}

export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

interface KeyPair {
  sign: CryptoKey;
  /** 32 bytes. */
  publicKey: Uint8Array;
}

async function keyPair(env: Env): Promise<KeyPair> {
  const seed = fromBase64(env.AUDIT_SIGNING_KEY.replaceAll("-", "+").replaceAll("_", "/"));
  if (seed.length !== 32) throw new TypeError("AUDIT_SIGNING_KEY must be 32 bytes in base64url.");
  const pkcs8 = Uint8Array.from([...PKCS8_HEAD, ...seed]);
  const sign = await crypto.subtle.importKey("pkcs8", pkcs8, { name: "Ed25519" }, true, ["sign"]);
  const { x = "" } = (await crypto.subtle.exportKey("jwk", sign)) as JsonWebKey;
  return { sign, publicKey: fromBase64(x.replaceAll("-", "+").replaceAll("_", "/")) };
}

async function keyHash(name: string, publicKey: Uint8Array): Promise<Uint8Array> {
  const text = encoder.encode(`${name}\n`);
  const digest = await crypto.subtle.digest("SHA-256", Uint8Array.from([...text, ED25519, ...publicKey]));
  return new Uint8Array(digest, 0, 4);
}

/** The public key under which a salon's notes verify: `name+hash+base64`. */
export async function verifierKey(env: Env, origin: string): Promise<string> {
  const { publicKey } = await keyPair(env);
  const hash = Array.from(await keyHash(origin, publicKey), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${origin}+${hash}+${base64(Uint8Array.from([ED25519, ...publicKey]))}`;
}

export async function signCheckpoint(env: Env, { origin, size, root }: CheckpointText): Promise<string> {
  const { sign, publicKey } = await keyPair(env);
  const text = `${origin}\n${size}\n${base64(root)}\n`;
  const signature = new Uint8Array(await crypto.subtle.sign({ name: "Ed25519" }, sign, encoder.encode(text)));
  const signed = base64(Uint8Array.from([...(await keyHash(origin, publicKey)), ...signature]));
  return `${text}\n— ${origin} ${signed}\n`;
}

/** What a note says, if our key signed it for this salon's log; null otherwise. */
export async function readCheckpoint(env: Env, salon: string, note: string): Promise<CheckpointText | null> {
  const match = /^(([^\s+]+)\n([1-9]\d{0,9})\n([A-Za-z0-9+/]{43}=)\n)\n— (\S+) ([A-Za-z0-9+/]{91}=)\n$/.exec(note);
  const [, text = "", origin = "", size = "", root = "", name, signature = ""] = match ?? [];
  if (match === null || name !== origin || origin.split("/")[1] !== salon) return null;
  const { publicKey } = await keyPair(env);
  const bytes = fromBase64(signature);
  const hash = await keyHash(origin, publicKey);
  if (!hash.every((byte, i) => byte === bytes[i])) return null;
  const key = await crypto.subtle.importKey("raw", publicKey, { name: "Ed25519" }, false, ["verify"]);
  const genuine = await crypto.subtle.verify({ name: "Ed25519" }, key, bytes.subarray(4), encoder.encode(text));
  return genuine ? { origin, size: Number(size), root: fromBase64(root) } : null;
}
