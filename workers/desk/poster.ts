// GET /desk/{salon}/poster: a page to hang up with the salon's own address as a QR code, in each of the languages. …/poster.svg is the
// page itself, A4, in the salon's colour; it holds no style sheet and no script, so it prints alike everywhere.

import { html } from "hono/html";
import qrcode from "qrcode-generator";
import { salonOfPage } from "../http/pages/staff.ts";
import { commandContext, type DoorContext } from "../http/request.ts";
import type { Actor } from "../permissions.ts";
import { HOUSE_ACCENT, lightScheme } from "../ui/accent.ts";
import { hexOfRgb } from "../ui/colour.ts";
import { houseWords, withLang } from "../ui/shell.ts";
import { LANGUAGES } from "../ui/words.ts";
import { deskAnswer } from "./frame.ts";

export async function showPoster(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const house = houseWords(c.req.raw);
  const { words } = house;
  const title = words.say("poster.title");
  const own = withLang(`/desk/${salon.slug}/poster.svg`, { lang: words.language });
  const others = LANGUAGES.map((lang) => {
    const file = `/desk/${salon.slug}/poster.svg?lang=${lang}`;
    return html`<li><a class="row" href="${file}" download="${salon.slug}-${lang}.svg"><span class="what">
<b>${words.say(`language.${lang}`)}</b></span><span class="cost"><small>SVG · A4</small></span></a></li>`;
  });
  const main = html`<div class="narrow"><h1>${title}</h1><p class="lede">${words.say("poster.lede")}</p>
<p><a href="${own}"><img class="poster" src="${own}" width="210" height="297" alt="${words.say("poster.alt", { salon: salon.view.name })}"></a></p>
<h2>${words.say("poster.take")}</h2><ul class="rows">${others}</ul></div>`;
  return deskAnswer(house, salon, actor, { room: "settings", title, main });
}

export async function posterFile(c: DoorContext): Promise<Response> {
  const salon = await salonOfPage(c);
  const { words } = houseWords(c.req.raw);
  const url = `${commandContext(c).origin}/${salon.slug}`;
  const { name, accent = HOUSE_ACCENT } = salon.view;
  const texts = { name, call: words.say("poster.call"), how: words.say("poster.how"), url };
  return new Response(posterSvg(texts, accent), {
    headers: {
      "Content-Type": "image/svg+xml; charset=utf-8",
      "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "strict-origin",
      "Cache-Control": "no-store",
      "X-Robots-Tag": "noindex",
      Vary: "Accept-Language",
    },
  });
}

interface PosterTexts {
  name: string;
  call: string;
  how: string;
  url: string;
}

/** Millimetres: a page of A4, and the code's side on it. Four modules around a code stay white (ISO/IEC 18004). */
const PAGE = { width: 210, height: 297 };
const CODE = 104;
const QUIET = 4;
/** Widths of letters differ; this much of its height is the widest that a line's average comes to. */
const LETTER = 0.58;

export function posterSvg({ name, call, how, url }: PosterTexts, accent: string): string {
  const scheme = lightScheme(accent);
  const [ground, ink] = [hexOfRgb(scheme.accent), hexOfRgb(scheme.onAccent)];
  const left = (PAGE.width - CODE) / 2;
  const shown = url.replace(/^https?:\/\//, "");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${PAGE.width} ${PAGE.height}"
width="${PAGE.width}mm" height="${PAGE.height}mm" role="img" font-family="system-ui, 'Segoe UI', Roboto, sans-serif" text-anchor="middle">
<title>${escaped(`${name}: ${call}`)}</title><rect width="210" height="297" fill="${ground}"/>
${line(name, 62, 20, ink, 750)}${line(call, 80, 10, ink, 500)}
<rect x="${left - 10}" y="98" width="${CODE + 20}" height="${CODE + 20}" rx="9" fill="#fff"/>
${code(url, left, 108)}
${line(how, 242, 8, ink, 500)}${line(shown, 258, 8, ink, 700)}</svg>`;
}

/** One line in the middle, as large as it may be and as small as it must. */
function line(text: string, y: number, size: number, fill: string, weight: number): string {
  const fits = Math.min(size, (PAGE.width - 30) / (Math.max(1, [...text].length) * LETTER));
  return `<text x="105" y="${y}" font-size="${fits.toFixed(2)}" font-weight="${weight}" fill="${fill}">${escaped(text)}</text>`;
}

/** Of a version that holds the address with a quarter of it unreadable (level Q): a poster is scratched and written on. */
function code(text: string, x: number, y: number): string {
  const qr = qrcode(0, "Q");
  qr.addData(text, "Byte");
  qr.make();
  const side = qr.getModuleCount();
  const scale = CODE / (side + 2 * QUIET);
  let path = "";
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      if (!qr.isDark(row, column)) continue;
      let end = column + 1;
      while (end < side && qr.isDark(row, end)) end++;
      path += `M${column} ${row}h${end - column}v1h-${end - column}z`;
      column = end;
    }
  }
  const at = `translate(${x} ${y}) scale(${scale.toFixed(5)}) translate(${QUIET} ${QUIET})`;
  return `<path transform="${at}" fill="#000" shape-rendering="crispEdges" d="${path}"/>`;
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
