// What must always hold of bills, payments and refunds, on random ones, and what some come to, by hand.
#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>
#include <random>
#include <vector>

#include "wasm/money/reckoning/bill.h"
#include "wasm/money/reckoning/refund.h"

using namespace booking::money;

namespace {

constexpr uint32_t kVat = 1'500;
constexpr int kRounds = 3'000;

int64_t of(const Entries& entries, Account account, int32_t who = kNobody) {
  for (const Entry& entry : entries.all()) {
    if (entry.account == account && entry.who == who) return entry.cents;
  }
  return 0;
}

int64_t sum(const Entries& entries) {
  int64_t cents = 0;
  for (const Entry& entry : entries.all()) cents += entry.cents;
  return cents;
}

struct Dice {
  std::mt19937_64 engine{20'261'126};
  int64_t between(int64_t low, int64_t high) { return std::uniform_int_distribution<int64_t>(low, high)(engine); }
};

/// Amounts of every size, zeros and the largest among them.
std::vector<Line> some_lines(Dice& dice) {
  const auto count = static_cast<size_t>(dice.between(1, dice.between(0, 9) == 0 ? int64_t{kMostLines} : 6));
  const int64_t most = kMostCents / static_cast<int64_t>(count);
  std::vector<Line> lines;
  for (size_t i = 0; i < count; ++i) {
    const int64_t cents = dice.between(0, std::min<int64_t>(most, int64_t{1} << dice.between(0, 30)));
    const auto kind = static_cast<LineKind>(dice.between(0, 3) == 0 ? dice.between(0, 3) : 0);
    lines.push_back({cents, static_cast<int32_t>(dice.between(-1, 3)), static_cast<int32_t>(100 + i),
                     static_cast<uint32_t>(dice.between(0, kWhole)), kind, dice.between(0, 3) > 0});
  }
  return lines;
}

}  // namespace

TEST_CASE("shares sum to what is parted, and each is within a cent of its proportion") {
  Dice dice;
  for (int round = 0; round < kRounds; ++round) {
    std::vector<int64_t> weights(static_cast<size_t>(dice.between(1, 200)));
    for (int64_t& weight : weights) weight = dice.between(0, kMostCents / 200);
    const int64_t whole = std::accumulate(weights.begin(), weights.end(), int64_t{0});
    const int64_t total = dice.between(0, whole);
    std::vector<int64_t> shares(weights.size());
    part(total, weights, shares);
    CHECK(std::accumulate(shares.begin(), shares.end(), int64_t{0}) == (whole == 0 ? 0 : total));
    for (size_t i = 0; i < weights.size() && whole > 0; ++i) {
      const int64_t floor = total * weights[i] / whole;
      CHECK((shares[i] == floor || shares[i] == floor + 1));
      CHECK(shares[i] <= weights[i]);
    }
  }
}

TEST_CASE("the entries of any bill sum to zero, and its lines to its totals") {
  Dice dice;
  Bill bill{};
  for (int round = 0; round < kRounds; ++round) {
    const auto lines = some_lines(dice);
    const int64_t discount = dice.between(0, discountable(lines));
    reckon(lines, discount, kVat, bill);
    CHECK(sum(bill.entries) == 0);
    int64_t total = 0;
    int64_t vat = 0;
    int64_t given = 0;
    for (size_t i = 0; i < lines.size(); ++i) {
      const ReckonedLine& line = bill.lines[i];
      CHECK((line.discount >= 0 && line.cents >= 0 && line.vat >= 0 && line.vat <= line.cents));
      CHECK(line.discount + line.cents == lines[i].cents);
      total += lines[i].kind == LineKind::Prepaid ? 0 : line.cents;
      vat += line.vat;
      given += line.discount;
    }
    CHECK((total == bill.total && vat == bill.vat && given == discount));
    CHECK(of(bill.entries, Account::Receivable) == total);
    CHECK(of(bill.entries, Account::Vat) == -vat);
  }
}

TEST_CASE("the order of the lines changes no total and nobody's commission") {
  Dice dice;
  Bill one{};
  Bill other{};
  for (int round = 0; round < kRounds / 10; ++round) {
    auto lines = some_lines(dice);
    reckon(lines, 0, kVat, one);
    const int64_t due = of(one.entries, Account::CommissionDue, 2);
    std::vector<int64_t> first;
    for (size_t i = 0; i < lines.size(); ++i) first.push_back(one.lines[i].vat);
    std::shuffle(lines.begin(), lines.end(), dice.engine);
    reckon(lines, 0, kVat, other);
    std::vector<int64_t> second;
    for (size_t i = 0; i < lines.size(); ++i) second.push_back(other.lines[i].vat);
    CHECK((one.total == other.total && one.vat == other.vat));
    std::sort(first.begin(), first.end());
    std::sort(second.begin(), second.end());
    CHECK(first == second);
    // A cent of VAT may lie on another of two lines that come to the same, who need not earn the same.
    CHECK(std::abs(due - of(other.entries, Account::CommissionDue, 2)) <= 1);
  }
}

TEST_CASE("R350 and R110 with R10 off are R450, of which R58.70 is VAT and 40 % of a line's net its person's") {
  const Line lines[] = {{35'000, 0, kNobody, 4'000, LineKind::Service, true},
                        {11'000, 1, kNobody, 0, LineKind::Service, true}};
  Bill bill{};
  reckon(lines, 1'000, kVat, bill);
  CHECK(bill.total == 45'000);
  CHECK(bill.vat == 5'870);  // 45000 * 15 / 115 = 5869.57
  CHECK((bill.lines[0].discount == 761 && bill.lines[1].discount == 239));
  CHECK((bill.lines[0].vat == 4'466 && bill.lines[1].vat == 1'404));
  CHECK(of(bill.entries, Account::CommissionDue, 0) == -11'909);  // (34239 - 4466) * 0.4 = 11909.2
  CHECK(of(bill.entries, Account::Revenue) == -(40'000));  // 39130 after the discount, 870 without its VAT before it
  CHECK(of(bill.entries, Account::Discounts) == 870);
}

TEST_CASE("a gift card bears no VAT when it is sold, a package does, and what a package paid for is not owed again") {
  const Line sold[] = {{50'000, kNobody, 7, 0, LineKind::GiftCard, true},
                       {115'000, kNobody, 8, 0, LineKind::Package, true}};
  Bill bill{};
  reckon(sold, 0, kVat, bill);
  CHECK((bill.total == 165'000 && bill.vat == 15'000));
  CHECK(of(bill.entries, Account::GiftCards, 7) == -50'000);
  CHECK(of(bill.entries, Account::Packages, 8) == -100'000);
  CHECK(of(bill.entries, Account::Revenue) == 0);
  const Line used[] = {{20'000, 1, 8, 5'000, LineKind::Prepaid, true}};
  reckon(used, 0, kVat, bill);
  CHECK((bill.total == 0 && bill.vat == 0));
  CHECK(of(bill.entries, Account::Packages, 8) == 20'000);
  CHECK(of(bill.entries, Account::CommissionDue, 1) == -10'000);
  CHECK(of(bill.entries, Account::Revenue) == -20'000);
}

TEST_CASE("cash beyond what is owed comes back, and of nothing else is more taken") {
  Settlement settled{};
  const Payment cash[] = {{20'000, 0, 0, kNobody, kNobody, Means::Card}, {30'000, 0, 0, kNobody, kNobody, Means::Cash}};
  settle(45'000, cash, false, settled);
  CHECK((settled.fault == PaymentFault::None && settled.change == 5'000 && settled.left == 0));
  CHECK(of(settled.entries, Account::Cash) == 25'000);
  CHECK(of(settled.entries, Account::Receivable) == -45'000);
  const Payment card[] = {{45'001, 0, 0, kNobody, kNobody, Means::Card}};
  settle(45'000, card, false, settled);
  CHECK((settled.fault == PaymentFault::TooMuch && settled.left == 45'000 && settled.entries.all().empty()));
}

TEST_CASE("a tip goes to whom it was given, beside what was owed") {
  Settlement settled{};
  const Payment card[] = {{50'000, 5'000, 0, 3, kNobody, Means::Card}};
  settle(45'000, card, false, settled);
  CHECK(of(settled.entries, Account::Tips, 3) == -5'000);
  CHECK(of(settled.entries, Account::Card) == 50'000);
  CHECK(settled.left == 0);
  const Payment wrong[] = {{50'000, 5'000, 50'000, 3, 9, Means::GiftCard}};
  settle(45'000, wrong, false, settled);
  CHECK(settled.fault == PaymentFault::TipTooLarge);
}

TEST_CASE("a card is not spent twice by two payments of one call") {
  Settlement settled{};
  const Payment twice[] = {{6'000, 0, 10'000, kNobody, 9, Means::GiftCard},
                           {6'000, 0, 10'000, kNobody, 9, Means::GiftCard}};
  settle(45'000, twice, false, settled);
  CHECK((settled.fault == PaymentFault::NotHeld && settled.at == 1));
}

TEST_CASE("the entries of any payments sum to zero, and applied, left and change account for every cent") {
  Dice dice;
  Settlement settled{};
  int good = 0;
  for (int round = 0; round < kRounds; ++round) {
    const int64_t owed = dice.between(0, kMostCents);
    std::vector<Payment> payments;
    int64_t handed = 0;
    for (int64_t i = dice.between(1, 4); i > 0; --i) {
      const int64_t cents = dice.between(1, dice.between(0, 1) == 0 ? owed + 1 : owed / 4 + 1);
      const int64_t tip = dice.between(0, 3) == 0 ? dice.between(0, cents) : 0;
      payments.push_back({cents, tip, cents, static_cast<int32_t>(dice.between(-1, 2)), kNobody,
                          static_cast<Means>(dice.between(0, 3))});
      handed += cents - tip;
    }
    settle(owed, payments, dice.between(0, 5) == 0, settled);
    CHECK(sum(settled.entries) == 0);
    if (settled.fault != PaymentFault::None) continue;
    ++good;
    CHECK(owed - settled.left + settled.change == handed);
    CHECK((settled.left >= 0 && settled.change >= 0));
  }
  CHECK(good > kRounds / 10);
}

TEST_CASE("refunds in any parts give back the whole bill, its VAT and its commission, to the cent") {
  Dice dice;
  Refund back{};
  for (int round = 0; round < kRounds; ++round) {
    const int64_t total = dice.between(1, kMostCents);
    const int64_t vat = dice.between(0, total);
    const Commission earned[] = {{dice.between(0, total), 1}, {dice.between(0, total), 2}};
    int64_t before = 0;
    int64_t taxed = 0;
    int64_t lost[2] = {};
    while (before < total) {
      const int64_t cents = dice.between(1, total - before);
      refund(total, vat, before, cents, Means::Card, earned, back);
      CHECK(sum(back.entries) == 0);
      CHECK((back.vat >= 0 && back.vat <= cents + 1));
      taxed += back.vat;
      for (int32_t who = 1; who <= 2; ++who) lost[who - 1] += of(back.entries, Account::CommissionDue, who);
      before += cents;
    }
    CHECK((taxed == vat && lost[0] == earned[0].cents && lost[1] == earned[1].cents));
  }
}
