// A start as the API tells it, written plainly.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>

#include "wasm/base/time.h"

namespace oracle {

/// RFC 3339, `offset` minutes east of UTC.
inline std::string told_instant(int minutes, int offset) {
  using namespace booking;
  const WallTime wall = wall_at(Instant{minutes}, offset);
  const CivilDate date = civil_from_date(date_of(wall));
  const int clock = minute_of_day(wall);
  const int east = offset < 0 ? -offset : offset;
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:00%c%02d:%02d", date.year, date.month, date.day,
                clock / 60, clock % 60, offset < 0 ? '-' : '+', east / 60, east % 60);
  return text;
}

inline std::string told_start(int start, int offset, int end, int end_offset, int price_cents, int score) {
  return R"({"start":")" + told_instant(start, offset) + R"(","end":")" + told_instant(end, end_offset) +
         R"(","price_cents":)" + std::to_string(price_cents) + R"(,"score":)" + std::to_string(score) + "}";
}

}  // namespace oracle
