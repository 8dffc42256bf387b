// A photograph as it is kept: the picture and nothing besides. Where it was taken, by which device, and whatever else a camera writes
// beside the pixels is left out before anything is stored. What the bytes are is read from the bytes, whatever they are called.

import { plainJpeg } from "./jpeg.ts";
import { plainPng } from "./png.ts";
import { plainWebp } from "./webp.ts";

export interface Plain {
  type: "image/jpeg" | "image/png" | "image/webp";
  /** Pixels, as it is to be shown. */
  width: number;
  height: number;
  bytes: Uint8Array<ArrayBuffer>;
}

/** `heic`: a format of telephones that browsers do not show. `broken`: cut off, moving, or too many pixels to be shown. */
export type Unfit = "heic" | "unknown" | "broken";

/** Pixels of a side; WebP has no more. */
const LONGEST_SIDE = 16_383;

export function parsePhoto(bytes: Uint8Array): Plain | Unfit {
  const plain = plainOf(bytes);
  if (typeof plain === "string") return plain;
  const fits = [plain.width, plain.height].every((side) => side >= 1 && side <= LONGEST_SIDE);
  return fits ? plain : "broken";
}

function plainOf(bytes: Uint8Array): Plain | Unfit {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return plainJpeg(bytes) ?? "broken";
  if (says(bytes, 0, "\x89PNG\r\n\x1a\n")) return plainPng(bytes) ?? "broken";
  if (says(bytes, 0, "RIFF") && says(bytes, 8, "WEBP")) return plainWebp(bytes) ?? "broken";
  const heic = says(bytes, 4, "ftyp") && ["hei", "hev", "mif", "msf", "avi"].some((brand) => says(bytes, 8, brand));
  return heic ? "heic" : "unknown";
}

/** Whether these characters, a byte each, stand there. */
export function says(bytes: Uint8Array, at: number, text: string): boolean {
  return [...text].every((letter, i) => bytes[at + i] === letter.charCodeAt(0));
}

export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
