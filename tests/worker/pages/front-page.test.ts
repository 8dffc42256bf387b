// The front page finds every salon there is, by any of its words, a page at a time.

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { findSalonCards } from "../../../workers/store/salons.ts";
import { call } from "../api/client.ts";
import { openSalon } from "../commands/surroundings.ts";

/** Many salons of one name, and one that comes after all of them. */
async function crowd(): Promise<string> {
  await env.DB.prepare(`
    INSERT OR IGNORE INTO salon_card (salon_id, name, place, languages, services, words)
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 299)
    SELECT printf('crowd-%03d', i), 'Crowd ' || i, 'Soweto', '["en"]',
           json_array(json_object('en', 'Cut ' || i), json_object('en', 'Colour'), json_object('en', 'Braids')), 'crowd ' || i || ' soweto' FROM n`).run();
  const { slug } = await openSalon((salon) => {
    salon.slug = "zz-last";
    salon.name = "Zoë's Élan";
    salon.address = { street: "1 Main Road", suburb: "Québec", city: "Bloemfontein" };
  });
  return slug;
}

test("the 300th salon is found, by words in any order, in any case, with or without accents", async () => {
  const last = await crowd();
  for (const words of ["ZOE elan", "élan zoë", "quebec", "Bloem", "cut zoe"]) {
    const page = await call(`/?q=${encodeURIComponent(words)}`);
    expect(page.text, words).toContain(`href="/${last}"`);
    expect(page.text, words).not.toContain('href="/crowd-001"');
  }
  const none = await call("/?q=zoe+soweto");
  expect(none.text).not.toContain('href="/zz-last"');
  for (const odd of ["%", "_", "'", '"', "\\", "[]", "null"])
    expect((await call(`/?q=${encodeURIComponent(odd)}`)).status).toBe(200);
});

test("a page holds two dozen, and the pages together hold every salon once", async () => {
  const last = await crowd();
  const seen: string[] = [];
  let path: string | undefined = "/?q=";
  while (path !== undefined) {
    const { text } = await call(path);
    const cards = [...text.matchAll(/class="card salon-card" href="\/([^"]+)"/g)].map(([, slug = ""]) => slug);
    expect(cards.length).toBeLessThanOrEqual(24);
    seen.push(...cards);
    path = /class="btn" href="(\/\?[^"]*after=[^"]+)"/.exec(text)?.[1]?.replaceAll("&amp;", "&");
  }
  const all = await env.DB.prepare("SELECT salon_id FROM salon_card ORDER BY salon_id").all<{ salon_id: string }>();
  expect(seen).toEqual(all.results.map(({ salon_id }) => salon_id));
  expect(seen.at(-1)).toBe(last);
  const { total, more } = await findSalonCards(env, ["crowd"], "", 24);
  expect({ total, more }).toEqual({ total: 299, more: true });
});

test("a full page is small enough for a first visit", async () => {
  await crowd();
  const page = await call("/");
  const compressed = new Response(page.text).body?.pipeThrough(new CompressionStream("gzip"));
  const { byteLength } = await new Response(compressed).arrayBuffer();
  // 14 KB less the style sheet, the script, the icon, the manifest and every answer's headers.
  expect(byteLength).toBeLessThan(14 * 1024 - 9 * 1024);
});

test("a salon of before the projection gets the card that its next edit would write", async () => {
  const slug = await crowd();
  const card = () => env.DB.prepare("SELECT * FROM salon_card WHERE salon_id = ?1").bind(slug).first();
  const written = await card();
  await env.DB.prepare("DELETE FROM salon_card").run();
  const fill = env.TEST_MIGRATIONS.find(({ name }) => name.startsWith("0011"))?.queries.at(-1) ?? "";
  await env.DB.prepare(fill).run();
  expect(await card()).toEqual(written);
});
