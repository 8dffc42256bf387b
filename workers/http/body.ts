// A request's JSON body: bounded while it streams, hashed as it came, parsed strictly, held against its schema.

import type { Fault as SchemaFault } from "../../shared/contracts/generated/salon.validate.js";
import { type Fault, invalid, problem } from "../problem.ts";
import { hex } from "../token.ts";
import { faultsOf } from "./faults.ts";
import { bounded, parseJson } from "./json.ts";
import { Refusal } from "./refusal.ts";

/**
 * Bounds in bytes. A salon with 200 people and two years of exceptions is some 400 KB; it is stored in one row with its
 * snapshot, and D1 takes 2 MB a row. A booking's fields add up to 10 KB.
 */
export const MAX_DOCUMENT = 800_000;
export const MAX_BODY = 64 << 10;

/** A generated validator (scripts/generate.ts) that narrows to T. */
export interface Validator<T> {
  (value: unknown): value is T;
  errors?: SchemaFault[] | null;
}

/** The body's raw bytes; refuses another content type, an encoded body, and one longer than `limit` as soon as it is. */
export async function readBytes(request: Request, limit: number): Promise<Uint8Array> {
  const type = request.headers.get("Content-Type") ?? "";
  if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type)) {
    throw new Refusal(
      problem("unsupported-media-type", 415, "The body must be JSON.", {
        errors: [{ parameter: "Content-Type", detail: "must be application/json, in UTF-8" }],
      }),
    );
  }
  if (!/^(identity)?$/i.test(request.headers.get("Content-Encoding") ?? "")) {
    throw new Refusal(
      problem("unsupported-media-type", 415, "The body must not be compressed.", {
        errors: [{ parameter: "Content-Encoding", detail: "must be absent or identity" }],
      }),
    );
  }
  if (Number(request.headers.get("Content-Length") ?? 0) > limit) throw tooLarge(limit);
  return collect(request.body, limit);
}

/** The parsed value of `bytes`, or a refusal that names every fault. */
export function parseBody(bytes: Uint8Array): unknown {
  const parsed = parseJson(bytes);
  if (parsed.ok) return parsed.value;
  throw new Refusal(problem("malformed-body", 400, "The body cannot be read.", { errors: parsed.faults }));
}

/**
 * The value, held against its schema. `more` finds the faults that the schema cannot state, and is asked even where the
 * schema found some: it must pass over whatever has a wrong type, which the schema tells of.
 */
export function checked<T>(
  value: unknown,
  validate: Validator<T>,
  more: (fields: Record<string, unknown>) => Fault[] = () => [],
): T {
  const faults = validate(value) ? [] : faultsOf(validate.errors);
  if (typeof value === "object" && value !== null) faults.push(...more(value as Record<string, unknown>));
  if (faults.length > 0) throw new Refusal(invalid(bounded(faults)));
  return value as T;
}

/** SHA-256 in lower-case hex. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

export async function collect(stream: ReadableStream<Uint8Array> | null, limit: number): Promise<Uint8Array> {
  if (stream === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = stream.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    length += read.value.length;
    if (length > limit) {
      await reader.cancel();
      throw tooLarge(limit);
    }
    chunks.push(read.value);
  }
  if (chunks.length === 1 && chunks[0]) return chunks[0];
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

function tooLarge(limit: number): Refusal {
  const detail = `The body may have at most ${limit} bytes.`;
  return new Refusal(problem("body-too-large", 413, "The body is too large.", { detail }));
}
