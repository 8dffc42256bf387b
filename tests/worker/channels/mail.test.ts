// Letters to a salon: kept once, understood without what they quote, answered in their thread, and never to a machine.

import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { choicesOf } from "../../../workers/commands/conversations/content.ts";
import { ownWords, wordsOfHtml } from "../../../workers/conversations/channels/mail/words.ts";
import { rows } from "../commands/surroundings.ts";
import { kept } from "../conversations/payloads.ts";
import { letter, NOMSA, post, salonWithAddress } from "./letters.ts";
import { bound, conversationOf, heard, sendAll } from "./stage.ts";

const words = (slug: string) => rows("SELECT kind, body FROM message WHERE salon_id = ?1 ORDER BY came_ms", slug);

describe("a letter", () => {
  it("is one message of one conversation, however often and in whatever order it is brought", async () => {
    const ids = ["a", "b", "c"].map((name) => `<${name}@example.com>`);
    const left = async (order: readonly number[]) => {
      const of = await salonWithAddress();
      for (const n of order) await post(of.account, letter(of.account, `Letter ${n}`, { id: ids[n] ?? "" }));
      const { conversations, messages } = await kept(of);
      return {
        people: conversations.map(({ person, name, messages: n }: Record<string, unknown>) => [person, name, n]),
        ids: messages.map(({ provider_id: id, body }: Record<string, unknown>) => [id, body]),
      };
    };
    const expected = await left([0, 1, 2]);
    expect(expected.people).toEqual([[NOMSA, "Nomsa Dlamini", 3]]);
    expect(expected.ids).toEqual([0, 1, 2].map((n) => [ids[n]?.slice(1, -1), `Letter ${n}`]));
    for (const order of [
      [2, 1, 0],
      [1, 1, 0, 2, 0, 2, 1, 0, 0, 1],
    ]) {
      expect(await left(order)).toEqual(expected);
    }
  });

  it("without a Message-ID is known by its bytes", async () => {
    const of = await salonWithAddress();
    const raw = letter(of.account, "Hello", { id: null });
    for (let times = 0; times < 3; times++) expect(await post(of.account, raw)).toBeNull();
    const ids = await rows("SELECT provider_id AS id FROM message WHERE salon_id = ?1", of.slug);
    expect(ids).toEqual([{ id: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) }]);
  });

  it("to nobody, or of more than 3 MB, is refused to whoever brings it", async () => {
    const { account } = await salonWithAddress();
    expect(await post("nobody@book.example.com", letter("nobody@book.example.com", "Hello"))).toContain("nobody");
    expect(await post(account, letter(account, "x".repeat(3 << 20)))).toContain("3 MB");
  });

  it.each([
    ["utf-8 in base64", "text/plain; charset=utf-8", "base64", btoa("m\xc3\xb4re \xf0\x9f\x92\x85")],
    ["latin-1", "text/plain; charset=iso-8859-1", "quoted-printable", "m=F4re =E9"],
    ["a charset that is not there", "text/plain; charset=klingon", "8bit", "Hello"],
    ["a charset that is another", "text/plain; charset=utf-8", "quoted-printable", "Hello =F4=F4"],
    ["no type", "", "", "Hello"],
  ])("in %s is read", async (_name, type, encoding, body) => {
    const of = await salonWithAddress();
    const raw = letter(of.account, body, { type, headers: { "Content-Transfer-Encoding": encoding } });
    expect(await post(of.account, raw)).toBeNull();
    expect((await words(of.slug))[0]).toEqual({ kind: "text", body: expect.stringMatching(/^(môre (💅|é)|Hello)/) });
  });

  it("of a thousand parts within each other is kept for a person, with who wrote it", async () => {
    const of = await salonWithAddress();
    let raw = letter(of.account, "", { type: 'multipart/mixed; boundary="b0"' });
    for (let n = 0; n < 1_000; n++) raw += `--b${n}\r\nContent-Type: multipart/mixed; boundary="b${n + 1}"\r\n\r\n`;
    expect(await post(of.account, raw)).toBeNull();
    await heard(of.slug);
    expect(await conversationOf(of.slug)).toMatchObject({ person: NOMSA, state: "waiting", why: "unsupported" });
  });

  it("that is any bytes is kept or refused, and never breaks the door", async () => {
    const { account } = await salonWithAddress();
    const heads = fc.constantFrom(
      "",
      letter(account, ""),
      "From: \r\n\r\n",
      'Content-Type: multipart/x; boundary=""\r\n\r\n',
    );
    await fc.assert(
      fc.asyncProperty(heads, fc.uint8Array({ maxLength: 300 }), async (head, tail) => {
        const raw = Uint8Array.from([...new TextEncoder().encode(head), ...tail]);
        await post(account, raw);
      }),
      { numRuns: 60 },
    );
  });

  it("with a picture and no words is a person's", async () => {
    const of = await salonWithAddress();
    const body =
      '--b\r\nContent-Type: image/png; name="a.png"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--b--\r\n';
    await post(of.account, letter(of.account, body, { type: 'multipart/mixed; boundary="b"' }));
    await heard(of.slug);
    expect(await conversationOf(of.slug)).toMatchObject({ state: "waiting", why: "document" });
  });
});

describe("a letter under a borrowed name", () => {
  it("is a person's, and moves nothing by itself", async () => {
    const of = await salonWithAddress();
    const headers = { "Authentication-Results": "mx.example.net; spf=pass; dmarc=fail (p=none)" };
    await post(of.account, letter(of.account, "I want to book a cut tomorrow at 3", { headers }));
    await heard(of.slug);
    expect(await conversationOf(of.slug)).toMatchObject({ state: "waiting", why: "unsupported" });
  });
});

describe("what a machine sent", () => {
  it.each([
    ["Auto-Submitted", "auto-replied"],
    ["Auto-Submitted", "auto-generated; owner-email=x"],
    ["Precedence", "bulk"],
    ["Precedence", "junk"],
    ["Precedence", "list"],
    ["Return-Path", "<>"],
    ["List-Id", "<news.example.com>"],
    ["X-Auto-Response-Suppress", "All"],
  ])("is kept and not answered: %s: %s", async (name, value) => {
    const of = await salonWithAddress();
    await post(of.account, letter(of.account, "I want to book", { headers: { [name]: value } }));
    expect(await heard(of.slug)).toEqual([]);
    expect((await words(of.slug))[0]).toMatchObject({ kind: "auto-reply" });
  });

  it("is told by an empty return path, and by our own address", async () => {
    for (const [from, envelope] of [
      [NOMSA, ""],
      ["itself", NOMSA],
    ] as const) {
      const of = await salonWithAddress();
      const writing = { from: from === "itself" ? of.account : from };
      await post(of.account, letter(of.account, "I want to book", writing), envelope);
      expect(await heard(of.slug)).toEqual([]);
    }
  });

  it("is answered where it says that it was not sent by one", async () => {
    const of = await salonWithAddress();
    await post(of.account, letter(of.account, "hello", { headers: { "Auto-Submitted": "no" } }));
    expect(await heard(of.slug)).toHaveLength(1);
  });
});

describe("what somebody wrote themselves", () => {
  it.each([
    ["2\n\nOn Tue, 3 Nov 2026 at 10:00, Salon <a@b.example> wrote:\n> Choose\n> 1. Book", "2"],
    ["Ja\n\nOp Di. 3 Nov. 2026 om 10:00 het Salon <a@b.example>\ngeskryf:\n> Kies", "Ja"],
    ["3\r\n-- \r\nNomsa Dlamini\r\n082 555 0142", "3"],
    ["Yes please\n\n-----Original Message-----\nFrom: Salon", "Yes please"],
    ["Yes\n________________________________\nFrom: Salon <a@b.example>", "Yes"],
    ["Tomorrow\n\nSent from my iPhone", "Tomorrow"],
    ["> quoted\nanswered below", "answered below"],
    ["On Tuesday I am away.\nWednesday at 3?", "On Tuesday I am away.\nWednesday at 3?"],
  ])("is what is left without quotation and signature: %j", (text, own) => {
    expect(ownWords(text)).toBe(own);
  });

  it("is found in HTML too", () => {
    const html =
      "<html><head><title>x</title><style>p { color: red }</style></head><p>m&ocirc;re &amp; <b>3</b> uur</p>" +
      '<div class="gmail_quote"><p>earlier</p></div>';
    expect(ownWords(wordsOfHtml(html))).toBe("m&ocirc;re & 3 uur");
  });

  it("is found in time that grows with the letter, whatever it holds", () => {
    for (const piece of ["<", ">", "<!--", "On ", "wrote:\n", "-- ", "\n", "<style>"]) {
      const text = piece.repeat(Math.floor(1_000_000 / piece.length));
      const began = performance.now();
      ownWords(text);
      wordsOfHtml(text);
      expect(performance.now() - began).toBeLessThan(5_000);
    }
  });
});

describe("a conversation by letters", () => {
  const say = async (of: { slug: string; account: string }, text: string, headers: Record<string, string> = {}) => {
    await post(of.account, letter(of.account, text, { headers }));
    return heard(of.slug);
  };

  it("ends with a booking under the number that was given and the address that wrote", async () => {
    const of = await salonWithAddress();
    const [asked] = await say(of, "môre 3 uur vir 'n cut?");
    expect(asked === undefined ? undefined : choicesOf(asked)[0]?.id).toMatch(/^(c|t):/);
    expect((await say(of, "1\n\nOn Tue, 3 Nov 2026 at 10:00, Salon <a@b.example> wrote:\n> 1. Yes"))[0]?.kind).toBe(
      "text",
    );
    await say(of, "082 555 0142\n-- \nNomsa");
    const booked = await rows(
      `SELECT client.phone, client.name, client.email FROM booking JOIN client USING (salon_id, client_id)
       WHERE salon_id = ?1`,
      of.slug,
    );
    expect(booked).toEqual([{ phone: "+27825550142", name: "Nomsa Dlamini", email: NOMSA }]);
  });

  it("is answered in its thread, as a machine's answer, with numbered lines and the page's address", async () => {
    const of = await salonWithAddress();
    await say(of, "hello", { References: "<first@example.com>", "In-Reply-To": "<second@example.com>" });
    const [{ id } = {}] = await rows(
      "SELECT provider_id AS id FROM message WHERE salon_id = ?1 AND direction = 'in'",
      of.slug,
    );
    const sent: Record<string, unknown>[] = [];
    const EMAIL = {
      send: async (one: Record<string, unknown>) => {
        sent.push(one);
        return { messageId: "<ours@book.example.com>" };
      },
    } as unknown as SendEmail;
    await sendAll(of.slug, bound({ EMAIL, EMAIL_FROM: "salons@book.example.com", LOCAL_MODE: "0" }));
    expect(sent).toEqual([
      expect.objectContaining({
        from: "salons@book.example.com",
        to: NOMSA,
        replyTo: of.account,
        subject: "Re: A visit",
      }),
    ]);
    expect(sent[0]?.headers).toMatchObject({
      "Auto-Submitted": "auto-replied",
      "In-Reply-To": `<${id}>`,
      References: `<first@example.com> <second@example.com> <${id}>`,
    });
    expect(sent[0]?.text).toMatch(/\n1\. .+\n2\. .+\n3\. /);
    expect(sent[0]?.text).toContain(`/${of.slug}`);
    expect(await rows("SELECT delivery FROM message WHERE provider_id = 'ours@book.example.com'")).toEqual([
      { delivery: 1 },
    ]);
  });

  it("takes a bare number for the line of the letter that is answered, not of a later one", async () => {
    const of = await salonWithAddress();
    await say(of, "hello");
    await sendAll(of.slug, bound());
    const [{ id } = {}] = await rows(
      "SELECT provider_id AS id FROM message WHERE salon_id = ?1 AND direction = 'out'",
      of.slug,
    );
    await say(of, "I want to book a cut");
    await say(of, "3", { "In-Reply-To": `<${id}>` });
    expect(await conversationOf(of.slug)).toMatchObject({ state: "waiting", why: "Asked" });
  });

  it("that could not be sent is tried again", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    const of = await salonWithAddress();
    await say(of, "hello");
    const EMAIL = { send: async () => Promise.reject(new Error("down")) } as unknown as SendEmail;
    await sendAll(of.slug, bound({ EMAIL, EMAIL_FROM: "salons@book.example.com", LOCAL_MODE: "0" }));
    const [owed] = await rows("SELECT due_ms, attempts, given_up_at FROM outgoing WHERE salon_id = ?1", of.slug);
    expect(owed).toMatchObject({ due_ms: expect.any(Number), attempts: 1, given_up_at: null });
  });

  it.each(["human please", "ek wil met 'n mens praat", "ngicela ukukhuluma nomuntu"])(
    "reaches a person by “%s”",
    async (text) => {
      const of = await salonWithAddress();
      await say(of, text);
      expect(await conversationOf(of.slug)).toMatchObject({ state: "waiting" });
    },
  );

  it("keeps a stop, and may be answered by a person a month later", async () => {
    const of = await salonWithAddress();
    await say(of, "STOP, no more promotions please");
    const { opted_out_at: out, window_until: until } = (await conversationOf(of.slug)) ?? {};
    expect(out).toEqual(expect.any(Number));
    expect(Number(until)).toBeGreaterThan(Date.now() / 1_000 + 30 * 86_400);
  });
});
