// IANA time zones: what the clock on the wall shows at an instant, and which instant a wall time means.
//
// The rules come from the system's tz database (TZif files, RFC 9636) and are compiled into a table when the project is
// built (cmake/tables/zones.ts). Exact from 1999 on and for ever after, by each zone's last rule; before 1999 the
// offset of 1999-01-01 counts.
#pragma once

#include <cstdint>
#include <string_view>

#include "wasm/base/time.h"

namespace booking {

/// [begin, end) with one offset, minutes east of UTC. The first period begins at INT32_MIN, the last ends at INT32_MAX.
struct Period {
  Instant begin;
  Instant end;
  int32_t offset;
};

class Zone {
 public:
  /// By IANA name, links included; exact case. nullptr when unknown.
  static const Zone* find(std::string_view name);

  /// Minutes east of UTC at `t`. O(log n) in the zone's changes since 1999.
  [[nodiscard]] int32_t offset_at(Instant t) const { return period_at(t).offset; }

  [[nodiscard]] Period period_at(Instant t) const;

  /// Where an interval that starts at `w` starts: a repeated wall time is its first occurrence, a skipped one the
  /// instant after the gap.
  [[nodiscard]] Instant interval_start(WallTime w) const;

  /// Where an interval that ends at `w` ends: a repeated wall time is its last occurrence, a skipped one the instant
  /// after the gap.
  [[nodiscard]] Instant interval_end(WallTime w) const;

  /// For the generated table: changes [first, first + count) of its list, `before` the offset ahead of them, `rule` the
  /// index of the yearly rule that holds from the last of them on.
  constexpr Zone(uint16_t first, uint16_t count, int16_t before, uint16_t rule)
      : first_(first), count_(count), before_(before), rule_(rule) {}

 private:
  [[nodiscard]] Period last_rule_period(Instant t, Instant rule_begin) const;

  uint16_t first_;
  uint16_t count_;
  int16_t before_;
  uint16_t rule_;
};

}  // namespace booking
