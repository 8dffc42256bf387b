// Reads build/vectors/availability.bin and replays it through one build of the engine.
import { type AvailabilityResult, decodeAvailability } from "../../workers/engine/availability.ts";
import { EngineError, type EngineModule } from "../../workers/engine/module.ts";

const MAGIC = 0x31564b42; // "BKV1"

export interface Vector {
  name: string;
  request: Uint8Array;
  status: number;
  /** start, end, price, score of every bookable start, by the oracle. */
  starts: Int32Array;
  answerBytes: number;
  answerChecksum: number;
}

/** README.md, "The file". */
export function readVectors(file: ArrayBuffer): Vector[] {
  const view = new DataView(file);
  let at = 0;
  const word = () => {
    at += 4;
    return view.getUint32(at - 4, true);
  };
  const bytes = () => {
    const length = word();
    at += Math.ceil(length / 4) * 4;
    return new Uint8Array(file, at - Math.ceil(length / 4) * 4, length);
  };
  if (word() !== MAGIC) throw new TypeError("This is no file of vectors.");
  return Array.from({ length: word() }, () => {
    const name = new TextDecoder().decode(bytes());
    const request = bytes();
    const status = word();
    const starts = Int32Array.from({ length: word() * 4 }, () => word() | 0);
    return { name, request, status, starts, answerBytes: word(), answerChecksum: word() };
  });
}

/** What one build of the engine gets wrong; empty when it is right. */
export function replay(vectors: readonly Vector[], engine: EngineModule): string[] {
  const mistakes: string[] = [];
  for (const vector of vectors) {
    const mistake = mistakeIn(vector, engine);
    if (mistake !== null) mistakes.push(`${vector.name}: ${mistake}`);
  }
  return mistakes;
}

function mistakeIn(vector: Vector, engine: EngineModule): string | null {
  try {
    const answer = engine.call("availability", vector.request);
    const bytes = answer.bytes.subarray(answer.at, answer.at + answer.length);
    if (vector.status !== 0) return `status 0 instead of ${vector.status}`;
    if (bytes.length !== vector.answerBytes) return `${bytes.length} bytes instead of ${vector.answerBytes}`;
    if (fnv1a(bytes) !== vector.answerChecksum) return "the answer's bytes differ from the native build's";
    const starts = startsIn(decodeAvailability(answer));
    if (starts.length !== vector.starts.length)
      return `${starts.length / 4} starts instead of ${vector.starts.length / 4}`;
    const wrong = starts.findIndex((value, i) => value !== vector.starts[i]);
    return wrong < 0 ? null : `start ${Math.floor(wrong / 4)} differs from the oracle's`;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return error.status === vector.status ? null : `status ${error.status} instead of ${vector.status}`;
  }
}

/** Of an answer that tells its starts, as it tells them: there the rows are the first alone. */
function startsIn({ starts, told }: AvailabilityResult): number[] {
  if (told.length === 0) return [...starts].flatMap((one) => [one.start, one.end, one.priceCents, one.score]);
  const text = new TextDecoder().decode(told.buffer.subarray(told.at, told.at + told.length));
  const slots = JSON.parse(`[${text}]`) as { start: string; end: string; price_cents: number; score: number }[];
  return slots.flatMap(({ start, end, price_cents: price, score }) => [minute(start), minute(end), price, score]);
}

const minute = (instant: string): number => Date.parse(instant) / 60_000;

function fnv1a(bytes: Uint8Array): number {
  let hash = 2166136261;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 16777619);
  return hash >>> 0;
}
