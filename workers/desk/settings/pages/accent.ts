// The salon's colour as its pages show it: corrected until it can be read, in light and in dark, with the contrast it has then.

import { html } from "hono/html";
import type { Salon } from "../../../store/snapshots.ts";
import { type AccentScheme, darkScheme, HOUSE_ACCENT, lightScheme } from "../../../ui/accent.ts";
import { contrast, hexOfRgb } from "../../../ui/colour.ts";
import type { Markup } from "../../../ui/markup.ts";
import type { Words } from "../../../ui/words.ts";

/** `typed`: the colour in the form, if it came back. Inks are attributes, for the policy of our pages lets no style in. */
export function accentShown(words: Words, salon: Salon, typed: string | null): Markup {
  const wished = /^#[0-9a-f]{6}$/i.test(typed ?? "") ? String(typed) : (salon.view.accent ?? HOUSE_ACCENT);
  const light = lightScheme(wished);
  return html`<figure class="pair colours">${sample(words, salon.view.name, words.say("settings.light"), light)}
${sample(words, salon.view.name, words.say("settings.dark"), darkScheme(wished))}</figure>
${hexOfRgb(light.accent) !== wished.toLowerCase() && html`<p class="note">${words.say("settings.colour-corrected")}</p>`}`;
}

function sample(words: Words, name: string, scheme: string, { accent, onAccent, page }: AccentScheme): Markup {
  const least = Math.min(contrast(accent, page), contrast(onAccent, accent)).toFixed(1);
  const text = words.say("settings.contrast", { scheme, n: least });
  return html`<svg viewBox="0 0 240 120" role="img" aria-label="${text}"><rect width="240" height="120" rx="16" fill="${hexOfRgb(page)}"/>
<text x="20" y="42" font-size="18" font-weight="700" fill="${hexOfRgb(accent)}">${name.slice(0, 22)}</text>
<rect x="20" y="60" width="110" height="40" rx="12" fill="${hexOfRgb(accent)}"/>
<text x="75" y="86" font-size="16" font-weight="650" text-anchor="middle" fill="${hexOfRgb(onAccent)}">${least} : 1</text></svg>`;
}
