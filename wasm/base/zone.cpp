#include "wasm/base/zone.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <limits>
#include <span>

#include "wasm/base/yearly_rule.h"
#include "zone_table.h"

namespace booking {
namespace {

constexpr Instant kBeginning{std::numeric_limits<int32_t>::min()};
constexpr Instant kEndOfTime{std::numeric_limits<int32_t>::max()};

// No offset is further from UTC than 15 h 56 min.
constexpr Minutes kWidestOffset{16 * 60};

int64_t wall(Instant t, const Period& period) { return int64_t{t.minutes} + period.offset; }

}  // namespace

const Zone* Zone::find(std::string_view name) {
  size_t low = 0;
  size_t high = std::size(table::kZoneOfName);
  while (low < high) {
    const size_t middle = (low + high) / 2;
    const size_t begin = table::kNameBegin[middle];
    const std::string_view candidate(table::kNames + begin, table::kNameBegin[middle + 1] - begin);
    if (candidate == name) return &table::kZones[table::kZoneOfName[middle]];
    if (candidate < name) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return nullptr;
}

Period Zone::period_at(Instant t) const {
  if (count_ == 0) return last_rule_period(t, kBeginning);
  const std::span<const int32_t> changes(table::kChanges + first_, count_);
  const auto next = static_cast<size_t>(std::upper_bound(changes.begin(), changes.end(), t.minutes) - changes.begin());
  if (next == count_) return last_rule_period(t, {changes[next - 1]});
  if (next == 0) return {kBeginning, {changes[0]}, before_};
  return {{changes[next - 1]}, {changes[next]}, table::kOffsets[first_ + next - 1]};
}

Period Zone::last_rule_period(Instant t, Instant rule_begin) const {
  const YearlyRule& rule = table::kRules[rule_];
  if (rule.to_summer.month == 0) return {rule_begin, kEndOfTime, rule.standard};

  // In the order of the year: until the first change the second's offset holds, and again from the second on.
  const bool summer_first = rule.to_summer.month < rule.to_standard.month;
  const YearlyChange first = summer_first ? rule.to_summer : rule.to_standard;
  const YearlyChange second = summer_first ? rule.to_standard : rule.to_summer;
  const int32_t outside = summer_first ? rule.standard : rule.summer;
  const int32_t between = summer_first ? rule.summer : rule.standard;

  const int32_t year = civil_from_date(date_of(wall_at(t, outside))).year;
  const Instant begin = instant_of(first, year, outside);
  const Instant end = instant_of(second, year, between);
  Period period{begin, end, between};
  if (t < begin) period = {instant_of(second, year - 1, between), begin, outside};
  if (t >= end) period = {end, instant_of(first, year + 1, outside), outside};
  period.begin = std::max(period.begin, rule_begin);
  return period;
}

// Each period shows the wall times [begin + offset, end + offset). In the order of time, the first period whose wall
// times are not all before `w` has the first occurrence, or begins right after the gap. Every earlier period than the
// one looked at first is over, on any wall, before `w`.
Instant Zone::interval_start(WallTime w) const {
  Period period = period_at(Instant{w.minutes} - kWidestOffset);
  while (wall(period.end, period) <= w.minutes) period = period_at(period.end);
  return std::max(period.begin, Instant{w.minutes - period.offset});
}

// Likewise the last period whose wall times are not all after `w` has the last occurrence, or ends at the gap. Changes
// are at least two days apart (zones.ts checks), so looking one period ahead is enough.
Instant Zone::interval_end(WallTime w) const {
  Period period = period_at(Instant{w.minutes} - kWidestOffset);
  while (period.end != kEndOfTime) {
    const Period next = period_at(period.end);
    if (wall(next.begin, next) > w.minutes) break;
    period = next;
  }
  return std::min(period.end, Instant{w.minutes - period.offset});
}

}  // namespace booking
