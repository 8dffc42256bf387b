// What is said in a conversation, whatever the channel: words, words with buttons, words with a list, words with a form (a Flow, by
// the provider's id of it), or a template that a provider has approved. The channel makes of it what it has.

export interface Choice {
  /** Comes back when it is pressed. */
  id: string;
  title: string;
  description?: string;
}

export interface Template {
  name: string;
  /** As the provider writes it: `en`, `af`, `zu`, `en_US`. */
  language: string;
  parameters: string[];
  /** What its buttons send back, in their order. */
  payloads?: string[];
}

/** `instead`: what is sent where the provider takes nothing but templates any more. */
export type Content =
  | { kind: "text"; text: string; instead?: Template }
  | { kind: "buttons"; text: string; buttons: Choice[]; instead?: Template }
  | { kind: "list"; text: string; button: string; rows: Choice[]; instead?: Template }
  | { kind: "flow"; text: string; button: string; flow: string; token: string; instead?: Template }
  | { kind: "template"; template: Template; marketing?: true };

/** What a channel shows at most, in UTF-16 units. What is longer than `body` goes before what is to be chosen from. */
export interface Bounds {
  text: number;
  body: number;
  /** More choices than this, or choices with a description, are a list. */
  buttons: number;
  buttonTitle: number;
  rows: number;
  rowTitle: number;
  rowDescription: number;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The text, or as many whole characters of it as fit with an ellipsis. A family of emoji is one character. */
export function shortened(
  text: string,
  most: number,
  sizeOf: (text: string) => number = ({ length }) => length,
): string {
  if (sizeOf(text) <= most) return text;
  const room = most - sizeOf("…");
  let kept = "";
  let size = 0;
  for (const { segment } of graphemes.segment(text)) {
    size += sizeOf(segment);
    if (size > room) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** What can be chosen of it, in its order. */
export function choicesOf(content: Content): readonly Choice[] {
  if (content.kind === "buttons") return content.buttons;
  return content.kind === "list" ? content.rows : [];
}

/** Which of the choices a reply picks, where a channel shows them as numbered lines: by its number, or in its own words. */
export function chosen(choices: readonly Choice[], said: string): Choice | null {
  const reply = said.trim().replace(/[.)]$/, "");
  const nth = /^\d{1,2}$/.test(reply) ? Number(reply) : 0;
  const same = (title: string): boolean => title.toLowerCase() === reply.toLowerCase();
  return choices[nth - 1] ?? choices.find(({ title }) => same(title)) ?? null;
}

/** The words with their choices as numbered lines below. */
export function numbered(content: Content, most: number, sizeOf?: (text: string) => number): string {
  if (content.kind === "template") throw new RangeError("A template is one channel's alone.");
  const size = sizeOf ?? (({ length }: string) => length);
  const lines = choicesOf(content).map(({ title, description }, i) =>
    [`${i + 1}. ${title}`, description].filter(Boolean).join(" - "),
  );
  const list = lines.length === 0 ? "" : `\n\n${lines.join("\n")}`;
  const text = content.text.trim();
  if (text === "") throw new RangeError("What is shown may not be empty.");
  return shortened(text, Math.max(most - size(list), 1), size) + list;
}

/** What a person of the team reads of it. */
export function readable(content: Content): string {
  if (content.kind === "template") return [content.template.name, ...content.template.parameters].join(", ");
  return content.text;
}
