// When a client is reminded of a visit.
//
// So many minutes before its start, as the salon's policy says, and never in the night (20:00 to 08:00 on the salon's
// clock): what would come then comes in the morning after, if that is still two hours before the start, else in the
// evening before, at 19:00. Whoever booked later than a reminder would come is not reminded by it, and of two within an
// hour the later is left out.
#pragma once

#include "wasm/base/arena.h"
#include "wasm/routing/proactive/facts.h"

namespace booking::routing::proactive {

inline constexpr uint32_t kMostReminders = 16;

struct Reminding {
  uint32_t start;
  uint32_t booked;
  int32_t offset;  // minutes east of UTC, within a day
  std::span<const uint32_t> before;
};

/// In order. Errors: OutOfRange (an offset of a day or more, a start within a week of either end of time), TooLarge
/// (more than kMostReminders), OutOfMemory.
[[nodiscard]] Status remind(const Reminding& of, Arena& arena, std::span<uint32_t>& due);

}  // namespace booking::routing::proactive
