// WebP (RFC 9649): chunks in a RIFF. The picture is one lossy or lossless chunk, with its transparency beside it; colour profile, Exif,
// XMP and whatever is unknown are left out, and the header no longer speaks of them. One that moves is no photograph.

import { joined, type Plain, says } from "./plain.ts";

/** Of the extended header: transparency alone is still told of. */
const ALPHA = 0x10;

/** Null where it is no whole picture. */
export function plainWebp(bytes: Uint8Array): Plain | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12) return null;
  const end = 8 + view.getUint32(4, true);
  if (end > bytes.length) return null;
  const parts: Uint8Array[] = [];
  let size: [width: number, height: number] | null = null;
  for (let at = 12; at + 8 <= end; ) {
    const length = view.getUint32(at + 4, true);
    // An odd chunk is followed by a byte that is none of it; some writers leave the last one out.
    const next = Math.min(at + 8 + length + (length % 2), end);
    if (at + 8 + length > end) return null;
    const chunk = bytes.subarray(at + 8, at + 8 + length);
    if (says(bytes, at, "VP8X") && length >= 10) {
      parts.push(extended(bytes.subarray(at, next)));
    } else if (says(bytes, at, "VP8 ") || says(bytes, at, "VP8L")) {
      if (size !== null) return null;
      size = says(bytes, at, "VP8 ") ? lossySize(chunk) : losslessSize(chunk);
      if (size === null) return null;
      parts.push(bytes.subarray(at, next), new Uint8Array((next - at) % 2));
    } else if (says(bytes, at, "ALPH")) {
      parts.push(bytes.subarray(at, next), new Uint8Array((next - at) % 2));
    } else if (says(bytes, at, "ANIM") || says(bytes, at, "ANMF")) return null;
    at = next;
  }
  if (size === null) return null;
  const body = joined(parts);
  const head = Uint8Array.from(bytes.subarray(0, 12));
  new DataView(head.buffer).setUint32(4, 4 + body.length, true);
  return { type: "image/webp", width: size[0], height: size[1], bytes: joined([head, body]) };
}

/** Its flags are the first byte of what it says; ten bytes of it mean something. */
function extended(chunk: Uint8Array): Uint8Array {
  const plain = Uint8Array.from(chunk.subarray(0, 18));
  new DataView(plain.buffer).setUint32(4, 10, true);
  plain[8] = (plain[8] ?? 0) & ALPHA;
  return plain;
}

/** RFC 6386, section 9.1: a key frame says its size in twice fourteen bits. */
function lossySize(chunk: Uint8Array): [number, number] | null {
  if (chunk.length < 10 || !says(chunk, 3, "\x9d\x01\x2a")) return null;
  const side = (at: number) => (((chunk[at + 1] ?? 0) << 8) | (chunk[at] ?? 0)) & 0x3fff;
  return [side(6), side(8)];
}

function losslessSize(chunk: Uint8Array): [number, number] | null {
  if (chunk.length < 5 || chunk[0] !== 0x2f) return null;
  const bits = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength).getUint32(1, true);
  return [(bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1];
}
