// The owner's page of the audit trail: the last seal, what does not verify, a check of everything by one button.
import { expect, test } from "vitest";
import { seal } from "../../../workers/commands/compliance/seal.ts";
import { type Person, signedIn, submit } from "../access/people.ts";
import { call } from "../api/client.ts";
import { at, NOW } from "../commands/surroundings.ts";
import { rewritten, tamper, trailOf } from "../compliance/trail.ts";

/** A salon of so many entries and its owner; `sealed` unless told otherwise. */
async function trailWithOwner(entries: number, sealed = true): Promise<{ salon: string; owner: Person }> {
  const salon = await trailOf(entries);
  const owner = await signedIn(salon, "owner");
  if (sealed) await seal(at(NOW), salon);
  return { salon, owner };
}

const look = (salon: string, who: Person, lang = "en") =>
  call(`/compliance/${salon}/trail?lang=${lang}`, { headers: { Cookie: who.cookie } });
const check = (salon: string, who: Person, first = "1") =>
  submit(`/compliance/${salon}/trail`, { first, lang: "en" }, { headers: { Cookie: who.cookie } });

test("the page shows the last seal, its note and key, and how to check it without us", async () => {
  const { salon, owner } = await trailWithOwner(20);
  const { body: latest } = await call(`/api/v1/salons/${salon}/audit/checkpoint`);
  const { status, text } = await look(salon, owner);
  expect(status).toBe(200);
  expect(text).toContain(`<b>${latest.size}</b>`);
  expect(text).toContain(latest.note.split("\n")[2]);
  expect(text).toContain(latest.key);
  expect(text).toContain("corectl -- audit check entries.ndjson");
  expect(text).toContain("Nothing is known not to verify.");
  const download = await call(`/api/v1/salons/${salon}/audit/export`, { headers: { Cookie: owner.cookie } });
  expect(download.text.trim().split("\n")).toHaveLength(latest.size);
});

test("before the first seal the page says so", async () => {
  const { salon, owner } = await trailWithOwner(3, false);
  const { status, text } = await look(salon, owner);
  expect([status, text.includes("Nothing is sealed yet.")]).toEqual([200, true]);
});

test("one button has everything checked, and what was altered is named and stays on the page", async () => {
  const { salon, owner } = await trailWithOwner(40);
  expect((await check(salon, owner)).text).toMatch(/Entries 1 to \d+ were checked: every one is what was recorded/);
  await tamper(await rewritten(salon, 17, false));
  const found = await check(salon, owner);
  expect(found.text).toMatch(/role="alert"><p>Entries 1 to \d+ were checked, and something was altered/);
  for (const { text } of [found, await look(salon, owner)]) {
    expect(text).toContain("Entries 17 to 17");
    expect(text).toContain("The text was changed after it was recorded.");
  }
});

test("a long trail is checked in several steps, each by a button that goes on", async () => {
  const { salon, owner } = await trailWithOwner(4100);
  const first = await check(salon, owner);
  expect(first.text).toContain("Entries 1 to 4096 were checked");
  const next = /name="first" value="(4097)"/.exec(first.text)?.[1] ?? "";
  expect((await check(salon, owner, next)).text).toMatch(/Entries 4097 to \d+ were checked: every one/);
  expect((await check(salon, owner, "no number")).text).toContain("Entries 1 to 4096 were checked");
});

test("the page is the owner's: a manager sees the report and not the trail", async () => {
  const { salon } = await trailWithOwner(2);
  const manager = await signedIn(salon, "manager");
  expect((await look(salon, manager)).status).toBe(403);
  expect((await check(salon, manager)).status).toBe(403);
  expect((await call(`/compliance/${salon}/report`, { headers: { Cookie: manager.cookie } })).status).toBe(200);
});

test("the page speaks each language", async () => {
  const { salon, owner } = await trailWithOwner(2);
  const titles = { en: "Audit trail of", af: "Ouditspoor van", zu: "Umlando wokuhlola", xh: "Umkhondo wophicotho" };
  for (const [lang, title] of Object.entries(titles)) expect((await look(salon, owner, lang)).text).toContain(title);
});
