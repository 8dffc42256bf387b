#include "civil_date.h"

#include <cstdio>

namespace oracle {

namespace {

bool leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int days_in_month(int year, int month) {
  if (month == 2) return leap(year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/// Easter Sunday by the anonymous Gregorian computus (Nature, 20 April 1876).
CivilDate easter_sunday(int year) {
  const int a = year % 19;
  const int b = year / 100;
  const int c = year % 100;
  const int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
  const int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
  const int m = (a + 11 * h + 22 * l) / 451;
  const int n = h + l - 7 * m + 114;
  return {year, n / 31, n % 31 + 1};
}

bool is_day_of_the_act(int days) {
  const CivilDate date = civil_from_days(days);
  constexpr struct {
    int month;
    int day;
  } kFixed[] = {{1, 1}, {3, 21}, {4, 27}, {5, 1}, {6, 16}, {8, 9}, {9, 24}, {12, 16}, {12, 25}, {12, 26}};
  for (const auto& fixed : kFixed) {
    if (date.month == fixed.month && date.day == fixed.day) return true;
  }
  const int easter = days_from_civil(easter_sunday(date.year));
  return days == easter - 2 || days == easter + 1;  // Good Friday, Family Day
}

}  // namespace

int days_from_civil(CivilDate date) {
  int days = 0;
  for (int year = 1970; year < date.year; ++year) days += leap(year) ? 366 : 365;
  for (int month = 1; month < date.month; ++month) days += days_in_month(date.year, month);
  return days + date.day - 1;
}

CivilDate civil_from_days(int days) {
  CivilDate date{1970, 1, 1};
  while (days >= (leap(date.year) ? 366 : 365)) days -= leap(date.year++) ? 366 : 365;
  while (days >= days_in_month(date.year, date.month)) days -= days_in_month(date.year, date.month++);
  date.day = days + 1;
  return date;
}

int weekday(int days) { return (days + 3) % 7; }  // 1970-01-01 was a Thursday

bool is_south_african_holiday(int days) {
  const bool monday_after_sunday = weekday(days) == 0 && is_day_of_the_act(days - 1);
  return is_day_of_the_act(days) || monday_after_sunday;
}

std::string date_text(int days) {
  const CivilDate date = civil_from_days(days);
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d", date.year, date.month, date.day);
  return text;
}

std::string wall_text(int wall) {
  char text[16];
  std::snprintf(text, sizeof text, "T%02d:%02d", wall % 1440 / 60, wall % 60);
  return date_text(wall / 1440) + text;
}

int parse_date(const std::string& text) {
  CivilDate date{};
  std::sscanf(text.c_str(), "%d-%d-%d", &date.year, &date.month, &date.day);
  return days_from_civil(date);
}

int parse_wall(const std::string& text) {
  int hour = 0;
  int minute = 0;
  std::sscanf(text.c_str() + 11, "%d:%d", &hour, &minute);
  return parse_date(text) * 1440 + hour * 60 + minute;
}

}  // namespace oracle
