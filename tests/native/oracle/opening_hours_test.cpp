// When a salon is open (operation `opening`), against the oracle's minutes of the same random salon.
#include <catch2/catch.hpp>
#include <cstring>
#include <vector>

#include "availability_generated.h"
#include "tests/native/oracle/rules/salon_minutes.h"
#include "tests/native/oracle/salons/dates.h"
#include "tests/native/oracle/salons/salon_generator.h"
#include "wasm/base/module.h"

extern "C" uint32_t booking_opening(const uint8_t* request, uint32_t length);

namespace {

namespace wire = booking::wire;

std::vector<oracle::Stretch> ask(const oracle::Question& question) {
  const std::vector<uint8_t> request = oracle::encode_dates(question.salon, question.query.from_date,
                                                            question.query.to_date, wire::CreateOpeningRequest);
  const auto length = static_cast<uint32_t>(request.size());
  uint8_t* const room = booking_reserve(length);
  std::memcpy(room, request.data(), length);
  REQUIRE(booking_opening(room, length) == 0);
  std::vector<oracle::Stretch> open;
  for (const wire::OpenTime* time : *flatbuffers::GetRoot<wire::OpeningAnswer>(booking_answer()->ptr)->open())
    open.push_back({static_cast<int>(time->start()), static_cast<int>(time->end())});
  return open;
}

}  // namespace

TEST_CASE("a salon is told to be open in the minutes in which the oracle has it open, and in no other") {
  size_t times = 0;
  for (uint64_t seed = 1; seed <= 3'000; ++seed) {
    oracle::Question question = oracle::random_question(seed);
    question.query.waived = 0;
    const oracle::SalonMinutes minutes(question, -1);
    std::vector<oracle::Stretch> expected;
    for (int date = question.query.from_date; date <= question.query.to_date; ++date)
      for (const oracle::Stretch& stretch : minutes.openings_of(date)) {
        if (stretch.begin >= stretch.end) continue;
        if (!expected.empty() && stretch.begin <= expected.back().end)
          expected.back().end = std::max(expected.back().end, stretch.end);
        else expected.push_back(stretch);
      }
    INFO("seed " << seed);
    REQUIRE(ask(question) == expected);
    times += expected.size();
  }
  REQUIRE(times > 3'000);  // or nothing was compared
}
