// What a bill comes to: discount, VAT and commission, line by line, and its entries.
#pragma once

#include "wasm/money/reckoning/entries.h"

namespace booking::money {

/// In the order of wire::LineKind.
enum class LineKind : uint8_t { Service, GiftCard, Package, Prepaid };

/// `cents` with VAT, of Prepaid without; `person` earns `commission` (of kWhole), `card` is that of the other kinds.
/// Discounts are on Service lines alone, commission on what they come to without discount and VAT, and on Prepaid.
struct Line {
  int64_t cents;
  int32_t person;
  int32_t card;
  uint32_t commission;
  LineKind kind;
  bool taxed;
};

struct ReckonedLine {
  int64_t discount;
  int64_t cents;  // after it
  int64_t vat;    // in that
};

struct Bill {
  std::array<ReckonedLine, kMostLines> lines;
  int64_t total;  // what is owed; Prepaid lines are not
  int64_t vat;
  Entries entries;
};

/// At most kMostLines that come to kMostCents at most; `discount` within what Service lines come to; rates in [0,
/// kWhole]. The VAT is that of the taxed total, parted over the lines. The order of the lines changes no total.
void reckon(std::span<const Line> lines, int64_t discount, uint32_t vat, Bill& bill);

/// What the discount may be at most.
[[nodiscard]] int64_t discountable(std::span<const Line> lines);

}  // namespace booking::money
