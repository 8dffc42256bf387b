// What payments do to what is owed.
#pragma once

#include "wasm/money/reckoning/entries.h"

namespace booking::money {

/// In the order of wire::Means.
enum class Means : uint8_t { Cash, Card, Eft, Online, Deposit, GiftCard };

inline constexpr size_t kMostPayments = 16;

/// `cents` are handed over, the `tip` for `tipped` in them.
struct Payment {
  int64_t cents;
  int64_t tip;
  int64_t available;  // of a deposit or gift card
  int32_t tipped;
  int32_t card;
  Means means;
};

/// In the order of wire::PaymentFault.
enum class PaymentFault : uint8_t { None, TooMuch, NotHeld, TipTooLarge };

struct Settlement {
  std::array<int64_t, kMostPayments> applied;
  int64_t change;
  int64_t left;
  PaymentFault fault;
  uint32_t at;
  Entries entries;
};

/// In their order. Of one card, or of the deposit, several payments spend together what is held. After a fault nothing
/// is settled.
void settle(int64_t owed, std::span<const Payment> payments, bool into_deposit, Settlement& settlement);

}  // namespace booking::money
