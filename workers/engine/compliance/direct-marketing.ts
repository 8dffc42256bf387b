// Operation `direct_marketing`: may this message go to this person now? Asked when it is sent.
import { Builder } from "flatbuffers";
import * as wire from "../../../shared/contracts/generated/compliance_generated.ts";
import type { EngineModule } from "../module.ts";
import { uint8Of, uint32Of } from "../wire.ts";

// In the order of the schema's enums.
const MESSAGES = ["offer", "request"] as const;
const CONSENTS = ["never", "given", "withheld", "withdrawn"] as const;
const REGISTRY = ["not-asked", "clear", "blocked"] as const;
const REASONS = [
  "consented",
  "customer",
  "may-ask",
  "registry-blocked",
  "objected",
  "consent-withdrawn",
  "consent-withheld",
  "asked-before",
  "already-consented",
  "no-consent",
  "not-similar",
  "no-chance-to-object",
  "sender-not-named",
  "no-way-to-stop",
  "registry-not-asked",
  "quiet-hours",
] as const;
const ALLOWED = 3; // the first reasons

export interface MarketingFacts {
  /** An offer is marketing itself; a request asks for consent to it. */
  message: (typeof MESSAGES)[number];
  /** What the person last said, by any channel. */
  consent: (typeof CONSENTS)[number];
  /** The opt-out registry of the Consumer Protection Act. */
  registry: (typeof REGISTRY)[number];
  /** Consent was asked for, ever, by any channel. */
  askedBefore: boolean;
  objected: boolean;
  /** The conditions of POPIA s 69(3): details from a sale, own similar services, could object then and since. */
  bought: boolean;
  ownSimilar: boolean;
  couldObject: boolean;
  /** S 69(4): the message says for whom it is, and how to stop more. */
  namesSender: boolean;
  saysHowToStop: boolean;
}

export interface MarketingDecision {
  allowed: boolean;
  reason: (typeof REASONS)[number];
  /** Minutes since the epoch: when quiet hours end, otherwise `now`. */
  notBefore: number;
}

/** `zone` is the salon's; `now` in minutes since the epoch. */
export function decideMarketing(
  facts: MarketingFacts,
  zone: string,
  now: number,
  compliance: EngineModule,
): MarketingDecision {
  const builder = new Builder(128);
  const request = wire.DirectMarketingRequest.createDirectMarketingRequest(
    builder,
    builder.createString(zone),
    now,
    MESSAGES.indexOf(facts.message) as wire.MarketingMessage,
    CONSENTS.indexOf(facts.consent) as wire.MarketingConsent,
    REGISTRY.indexOf(facts.registry) as wire.MarketingRegistry,
    facts.askedBefore,
    facts.objected,
    facts.bought,
    facts.ownSimilar,
    facts.couldObject,
    facts.namesSender,
    facts.saysHowToStop,
  );
  builder.finish(request);
  const answer = compliance.call("direct_marketing", builder.asUint8Array());
  const reason = uint8Of(answer, 6);
  return { allowed: reason < ALLOWED, reason: REASONS[reason] ?? "no-consent", notBefore: uint32Of(answer, 4) };
}
