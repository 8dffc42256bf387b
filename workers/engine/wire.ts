// What the FlatBuffers runtime lacks: a vector of structs written in one copy. Little-endian, as WebAssembly is.
import type { Builder, ByteBuffer } from "flatbuffers";

/**
 * Appends `raw` as a vector of `count` elements. The Builder offers only element by element, which costs more than the
 * search it feeds; so its write position is moved here, after `startVector` has made room for all of it.
 */
export function rawVector(builder: Builder, elementBytes: number, count: number, raw: Uint8Array): number {
  builder.startVector(elementBytes, count, 4);
  const cursor = builder as unknown as { space: number };
  cursor.space -= raw.length;
  builder.dataBuffer().bytes().set(raw, cursor.space);
  return builder.endVector();
}

export const bytesOf = (ints: Uint32Array | Int32Array): Uint8Array =>
  new Uint8Array(ints.buffer, ints.byteOffset, ints.byteLength);

/** Address of a vector's first element and its length; `field` is the slot's byte offset in the vtable (4, 6, 8 …). */
export function vectorAt(buffer: ByteBuffer, table: number, field: number): { at: number; length: number } {
  const offset = buffer.__offset(table, field);
  if (offset === 0) return { at: 0, length: 0 };
  return { at: buffer.__vector(table + offset), length: buffer.__vector_len(table + offset) };
}
