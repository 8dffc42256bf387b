// PNG (ISO/IEC 15948): a row of chunks. Those that are named here make the picture and its colours; texts, times, Exif, profiles with
// names, further frames and whatever is unknown are left out, and so is what follows the end.

import { joined, type Plain, says } from "./plain.ts";

const KEPT = ["IHDR", "PLTE", "tRNS", "gAMA", "cHRM", "sRGB", "sBIT", "IDAT", "IEND"];

/** Null where it is no whole picture. */
export function plainPng(bytes: Uint8Array): Plain | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 33 || view.getUint32(8) !== 13 || !says(bytes, 12, "IHDR")) return null;
  const parts: Uint8Array[] = [bytes.subarray(0, 8)];
  let pixels = false;
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.length) return null;
    const name = KEPT.find((each) => says(bytes, at + 4, each));
    if (name === "IHDR" && at > 8) return null;
    if (name !== undefined) parts.push(bytes.subarray(at, end));
    pixels ||= name === "IDAT";
    if (name === "IEND")
      return pixels && end === at + 12
        ? { type: "image/png", width: view.getUint32(16), height: view.getUint32(20), bytes: joined(parts) }
        : null;
    at = end;
  }
  return null;
}
