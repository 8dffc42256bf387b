#include <catch2/catch.hpp>

#include "wasm/compliance/policies/cancellation_fee.h"
#include "wasm/compliance/policies/children.h"
#include "wasm/compliance/policies/retention.h"

using namespace booking;
using namespace booking::compliance;

namespace {

int64_t sum(const Fee& fee) {
  int64_t cents = 0;
  for (uint32_t i = 0; i < fee.count; ++i) cents += fee.lines[i].cents;
  return cents;
}

bool says(const Fee& fee, FeeReason reason) {
  for (uint32_t i = 0; i < fee.count; ++i) {
    if (fee.lines[i].reason == reason) return true;
  }
  return false;
}

/// R600, at most R300, free a day ahead.
constexpr Cancellation kCut{60'000, 30'000, 0, 1440, 0, false, false};

LocalDate day(int32_t year, int32_t month, int32_t of_month) { return date_from_civil({year, month, of_month}); }

}  // namespace

TEST_CASE("who does not come owes the salon's cap, and never more than the price") {
  CHECK(cancellation_fee(kCut).cents == 30'000);
  Cancellation cancellation = kCut;
  cancellation.cap = 90'000;
  CHECK(cancellation_fee(cancellation).cents == 60'000);
  CHECK_FALSE(says(cancellation_fee(cancellation), FeeReason::Cap));
}

TEST_CASE("notice and the chance of another client lower the fee, and each says by how much") {
  Cancellation cancellation = kCut;
  cancellation.notice = 720;
  Fee fee = cancellation_fee(cancellation);
  CHECK(fee.cents == 15'000);
  REQUIRE(fee.count == 3);
  CHECK((fee.lines[2].reason == FeeReason::Notice && fee.lines[2].cents == -15'000));
  cancellation.chance = 40;
  fee = cancellation_fee(cancellation);
  CHECK(fee.cents == 9'000);
  CHECK((fee.lines[3].reason == FeeReason::Chance && fee.lines[3].cents == -6'000));
  cancellation.notice = 1440;
  CHECK(cancellation_fee(cancellation).cents == 0);
}

TEST_CASE("nothing is owed on death or in hospital, nor for time that was sold again") {
  Cancellation cancellation = kCut;
  cancellation.excused = true;
  CHECK(cancellation_fee(cancellation).cents == 0);
  CHECK(says(cancellation_fee(cancellation), FeeReason::Excused));
  cancellation.excused = false;
  cancellation.sold_again = true;
  CHECK(cancellation_fee(cancellation).cents == 0);
  CHECK(says(cancellation_fee(cancellation), FeeReason::SoldAgain));
}

TEST_CASE("whatever the case: within cap and price, lines that add up, and never more for more notice or more chance") {
  for (const int64_t price : {0LL, 1LL, 99LL, 35'000LL, 2'147'483'647LL}) {
    for (const int64_t cap : {0LL, 1LL, 17'501LL, 2'147'483'647LL}) {
      for (const int32_t full : {0, 1, 120, 1440, 527'040}) {
        for (const int32_t chance : {0, 1, 33, 99, 100}) {
          int64_t before = price;
          for (const int32_t notice : {0, 1, 59, 119, 120, 1439, 1440, 527'040}) {
            const Cancellation cancellation{price, cap, notice, full, chance, false, false};
            const Fee fee = cancellation_fee(cancellation);
            CHECK((fee.cents >= 0 && fee.cents <= cap && fee.cents <= price && fee.cents <= before));
            CHECK(sum(fee) == fee.cents);
            if (notice >= full || chance == 100) CHECK(fee.cents == 0);
            Cancellation likelier = cancellation;
            likelier.chance = 100;
            CHECK(cancellation_fee(likelier).cents <= fee.cents);
            before = fee.cents;
          }
        }
      }
    }
  }
}

TEST_CASE("under eighteen a competent person consents first") {
  const Person person{true, day(2008, 11, 25), false, false};
  CHECK(decide_child(person, day(2026, 11, 24)) == ChildReason::NeedsGuardian);
  CHECK(decide_child(person, day(2026, 11, 25)) == ChildReason::Adult);
  CHECK(decide_child({true, day(2008, 11, 25), true, false}, day(2026, 11, 24)) == ChildReason::NeedsGuardian);
  CHECK(decide_child({true, day(2008, 11, 25), false, true}, day(2026, 11, 24)) == ChildReason::GuardianConsented);
  CHECK(decide_child({false, {0}, false, false}, day(2026, 11, 24)) == ChildReason::NeedsAge);
  CHECK(decide_child({false, {0}, true, false}, day(2026, 11, 24)) == ChildReason::SaysAdult);
}

TEST_CASE("who was born on a leap day comes of age on 1 March") {
  CHECK(comes_of_age(day(2008, 2, 29)) == day(2026, 3, 1));
  CHECK(comes_of_age(day(2008, 2, 28)) == day(2026, 2, 28));
}

TEST_CASE("a record is kept to the day before its term is over, and then goes as its rule says") {
  Record record{day(2021, 11, 24), 5, 0, RetentionAct::DeIdentify, false, false};
  RetentionDecision decision = decide_retention(record, day(2026, 11, 23));
  CHECK((decision.act == RetentionAct::Keep && decision.reason == RetentionReason::Running));
  CHECK(decision.due == day(2026, 11, 24));
  decision = decide_retention(record, day(2026, 11, 24));
  CHECK((decision.act == RetentionAct::DeIdentify && decision.reason == RetentionReason::Over));
  record.keep_years = 0;
  record.keep_days = 90;
  CHECK(decide_retention(record, day(2026, 1, 1)).due == day(2022, 2, 22));
}

TEST_CASE("a legal hold and a restriction keep what is due, and do not move the day it is due") {
  Record record{day(2020, 2, 29), 5, 0, RetentionAct::Delete, true, true};
  CHECK(decide_retention(record, day(2026, 1, 1)).reason == RetentionReason::LegalHold);
  record.legal_hold = false;
  CHECK(decide_retention(record, day(2026, 1, 1)).reason == RetentionReason::Restricted);
  CHECK(decide_retention(record, day(2026, 1, 1)).act == RetentionAct::Keep);
  record.restricted = false;
  CHECK(decide_retention(record, day(2026, 1, 1)).act == RetentionAct::Delete);
  CHECK(decide_retention(record, day(2026, 1, 1)).due == day(2025, 3, 1));
}
