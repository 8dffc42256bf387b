// The operations this module exports. Each is a pure function of its request; the tables are in
// shared/contracts/availability.fbs.
#pragma once

#include <cstdint>
#include <span>

#include "availability_generated.h"
#include "wasm/base/arena.h"

namespace booking::availability {

/// AvailabilityRequest -> AvailabilityAnswer.
[[nodiscard]] wire::Status availability(std::span<const uint8_t> request, Arena& arena,
                                        std::span<const uint8_t>& answer);

/// FitsRequest -> FitsAnswer.
[[nodiscard]] wire::Status fits(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer);

/// ClockRequest -> ClockAnswer.
[[nodiscard]] wire::Status clock(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer);

/// OpeningRequest -> OpeningAnswer.
[[nodiscard]] wire::Status opening(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer);

/// RosterRequest -> RosterAnswer.
[[nodiscard]] wire::Status roster(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer);

}  // namespace booking::availability
