// The finder's rival: what one would write in TypeScript, a regular expression for each entity and Luhn's sum where there is
// one. It knows the same entities, less well: no blanks but plain ones, no ranges of issuers, fewer words.

type Pattern = { entity: string; pattern: RegExp; holds?: (match: string) => boolean };

function luhn(match: string): boolean {
  const digits = match.replace(/\D/g, "");
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    let digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    if (i % 2 === 1) digit = digit * 2 - (digit > 4 ? 9 : 0);
    sum += digit;
  }
  return sum % 10 === 0;
}

const PATTERNS: Pattern[] = [
  { entity: "url", pattern: /\b(?:https?|ftp):\/\/[^\s"'<>]*[\w/]|\bwww\.[^\s"'<>]*[\w/]/gi },
  { entity: "email", pattern: /[\w.%+-]+@(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+[a-z]{2,}/gi },
  {
    entity: "id",
    pattern: /(?<!\w)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]) ?\d{4} ?[0-2] ?\d ?\d(?!\w)/g,
    holds: luhn,
  },
  { entity: "card", pattern: /(?<![\w-])(?:\d[ -]?){11,18}\d(?!\w)/g, holds: luhn },
  { entity: "phone", pattern: /(?<!\w)(?:\+|00)[1-9](?:[ ().-]{0,2}\d){7,14}(?!\w)/g },
  { entity: "phone", pattern: /(?<![\w-])\(?0[1-8]\d\)?[ .-]?\d{3}[ .-]?\d{4}(?!\w)/g },
  { entity: "account", pattern: /\b(?:account|acc|rekening(?:nommer)?|i?akhawunti)\b\D{0,40}(\d{7,11})(?!\w)/gi },
  { entity: "ip", pattern: /(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w.])/g },
  { entity: "ip", pattern: /(?<![\w:.])(?:[\da-f]{0,4}:){2,7}[\da-f]{1,4}(?![\w:])/gi },
  {
    entity: "birth-date",
    pattern:
      /\b(?:born|birth(?:day)?|dob|gebore|geboortedatum|ngazalwa|wazalwa|ndazalwa|lokuzalwa|wokuzalwa)\b.{0,40}?(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2} [a-z]+ \d{4})/gi,
  },
  {
    entity: "name",
    pattern:
      /\b(?:my name is|my naam is|ek is|i am|i'm|this is|igama lami? ngu|ngingu|ndingu|mr|mrs|ms|dr|mnr|mev|mej|mnu|nkk)\.? ?(\p{Lu}[\p{L}'-]+(?: \p{Lu}[\p{L}'-]+){0,3})/giu,
  },
];

export interface Found {
  entity: string;
  start: number;
  end: number;
}

/** In the order of the text; of two that overlap the longer stays, as the finder has it. */
export function foundByPatterns(text: string): Found[] {
  const all: Found[] = [];
  for (const { entity, pattern, holds } of PATTERNS) {
    for (const match of text.matchAll(pattern)) {
      const start = match.index + (match[1] === undefined ? 0 : match[0].lastIndexOf(match[1]));
      const told = match[1] ?? match[0];
      if (holds === undefined || holds(told)) all.push({ entity, start, end: start + told.length });
    }
  }
  all.sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Found[] = [];
  for (const each of all) {
    const last = kept.at(-1);
    if (last === undefined || each.start >= last.end) kept.push(each);
    else if (each.end - each.start > last.end - last.start) kept[kept.length - 1] = each;
  }
  return kept;
}
