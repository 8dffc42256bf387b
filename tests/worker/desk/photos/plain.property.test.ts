// What is kept of a photograph: the picture, and nothing that was written beside it, whatever the bytes are.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePhoto } from "../../../../workers/commands/desk/visits/photos/plain.ts";
import { ASCII, BESIDE, camera, exif, heic, holds, jpeg, MADE, png, SECRET, webp } from "./pictures.ts";

/** Bytes that say how a picture is turned. */
const TURNED = 36;
const FORMATS = ["jpeg", "png", "webp"] as const;

/** Well-formed, then cut, joined, or with bytes changed. */
const damaged = fc
  .tuple(
    fc.constantFrom(camera(6), jpeg(), png(), webp()),
    fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 8 }),
    fc.nat(),
    fc.boolean(),
  )
  .map(([whole, changes, cut, cuts]) => {
    const bytes = Uint8Array.from(whole);
    for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
    return cuts ? bytes.subarray(0, cut % bytes.length) : bytes;
  });
const anything = fc.oneof(fc.uint8Array({ maxLength: 400 }), damaged);

describe("a photograph", () => {
  it("of any bytes is kept plain or refused, and what is kept is already plain", () => {
    fc.assert(
      fc.property(anything, (bytes) => {
        const plain = parsePhoto(bytes);
        if (typeof plain === "string") return;
        expect(plain.bytes.length).toBeLessThanOrEqual(bytes.length + TURNED);
        expect(parsePhoto(plain.bytes)).toEqual(plain);
      }),
      { numRuns: 3000 },
    );
  });

  it.each(FORMATS)("(%s) keeps nothing of what a camera writes beside the picture, whatever it is", (format) => {
    const bare = parsePhoto(MADE[format]());
    expect(bare).toMatchObject({ type: `image/${format}`, width: 64, height: 48 });
    const notes = fc.array(fc.tuple(fc.nat(99), fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 60 })), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(notes, fc.boolean(), (told, trails) => {
        const secret = ASCII(SECRET);
        const beside = told.flatMap(([kind, data]) => BESIDE[format]([...data, ...secret], kind));
        const whole = MADE[format](beside, trails ? secret : []);
        expect(holds(whole, SECRET)).toBe(true);
        expect(parsePhoto(whole)).toEqual(bare);
      }),
    );
  });

  it("taken with the telephone on its side is still turned, by that word of its Exif alone", () => {
    for (const turn of [1, 2, 3, 4, 5, 6, 7, 8]) {
      for (const order of ["II", "MM"] as const) {
        const plain = parsePhoto(jpeg(exif(turn, order)));
        if (typeof plain === "string") throw new Error(plain);
        expect([plain.width, plain.height]).toEqual(turn >= 5 ? [48, 64] : [64, 48]);
        expect(plain.bytes.length).toBe(jpeg().length + (turn === 1 ? 0 : TURNED));
        expect(holds(plain.bytes, SECRET)).toBe(false);
        expect(parsePhoto(plain.bytes)).toEqual(plain);
      }
    }
  });

  it("that is cut off, of another format, moves or has no pixels is refused, and HEIC by its name", () => {
    expect(parsePhoto(camera().subarray(0, 200))).toBe("broken");
    expect(parsePhoto(heic())).toBe("heic");
    expect(parsePhoto(Uint8Array.from(ASCII("<!doctype html><script>alert(1)</script>")))).toBe("unknown");
    expect(parsePhoto(Uint8Array.from(ASCII("GIF89a")))).toBe("unknown");
    expect(parsePhoto(webp([...ASCII("ANMF"), 0, 0, 0, 0]))).toBe("broken");
    const flat = png();
    flat.fill(0, 16, 20);
    expect(parsePhoto(flat)).toBe("broken");
    expect(parsePhoto(new Uint8Array())).toBe("unknown");
  });
});
