// One accent per salon. Its hue is the salon's choice; its lightness is ours, moved until every text that uses it is
// readable (WCAG 2.2 AA: 4.5:1) on every ground it meets, in light and in dark.

import { contrast, hexOfRgb, mixed, oklchOfRgb, type Rgb, rgbOfHex, rgbOfOklch, WHITE } from "./colour.ts";

/** What one scheme paints with, as sRGB. `accent` is text on `page`, `card` and `tint`, and the ground under `onAccent`. */
export interface AccentScheme {
  accent: Rgb;
  onAccent: Rgb;
  hover: Rgb;
  tint: Rgb;
  page: Rgb;
  card: Rgb;
}

/** 4.5 is the rule; the rest is room for a browser's rounding. */
const READABLE = 4.6;

/** The platform's own colour, a burnt clay, where no salon has set another. */
export const HOUSE_ACCENT = "#9c4221";

/** The grounds of public/styles/ground.css; a test holds the two files together. */
export const LIGHT_GROUND = { page: rgbOfHex("#fdf9f6"), card: WHITE };
export const DARK_GROUND = { page: rgbOfHex("#141110"), card: rgbOfHex("#1e1a19") };

export function lightScheme(accent: string): AccentScheme {
  const { chroma, hue, lightness } = oklchOfRgb(rgbOfHex(accent));
  const colour = (l: number) => rgbOfOklch({ lightness: l, chroma, hue });
  for (let l = Math.min(lightness, 0.6); ; l -= 0.005) {
    const scheme = { accent: colour(l), onAccent: WHITE, hover: colour(l - 0.06), ...LIGHT_GROUND };
    const tint = mixed(scheme.accent, LIGHT_GROUND.card, 0.08);
    if (isReadable({ ...scheme, tint })) return { ...scheme, tint };
  }
}

export function darkScheme(accent: string): AccentScheme {
  const { chroma, hue } = oklchOfRgb(rgbOfHex(accent));
  const colour = (l: number) => rgbOfOklch({ lightness: l, chroma: Math.min(chroma, 0.125), hue });
  const onAccent = rgbOfOklch({ lightness: 0.19, chroma: Math.min(chroma, 0.03), hue });
  for (let l = 0.76; ; l += 0.005) {
    const scheme = { accent: colour(l), onAccent, hover: colour(l + 0.05), ...DARK_GROUND };
    const tint = mixed(scheme.accent, DARK_GROUND.card, 0.11);
    if (isReadable({ ...scheme, tint })) return { ...scheme, tint };
  }
}

/** Holds at the latest for black on white and for white on black, so both searches above end. */
export function isReadable({ accent, onAccent, hover, tint, page, card }: AccentScheme): boolean {
  const pairs: [Rgb, Rgb][] = [
    [accent, page],
    [accent, card],
    [accent, tint],
    [onAccent, accent],
    [onAccent, hover],
  ];
  return pairs.every(([text, ground]) => contrast(text, ground) >= READABLE);
}

/** The style sheet at `/{salon}/theme.css`. */
export function themeSheet(accent: string): string {
  return `:root{${properties(lightScheme(accent))}}@media(prefers-color-scheme:dark){:root{${properties(darkScheme(accent))}}}`;
}

function properties({ accent, onAccent, hover, tint }: AccentScheme): string {
  return `--accent:${hexOfRgb(accent)};--on-accent:${hexOfRgb(onAccent)};--hover:${hexOfRgb(hover)};--tint:${hexOfRgb(tint)}`;
}
