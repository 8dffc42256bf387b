#include "wasm/money/reckoning/refund.h"

namespace booking::money {

void refund(int64_t total, int64_t vat, int64_t before, int64_t cents, Means means,
            std::span<const Commission> commissions, Refund& back) {
  const auto due = [&](int64_t of) { return of * (before + cents) / total - of * before / total; };
  back = {total == 0 ? 0 : due(vat), {}};
  if (total == 0) return;
  back.entries.add(static_cast<Account>(means), kNobody, -cents);
  back.entries.add(Account::Refunds, kNobody, cents - back.vat);
  back.entries.add(Account::Vat, kNobody, back.vat);
  for (const Commission& commission : commissions) {
    const int64_t lost = due(commission.cents);
    back.entries.add(Account::CommissionDue, commission.who, lost);
    back.entries.add(Account::CommissionCost, kNobody, -lost);
  }
}

}  // namespace booking::money
