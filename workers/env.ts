// The bindings of wrangler.toml and the variables of .dev.vars, as the Worker sees them.

/**
 * A pointer to one row, which is the truth, so a message may be lost or doubled: of the outbox table; or what came in a
 * conversation, or went wrong there (`received`: a message); or a conversation in which something is to be sent (`outgoing`); or a file that is
 * brought along (`import`), or an archive to be made (`archive`).
 */
export interface OutboxMessage {
  salon: string;
  id: string;
  what?: "received" | "outgoing" | "import" | "archive";
}

/** All that a workflow is given: ids. What they stand for is read from D1 in each step. */
export interface RequestParameters {
  salon: string;
  request: string;
}

/** The people who look at one chat, or at one salon's desk (workers/conversations/channels/chat/room.ts). */
export interface Lookers extends Rpc.DurableObjectBranded {
  /** Until there is something new (true), or so many milliseconds are over; `most` may wait at once. */
  wait(milliseconds: number, most?: number): Promise<boolean>;
  /** There is something new. */
  poke(): Promise<void>;
  fetch: (request: Request) => Promise<Response>;
}

export interface Env {
  /** All truth. Reached through workers/store alone. */
  DB: D1Database;
  /** The keys under which people's special data are sealed, and who was erased. Reached through workers/store alone. */
  KEYS: D1Database;
  /** Published, rebuildable copies (salon snapshots). Reached through workers/store alone. */
  KV: KVNamespace;
  /** Backups and exports. Reached through workers/store alone. */
  R2: R2Bucket;
  OUTBOX: Queue<OutboxMessage>;
  /** The files of public/. */
  ASSETS: Fetcher;
  EMAIL: SendEmail;
  /** Carries requests about one's own data through their steps (workers/compliance/request-workflow.ts). */
  REQUESTS: Workflow<RequestParameters>;
  /** Who looks right now (workers/conversations/channels/chat/room.ts): at a chat, by conversation; at a desk, by `desk:{salon}`. */
  CHAT: DurableObjectNamespace<Lookers>;
  /** The first wall: counts requests by address, approximately and per location. */
  WALL: RateLimit;

  /** Bearer token of the platform's operator (at least 32 characters). */
  OPERATOR_TOKEN: string;
  /** Key of the HMAC behind manage tokens and calendar secrets. Changing it revokes every link. */
  TOKEN_SECRET: string;
  /** Wraps every person's key (workers/vault.ts). Changing it makes what was sealed before unreadable. */
  VAULT_SECRET: string;
  /** Signs the checkpoints of every salon's audit trail: an Ed25519 key's 32 bytes in base64url. */
  AUDIT_SIGNING_KEY: string;
  /** WhatsApp: what its webhooks are signed with, what it must say to be given the challenge, what we send with. */
  WHATSAPP_APP_SECRET: string;
  WHATSAPP_VERIFY_TOKEN: string;
  WHATSAPP_ACCESS_TOKEN: string;
  /** What its Flows seal what they send for: an RSA key of 2048 bits, PKCS#8 in base64. Without it no Flow is answered. */
  WHATSAPP_FLOW_PRIVATE_KEY?: string;
  /** Its Graph API with the version, without a slash at the end; nothing is sent without it. */
  WHATSAPP_API_BASE?: string;
  /** Messenger and Instagram, in the same way. */
  MESSENGER_APP_SECRET: string;
  MESSENGER_VERIFY_TOKEN: string;
  MESSENGER_ACCESS_TOKEN: string;
  MESSENGER_API_BASE?: string;
  /** Twilio signs its calls with it. */
  TWILIO_AUTH_TOKEN: string;
  /** The last part of the path that Africa's Talking calls, which signs nothing. */
  AFRICASTALKING_PATH: string;
  /** PayFast: who is paid, and what its notices are signed with. */
  PAYFAST_MERCHANT_ID: string;
  PAYFAST_MERCHANT_KEY: string;
  PAYFAST_PASSPHRASE: string;
  /** Its address, without a slash at the end, and the addresses (comma) that its notices come from; nobody pays by it without the first. */
  PAYFAST_BASE?: string;
  PAYFAST_SOURCES?: string;
  /** Where it says what it carried, without a slash at the end; nothing is held against its list without it. */
  PAYFAST_API_BASE?: string;
  /** Paystack signs its webhooks with it, and takes our calls under it. */
  PAYSTACK_SECRET_KEY: string;
  PAYSTACK_API_BASE?: string;
  /** Address that confirmations come from; without it e-mail is not sent. */
  EMAIL_FROM?: string;
  /** Scheme and host that links in messages begin with; this machine's when absent. */
  PUBLIC_ORIGIN?: string;
  /** "1" where `X-Test-Now` may set the clock. Never in production. */
  TEST_CLOCK?: string;
  /** "1" under `npm start`: messages to clients are kept and shown at /dev/mailbox instead of being sent. */
  LOCAL_MODE?: string;
  /** "shadow" for load tests: whatever would be refused as too often is logged and let through. */
  ADMISSION?: string;
}

/** Scheme and host that links begin with where no request says so. */
export function publicOrigin(env: Env): string {
  return env.PUBLIC_ORIGIN ?? "http://localhost:8787";
}
