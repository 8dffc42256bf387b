// Operation `find_personal_data`: what in a text is somebody's, and the text without it.
//
// Redaction lessens what a log or an export tells; it is no proof that nothing is left: a name that no word announces stays.
// So nothing may be written on the strength of it that would not be written for want of it.
import { Builder } from "flatbuffers";
import * as wire from "../../../shared/contracts/generated/compliance_generated.ts";
import type { EngineModule } from "../module.ts";
import { rawVector, vectorAt } from "../wire.ts";

/** In the order of the schema's `PersonalEntity`. */
const ENTITIES = ["id", "phone", "email", "card", "account", "ip", "url", "birth-date", "name"] as const;
export type PersonalEntity = (typeof ENTITIES)[number];

export interface PersonalSpan {
  entity: PersonalEntity;
  /** The text's slice [start, end), as strings count. */
  start: number;
  end: number;
  /** 1 to 100: the greater, the more rarely such evidence misleads. No probability. */
  score: number;
}

const SPAN = wire.PersonalSpan.sizeOf();
const encoder = new TextEncoder();

/** The personal data in `text`, in its order and without overlaps. At most 4 MiB of UTF-8, else EngineError. */
export function personalSpans(text: string, compliance: EngineModule): PersonalSpan[] {
  const bytes = encoder.encode(text);
  const builder = new Builder(bytes.length + 64);
  const vector = rawVector(builder, 1, bytes.length, bytes);
  builder.finish(wire.FindPersonalDataRequest.createFindPersonalDataRequest(builder, vector));
  const answer = compliance.call("find_personal_data", builder.asUint8Array());
  const { at, length } = vectorAt(answer, 4);
  return Array.from({ length }, (_, i) => {
    const span = at + SPAN * i; // begin and end in bytes stand before those in code units
    return {
      entity: ENTITIES[answer.view.getUint8(span + 16)] ?? "name",
      start: answer.view.getUint32(span + 8, true),
      end: answer.view.getUint32(span + 12, true),
      score: answer.view.getUint8(span + 17),
    };
  });
}

/** The text with each piece of personal data replaced by what it is, such as `[phone]`. */
export function redacted(text: string, compliance: EngineModule): string {
  let out = "";
  let at = 0;
  for (const { entity, start, end } of personalSpans(text, compliance)) {
    out += `${text.slice(at, start)}[${entity}]`;
    at = end;
  }
  return out + text.slice(at);
}
