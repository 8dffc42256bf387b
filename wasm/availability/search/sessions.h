// Classes: their starts are their sessions, and what runs out is seats.
#pragma once

#include "wasm/availability/visits/answer.h"

namespace booking::availability {

/// Every session of the wished class that has `party` seats left (rule 9).
[[nodiscard]] Status search_sessions(Arena& arena, const Query& query, Answer& answer);

}  // namespace booking::availability
