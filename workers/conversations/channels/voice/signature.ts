// Whether Twilio made a call to us: base64 of HMAC-SHA1, under the account's token, of the address that was called and of every field
// of the form, name and value behind one another, in the order of their names.

const encoder = new TextEncoder();

/** Takes the same time however far a signature is right. `url`: as the provider called it, with its query. */
export async function isTwilios(
  token: string,
  signature: string | null,
  url: string,
  fields: URLSearchParams,
): Promise<boolean> {
  const bytes = bytesOf(signature);
  if (bytes === null) return false;
  const key = await crypto.subtle.importKey("raw", encoder.encode(token), { name: "HMAC", hash: "SHA-1" }, false, [
    "verify",
  ]);
  return crypto.subtle.verify("HMAC", key, bytes, encoder.encode(url + told(fields)));
}

function told(fields: URLSearchParams): string {
  const names = [...new Set(fields.keys())].sort();
  return names.flatMap((name) => [...new Set(fields.getAll(name))].sort().map((value) => name + value)).join("");
}

/** The 20 bytes of a signature; null for any other text. */
function bytesOf(signature: string | null): Uint8Array | null {
  if (signature === null || !/^[A-Za-z0-9+/]{27}=$/.test(signature)) return null;
  return Uint8Array.from(atob(signature), (unit) => unit.charCodeAt(0));
}
