#include "wasm/money/reckoning/payments.h"

#include <algorithm>

namespace booking::money {
namespace {

bool is_held(Means means) { return means == Means::Deposit || means == Means::GiftCard; }

Account account_of(Means means) {
  switch (means) {
    case Means::Cash:
      return Account::Cash;
    case Means::Card:
      return Account::Card;
    case Means::Eft:
      return Account::Eft;
    case Means::Online:
      return Account::Online;
    case Means::Deposit:
      return Account::Deposits;
    case Means::GiftCard:
      return Account::GiftCards;
  }
  return Account::Cash;
}

/// What earlier payments of this call took of the same thing held.
int64_t spent(std::span<const Payment> before, const Payment& payment) {
  int64_t cents = 0;
  for (const Payment& other : before) {
    if (other.means == payment.means && other.card == payment.card) cents += other.cents;
  }
  return cents;
}

PaymentFault fault_of(const Payment& payment, std::span<const Payment> before, int64_t left, bool into_deposit) {
  if (payment.tip > payment.cents || (payment.tip > 0 && (is_held(payment.means) || payment.tipped == kNobody)))
    return PaymentFault::TipTooLarge;
  if (is_held(payment.means) && (into_deposit || payment.cents + spent(before, payment) > payment.available))
    return PaymentFault::NotHeld;
  const int64_t towards = payment.cents - payment.tip;
  if (towards > left && payment.means != Means::Cash) return PaymentFault::TooMuch;
  return towards > 0 && left == 0 ? PaymentFault::TooMuch : PaymentFault::None;
}

}  // namespace

void settle(int64_t owed, std::span<const Payment> payments, bool into_deposit, Settlement& settlement) {
  settlement = {{}, 0, owed, PaymentFault::None, 0, {}};
  for (size_t i = 0; i < payments.size(); ++i) {
    const Payment& payment = payments[i];
    const PaymentFault fault = fault_of(payment, payments.first(i), settlement.left, into_deposit);
    if (fault != PaymentFault::None) {
      settlement = {{}, 0, owed, fault, static_cast<uint32_t>(i), {}};
      return;
    }
    const int64_t applied = std::min(payment.cents - payment.tip, settlement.left);
    settlement.applied[i] = applied;
    settlement.left -= applied;
    settlement.change += payment.cents - payment.tip - applied;
    settlement.entries.add(account_of(payment.means), payment.card, applied + payment.tip);
    settlement.entries.add(into_deposit ? Account::Deposits : Account::Receivable, kNobody, -applied);
    settlement.entries.add(Account::Tips, payment.tipped, -payment.tip);
  }
}

}  // namespace booking::money
