// A letter as it came, read. What cannot be read is still somebody's letter: it is kept by its bytes' hash, for a person to see.

import PostalMime, { type Email } from "postal-mime";
import { shortened } from "../../../commands/conversations/content.ts";
import { messageEvent } from "../../../commands/conversations/ingest.ts";
import type { WebhookEvent } from "../../../engine/routing/webhook.ts";
import { hex } from "../../../token.ts";
import { ownWords, wordsOfHtml } from "./words.ts";

export interface Envelope {
  from: string;
  to: string;
  raw: ArrayBuffer;
  /** Seconds: when it came, for anybody can write any date. */
  at: number;
  /** Addresses that are ours. */
  ours: readonly string[];
}

const LONGEST = 4096; // characters that are read of what somebody says
const LONGEST_HTML = 256 << 10;
const MOST_REFERENCES = 50;
const LONGEST_ID = 998; // of a line (RFC 5322, 2.1.1)

/** Parts within parts, of which a letter of a person has a handful. */
const DEEPEST = 64;

export async function readLetter({ from, to, raw, at, ours }: Envelope): Promise<WebhookEvent> {
  const account = to.toLowerCase();
  const hash = `sha256:${hex(new Uint8Array(await crypto.subtle.digest("SHA-256", raw)))}`;
  const email = await parsed(raw);
  if (email === null) {
    return messageEvent({ account, id: hash, user: from.toLowerCase(), type: "unsupported", at });
  }
  const written = email.from?.address?.toLowerCase() ?? "";
  const user = written.includes("@") ? written : from.toLowerCase();
  const words = shortened(ownWords(email.text ?? wordsOfHtml((email.html ?? "").slice(0, LONGEST_HTML))), LONGEST);
  const references = idsIn(`${email.references ?? ""} ${email.inReplyTo ?? ""}`);
  const silent = isAutomatic(email, from) || [account, ...ours].includes(user);
  const attached = email.attachments.length > 0 ? "document" : "unsupported";
  const told = words === "" ? attached : isForged(email) ? "unsupported" : "text";
  return messageEvent({
    account,
    id: idsIn(email.messageId ?? "")[0] ?? hash,
    user,
    name: email.from?.name?.slice(0, 120) || null,
    text: words === "" ? null : words,
    type: silent ? "auto-reply" : told,
    context: idsIn(email.inReplyTo ?? "").at(-1) ?? references.at(-1) ?? null,
    detail: JSON.stringify({ subject: (email.subject ?? "").slice(0, 500), references }),
    at,
  });
}

async function parsed(raw: ArrayBuffer): Promise<Email | null> {
  try {
    return await PostalMime.parse(raw, { maxNestingDepth: DEEPEST });
  } catch {
    return null;
  }
}

/** Message-IDs without their brackets, each once. */
function idsIn(text: string): string[] {
  const found = text.slice(0, MOST_REFERENCES * LONGEST_ID).match(/[^\s<>]+@[^\s<>]+/g) ?? [];
  return [...new Set(found)].slice(-MOST_REFERENCES);
}

/** What the mail system that brought it found (RFC 8601, RFC 7489): nothing is done for somebody whose name was borrowed. */
function isForged({ headers }: Email): boolean {
  return headers.some(({ key, value }) => key === "authentication-results" && /\bdmarc=fail\b/i.test(value));
}

/** What a machine sent is never answered (RFC 3834, 2), for the answer's answer would be the next. */
function isAutomatic({ headers }: Email, envelopeFrom: string): boolean {
  const said = (name: string): string =>
    headers
      .find(({ key }) => key === name)
      ?.value.trim()
      .toLowerCase() ?? "";
  const submitted = said("auto-submitted").split(";")[0]?.trim() ?? "";
  return (
    envelopeFrom === "" ||
    said("return-path") === "<>" ||
    !["", "no"].includes(submitted) ||
    ["bulk", "junk", "list"].includes(said("precedence")) ||
    said("list-id") !== "" ||
    said("x-auto-response-suppress").includes("all")
  );
}
