// Photographs of visits: kept with a yes, shown to the team alone, told of to their client, and gone with them.

import { env } from "cloudflare:workers";
import { expect, it, vi } from "vitest";
import { erase } from "../../../../workers/commands/compliance/erase.ts";
import { gathered } from "../../../../workers/commands/compliance/requests/gather.ts";
import { parsePhoto } from "../../../../workers/commands/desk/visits/photos/plain.ts";
import { withdrawConsent } from "../../../../workers/commands/law/consents.ts";
import { keepHouseIn } from "../../../../workers/commands/retention/night.ts";
import type { RequestRow } from "../../../../workers/store/compliance/requests/requests.ts";
import { LANGUAGES } from "../../../../workers/ui/words.ts";
import { FROM_OWN_PAGE, signedIn, trailOf } from "../../access/people.ts";
import { type Answer, CLIENT, call, newSalon, OPERATOR, post } from "../../api/client.ts";
import { at, done, minutes, rows } from "../../commands/surroundings.ts";
import { camera, heic, holds, jpeg, SECRET } from "./pictures.ts";

const MORNING = "2026-12-01T07:00:00+02:00";
const key = (letter: string): string => letter.repeat(26);

async function desk(client: { name: string; phone?: string } = CLIENT) {
  const slug = await newSalon();
  const { cookie } = await signedIn(slug, "stylist", MORNING);
  const headers = { Cookie: cookie, ...FROM_OWN_PAGE };
  const visit = { services: [{ id: "cut" }], start: "2026-12-01T10:00:00+02:00", client };
  const made = await call(`/api/v1/salons/${slug}/desk/visits`, {
    body: visit,
    headers: { ...OPERATOR, "Idempotency-Key": crypto.randomUUID() },
    now: MORNING,
  });
  if (made.status !== 201) throw new Error(made.text);
  const { booking, token } = made.body;
  const page = (path = `/visits/${booking}`) => call(`/desk/${slug}${path}`, { headers, now: MORNING });
  /** As the form sends it. */
  const take = async (bytes: Uint8Array, fields: Record<string, string> = {}, now = MORNING): Promise<Answer> => {
    const form = new FormData();
    for (const [name, value] of Object.entries({ moment: "before", ...fields })) form.set(name, value);
    form.set("taken", new File([], ""));
    form.set("chosen", new File([Uint8Array.from(bytes)], "IMG_0001.JPG", { type: "image/jpeg" }));
    const sent = new Response(form);
    const type = sent.headers.get("Content-Type") ?? "";
    const body = new Uint8Array(await sent.arrayBuffer());
    return call(`/desk/${slug}/visits/${booking}/photos`, { body, headers: { ...headers, "Content-Type": type }, now });
  };
  const drop = (photo: string) =>
    call(`/desk/${slug}/photos/${photo}`, {
      body: `booking=${booking}`,
      headers: { ...headers, "Content-Type": "application/x-www-form-urlencoded" },
      now: MORNING,
    });
  const kept = () =>
    rows("SELECT photo_id, moment, kept_at FROM photo WHERE salon_id = ?1 ORDER BY at, photo_id", slug);
  const stored = async () => (await env.R2.list({ prefix: `photos/${slug}/` })).objects.map(({ key: name }) => name);
  const consents = () =>
    rows("SELECT purpose, granted, channel, wording FROM consent WHERE salon_id = ?1 ORDER BY at, nth", slug);
  return { slug, booking, token, headers, page, take, drop, kept, stored, consents };
}

it("is kept once the client agreed, without where it was taken, and shown to the team alone", async () => {
  const { slug, booking, page, take, kept, stored, consents, headers } = await desk();
  const unasked = await take(camera());
  expect(unasked.status).toBe(409);
  expect(unasked.text).toContain("Please ask the client first");
  expect(await stored()).toEqual([]);

  expect((await take(camera(6), { agreed: "yes" })).headers.get("Location")).toBe(
    `/desk/${slug}/visits/${booking}#photos`,
  );
  // What they said holds: nobody asks again.
  expect((await page()).text).not.toContain('name="agreed"');
  expect((await take(jpeg(), { moment: "after" }, "2026-12-01T11:00:00+02:00")).status).toBe(303);
  expect(await consents()).toMatchObject([{ purpose: "photos", granted: 1, channel: "desk" }]);
  expect(await kept()).toMatchObject([{ moment: "before" }, { moment: "after" }]);
  const [first] = await kept();
  const object = await env.R2.get(`photos/${slug}/${first?.photo_id}`);
  expect(holds(new Uint8Array((await object?.arrayBuffer()) ?? new ArrayBuffer(0)), SECRET)).toBe(false);

  const shown = await page(`/photos/${first?.photo_id}`);
  expect(shown.status).toBe(200);
  expect(shown.headers.get("Content-Type")).toBe("image/jpeg");
  expect(shown.headers.get("Cache-Control")).toBe("no-store");
  expect(shown.headers.get("Content-Security-Policy")).toContain("sandbox");
  const address = `/desk/${slug}/photos/${first?.photo_id}`;
  expect((await call(address, { now: MORNING })).headers.get("Location")).toContain("/sign-in");
  const { cookie } = await signedIn(await newSalon(), "owner", MORNING);
  expect((await call(address, { headers: { Cookie: cookie }, now: MORNING })).status).toBe(403);
  // Somebody of another salon finds nothing of this one under their own address.
  const reads = await rows("SELECT objects FROM read_log WHERE salon_id = ?1 AND what = 'bookings'", slug);
  expect(reads.some(({ objects }) => String(objects).includes(booking))).toBe(true);

  for (const language of LANGUAGES) {
    const visit = await call(`/desk/${slug}/visits/${booking}?lang=${language}`, { headers, now: MORNING });
    expect(visit.text.match(/<img /g)).toHaveLength(2);
    expect(visit.text).toContain('width="48" height="64"');
  }
  const [client] = await rows("SELECT client_id FROM client WHERE salon_id = ?1", slug);
  expect((await page(`/clients/${client?.client_id}`)).text.match(/<img /g)).toHaveLength(2);
});

it("that is too large, HEIC, cut off or none says so in words with the limit, and nothing is lost", async () => {
  const { slug, booking, take, stored, headers } = await desk();
  const large = new Uint8Array(40_000_000);
  large.set(camera());
  const refused = await take(large, { agreed: "yes" });
  expect(refused.status).toBe(413);
  expect(refused.text).toContain("at most 10 MB. Nothing was kept");
  expect(refused.text).toContain("Keep the photograph");
  const api = `/api/v1/salons/${slug}/desk/visits/${booking}/photos?moment=before&agreed=yes`;
  const told = await call(api, {
    body: large,
    headers: { ...headers, "Content-Type": "image/jpeg", "Idempotency-Key": "a" },
    now: MORNING,
  });
  expect(told.status).toBe(413);
  expect(told.headers.get("Content-Type")).toBe("application/problem+json");
  expect(told.body).toMatchObject({ most_bytes: 10_000_000 });
  expect(told.body.detail).toContain("10000000 bytes");
  expect((await take(heic(), { agreed: "yes" })).text).toContain("HEIC");
  expect((await take(camera().subarray(0, 150), { agreed: "yes" })).status).toBe(422);
  expect((await take(new TextEncoder().encode("<svg onload=alert(1)>"), { agreed: "yes" })).status).toBe(415);
  expect((await take(new Uint8Array(), { agreed: "yes" })).text).toContain("Please choose a picture");
  expect((await take(camera(), { moment: "during", agreed: "yes" })).status).toBe(422);
  expect(await stored()).toEqual([]);
  expect(await rows("SELECT * FROM photo WHERE salon_id = ?1", slug)).toEqual([]);
});

it("without a length is read no further than the bound", async () => {
  const { slug, booking, headers } = await desk();
  let given = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        given += 1_000_000;
        controller.enqueue(new Uint8Array(1_000_000));
        if (given >= 40_000_000) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  const answer = await call(`/api/v1/salons/${slug}/desk/visits/${booking}/photos?moment=after`, {
    method: "POST",
    body,
    headers: { ...headers, "Content-Type": "image/jpeg", "Idempotency-Key": "a" },
    now: MORNING,
  });
  expect(answer.status).toBe(413);
  expect(given).toBeLessThan(14_000_000);
});

it("sent again is one photograph, also where it broke off between its row and its bytes", async () => {
  const { slug, take, kept, stored, page, booking } = await desk();
  vi.spyOn(console, "error").mockImplementation(() => {});
  const put = vi.spyOn(env.R2, "put").mockRejectedValueOnce(new Error("no answer"));
  const fields = { agreed: "yes", key: key("a") };
  expect((await take(camera(), fields)).status).toBe(503);
  put.mockRestore();
  // Nobody is shown what is not there.
  expect(await kept()).toMatchObject([{ kept_at: null }]);
  expect((await page()).text).not.toContain("<img ");
  expect((await take(camera(), fields)).status).toBe(303);
  expect((await take(camera(), fields)).status).toBe(303);
  expect(await kept()).toHaveLength(1);
  expect(await stored()).toHaveLength(1);
  expect((await trailOf(slug)).filter(({ action }) => action === "photo.kept")).toMatchObject([{ subject: booking }]);
  expect((await take(jpeg(), fields)).status).toBe(422);
});

it("is deleted by the team once and for all, in the trail under who did it", async () => {
  const { slug, take, drop, kept, stored } = await desk();
  await take(camera(), { agreed: "yes" });
  const photo = String((await kept())[0]?.photo_id);
  for (let times = 0; times < 2; times++) expect((await drop(photo)).status).toBe(303);
  expect([await kept(), await stored()]).toEqual([[], []]);
  const dropped = (await trailOf(slug)).filter(({ action }) => action === "photo.deleted");
  expect(dropped).toHaveLength(1);
  expect(dropped[0]?.actor).toMatch(/^stylist:/);
});

it("goes when the client no longer agrees, by their own link or at the desk", async () => {
  const { slug, token, take, kept, stored, consents } = await desk();
  await take(camera(), { agreed: "yes" });
  const own = await call(`/b/${token}/consents?lang=en`, { now: MORNING });
  expect(own.text).toContain("Photographs of your visits");
  done(await withdrawConsent(at(minutes(MORNING) + 5), { token, purpose: "photos" }));
  expect([await kept(), await stored()]).toEqual([[], []]);
  // Asked anew, and ended at the desk.
  expect((await take(camera(), {}, "2026-12-01T09:00:00+02:00")).status).toBe(409);
  expect((await take(camera(), { agreed: "yes" }, "2026-12-01T09:00:00+02:00")).status).toBe(303);
  const [client] = await rows("SELECT client_id FROM client WHERE salon_id = ?1", slug);
  const { cookie } = await signedIn(slug, "owner", MORNING);
  const ended = await call(`/desk/${slug}/clients/${client?.client_id}`, {
    body: "act=withdraw&purpose=photos",
    headers: { Cookie: cookie, ...FROM_OWN_PAGE, "Content-Type": "application/x-www-form-urlencoded" },
    now: "2026-12-01T09:10:00+02:00",
  });
  expect(ended.status).toBe(303);
  expect([await kept(), await stored()]).toEqual([[], []]);
  expect((await consents()).map(({ granted }) => granted)).toEqual([1, 0, 1, 0]);
});

it("is not kept by a yes that was taken back while it came, whichever of the two is first", async () => {
  const { slug, token, take, kept, stored } = await desk();
  await take(camera(), { agreed: "yes" });
  const taken = () => withdrawConsent(at(minutes(MORNING) + 5), { token, purpose: "photos" });
  // What was there is gone already, and the yes is taken back after it was read.
  const real = env.DB.batch.bind(env.DB);
  let once = true;
  const between = vi.spyOn(env.DB, "batch").mockImplementation((async (statements: D1PreparedStatement[]) => {
    const answer = await real(statements);
    const read = answer.some(({ results }) => JSON.stringify(results).includes('"purpose":"photos"'));
    if (read && once) {
      once = false;
      done(await taken());
    }
    return answer;
  }) as typeof env.DB.batch);
  const answer = await take(jpeg(), { moment: "after" }, "2026-12-01T07:06:00+02:00");
  between.mockRestore();
  expect(once).toBe(false);
  expect(answer.status).toBe(409);
  expect([await kept(), await stored()]).toEqual([[], []]);

  // It comes after those were read that are to go.
  expect((await take(camera(), { agreed: "yes" }, "2026-12-01T07:07:00+02:00")).status).toBe(303);
  const deleted = env.R2.delete.bind(env.R2);
  let came = 0;
  const meanwhile = vi.spyOn(env.R2, "delete").mockImplementation(async (names) => {
    await deleted(names);
    if (came === 0) came = (await take(jpeg(), {}, "2026-12-01T07:07:00+02:00")).status;
  });
  done(await withdrawConsent(at(minutes(MORNING) + 8), { token, purpose: "photos" }));
  meanwhile.mockRestore();
  expect(came).toBe(303);
  expect([await kept(), await stored()]).toEqual([[], []]);
  expect(await rows("SELECT * FROM photo WHERE salon_id = ?1", slug)).toEqual([]);
});

it("of somebody without a number is not kept, for they could never have it deleted", async () => {
  const { slug, take, page, stored } = await desk({ name: "Sipho" });
  expect((await page()).text).not.toContain('name="taken"');
  expect((await take(camera(), { agreed: "yes" })).status).toBe(409);
  expect(await stored()).toEqual([]);
  expect(await rows("SELECT * FROM consent WHERE salon_id = ?1", slug)).toEqual([]);
});

it("is one of twenty at most, and the twenty-first says so", async () => {
  const { take, kept } = await desk();
  await take(jpeg(), { agreed: "yes" });
  for (let n = 2; n <= 20; n++) expect((await take(jpeg())).status).toBe(303);
  expect((await take(jpeg())).text).toContain("as many photographs as it may have");
  expect(await kept()).toHaveLength(20);
});

it("is one of twenty also where all come at once, and what never came is none of them a day later", async () => {
  const { slug, booking, take, kept } = await desk();
  vi.spyOn(console, "error").mockImplementation(() => {});
  await take(jpeg(), { agreed: "yes" });
  const put = vi.spyOn(env.R2, "put").mockRejectedValue(new Error("no answer"));
  const answers = await Promise.all(Array.from({ length: 21 }, () => take(jpeg())));
  put.mockRestore();
  expect(answers.filter(({ status }) => status === 503)).toHaveLength(19);
  expect(await kept()).toHaveLength(20);
  // Under their keys they may still come.
  const later = (now: string) =>
    call(`/api/v1/salons/${slug}/desk/visits/${booking}/photos?moment=after`, {
      body: jpeg(),
      headers: { ...OPERATOR, "Content-Type": "image/jpeg", "Idempotency-Key": now },
      now,
    });
  expect((await later("2026-12-02T06:59:00+02:00")).body.type).toContain("too-many-photos");
  expect((await later("2026-12-02T07:01:00+02:00")).status).toBe(201);
  expect(await rows("SELECT 1 FROM photo WHERE salon_id = ?1 AND kept_at IS NOT NULL", slug)).toHaveLength(2);
});

it("goes by itself a year after its visit, and not a day before", async () => {
  const { slug, take, stored } = await desk();
  await take(camera(), { agreed: "yes" });
  const night = async (time: string) => {
    const now = minutes(time);
    await keepHouseIn(at(now), slug, Math.floor(now / 1440));
  };
  await night("2027-11-30T02:30:00+02:00");
  expect(await stored()).toHaveLength(1);
  await night("2027-12-01T02:30:00+02:00");
  expect(await stored()).toEqual([]);
  expect(await rows("SELECT * FROM photo WHERE salon_id = ?1", slug)).toEqual([]);
});

it("moves with its visit when two clients are made one, and back", async () => {
  const { slug, take } = await desk();
  await take(camera(), { agreed: "yes" });
  const [client] = await rows("SELECT client_id FROM client WHERE salon_id = ?1", slug);
  const other = {
    services: [{ id: "cut" }],
    start: "2026-12-02T10:00:00+02:00",
    client: { name: "N", phone: "0825550123" },
  };
  expect((await post(`/api/v1/salons/${slug}/bookings`, other)).status).toBe(201);
  const [kept] = await rows("SELECT client_id FROM client WHERE salon_id = ?1 AND name = 'N'", slug);
  const { cookie } = await signedIn(slug, "owner", MORNING);
  const headers = { Cookie: cookie, ...FROM_OWN_PAGE };
  const form = { ...headers, "Content-Type": "application/x-www-form-urlencoded" };
  const card = async (id: unknown) => (await call(`/desk/${slug}/clients/${id}`, { headers, now: MORNING })).text;
  const act = (body: string) =>
    call(`/desk/${slug}/clients/${kept?.client_id}/merge`, { body, headers: form, now: MORNING });
  expect((await act(`act=merge&other=${client?.client_id}`)).status).toBe(303);
  expect(await card(kept?.client_id)).toContain("<img ");
  const [merge] = await rows("SELECT merge_id FROM client_merge WHERE salon_id = ?1", slug);
  expect((await act(`act=undo&merge=${merge?.merge_id}`)).status).toBe(303);
  expect(await card(kept?.client_id)).not.toContain("<img ");
  expect(await card(client?.client_id)).toContain("<img ");
});

it("is given to its client with what it shows when they ask for what is held of them", async () => {
  const { slug, booking, take } = await desk();
  await take(camera(), { agreed: "yes" });
  const [client] = await rows("SELECT client_id FROM client WHERE salon_id = ?1", slug);
  const asked = { request_id: "r", salon_id: slug, client_id: client?.client_id, reach: "client" } as RequestRow;
  const found = await gathered(at(minutes(MORNING)), asked);
  const [photo] = found?.tables.find(({ table }) => table === "photo")?.rows ?? [];
  expect(photo).toMatchObject({ booking_id: booking, moment: "before" });
  const picture = Uint8Array.from(atob(String(photo?.picture)), (letter) => letter.charCodeAt(0));
  expect(parsePhoto(picture)).toMatchObject({ width: 64, height: 48, bytes: picture });
});

it("is in no store after an erasure, with a receipt, also where another came meanwhile", async () => {
  const { slug, take, stored } = await desk();
  await take(camera(), { agreed: "yes" });
  const [client] = await rows("SELECT client_id FROM client WHERE salon_id = ?1", slug);
  const friday = at(minutes("2026-12-04T09:00:00+02:00"));
  // While the first one's bytes are being deleted, a second one comes.
  const real = env.R2.delete.bind(env.R2);
  let came = 0;
  const between = vi.spyOn(env.R2, "delete").mockImplementation(async (names) => {
    await real(names);
    if (String(names).includes(`photos/${slug}/`) && came === 0) came = (await take(jpeg())).status;
  });
  const input = { salon: slug, client: String(client?.client_id), reason: "request", request: "r1" } as const;
  const erased = done(await erase(friday, input));
  between.mockRestore();
  expect(came).toBe(303);
  expect(await stored()).toEqual([]);
  expect(await rows("SELECT * FROM photo WHERE salon_id = ?1", slug)).toEqual([]);
  // The second one broke off the first attempt, so the next one found both.
  expect(erased.receipts.find(({ what }) => what === "photos")).toMatchObject({ store: "r2", rows: 2 });
});
