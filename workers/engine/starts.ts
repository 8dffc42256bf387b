// The starts of an answer. There may be a thousand, so they are copied out of the module's memory in one piece and each number
// is read where it lies; a start becomes an object when somebody asks for one.

import * as wire from "../../shared/contracts/generated/availability_generated.ts";
import type { Answer } from "./module.ts";
import { vectorAt } from "./wire.ts";

/** One unit in one phase, without buffers. `guest` counts the party, `wish` the services of the visit. */
export interface Placed {
  guest: number;
  wish: number;
  phase: number;
  unit: number;
  start: number;
  end: number;
}

/** One unit busy from start to end, buffers included. `shared`: belongs to a class session, not to its guest. */
export interface Segment {
  unit: number;
  start: number;
  end: number;
  shared: boolean;
  guest: number;
}

/** `offset` and `endOffset`: minutes east of UTC at start and end. `priceCents` is for the whole party. */
export interface Start {
  start: number;
  end: number;
  priceCents: number;
  score: number;
  offset: number;
  endOffset: number;
  /** Empty unless the question asked for placement. */
  placed: readonly Placed[];
  segments: readonly Segment[];
}

type Placement = Pick<Start, "placed" | "segments">;

/** Bytes of the schema's structs. The offsets of their fields below are held to the generated accessors by a test. */
const START_WORDS = wire.Start.sizeOf() / 4;
const PLACED = wire.Placed.sizeOf();
const SEGMENT = wire.Segment.sizeOf();
const NOWHERE: Placement = { placed: [], segments: [] };

export class Starts implements Iterable<Start> {
  static readonly none = new Starts({ words: new Int32Array(), at: 0, length: 0 });

  readonly length: number;
  /** A struct's fields are whole words but for the two offsets, which share one. */
  readonly #words: Int32Array;
  readonly #at: number;
  /** In step with the starts, or empty. */
  readonly #placements: readonly Placement[];

  private constructor({ words, at, length }: Kept, placements: readonly Placement[] = []) {
    this.length = length / START_WORDS;
    this.#words = words;
    this.#at = at;
    this.#placements = placements;
  }

  /** Copies them out of an AvailabilityAnswer. */
  static read(answer: Answer): Starts {
    const { at, length } = vectorAt(answer, 4);
    if (length === 0) return Starts.none;
    const words = new Int32Array(answer.view.buffer, at, length * START_WORDS);
    return new Starts(kept(words), readPlacements(answer, words));
  }

  start(i: number): number {
    return this.#word(i, 0);
  }
  end(i: number): number {
    return this.#word(i, 1);
  }
  priceCents(i: number): number {
    return this.#word(i, 2);
  }
  score(i: number): number {
    return this.#word(i, 3);
  }
  offset(i: number): number {
    return (this.#word(i, 4) << 16) >> 16;
  }
  endOffset(i: number): number {
    return this.#word(i, 4) >> 16;
  }

  get first(): Start | null {
    return this.length === 0 ? null : this.#get(0);
  }

  *[Symbol.iterator](): Generator<Start> {
    for (let i = 0; i < this.length; i++) yield this.#get(i);
  }

  #word(i: number, field: number): number {
    return this.#words[this.#at + i * START_WORDS + field] as number;
  }

  #get(i: number): Start {
    return {
      start: this.start(i),
      end: this.end(i),
      priceCents: this.priceCents(i),
      score: this.score(i),
      offset: this.offset(i),
      endOffset: this.endOffset(i),
      ...(this.#placements[i] ?? NOWHERE),
    };
  }
}

/** The schema's structs, as they lay in an answer: `length` words of them from `at` on. */
interface Kept {
  words: Int32Array;
  at: number;
  length: number;
}

/** What small answers are copied into, one behind the other: to allocate for each would cost more than its search. */
let shared = new Int32Array(16_384);
let used = 0;

/** A copy that outlives the module's next call. What is shared is never written again; when it is full there is another. */
function kept(words: Int32Array): Kept {
  const { length } = words;
  if (length > shared.length / 8) return { words: words.slice(), at: 0, length };
  if (used + length > shared.length) {
    shared = new Int32Array(shared.length);
    used = 0;
  }
  const at = used;
  shared.set(words, at);
  used += length;
  return { words: shared, at, length };
}

/** Of every start, when the answer holds any: the starts' words 5 to 8 say which rows are whose. */
function readPlacements(answer: Answer, words: Int32Array): Placement[] {
  const { view } = answer;
  const placedAt = vectorAt(answer, 6).at;
  const { at: segmentsAt, length } = vectorAt(answer, 8);
  if (length === 0) return [];
  return Array.from({ length: words.length / START_WORDS }, (_, i) => {
    const [firstPlaced = 0, placed = 0, firstSegment = 0, segments = 0] = words.subarray(
      i * START_WORDS + 5,
      i * START_WORDS + 9,
    );
    return {
      placed: readPlaced(view, placedAt + firstPlaced * PLACED, placed),
      segments: readSegments(view, segmentsAt + firstSegment * SEGMENT, segments),
    };
  });
}

function readPlaced(view: DataView, first: number, count: number): Placed[] {
  const placed = new Array<Placed>(count);
  for (let i = 0, at = first; i < count; i++, at += PLACED) {
    placed[i] = {
      guest: view.getUint16(at, true),
      wish: view.getUint16(at + 2, true),
      phase: view.getUint32(at + 4, true),
      unit: view.getUint32(at + 8, true),
      start: view.getUint32(at + 12, true),
      end: view.getUint32(at + 16, true),
    };
  }
  return placed;
}

function readSegments(view: DataView, first: number, count: number): Segment[] {
  const segments = new Array<Segment>(count);
  for (let i = 0, at = first; i < count; i++, at += SEGMENT) {
    segments[i] = {
      unit: view.getUint32(at, true),
      start: view.getUint32(at + 4, true),
      end: view.getUint32(at + 8, true),
      shared: view.getUint32(at + 12, true) === 1,
      guest: view.getUint32(at + 16, true),
    };
  }
  return segments;
}
