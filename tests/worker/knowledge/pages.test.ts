// What clients and the team see of help articles.

import { describe, expect, it } from "vitest";
import { LANGUAGES } from "../../../workers/ui/words.ts";
import { signedIn, submit, trailOf } from "../access/people.ts";
import { call, newSalon } from "../api/client.ts";
import { rows } from "../commands/surroundings.ts";
import { asRead } from "../law/visit.ts";
import { publishStarters, putArticle } from "./starters.ts";

const page = async (path: string) => {
  const answer = await call(path);
  return { status: answer.status, text: asRead(answer.text), raw: answer.text };
};
const fourTongues = (salon: { languages?: string[] }) => {
  salon.languages = [...LANGUAGES];
};

describe("the help page", () => {
  it("lists what is published in the reader's language, and each has its address", async () => {
    const salon = await newSalon(fourTongues);
    await publishStarters(salon, "parking", "gift-card");
    const { text, raw } = await page(`/${salon}/help?lang=zu`);
    expect(text).toContain("Ngingapaka kuphi imoto?");
    expect(raw).toContain(`href="/${salon}/help/parking?lang=zu"`);
    expect((await page(`/${salon}/help/parking?lang=zu`)).text).toContain("ngemuva kwesakhiwo");
    expect((await page(`/${salon}/help/parking?lang=en`)).text).toContain("behind the building");
  });

  it("finds by what was typed, says what it does not find, and takes it for text", async () => {
    const salon = await newSalon(fourTongues);
    await publishStarters(salon, "parking", "gift-card");
    const found = await page(`/${salon}/help?lang=en&q=${encodeURIComponent("can i leave my car")}`);
    expect(found.text).toContain("Where can I park?");
    expect(found.text).not.toContain("Do you sell gift vouchers?");
    const none = await page(`/${salon}/help?lang=en&q=${encodeURIComponent("<script>alert(1)</script>")}`);
    expect(none.raw).not.toContain("<script>alert");
    expect(none.raw).toContain("noindex");
  });

  it("shows no draft, and none of another salon", async () => {
    const salon = await newSalon();
    const other = await newSalon();
    await putArticle(salon, "parking/en", { title: "Half written", body: "Not yet", state: "draft" });
    await putArticle(other, "wifi/en", { title: "Theirs", body: "Other salon's", state: "published" });
    expect((await page(`/${salon}/help`)).text).not.toMatch(/Half written|Theirs/);
    expect((await page(`/${salon}/help?q=wifi`)).text).not.toContain("Theirs");
    for (const topic of ["parking", "wifi", "x".repeat(300)])
      expect((await page(`/${salon}/help/${topic}`)).status).toBe(404);
    expect((await page("/no-such-salon/help")).status).toBe(404);
  });
});

describe("the team's page of articles", () => {
  const opened = async (role: "owner" | "stylist" = "owner") => {
    const salon = await newSalon(fourTongues);
    const { cookie } = await signedIn(salon, role);
    const headers = { Cookie: cookie };
    const at = (path: string) => call(path, { headers });
    const send = (fields: Record<string, string>) =>
      submit(
        `/help/${salon}/article`,
        { topic: "parking", language: "en", title: "Where do I park?", asked: "", body: "Behind us.", ...fields },
        { headers },
      );
    return { salon, at, send, headers };
  };
  const stored = (salon: string) =>
    rows("SELECT state, version, title, reviewed_by FROM article WHERE salon_id = ?1", salon);

  it("keeps a draft, publishes it under the name of who did, takes it back and deletes it, each in the trail", async () => {
    const { salon, send, at } = await opened();
    for (const language of LANGUAGES) expect((await at(`/help/${salon}?lang=${language}`)).status).toBe(200);
    expect((await send({ act: "draft", version: "0" })).status).toBe(303);
    expect(await stored(salon)).toMatchObject([{ state: "draft", version: 1, reviewed_by: null }]);
    await send({ act: "publish", version: "1" });
    expect(String((await stored(salon))[0]?.reviewed_by)).toMatch(/^owner:/);
    expect((await page(`/${salon}/help`)).text).toContain("Where do I park?");
    await send({ act: "withdraw", version: "2" });
    expect((await page(`/${salon}/help`)).text).not.toContain("Where do I park?");
    await send({ act: "delete", version: "3" });
    expect(await stored(salon)).toEqual([]);
    const told = (await trailOf(salon)).filter(({ action }) => action.startsWith("article."));
    expect(told.map(({ action }) => action.slice(8))).toEqual(["draft", "published", "unpublished", "deleted"]);
  });

  it("keeps a draft of what is published beside it, shows it to the team alone, and puts it in its place once it is published", async () => {
    const { salon, send, at } = await opened();
    await send({ act: "publish", version: "0" });
    expect((await send({ act: "draft", version: "1", body: "In the street." })).status).toBe(303);
    const seen = async () => (await page(`/${salon}/help/parking`)).text;
    expect(await seen()).toContain("Behind us.");
    expect(await seen()).not.toContain("In the street.");
    expect(await stored(salon)).toMatchObject([{ state: "published", version: 2 }]);
    const written = await at(`/help/${salon}/article?topic=parking&language=en`);
    expect(written.text).toContain("In the street.");
    expect(written.text).toContain("a draft of it waits");
    await send({ act: "draft", version: "2", body: "Next door." });
    await send({ act: "publish", version: "3", body: "Next door." });
    expect(await seen()).toContain("Next door.");
    const told = (await trailOf(salon)).filter(({ action }) => action.startsWith("article."));
    expect(told.map(({ action }) => action.slice(8))).toEqual(["published", "draft", "draft", "published"]);
  });

  it("overwrites nobody's change unseen, and loses nothing that was typed", async () => {
    const { salon, send } = await opened();
    await send({ act: "publish", version: "0" });
    const late = await send({ act: "publish", version: "0", body: "In the street." });
    expect(late.status).toBe(422);
    expect(late.text).toContain("In the street.");
    expect(late.text).toContain('name="version" value="1"');
    expect((await page(`/${salon}/help/parking`)).text).toContain("Behind us.");
    expect((await send({ act: "publish", version: "1", body: "In the street." })).status).toBe(303);
    expect((await page(`/${salon}/help/parking`)).text).toContain("In the street.");
  });

  it("sent twice, is done once; sent empty, says what is missing", async () => {
    const { salon, send } = await opened();
    const key = "a".repeat(26);
    for (let times = 0; times < 2; times++)
      expect((await send({ act: "publish", version: "0", key })).status).toBe(303);
    expect((await stored(salon))[0]?.version).toBe(1);
    const empty = await send({ act: "publish", version: "1", title: " " });
    expect(empty.status).toBe(422);
    expect(empty.text).toContain('aria-invalid="true"');
  });

  it("lets a stylist read and not write", async () => {
    const { salon, at, send } = await opened("stylist");
    await putArticle(salon, "parking/en", { title: "Where?", body: "There.", state: "draft" });
    const shown = await at(`/help/${salon}/article?topic=parking&language=en`);
    expect(shown.text).toContain("There.");
    expect(shown.text).not.toContain("<textarea");
    expect((await send({ act: "publish", version: "1" })).status).toBe(403);
  });
});

describe("an article by the API", () => {
  it("is refused with every fault named", async () => {
    const salon = await newSalon();
    const bad = await putArticle(salon, "parking/en", { title: "", state: "shown" });
    expect(bad.status).toBe(422);
    expect((await putArticle(salon, "Parking!/en", { title: "a", body: "b", state: "draft" })).status).toBe(422);
    expect((await putArticle(salon, "parking/de", { title: "a", body: "b", state: "draft" })).status).toBe(422);
    expect((await putArticle("no-such-salon", "parking/en", { title: "a", body: "b", state: "draft" })).status).toBe(
      404,
    );
  });
});
