// What a page's form sends, bounded while it streams.

import type { Idempotency } from "../../commands/command.ts";
import { isId } from "../../token.ts";
import { collect, sha256 } from "../body.ts";
import type { DoorContext } from "../request.ts";

/** A form's fields may add up to this many bytes; two of them are 1000 characters of up to 12 bytes each, as they are sent. */
const MAX_FORM = 32 << 10;

export interface Form {
  fields: URLSearchParams;
  /** SHA-256 of the raw body: what the idempotency key stands for. */
  hash: string;
}

export async function readForm(c: DoorContext, most = MAX_FORM): Promise<Form> {
  const bytes = await collect(c.req.raw.body, most);
  return { fields: new URLSearchParams(new TextDecoder().decode(bytes)), hash: await sha256(bytes) };
}

/** By the key that a page of ours gave the form, what is sent twice is done once; undefined for any other key. */
export function onceOf({ fields, hash }: Form): Idempotency | undefined {
  const key = fields.get("key") ?? "";
  return isId(key) ? { key: `page-${key}`, bodyHash: hash } : undefined;
}
