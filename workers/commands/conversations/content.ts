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
}

/** `instead`: what is sent where the provider takes nothing but templates any more. */
export type Content =
  | { kind: "text"; text: string; instead?: Template }
  | { kind: "buttons"; text: string; buttons: Choice[]; instead?: Template }
  | { kind: "list"; text: string; button: string; rows: Choice[]; instead?: Template }
  | { kind: "flow"; text: string; button: string; flow: string; token: string; instead?: Template }
  | { kind: "template"; template: Template; marketing?: true };

/** What a person of the team reads of it. */
export function readable(content: Content): string {
  if (content.kind === "template") return [content.template.name, ...content.template.parameters].join(", ");
  return content.text;
}
