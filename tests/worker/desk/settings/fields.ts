// What a browser would send of a page's settings form, read from its markup.

export function fieldsIn(page: string): URLSearchParams {
  const form =
    /<form[^>]*data-settings[^>]*>([\s\S]*?)<\/form>/.exec(page)?.[1] ??
    /<main[^>]*>([\s\S]*?)<\/main>/.exec(page)?.[1] ??
    "";
  const fields = new URLSearchParams();
  for (const [whole, tag = ""] of form.matchAll(/<(input|textarea|select)\b[^>]*>(?:[\s\S]*?<\/\1>)?/g)) {
    const head = /^<[^>]*>/.exec(whole)?.[0] ?? "";
    const name = attribute(head, "name");
    if (name === null) continue;
    if (tag === "textarea")
      fields.append(name, plain(whole.slice(head.length, -"</textarea>".length).replace(/^\n/, "")));
    else if (tag === "select")
      fields.append(
        name,
        attribute(
          /<option[^>]*\bselected\b[^>]*>/.exec(whole)?.[0] ?? /<option[^>]*>/.exec(whole)?.[0] ?? "",
          "value",
        ) ?? "",
      );
    else if (!/type="(checkbox|radio)"/.test(head) || / checked/.test(head))
      fields.append(name, attribute(head, "value") ?? "");
  }
  return fields;
}

const attribute = (tag: string, name: string): string | null => {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return found === undefined ? null : plain(found);
};

export const plain = (text: string): string =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
