// When a client is reminded: by the policy, never at night, never of what they booked later than that.
#include "wasm/routing/proactive/remind.h"

#include <catch2/catch.hpp>
#include <vector>

using namespace booking;
using namespace booking::routing::proactive;

namespace {

constexpr uint32_t kMidnight = 20'000 * 1440;  // on the salon's clock
constexpr int32_t kOffset = 120;

/// A time of a day of the salon's clock.
constexpr uint32_t at(uint32_t day, uint32_t hour, uint32_t minute = 0) {
  return kMidnight + day * 1440 + hour * 60 + minute - kOffset;
}

std::vector<uint32_t> reminded(uint32_t start, std::vector<uint32_t> before, uint32_t booked = at(0, 9)) {
  std::vector<std::byte> memory(4096);
  Arena arena(memory);
  std::span<uint32_t> due;
  REQUIRE(remind({start, booked, kOffset, before}, arena, due) == Status::Ok);
  return {due.begin(), due.end()};
}

}  // namespace

TEST_CASE("a reminder goes so long before the visit, and several in their order") {
  CHECK(reminded(at(5, 11), {1440}) == std::vector{at(4, 11)});
  CHECK(reminded(at(5, 11), {120, 1440}) == std::vector{at(4, 11), at(5, 9)});
  CHECK(reminded(at(5, 11), {}).empty());
}

TEST_CASE("what would come in the night comes in the morning, or in the evening before where that is too late") {
  CHECK(reminded(at(5, 11), {600}) == std::vector{at(5, 8)});       // 01:00
  CHECK(reminded(at(5, 10), {180}) == std::vector{at(5, 8)});       // 07:00, and 08:00 is two hours before
  CHECK(reminded(at(5, 9, 30), {120}) == std::vector{at(4, 19)});   // 07:30, and 08:00 is not
  CHECK(reminded(at(5, 20, 30), {1440}) == std::vector{at(5, 8)});  // 20:30
  CHECK(reminded(at(5, 20), {1440}) == std::vector{at(5, 8)});      // 20:00 is night
  CHECK(reminded(at(5, 19, 59), {1440}) == std::vector{at(4, 19, 59)});
  CHECK(reminded(at(5, 8), {1440}) == std::vector{at(4, 8)});  // 08:00 is day
  CHECK(reminded(at(5, 7, 55), {1440}) == std::vector{at(4, 8)});
}

TEST_CASE("nobody is reminded of what they booked later than that") {
  CHECK(reminded(at(5, 11), {1440}, at(4, 11)).empty());
  CHECK(reminded(at(5, 11), {1440}, at(4, 10, 59)) == std::vector{at(4, 11)});
  CHECK(reminded(at(5, 11), {1440, 120}, at(4, 18)) == std::vector{at(5, 9)});
  CHECK(reminded(at(5, 9, 30), {120}, at(4, 19, 30)).empty());  // it would have come in the evening before
}

TEST_CASE("two within an hour are one") {
  CHECK(reminded(at(5, 11), {1440, 1400}) == std::vector{at(4, 11)});
  CHECK(reminded(at(5, 11), {600, 540}) == std::vector{at(5, 8)});
  CHECK(reminded(at(5, 11), {1440, 1380}) == std::vector{at(4, 11), at(4, 12)});
}

TEST_CASE("numbers beyond any calendar are refused") {
  std::vector<std::byte> memory(4096);
  Arena arena(memory);
  std::span<uint32_t> due;
  const std::vector<uint32_t> day{1440};
  const std::vector<uint32_t> many(kMostReminders + 1, 60);
  CHECK(remind({at(5, 11), 0, 1440, day}, arena, due) == Status::OutOfRange);
  CHECK(remind({at(5, 11), 0, -1440, day}, arena, due) == Status::OutOfRange);
  CHECK(remind({100, 0, 0, day}, arena, due) == Status::OutOfRange);
  CHECK(remind({kNobody, 0, 0, day}, arena, due) == Status::OutOfRange);
  CHECK(remind({at(5, 11), 0, 0, many}, arena, due) == Status::TooLarge);
  const std::vector<uint32_t> odd{0, 0xffffffff};
  REQUIRE(remind({at(5, 11), 0, 0, odd}, arena, due) == Status::Ok);
  CHECK(due.empty());
}
