// A choice of people for every service of every guest at one start, and what it costs.
#pragma once

#include <cstdint>

#include "wasm/availability/limits.h"

namespace booking::availability {

/// Total price first, then the number of gaps left behind: compared as one number. Gaps of a visit stay below 2^12.
using Cost = uint64_t;
inline constexpr Cost kNever = ~Cost{0};
inline constexpr int kGapBits = 12;
[[nodiscard]] constexpr Cost cost_of(int64_t price_cents, uint32_t gaps = 0) {
  return (static_cast<Cost>(price_cents) << kGapBits) + gaps;
}
[[nodiscard]] constexpr int64_t price_of(Cost cost) { return static_cast<int64_t>(cost >> kGapBits); }
[[nodiscard]] constexpr uint32_t gaps_of(Cost cost) {
  return static_cast<uint32_t>(cost & ((Cost{1} << kGapBits) - 1));
}

struct Visit {
  int32_t start = 0;  // quantum of the day
  Cost cost = kNever;
  uint16_t person[kMaxParty][kMaxWishes] = {};  // participant of guest g for wish w
};

}  // namespace booking::availability
