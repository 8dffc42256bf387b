// How fine the grid of time must be.
#pragma once

#include "wasm/availability/facts/query.h"

namespace booking::availability {

inline constexpr int32_t kMarginDays = 6;  // beyond the dates asked for, whose hours may matter

/// Minutes of the coarsest quantum that divides every time that matters; `offset` holds on all dates that matter.
[[nodiscard]] int32_t coarsest_quantum(const Query& query, int32_t offset);

}  // namespace booking::availability
