// What somebody wrote in a letter themselves: without what they quote, without their signature. Goes over the lines once.

/** Characters of a line that are looked at; what announces a quotation is shorter. */
const LOOKED_AT = 300;

const ENDS: readonly RegExp[] = [
  /^--\s?$/, // a signature (RFC 3676, 4.3)
  /^-{3,}\s*(original message|oorspronklike boodskap|forwarded message)/i,
  /^_{10,}$/,
  /^(sent from my|sent from outlook|get outlook for|gestuur (vanaf|van) my)\b/i,
  /^\*?(from|van|kusuka|ivela ku|isuka ku):\*?\s.*@/i,
];
/** `On Tue, 3 Nov 2026 at 10:00, Salon <…> wrote:`, in the four languages; it may be broken over lines. */
const ANNOUNCED = /^(on|op|ngo|ngomhla|nge)\b.{5,280}(wrote|skryf|geskryf|ubhale|wabhala|wabhale):$/i;
const MOST_LINES_OF_IT = 3;

export function ownWords(text: string): string {
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  const kept: string[] = [];
  for (const [i, line] of lines.entries()) {
    const looked = line.slice(0, LOOKED_AT).trim();
    if (ENDS.some((end) => end.test(looked)) || isAnnounced(lines, i)) break;
    if (!looked.startsWith(">")) kept.push(line.trimEnd());
  }
  return kept.join("\n").trim();
}

function isAnnounced(lines: readonly string[], from: number): boolean {
  let whole = "";
  for (const line of lines.slice(from, from + MOST_LINES_OF_IT)) {
    whole = `${whole} ${line.slice(0, LOOKED_AT).trim()}`.trim().slice(0, LOOKED_AT);
    if (ANNOUNCED.test(whole)) return true;
  }
  return false;
}

/** Where a block begins or ends, a line does. */
const BREAKS = /^\/?(p|div|br|li|tr|h[1-6]|blockquote)\b/i;
const HIDDEN = /^(style|script|head|title)\b/i;
const QUOTED = /^(blockquote\b|div[^>]{0,200}(gmail_quote|divRplyFwdMsg))/i;

/** The words of a letter that has HTML alone. What is quoted ends it. Looks at each character once. */
export function wordsOfHtml(html: string): string {
  let out = "";
  let hidden: string | null = null;
  for (let at = 0; at < html.length; ) {
    const open = html.indexOf("<", at);
    if (hidden === null) out += html.slice(at, open === -1 ? html.length : open);
    const close = open === -1 ? -1 : html.indexOf(">", open);
    if (close === -1) break;
    const tag = html.slice(open + 1, Math.min(close, open + LOOKED_AT));
    if (hidden === null && QUOTED.test(tag)) break;
    if (BREAKS.test(tag)) out += "\n";
    const name = HIDDEN.exec(tag)?.[1]?.toLowerCase() ?? null;
    if (hidden === null && name !== null && !tag.endsWith("/")) hidden = name;
    else if (hidden !== null && tag.toLowerCase().startsWith(`/${hidden}`)) hidden = null;
    at = close + 1;
  }
  return out.replace(/&(nbsp|amp|lt|gt|quot|#39|apos);/g, (_, name: string) => ENTITIES[name] ?? " ");
}

const ENTITIES: Readonly<Record<string, string>> = {
  nbsp: " ",
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  "#39": "'",
  apos: "'",
};
