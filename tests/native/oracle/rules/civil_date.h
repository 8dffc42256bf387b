// Dates by counting: years, months and the South African public holidays, from the Gregorian rules and the Public
// Holidays Act 36 of 1994 alone. Slow and plain on purpose; wasm/base has its own.
#pragma once

#include <string>

namespace oracle {

struct CivilDate {
  int year;
  int month;  // 1 to 12
  int day;    // 1 to 31
  bool operator==(const CivilDate&) const = default;
};

int days_from_civil(CivilDate date);
CivilDate civil_from_days(int days);
int weekday(int days);  // 0 for Monday

/// Section 1 and 2(1) of the Act: the twelve days, and the Monday after one that falls on a Sunday. Days proclaimed for
/// one year only (elections) are not known here; the generator keeps away from them.
bool is_south_african_holiday(int days);

/// "2026-12-01" and "2026-12-01T09:05", both ways.
std::string date_text(int days);
std::string wall_text(int wall_minutes);
int parse_date(const std::string& text);
int parse_wall(const std::string& text);

}  // namespace oracle
