// JPEG (ITU-T T.81, annex B): a row of segments. Tables, frames and scans are the picture; application segments and comments are
// not, and neither is what follows the end, where telephones put a second picture, a film, or their own notes.

import { joined, type Plain, says } from "./plain.ts";

const SOS = 0xda;
const EOI = 0xd9;

const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
/** Frames, Huffman and arithmetic tables, scans, quantization, lines, restarts. */
const isPicture = (marker: number): boolean => (marker >= 0xc0 && marker <= 0xcf) || (marker >= SOS && marker <= 0xdd);
const isRest = (marker: number): boolean => (marker >= 0xe0 && marker <= 0xef) || marker === 0xfe;

/** Null where it is no whole picture. */
export function plainJpeg(bytes: Uint8Array): Plain | null {
  const parts: Uint8Array[] = [bytes.subarray(0, 2)];
  let turn = 1;
  let size: [width: number, height: number] | null = null;
  let scans = 0;
  for (let at = 2; ; ) {
    if (bytes[at] !== 0xff) return null;
    while (bytes[at + 1] === 0xff) at += 1;
    const marker = bytes[at + 1] ?? 0;
    if (marker === EOI) break;
    const length = wordAt(bytes, at + 2);
    const end = at + 2 + length;
    if (length < 2 || end > bytes.length) return null;
    if (isPicture(marker)) {
      if (isFrame(marker) && length >= 7) size ??= [wordAt(bytes, at + 7), wordAt(bytes, at + 5)];
      const until = marker === SOS ? scanEnd(bytes, end) : end;
      if (until === null) return null;
      scans += Number(marker === SOS);
      parts.push(bytes.subarray(at, until));
      at = until;
      continue;
    }
    if (!isRest(marker)) return null;
    if (marker === 0xe1) turn = orientationOf(bytes.subarray(at + 4, end)) ?? turn;
    // Of Adobe's, which says what the colours mean, the twelve bytes that say it.
    if (marker === 0xee && length === 14 && says(bytes, at + 4, "Adobe")) parts.push(bytes.subarray(at, end));
    at = end;
  }
  if (size === null || scans === 0) return null;
  parts.push(Uint8Array.of(0xff, EOI));
  if (turn !== 1) parts.splice(1, 0, turnedBy(turn));
  const [width, height] = turn >= 5 ? [size[1], size[0]] : size;
  return { type: "image/jpeg", width, height, bytes: joined(parts) };
}

const wordAt = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);

/** Where the marker after a scan's data stands: 0xff there means itself before 0, and a restart before 0xd0 to 0xd7. */
function scanEnd(bytes: Uint8Array, from: number): number | null {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next === undefined) return null;
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  return null;
}

/** How the picture is to be turned (Exif 2.3, tag 0x0112: 1 to 8); null where nothing says it. */
function orientationOf(segment: Uint8Array): number | null {
  if (!says(segment, 0, "Exif\0\0")) return null;
  const tiff = segment.subarray(6);
  const little = says(tiff, 0, "II");
  if (tiff.length < 8 || (!little && !says(tiff, 0, "MM"))) return null;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const table = view.getUint32(4, little);
  if (table + 2 > tiff.length) return null;
  const entries = view.getUint16(table, little);
  for (let at = table + 2, i = 0; i < entries && at + 12 <= tiff.length; i += 1, at += 12) {
    if (view.getUint16(at, little) !== 0x0112) continue;
    const turn = view.getUint16(at + 8, little);
    return turn >= 1 && turn <= 8 ? turn : null;
  }
  return null;
}

/** An Exif segment that says how the picture is to be turned, and nothing else. */
function turnedBy(turn: number): Uint8Array {
  const text = "Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
  const segment = Uint8Array.from([0xff, 0xe1, 0, text.length + 2, ...[...text].map((each) => each.charCodeAt(0))]);
  segment[4 + 6 + 8 + 2 + 9] = turn;
  return segment;
}
