// Admission against an oracle that knows only what was promised: it keeps every admitted call and looks at every
// window.
#include "wasm/compliance/admission/gcra.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/native/oracle/salons/dice.h"

using namespace booking::compliance;
using oracle::Dice;

namespace {

constexpr int64_t kMillisecond = 1'000;
constexpr int64_t kSecond = 1'000'000;

/// So many calls in so many seconds, as shared/policies/rate-plans.json has it.
struct Quota {
  int64_t calls;
  int64_t seconds;
};

/// As workers/commands/deciding/plans.ts compiles it.
Plan plan_of(Quota quota, int64_t burst) { return {(quota.seconds * kSecond + quota.calls - 1) / quota.calls, burst}; }

struct Admitted {
  int64_t at;
  int64_t cost;
};

/// More than burst + rate x window in some window, of all that can be chosen? The exact rate, not the rounded interval.
/// Only windows that begin and end at a call matter: any other holds the calls of one of those and is longer.
bool over_admitted(std::vector<Admitted> calls, Quota quota, int64_t burst) {
  std::sort(calls.begin(), calls.end(), [](const Admitted& a, const Admitted& b) { return a.at < b.at; });
  for (size_t first = 0; first < calls.size(); first++) {
    int64_t spent = 0;
    for (size_t last = first; last < calls.size(); last++) {
      spent += calls[last].cost;
      const int64_t window = calls[last].at - calls[first].at;
      if ((spent - burst) * quota.seconds * kSecond > quota.calls * window) return true;
    }
  }
  return false;
}

/// Would one more call, the latest of all, have broken the promise for some window that ends with it?
bool rightly_refused(const std::vector<Admitted>& calls, Admitted refused, Plan plan) {
  int64_t spent = refused.cost;
  if (spent > plan.burst) return true;
  for (size_t i = calls.size(); i-- > 0;) {
    spent += calls[i].cost;
    if ((spent - plan.burst) * plan.interval > refused.at - calls[i].at) return true;
  }
  return false;
}

/// How an adversary lets time pass: all at once, just before and after a unit comes back, at random, after a pause.
/// Whole milliseconds, as the Worker's clock shows them.
int64_t next_step(Dice& dice, Plan plan) {
  const int64_t interval = plan.interval / kMillisecond;
  switch (dice.between(0, 5)) {
    case 0:
      return 0;
    case 1:
      return 1;
    case 2:
      return std::max<int64_t>(0, interval - 1 + dice.between(0, 2));
    case 3:
      return dice.between(0, static_cast<int>(std::min<int64_t>(interval * 2, 1'000'000)));
    case 4:
      return interval * dice.between(0, static_cast<int>(std::min<int64_t>(plan.burst, 50)));
    default:
      return dice.percent(90) ? 0 : dice.between(0, 5'000);
  }
}

struct Session {
  int64_t arrivals = 0;
  int64_t admitted = 0;
  bool over = false;
  int64_t wrongly_refused = 0;
};

/// One key's life. `decide` maps (tat, now, cost, plan) to a verdict. Where `clock_steps`, the clock is set back and
/// forth.
template <class Decide>
Session live(Dice& dice, int arrivals, bool clock_steps, Decide decide) {
  const Quota quota{dice.pick(std::vector<int64_t>{1, 3, 7, 10, 60, 100, 999, 5'000}),
                    dice.pick(std::vector<int64_t>{1, 1, 2, 60, 3'600})};
  const int64_t burst = dice.pick(std::vector<int64_t>{1, 2, 5, 20, 100});
  const Plan plan = plan_of(quota, burst);
  Session session;
  std::vector<Admitted> calls;
  int64_t tat = 0;
  int64_t now = 1'780'000'000 * kSecond;
  for (int i = 0; i < arrivals; i++) {
    now += next_step(dice, plan) * kMillisecond;
    if (clock_steps && dice.percent(4)) now += dice.between(-4'000, 2'000) * kMillisecond;
    const int64_t cost = dice.percent(70) ? 1 : dice.between(0, static_cast<int>(burst) + 2);
    const Verdict verdict = decide(tat, now, cost, plan);
    session.arrivals++;
    if (!verdict.allowed) {
      if (!clock_steps && !rightly_refused(calls, {now, cost}, plan)) session.wrongly_refused++;
      continue;
    }
    tat = verdict.tat;
    session.admitted++;
    calls.push_back({now, cost});
  }
  session.over = over_admitted(calls, quota, burst);
  return session;
}

constexpr auto kExact = [](int64_t tat, int64_t now, int64_t cost, Plan plan) { return admit(tat, now, cost, plan); };

}  // namespace

TEST_CASE("of ten million adversarial arrivals never more than burst + rate x window is admitted in any window") {
  Dice dice(20261124);
  constexpr int kArrivals = 160;
  int64_t arrivals = 0, admitted = 0, over = 0, wrongly_refused = 0;
  for (int session = 0; arrivals < 10'000'000; session++) {
    const Session lived = live(dice, kArrivals, session % 3 == 2, kExact);
    arrivals += lived.arrivals;
    admitted += lived.admitted;
    over += lived.over ? 1 : 0;
    wrongly_refused += lived.wrongly_refused;
  }
  INFO(arrivals << " arrivals, " << admitted << " admitted");
  CHECK(over == 0);
  CHECK(wrongly_refused == 0);
  CHECK(admitted > arrivals / 10);
  CHECK(admitted < arrivals * 9 / 10);
}

TEST_CASE("the oracle sees through clocks and intervals that are cut to whole seconds or milliseconds") {
  const auto count_over = [](auto decide) {
    Dice dice(7);
    int over = 0;
    for (int session = 0; session < 400; session++) over += live(dice, 160, false, decide).over ? 1 : 0;
    return over;
  };
  CHECK(count_over(kExact) == 0);
  CHECK(count_over([](int64_t tat, int64_t now, int64_t cost, Plan plan) {
          return admit(tat, now, cost, {std::max<int64_t>(1, plan.interval / kSecond * kSecond), plan.burst});
        }) > 0);
  CHECK(count_over([](int64_t tat, int64_t now, int64_t cost, Plan plan) {
          return admit(tat, now, cost, {plan.interval / kMillisecond * kMillisecond, plan.burst});
        }) > 0);
  CHECK(count_over([](int64_t tat, int64_t now, int64_t cost, Plan plan) {
          return admit(tat / kSecond * kSecond, now, cost, plan);
        }) > 0);
}

TEST_CASE("a clock that steps back opens no hole, and what it refuses comes back with the clock") {
  constexpr Plan plan{kSecond, 3};
  int64_t tat = 0;
  for (int i = 0; i < 3; i++) tat = admit(tat, 100 * kSecond, 1, plan).tat;
  for (int64_t now = 90; now < 101; now++) CHECK_FALSE(admit(tat, now * kSecond, 1, plan).allowed);
  CHECK(admit(tat, 101 * kSecond, 1, plan).allowed);
  const Verdict back = admit(tat, 90 * kSecond, 1, plan);
  CHECK(back.tat == tat);
  CHECK(back.remaining == 0);
  CHECK(back.retry_after == 11 * kSecond);
}

TEST_CASE("with emission intervals below a second each unit comes back after its own interval") {
  constexpr Plan plan{250'000, 2};  // four a second
  int64_t tat = 0;
  const auto at = [&](int64_t milliseconds) {
    const Verdict verdict = admit(tat, milliseconds * kMillisecond, 1, plan);
    if (verdict.allowed) tat = verdict.tat;
    return verdict;
  };
  CHECK(at(1'000).remaining == 1);
  CHECK(at(1'000).remaining == 0);
  CHECK(at(1'249).retry_after == kMillisecond);
  CHECK(at(1'250).allowed);
  CHECK_FALSE(at(1'499).allowed);
  CHECK(at(1'500).reset == 500'000);
  CHECK(at(2'000).remaining == 1);
}

TEST_CASE("a third of a second is rounded up: three calls a second never become four") {
  const Plan plan = plan_of({3, 1}, 1);
  CHECK(plan.interval == 333'334);
  CHECK_FALSE(admit(plan.interval, 333 * kMillisecond, 1, plan).allowed);
  CHECK(admit(plan.interval, 334 * kMillisecond, 1, plan).allowed);
}

TEST_CASE("a cost above the burst is refused for ever and changes nothing; a cost of nothing asks") {
  constexpr Plan plan{kSecond, 5};
  const Verdict never = admit(123, kSecond, 6, plan);
  CHECK_FALSE(never.allowed);
  CHECK(never.tat == 123);
  CHECK(never.retry_after == kNever);
  CHECK(never.remaining == 5);
  const Verdict asked = admit(2 * kSecond, kSecond, 0, plan);
  CHECK(asked.allowed);
  CHECK(asked.tat == 2 * kSecond);
  CHECK(asked.remaining == 4);
}

TEST_CASE("the largest plan at the last instant does not overflow") {
  constexpr Plan plan{kLongestInterval, kLargestBurst};
  static_assert(admit(kLastInstant, kLastInstant, kLargestBurst, plan).allowed);
  static_assert(!admit(kLastInstant, 0, kLargestBurst, plan).allowed);
  static_assert(admit(0, kLastInstant, 4'294'967'295, plan).retry_after == kNever);
}

TEST_CASE("the cases that throttled and redis-cell publish pass") {
  const char* folder = std::getenv("SHARED_DATA");
  const std::string path = std::string(folder ? folder : "../shared/data") + "/gcra_throttled_rediscell.json";
  std::ifstream file(path);
  if (!file) {
    WARN("skipped: there is no " << path << "; SHARED_DATA names its folder");
    return;
  }
  const nlohmann::json published = nlohmann::json::parse(file);
  const Plan plan{published["quota"]["emission_interval_ms"].get<int64_t>() * kMillisecond,
                  published["quota"]["limit"].get<int64_t>()};
  const auto milliseconds = [](int64_t time) { return time < 0 ? -1 : time / kMillisecond; };
  int64_t tat = 0;
  REQUIRE(published["cases"].size() == 15);
  for (const auto& one : published["cases"]) {
    INFO(one.dump());
    const Verdict verdict = admit(tat, one["now_ms"].get<int64_t>() * kMillisecond, one["quantity"], plan);
    tat = verdict.tat;
    CHECK(verdict.allowed != one["limited"].get<bool>());
    CHECK(verdict.remaining == one["remaining"].get<int64_t>());
    CHECK(milliseconds(verdict.reset) == one["reset_after_ms"].get<int64_t>());
    // "None" is -1 there for calls that were let in, too.
    CHECK((verdict.allowed ? -1 : milliseconds(verdict.retry_after)) == one["retry_after_ms"].get<int64_t>());
  }
}
