// Operation `deadline`: until when something that was asked for is in time.
import { Builder } from "flatbuffers";
import * as wire from "../../../shared/contracts/generated/compliance_generated.ts";
import type { EngineModule } from "../module.ts";
import { int32Of } from "../wire.ts";

/** The last day, in days since the epoch, `days` calendar days after `received`; never a Sunday or public holiday. */
export function deadlineOf(received: number, days: number, compliance: EngineModule): number {
  const builder = new Builder(64);
  builder.finish(wire.DeadlineRequest.createDeadlineRequest(builder, received, days));
  return int32Of(compliance.call("deadline", builder.asUint8Array()), 4);
}
