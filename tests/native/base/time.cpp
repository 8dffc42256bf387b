#include "wasm/base/time.h"

#include <catch2/catch.hpp>

using namespace booking;

TEST_CASE("a civil date survives the way to a day number and back, every day from 1900 to 2100") {
  CivilDate expected{1900, 1, 1};
  const LocalDate last = date_from_civil({2100, 12, 31});
  for (LocalDate date = date_from_civil(expected); date <= last; date = next_day(date)) {
    const CivilDate civil = civil_from_date(date);
    REQUIRE(civil == expected);
    REQUIRE(date_from_civil(civil) == date);
    const bool leap = expected.year % 4 == 0 && (expected.year % 100 != 0 || expected.year % 400 == 0);
    const int32_t month_days[] = {31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (++expected.day > month_days[expected.month - 1]) expected = {expected.year, expected.month + 1, 1};
    if (expected.month > 12) expected = {expected.year + 1, 1, 1};
  }
}

TEST_CASE("weekdays run from Monday 0 to Sunday 6, before 1970 too") {
  CHECK(weekday(date_from_civil({2026, 12, 1})) == 1);
  CHECK(weekday(date_from_civil({2000, 1, 2})) == 6);
  CHECK(weekday(date_from_civil({1969, 12, 29})) == 0);
  CHECK(weekday(date_from_civil({1900, 1, 1})) == 0);
}

TEST_CASE("a wall time splits into its date and the minute of the day, before 1970 too") {
  const WallTime last_minute_of_1969{-1};
  CHECK(date_of(last_minute_of_1969) == LocalDate{-1});
  CHECK(minute_of_day(last_minute_of_1969) == 1439);
  CHECK(midnight(date_from_civil({2026, 12, 1})) + Minutes{9 * 60} == WallTime{29'935'260});
}

TEST_CASE("a day beyond the month's end counts on into the next month") {
  CHECK(date_from_civil({2026, 2, 29}) == date_from_civil({2026, 3, 1}));
  CHECK(date_from_civil({2024, 3, 32}) == date_from_civil({2024, 4, 1}));
}

TEST_CASE("the difference of two instants is a length of time and adds back") {
  const Instant a{100};
  const Instant b{-45};
  CHECK(b + (a - b) == a);
  CHECK(a - (a - b) == b);
  CHECK(a > b);
}
