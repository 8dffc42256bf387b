#include "wasm/money/reckoning/bill.h"

namespace booking::money {
namespace {

using Cents = std::array<int64_t, kMostLines>;

bool is_taxed(const Line& line) {
  return line.taxed && (line.kind == LineKind::Service || line.kind == LineKind::Package);
}

int64_t sum(const Cents& cents, size_t count) {
  int64_t total = 0;
  for (size_t i = 0; i < count; ++i) total += cents[i];
  return total;
}

/// Commission is rounded once for each person, so that how a visit is cut into lines changes nothing.
void add_commissions(std::span<const Line> lines, const Bill& bill, Entries& entries) {
  for (size_t i = 0; i < lines.size(); ++i) {
    const auto earns = [&](const Line& line) {
      return line.person == lines[i].person && (line.kind == LineKind::Service || line.kind == LineKind::Prepaid);
    };
    if (lines[i].person == kNobody || !earns(lines[i])) continue;
    bool first = true;
    for (size_t before = 0; before < i; ++before) first = first && !earns(lines[before]);
    if (!first) continue;
    int64_t numerator = 0;
    for (size_t j = i; j < lines.size(); ++j) {
      if (earns(lines[j])) numerator += (bill.lines[j].cents - bill.lines[j].vat) * int64_t{lines[j].commission};
    }
    const int64_t cents = rated(numerator);
    entries.add(Account::CommissionCost, kNobody, cents);
    entries.add(Account::CommissionDue, lines[i].person, -cents);
  }
}

void add_sales(std::span<const Line> lines, const Bill& bill, Entries& entries) {
  for (size_t i = 0; i < lines.size(); ++i) {
    const Line& line = lines[i];
    const ReckonedLine& reckoned = bill.lines[i];
    const int64_t net = reckoned.cents - reckoned.vat;
    const Account earned = is_taxed(line) ? Account::Revenue : Account::Outside;
    switch (line.kind) {
      case LineKind::Service:
        entries.add(earned, kNobody, -net);
        break;
      case LineKind::GiftCard:
        entries.add(Account::GiftCards, line.card, -net);
        break;
      case LineKind::Package:
        entries.add(Account::Packages, line.card, -net);
        break;
      case LineKind::Prepaid:
        entries.add(Account::Packages, line.card, net);
        entries.add(line.taxed ? Account::Revenue : Account::Outside, kNobody, -net);
        break;
    }
  }
}

/// What was not charged, without the VAT that was in it: revenue is told before discounts, and discounts beside it.
void add_discounts(std::span<const Line> lines, const Bill& bill, uint32_t vat, Entries& entries) {
  for (size_t i = 0; i < lines.size(); ++i) {
    const int64_t given = bill.lines[i].discount;
    const int64_t net = is_taxed(lines[i]) ? given - tax_within(given, vat) : given;
    entries.add(Account::Discounts, kNobody, net);
    entries.add(is_taxed(lines[i]) ? Account::Revenue : Account::Outside, kNobody, -net);
  }
}

}  // namespace

int64_t discountable(std::span<const Line> lines) {
  int64_t total = 0;
  for (const Line& line : lines) total += line.kind == LineKind::Service ? line.cents : 0;
  return total;
}

void reckon(std::span<const Line> lines, int64_t discount, uint32_t vat, Bill& bill) {
  Cents weights{};
  Cents discounts{};
  Cents taxes{};
  const size_t count = lines.size();
  for (size_t i = 0; i < count; ++i) weights[i] = lines[i].kind == LineKind::Service ? lines[i].cents : 0;
  part(discount, {weights.data(), count}, {discounts.data(), count});
  bill.total = 0;
  for (size_t i = 0; i < count; ++i) {
    bill.lines[i] = {discounts[i], lines[i].cents - discounts[i], 0};
    weights[i] = is_taxed(lines[i]) ? bill.lines[i].cents : 0;
    if (lines[i].kind != LineKind::Prepaid) bill.total += bill.lines[i].cents;
  }
  bill.vat = tax_within(sum(weights, count), vat);
  part(bill.vat, {weights.data(), count}, {taxes.data(), count});
  for (size_t i = 0; i < count; ++i) bill.lines[i].vat = taxes[i];
  bill.entries = Entries{};
  bill.entries.add(Account::Receivable, kNobody, bill.total);
  add_sales(lines, bill, bill.entries);
  bill.entries.add(Account::Vat, kNobody, -bill.vat);
  add_discounts(lines, bill, vat, bill.entries);
  add_commissions(lines, bill, bill.entries);
}

}  // namespace booking::money
