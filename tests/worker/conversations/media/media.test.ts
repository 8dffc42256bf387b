// Pictures and files of WhatsApp are kept under their conversation, opened as files alone, and gone with it.

import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { cancel } from "../../../../workers/commands/cancel.ts";
import { erase } from "../../../../workers/commands/compliance/erase.ts";
import { keepMediumOf } from "../../../../workers/conversations/whatsapp/keep-media.ts";
import { typeOf } from "../../../../workers/conversations/whatsapp/media.ts";
import { readConversation, readMessage } from "../../../../workers/store/conversations/conversations.ts";
import { signedIn } from "../../access/people.ts";
import { call } from "../../api/client.ts";
import { at, bookCut, NOMSA as CLIENT, done, NOW, rows, TUESDAY_NINE } from "../../commands/surroundings.ts";
import { asRead } from "../../law/visit.ts";
import { NOMSA, type Stage, stage } from "../stage.ts";

afterEach(() => void vi.restoreAllMocks());

const JPEG = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46]);
const HTML = Uint8Array.from(new TextEncoder().encode("<!doctype html><script>alert(1)</script>"));

const base64 = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> =>
  btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))));

/** Nomsa sends something, and it is looked at; the message's id and what is known of its medium. */
async function sent(
  set: Stage,
  id: string,
  type: string,
  bytes: Uint8Array<ArrayBuffer>,
  more: { size?: number; sha256?: string } = {},
) {
  set.provider.hold(id, type, bytes, more.size);
  const image = { mime_type: type, sha256: more.sha256 ?? (await base64(bytes)), id };
  await set.provider.say(set.account, NOMSA, { type: "image", image });
  const [row] = await rows("SELECT message_id AS id FROM message WHERE salon_id = ?1 AND payload = ?2", set.slug, id);
  const message = await readMessage(env, set.slug, String(row?.id));
  const conversation = await readConversation(env, set.slug, await set.conversation());
  if (message === null || conversation === null) throw new Error("nothing came");
  await set.attend();
  const kept = await keepMediumOf(set.bindings, conversation, message, NOW);
  const [medium] = await rows(
    "SELECT * FROM medium WHERE salon_id = ?1 AND message_id = ?2",
    set.slug,
    message.message_id,
  );
  return { message: message.message_id, medium, kept };
}

const filesOf = async (salon: string) =>
  (await env.R2.list({ prefix: `media/${salon}/` })).objects.map(({ key }) => key);

describe("a picture", () => {
  it("is kept under its conversation, told of in the inbox, and opened as a file that nothing runs", async () => {
    const set = await stage();
    const { message, medium } = await sent(set, "501", "image/jpeg", JPEG);
    expect(medium).toMatchObject({ state: "kept", type: "image/jpeg", bytes: JPEG.length });
    expect(await filesOf(set.slug)).toEqual([`media/${set.slug}/${await set.conversation()}/${message}`]);
    const headers = { Cookie: (await signedIn(set.slug, "reception")).cookie };
    const page = asRead((await call(`/inbox/${set.slug}`, { headers })).text);
    expect(page).toContain(`/inbox/${set.slug}/media/${message}`);
    expect(page).not.toContain("<img");
    const file = await call(`/inbox/${set.slug}/media/${message}`, { headers });
    expect(file.status).toBe(200);
    expect(file.headers.get("Content-Type")).toBe("image/jpeg");
    expect(file.headers.get("Content-Disposition")).toMatch(/^attachment; filename="[a-z2-7]+\.jpeg"$/);
    expect(file.headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(file.headers.get("Content-Security-Policy")).toContain("sandbox");
    expect((await call(`/inbox/${set.slug}/media/${"a".repeat(26)}`, { headers })).status).toBe(404);
    const other = (await signedIn((await stage()).slug, "reception")).cookie;
    expect((await call(`/inbox/${set.slug}/media/${message}`, { headers: { Cookie: other } })).status).not.toBe(200);
  });

  it("that is none, or another than was told, or too large, is refused, and the inbox says so", async () => {
    const set = await stage();
    const refused = async (id: string, type: string, bytes: Uint8Array<ArrayBuffer>, more = {}) =>
      (await sent(set, id, type, bytes, more)).medium;
    expect(await refused("601", "image/jpeg", HTML)).toMatchObject({ state: "refused", why: "not-what-it-says" });
    expect(await refused("602", "text/html", HTML)).toMatchObject({ state: "refused", why: "not-allowed" });
    expect(await refused("603", "image/svg+xml", HTML)).toMatchObject({ state: "refused", why: "not-allowed" });
    const other = await base64(HTML);
    expect(await refused("604", "image/jpeg", JPEG, { sha256: other })).toMatchObject({ why: "not-what-it-says" });
    expect(await refused("605", "image/jpeg", JPEG, { size: 40 << 20 })).toMatchObject({ why: "too-large" });
    const huge = new Uint8Array((16 << 20) + 1);
    huge.set(JPEG);
    expect(await refused("606", "image/jpeg", huge, { size: 10 })).toMatchObject({ why: "too-large" });
    expect(await filesOf(set.slug)).toEqual([]);
    const headers = { Cookie: (await signedIn(set.slug, "reception")).cookie };
    expect(asRead((await call(`/inbox/${set.slug}`, { headers })).text)).toContain("A file that was not kept");
  });

  it("that cannot be fetched now is kept the next time that somebody asks for it", async () => {
    const set = await stage();
    vi.mocked(globalThis.fetch).mockResolvedValueOnce(new Response("", { status: 503 }));
    const { message, medium, kept } = await sent(set, "701", "image/jpeg", JPEG);
    expect([kept, medium]).toEqual([false, undefined]);
    const conversation = await readConversation(env, set.slug, await set.conversation());
    const stored = await readMessage(env, set.slug, message);
    if (conversation === null || stored === null) throw new Error("nothing came");
    expect(await keepMediumOf(set.bindings, conversation, stored, NOW)).toBe(true);
    expect(await filesOf(set.slug)).toHaveLength(1);
  });

  it("whose address is not the provider's is not asked for, so that nobody else sees the token", async () => {
    const set = await stage();
    const asked: string[] = [];
    vi.mocked(globalThis.fetch).mockImplementation(async (input) => {
      asked.push(String(input instanceof Request ? input.url : input));
      return Response.json({ url: "https://elsewhere.example/501", mime_type: "image/jpeg", file_size: 10 });
    });
    const { medium } = await sent(set, "801", "image/jpeg", JPEG);
    expect(medium).toMatchObject({ state: "refused", why: "not-allowed" });
    expect(asked.some((url) => url.includes("elsewhere"))).toBe(false);
  });
});

it("what a client sent is gone with them", async () => {
  const set = await stage();
  const made = done(await bookCut(at(NOW, set.bindings), set.slug, TUESDAY_NINE, { client: CLIENT }));
  await sent(set, "901", "image/jpeg", JPEG);
  expect(await filesOf(set.slug)).toHaveLength(1);
  const [client] = await rows("SELECT client_id AS id FROM client WHERE salon_id = ?1", set.slug);
  done(await cancel(at(NOW, set.bindings), { subject: { salon: set.slug, booking: made.booking, actor: "team" } }));
  const gone = await erase(at(NOW + 60, set.bindings), {
    salon: set.slug,
    client: String(client?.id),
    reason: "request",
    request: null,
  });
  expect(gone.ok).toBe(true);
  expect(await filesOf(set.slug)).toEqual([]);
  expect(await rows("SELECT * FROM medium WHERE salon_id = ?1", set.slug)).toEqual([]);
});

it("only what begins as it says is of its type, whatever the bytes", () => {
  const text = (words: string) => new TextEncoder().encode(words);
  expect(typeOf("application/pdf", text("%PDF-1.7"))).toBe("application/pdf");
  expect(typeOf("audio/ogg; codecs=opus", text("OggS"))).toBe("audio/ogg");
  expect(typeOf("image/webp", text("RIFF0000WEBPVP8L"))).toBe("image/webp");
  for (const [said, bytes] of [
    ["image/jpeg", text("<html>")],
    ["application/pdf", text(" %PDF-")],
    ["text/html", text("<html>")],
    ["image/jpeg", new Uint8Array()],
    ["", JPEG],
    ["image/jpegx", JPEG],
  ] as const)
    expect(typeOf(said, bytes)).toBeNull();
});
