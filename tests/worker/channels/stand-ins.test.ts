// The stand-ins of this machine speak as the providers do: what the Worker sends is taken, refused and told of by signed webhooks, and
// a call goes turn by turn.

import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Caller } from "../../../scripts/local/calls/caller.ts";
import { SocialProvider } from "../../../scripts/local/social/provider.ts";
import { receive } from "../../../workers/commands/conversations/receive.ts";
import { sendNext } from "../../../workers/conversations/channels/sending.ts";
import { readAnswer } from "../../../workers/conversations/channels/social/sender.ts";
import { answering } from "../../../workers/conversations/dialogue/answering.ts";
import type { Env } from "../../../workers/env.ts";
import worker from "../../../workers/index.ts";
import { ORIGIN } from "../api/client.ts";
import { at, deaf, NOW, rows } from "../commands/surroundings.ts";
import { salonWithVoice } from "./calls.ts";
import { socialSalon } from "./social.ts";

afterEach(() => void vi.restoreAllMocks());

/** What is owed is delivered by the tests alone: the queue would try to be sooner, at no provider. */
const quiet: Env = { ...env, OUTBOX: deaf };

async function brought(url: string, init: RequestInit): Promise<Response> {
  const ctx = createExecutionContext();
  const answer = await worker.fetch(new Request(url, init) as never, quiet, ctx);
  await waitOnExecutionContext(ctx);
  return answer;
}

describe.each(["messenger", "instagram"] as const)("%s", (channel) => {
  async function opened() {
    const { slug, account } = await socialSalon(channel);
    const bindings: Env = { ...quiet, MESSENGER_API_BASE: "https://graph.test/social/v25.0" };
    const provider = new SocialProvider(
      {
        appSecret: env.MESSENGER_APP_SECRET,
        accessToken: env.MESSENGER_ACCESS_TOKEN,
        async deliver(to, body, signature) {
          const headers = { "Content-Type": "application/json", "X-Hub-Signature-256": signature };
          const answer = await brought(`${ORIGIN}/webhooks/${to}`, { method: "POST", headers, body });
          if (answer.status !== 200) throw new Error(`webhook: ${answer.status}`);
        },
      },
      new Map([[account, channel]]),
    );
    vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) =>
      provider.handle(new Request(input as RequestInfo, init as RequestInit)),
    );
    const turn = async (text: string, payload?: string) => {
      await provider.say(account, "900", text, payload);
      const [due] = await rows(
        "SELECT message_id AS id FROM message WHERE salon_id = ?1 AND answer_at IS NOT NULL",
        slug,
      );
      await receive(at(NOW, bindings), { salon: slug, message: String(due?.id) }, { answer: answering });
      const [talk] = await rows("SELECT conversation_id AS id FROM conversation WHERE salon_id = ?1", slug);
      await sendNext(at(NOW, bindings), { salon: slug, conversation: String(talk?.id) });
      return provider.chat(account, "900").at(-1);
    };
    return { slug, account, provider, turn };
  }

  it("takes what is said with its quick replies, and what is tapped goes on", async () => {
    const { slug, provider, turn } = await opened();
    const asked = await turn("Can I book a cut tomorrow at 3pm please");
    const [first] = asked?.message.quick_replies ?? [];
    expect(first).toMatchObject({ content_type: "text" });
    const next = await turn(first.title, first.payload);
    expect(next?.from).toBe("salon");
    while (await provider.settleOne());
    const told = await rows(
      "SELECT delivery FROM message WHERE salon_id = ?1 AND direction = 'out' ORDER BY came_ms",
      slug,
    );
    expect(told.map(({ delivery }) => delivery)).toEqual(told.map(() => 4));
  });

  it("refuses as Meta does, with codes that the table of fates knows", async () => {
    const { account, provider } = await opened();
    const ask = (body: object, token = env.MESSENGER_ACCESS_TOKEN) =>
      provider.handle(
        new Request(`https://graph.test/social/v25.0/${account}/messages`, {
          method: "POST",
          headers: { Authorization: `Bearer ${token}` },
          body: JSON.stringify(body),
        }),
      );
    const refused = async (response: Response) => readAnswer(response.status, null, await response.text());
    const hello = { recipient: { id: "901" }, message: { text: "hello" } };
    expect(await refused(await ask(hello, "forged"))).toMatchObject({ code: 190 });
    expect(await refused(await ask(hello))).toMatchObject({ code: 131026 });
    expect(await refused(await ask({ ...hello, message: { text: "x".repeat(1001) } }))).toMatchObject({ code: 100 });
    await provider.say(account, "901", "hi");
    provider.mishap("window", "busy");
    expect(await refused(await ask(hello))).toMatchObject({ code: 131047 });
    expect(await refused(await ask(hello))).toMatchObject({ code: 130429 });
    expect((await refused(await ask(hello))) as object).toHaveProperty("id");
  });
});

describe.each(["twilio", "africastalking"] as const)("a call by %s", (carrier) => {
  it("is greeted, goes on where the answer says, and a forged one is not taken", async () => {
    const { account } = await salonWithVoice();
    const post = async (url: string, headers: Record<string, string>, body: string) => {
      const response = await brought(url, { method: "POST", headers, body });
      return { status: response.status, text: await response.text() };
    };
    const options = { origin: ORIGIN, authToken: env.TWILIO_AUTH_TOKEN, path: env.AFRICASTALKING_PATH, post };
    const caller = new Caller(options);
    await caller.turn(carrier, account, "+27825550142", null);
    const lines = () => caller.lines(carrier, account, "+27825550142").map(({ text }) => text);
    expect(lines().join(" ")).toContain("Thandi Hair");
    expect(caller.isOn(carrier, account, "+27825550142")).toBe(true);
    const before = lines().length;
    await caller.turn(carrier, account, "+27825550142", carrier === "twilio" ? "What are your hours" : "0");
    expect(lines().length).toBeGreaterThan(before + 1);
    const forger = new Caller({ ...options, authToken: "wrong", path: "wrong" });
    await forger.turn(carrier, account, "+27825550143", null);
    expect(forger.lines(carrier, account, "+27825550143").map(({ text }) => text)).toEqual(["(403)"]);
  });
});
