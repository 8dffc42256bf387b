// Signs: what in the facts may become a ticket, each with the bucket of what tells how likely that is. A sign is no
// finding yet; how often its bucket became a ticket decides that (foresee.h).
//
//   Unreached    what became of the last word (lost for half an hour and none ever arrived; lost; waiting for 4 hours;
//   retried
//                for 1), and whether the visit was booked three days, one day or less before: who booked this morning
//                remembers
//   PowerCut     hours until the visit, for outages are called off; and whether the outage has been known for two hours
//   RunningLate  minutes that the visit will begin late, with the gaps between taken off; and whether two visits were
//   late already Stuck        how often, and minutes since the last time Unpaid       how often, and minutes since
//   Absent       hours until the visit, and hours since the absence was entered: the team may be moving it already
//   ServiceGone  hours since it was deleted, and until the visit
//   OfferLost    what became of the word, and minutes until the offer is over
#pragma once

#include "wasm/base/arena.h"
#include "wasm/routing/proactive/facts.h"

namespace booking::routing::proactive {

inline constexpr uint32_t kKinds = 8;
inline constexpr uint32_t kBuckets = 12;

/// `subject`, `first` and `second` as the schema's Finding has them; `bucket` below kBuckets.
struct Sign {
  uint32_t subject;
  uint32_t first;
  uint32_t second;
  wire::Kind kind;
  uint8_t bucket;
};

/// At most one of a kind for a subject. Errors: OutOfRange (an index, or a time that ends before it begins),
/// OutOfMemory.
[[nodiscard]] Status signs_of(const Facts& facts, Arena& arena, std::span<Sign>& out);

}  // namespace booking::routing::proactive
