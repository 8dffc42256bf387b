// The bytes of a file that somebody brings along, as UTF-8: what spreadsheets write, or a word on where it stops being text.

/** `at`: offset of the first byte that cannot be read. */
export type Decoded =
  | { ok: true; bytes: Uint8Array; encoding: "utf-8" | "utf-16" | "windows-1252" }
  | { ok: false; at: number };

export function decodeText(bytes: Uint8Array): Decoded {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return utf8(bytes.subarray(3), 3);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return utf16(bytes, true);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return utf16(bytes, false);
  const read = utf8(bytes, 0);
  return read.ok ? read : windows1252(bytes, read.at);
}

function utf8(bytes: Uint8Array, before: number): Decoded {
  const bad = firstInvalid(bytes);
  return bad < 0 ? { ok: true, bytes, encoding: "utf-8" } : { ok: false, at: bad + before };
}

/** Offset of the first byte that is no UTF-8 text (Unicode 16, table 3-7), or a control character that no table has; -1 if all is well. */
function firstInvalid(bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) {
      if (lead < 0x20 && lead !== 0x09 && lead !== 0x0a && lead !== 0x0d) return at;
      at++;
      continue;
    }
    const more =
      lead >= 0xc2 && lead <= 0xdf ? 1 : lead >= 0xe0 && lead <= 0xef ? 2 : lead >= 0xf0 && lead <= 0xf4 ? 3 : 0;
    const second = bytes[at + 1] ?? 0;
    const [low, high] =
      lead === 0xe0
        ? [0xa0, 0xbf]
        : lead === 0xed
          ? [0x80, 0x9f]
          : lead === 0xf0
            ? [0x90, 0xbf]
            : lead === 0xf4
              ? [0x80, 0x8f]
              : [0x80, 0xbf];
    if (more === 0 || second < low || second > high) return at;
    for (let i = 2; i <= more; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return at;
    at += more + 1;
  }
  return -1;
}

function utf16(bytes: Uint8Array, little: boolean): Decoded {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length % 2 !== 0) return { ok: false, at: bytes.length - 1 };
  let text = "";
  for (let at = 2; at < bytes.length; at += 2) {
    const unit = view.getUint16(at, little);
    const high = unit >= 0xd800 && unit < 0xdc00;
    const low = high && at + 2 < bytes.length ? view.getUint16(at + 2, little) : 0;
    const whole = high ? low >= 0xdc00 && low < 0xe000 : unit < 0xdc00 || unit >= 0xe000;
    if (!whole || (unit < 0x20 && unit !== 9 && unit !== 10 && unit !== 13)) return { ok: false, at };
    text += String.fromCharCode(unit);
    if (high) {
      text += String.fromCharCode(low);
      at += 2;
    }
  }
  return { ok: true, bytes: new TextEncoder().encode(text), encoding: "utf-16" };
}

/** The five bytes that Windows-1252 leaves without a character. */
const HOLES = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

/**
 * Every byte means something in Windows-1252, so it is taken for that only where what is not ASCII stands alone among letters, as in
 * `Zoë` or `môre`; a run of such bytes is text in some encoding that is not known, and is refused where it begins.
 */
function windows1252(bytes: Uint8Array, at: number): Decoded {
  let run = 0;
  for (const [index, byte] of bytes.entries()) {
    if (HOLES.has(byte) || (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13)) return { ok: false, at: index };
    run = byte >= 0x80 ? run + 1 : 0;
    if (run > 2) return { ok: false, at: index - 2 };
  }
  if (at >= bytes.length) return { ok: false, at };
  const text = new TextDecoder("windows-1252").decode(bytes);
  return { ok: true, bytes: new TextEncoder().encode(text), encoding: "windows-1252" };
}
