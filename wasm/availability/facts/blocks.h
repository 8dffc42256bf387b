// Everything that stands in the way, as intervals on planes: bookings, absences, outages, reserved sessions.
#pragma once

#include "wasm/availability/facts/query.h"

namespace booking::availability {

/// Fills `query.blocks` and its buckets. Participants, pools and opening hours must be known. Errors: OutOfMemory.
[[nodiscard]] Status collect_blocks(Arena& arena, Query& query);

}  // namespace booking::availability
