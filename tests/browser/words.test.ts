// What the pages are made of, without a browser: colours that can be read, words in four languages, text that stays text.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../../scripts/local/process.ts";
import {
  DARK_GROUND,
  darkScheme,
  HOUSE_ACCENT,
  isReadable,
  LIGHT_GROUND,
  lightScheme,
} from "../../workers/ui/accent.ts";
import { face, monogram } from "../../workers/ui/cloth.ts";
import { contrast, hexOfRgb, oklchOfRgb, rgbOfHex, rgbOfOklch } from "../../workers/ui/colour.ts";
import {
  clockTime,
  dateOfIso,
  instantOfIso,
  isoDate,
  isoInstant,
  lengthOfTime,
  longDay,
  money,
  weekdayOf,
} from "../../workers/ui/dates.ts";
import { field } from "../../workers/ui/forms.ts";
import { chosenLanguage, LANGUAGES, offeredLanguages, wordsIn } from "../../workers/ui/words.ts";

type Locale = Record<string, string> & { _review: string[] };
const file = (path: string) => JSON.parse(readFileSync(join(root, `shared/locales/${path}.json`), "utf8")) as Locale;
const locale = (language: string): Locale => {
  const files = globSync(`{,*/}${language}.json`, { cwd: join(root, "shared/locales") }).map((path) =>
    file(path.slice(0, -".json".length)),
  );
  assert.ok(files.length > 5, "every room has words");
  const keys = files.flatMap((one) => Object.keys(one).filter((key) => key !== "_review"));
  const twice = keys.filter((key, i) => keys.indexOf(key) !== i);
  assert.deepEqual(twice, [], `${language} has these in two files`);
  return { ...Object.assign({}, ...files), _review: files.flatMap(({ _review }) => _review) } as Locale;
};

test("whatever accent a salon chooses, its text is readable in light and in dark", () => {
  const steps = ["00", "33", "66", "99", "cc", "ff"];
  for (const red of steps) {
    for (const green of steps) {
      for (const blue of steps) {
        const accent = `#${red}${green}${blue}`;
        assert.ok(isReadable(lightScheme(accent)), `${accent} in light`);
        assert.ok(isReadable(darkScheme(accent)), `${accent} in dark`);
      }
    }
  }
});

test("colours survive the way to OKLCH and back", () => {
  for (const hex of ["#8e3b7a", "#0f766e", "#9c4221", "#000000", "#ffffff", "#123456"]) {
    assert.equal(hexOfRgb(rgbOfOklch(oklchOfRgb(rgbOfHex(hex)))), hex);
  }
  assert.equal(contrast(rgbOfHex("#000000"), rgbOfHex("#ffffff")).toFixed(2), "21.00");
});

test("the style sheet's grounds and inks are the ones that contrast was computed on", () => {
  const sheet = readFileSync(join(root, "public/styles/ground.css"), "utf8");
  const [light = "", dark = ""] = [...sheet.matchAll(/:root \{([^}]+)\}/g)].map(([, rules]) => rules);
  for (const [rules, ground, scheme] of [
    [light, LIGHT_GROUND, lightScheme(HOUSE_ACCENT)],
    [dark, DARK_GROUND, darkScheme(HOUSE_ACCENT)],
  ] as const) {
    const value = (name: string) => {
      const hex = new RegExp(`--${name}: (#[0-9a-f]+)`).exec(rules)?.[1] ?? "";
      return rgbOfHex(hex.length === 4 ? hex.replace(/[0-9a-f]/g, "$&$&") : hex);
    };
    assert.deepEqual(value("page"), ground.page);
    assert.deepEqual(value("card"), ground.card);
    assert.equal(hexOfRgb(value("accent")), hexOfRgb(scheme.accent));
    for (const ink of ["ink", "soft", "ok", "bad"]) {
      for (const under of ["page", "card"]) assert.ok(contrast(value(ink), value(under)) >= 4.5, `${ink} on ${under}`);
    }
    assert.ok(contrast(value("edge"), value("card")) >= 3, "the edge of an input");
  }
});

test("the four languages hold the same keys, with the same values to fill in", () => {
  const english = locale("en");
  const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([hole]) => hole).sort();
  for (const language of LANGUAGES) {
    const words = locale(language);
    assert.deepEqual(Object.keys(words).sort(), Object.keys(english).sort(), language);
    const { _review: review, ...texts } = words;
    for (const [key, text] of Object.entries(texts)) {
      assert.ok(text.trim() !== "", `${language} ${key}`);
      // A count may be left unsaid in one language and said in another.
      assert.ok(
        holes(text).every((hole) => hole === "{n}" || holes(english[key] ?? "").includes(hole)),
        `${language} ${key}`,
      );
    }
    for (const key of review) assert.ok(key in words, `${language} lists ${key} for review`);
    assert.equal(words["calendar.weekdays"]?.split(",").length, 7);
    assert.equal(words["calendar.months"]?.split(",").length, 12);
  }
});

test("every text of a demo salon is there in each of the salon's languages", () => {
  for (const slug of ["thandi-hair", "kaap-nails"]) {
    const salon = JSON.parse(readFileSync(join(root, `scripts/demo/${slug}.json`), "utf8"));
    const missing: string[] = [];
    const walk = (value: unknown, path: string): void => {
      if (typeof value !== "object" || value === null) return;
      if ("en" in value)
        for (const language of salon.languages) if (!(language in value)) missing.push(`${path} ${language}`);
      for (const [key, inner] of Object.entries(value)) walk(inner, `${path}/${key}`);
    };
    walk(salon, "");
    assert.deepEqual(missing, [], slug);
  }
});

test("a hostile name is text, wherever it stands", async () => {
  const hostile = `"><script>alert(1)</script><b x='`;
  const words = wordsIn("en");
  const made = [
    monogram(hostile, "#8e3b7a"),
    face(hostile),
    field(words, { name: "name", label: hostile, value: hostile, fault: hostile, hint: hostile }),
  ];
  for (const markup of made) {
    const text = String(await markup);
    assert.ok(!text.includes("<script") && !text.includes("<b x"), text);
  }
});

test("the language is the address's, else the reader's, else the salon's", () => {
  assert.equal(chosenLanguage("zu", "af", ["en", "af", "zu"]), "zu");
  assert.equal(chosenLanguage(null, "fr-FR, xh;q=0.3, af-ZA;q=0.8", ["en", "af", "xh"]), "af");
  assert.equal(chosenLanguage("xx", "de", ["af", "en"]), "af");
  assert.equal(chosenLanguage(null, "zu;q=0, en", ["zu", "en"]), "en");
  assert.deepEqual(offeredLanguages(["fr", "zu-ZA"]), ["zu"]);
  assert.deepEqual(offeredLanguages(["fr"]), ["en"]);
});

test("dates, times and money are written as people here write them", () => {
  const date = dateOfIso("2026-11-25") ?? 0;
  assert.equal(weekdayOf(date), 2);
  assert.equal(isoDate(date), "2026-11-25");
  assert.equal(longDay(wordsIn("en"), date), "Wednesday 25 November");
  assert.equal(longDay(wordsIn("af"), date), "Woensdag 25 November");
  assert.equal(longDay(wordsIn("zu"), date), "uLwesithathu 25 Novemba");
  assert.equal(clockTime(495), "08:15");
  assert.equal(lengthOfTime(wordsIn("en"), 90), "1\u00a0h\u00a030\u00a0min");
  assert.equal(money(wordsIn("en"), 130_000), "R1\u00a0300");
  assert.equal(money(wordsIn("af"), 9_950), "R99,50");
  assert.equal(money(wordsIn("en"), 123_456_700), "R1\u00a0234\u00a0567");
  assert.equal(isoInstant(instantOfIso("2026-11-25T11:45Z") ?? 0), "2026-11-25T11:45Z");
  for (const bad of ["2026-02-30", "26-1-1", "2026-11-25T24:00Z", ""]) {
    assert.equal(dateOfIso(bad), null);
    assert.equal(instantOfIso(bad), null);
  }
});

test("a demo service that says when it is held is held then", () => {
  const salon = JSON.parse(readFileSync(join(root, "scripts/demo/kaap-nails.json"), "utf8")) as {
    services: { name: { en: string }; description?: { en: string }; sessions?: { time: string }[] }[];
  };
  for (const { name, description, sessions = [] } of salon.services) {
    if (!/evening/i.test(`${name.en} ${description?.en}`)) continue;
    for (const { time } of sessions) assert.ok(time >= "17:00", `${name.en}: ${time}`);
  }
});
