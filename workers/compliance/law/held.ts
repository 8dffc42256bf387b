// GET /compliance/{salon}/held: what is held about whom, why, on which ground, for how long, and how much of it there is. Made
// from the data map and the terms of retention, so that it cannot tell less than there is.

import { html } from "hono/html";
import dataMap from "../../../shared/policies/data-map.json" with { type: "json" };
import retention from "../../../shared/policies/retention.json" with { type: "json" };
import { salonOfPage } from "../../http/pages/staff.ts";
import type { DoorContext } from "../../http/request.ts";
import { countHeld, type HeldCounts } from "../../store/law/held.ts";
import type { Markup } from "../../ui/markup.ts";
import { houseWords } from "../../ui/shell.ts";
import { type Words, wordOr } from "../../ui/words.ts";
import { lawPage, row } from "./frame.ts";

type Marks = [category: string, purpose: string][];

const TABLES = Object.entries(dataMap.tables).map(([table, { retention: term, personal }]) => ({
  table,
  term,
  marks: Object.values(personal) as Marks,
}));

export async function showHeld(c: DoorContext): Promise<Response> {
  const salon = await salonOfPage(c);
  const { words } = houseWords(c.req.raw);
  const counts = await countHeld(c.env, salon.slug);
  const body = html`<section class="group"><h2>${words.say("law.held.why")}</h2><ul class="rows">${purposes(words)}</ul></section>
<section class="group"><h2>${words.say("law.held.how-long")}</h2><ul class="rows">${terms(words, counts)}</ul></section>`;
  const lede = words.say("law.held.lede", { salon: salon.view.name });
  return lawPage(c, salon, words.say("law.held.title"), lede, body);
}

function purposes(words: Words): Markup[] {
  const marks = TABLES.flatMap((table) => table.marks);
  return Object.entries(dataMap.purposes).map(([purpose, { what, basis }]) => {
    const kinds = [...new Set(marks.filter((mark) => mark[1] === purpose).map(([category]) => category))];
    const named = kinds.map((kind) => wordOr(words, `law.kind.${kind}`, kind));
    return row(wordOr(words, `law.why.${purpose}`, what), basis, named.join(", "));
  });
}

interface Term {
  keep_years?: number;
  keep_days?: number;
  after: string;
  from: string;
}

function terms(words: Words, counts: HeldCounts): Markup[] {
  return Object.entries(retention.categories as Record<string, Term>).flatMap(([name, term]) => {
    const tables = TABLES.filter(({ term: of, marks }) => of === name && marks.length > 0);
    if (tables.length === 0) return [];
    const n = tables.reduce((sum, { table }) => sum + (counts[table] ?? 0), 0);
    const { keep_years: years, keep_days: days = 0 } = term;
    const time =
      years === undefined ? words.say("law.held.days", { n: days }) : words.say("law.held.years", { n: years });
    const from = wordOr(words, `law.term.${name}`, term.from);
    const kept = words.say(term.after === "delete" ? "law.held.delete" : "law.held.de-identify", { time, from });
    const known = tables.some(({ table }) => table in counts);
    return [
      row(wordOr(words, `law.store.${name}`, name), ...(known ? [words.count("law.held.entries", n)] : []), kept),
    ];
  });
}
