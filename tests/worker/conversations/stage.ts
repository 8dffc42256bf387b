// A salon, somebody who writes to it, and the stand-in for the provider between them, all by a clock of the test's own.

import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { vi } from "vitest";
import { type Person, Provider } from "../../../scripts/local/graph/provider.ts";
import type { Answering } from "../../../workers/commands/conversations/answer.ts";
import type { Content } from "../../../workers/commands/conversations/content.ts";
import { type Receiving, receive, writing } from "../../../workers/commands/conversations/receive.ts";
import { sendNext } from "../../../workers/conversations/channels/sending.ts";
import { answering } from "../../../workers/conversations/dialogue/answering.ts";
import type { Env } from "../../../workers/env.ts";
import worker from "../../../workers/index.ts";
import { readConversation } from "../../../workers/store/conversations/conversations.ts";
import { commit, database } from "../../../workers/store/database.ts";
import { at, deaf, NOW, rows } from "../commands/surroundings.ts";
import { salonWithNumber } from "./payloads.ts";

export const NOMSA: Person = { phone: "27825550199", user: "ZA.1", name: "Nomsa" };

export interface Stage {
  slug: string;
  account: string;
  provider: Provider;
  bindings: Env;
  /** Milliseconds; moves only when a test moves it. */
  now: number;
  conversation(): Promise<string>;
  /** Looks at everything that came. */
  attend(how?: Receiving): Promise<number>;
  write(...content: Content[]): Promise<void>;
  /** One message, if its time has come; milliseconds until the next. */
  send(): Promise<number | null>;
  messages(): ReturnType<typeof rows>;
  outgoing(): ReturnType<typeof rows>;
}

export async function stage(templates: string[] = []): Promise<Stage> {
  const { slug, account } = await salonWithNumber();
  const bindings: Env = { ...env, OUTBOX: deaf, WHATSAPP_API_BASE: "https://graph.test/v25.0" };
  const set: Stage = { now: Date.now(), slug, account, bindings } as Stage;
  set.provider = new Provider({
    appSecret: env.WHATSAPP_APP_SECRET,
    accessToken: env.WHATSAPP_ACCESS_TOKEN,
    templates,
    now: () => set.now,
    deliver: (body, signature) => brought(bindings, body, signature),
  });
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) =>
    set.provider.handle(new Request(input as RequestInfo, init as RequestInit)),
  );
  const ctx = () => at(NOW, bindings);
  set.conversation = async () =>
    String(
      (await rows("SELECT conversation_id AS id FROM conversation WHERE salon_id = ?1 AND person = 'ZA.1'", slug))[0]
        ?.id,
    );
  set.attend = async (how) => {
    let looked = 0;
    for (;;) {
      const [due] = await rows(
        "SELECT message_id AS id FROM message WHERE salon_id = ?1 AND answer_at IS NOT NULL",
        slug,
      );
      if (due === undefined || !(await receive(ctx(), { salon: slug, message: String(due.id) }, how))) return looked;
      looked++;
    }
  };
  set.write = async (...content) => {
    const conversation = await readConversation(bindings, slug, await set.conversation());
    if (conversation === null) throw new Error("nobody has written yet");
    const db = database(bindings, slug);
    vi.spyOn(Date, "now").mockReturnValue(set.now);
    await commit(db, writing(db, conversation, content));
    vi.mocked(Date.now).mockRestore();
  };
  set.send = async () => sendNext(ctx(), { salon: slug, conversation: await set.conversation() }, () => set.now);
  set.messages = () =>
    rows(
      `SELECT message.message_id, message.kind, body, detail, provider_id, delivery, error FROM message
       JOIN outgoing USING (salon_id, message_id) WHERE salon_id = ?1 ORDER BY nth`,
      slug,
    );
  set.outgoing = () => rows(`SELECT * FROM outgoing WHERE salon_id = ?1 ORDER BY nth`, slug);
  return set;
}

async function brought(bindings: Env, body: Uint8Array, signature: string): Promise<void> {
  const ctx = createExecutionContext();
  const request = new Request("https://booking.test/webhooks/whatsapp", {
    method: "POST",
    headers: { "X-Hub-Signature-256": signature },
    body,
  });
  const answer = await worker.fetch(request as never, bindings, ctx);
  await waitOnExecutionContext(ctx);
  if (answer.status !== 200) throw new Error(`webhook: ${answer.status}`);
}

export const says = (words: string) => ({ type: "text", text: { body: words } });

export const taps = (id: string, title = "Tapped") => ({
  type: "interactive",
  interactive: { type: "button_reply", button_reply: { id, title } },
});

/** A message of ours, as it is sent. */
export interface Heard {
  kind: string;
  text: string;
  buttons?: { id: string; title: string }[];
  rows?: { id: string; title: string }[];
}

/** What the salon says to it. */
export async function hears(set: Stage, said: object, answer: Answering = answering): Promise<Heard[]> {
  const before = (await set.messages()).length;
  await set.provider.say(set.account, NOMSA, said as never);
  await set.attend({ answer });
  return (await set.messages()).slice(before).map(({ detail }) => JSON.parse(String(detail)));
}

/** A cut that was booked by message; what was said last. */
export async function booked(set: Stage, when = "tomorrow at 3pm"): Promise<Heard[]> {
  const [asked] = await hears(set, says(`Can I book a cut ${when} please`));
  return hears(set, taps(asked?.buttons?.[0]?.id ?? ""));
}
