#include "wasm/base/zone.h"

#include <catch2/catch.hpp>
#include <limits>
#include <string>
#include <string_view>

using namespace booking;

namespace {

const Zone& zone(std::string_view name) {
  const Zone* const found = Zone::find(name);
  INFO(name);
  REQUIRE(found != nullptr);
  return *found;
}

WallTime wall(int32_t year, int32_t month, int32_t day, int32_t hour = 0, int32_t minute = 0) {
  return midnight(date_from_civil({year, month, day})) + Minutes{hour * 60 + minute};
}

Instant utc(int32_t year, int32_t month, int32_t day, int32_t hour = 0, int32_t minute = 0) {
  return {wall(year, month, day, hour, minute).minutes};
}

void check_once(std::string_view name, WallTime w, Instant t) {
  INFO(name);
  CHECK(zone(name).interval_start(w) == t);
  CHECK(zone(name).interval_end(w) == t);
}

}  // namespace

TEST_CASE("zones are found by their name and by every link to it, and nothing else is") {
  CHECK(zone("Africa/Johannesburg").offset_at({0}) == 120);
  CHECK(Zone::find("Africa/Maseru") != nullptr);
  CHECK(Zone::find("US/Eastern") == Zone::find("America/New_York"));
  CHECK(zone("UTC").offset_at({0}) == 0);
  for (const std::string_view name : {"", "A", "Africa", "Africa/johannesburg", "Africa/Johannesburg ", "zzz",
                                      "posixrules", "../localtime", "posix/Europe/London"})
    CHECK(Zone::find(name) == nullptr);
  CHECK(Zone::find(std::string_view("UTC\0", 4)) == nullptr);
}

TEST_CASE("a zone whose clocks never change is one period without end") {
  const Period period = zone("Africa/Johannesburg").period_at(utc(2026, 12, 1));
  CHECK(period.begin.minutes == std::numeric_limits<int32_t>::min());
  CHECK(period.end.minutes == std::numeric_limits<int32_t>::max());
  CHECK(period.offset == 120);
}

TEST_CASE("periods follow each other without a gap, from 1999 to 2200, and change the offset") {
  for (const std::string_view name : {"Europe/London", "America/New_York", "Australia/Lord_Howe", "America/Havana",
                                      "America/St_Johns", "Africa/Casablanca", "Europe/Dublin", "Pacific/Apia",
                                      "Asia/Gaza", "America/Nuuk", "America/Santiago", "Asia/Tehran"}) {
    INFO(name);
    Period period = zone(name).period_at(utc(1999, 1, 1));
    while (period.end < utc(2200, 1, 1)) {
      REQUIRE(period.begin < period.end);
      const Period next = zone(name).period_at(period.end);
      REQUIRE(next.begin == period.end);
      REQUIRE(next.offset != period.offset);
      REQUIRE(zone(name).offset_at(period.end - Minutes{1}) == period.offset);
      period = next;
    }
  }
}

TEST_CASE("London: 01:30 is skipped in March and comes twice in October") {
  const Zone& london = zone("Europe/London");
  CHECK(london.interval_start(wall(2026, 3, 29, 1, 30)) == utc(2026, 3, 29, 1));
  CHECK(london.interval_end(wall(2026, 3, 29, 1, 30)) == utc(2026, 3, 29, 1));
  check_once("Europe/London", wall(2026, 3, 29, 0, 59), utc(2026, 3, 29, 0, 59));
  check_once("Europe/London", wall(2026, 3, 29, 2), utc(2026, 3, 29, 1));

  CHECK(london.interval_start(wall(2026, 10, 25, 1, 30)) == utc(2026, 10, 25, 0, 30));
  CHECK(london.interval_end(wall(2026, 10, 25, 1, 30)) == utc(2026, 10, 25, 1, 30));
  CHECK(london.interval_start(wall(2026, 10, 25, 1)) == utc(2026, 10, 25, 0));
  CHECK(london.interval_end(wall(2026, 10, 25, 1)) == utc(2026, 10, 25, 1));
  check_once("Europe/London", wall(2026, 10, 25, 2), utc(2026, 10, 25, 2));
}

TEST_CASE("New York: 02:30 is skipped in March, 01:30 comes twice in November") {
  const Zone& new_york = zone("America/New_York");
  check_once("America/New_York", wall(2027, 3, 14, 2, 30), utc(2027, 3, 14, 7));
  check_once("America/New_York", wall(2027, 3, 14, 3), utc(2027, 3, 14, 7));
  CHECK(new_york.interval_start(wall(2027, 11, 7, 1, 30)) == utc(2027, 11, 7, 5, 30));
  CHECK(new_york.interval_end(wall(2027, 11, 7, 1, 30)) == utc(2027, 11, 7, 6, 30));
}

TEST_CASE("Lord Howe: clocks move by half an hour only") {
  const Zone& lord_howe = zone("Australia/Lord_Howe");
  CHECK(lord_howe.offset_at(utc(2026, 7, 1)) == 630);
  CHECK(lord_howe.offset_at(utc(2026, 12, 1)) == 660);
  check_once("Australia/Lord_Howe", wall(2026, 10, 4, 2, 15), utc(2026, 10, 3, 15, 30));
  CHECK(lord_howe.interval_start(wall(2026, 4, 5, 1, 45)) == utc(2026, 4, 4, 14, 45));
  CHECK(lord_howe.interval_end(wall(2026, 4, 5, 1, 45)) == utc(2026, 4, 4, 15, 15));
}

TEST_CASE("Havana: the day of the change begins at 01:00, so midnight is the instant after the gap") {
  check_once("America/Havana", wall(2026, 3, 8), utc(2026, 3, 8, 5));
  check_once("America/Havana", wall(2026, 3, 8, 0, 30), utc(2026, 3, 8, 5));
  check_once("America/Havana", wall(2026, 3, 8, 1), utc(2026, 3, 8, 5));
  check_once("America/Havana", wall(2026, 3, 7, 23, 59), utc(2026, 3, 8, 4, 59));
}

TEST_CASE("St John's: until 2011 clocks changed at one minute past midnight") {
  check_once("America/St_Johns", wall(2010, 3, 14, 0, 30), utc(2010, 3, 14, 3, 31));
  CHECK(zone("America/St_Johns").offset_at(utc(2010, 3, 14, 3, 30)) == -210);
  CHECK(zone("America/St_Johns").offset_at(utc(2010, 3, 14, 3, 31)) == -150);
  CHECK(zone("America/St_Johns").interval_start(wall(2010, 11, 7)) == utc(2010, 11, 7, 2, 30));
  CHECK(zone("America/St_Johns").interval_start(wall(2010, 11, 6, 23, 30)) == utc(2010, 11, 7, 2));
  CHECK(zone("America/St_Johns").interval_end(wall(2010, 11, 6, 23, 30)) == utc(2010, 11, 7, 3));
}

TEST_CASE("Casablanca: in 2025 clocks went back for Ramadan and forward after it") {
  const Zone& casablanca = zone("Africa/Casablanca");
  CHECK(casablanca.offset_at(utc(2025, 2, 1)) == 60);
  CHECK(casablanca.offset_at(utc(2025, 3, 15)) == 0);
  CHECK(casablanca.offset_at(utc(2025, 5, 1)) == 60);
  CHECK(casablanca.interval_start(wall(2025, 2, 23, 2, 30)) == utc(2025, 2, 23, 1, 30));
  CHECK(casablanca.interval_end(wall(2025, 2, 23, 2, 30)) == utc(2025, 2, 23, 2, 30));
  check_once("Africa/Casablanca", wall(2025, 4, 6, 2, 30), utc(2025, 4, 6, 2));
}

TEST_CASE("Dublin: winter is the exception by law, and the clock shows the same as London's") {
  for (Instant t = utc(2000, 1, 1); t < utc(2060, 1, 1); t = t + Minutes{60 * 11})
    REQUIRE(zone("Europe/Dublin").offset_at(t) == zone("Europe/London").offset_at(t));
  check_once("Europe/Dublin", wall(2026, 3, 29, 1, 30), utc(2026, 3, 29, 1));
  CHECK(zone("Europe/Dublin").interval_start(wall(2026, 10, 25, 1, 30)) == utc(2026, 10, 25, 0, 30));
}

TEST_CASE("Apia: the whole of 2011-12-30 was skipped") {
  const Instant change = utc(2011, 12, 30, 10);
  for (int32_t hour = 0; hour <= 24; hour++) check_once("Pacific/Apia", wall(2011, 12, 30, hour), change);
  check_once("Pacific/Apia", wall(2011, 12, 29, 23, 59), change - Minutes{1});
  check_once("Pacific/Apia", wall(2011, 12, 31, 0, 1), change + Minutes{1});
}

TEST_CASE("every wall time of two years has a start no later than its end, and both show it unless it was skipped") {
  for (const std::string_view name : {"Europe/London", "America/New_York", "Australia/Lord_Howe", "America/Havana",
                                      "Asia/Gaza", "Pacific/Chatham", "America/Nuuk", "Africa/Johannesburg"}) {
    const Zone& here = zone(name);
    INFO(name);
    Instant last_start = here.interval_start(wall(2026, 1, 1));
    Instant last_end = here.interval_end(wall(2026, 1, 1));
    for (WallTime w = wall(2026, 1, 1); w < wall(2028, 1, 1); w = w + Minutes{15}) {
      const Instant start = here.interval_start(w);
      const Instant end = here.interval_end(w);
      const WallTime shown = wall_at(start, here.offset_at(start));
      REQUIRE(start <= end);
      REQUIRE(last_start <= start);
      REQUIRE(last_end <= end);
      REQUIRE(shown >= w);
      if (shown == w) REQUIRE(wall_at(end, here.offset_at(end)) == w);
      if (shown != w) REQUIRE(here.offset_at(start) > here.offset_at(start - Minutes{1}));
      last_start = start;
      last_end = end;
    }
  }
}

TEST_CASE("the far ends of time are answered, not overflowed") {
  for (const std::string_view name : {"Europe/London", "Africa/Johannesburg", "Africa/Casablanca"}) {
    const Zone& here = zone(name);
    for (const int32_t minutes : {-2'000'000'000, 2'000'000'000}) {
      const Period period = here.period_at({minutes});
      CHECK(period.begin <= Instant{minutes});
      CHECK(Instant{minutes} < period.end);
      CHECK(here.interval_start({minutes}).minutes + period.offset == minutes);
      CHECK(here.interval_end({minutes}).minutes + period.offset == minutes);
    }
  }
}
