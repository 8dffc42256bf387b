// Whether the provider wrote a webhook: HMAC-SHA256 of the raw body under the app's secret (X-Hub-Signature-256).
//
// The provider signs what it sends, or the same with every UTF-16 unit beyond ASCII written as \uXXXX; which of the two is
// not told, so both are tried.

const encoder = new TextEncoder();
const keys = new Map<string, Promise<CryptoKey>>();

const PREFIX = "sha256=";

/** The 32 bytes of a header such as `sha256=0f…`; null for any other text. */
export function parseSignature(header: string | null): Uint8Array | null {
  if (header === null || !/^sha256=[0-9a-fA-F]{64}$/.test(header)) return null;
  const digits = header.slice(PREFIX.length);
  return Uint8Array.from({ length: 32 }, (_, i) => Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16));
}

/** Takes the same time however far a signature is right. */
export async function isSigned(secret: string, signature: Uint8Array, body: Uint8Array): Promise<boolean> {
  const key = await keyOf(secret);
  if (await crypto.subtle.verify("HMAC", key, signature, body)) return true;
  const other = escaped(body);
  return other !== null && (await crypto.subtle.verify("HMAC", key, signature, other));
}

/** The body with its escapes; null where it would be the same, or is no text. */
export function escaped(body: Uint8Array): Uint8Array | null {
  if (body.every((byte) => byte < 0x80)) return null;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
    return encoder.encode(
      // biome-ignore lint/suspicious/noControlCharactersInRegex: everything that is not ASCII
      text.replace(/[^\x00-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
    );
  } catch {
    return null;
  }
}

function keyOf(secret: string): Promise<CryptoKey> {
  const known = keys.get(secret);
  if (known !== undefined) return known;
  const made = crypto.subtle.importKey("raw", encoder.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, [
    "verify",
  ]);
  keys.set(secret, made);
  return made;
}
