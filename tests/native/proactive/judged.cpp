// What the detector is worth on weeks that nothing was chosen on, and that what ships is what the other weeks gave.
#include <catch2/catch.hpp>

#include "wasm/cli/histories/judging.h"
#include "wasm/cli/histories/week.h"
#include "wasm/routing/proactive/foresee.h"

using namespace booking;
using namespace booking::histories;
namespace detector = booking::routing::proactive;

namespace {

histories::Table shipped() {
  histories::Table table{};
  for (size_t kind = 0; kind < kKinds; ++kind)
    for (uint8_t bucket = 0; bucket < kBuckets; ++bucket)
      table[kind][bucket] = detector::confidence_of(static_cast<histories::wire::Kind>(kind), bucket);
  return table;
}

Thresholds shipped_thresholds() {
  Thresholds sure_from{};
  for (size_t kind = 0; kind < kKinds; ++kind)
    sure_from[kind] = detector::sure_from(static_cast<histories::wire::Kind>(kind));
  return sure_from;
}

}  // namespace

TEST_CASE("on other weeks at least 85 of 100 findings became a ticket, and of each kind 80") {
  const Judged told = judged(replayed({kToJudge.first, kToJudge.first + 59}), shipped(), shipped_thresholds());
  CHECK(told.all.right * 100 >= told.all.found * 85);
  for (size_t kind = 0; kind < kKinds; ++kind) {
    INFO("kind " << kind << ": " << told.kinds[kind].right << " of " << told.kinds[kind].found);
    CHECK(told.kinds[kind].found >= 20);
    CHECK(told.kinds[kind].right * 100 >= told.kinds[kind].found * 80);
  }
  // A third of all that could be foreseen at all, and most of what is no matter of minutes.
  CHECK(told.all.foreseen * 3 >= told.all.tickets);
  const auto late = static_cast<size_t>(histories::wire::Kind::RunningLate);
  CHECK((told.all.foreseen - told.kinds[late].foreseen) * 10 >= (told.all.tickets - told.kinds[late].tickets) * 6);
}

TEST_CASE("the same seed makes the same week, another another") {
  const auto starts = [](uint64_t seed) {
    std::vector<uint32_t> found;
    for (const TrueVisit& visit : week_of(seed).visits) found.push_back(visit.start);
    return found;
  };
  REQUIRE(starts(7) == starts(7));
  REQUIRE(starts(7) != starts(8));
}

TEST_CASE("nothing that comes later is known earlier") {
  const Week week = week_of(3);
  for (uint32_t now = kBegin; now < kBegin + kDays * 1440; now += 333) {
    const Known known = known_at(week, now);
    for (const auto& visit : known.visits) REQUIRE(visit.booked() <= now);
    for (const auto& letter : known.letters) REQUIRE(letter.at() <= now);
    for (const auto& begun : known.begun) REQUIRE(begun.began() <= now);
    for (const auto& failure : known.failures) REQUIRE(failure.at() <= now);
    for (const auto& payment : known.payments) REQUIRE(payment.at() <= now);
  }
}
