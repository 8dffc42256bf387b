// The operations this module exports. Each is a pure function of its request; the tables are in
// shared/contracts/compliance.fbs.
#pragma once

#include <cstdint>
#include <span>

#include "compliance_generated.h"
#include "wasm/base/arena.h"

namespace booking::compliance {

/// AdmitRequest -> AdmitAnswer.
[[nodiscard]] wire::Status admit(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer);

/// DeadlineRequest -> DeadlineAnswer.
[[nodiscard]] wire::Status deadline(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer);

/// ObserveRequest -> ObserveAnswer.
[[nodiscard]] wire::Status observe(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer);

}  // namespace booking::compliance
