// Who is there (operation `roster`), against the oracle's minutes of the same random salon.
#include <catch2/catch.hpp>
#include <cstring>
#include <vector>

#include "availability_generated.h"
#include "tests/native/oracle/rules/salon_minutes.h"
#include "tests/native/oracle/salons/dates.h"
#include "tests/native/oracle/salons/salon_generator.h"
#include "wasm/base/module.h"

extern "C" uint32_t booking_roster(const uint8_t* request, uint32_t length);

namespace {

namespace wire = booking::wire;
using wire::RosterKind;

std::vector<wire::RosterSpan> ask(const oracle::Question& question) {
  const std::vector<uint8_t> request =
      oracle::encode_dates(question.salon, question.query.from_date, question.query.to_date, wire::CreateRosterRequest);
  const auto length = static_cast<uint32_t>(request.size());
  uint8_t* const room = booking_reserve(length);
  std::memcpy(room, request.data(), length);
  REQUIRE(booking_roster(room, length) == 0);
  std::vector<wire::RosterSpan> spans;
  for (const wire::RosterSpan* span : *flatbuffers::GetRoot<wire::RosterAnswer>(booking_answer()->ptr)->spans())
    spans.push_back(*span);
  return spans;
}

/// Minutes in which a span of that unit and kind holds.
oracle::MinuteSet minutes_of(const std::vector<wire::RosterSpan>& spans, uint32_t unit, RosterKind kind, int from,
                             int to) {
  oracle::MinuteSet set(from, to);
  for (const wire::RosterSpan& span : spans)
    if (span.unit() == unit && span.kind() == static_cast<uint8_t>(kind)) set.add(span.start(), span.end());
  return set;
}

constexpr uint32_t kSalon = 0xffffffff;
constexpr int kDay = 24 * 60;

}  // namespace

TEST_CASE("a roster has people at work, off, the salon open and without power in the oracle's very minutes") {
  size_t seen[4] = {};
  for (uint64_t seed = 1; seed <= 1'000; ++seed) {
    oracle::Question question = oracle::random_question(seed);
    question.query.waived = 0;
    const oracle::SalonMinutes minutes(question, -1);
    oracle::Question nobody_off = question;
    for (oracle::Person& person : nobody_off.salon.people) person.time_off.clear();
    const oracle::SalonMinutes always(nobody_off, -1);
    const auto spans = ask(question);
    const int from = minutes.clock.interval_start(question.query.from_date * kDay);
    const int to = minutes.clock.interval_end((question.query.to_date + 1) * kDay);
    INFO("seed " << seed);
    const auto outage = minutes_of(spans, kSalon, RosterKind::Outage, from, to);
    int wrong = 0;  // counted, since an assertion for every minute costs more than all else
    for (int minute = from; minute < to; ++minute) wrong += outage.has(minute) == minutes.outage.has(minute) ? 0 : 1;
    for (uint32_t person = 0; person < question.salon.people.size(); ++person) {
      const auto works = minutes_of(spans, person, RosterKind::Works, from, to);
      const auto off = minutes_of(spans, person, RosterKind::Off, from, to);
      // What a rota of the date before or after leaves on these dates, where clocks change, is told with its own date.
      for (int minute = from; minute < to; ++minute) {
        const bool there = minutes.works[person].has(minute);
        wrong += (works.has(minute) && !off.has(minute) && !there) || (off.has(minute) && there) ? 1 : 0;
      }
      int missing = 0;
      for (int minute = from; minute < to; ++minute)
        missing += always.works[person].has(minute) && !works.has(minute) ? 1 : 0;
      const bool clocks_change = minutes.clock.wall_of(from) - from != minutes.clock.wall_of(to) - to;
      REQUIRE((missing == 0 || clocks_change));
    }
    REQUIRE(wrong == 0);
    for (const wire::RosterSpan& span : spans)
      if (span.kind() < 4) ++seen[span.kind()];
  }
  for (const size_t count : seen) REQUIRE(count > 100);  // or nothing was compared
}

TEST_CASE("a class reserves its person in the roster when its salon is open") {
  size_t sessions = 0;
  for (uint64_t seed = 1; seed <= 3'000; ++seed) {
    oracle::Question question = oracle::random_question(seed);
    question.query.waived = 0;
    const oracle::SalonMinutes minutes(question, -1);
    for (const wire::RosterSpan& span : ask(question)) {
      if (span.kind() != static_cast<uint8_t>(RosterKind::Session)) continue;
      INFO("seed " << seed);
      REQUIRE(question.salon.services[span.service()].capacity > 0);
      REQUIRE(minutes.busy[span.unit()].all(static_cast<int>(span.start()), static_cast<int>(span.end())));
      ++sessions;
    }
  }
  REQUIRE(sessions > 300);
}
