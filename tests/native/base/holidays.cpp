// Against the calendars that the South African government publishes at https://www.gov.za/about-sa/public-holidays.
#include "wasm/base/holidays.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace booking;

namespace {

std::vector<std::string> holidays_of(int32_t year) {
  std::vector<std::string> days;
  for (LocalDate d = date_from_civil({year, 1, 1}); d < date_from_civil({year + 1, 1, 1}); d = next_day(d)) {
    const CivilDate civil = civil_from_date(d);
    const auto two = [](int32_t number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    if (is_public_holiday_za(d)) days.push_back(two(civil.month) + "-" + two(civil.day));
  }
  return days;
}

using Days = std::vector<std::string>;

}  // namespace

TEST_CASE("an ordinary year has the twelve days of the Act") {
  CHECK(holidays_of(2025) == Days{"01-01", "03-21", "04-18", "04-21", "04-27", "04-28", "05-01", "06-16", "08-09",
                                  "09-24", "12-16", "12-25", "12-26"});
  CHECK(holidays_of(2020) == Days{"01-01", "03-21", "04-10", "04-13", "04-27", "05-01", "06-16", "08-09", "08-10",
                                  "09-24", "12-16", "12-25", "12-26"});
}

TEST_CASE("a holiday on a Sunday makes the Monday one too, and stays one itself") {
  CHECK(holidays_of(2026) == Days{"01-01", "03-21", "04-03", "04-06", "04-27", "05-01", "06-16", "08-09", "08-10",
                                  "09-24", "12-16", "12-25", "12-26"});
  CHECK(holidays_of(2027) == Days{"01-01", "03-21", "03-22", "03-26", "03-29", "04-27", "05-01", "06-16", "08-09",
                                  "09-24", "12-16", "12-25", "12-26", "12-27"});
}

TEST_CASE("days declared for an election or a victory count") {
  CHECK(holidays_of(2016) == Days{"01-01", "03-21", "03-25", "03-28", "04-27", "05-01", "05-02", "06-16", "08-03",
                                  "08-09", "09-24", "12-16", "12-25", "12-26", "12-27"});
  CHECK(holidays_of(2019) == Days{"01-01", "03-21", "04-19", "04-22", "04-27", "05-01", "05-08", "06-16", "06-17",
                                  "08-09", "09-24", "12-16", "12-25", "12-26"});
  CHECK(holidays_of(2021) == Days{"01-01", "03-21", "03-22", "04-02", "04-05", "04-27", "05-01", "06-16", "08-09",
                                  "09-24", "11-01", "12-16", "12-25", "12-26", "12-27"});
  CHECK(holidays_of(2022) == Days{"01-01", "03-21", "04-15", "04-18", "04-27", "05-01", "05-02", "06-16", "08-09",
                                  "09-24", "12-16", "12-25", "12-26", "12-27"});
  CHECK(holidays_of(2023) == Days{"01-01", "01-02", "03-21", "04-07", "04-10", "04-27", "05-01", "06-16", "08-09",
                                  "09-24", "09-25", "12-15", "12-16", "12-25", "12-26"});
  CHECK(holidays_of(2024) == Days{"01-01", "03-21", "03-29", "04-01", "04-27", "05-01", "05-29", "06-16", "06-17",
                                  "08-09", "09-24", "12-16", "12-25", "12-26"});
}

TEST_CASE("Good Friday and Family Day follow Easter, early and late") {
  CHECK(is_public_holiday_za(date_from_civil({2008, 3, 21})));
  CHECK(is_public_holiday_za(date_from_civil({2008, 3, 24})));
  CHECK(is_public_holiday_za(date_from_civil({2038, 4, 23})));
  CHECK(is_public_holiday_za(date_from_civil({2038, 4, 26})));
  CHECK_FALSE(is_public_holiday_za(date_from_civil({2038, 4, 25})));
}

TEST_CASE("nothing is claimed about years before the Act or beyond 2099") {
  CHECK(holidays_of(1994).empty());
  CHECK(holidays_of(2100).empty());
  CHECK(holidays_of(1995).size() >= 12);
  CHECK(holidays_of(2099).size() >= 12);
}
