// What a salon shows of itself: a poster that leads to its own address, and a page for each person with what they do and when they are free.
import { expect, test } from "vitest";
import { posterSvg } from "../../../../workers/desk/poster.ts";
import { signedIn } from "../../access/people.ts";
import { call, newSalon } from "../../api/client.ts";

/** The modules of the code in a poster, row by row, from its path. */
function modulesOf(svg: string): boolean[][] {
  const [, path = ""] = / d="([^"]+)"/.exec(svg) ?? [];
  const runs = [...path.matchAll(/M(\d+) (\d+)h(\d+)v1h-(\d+)z/g)].map(
    ([, x, y, width]) => [Number(x), Number(y), Number(width)] as const,
  );
  const side = Math.max(...runs.map(([x, , width]) => x + width));
  const rows = Array.from({ length: side }, () => Array.from({ length: side }, () => false));
  for (const [x, y, width] of runs) for (let i = x; i < x + width; i++) (rows[y] ?? [])[i] = true;
  return rows;
}

const FINDER = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"];

test("a poster is a page of A4 in the salon's colour, with a code that has its three finders, and its words in four languages", async () => {
  const salon = await newSalon((document) => {
    document.name = "Nails & <Hair>";
    document.accent = "#0b6e4f";
  });
  const reception = await signedIn(salon, "reception");
  const of = (lang: string) =>
    call(`/desk/${salon}/poster.svg?lang=${lang}`, { headers: { Cookie: reception.cookie } });
  const words = new Set<string>();
  for (const lang of ["en", "af", "zu", "xh"]) {
    const { status, headers, text } = await of(lang);
    expect([status, headers.get("Content-Type"), headers.get("Content-Security-Policy")]).toEqual([
      200,
      "image/svg+xml; charset=utf-8",
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ]);
    expect(text).toMatch(/viewBox="0 0 210 297"\s+width="210mm" height="297mm"/);
    expect(text).toContain("Nails &amp; &lt;Hair&gt;");
    expect(text).toContain(`booking.test/${salon}`);
    expect(text).not.toMatch(/<script|<style|style=/);
    words.add(/<title>([^<]*)</.exec(text)?.[1] ?? "");
    const modules = modulesOf(text);
    const side = modules.length;
    expect((side - 17) % 4).toBe(0);
    for (const [x, y] of [
      [0, 0],
      [side - 7, 0],
      [0, side - 7],
    ] as const) {
      const seen = FINDER.map((_, row) =>
        (modules[y + row] ?? [])
          .slice(x, x + 7)
          .map((dark) => (dark ? "1" : "0"))
          .join(""),
      );
      expect(seen).toEqual(FINDER);
    }
  }
  expect(words.size).toBe(4);
});

test("a poster's name is as small as it must be to stay on the page", () => {
  const size = (name: string) =>
    Number(
      /font-size="([\d.]+)"/.exec(posterSvg({ name, call: "c", how: "h", url: "https://a.example/b" }, "#9c4221"))?.[1],
    );
  expect(size("Kim")).toBe(20);
  expect(size("x".repeat(120)) * 120 * 0.58).toBeLessThanOrEqual(180.5);
});

test("a person's page has what they do at their own price, the first free times, and each leads on with them chosen", async () => {
  const salon = await newSalon();
  const { status, text } = await call(`/${salon}/with/thandi`);
  expect(status).toBe(200);
  expect(text).toContain("Book with Thandi");
  const links = [...text.matchAll(/href="(\/[^"]+\/book\?[^"]+)"/g)].map(([, href]) =>
    (href ?? "").replaceAll("&amp;", "&"),
  );
  expect(links.length).toBeGreaterThan(1);
  for (const href of links) expect(new URLSearchParams(href.split("?")[1]).getAll("staff")).toEqual(["thandi"]);
  const timed = links.filter((href) => href.includes("start="));
  expect(timed.length).toBeGreaterThan(0);
  const next = await call(timed[0] ?? "");
  expect(next.status).toBe(200);
  const home = await call(`/${salon}`);
  expect(home.text).toContain(`href="/${salon}/with/thandi"`);
});

test("nobody's page is none", async () => {
  const salon = await newSalon();
  for (const person of ["nobody", "chair.1", "%3Cb%3E"])
    expect((await call(`/${salon}/with/${person}`)).status).toBe(404);
});
