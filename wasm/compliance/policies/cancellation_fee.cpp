#include "wasm/compliance/policies/cancellation_fee.h"

#include <algorithm>

namespace booking::compliance {
namespace {

/// Lowers the fee to `cents` and says why, if that is less.
void lower(Fee& fee, int64_t cents, FeeReason reason) {
  if (cents >= fee.cents) return;
  fee.lines[fee.count++] = {reason, cents - fee.cents};
  fee.cents = cents;
}

}  // namespace

Fee cancellation_fee(const Cancellation& cancellation) {
  Fee fee{cancellation.price, {}, 0};
  fee.lines[fee.count++] = {FeeReason::Price, cancellation.price};
  if (cancellation.excused) {
    lower(fee, 0, FeeReason::Excused);
    return fee;
  }
  lower(fee, cancellation.cap, FeeReason::Cap);
  const int64_t missing = std::max(cancellation.full_notice - cancellation.notice, 0);
  lower(fee, missing == 0 ? 0 : fee.cents * missing / cancellation.full_notice, FeeReason::Notice);
  if (cancellation.sold_again) lower(fee, 0, FeeReason::SoldAgain);
  lower(fee, fee.cents * (100 - cancellation.chance) / 100, FeeReason::Chance);
  return fee;
}

}  // namespace booking::compliance
