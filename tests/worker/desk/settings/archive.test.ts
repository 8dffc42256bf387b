// Everything of a salon as one file: the owner's alone, whole, without keys, and gone after a week.

import { env, exports } from "cloudflare:workers";
import fc from "fast-check";
import { strFromU8, unzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { archivesDue, makeArchive } from "../../../../workers/commands/desk/settings/archive/make.ts";
import { csvLine } from "../../../../workers/commands/desk/settings/archive/written.ts";
import { parseCsv } from "../../../../workers/commands/desk/settings/import/csv.ts";
import { FROM_OWN_PAGE, type Person, signedIn, submit, trailOf } from "../../access/people.ts";
import { CLIENT, call, NOW, newSalon, ORIGIN, post } from "../../api/client.ts";
import { at, minutes, rows } from "../../commands/surroundings.ts";

async function ready(special = false) {
  const salon = await newSalon();
  const owner = await signedIn(salon, "owner");
  const visit = {
    services: [{ id: "cut" }],
    start: "2026-12-02T09:00:00+02:00",
    client: { ...CLIENT, name: "=HYPERLINK(1)" },
    consents: [{ purpose: "health", notice_version: "v1", granted: true }],
    health_note: "Allergic to nuts",
  };
  expect((await post(`/api/v1/salons/${salon}/bookings`, visit)).status).toBe(201);
  const path = `/desk/${salon}/settings/archive`;
  const asked = await submit(path, special ? { special: "yes" } : {}, { headers: { Cookie: owner.cookie } });
  expect(asked.status).toBe(303);
  const [row] = await rows("SELECT archive_id FROM archive WHERE salon_id = ?1", salon);
  const id = String(row?.archive_id);
  await makeArchive(at(minutes(NOW)), salon, id);
  return { salon, owner, id, path };
}

/** Raw, as a browser downloads it. */
async function download(path: string, { cookie }: Person, now = NOW): Promise<Response> {
  const headers = { Cookie: cookie, "X-Test-Now": now, ...FROM_OWN_PAGE };
  return exports.default.fetch(new Request(ORIGIN + path, { headers, redirect: "manual" }));
}

const opened = async (answer: Response) => {
  const files = unzipSync(new Uint8Array(await answer.arrayBuffer()));
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)]));
};

describe("an archive", () => {
  it("holds what is kept of the salon, for spreadsheets and for programs, and nothing that opens anything", async () => {
    const { salon, owner, id, path } = await ready();
    const answer = await download(`${path}/${id}`, owner);
    expect(answer.headers.get("Content-Type")).toBe("application/zip");
    expect(answer.headers.get("Cache-Control")).toBe("no-store");
    const files = await opened(answer);
    for (const table of ["clients", "bookings", "consents", "messages", "payments", "audit", "visit_events"])
      expect(Object.keys(files)).toEqual(expect.arrayContaining([`${table}.csv`, `${table}.json`]));
    expect(JSON.parse(files["document.json"] ?? "").slug).toBe(salon);
    const clients = JSON.parse(files["clients.json"] ?? "");
    expect(clients).toMatchObject([{ name: "=HYPERLINK(1)", phone: "+27825550199", email: CLIENT.email }]);
    // What a client wrote is no formula in anybody's spreadsheet.
    expect(files["clients.csv"]).toContain(",'=HYPERLINK(1),");
    expect(JSON.parse(files["bookings.json"] ?? "")).toHaveLength(1);
    expect(JSON.parse(files["messages.json"] ?? "")).toEqual([]);
    const trail = JSON.parse(files["audit.json"] ?? "");
    expect(trail[0]).toMatchObject({ seq: 1, leaf: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const whole = Object.values(files).join("");
    for (const hidden of ["token_version", "found_by", "phone_hash", "sealed", env.TOKEN_SECRET, "Allergic"])
      expect(whole).not.toContain(hidden);
    expect(files["special_notes.json"]).toBeUndefined();
    const told = (await trailOf(salon)).map(({ action }) => action).filter((action) => action.startsWith("archive."));
    expect(told).toEqual(["archive.asked", "archive.made"]);
  });

  it("holds health notes only where they were asked for", async () => {
    const { owner, id, path } = await ready(true);
    const files = await opened(await download(`${path}/${id}`, owner));
    expect(JSON.parse(files["special_notes.json"] ?? "")).toMatchObject([{ text: "Allergic to nuts" }]);
  });

  it("is the owner's who lately proved who they are, and no address opens it", async () => {
    const { salon, owner, id, path } = await ready();
    const later = "2026-11-30T10:00:00+02:00";
    expect((await download(`${path}/${id}`, owner, later)).headers.get("Location")).toBe("/sign-in");
    expect((await submit(path, {}, { headers: { Cookie: owner.cookie }, now: later })).headers.get("Location")).toBe(
      "/sign-in",
    );
    for (const role of ["manager", "stylist", "reception"] as const)
      expect((await download(`${path}/${id}`, await signedIn(salon, role))).status).toBe(403);
    expect((await call(`${path}/${id}`)).status).toBe(303);
    const other = await newSalon();
    const stranger = await signedIn(other, "owner");
    const theirs = await download(`/desk/${other}/settings/archive/${id}`, stranger);
    expect(theirs.headers.get("Content-Type")).toContain("text/html");
  });

  it("is made once, however often it is asked for at once, and made by the sweep where the queue lost it", async () => {
    const { salon, owner, path } = await ready();
    for (let times = 0; times < 2; times++) await submit(path, {}, { headers: { Cookie: owner.cookie } });
    const made = () => rows("SELECT state FROM archive WHERE salon_id = ?1 ORDER BY asked_at", salon);
    expect(await made()).toHaveLength(2);
    await archivesDue(at(minutes(NOW) + 6));
    expect((await made()).map(({ state }) => state)).toEqual(["ready", "ready"]);
  });

  it("is gone after a week", async () => {
    const { salon, owner, id, path } = await ready();
    await archivesDue(at(minutes(NOW) + 7 * 1440));
    expect(await env.R2.head(`archives/${salon}/${id}.zip`)).toBeNull();
    expect((await download(`${path}/${id}`, owner)).headers.get("Content-Type")).toContain("text/html");
  });
});

describe("a line of CSV", () => {
  it("is read back as it was written, but for the mark before a formula", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 10 }), { minLength: 1, maxLength: 5 }), (values) => {
        const [row] = parseCsv(new TextEncoder().encode(csvLine(["x", ...values])), ",").rows;
        expect(row?.cells.slice(1)).toEqual(values.map((text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)));
      }),
    );
  });
});
