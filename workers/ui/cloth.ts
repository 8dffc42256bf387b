// The band of printed cloth that stands where other pages put a photograph: white dots on the salon's colour, after the
// shweshwe prints of Southern Africa. A few hundred bytes, and no two neighbours look the same.

import { html } from "hono/html";
import { lightScheme } from "./accent.ts";
import { hexOfRgb } from "./colour.ts";
import type { Markup } from "./markup.ts";

/** One tile of 36 x 36; white is painted by the pattern's group. */
const PRINTS = [
  // Rings of dots around a diamond.
  [
    "M18 14l4 4-4 4-4-4zM18 5.5a1.5 1.5 0 1 0 .01 0M18 27.5a1.5 1.5 0 1 0 .01 0",
    "M7 16.5a1.5 1.5 0 1 0 .01 0M29 16.5a1.5 1.5 0 1 0 .01 0M10.2 9.2a1 1 0 1 0 .01 0",
    "M25.8 9.2a1 1 0 1 0 .01 0M10.2 24.8a1 1 0 1 0 .01 0M25.8 24.8a1 1 0 1 0 .01 0M0-1l2 2-2 2-2-2z",
    "M36-1l2 2-2 2-2-2zM0 35l2 2-2 2-2-2zM36 35l2 2-2 2-2-2z",
  ].join(""),
  // Leaves in fours.
  [
    "M18 17C13 15 12 10 12 6c4 0 9 1 6 11zM18 19c5 2 6 7 6 11-4 0-9-1-6-11z",
    "M17 18c-2 5-7 6-11 6 0-4 1-9 11-6zM19 18c2-5 7-6 11-6 0 4-1 9-11 6zM0-1a1.4 1.4 0 1 0 .01 0",
    "M36-1a1.4 1.4 0 1 0 .01 0M0 35a1.4 1.4 0 1 0 .01 0M36 35a1.4 1.4 0 1 0 .01 0",
  ].join(""),
  // Drops in rows, set off by half.
  [
    "M9 4c3 4 3 8 0 9-3-1-3-5 0-9zM27 22c3 4 3 8 0 9-3-1-3-5 0-9zM27 6.500a1.300 1.300 0 1 0 .01 0",
    "M9 25a1.300 1.300 0 1 0 .01 0M18 14.500a.9.9 0 1 0 .01 0M0 14.500a.9.9 0 1 0 .01 0",
    "M36 14.500a.9.9 0 1 0 .01 0M18 32.500a.9.9 0 1 0 .01 0M0 32.500a.9.9 0 1 0 .01 0",
    "M36 32.500a.9.9 0 1 0 .01 0",
  ].join(""),
];

export function cloth(slug: string, accent: string): Markup {
  const print = PRINTS[checksum(slug) % PRINTS.length] ?? "";
  const ground = html`<rect width="100%" height="100%" fill="${inked(accent)}"/>`;
  return html`<svg class="cloth" aria-hidden="true" width="100%" height="100%">
<pattern id="print-${slug}" width="36" height="36" patternUnits="userSpaceOnUse">
<path d="${print}" fill="#fff" fill-opacity=".42"/></pattern>
${ground}<rect width="100%" height="100%" fill="url(#print-${slug})"/></svg>`;
}

/** The salon's initial on its colour. */
export function monogram(name: string, accent: string): Markup {
  return html`<svg class="mono" aria-hidden="true" viewBox="0 0 40 40">
<rect width="40" height="40" rx="12" fill="${inked(accent)}"/>
<text x="20" y="27" text-anchor="middle" fill="#fff">${initialOf(name)}</text></svg>`;
}

/** A person's initial in a soft round. */
export function face(name: string): Markup {
  return html`<svg class="face" aria-hidden="true" viewBox="0 0 40 40"><circle cx="20" cy="20" r="20"/><text x="20" y="26" text-anchor="middle">${initialOf(name)}</text></svg>`;
}

function inked(accent: string): string {
  return hexOfRgb(lightScheme(accent).accent);
}

function initialOf(name: string): string {
  return [...name.trim()][0]?.toUpperCase() ?? "";
}

function checksum(text: string): number {
  let sum = 0;
  for (const character of text) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return sum;
}
