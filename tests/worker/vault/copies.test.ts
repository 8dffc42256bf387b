// Whoever is erased goes from copies too: lists that were brought along and looked at, and archives; after a restore once more.

import { env } from "cloudflare:workers";
import { strFromU8, unzipSync } from "fflate";
import { beforeEach, describe, expect, it } from "vitest";
import { erase } from "../../../workers/commands/compliance/erase.ts";
import { archivesDue, askForArchive, makeArchive } from "../../../workers/commands/desk/settings/archive/make.ts";
import { beginImport, dropImport, writeImport } from "../../../workers/commands/desk/settings/import/begin.ts";
import { stepImport } from "../../../workers/commands/desk/settings/import/step.ts";
import { replayErasures } from "../../../workers/commands/vault/replay.ts";
import type { Env } from "../../../workers/env.ts";
import { e164 } from "../../../workers/http/phone.ts";
import { at, bookCut, done, NOW, openSalon, rows, TUESDAY_NINE } from "../commands/surroundings.ts";
import { restore, setAside, whereIs } from "./contents.ts";
import { type Somebody, somebody } from "./person.ts";

const FRIDAY = NOW + 4 * 1440;
const OWNER = { role: "owner", account: "a".repeat(26) } as const;
const BY = `owner:${OWNER.account}`;

let slug: string;
let client: string;
let zandile: Somebody;

/** Zandile, whose one visit is over by Friday. */
beforeEach(async () => {
  ({ slug } = await openSalon());
  zandile = somebody();
  done(await bookCut(at(NOW), slug, TUESDAY_NINE, { client: zandile.client }));
  client = String((await rows("SELECT client_id FROM client WHERE salon_id = ?1", slug))[0]?.client_id);
});

const erased = async () => done(await erase(at(FRIDAY), { salon: slug, client, reason: "request", request: "r1" }));
const receiptOf = ({ receipts }: Awaited<ReturnType<typeof erased>>, what: string) =>
  receipts.find((one) => one.store === "r2" && one.what === what)?.rows;

const jobOf = async (job: string) =>
  (await rows("SELECT * FROM import_job WHERE salon_id = ?1 AND job_id = ?2", slug, job))[0] ?? {};
const refusals = async (job: string) =>
  (await rows("SELECT * FROM import_refusal WHERE salon_id = ?1 AND job_id = ?2 ORDER BY row", slug, job)).map(
    ({ row, field, reason }) => `${row} ${field} ${reason}`,
  );
const fileOf = async (job: string) => (await env.R2.get(`imports/${slug}/${job}.csv`))?.text();

async function worked(job: string): Promise<void> {
  for (let steps = 0; /ing$/.test(String((await jobOf(job)).state)); steps++) {
    if (steps > 50) throw new Error("it never ends");
    await stepImport(at(FRIDAY), slug, job, e164);
  }
}

async function brought(lines: string[], kind: "clients" | "bookings" = "clients"): Promise<string> {
  const bytes = new TextEncoder().encode(lines.join("\r\n"));
  const began = await beginImport(at(NOW), { salon: slug, kind, bytes, order: null, actor: BY, phone: e164 });
  return done(began).job;
}

const looked = async (lines: string[]) => {
  const job = await brought(lines);
  await worked(job);
  return job;
};

const write = async (job: string) =>
  done(await writeImport(at(FRIDAY), slug, job, String((await jobOf(job)).about), BY));

describe("a list that was looked at", () => {
  /** Her number in the ways in which lists have it, her address, and others around her. */
  const list = ({ client: { name, phone, email } }: Somebody) => {
    const home = phone.slice(3);
    return [
      "name,phone,email",
      "Thabo Nkosi,082 111 0001,",
      `${name},0${home.slice(0, 2)} ${home.slice(2, 5)} ${home.slice(5)},`,
      `"${name}\r\nwho comes on Fridays",${home},`,
      "Aisha Patel,082 111 0002,",
      `${name},+27 (0)${home},`,
      `${name},082 111 0003 / ${phone},`,
      `${name},12,${email.toUpperCase()}`,
      "Lindiwe Mokoena,082 111 0004,",
    ];
  };

  it("loses the rows of whoever is erased, and no other's, and is looked at anew", async () => {
    const job = await looked(list(zandile));
    expect(await jobOf(job)).toMatchObject({ state: "checked", rows: 8, good: 3, known: 1, refused: 4 });
    const before = (await fileOf(job)) ?? "";
    const outcome = await erased();
    expect(receiptOf(outcome, "imports")).toBe(5);
    expect(await whereIs(zandile.marks)).toEqual([]);
    const after = (await fileOf(job)) ?? "";
    expect(after.length).toBe(before.length);
    for (const other of ["Thabo Nkosi,082 111 0001,", "Aisha Patel,082 111 0002,", "Lindiwe Mokoena,082 111 0004,"])
      expect(after.indexOf(other)).toBe(before.indexOf(other));
    expect(await jobOf(job)).toMatchObject({ state: "checking", good: 0 });
    await worked(job);
    expect(await jobOf(job)).toMatchObject({ state: "checked", rows: 8, good: 3, known: 0, refused: 5 });
    expect(await refusals(job)).toEqual([3, 4, 6, 7, 8].map((row) => `${row} name erased`));
    await write(job);
    await worked(job);
    expect(await jobOf(job)).toMatchObject({ state: "done", good: 3, refused: 5 });
    const names = await rows("SELECT name FROM client WHERE salon_id = ?1 ORDER BY name", slug);
    expect(names.map(({ name }) => name)).toEqual(["Aisha Patel", "Lindiwe Mokoena", "Thabo Nkosi"]);
  });

  it("of somebody else stays as it is, report and all", async () => {
    const job = await looked(["name,phone", "Thabo Nkosi,082 111 0001", "Nobody,12"]);
    const [file, before] = [await fileOf(job), await jobOf(job)];
    expect(receiptOf(await erased(), "imports")).toBe(0);
    expect(await fileOf(job)).toBe(file);
    expect(await jobOf(job)).toEqual({ ...before, edition: 1 });
    expect(await refusals(job)).toEqual(["3 phone no-phone"]);
  });

  it("names nobody either whom it made a client and who has another number since", async () => {
    const { name } = zandile.client;
    const others = Array.from({ length: 1100 }, (_, i) => `Client ${i},+2771${String(i).padStart(7, "0")}`);
    const job = await looked(["name,phone", `${name},0831230001`, ...others]);
    await write(job);
    await stepImport(at(FRIDAY), slug, job, e164);
    expect(await jobOf(job)).toMatchObject({ state: "writing", next_row: 1002 });
    const [made] = await rows("SELECT client_id FROM client WHERE salon_id = ?1 AND phone = '+27831230001'", slug);
    client = String(made?.client_id);
    await env.DB.prepare("UPDATE client SET phone = '+27831239999' WHERE salon_id = ?1 AND client_id = ?2")
      .bind(slug, client)
      .run();
    expect(await fileOf(job)).toContain(name);
    expect(receiptOf(await erased(), "imports")).toBe(1);
    expect(await fileOf(job)).not.toContain(name);
    await worked(job);
    expect(await jobOf(job)).toMatchObject({ state: "done", good: 1101 });
    expect(await rows("SELECT 1 FROM client WHERE salon_id = ?1 AND name = ?2", slug, name)).toHaveLength(1);
  });

  describe("names them by nothing that they go by any more", () => {
    const [OLD, NEW] = ["+27831230001", "+27831239999"];
    const becomes = async (phone: string) =>
      env.DB.prepare("UPDATE client SET phone = ?3 WHERE salon_id = ?1 AND client_id = ?2")
        .bind(slug, client, phone)
        .run();
    const knownBy = async (phone: string) =>
      String(
        (await rows("SELECT client_id FROM client WHERE salon_id = ?1 AND phone = ?2", slug, phone))[0]?.client_id,
      );
    const whose = () => rows("SELECT row, client_id FROM import_person WHERE salon_id = ?1 ORDER BY row", slug);
    const AISHA = "Aisha Patel,082 111 0002";

    it("and had that number when the list was looked at, those rows among them that were refused", async () => {
      await becomes(OLD);
      const job = await looked([
        "name,phone",
        "Nomvula,083 123 0001",
        AISHA,
        ",0831230001",
        "Nomvula D,+27 83 123 0001",
      ]);
      expect(await whose()).toEqual([2, 4, 5].map((row) => ({ row, client_id: client })));
      await becomes(NEW);
      expect(receiptOf(await erased(), "imports")).toBe(3);
      const file = await fileOf(job);
      expect([file?.includes("Nomvula"), file?.includes(AISHA)]).toEqual([false, true]);
      expect(await whose()).toEqual([]);
    });

    it("and became a client by a visit to come, which goes by an id of its own", async () => {
      const row = (name: string, phone: string, day: number) => `Cut & style,2026-12-${day},10:00,${name},${phone}`;
      const others = Array.from({ length: 40 }, (_, i) => `Cut,no date,10:00,Client ${i},12`);
      const lines = [
        "service,date,time,name,phone",
        row("Nomvula", OLD, 10),
        ...others,
        row("Nomvula D", "083 123 0001", 11),
      ];
      const job = await brought(lines, "bookings");
      await worked(job);
      await write(job);
      await stepImport(at(NOW), slug, job, e164);
      expect(await jobOf(job)).toMatchObject({ state: "writing", next_row: 42, good: 1 });
      client = await knownBy(OLD);
      await env.DB.batch([
        env.DB.prepare("UPDATE booking SET status = 'cancelled', phone = ?2 WHERE salon_id = ?1").bind(slug, NEW),
        env.DB.prepare("DELETE FROM segment WHERE salon_id = ?1").bind(slug),
      ]);
      await becomes(NEW);
      expect(receiptOf(await erased(), "imports")).toBe(2);
      expect(await fileOf(job)).not.toContain("Nomvula");
      await worked(job);
      expect(await jobOf(job)).toMatchObject({ state: "done" });
      expect([await whereIs(["Nomvula"]), await whose()]).toEqual([[], []]);
    });

    it("but the name, by which nobody becomes a client", async () => {
      const { name } = zandile.client;
      const shouted = name.toUpperCase();
      const namesake = `${name},082 111 0003,`;
      const job = await looked(["name,phone,email", `${name},,`, `${shouted},none,none`, namesake, "Thabo Nkosi,,"]);
      expect(receiptOf(await erased(), "imports")).toBe(2);
      const file = (await fileOf(job)) ?? "";
      expect([file.includes(shouted), file.includes(namesake), file.includes("Thabo Nkosi,,")]).toEqual([
        false,
        true,
        true,
      ]);
      expect(file.split(name)).toHaveLength(2);
    });

    it("and is found once more after a restore", async () => {
      await becomes(OLD);
      const job = await looked(["name,phone", "Nomvula,083 123 0001", AISHA]);
      await becomes(NEW);
      const tables = ["client", "booking", "segment", "outbox", "phone_salon", "import_job", "import_person"];
      const [file, earlier] = [(await fileOf(job)) ?? "", await setAside(slug, tables)];
      await erased();
      await restore(slug, earlier);
      await env.R2.put(`imports/${slug}/${job}.csv`, file);
      expect(done(await replayErasures(at(FRIDAY + 10), null)).erased).toBe(1);
      expect([await whereIs(["Nomvula,"]), await whose()]).toEqual([[], []]);
      expect(await fileOf(job)).toContain(AISHA);
    });

    it("is kept for as long as the list lies there", async () => {
      await becomes(OLD);
      const list = ["name,phone", "Nomvula,083 123 0001", AISHA];
      const [job, other] = [await looked(list), await looked(list)];
      expect(await whose()).toHaveLength(2);
      await write(job);
      await worked(job);
      expect(await whose()).toHaveLength(1);
      await dropImport(at(FRIDAY), slug, other);
      expect(await whose()).toEqual([]);
    });
  });

  it.each(["clients", "bookings"] as const)(
    "that was being written brings nobody back: %s that were read before are not written after",
    async (kind) => {
      const { name, phone } = zandile.client;
      const lines =
        kind === "clients"
          ? ["name,phone", `${name},${phone}`]
          : ["service,date,time,name,phone", `Cut & style,2026-12-10,10:00,${name},${phone}`];
      const job = await brought(lines, kind);
      await worked(job);
      await write(job);
      // Between reading the stretch and writing it she is erased.
      let once = true;
      const slow = new Proxy(env.R2, {
        get(target, property) {
          if (property !== "get") return Reflect.get(target, property).bind(target);
          return async (...asked: Parameters<R2Bucket["get"]>) => {
            const object = await target.get(...asked);
            if (object === null || !once) return object;
            once = false;
            const bytes = await object.arrayBuffer();
            await erased();
            return { arrayBuffer: async () => bytes };
          };
        },
      });
      const bindings = { ...env, R2: slow } as unknown as Env;
      await stepImport(at(FRIDAY, bindings), slug, job, e164).catch(() => {});
      expect(once).toBe(false);
      expect(await whereIs(zandile.marks)).toEqual([]);
      await worked(job);
      expect(await whereIs(zandile.marks)).toEqual([]);
      expect(await jobOf(job)).toMatchObject({ state: "done", good: 0, refused: 1 });
    },
  );
});

describe("an archive", () => {
  const asked = async () => done(await askForArchive(at(NOW), slug, OWNER, { special: false })).archive;
  const standing = async (archive: string) =>
    (await rows("SELECT state, edition FROM archive WHERE salon_id = ?1 AND archive_id = ?2", slug, archive))[0];
  const lying = async () => (await env.R2.list({ prefix: `archives/${slug}/` })).objects.map(({ key }) => key);
  const clientsIn = async (key = "") => {
    const bytes = new Uint8Array((await (await env.R2.get(key))?.arrayBuffer()) ?? new ArrayBuffer(0));
    return strFromU8(unzipSync(bytes)["clients.json"] ?? new Uint8Array());
  };

  it("that is older than an erasure is deleted with it, and made anew without them", async () => {
    const archive = await asked();
    await makeArchive(at(NOW), slug, archive);
    const [key] = await lying();
    expect(await clientsIn(key)).toContain(zandile.client.name);
    expect(receiptOf(await erased(), "archives")).toBe(1);
    expect([await lying(), await standing(archive)]).toEqual([[], { state: "making", edition: 1 }]);
    await archivesDue(at(FRIDAY + 1));
    expect(await standing(archive)).toEqual({ state: "ready", edition: 1 });
    const made = await lying();
    expect(made).toHaveLength(1);
    expect(await clientsIn(made[0])).toBe("[]\n");
    await archivesDue(at(FRIDAY + 1 + 7 * 1440));
    expect([await lying(), await standing(archive)]).toEqual([[], { state: "gone", edition: 1 }]);
  });

  it("that was being made meanwhile is not handed out, and nothing of it is left", async () => {
    const archive = await asked();
    const slow = new Proxy(env.R2, {
      get(target, property) {
        const own = Reflect.get(target, property);
        if (property !== "createMultipartUpload") return own.bind(target);
        return async (...of: Parameters<R2Bucket["createMultipartUpload"]>) => {
          const upload = await target.createMultipartUpload(...of);
          return {
            uploadPart: upload.uploadPart.bind(upload),
            async complete(parts: R2UploadedPart[]) {
              await erased();
              await archivesDue(at(FRIDAY + 1)); // the sweep is quicker than whoever was first
              return upload.complete(parts);
            },
          };
        };
      },
    });
    await makeArchive(at(NOW, { ...env, R2: slow } as unknown as Env), slug, archive);
    expect(await standing(archive)).toEqual({ state: "ready", edition: 1 });
    const made = await lying();
    expect(made).toEqual([`archives/${slug}/${archive}.1.zip`]);
    expect(await clientsIn(made[0])).toBe("[]\n");
  });
});

it("after a restore they go from both again", async () => {
  const { name, phone } = zandile.client;
  const job = await looked(["name,phone", `${name},${phone}`, "Thabo Nkosi,082 111 0001"]);
  const archive = done(await askForArchive(at(NOW), slug, OWNER, { special: false })).archive;
  await makeArchive(at(NOW), slug, archive);
  const file = (await fileOf(job)) ?? "";
  const earlier = await setAside(slug, [
    "client",
    "booking",
    "segment",
    "outbox",
    "phone_salon",
    "import_job",
    "archive",
  ]);
  await erased();
  await restore(slug, earlier);
  await env.R2.put(`imports/${slug}/${job}.csv`, file);
  await makeArchive(at(FRIDAY + 5), slug, archive);
  expect(done(await replayErasures(at(FRIDAY + 10), null)).erased).toBe(1);
  expect(await whereIs(zandile.marks)).toEqual([]);
  expect(await fileOf(job)).toContain("Thabo Nkosi");
  expect(await jobOf(job)).toMatchObject({ state: "checking" });
  const [standing] = await rows("SELECT state FROM archive WHERE salon_id = ?1", slug);
  expect(standing).toEqual({ state: "making" });
  expect((await env.R2.list({ prefix: `archives/${slug}/` })).objects).toEqual([]);
});
