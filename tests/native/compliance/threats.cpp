// The detectors on replayed days. Thresholds were chosen on the days of seeds 1 to 40; every figure here is of other
// days.
#include <catch2/catch.hpp>
#include <cstdio>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "tests/native/compliance/traces.h"
#include "wasm/compliance/threats/detectors.h"

using namespace booking::compliance;
using traces::Strength;
using wire::Detector;
using wire::Event;
using wire::EventKind;

namespace {

constexpr uint64_t kFirstJudged = 1'001;
constexpr uint64_t kDays = 60;

std::unique_ptr<State> fresh() {
  auto state = std::make_unique<State>();
  state->layout = kLayout;
  return state;
}

std::vector<wire::Finding> findings(const traces::Trace& trace) {
  const auto state = fresh();
  std::vector<wire::Finding> found;
  for (const Event& event : trace.events) {
    const Raised raised = observe(*state, event);
    if (raised.any) found.push_back(raised.finding);
  }
  return found;
}

struct Score {
  int right = 0, wrong = 0, missed = 0;
  [[nodiscard]] double precision() const { return right + wrong == 0 ? 1 : double(right) / (right + wrong); }
  [[nodiscard]] double recall() const { return double(right) / (right + missed); }
};

/// By source and detector: what was raised and ought to be, what was not, what ought not to have been.
Score score(Detector by, Strength strength, uint64_t first, uint64_t days) {
  Score total;
  for (uint64_t seed = first; seed < first + days; seed++) {
    const traces::Trace trace = traces::attacked(seed, by, strength);
    std::set<std::pair<uint64_t, Detector>> raised;
    for (const wire::Finding& finding : findings(trace)) raised.emplace(finding.source(), finding.detector());
    int right = 0;
    for (const auto& [source, detector] : trace.attackers) right += static_cast<int>(raised.count({source, detector}));
    total.right += right;
    total.missed += static_cast<int>(trace.attackers.size()) - right;
    total.wrong += static_cast<int>(raised.size()) - right;
  }
  return total;
}

/// A detector, and which part of its careful attackers it is promised to find: a tenth less than on the chosen days.
struct Promise {
  Detector by;
  double careful;
};
constexpr Promise kAll[] = {{Detector::Stuffing, 0.55}, {Detector::Cracking, 0.55}, {Detector::Hoarding, 0.12},
                            {Detector::Carding, 0.5},   {Detector::Scraping, 0.7},  {Detector::Forgery, 0.37}};

}  // namespace

TEST_CASE("sixty busy Saturdays raise nothing") {
  int raised = 0;
  size_t events = 0;
  for (uint64_t seed = kFirstJudged; seed < kFirstJudged + kDays; seed++) {
    const traces::Trace day = traces::busy_saturday(seed);
    events += day.events.size();
    for (const wire::Finding& finding : findings(day)) {
      raised++;
      UNSCOPED_INFO("seed " << seed << ": " << wire::EnumNameDetector(finding.detector()) << " " << finding.first()
                            << " " << finding.second());
    }
  }
  INFO(events << " events");
  CHECK(events > kDays * 2'000);
  CHECK(raised == 0);
}

TEST_CASE("every bold attacker is found and nobody else accused; careful ones are found as often as is stated") {
  for (const auto& [by, careful] : kAll) {
    for (const Strength strength : {Strength::bold, Strength::careful}) {
      const Score judged = score(by, strength, kFirstJudged, kDays);
      const char* how = strength == Strength::bold ? "bold" : "careful";
      std::printf("%-8s %-7s precision %.3f recall %.3f (%d attackers)\n", wire::EnumNameDetector(by), how,
                  judged.precision(), judged.recall(), judged.right + judged.missed);
      INFO(wire::EnumNameDetector(by) << " " << how);
      CHECK(judged.precision() >= 0.99);
      CHECK(judged.recall() >= (strength == Strength::bold ? 0.99 : careful));
    }
  }
}

// Where thresholds are chosen: build/native/test_compliance "[choosing]". Never looks at the days that are judged.
TEST_CASE("what the days of seeds 1 to 40 say of the thresholds", "[.][choosing]") {
  for (uint64_t seed = 1; seed <= 40; seed++)
    for (const wire::Finding& finding : findings(traces::busy_saturday(seed)))
      std::printf("seed %2d raises %s: %u, %u\n", static_cast<int>(seed), wire::EnumNameDetector(finding.detector()),
                  finding.first(), finding.second());
  for (const auto& [by, careful] : kAll) {
    for (const Strength strength : {Strength::bold, Strength::careful}) {
      const Score chosen = score(by, strength, 1, 40);
      std::printf("%-8s %-7s precision %.3f recall %.3f (%.2f promised of careful ones)\n", wire::EnumNameDetector(by),
                  strength == Strength::bold ? "bold" : "careful", chosen.precision(), chosen.recall(), careful);
    }
  }
}

TEST_CASE("the first strike is answered mildly, the next harder, and not twice for one spell") {
  const auto state = fresh();
  std::vector<wire::Finding> raised;
  for (uint32_t i = 0; i < 400; i++) {
    const Raised one = observe(*state, Event(7, 0, 1'000'000 + i * 10, 0, 0, EventKind::Held));
    if (one.any) raised.push_back(one.finding);
  }
  REQUIRE(raised.size() == 2);
  CHECK(raised[0].action() == wire::Action::Slow);
  CHECK(raised[0].first() == 18);
  CHECK(raised[0].second() == 0);
  CHECK(raised[1].action() == wire::Action::Block);
  CHECK(raised[1].at() - raised[0].at() >= raised[0].seconds());
}

TEST_CASE("many codes guessed for one number are not stuffing; whoever books keeps holding") {
  const auto state = fresh();
  for (uint32_t i = 0; i < 200; i++) {
    CHECK_FALSE(observe(*state, Event(3, 99, 1'000'000 + i, 0, 0, EventKind::CodeFailed)).any);
    CHECK_FALSE(observe(*state, Event(4, 0, 1'000'000 + i, 0, 0, EventKind::Held)).any);
    if (i % 3 == 0) CHECK_FALSE(observe(*state, Event(4, 0, 1'000'000 + i, 0, 0, EventKind::Confirmed)).any);
  }
}

TEST_CASE("a sketch never under-counts, and forgets by half in half an hour") {
  const auto state = fresh();
  for (uint64_t source = 1; source <= 3'000; source++) {
    const uint32_t asked = count_looks(*state, source, 14, 1'000'000);
    CHECK(asked >= 14);
  }
  const auto alone = fresh();
  alone->sketch_halved = 1'000'000;
  for (int i = 0; i < 10; i++) count_looks(*alone, 5, 62, 1'000'000);
  CHECK(count_looks(*alone, 5, 0, 1'000'000) == 620);
  CHECK(count_looks(*alone, 5, 0, 1'000'000 + kHalfLife) == 310);
  static_assert(decayed(1'000, 0) == 1'000 && decayed(1'000, kHalfLife) == 500 && decayed(1'000, 90 * kHalfLife) == 0);
}

TEST_CASE("attackers who change their address fill the table, and what is found of others stays") {
  const auto state = fresh();
  for (uint32_t i = 0; i < 17; i++) CHECK_FALSE(observe(*state, Event(7, 0, 1'000'000, 0, 0, EventKind::Held)).any);
  for (uint64_t source = 1'000; source < 5'000; source++)
    CHECK_FALSE(observe(*state, Event(source, source, 1'000'001, 0, 0, EventKind::LookupMissed)).any);
  CHECK(observe(*state, Event(7, 0, 1'000'002, 0, 0, EventKind::Held)).any);
}
