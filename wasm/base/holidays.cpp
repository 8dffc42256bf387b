#include "wasm/base/holidays.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "holiday_table.h"

namespace booking {
namespace {

constexpr int32_t kLastHolidayYear = 2099;

/// Easter Sunday of a Gregorian year: the anonymous algorithm of Nature, 1876 (Meeus, "Astronomical Algorithms", ch.
/// 8).
constexpr LocalDate easter_sunday(int32_t year) {
  const int32_t golden = year % 19;
  const int32_t century = year / 100;
  const int32_t leap_correction = century / 4;
  const int32_t moon_correction = (century - (century + 8) / 25 + 1) / 3;
  const int32_t epact = (19 * golden + century - leap_correction - moon_correction + 15) % 30;             // [0, 29]
  const int32_t to_sunday = (32 + 2 * (century % 4) + 2 * (year % 100 / 4) - epact - year % 100 % 4) % 7;  // [0, 6]
  const int32_t late = (golden + 11 * epact + 22 * to_sunday) / 451;  // 1 where full moon or Sunday would be too late
  const int32_t days_of_march = epact + to_sunday - 7 * late + 22;
  return date_from_civil({year, 3, days_of_march});
}
static_assert(easter_sunday(2000) == date_from_civil({2000, 4, 23}));
static_assert(easter_sunday(2038) == date_from_civil({2038, 4, 25}));

constexpr bool is_fixed_holiday(LocalDate date) {
  const CivilDate civil = civil_from_date(date);
  return std::any_of(std::begin(table::kFixedHolidays), std::end(table::kFixedHolidays),
                     [&](table::YearDay holiday) { return holiday.month == civil.month && holiday.day == civil.day; });
}

template <class T, size_t n>
constexpr bool contains(const T (&values)[n], T value) {
  return std::find(values, values + n, value) != values + n;
}

}  // namespace

bool is_public_holiday_za(LocalDate date) {
  const int32_t year = civil_from_date(date).year;
  if (year < table::kFirstHolidayYear || year > kLastHolidayYear) return false;
  if (is_fixed_holiday(date)) return true;
  // Section 2(1): where a public holiday falls on a Sunday, the Monday after is one too.
  if (table::kSundayMovesToMonday && weekday(date) == 0 && is_fixed_holiday({date.days - 1})) return true;
  if (contains(table::kDaysFromEaster, date.days - easter_sunday(year).days)) return true;
  return contains(table::kDeclaredHolidays, date);
}

}  // namespace booking
