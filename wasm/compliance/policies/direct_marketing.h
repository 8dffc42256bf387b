// Whether a message of direct marketing may be sent to a person at this moment: POPIA s 69 and regulation 6, the
// opt-out registry and the hours of the Consumer Protection Act (s 11 and 12 and the regulations made under them).
// Asked when the message is sent, not when it is written, for people change their minds in between.
#pragma once

#include <cstdint>

#include "wasm/base/time.h"
#include "wasm/base/zone.h"

namespace booking::compliance {

/// What is about to be sent.
enum class MarketingMessage : uint8_t {
  Offer,    // marketing itself
  Request,  // asks for consent to marketing, s 69(2)
};

/// What the person last said about marketing, by any channel.
enum class MarketingConsent : uint8_t {
  Never,  // was not asked, or did not answer
  Given,
  Withheld,   // said no when asked, s 69(2)(a)(ii)
  Withdrawn,  // said yes once and no since, s 11(2)(b)
};

/// The opt-out registry (CPA s 11(3)).
enum class Registry : uint8_t { NotAsked, Clear, Blocked };

/// What the salon knows. The five about a customer are the conditions of s 69(3) and (4).
struct MarketingFacts {
  MarketingMessage message;
  MarketingConsent consent;
  Registry registry;
  bool asked_before;      // for consent, ever, by any channel
  bool objected;          // to marketing, s 11(3)(b): an opt-out
  bool bought;            // contact details were got in the context of a sale, (3)(a)
  bool own_similar;       // markets the salon's own similar services, (3)(b)
  bool could_object;      // when the details were collected and with each message, free of charge, (3)(c)
  bool names_sender;      // the message says for whom it is sent, (4)(a)
  bool says_how_to_stop;  // … and where to ask for its end, (4)(b)
};

/// The first that holds, in this order: what no waiting heals comes first.
enum class MarketingReason : uint8_t {
  Consented,        // allowed
  Customer,         // allowed, s 69(3)
  MayAsk,           // allowed: the one request
  RegistryBlocked,  // wins over everything, consent too
  Objected,
  ConsentWithdrawn,
  ConsentWithheld,
  AskedBefore,       // at most once ever, s 69(2)
  AlreadyConsented,  // nothing left to ask for
  NoConsent,         // and no customer
  NotSimilar,        // a customer, but of something else
  NoChanceToObject,  // a customer who was never told that they may object
  SenderNotNamed,
  NoWayToStop,
  RegistryNotAsked,  // whoever was not looked up is taken to have blocked
  QuietHours,
};

constexpr bool is_allowed(MarketingReason reason) { return reason <= MarketingReason::MayAsk; }

struct MarketingDecision {
  MarketingReason reason;
  Instant not_before;  // for QuietHours, when they end; otherwise now
};

[[nodiscard]] MarketingDecision decide_marketing(const MarketingFacts& facts, Instant now, const Zone& zone);

/// Whether nobody may be approached at this time on the wall: on Sundays and public holidays at no time, on Saturdays
/// before 09:00 and from 13:00, on other days from 20:00 to 08:00.
[[nodiscard]] bool is_quiet(WallTime wall);

}  // namespace booking::compliance
