// Letters as mail systems bring them, to a salon of a test's own.

import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import worker from "../../../workers/index.ts";
import { openSalon } from "../commands/surroundings.ts";
import type { Written } from "../conversations/payloads.ts";
import { bound } from "./stage.ts";

export const NOMSA = "nomsa@example.com";

let salons = 0;

export async function salonWithAddress(): Promise<Written> {
  const account = `salon-${Date.now()}-${salons++}@book.example.com`;
  const { slug } = await openSalon((salon) => {
    salon.channels = { email: { address: account } };
  });
  return { slug, account };
}

export interface Writing {
  id?: string | null;
  from?: string;
  envelopeFrom?: string;
  headers?: Record<string, string>;
  type?: string;
}

/** The text of a letter. */
export function letter(to: string, body: string, writing: Writing = {}): string {
  const { id = `<${crypto.randomUUID()}@example.com>`, from = `Nomsa Dlamini <${NOMSA}>`, headers = {} } = writing;
  const lines = {
    From: from,
    To: to,
    Subject: "A visit",
    ...(id === null ? {} : { "Message-ID": id }),
    "Content-Type": writing.type ?? "text/plain; charset=utf-8",
    ...headers,
  };
  const told = Object.entries(lines).filter(([, value]) => value !== "");
  const head = told.map(([name, value]) => `${name}: ${value}`);
  return `${head.join("\r\n")}\r\n\r\n${body}`;
}

/** The reason of its refusal; null when it was taken. */
export async function post(to: string, raw: string | Uint8Array, envelopeFrom = NOMSA): Promise<string | null> {
  const bytes = typeof raw === "string" ? new TextEncoder().encode(raw) : raw;
  const ctx = createExecutionContext();
  let refused: string | null = null;
  const message = {
    from: envelopeFrom,
    to,
    raw: new Blob([Uint8Array.from(bytes)]).stream(),
    rawSize: bytes.length,
    headers: new Headers(),
    setReject: (reason: string) => {
      refused = reason;
    },
  };
  await worker.email(message as never, bound(), ctx);
  await waitOnExecutionContext(ctx);
  return refused;
}
