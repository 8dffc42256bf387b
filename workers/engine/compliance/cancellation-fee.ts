// Operation `cancellation_fee`: what a client who cancels owes, line by line (Consumer Protection Act, s 17).
import { Builder } from "flatbuffers";
import * as wire from "../../../shared/contracts/generated/compliance_generated.ts";
import type { EngineModule } from "../module.ts";
import { int32Of, vectorAt } from "../wire.ts";

/** In the order of the schema's `FeeReason`. */
const REASONS = ["price", "cap", "notice", "chance", "sold-again", "excused"] as const;

export interface Cancellation {
  priceCents: number;
  /** The most the salon says it charges. */
  capCents: number;
  /** Minutes before the start; 0 for who did not come. */
  noticeMinutes: number;
  /** Minutes from which on the salon says that cancelling is free. */
  fullNoticeMinutes: number;
  /** 0 to 100: how likely the time is sold again. */
  chance: number;
  soldAgain: boolean;
  /** Death or hospitalisation of the person for whom the booking was made. */
  excused: boolean;
}

export interface CancellationFee {
  cents: number;
  /** They add up to `cents`; the first is the price, each other takes something away. */
  lines: { reason: (typeof REASONS)[number]; cents: number }[];
}

const LINE = wire.FeeLine.sizeOf();

export function cancellationFee(of: Cancellation, compliance: EngineModule): CancellationFee {
  const builder = new Builder(96);
  builder.finish(
    wire.CancellationFeeRequest.createCancellationFeeRequest(
      builder,
      of.priceCents,
      of.capCents,
      of.noticeMinutes,
      of.fullNoticeMinutes,
      of.chance,
      of.soldAgain,
      of.excused,
    ),
  );
  const answer = compliance.call("cancellation_fee", builder.asUint8Array());
  const { at, length } = vectorAt(answer, 6);
  const lines = Array.from({ length }, (_, i) => ({
    reason: REASONS[answer.view.getUint8(at + LINE * i + 4)] ?? "price",
    cents: answer.view.getInt32(at + LINE * i, true),
  }));
  return { cents: int32Of(answer, 4), lines };
}
