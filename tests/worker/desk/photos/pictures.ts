// Pictures as cameras write them, small ones: with a place, a device and a note beside the picture, where a format has room for them.

/** Stands in everything that is not the picture. */
export const SECRET = "33.9249S 18.4241E SM-A105F";

const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));
const big = (value: number): number[] => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
const little = (value: number): number[] => big(value).reverse();

/** A segment of a JPEG. */
export const segment = (marker: number, data: readonly number[]): number[] => {
  const length = data.length + 2;
  return [0xff, marker, length >> 8, length & 255, ...data];
};

/** Exif as a telephone writes it: how the picture is turned, and the secret behind it. */
export const exif = (turn: number, order: "II" | "MM" = "MM"): number[] => {
  const two = (value: number) => (order === "MM" ? [value >> 8, value & 255] : [value & 255, value >> 8]);
  const four = order === "MM" ? big : little;
  const entries = [
    [...two(0x010f), ...two(2), ...four(SECRET.length), ...four(38)],
    [...two(0x0112), ...two(3), ...four(1), ...two(turn), 0, 0],
  ];
  const tiff = [...ascii(order), ...two(42), ...four(8), ...two(entries.length), ...entries.flat(), ...four(0)];
  return segment(0xe1, [...ascii("Exif\0\0"), ...tiff, ...ascii(SECRET)]);
};

/** 64 by 48. What is made of it is not looked at here: `beside` stands behind the first bytes, `behind` after the end. */
export function jpeg(beside: readonly number[] = [], behind: readonly number[] = []): Uint8Array {
  const table = segment(0xdb, [0, ...Array<number>(64).fill(1)]);
  const frame = segment(0xc0, [8, 0, 48, 0, 64, 1, 1, 0x11, 0]);
  const huffman = segment(0xc4, [0, 1, ...Array<number>(15).fill(0), 0]);
  const scan = [...segment(0xda, [1, 1, 0, 0, 63, 0]), 0x12, 0xff, 0, 0x34, 0xff, 0xd0, 0x56, 0xff, 0xff, 0xd9];
  return Uint8Array.from([0xff, 0xd8, ...beside, ...table, ...frame, ...huffman, ...scan, ...behind]);
}

export const camera = (turn = 1): Uint8Array =>
  jpeg(
    [
      ...segment(0xe0, ascii("JFIF\0\x01\x01\0\0\x01\0\x01\0\0")),
      ...exif(turn),
      ...segment(0xe1, ascii(`http://ns.adobe.com/xap/1.0/\0${SECRET}`)),
      ...segment(0xfe, ascii(SECRET)),
    ],
    ascii(`MotionPhoto ${SECRET}`),
  );

/** A chunk of a PNG; nobody here looks at its sum. */
export const pngChunk = (name: string, data: readonly number[] = []): number[] => [
  ...big(data.length),
  ...ascii(name),
  ...data,
  ...big(0),
];

export function png(beside: readonly number[] = [], behind: readonly number[] = []): Uint8Array {
  const head = pngChunk("IHDR", [...big(64), ...big(48), 8, 2, 0, 0, 0]);
  const picture = [...beside, ...pngChunk("IDAT", [1, 2, 3]), ...pngChunk("IEND")];
  return Uint8Array.from([...ascii("\x89PNG\r\n\x1a\n"), ...head, ...picture, ...behind]);
}

/** A chunk of a WebP. */
export const webpChunk = (name: string, data: readonly number[]): number[] => [
  ...ascii(name),
  ...little(data.length),
  ...data,
  ...Array<number>(data.length % 2).fill(0),
];

export function webp(beside: readonly number[] = [], behind: readonly number[] = []): Uint8Array {
  const head = webpChunk("VP8X", [0x2c, 0, 0, 0, 63, 0, 0, 47, 0, 0]);
  const picture = webpChunk("VP8 ", [0, 0, 0, 0x9d, 1, 0x2a, 64, 0, 48, 0, 7]);
  const body = [...ascii("WEBP"), ...head, ...picture, ...beside];
  return Uint8Array.from([...ascii("RIFF"), ...little(body.length), ...body, ...behind]);
}

/** What a telephone keeps by itself, and browsers do not show. */
export const heic = (): Uint8Array =>
  Uint8Array.from([...big(24), ...ascii("ftypheic"), ...big(0), ...ascii("mif1heic")]);

export const holds = (bytes: Uint8Array, text: string): boolean =>
  new TextDecoder("latin1").decode(bytes).includes(text);

/** What is not the picture, one at a time. */
export const BESIDE = {
  jpeg: (data: readonly number[], kind: number) => segment(kind % 2 === 0 ? 0xe1 + (kind % 13) : 0xfe, data),
  png: (data: readonly number[], kind: number) =>
    pngChunk(["tEXt", "zTXt", "iTXt", "eXIf", "tIME", "iCCP", "prVt", "fcTL"][kind % 8] ?? "tEXt", data),
  webp: (data: readonly number[], kind: number) =>
    webpChunk(["EXIF", "XMP ", "ICCP", "XYZW"][kind % 4] ?? "EXIF", data),
};
export const MADE = { jpeg, png, webp };
export const ASCII = ascii;
