// Operation `understand`: what a message wants, in which language, and how sure that is.
//
// What is sure may be acted on; otherwise the guesses are offered, or a person is asked. The text stays in this isolate.
import { Builder } from "flatbuffers";
import * as wire from "../../../shared/contracts/generated/routing_generated.ts";
import type { EngineModule } from "../module.ts";
import { rawVector, uint8Of, uint32Of, vectorAt } from "../wire.ts";

export interface Guess {
  intent: wire.Intent;
  /** 0 to 1000: of guesses at 700, seven in ten are right. */
  chance: number;
}

/** wasm/routing/understanding/reading.h */
export interface Reading {
  language: wire.Language;
  /** 0 to 1000. */
  languageChance: number;
  /** Three different intents, the likeliest first, never OutOfScope. */
  guesses: readonly Guess[];
  /** The first guess may be acted on. */
  sure: boolean;
}

/** What of a message is read: so many bytes of UTF-8. */
const MOST_BYTES = 4096;
const GUESS = wire.GuessedIntent.sizeOf();
const encoder = new TextEncoder();

/** A text that is longer is read as far as it may be; a character that is cut in two is passed over. */
export function encodeUnderstand(text: string): Uint8Array {
  const bytes = encoder.encode(text.slice(0, MOST_BYTES)).subarray(0, MOST_BYTES);
  const builder = new Builder(bytes.length + 64);
  const vector = rawVector(builder, 1, bytes.length, bytes);
  builder.finish(wire.UnderstandRequest.createUnderstandRequest(builder, vector));
  return builder.asUint8Array();
}

export function understand(text: string, routing: EngineModule): Reading {
  const answer = routing.call("understand", encodeUnderstand(text));
  const { at, length } = vectorAt(answer, 10);
  return {
    language: uint8Of(answer, 4) as wire.Language,
    languageChance: uint32Of(answer, 6),
    sure: uint8Of(answer, 8) === 1,
    guesses: Array.from({ length }, (_, i) => ({
      intent: answer.view.getUint8(at + GUESS * i) as wire.Intent,
      chance: answer.view.getUint16(at + GUESS * i + 2, true),
    })),
  };
}
