// What a page's form sends, bounded while it streams.

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
