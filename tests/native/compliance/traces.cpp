#include "tests/native/compliance/traces.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "tests/native/oracle/salons/dice.h"

namespace traces {
namespace {

using oracle::Dice;
using wire::Detector;
using wire::Event;
using wire::EventKind;

constexpr uint32_t kOpens = 1'795'842'000;  // Saturday 28 November 2026, 07:00 in Johannesburg
constexpr int kDay = 13 * 3'600;
constexpr int32_t kToday = 20'785;  // its date

class Day {
 public:
  explicit Day(uint64_t seed) : dice(seed) {}

  void add(uint32_t at, uint64_t source, EventKind kind, uint64_t object = 0) {
    trace.events.emplace_back(source, object, at, 0, 0, kind);
  }
  void look(uint32_t at, uint64_t source, int from, int days) {
    trace.events.emplace_back(source, 0, at, kToday + from, kToday + from + days - 1, EventKind::Looked);
  }
  uint32_t some_time() { return kOpens + static_cast<uint32_t>(dice.between(0, kDay)); }
  uint32_t within(int low, int high) { return static_cast<uint32_t>(dice.between(low, high)); }
  uint64_t anything() { return dice.roll() | 1; }

  Trace done() {
    // By source and kind where the second is the same, so that the order does not depend on the library.
    const auto order = [](const Event& event) { return std::tuple(event.at(), event.source(), event.kind()); };
    std::sort(trace.events.begin(), trace.events.end(),
              [&](const Event& a, const Event& b) { return order(a) < order(b); });
    return std::move(trace);
  }

  Dice dice;
  Trace trace;
};

/// Looks around, holds a time, perhaps another, and mostly books.
void client(Day& day, uint64_t source) {
  Dice& dice = day.dice;
  uint32_t at = day.some_time();
  for (int i = dice.between(1, 9); i > 0; i--) day.look(at += day.within(3, 40), source, dice.between(0, 28), 14);
  if (dice.percent(20)) return;
  for (int i = dice.percent(70) ? 1 : dice.between(2, 4); i > 0; i--)
    day.add(at += day.within(20, 200), source, EventKind::Held);
  if (dice.percent(25)) return;
  for (int i = dice.percent(90) ? 0 : dice.between(1, 2); i > 0; i--)
    day.add(at += day.within(10, 60), source, EventKind::ChargeDeclined);
  day.add(at += day.within(10, 90), source, EventKind::ChargeApproved);
  day.add(at += 1, source, EventKind::Confirmed);
  for (int i = dice.between(1, 5); i > 0; i--) day.add(at += day.within(5, 900), source, EventKind::LookupFound);
  // Links that were copied in part, and offers long gone.
  for (int i = dice.percent(93) ? 0 : dice.between(1, 4); i > 0; i--)
    day.add(at += day.within(4, 30), source, EventKind::LookupMissed, day.anything());
  if (!dice.percent(20)) return;
  const uint64_t phone = day.anything();
  for (int i = dice.percent(70) ? 0 : dice.between(1, 3); i > 0; i--)
    day.add(at += day.within(8, 50), source, EventKind::CodeFailed, phone);
  day.add(at += day.within(8, 50), source, EventKind::CodeWorked, phone);
}

void fill(Day& day) {
  uint64_t shared[3];
  for (uint64_t& each : shared) each = day.anything();
  for (int i = 0; i < 400; i++) client(day, i % 3 == 0 ? shared[day.dice.between(0, 2)] : day.anything());
  const uint64_t regular = day.anything();
  uint32_t at = day.some_time();
  for (int i = 0; i < 60; i++) day.look(at += day.within(5, 60), regular, day.dice.between(0, 45), 14);
  const uint64_t sender = day.anything();
  at = day.some_time();
  for (int i = 0; i < 3; i++) day.add(at += day.within(1, 30), sender, EventKind::SignatureForged);
}

/// Seconds between two tries, and how many: a bold attacker hurries, a careful one stretches it over hours, up to five
/// times as far.
struct Pace {
  int low, high, tries;
};

void attack(Day& day, Detector by, Strength strength) {
  const bool bold = strength == Strength::bold;
  const uint64_t source = day.anything();
  day.trace.attackers.emplace(source, by);
  uint32_t at = kOpens + day.within(0, kDay / 4);
  const auto go = [&](Pace quick, Pace slow, auto once) {
    const Pace pace = bold ? quick : slow;
    const int patience = bold ? 1 : day.dice.between(1, 5);
    for (int i = 0; i < pace.tries; i++) once(at += day.within(pace.low * patience, pace.high * patience), i);
  };
  switch (by) {
    case Detector::Stuffing:
      return go({1, 20, 80}, {100, 260, 120}, [&](uint32_t now, int i) {
        day.add(now, source, i % 40 == 39 ? EventKind::CodeWorked : EventKind::CodeFailed, day.anything());
      });
    case Detector::Cracking:
      return go({0, 5, 400}, {40, 140, 300},
                [&](uint32_t now, int) { day.add(now, source, EventKind::LookupMissed, day.anything()); });
    case Detector::Hoarding:
      return go({2, 30, 60}, {90, 200, 120}, [&](uint32_t now, int i) {
        day.add(now, source, i % 30 == 29 ? EventKind::Confirmed : EventKind::Held);
      });
    case Detector::Carding:
      return go({2, 20, 60}, {120, 400, 60}, [&](uint32_t now, int) {
        day.add(now, source, day.dice.percent(80) ? EventKind::ChargeDeclined : EventKind::ChargeApproved);
      });
    case Detector::Scraping:
      return go({1, 4, 400}, {20, 60, 600}, [&](uint32_t now, int i) { day.look(now, source, (i * 62) % 124, 62); });
    case Detector::Forgery:
      return go({0, 10, 100}, {200, 500, 60},
                [&](uint32_t now, int) { day.add(now, source, EventKind::SignatureForged); });
  }
}

}  // namespace

Trace busy_saturday(uint64_t seed) {
  Day day(seed);
  fill(day);
  return day.done();
}

Trace attacked(uint64_t seed, Detector by, Strength strength) {
  Day day(seed);
  fill(day);
  for (int i = 0; i < 3; i++) attack(day, by, strength);
  return day.done();
}

}  // namespace traces
