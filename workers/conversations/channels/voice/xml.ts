// XML as telephone providers take it: elements of our own names, whose texts and attributes are whatever anybody said.

/** What XML 1.0 has no place for, even escaped (2.2), and halves of surrogate pairs. */
const NO_CHARACTERS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "\n": "&#10;",
  "\r": "&#13;",
  "\t": "&#9;",
};

/** A text that reads as it was between tags and in an attribute. */
export function escaped(text: string): string {
  return text.replace(NO_CHARACTERS, "").replace(/[&<>"'\n\r\t]/g, (one) => ESCAPES[one] ?? "");
}

/** Made by `element` and `words` alone, so that nothing goes in without being escaped. */
export type Xml = { readonly xml: string };

export const words = (text: string): Xml => ({ xml: escaped(text) });

export function element(name: string, attributes: Record<string, string>, ...inside: readonly Xml[]): Xml {
  const listed = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  return { xml: `<${name}${listed.join("")}>${inside.map(({ xml }) => xml).join("")}</${name}>` };
}

export function documentOf(root: Xml): Response {
  const headers = { "Content-Type": "text/xml; charset=utf-8", "Cache-Control": "no-store" };
  return new Response(`<?xml version="1.0" encoding="UTF-8"?>${root.xml}`, { headers });
}
