// Offsets that alternate every year: the POSIX rule in the footer of a TZif file, such as `CET-1CEST,M3.5.0,M10.5.0/3`
// (RFC 9636, section 3.3.1).
#pragma once

#include <cstdint>

#include "wasm/base/time.h"

namespace booking {

/// `Mm.w.d/time`: when the clocks change, on the wall clock as it is before the change.
struct YearlyChange {
  int8_t month;    // [2, 11]; zones.ts refuses others, so that no change is near a new year
  int8_t week;     // [1, 5], 5 is the last
  int8_t weekday;  // 0 for Monday to 6 for Sunday
  int16_t minute;  // from 00:00 of that day; may be negative or beyond the day
};

/// `to_summer.month` is 0 where clocks no longer change. Summer is less than standard in Ireland, whose winter time is
/// the exception by law.
struct YearlyRule {
  int16_t standard;  // minutes east of UTC
  int16_t summer;
  YearlyChange to_summer;
  YearlyChange to_standard;
};

constexpr Instant instant_of(YearlyChange change, int32_t year, int32_t offset_before) {
  const LocalDate first = date_from_civil({year, change.month, 1});
  const int32_t month_days = date_from_civil({year, change.month + 1, 1}).days - first.days;
  int32_t day = (change.weekday - weekday(first) + 7) % 7 + (change.week - 1) * 7;
  if (day >= month_days) day -= 7;
  return {midnight(next_day(first, day)).minutes + change.minute - offset_before};
}

}  // namespace booking
