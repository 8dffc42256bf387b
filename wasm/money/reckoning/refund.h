// What goes back of a bill.
#pragma once

#include "wasm/money/reckoning/payments.h"

namespace booking::money {

/// What somebody earned with the bill.
struct Commission {
  int64_t cents;
  int32_t who;
};

struct Refund {
  int64_t vat;
  Entries entries;
};

/// `before + cents` within `total`, `vat` too. Each part is what is due after it less what was due before, so any parts
/// of a bill add up.
void refund(int64_t total, int64_t vat, int64_t before, int64_t cents, Means means,
            std::span<const Commission> commissions, Refund& back);

}  // namespace booking::money
