// Colour as numbers: OKLCH to and from sRGB, and the contrast that WCAG 2.2 measures.
// Matrices: Björn Ottosson, "A perceptual color space for image processing" (2020). Contrast: WCAG 2.2, "contrast ratio".

/** sRGB, each channel 0 to 1. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** `lightness` 0 to 1, `chroma` 0 to about 0.37, `hue` in degrees. */
export interface Oklch {
  lightness: number;
  chroma: number;
  hue: number;
}

export const WHITE: Rgb = [1, 1, 1];

/** `#rrggbb` to sRGB; the caller has checked the form. */
export function rgbOfHex(hex: string): Rgb {
  const channel = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  return [channel(1), channel(3), channel(5)];
}

export function hexOfRgb(colour: Rgb): string {
  const channel = (value: number) =>
    Math.round(clamp(value) * 255)
      .toString(16)
      .padStart(2, "0");
  return `#${colour.map(channel).join("")}`;
}

export function oklchOfRgb([red, green, blue]: Rgb): Oklch {
  const [r, g, b] = [linear(red), linear(green), linear(blue)];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const lightness = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const bb = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  return { lightness, chroma: Math.hypot(a, bb), hue: ((Math.atan2(bb, a) * 180) / Math.PI + 360) % 360 };
}

/** The nearest colour a screen can show: chroma is lowered until it fits, lightness and hue stay. */
export function rgbOfOklch(colour: Oklch): Rgb {
  let { chroma } = colour;
  let rgb = unclampedRgb({ ...colour, chroma });
  while (chroma > 0 && !rgb.every((channel) => channel >= -0.0005 && channel <= 1.0005)) {
    chroma = Math.max(0, chroma - 0.002);
    rgb = unclampedRgb({ ...colour, chroma });
  }
  return [clamp(rgb[0]), clamp(rgb[1]), clamp(rgb[2])];
}

/** `share` of `top` painted over `ground`, in sRGB. */
export function mixed(top: Rgb, ground: Rgb, share: number): Rgb {
  const channel = (at: 0 | 1 | 2) => top[at] * share + ground[at] * (1 - share);
  return [channel(0), channel(1), channel(2)];
}

/** 1 (the same) to 21 (black on white). */
export function contrast(one: Rgb, other: Rgb): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function unclampedRgb({ lightness, chroma, hue }: Oklch): Rgb {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    companded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    companded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    companded(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}

function companded(value: number): number {
  return value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
