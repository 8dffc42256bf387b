// A stand-in for Messenger and Instagram on this machine: it takes what the Worker sends as the real ones do, refuses what they refuse
// with their codes and subcodes, echoes what it took, tells by signed webhooks that it was delivered and read, and lets somebody write
// to a salon.

import { type Shown, signatureOf } from "../graph/provider.ts";

export type Social = "messenger" | "instagram";

export interface Options {
  appSecret: string;
  accessToken: string;
  /** Brings a webhook to the Worker's door of the channel. */
  deliver(channel: Social, body: Uint8Array<ArrayBuffer>, signature: string): Promise<void>;
  /** Milliseconds. */
  now?: () => number;
}

const WINDOW = 24 * 3_600_000;
/** Bytes that Instagram takes of a text; Messenger takes 2,000 characters. */
const LONGEST = 1_000;

interface Refused {
  status: number;
  code: number;
  subcode?: number;
  message: string;
}

/** As Meta's "Error Codes" of the Messenger Platform has them. */
const REFUSALS = {
  token: { status: 401, code: 190, message: "Invalid OAuth access token." },
  parameter: { status: 400, code: 100, message: "Invalid parameter" },
  nobody: { status: 400, code: 100, subcode: 2018001, message: "No matching user found" },
  window: { status: 400, code: 10, subcode: 2018278, message: "This message is sent outside of allowed window." },
  busy: { status: 429, code: 613, message: "Calls to this api have exceeded the rate limit." },
} as const satisfies Record<string, Refused>;

export class SocialProvider {
  readonly #options: Options;
  readonly #channels: ReadonlyMap<string, Social>;
  readonly #chats = new Map<string, Shown[]>();
  readonly #opened = new Map<string, number>();
  readonly #owed: (() => Promise<void>)[] = [];
  readonly #mishaps: (keyof typeof REFUSALS)[] = [];
  #count = 0;

  /** `channels`: which of the two an account is. */
  constructor(options: Options, channels: ReadonlyMap<string, Social>) {
    this.#options = options;
    this.#channels = channels;
  }

  /** What the next message meets with. */
  mishap(...what: (keyof typeof REFUSALS)[]): void {
    this.#mishaps.push(...what);
  }

  chat(account: string, person: string): Shown[] {
    const key = `${account} ${person}`;
    const known = this.#chats.get(key) ?? [];
    this.#chats.set(key, known);
    return known;
  }

  /** POST {base}/{version}/{account}/messages, as the Worker calls it. */
  async handle(request: Request): Promise<Response> {
    const account = /\/v\d+\.\d+\/(\d+)\/messages$/.exec(new URL(request.url).pathname)?.[1];
    if (request.headers.get("Authorization") !== `Bearer ${this.#options.accessToken}`) return refusal("token");
    // biome-ignore lint/suspicious/noExplicitAny: looked at field by field
    const body: any = await request.json().catch(() => null);
    const to = body?.recipient?.id;
    const text = body?.message?.text;
    const channel = this.#channels.get(account ?? "");
    if (account === undefined || channel === undefined || request.method !== "POST") return refusal("parameter");
    if (typeof to !== "string" || typeof text !== "string" || text === "") return refusal("parameter");
    if (new TextEncoder().encode(text).length > LONGEST || !fitting(body.message.quick_replies ?? []))
      return refusal("parameter");
    const mishap = this.#mishaps.shift();
    if (mishap !== undefined) return refusal(mishap);
    const opened = this.#opened.get(`${account} ${to}`);
    if (opened === undefined) return refusal("nobody");
    if (this.#now() - opened >= WINDOW) return refusal("window");
    this.#count += 1;
    const id = `m_local${this.#count}`;
    const shown: Shown = { id, from: "salon", message: body.message, status: "accepted", at: this.#now() };
    this.chat(account, to).push(shown);
    this.#owe(account, channel, to, shown);
    return answer({ recipient_id: to, message_id: id });
  }

  #owe(account: string, channel: Social, to: string, shown: Shown): void {
    const steps = [
      [
        "sent",
        { message: { mid: shown.id, is_echo: true, metadata: shown.message.metadata, text: shown.message.text } },
      ],
      ["delivered", { delivery: { mids: [shown.id], watermark: this.#now() } }],
      ["read", { read: { watermark: this.#now(), mid: shown.id } }],
    ] as const;
    for (const [status, what] of steps) {
      this.#owed.push(async () => {
        shown.status = status;
        // An echo comes from the page itself.
        const [sender, recipient] = status === "sent" ? [account, to] : [to, account];
        await this.#bring(channel, account, { sender: { id: sender }, recipient: { id: recipient }, ...what });
      });
    }
  }

  /** Tells the next that is still to be told; whether there was any. */
  async settleOne(): Promise<boolean> {
    const next = this.#owed.shift();
    if (next !== undefined) await next();
    return next !== undefined;
  }

  /** Somebody writes, or taps a quick reply, whose payload comes with its words. */
  async say(account: string, person: string, text: string, payload?: string): Promise<string> {
    const channel = this.#channels.get(account);
    if (channel === undefined) throw new RangeError("nobody has this account");
    this.#count += 1;
    const mid = `m_person${this.#count}`;
    this.#opened.set(`${account} ${person}`, this.#now());
    const message = { mid, text, ...(payload === undefined ? {} : { quick_reply: { payload } }) };
    this.chat(account, person).push({ id: mid, from: "person", message, status: "sent", at: this.#now() });
    await this.#bring(channel, account, { sender: { id: person }, recipient: { id: account }, message });
    return mid;
  }

  async #bring(channel: Social, account: string, what: Record<string, unknown>): Promise<void> {
    const at = this.#now();
    const object = channel === "messenger" ? "page" : "instagram";
    const webhook = { object, entry: [{ id: account, time: at, messaging: [{ timestamp: at, ...what }] }] };
    const body = Uint8Array.from(new TextEncoder().encode(JSON.stringify(webhook)));
    await this.#options.deliver(channel, body, await signatureOf(this.#options.appSecret, body));
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }
}

// biome-ignore lint/suspicious/noExplicitAny: as it came
function fitting(replies: any[]): boolean {
  const fits = (text: unknown, most: number) => typeof text === "string" && text.length > 0 && text.length <= most;
  return replies.length <= 13 && replies.every((each) => fits(each.title, 20) && fits(each.payload, 1_000));
}

function refusal(why: keyof typeof REFUSALS): Response {
  const { status, code, message, ...more }: Refused = REFUSALS[why];
  const error_subcode = more.subcode === undefined ? {} : { error_subcode: more.subcode };
  const error = {
    message: `(#${code}) ${message}`,
    type: "OAuthException",
    code,
    ...error_subcode,
    fbtrace_id: "local",
  };
  return answer({ error }, status);
}

function answer(value: unknown, status = 200): Response {
  return new Response(JSON.stringify(value), { status, headers: { "Content-Type": "application/json" } });
}
