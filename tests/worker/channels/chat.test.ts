// The chat of a salon's page: works without any script, is told of what is new where there is one, and is nobody else's.

import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { close } from "../../../workers/commands/conversations/person.ts";
import { chatRoutes } from "../../../workers/conversations/channels/chat/door.ts";
import type { Env } from "../../../workers/env.ts";
import worker from "../../../workers/index.ts";
import { FROM_OWN_PAGE } from "../access/people.ts";
import { ORIGIN } from "../api/client.ts";
import { at, NOW, openSalon, rows } from "../commands/surroundings.ts";
import { bound, conversationOf } from "./stage.ts";

const salonWithChat = async (): Promise<string> =>
  (
    await openSalon((salon) => {
      salon.channels = { chat: {} };
      salon.languages = ["en", "af", "zu", "xh"];
    })
  ).slug;

let keys = 0;
const newKey = () =>
  `${"a".repeat(20)}${(keys++)
    .toString(32)
    .replaceAll(/[0189]/g, "z")
    .padStart(6, "b")}`;

class Visitor {
  cookie = "";
  readonly slug: string;
  readonly bindings: Env;
  constructor(slug: string, bindings: Env = bound()) {
    this.slug = slug;
    this.bindings = bindings;
  }

  async call(path: string, init: RequestInit = {}): Promise<Response> {
    const ctx = createExecutionContext();
    const headers = { ...FROM_OWN_PAGE, Cookie: this.cookie, ...(init.headers as Record<string, string>) };
    const request = new Request(`${ORIGIN}/${this.slug}/chat${path}`, { redirect: "manual", ...init, headers });
    const answer = await worker.fetch(request as never, this.bindings, ctx);
    await waitOnExecutionContext(ctx);
    const set = answer.headers.get("Set-Cookie");
    if (set !== null) this.cookie = set.split(";")[0] ?? "";
    return answer;
  }

  post(fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
    return this.call("", { method: "POST", body: new URLSearchParams({ key: newKey(), ...fields }), headers });
  }

  async page(): Promise<string> {
    return (await this.call("")).text();
  }

  /** What is offered to press, with what it says. */
  async choices(): Promise<[id: string, title: string][]> {
    const found = (await this.page()).matchAll(
      /<button class="btn quiet" formnovalidate name="choice" value="([^"]+)">([^<]+)/g,
    );
    return [...found].map(([, id, title]) => [id ?? "", title ?? ""]);
  }
}

let slug: string;
beforeAll(async () => {
  slug = await salonWithChat();
});

describe("the chat's page", () => {
  it("is there where the salon has one, in four languages, and sets no cookie before anybody writes", async () => {
    const visitor = new Visitor(slug);
    for (const lang of ["en", "af", "zu", "xh"]) {
      const answer = await visitor.call(`?lang=${lang}`);
      expect([answer.status, answer.headers.get("Set-Cookie")]).toEqual([200, null]);
      expect(await answer.text()).toContain(`<html lang="${lang}-ZA"`);
    }
    expect((await new Visitor((await openSalon()).slug).call("")).status).toBe(404);
    expect((await new Visitor("no-such-salon").call("")).status).toBe(404);
  });

  it("is linked from the salon's own page where it has one", async () => {
    const ask = async (of: string) =>
      (await worker.fetch(new Request(`${ORIGIN}/${of}`) as never, bound(), createExecutionContext())).text();
    expect(await ask(slug)).toContain(`/${slug}/chat`);
    const other = (await openSalon()).slug;
    expect(await ask(other)).not.toContain(`/${other}/chat`);
  });

  it("shows what anybody wrote as text, and no other address as a link than what reads like one", async () => {
    const visitor = new Visitor(await salonWithChat());
    await visitor.post({ text: '<script>alert(1)</script> & javascript:alert(2)\n"quoted"' });
    const page = await visitor.page();
    expect(page).not.toContain("<script>alert");
    expect(page).toContain("&lt;script&gt;");
    expect(page).not.toContain('href="javascript');
  });

  it("is for a form of its own alone", async () => {
    const of = await salonWithChat();
    for (const headers of [
      { Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" },
      { Origin: "null", "Sec-Fetch-Site": "same-site" },
    ]) {
      expect((await new Visitor(of).post({ text: "Hello" }, headers)).status).toBe(403);
    }
    expect(await rows("SELECT 1 FROM conversation WHERE salon_id = ?1", of)).toEqual([]);
    for (const { access } of chatRoutes) expect(access).toBe("client");
  });
});

describe("a chat", () => {
  it("ends with a booking by forms alone", async () => {
    const visitor = new Visitor(await salonWithChat());
    expect((await visitor.post({ text: "môre 3 uur vir 'n cut?" })).status).toBe(303);
    const [yes] = await visitor.choices();
    expect(yes?.[0]).toMatch(/^(c|t):/);
    await visitor.post({ choice: yes?.[0] ?? "" });
    await visitor.post({ text: "Nomsa Dlamini" });
    await visitor.post({ text: "082 555 0142" });
    const booked = await rows(
      `SELECT client.phone, client.name, channel FROM booking JOIN client USING (salon_id, client_id)
       JOIN consent USING (salon_id, client_id) WHERE booking.salon_id = ?1`,
      visitor.slug,
    );
    expect(booked).toEqual([{ phone: "+27825550142", name: "Nomsa Dlamini", channel: "chat" }]);
    expect(await visitor.page()).toContain("/b/");
    expect(await rows("SELECT 1 FROM outgoing WHERE salon_id = ?1", visitor.slug)).toEqual([]);
  });

  it("takes a form that is sent twice once, and a choice that nobody offered not at all", async () => {
    const visitor = new Visitor(await salonWithChat());
    const key = newKey();
    for (let times = 0; times < 3; times++) await visitor.post({ text: "hello", key });
    const count = "SELECT count(*) AS n FROM message WHERE salon_id = ?1 AND direction = 'in'";
    expect(await rows(count, visitor.slug)).toEqual([{ n: 1 }]);
    await visitor.post({ choice: "x:12345" });
    await visitor.post({ text: "   " });
    await visitor.post({ text: "no key", key: "" });
    expect(await rows(count, visitor.slug)).toEqual([{ n: 1 }]);
  });

  it("is nobody else's: another browser, and another salon, see nothing of it", async () => {
    const visitor = new Visitor(await salonWithChat());
    await visitor.post({ text: "my secret wish" });
    expect(await visitor.page()).toContain("my secret wish");
    expect(await new Visitor(visitor.slug).page()).not.toContain("secret");
    const elsewhere = new Visitor(await salonWithChat());
    elsewhere.cookie = visitor.cookie;
    expect(await elsewhere.page()).not.toContain("secret");
    const { person } = (await conversationOf(visitor.slug)) ?? {};
    expect(visitor.cookie).not.toContain(String(person));
    const guess = new Visitor(visitor.slug);
    for (const cookie of [`__Host-chat=${person}`, "__Host-chat=", "__Host-chat=a; __Host-chat=b", "x"]) {
      guess.cookie = cookie;
      expect(await guess.page()).not.toContain("secret");
    }
  });

  it.each(["human please", "'n mens asseblief", "ngicela ukukhuluma nomuntu"])(
    "reaches a person by “%s”",
    async (text) => {
      const visitor = new Visitor(await salonWithChat());
      await visitor.post({ text });
      expect(await conversationOf(visitor.slug)).toMatchObject({ state: "waiting", channel: "chat" });
    },
  );

  it("keeps a stop", async () => {
    const visitor = new Visitor(await salonWithChat());
    await visitor.post({ text: "STOP, no more promotions please" });
    expect(await conversationOf(visitor.slug)).toMatchObject({ opted_out_at: expect.any(Number) });
  });

  it("is counted by address, and refused to whoever writes too often", async () => {
    const visitor = new Visitor(await salonWithChat(), bound({ ADMISSION: "enforce" }));
    const answers: number[] = [];
    const headers = { "CF-Connecting-IP": "203.0.113.77" };
    for (let n = 0; n < 63; n++) answers.push((await visitor.post({ text: `${n}` }, headers)).status);
    expect(answers.slice(0, 60).every((status) => status === 303)).toBe(true);
    expect(answers.at(-1)).toBe(429);
  }, 60_000);
});

describe("what is new", () => {
  it("is told by a socket, and to a request that waits, in every window of the visitor", async () => {
    const visitor = new Visitor(await salonWithChat());
    await visitor.post({ text: "hello" });
    const opened = await visitor.call("/socket", { headers: { Upgrade: "websocket" } });
    expect(opened.status).toBe(101);
    const socket = opened.webSocket;
    if (!socket) throw new Error("no socket");
    socket.accept();
    const told = new Promise<unknown>((done) => socket.addEventListener("message", ({ data }) => done(data)));
    const waited = visitor.call("/wait");
    await new Promise((done) => setTimeout(done, 100));
    const { conversation_id: id } = (await conversationOf(visitor.slug)) ?? {};
    await env.CHAT.getByName(String(id)).poke();
    expect(await told).toBe("new");
    expect((await waited).status).toBe(200);
    socket.close();
  });

  it("is told when a person answers", async () => {
    const visitor = new Visitor(await salonWithChat());
    await visitor.post({ text: "human please" });
    const { conversation_id: id } = (await conversationOf(visitor.slug)) ?? {};
    const { answerInPerson } = await import("../../../workers/commands/conversations/person.ts");
    const waited = visitor.call("/wait");
    await new Promise((done) => setTimeout(done, 100));
    const actor = { role: "owner", account: "a" } as never;
    const input = { salon: visitor.slug, conversation: String(id), actor, idempotency: undefined };
    const ctx = at(NOW, visitor.bindings);
    expect((await answerInPerson(ctx, { ...input, text: "Hello, I am Thandi" })).ok).toBe(true);
    await ctx.later();
    expect((await waited).status).toBe(200);
    expect(await visitor.page()).toContain("Hello, I am Thandi");
    expect((await close(ctx, { ...input, outcome: "confirmed" })).ok).toBe(true);
  });

  it("is told to nobody who has no chat, and to no other site's page", async () => {
    const visitor = new Visitor(await salonWithChat());
    expect((await visitor.call("/socket", { headers: { Upgrade: "websocket" } })).status).toBe(404);
    expect((await visitor.call("/wait")).status).toBe(404);
    await visitor.post({ text: "hello" });
    expect((await visitor.call("/socket")).status).toBe(404);
    const evil = { Upgrade: "websocket", Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" };
    expect((await visitor.call("/socket", { headers: evil })).status).toBe(403);
  });
});
