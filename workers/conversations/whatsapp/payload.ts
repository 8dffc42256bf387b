// What is said, as WhatsApp's Cloud API takes it: within its bounds, which are in characters, and never with half a character at the
// end of what had to be shortened.

import {
  type Bounds,
  type Choice,
  type Content,
  shortened,
  type Template,
} from "../../commands/conversations/content.ts";

/** The provider's bounds, in UTF-16 units, which is never more than it counts. */
export const BOUNDS = {
  text: 4096,
  body: 1024,
  buttons: 3,
  buttonTitle: 20,
  buttonId: 256,
  rows: 10,
  rowTitle: 24,
  rowDescription: 72,
  rowId: 200,
  listButton: 20,
} as const satisfies Bounds & Record<string, number>;

/** An id comes back as it was, so one that does not fit cannot be shortened. */
function whole(id: string, most: number): string {
  if (id.length === 0 || id.length > most) throw new RangeError(`An id has 1 to ${most} characters.`);
  return id;
}

function filled(text: string, most: number): string {
  const trimmed = text.trim();
  if (trimmed === "") throw new RangeError("What is shown may not be empty.");
  return shortened(trimmed, most);
}

/** More than three buttons are a list, for which `button` opens it; more than ten rows are cut. */
export function messageOf(content: Content): Record<string, unknown> {
  switch (content.kind) {
    case "text":
      return { type: "text", text: { body: filled(content.text, BOUNDS.text), preview_url: false } };
    case "buttons":
      if (content.buttons.length > BOUNDS.buttons) return list(content.text, "…", content.buttons);
      return buttons(content.text, content.buttons);
    case "list":
      return list(content.text, content.button, content.rows);
    case "flow":
      return flow(content);
    case "template":
      return template(content.template);
  }
}

function buttons(text: string, choices: readonly Choice[]): Record<string, unknown> {
  distinct(choices);
  return {
    type: "interactive",
    interactive: {
      type: "button",
      body: { text: filled(text, BOUNDS.body) },
      action: {
        buttons: choices.map(({ id, title }) => ({
          type: "reply",
          reply: { id: whole(id, BOUNDS.buttonId), title: filled(title, BOUNDS.buttonTitle) },
        })),
      },
    },
  };
}

function list(text: string, button: string, choices: readonly Choice[]): Record<string, unknown> {
  const shown = choices.slice(0, BOUNDS.rows);
  distinct(shown);
  const rows = shown.map(({ id, title, description }) => ({
    id: whole(id, BOUNDS.rowId),
    title: filled(title, BOUNDS.rowTitle),
    ...(description === undefined || description.trim() === ""
      ? {}
      : { description: filled(description, BOUNDS.rowDescription) }),
  }));
  return {
    type: "interactive",
    interactive: {
      type: "list",
      body: { text: filled(text, BOUNDS.text) },
      action: { button: filled(button, BOUNDS.listButton), sections: [{ rows }] },
    },
  };
}

/** The form asks us for its first screen itself (`data_exchange`). */
function flow({ text, button, flow: id, token }: Extract<Content, { kind: "flow" }>): Record<string, unknown> {
  const parameters = {
    flow_message_version: "3",
    flow_id: id,
    flow_token: token,
    flow_cta: filled(button, BOUNDS.listButton),
    flow_action: "data_exchange",
  };
  return {
    type: "interactive",
    interactive: {
      type: "flow",
      body: { text: filled(text, BOUNDS.body) },
      action: { name: "flow", parameters },
    },
  };
}

function distinct(choices: readonly Choice[]): void {
  if (choices.length === 0) throw new RangeError("There must be something to choose.");
  if (new Set(choices.map(({ id }) => id)).size < choices.length) throw new RangeError("Two choices have one id.");
}

function template({ name, language, parameters, payloads = [] }: Template): Record<string, unknown> {
  const body = { type: "body", parameters: parameters.map((text) => ({ type: "text", text })) };
  const buttons = payloads.map((payload, i) => ({
    type: "button",
    sub_type: "quick_reply",
    index: String(i),
    parameters: [{ type: "payload", payload: whole(payload, BOUNDS.buttonId) }],
  }));
  const components = [...(parameters.length === 0 ? [] : [body]), ...buttons];
  return {
    type: "template",
    template: { name, language: { code: language }, ...(components.length === 0 ? {} : { components }) },
  };
}
