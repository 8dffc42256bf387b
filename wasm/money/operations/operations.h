// The operations this module exports. Each is a pure function of its request; the tables are in
// shared/contracts/money/money.fbs.
#pragma once

#include <cstdint>
#include <span>

#include "money_generated.h"
#include "wasm/base/arena.h"

namespace booking::money {

/// ReckonRequest -> ReckonAnswer.
[[nodiscard]] wire::Status reckon_bill(std::span<const uint8_t> request, Arena& arena,
                                       std::span<const uint8_t>& answer);

/// SettleRequest -> SettleAnswer.
[[nodiscard]] wire::Status settle_payments(std::span<const uint8_t> request, Arena& arena,
                                           std::span<const uint8_t>& answer);

/// RefundRequest -> RefundAnswer.
[[nodiscard]] wire::Status refund_bill(std::span<const uint8_t> request, Arena& arena,
                                       std::span<const uint8_t>& answer);

}  // namespace booking::money
