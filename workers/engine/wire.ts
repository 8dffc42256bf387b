// What the FlatBuffers runtime lacks: a vector of structs written in one copy, and one read in place. Little-endian, as
// WebAssembly is.
import type { Builder } from "flatbuffers";
import type { Answer } from "./module.ts";

/**
 * Appends `raw` as a vector of `count` elements. The Builder offers only element by element, which costs more than the
 * search it feeds; so its write position is moved here, after `startVector` has made room for all of it. `alignment` is that
 * of the element's largest field.
 */
export function rawVector(
  builder: Builder,
  elementBytes: number,
  count: number,
  raw: Uint8Array,
  alignment: 4 | 8 = 4,
): number {
  builder.startVector(elementBytes, count, alignment);
  const cursor = builder as unknown as { space: number };
  cursor.space -= raw.length;
  builder.dataBuffer().bytes().set(raw, cursor.space);
  return builder.endVector();
}

export const bytesOf = (ints: Uint32Array | Int32Array): Uint8Array =>
  new Uint8Array(ints.buffer, ints.byteOffset, ints.byteLength);

/**
 * Address of a field of an answer's root table, 0 where it was left out; `slot` is the field's byte offset in the vtable (4,
 * 6, 8 …). Read as the format says, for the runtime's ByteBuffer makes itself a TextDecoder, which costs more than a small
 * answer.
 */
function fieldAt({ view, at }: Answer, slot: number): number {
  const table = at + view.getUint32(at, true);
  const vtable = table - view.getInt32(table, true);
  const offset = slot < view.getUint16(vtable, true) ? view.getUint16(vtable + slot, true) : 0;
  return offset === 0 ? 0 : table + offset;
}

/** Address of a vector's first element and its length. */
export function vectorAt(answer: Answer, slot: number): { at: number; length: number } {
  const field = fieldAt(answer, slot);
  if (field === 0) return { at: 0, length: 0 };
  const vector = field + answer.view.getUint32(field, true);
  return { at: vector + 4, length: answer.view.getUint32(vector, true) };
}

/** An int32 field; the schema's default, 0, where it was left out. */
export function int32Of(answer: Answer, slot: number): number {
  const field = fieldAt(answer, slot);
  return field === 0 ? 0 : answer.view.getInt32(field, true);
}

/** A uint32 field; 0 where it was left out. */
export function uint32Of(answer: Answer, slot: number): number {
  return int32Of(answer, slot) >>> 0;
}

/** A byte, bool or enum field; 0 where it was left out. */
export function uint8Of(answer: Answer, slot: number): number {
  const field = fieldAt(answer, slot);
  return field === 0 ? 0 : answer.view.getUint8(field);
}

/** A vector of bytes, in place: valid until the next call. */
export function bytesAt(answer: Answer, slot: number): Uint8Array {
  const { at, length } = vectorAt(answer, slot);
  return answer.bytes.subarray(at, at + length);
}
