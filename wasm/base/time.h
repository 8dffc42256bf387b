// Civil time and absolute time are different things, and here different types.
//
//   Instant    a point in time, the same everywhere: whole minutes since 1970-01-01T00:00Z
//   WallTime   what a clock on the salon's wall shows: whole minutes since 1970-01-01T00:00 on that clock
//   LocalDate  a day on the salon's calendar: days since 1970-01-01
//
// Nothing converts an Instant to a WallTime but an offset (minutes east of UTC), and offsets come from a Zone (zone.h).
// A wall time may name two instants (clocks put back) or none (clocks put forward); zone.h says which one is meant.
//
// Range: every function is exact for the years 1900 to 5000; that is |minutes| < 2^31 - 2^20. Nothing here checks it.
#pragma once

#include <compare>
#include <cstdint>

namespace booking {

inline constexpr int32_t kMinutesPerDay = 24 * 60;

/// A length of time. Adds to an Instant or a WallTime and is the difference of two of a kind.
struct Minutes {
  int32_t count;
  friend constexpr auto operator<=>(Minutes, Minutes) = default;
};

struct Instant {
  int32_t minutes;
  friend constexpr auto operator<=>(Instant, Instant) = default;
};

struct WallTime {
  int32_t minutes;
  friend constexpr auto operator<=>(WallTime, WallTime) = default;
};

struct LocalDate {
  int32_t days;
  friend constexpr auto operator<=>(LocalDate, LocalDate) = default;
};

constexpr Minutes operator+(Minutes a, Minutes b) { return {a.count + b.count}; }
constexpr Minutes operator-(Minutes a, Minutes b) { return {a.count - b.count}; }
constexpr Instant operator+(Instant t, Minutes m) { return {t.minutes + m.count}; }
constexpr Instant operator-(Instant t, Minutes m) { return {t.minutes - m.count}; }
constexpr Minutes operator-(Instant a, Instant b) { return {a.minutes - b.minutes}; }
constexpr WallTime operator+(WallTime t, Minutes m) { return {t.minutes + m.count}; }
constexpr WallTime operator-(WallTime t, Minutes m) { return {t.minutes - m.count}; }
constexpr Minutes operator-(WallTime a, WallTime b) { return {a.minutes - b.minutes}; }

/// Division that rounds toward minus infinity, so that days and weeks before 1970 count like those after. `divisor` >
/// 0.
constexpr int32_t floor_div(int32_t value, int32_t divisor) {
  return value / divisor - static_cast<int32_t>(value % divisor < 0);
}

/// What the wall clock shows at `t` where the offset is `offset` minutes east of UTC.
constexpr WallTime wall_at(Instant t, int32_t offset) { return {t.minutes + offset}; }

constexpr LocalDate date_of(WallTime t) { return {floor_div(t.minutes, kMinutesPerDay)}; }

/// 00:00 at the start of `d`.
constexpr WallTime midnight(LocalDate d) { return {d.days * kMinutesPerDay}; }

/// [0, 1439]
constexpr int32_t minute_of_day(WallTime t) { return t.minutes - midnight(date_of(t)).minutes; }

constexpr LocalDate next_day(LocalDate d, int32_t days = 1) { return {d.days + days}; }

/// 0 for Monday to 6 for Sunday; 1970-01-01 was a Thursday.
constexpr int weekday(LocalDate d) { return (d.days % 7 + 7 + 3) % 7; }

struct CivilDate {
  int32_t year;
  int32_t month;  // [1, 12]
  int32_t day;    // [1, 31]
  friend constexpr auto operator<=>(CivilDate, CivilDate) = default;
};

// Both conversions are Howard Hinnant's (https://howardhinnant.github.io/date_algorithms.html): years begin in March,
// so that the leap day comes last, and count within eras of 400 years.
inline constexpr int32_t kDaysPerEra = 146'097;
inline constexpr int32_t kDaysFromMarch0000To1970 = 719'468;

/// `month` in [1, 12]; a `day` beyond the month's length counts on into the next.
constexpr LocalDate date_from_civil(CivilDate c) {
  const int32_t year = c.year - static_cast<int32_t>(c.month <= 2);
  const int32_t era = floor_div(year, 400);
  const int32_t year_of_era = year - era * 400;                                                       // [0, 399]
  const int32_t day_of_year = (153 * (c.month > 2 ? c.month - 3 : c.month + 9) + 2) / 5 + c.day - 1;  // [0, 365]
  const int32_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;   // [0, 146096]
  return {era * kDaysPerEra + day_of_era - kDaysFromMarch0000To1970};
}

constexpr CivilDate civil_from_date(LocalDate d) {
  const int32_t days = d.days + kDaysFromMarch0000To1970;
  const int32_t era = floor_div(days, kDaysPerEra);
  const int32_t day_of_era = days - era * kDaysPerEra;  // [0, 146096]
  const int32_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;               // [0, 399]
  const int32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);  // [0, 365]
  const int32_t march_month = (5 * day_of_year + 2) / 153;  // [0, 11], 0 is March
  const int32_t day = day_of_year - (153 * march_month + 2) / 5 + 1;
  const int32_t month = march_month < 10 ? march_month + 3 : march_month - 9;
  return {year_of_era + era * 400 + static_cast<int32_t>(month <= 2), month, day};
}

static_assert(date_from_civil({1970, 1, 1}).days == 0);
static_assert(date_from_civil({2000, 2, 29}).days == 11'016);
static_assert(weekday(LocalDate{0}) == 3 && weekday(LocalDate{-4}) == 6);

}  // namespace booking
