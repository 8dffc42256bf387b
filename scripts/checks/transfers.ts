// Holds the register of transfers (shared/policies/transfers.json, POPIA s 72) against what the Worker is bound to: every binding
// of wrangler.toml has a recipient, every recipient a ground, and its categories are those of the data map.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../local/process.ts";

interface Recipient {
  id: string;
  bindings: string[];
  categories: string[];
  ground: string;
  why: string;
  agreement: string | null;
}

/** S 72(1)(a) rests on law or agreement, so it names one; the others rest on the person or on what they asked for. */
const ground = /^s 72\(1\)\([a-e]\)$/;
const LANGUAGES = ["en", "af", "zu", "xh"];

export function transferFaults(): string[] {
  const { recipients } = policy<{ recipients: Recipient[] }>("transfers.json");
  const { categories } = policy<{ categories: Record<string, string> }>("data-map.json");
  const bindings = bindingsOf(readFileSync(join(root, "wrangler.toml"), "utf8"));
  if (bindings.length === 0) return ["wrangler.toml binds nothing: the walk is broken"];
  return [
    ...bindings.flatMap((binding) => {
      const times = recipients.filter((each) => each.bindings.includes(binding)).length;
      return times === 1 ? [] : [`${binding}: ${times} recipients of the register answer for it`];
    }),
    ...recipients.flatMap((each) => recipientFaults(each, bindings, Object.keys(categories))),
  ];
}

function recipientFaults({ id, ...of }: Recipient, bindings: string[], categories: string[]): string[] {
  const unspoken = LANGUAGES.filter((language) => {
    return !(id in policy<{ transfers: Record<string, string> }>(`notice/${language}.json`).transfers);
  });
  return [
    ...(ground.test(of.ground) ? [] : [`${id}: "${of.ground}" is no ground of s 72(1)`]),
    ...(of.ground === "s 72(1)(a)" && of.agreement === null
      ? [`${id}: (a) rests on an agreement, and none is named`]
      : []),
    ...of.bindings.filter((name) => !bindings.includes(name)).map((name) => `${id}: wrangler.toml binds no ${name}`),
    ...of.categories.filter((name) => !categories.includes(name)).map((name) => `${id}: no category is called ${name}`),
    // Whoever keeps the database keeps every category there is.
    ...(of.bindings.includes("DB")
      ? categories.filter((name) => !of.categories.includes(name)).map((name) => `${id}: holds ${name} too`)
      : []),
    ...unspoken.map((language) => `${id}: the notice has no words for it in ${language}`),
  ];
}

/** Names under which wrangler.toml binds something; a comment binds nothing. */
function bindingsOf(toml: string): string[] {
  const lines = toml.split("\n").filter((line) => !line.startsWith("#"));
  const tables: { table: string; name: string }[] = [];
  let table = "";
  for (const line of lines) {
    table = /^\[+([\w.]+)\]+/.exec(line)?.[1] ?? table;
    const [, key = "", name = ""] = /^(binding|name) = "(\w+)"/.exec(line) ?? [];
    if (
      key === "binding" ||
      (key === "name" && ["send_email", "ratelimits", "durable_objects.bindings"].includes(table))
    )
      tables.push({ table, name });
  }
  return tables.map(({ name }) => name);
}

function policy<T>(file: string): T {
  return JSON.parse(readFileSync(join(root, "shared/policies", file), "utf8")) as T;
}
