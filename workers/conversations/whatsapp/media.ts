// A medium of WhatsApp's: its address is asked for by its id, and its bytes are fetched there under the same token (Graph API, "Media").
// What they are is read from the bytes themselves, whatever anybody called them: a page that says it is a picture is refused.

import type { Env } from "../../env.ts";
import { got, objectOf } from "../channels/sent.ts";

export type Fetched = { bytes: Uint8Array; type: string } | { refused: Refused } | { later: true };
export type Refused = "too-large" | "not-allowed" | "not-what-it-says" | "gone";

/** Bytes. The provider takes videos and recordings of 16 MB at most; larger documents are not for a salon's inbox. */
export const MOST_BYTES = 16 << 20;

/** What a team may be sent, by how its bytes begin. Nothing of it runs anywhere, and nothing that could is in it. */
const TYPES: readonly (readonly [type: string, says: RegExp, begins: (bytes: Uint8Array) => boolean])[] = [
  ["image/jpeg", /^image\/jpe?g$/, (b) => starts(b, [0xff, 0xd8, 0xff])],
  ["image/png", /^image\/png$/, (b) => starts(b, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
  ["image/webp", /^image\/webp$/, (b) => ascii(b, 0, "RIFF") && ascii(b, 8, "WEBP")],
  ["application/pdf", /^application\/pdf$/, (b) => ascii(b, 0, "%PDF-")],
  ["audio/ogg", /^audio\/(ogg|opus)$/, (b) => ascii(b, 0, "OggS")],
  ["audio/amr", /^audio\/amr$/, (b) => ascii(b, 0, "#!AMR")],
  ["audio/mpeg", /^audio\/(mpeg|mp3)$/, (b) => ascii(b, 0, "ID3") || (b[0] === 0xff && ((b[1] ?? 0) & 0xe6) === 0xe2)],
  ["audio/aac", /^audio\/aac$/, (b) => b[0] === 0xff && ((b[1] ?? 0) & 0xf6) === 0xf0],
  ["audio/mp4", /^audio\/(mp4|x-m4a|m4a)$/, (b) => ascii(b, 4, "ftyp")],
  ["video/mp4", /^video\/mp4$/, (b) => ascii(b, 4, "ftyp")],
  ["video/3gpp", /^video\/3gpp$/, (b) => ascii(b, 4, "ftyp3g")],
];

const starts = (bytes: Uint8Array, with_: readonly number[]): boolean => with_.every((byte, i) => bytes[i] === byte);
const ascii = (bytes: Uint8Array, at: number, text: string): boolean =>
  [...text].every((letter, i) => bytes[at + i] === letter.charCodeAt(0));

/** What the bytes are, where that is allowed and what was said of them; null otherwise. */
export function typeOf(said: string, bytes: Uint8Array): string | null {
  const plain = said.split(";")[0]?.trim().toLowerCase() ?? "";
  return TYPES.find(([, says, begins]) => says.test(plain) && begins(bytes))?.[0] ?? null;
}

interface Told {
  url?: unknown;
  mime_type?: unknown;
  sha256?: unknown;
  file_size?: unknown;
}

/** `sha256`: as the webhook told it, Base64, null where it did not. */
export async function fetchMedium(env: Env, id: string, sha256: string | null): Promise<Fetched> {
  const base = env.WHATSAPP_API_BASE;
  if (base === undefined || !/^\d{1,40}$/.test(id)) return { refused: "gone" };
  const asked = await got(env, `${base}/${id}`, env.WHATSAPP_ACCESS_TOKEN);
  if (asked === null || asked.status >= 500 || asked.status === 429) return { later: true };
  if (asked.status !== 200) return { refused: "gone" };
  const told = objectOf<Told>(new TextDecoder().decode((await bounded(asked, 64 << 10)) ?? new Uint8Array()));
  if (told === null || typeof told.url !== "string" || typeof told.mime_type !== "string") return { refused: "gone" };
  if (!TYPES.some(([, says]) => says.test(told.mime_type?.toString().split(";")[0] ?? "")))
    return { refused: "not-allowed" };
  if (typeof told.file_size === "number" && told.file_size > MOST_BYTES) return { refused: "too-large" };
  if (!isProviders(told.url, base)) return { refused: "not-allowed" };
  const answer = await got(env, told.url, env.WHATSAPP_ACCESS_TOKEN);
  if (answer === null || answer.status >= 500 || answer.status === 429) return { later: true };
  if (answer.status !== 200) return { refused: "gone" };
  const bytes = await bounded(answer, MOST_BYTES);
  if (bytes === null) return { refused: "too-large" };
  const type = typeOf(told.mime_type, bytes);
  const whole = sha256 === null || (await digestOf(bytes)) === sha256;
  return type === null || !whole ? { refused: "not-what-it-says" } : { bytes, type };
}

/** The token goes to the provider alone: its own host, or where it says that it keeps media. */
function isProviders(url: string, base: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, origin } = new URL(url);
  if (origin === new URL(base).origin) return true;
  return protocol === "https:" && /(^|\.)(fbsbx\.com|facebook\.com|whatsapp\.net)$/.test(hostname);
}

/** Null for more than so many bytes, whatever the header says of them; the rest is not read. */
async function bounded({ body }: Response, most: number): Promise<Uint8Array | null> {
  if (body === null) return new Uint8Array();
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body as unknown as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > most) return null;
    parts.push(part);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

async function digestOf(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", Uint8Array.from(bytes)));
  return btoa(String.fromCharCode(...digest));
}
