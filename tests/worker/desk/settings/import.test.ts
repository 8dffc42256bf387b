// A file is brought along: looked at first, then written, a stretch at a time, nothing twice, and every row that is refused told.

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { importDue, stepImport } from "../../../../workers/commands/desk/settings/import/step.ts";
import { e164 } from "../../../../workers/http/phone.ts";
import { LANGUAGES } from "../../../../workers/ui/words.ts";
import { FROM_OWN_PAGE, type Person, signedIn, trailOf } from "../../access/people.ts";
import { CLIENT, call, newSalon, post } from "../../api/client.ts";
import { at, rows } from "../../commands/surroundings.ts";
import { deskOf } from "./page.ts";

let salon: string;
let owner: Person;
beforeAll(async () => {
  salon = await newSalon();
  owner = await signedIn(salon, "owner");
});

const found = (table: string, where: string, ...bound: unknown[]) =>
  rows(`SELECT * FROM ${table} WHERE ${where}`, ...bound);

/** As the form of the page sends it. */
async function bring(file: string | Uint8Array, kind = "clients", order = "", by = owner, of = salon) {
  const form = new FormData();
  form.append("kind", kind);
  form.append("order", order);
  form.append("file", new File([typeof file === "string" ? file : file.slice()], "list.csv", { type: "text/csv" }));
  const request = new Request("https://booking.test/", { method: "POST", body: form });
  const headers = { Cookie: by.cookie, ...FROM_OWN_PAGE, "Content-Type": request.headers.get("Content-Type") ?? "" };
  return call(`/desk/${of}/settings/import`, {
    method: "POST",
    body: new Uint8Array(await request.arrayBuffer()),
    headers,
  });
}

/** Until nothing more is to be done, as the queue would. */
async function worked(job: string, of = salon): Promise<Record<string, unknown>> {
  for (let steps = 0; steps < 300; steps++) {
    const [row] = await found("import_job", "salon_id = ?1 AND job_id = ?2", of, job);
    if (row === undefined) throw new Error("no job");
    if (row.state !== "checking" && row.state !== "writing") return row;
    await stepImport(at(NOW), of, job, e164);
  }
  throw new Error("it never ends");
}

const NOW = Math.floor(Date.parse("2026-11-30T09:00:00+02:00") / 60_000);

async function looked(file: string | Uint8Array, kind = "clients", order = "") {
  const answer = await bring(file, kind, order);
  expect([answer.status, /<li><a href="#file">([^<]*)/.exec(answer.text)?.[1]]).toEqual([303, undefined]);
  const job = answer.headers.get("Location")?.split("/").at(-1) ?? "";
  return { job, row: await worked(job) };
}

const desk = () => deskOf(salon, owner);
const write = async (job: string) => {
  expect((await desk().send(`/import/${job}`, new URLSearchParams({ act: "write" }))).status).toBe(303);
  return worked(job);
};
const refusals = async (job: string) =>
  (await found("import_refusal", "salon_id = ?1 AND job_id = ?2 ORDER BY row, field", salon, job)).map(
    ({ row, field, reason }) => `${row} ${field} ${reason}`,
  );

describe("a list of clients", () => {
  it("is written once it was seen, without those who are here, twice, or nobody that can be reached", async () => {
    const known = { services: [{ id: "cut" }], start: "2026-12-02T09:00:00+02:00", client: CLIENT };
    await post(`/api/v1/salons/${salon}/bookings`, known);
    const file = [
      "Naam;Selfoon;E-pos;Taal",
      "Zoë Botha;082 111 0001;zoe@example.com;Afrikaans",
      '"Dlamini, Nomsa";082 555 0199;;',
      "Sipho;821110002;;zu",
      "Sipho again;+27 82 111 0002;;",
      "Nobody;12;;",
      ";082 111 0003;not an address;",
    ].join("\r\n");
    const { job, row } = await looked(file);
    expect(row).toMatchObject({ state: "checked", rows: 6, good: 2, known: 1, refused: 3 });
    expect(await found("client", "salon_id = ?1", salon)).toHaveLength(1);
    expect(await refusals(job)).toEqual(["5 phone twice", "6 phone no-phone", "7 email no-email", "7 name missing"]);
    expect(await write(job)).toMatchObject({ state: "done", good: 2, known: 1, refused: 3 });
    expect(await found("client", "salon_id = ?1 AND phone = '+27821110001'", salon)).toMatchObject([
      { name: "Zoë Botha", email: "zoe@example.com", language: "af" },
    ]);
    expect(await found("client", "salon_id = ?1", salon)).toHaveLength(3);
    const told = (await trailOf(salon)).map(({ action }) => action).filter((action) => action.startsWith("import."));
    expect(told).toEqual(["import.brought", "import.approved", "import.written"]);
    expect(await env.R2.head(`imports/${salon}/${job}.csv`)).toBeNull();
    const page = await desk().at(`/import/${job}`);
    expect(page.text).toContain("stands in an earlier row already");
    const report = await desk().at(`/import/${job}/refused`);
    expect(report.text.trim().split("\r\n")).toHaveLength(5);
  });

  it("brings consent only where the file says when and in which words", async () => {
    const file = [
      "name,phone,marketing,marketing date,marketing wording",
      "Ann,0821120001,yes,2025-03-01,Send me news",
      "Ben,0821120002,yes,,",
      "Cas,0821120003,no,,",
    ].join("\n");
    const { job } = await looked(file);
    await write(job);
    const consents = await rows(
      "SELECT client.name, consent.granted, consent.wording, consent.channel FROM consent JOIN client USING (salon_id, client_id) WHERE salon_id = ?1 AND purpose = 'marketing'",
      salon,
    );
    expect(consents).toEqual([{ name: "Ann", granted: 1, wording: "Send me news", channel: "import" }]);
    expect(await refusals(job)).toEqual(["3 marketing unproven"]);
    expect(await found("client", "salon_id = ?1 AND name IN ('Ann', 'Ben', 'Cas')", salon)).toHaveLength(3);
  });

  const many = (n: number, area: string) => {
    const lines = Array.from({ length: n }, (_, row) => `Client ${row},+27${area}${String(row).padStart(7, "0")}`);
    return `name,phone\n${lines.join("\n")}`;
  };

  it("of 50,000 rows is looked at in stretches", async () => {
    const { job, row } = await looked(many(50_000, "61"));
    expect(row).toMatchObject({ state: "checked", rows: 50_000, good: 50_000, refused: 0 });
    await desk().send(`/import/${job}`, new URLSearchParams({ act: "drop" }));
  }, 60_000);

  it("is written once, where a stretch is worked off twice and where three work it off at once", async () => {
    const { job } = await looked(many(5000, "62"));
    await desk().send(`/import/${job}`, new URLSearchParams({ act: "write" }));
    await Promise.allSettled([1, 2, 3].map(() => stepImport(at(NOW), salon, job, e164)));
    expect(await worked(job)).toMatchObject({ state: "done", good: 5000 });
    await stepImport(at(NOW), salon, job, e164);
    const [count] = await rows("SELECT count(*) AS n FROM client WHERE salon_id = ?1 AND phone LIKE '+2762%'", salon);
    expect(count?.n).toBe(5000);
  }, 60_000);
});

describe("a list of bookings", () => {
  it("writes what is over down, books what is to come by the engine's rules, and refuses what the rules refuse", async () => {
    const file = [
      "date,time,service,staff,name,phone,price",
      "2026-03-03,10:00,Cut & style,Thandi,Old Client,0821130001,R300",
      "2026-12-03,09:00,cut,thandi,Ann,0821130002,",
      "2026-12-03,09:15,Cut & style,Thandi,Ben,0821130003,",
      "2026-12-25,10:00,cut,,Cas,0821130004,",
      "05/12/2026,10:00,cut,,Dan,0821130005,",
      "2026-12-03,11:00,Massage,Somebody,Eve,0821130006,lots",
    ].join("\n");
    const { job, row } = await looked(file, "bookings");
    expect(row).toMatchObject({ good: 4, refused: 2 });
    const letters = async () => (await found("outbox", "salon_id = ?1 AND kind = 'booking.made'", salon)).length;
    const before = await letters();
    expect(await write(job)).toMatchObject({ state: "done", good: 2, refused: 4 });
    expect(await letters()).toBe(before);
    const booked = await rows(
      "SELECT name, price_cents FROM booking WHERE salon_id = ?1 AND phone LIKE '+2782113%' ORDER BY start_at",
      salon,
    );
    expect(booked).toEqual([
      { name: "Old Client", price_cents: 30_000 },
      { name: "Ann", price_cents: 35_000 },
    ]);
    expect((await refusals(job)).map((text) => text.split(" ").slice(0, 2).join(" "))).toEqual([
      "4 time",
      "5 time",
      "6 date",
      "7 price",
      "7 service",
      "7 staff",
    ]);
    // The same file again books nothing twice.
    const again = await looked(file, "bookings");
    expect(again.row).toMatchObject({ good: 2, known: 2 });
    expect(await write(again.job)).toMatchObject({ good: 0, known: 2 });
    expect(await rows("SELECT name FROM booking WHERE salon_id = ?1 AND phone LIKE '+2782113%'", salon)).toHaveLength(
      2,
    );
  });
});

describe("a list of services", () => {
  it("is added to the salon's document, beside those of the same name", async () => {
    const { job } = await looked(
      'Service,Price,Duration\n"Cut & style",R400,45\nBeard trim,"R 90,50",15\nBeard Trim,80,15\nWax,abc,20',
      "services",
    );
    await write(job);
    const { services } = await desk().document();
    expect(services.slice(3)).toEqual([
      { id: "beard-trim", name: { en: "Beard trim" }, price_cents: 9050, phases: [{ minutes: 15 }] },
    ]);
    expect(await refusals(job)).toEqual(["4 name twice", "5 price no-price"]);
  });
});

describe("a file", () => {
  it("that cannot be read says why, and nothing is kept of it", async () => {
    const jobs = (await found("import_job", "salon_id = ?1", salon)).length;
    for (const [file, told] of [
      [Uint8Array.of(0x61, 0x2c, 0x00, 0x0a), "byte 2"],
      ['name,phone\nAnn,"0821', "row 2"],
      ["name,phone", "no rows"],
      ["who,what\n1,2", "name, phone"],
      ["", "Choose a file"],
    ] as const) {
      const answer = await bring(file);
      expect([told, answer.status]).toEqual([told, 422]);
      expect(answer.text).toContain(told);
    }
    expect(
      (
        await call(`/desk/${salon}/settings/import`, {
          body: "{}",
          headers: { Cookie: owner.cookie, ...FROM_OWN_PAGE },
        })
      ).status,
    ).toBe(422);
    expect(await found("import_job", "salon_id = ?1", salon)).toHaveLength(jobs);
  });

  it("is the owner's to bring, and one salon's alone", async () => {
    expect((await bring("name,phone\nA,0821140001", "clients", "", await signedIn(salon, "manager"))).status).toBe(403);
    const { job } = await looked("name,phone\nA,0821140001");
    const other = await newSalon();
    const stranger = deskOf(other, await signedIn(other, "owner"));
    expect((await stranger.send(`/import/${job}`, new URLSearchParams({ act: "write" }))).status).toBe(303);
    expect(await found("import_job", "salon_id = ?1 AND job_id = ?2", salon, job)).toMatchObject([
      { state: "checked" },
    ]);
    await desk().send(`/import/${job}`, new URLSearchParams({ act: "drop" }));
    expect(await env.R2.head(`imports/${salon}/${job}.csv`)).toBeNull();
    for (const language of LANGUAGES) expect((await desk().at(`/import/${job}?lang=${language}`)).status).toBe(200);
  });

  it("that the queue lost is gone on with by the sweep, and forgotten after thirty days", async () => {
    const answer = await bring("name,phone\nA,0821150001");
    const job = answer.headers.get("Location")?.split("/").at(-1) ?? "";
    await importDue(at(NOW + 5), e164);
    expect(await found("import_job", "salon_id = ?1 AND job_id = ?2", salon, job)).toMatchObject([
      { state: "checked" },
    ]);
    await importDue(at(NOW + 31 * 1440), e164);
    expect(await found("import_job", "salon_id = ?1 AND job_id = ?2", salon, job)).toEqual([]);
    expect(await env.R2.head(`imports/${salon}/${job}.csv`)).toBeNull();
  });
});
