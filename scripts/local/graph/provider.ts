// A stand-in for WhatsApp's Cloud API on this machine: it takes what the Worker sends as the real one does, refuses what the real one
// refuses, tells the fate of a message later by signed webhooks, and lets somebody write to a salon. Nothing here knows a network:
// the server beside it and the tests bring requests and take webhooks away.

export interface Options {
  appSecret: string;
  accessToken: string;
  /** Brings a webhook to the Worker. */
  deliver(body: Uint8Array<ArrayBuffer>, signature: string): Promise<void>;
  /** Milliseconds. */
  now?: () => number;
  /** Names of templates that were approved. */
  templates?: readonly string[];
}

/** What a person on the telephone sees. `status`: how far a message of the salon's came. */
export interface Shown {
  id: string;
  from: "salon" | "person";
  // biome-ignore lint/suspicious/noExplicitAny: a message is whatever was sent
  message: any;
  status: "accepted" | "sent" | "delivered" | "read" | "failed";
  at: number;
}

export interface Person {
  phone: string;
  /** The business-scoped id; null for whoever is known by their number alone. */
  user: string | null;
  name: string;
}

/** What a test makes the provider do with the next messages to a person. */
export type Mishap = { refuse: number } | { failLater: number } | { silence: true } | { crash: true };

const PAIR_PAUSE = 6_000;
const WINDOW = 24 * 3_600_000;
const A_SECOND = 80;

const TITLES: Record<number, [title: string, status: number]> = {
  100: ["Invalid parameter", 400],
  190: ["Access token has expired", 401],
  130429: ["Rate limit hit", 429],
  131009: ["Parameter value is not valid", 400],
  131026: ["Message undeliverable", 400],
  131047: ["Re-engagement message", 400],
  131048: ["Spam rate limit hit", 400],
  131049: ["Meta chose not to deliver", 400],
  131050: ["User has stopped marketing messages", 400],
  131056: ["Pair rate limit hit", 400],
  132001: ["Template name does not exist in the translation", 404],
};

export class Provider {
  readonly #options: Options;
  readonly #chats = new Map<string, Shown[]>();
  readonly #opened = new Map<string, number>();
  readonly #lastTo = new Map<string, number>();
  readonly #mishaps = new Map<string, Mishap[]>();
  readonly #media = new Map<string, { type: string; bytes: Uint8Array<ArrayBuffer>; size: number }>();
  /** Statuses that are still to be told, in their order. */
  readonly #owed: (() => Promise<void>)[] = [];
  readonly typing = new Set<string>();
  #sent: number[] = [];
  #count = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  /** The next message to this person meets with it; the one after that with the next. */
  mishap(person: string, ...what: Mishap[]): void {
    this.#mishaps.set(person, [...(this.#mishaps.get(person) ?? []), ...what]);
  }

  chat(account: string, person: string): Shown[] {
    const key = `${account} ${person}`;
    const known = this.#chats.get(key) ?? [];
    this.#chats.set(key, known);
    return known;
  }

  /** What somebody may send besides words; `size` is what the provider says of it. */
  hold(id: string, type: string, bytes: Uint8Array<ArrayBuffer>, size = bytes.length): void {
    this.#media.set(id, { type, bytes, size });
  }

  /** GET {base}/{version}/{medium} tells where it is, for some minutes; there the same token opens it. */
  async #medium({ url, headers }: Request): Promise<Response> {
    if (headers.get("Authorization") !== `Bearer ${this.#options.accessToken}`) return refusal(190);
    const { pathname, origin } = new URL(url);
    const [, where = "", id = ""] = /^\/(v\d+\.\d+|media)\/(\d+)$/.exec(pathname) ?? [];
    const medium = this.#media.get(id);
    if (medium === undefined) return refusal(100);
    const { type, bytes, size } = medium;
    if (where === "media") return new Response(bytes, { headers: { "Content-Type": type } });
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    const told = { messaging_product: "whatsapp", url: `${origin}/media/${id}`, mime_type: type, sha256, id };
    return answer({ ...told, file_size: size });
  }

  /** POST {base}/{version}/{account}/messages, as the Worker calls it. */
  async handle(request: Request): Promise<Response> {
    if (request.method === "GET") return this.#medium(request);
    const account = /^\/v\d+\.\d+\/(\d+)\/messages$/.exec(new URL(request.url).pathname)?.[1];
    if (account === undefined || request.method !== "POST") return refusal(100);
    if (request.headers.get("Authorization") !== `Bearer ${this.#options.accessToken}`) return refusal(190);
    // biome-ignore lint/suspicious/noExplicitAny: looked at field by field
    const body: any = await request.json().catch(() => null);
    if (body?.messaging_product !== "whatsapp") return refusal(100);
    if (body.status === "read") return this.#read(account, body);
    return this.#take(account, body);
  }

  // biome-ignore lint/suspicious/noExplicitAny: as it came
  #read(account: string, body: any): Response {
    for (const [key, chat] of this.#chats) {
      const one = key.startsWith(account) ? chat.find(({ id }) => id === body.message_id) : undefined;
      if (one === undefined) continue;
      one.status = "read";
      if (body.typing_indicator?.type === "text") this.typing.add(key);
      return answer({ success: true });
    }
    return refusal(100);
  }

  // biome-ignore lint/suspicious/noExplicitAny: as it came
  #take(account: string, body: any): Response {
    const to = body.recipient ?? body.to;
    if (typeof to !== "string" || to === "") return refusal(100);
    const fault = faultOf(body, this.#options.templates ?? []);
    if (fault !== 0) return refusal(fault);
    const now = this.#now();
    this.#sent = this.#sent.filter((at) => now - at < 1_000);
    if (this.#sent.length >= A_SECOND) return refusal(130429);
    const mishap = this.#mishaps.get(to)?.shift();
    if (mishap !== undefined && "refuse" in mishap) return refusal(mishap.refuse);
    const pair = `${account} ${to}`;
    if (now - (this.#lastTo.get(pair) ?? Number.NEGATIVE_INFINITY) < PAIR_PAUSE) return refusal(131056);
    this.#lastTo.set(pair, now);
    this.#sent.push(now);
    this.typing.delete(pair);
    this.#count += 1;
    const shown: Shown = { id: `wamid.local${this.#count}`, from: "salon", message: body, status: "accepted", at: now };
    this.chat(account, to).push(shown);
    const open = now - (this.#opened.get(pair) ?? Number.NEGATIVE_INFINITY) < WINDOW;
    const late = mishap !== undefined && "failLater" in mishap ? mishap.failLater : 0;
    const fate = late !== 0 ? late : open || body.type === "template" ? 0 : 131047;
    if (mishap === undefined || !("silence" in mishap)) this.#owe(account, to, shown, fate);
    // The message is on its way, and whoever sent it does not live to hear so.
    if (mishap !== undefined && "crash" in mishap) throw new TypeError("network connection lost");
    return answer({
      messaging_product: "whatsapp",
      contacts: [{ input: to, ...(body.recipient === undefined ? { wa_id: to } : { user_id: to }) }],
      messages: [{ id: shown.id, message_status: "accepted" }],
    });
  }

  #owe(account: string, to: string, shown: Shown, fate: number): void {
    for (const status of fate === 0 ? (["sent", "delivered", "read"] as const) : (["failed"] as const)) {
      this.#owed.push(async () => {
        shown.status = status;
        await this.#bring(account, {
          statuses: [
            {
              id: shown.id,
              status,
              timestamp: String(Math.floor(this.#now() / 1_000)),
              ...(/^\d+$/.test(to) ? { recipient_id: to } : { recipient_user_id: to }),
              biz_opaque_callback_data: shown.message.biz_opaque_callback_data,
              ...(fate === 0 ? { pricing: { billable: true, pricing_model: "PMP", category: "service" } } : {}),
              ...(fate === 0 ? {} : { errors: [errorOf(fate)] }),
            },
          ],
        });
      });
    }
  }

  /** Tells whatever is still to be told of messages. */
  async settle(): Promise<void> {
    while (await this.settleOne());
  }

  /** Tells the next of it; whether there was any. */
  async settleOne(): Promise<boolean> {
    const next = this.#owed.shift();
    if (next !== undefined) await next();
    return next !== undefined;
  }

  /** Somebody writes, or presses something: `what` is a message without its sender. Returns the provider's id of it. */
  async say(account: string, person: Person, what: Record<string, unknown>): Promise<string> {
    const now = this.#now();
    this.#count += 1;
    const id = `wamid.person${this.#count}`;
    const key = person.user ?? person.phone;
    for (const name of [person.phone, key]) this.#opened.set(`${account} ${name}`, now);
    this.chat(account, key).push({ id, from: "person", message: what, status: "sent", at: now });
    await this.#bring(account, {
      contacts: [
        {
          profile: { name: person.name },
          wa_id: person.phone,
          ...(person.user === null ? {} : { user_id: person.user }),
        },
      ],
      messages: [
        {
          from: person.phone,
          ...(person.user === null ? {} : { from_user_id: person.user }),
          id,
          timestamp: String(Math.floor(now / 1_000)),
          ...what,
        },
      ],
    });
    return id;
  }

  async #bring(account: string, value: Record<string, unknown>): Promise<void> {
    const metadata = { display_phone_number: account, phone_number_id: account };
    const webhook = {
      object: "whatsapp_business_account",
      entry: [
        {
          id: "900800700600",
          changes: [{ field: "messages", value: { messaging_product: "whatsapp", metadata, ...value } }],
        },
      ],
    };
    const body = Uint8Array.from(new TextEncoder().encode(JSON.stringify(webhook)));
    await this.#options.deliver(body, await signatureOf(this.#options.appSecret, body));
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }
}

/** The error that the real one would answer with, or 0. */
// biome-ignore lint/suspicious/noExplicitAny: looked at field by field
function faultOf(body: any, templates: readonly string[]): number {
  const fits = (text: unknown, most: number) => typeof text === "string" && text.length > 0 && text.length <= most;
  if (body.type === "text") return fits(body.text?.body, 4096) ? 0 : 131009;
  if (body.type === "template") return templates.includes(body.template?.name) ? 0 : 132001;
  if (body.type !== "interactive") return 100;
  const { type, body: said, action } = body.interactive ?? {};
  if (type === "button") {
    const buttons = action?.buttons ?? [];
    const good =
      fits(said?.text, 1024) &&
      buttons.length >= 1 &&
      buttons.length <= 3 &&
      // biome-ignore lint/suspicious/noExplicitAny: as it came
      buttons.every((each: any) => fits(each.reply?.title, 20) && fits(each.reply?.id, 256));
    return good ? 0 : 131009;
  }
  if (type === "flow") {
    const { flow_id: flow, flow_token: token, flow_cta: button } = action?.parameters ?? {};
    return fits(said?.text, 1024) && fits(flow, 64) && fits(token, 1024) && fits(button, 20) ? 0 : 131009;
  }
  // biome-ignore lint/suspicious/noExplicitAny: as it came
  const rows = (action?.sections ?? []).flatMap((section: any) => section.rows ?? []);
  const good =
    type === "list" &&
    fits(said?.text, 4096) &&
    fits(action?.button, 20) &&
    rows.length >= 1 &&
    rows.length <= 10 &&
    rows.every(
      // biome-ignore lint/suspicious/noExplicitAny: as it came
      (row: any) =>
        fits(row.id, 200) && fits(row.title, 24) && (row.description === undefined || fits(row.description, 72)),
    );
  return good ? 0 : 131009;
}

function errorOf(code: number) {
  const title = TITLES[code]?.[0] ?? "Something went wrong";
  return { code, title, message: title, error_data: { details: title } };
}

function refusal(code: number): Response {
  const [message, status] = TITLES[code] ?? ["Something went wrong", 400];
  const error = { message: `(#${code}) ${message}`, type: "OAuthException", code, fbtrace_id: "local" };
  return answer({ error }, status);
}

function answer(value: unknown, status = 200): Response {
  return new Response(JSON.stringify(value), { status, headers: { "Content-Type": "application/json" } });
}

/** X-Hub-Signature-256 of a webhook's bytes. */
export async function signatureOf(secret: string, body: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(secret), hash, false, ["sign"]);
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, body));
  return `sha256=${Array.from(mac, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
