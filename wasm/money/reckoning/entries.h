// Entries of one posting: what is added to accounts and taken from them. They sum to zero.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "wasm/money/reckoning/shares.h"

namespace booking::money {

/// In the order of wire::Account.
enum class Account : uint8_t {
  Cash,
  Card,
  Eft,
  Online,
  Receivable,
  Deposits,
  GiftCards,
  Packages,
  Revenue,
  Outside,
  Vat,
  Tips,
  CommissionCost,
  CommissionDue,
  Discounts,
  Refunds,
  TillDifference,
};

inline constexpr int32_t kNobody = -1;

/// Positive adds to the account (a debit).
struct Entry {
  int64_t cents;
  int32_t who;
  Account account;
};

/// A line names a card and earns commission at most; the rest are the totals.
inline constexpr size_t kMostEntries = 2 * kMostLines + 16;

class Entries {
 public:
  /// One entry for each account and whom it is of; what comes to nothing is none.
  void add(Account account, int32_t who, int64_t cents) {
    for (size_t i = 0; i < count_; ++i) {
      Entry& entry = entries_[i];
      if (entry.account != account || entry.who != who) continue;
      entry.cents += cents;
      if (entry.cents == 0) entry = entries_[--count_];
      return;
    }
    if (cents != 0 && count_ < kMostEntries) entries_[count_++] = {cents, who, account};
  }
  [[nodiscard]] std::span<const Entry> all() const { return {entries_.data(), count_}; }

 private:
  std::array<Entry, kMostEntries> entries_{};
  size_t count_ = 0;
};

}  // namespace booking::money
