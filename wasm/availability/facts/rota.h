// The hours of one owner (the salon or a person), date by date: the weekly hours, replaced by dated exceptions.
#pragma once

#include <cstdint>
#include <span>

#include "wasm/availability/facts/salon.h"
#include "wasm/base/arena.h"

namespace booking::availability {

/// Sorted, disjoint DaySpans of one date.
using DayHours = std::span<const wire::DaySpan>;

class Rota {
 public:
  enum class Holidays : uint8_t { work, close };

  /// Hours for the dates [first, first + days). With Holidays::close a South African public holiday has none unless an
  /// exception for that date says otherwise. Errors: OutOfRange (spans overlap), OutOfMemory.
  [[nodiscard]] Status build(Arena& arena, const Salon& salon, const wire::Slice& hours, const wire::Slice& exceptions,
                             LocalDate first, int32_t days, Holidays holidays);

  /// From midnight to midnight on every date. Errors: OutOfMemory.
  [[nodiscard]] Status whole_days(Arena& arena);

  /// `date` must lie in the dates of `build`.
  [[nodiscard]] DayHours on(LocalDate date) const {
    return by_date_ != nullptr ? by_date_[date.days - first_.days] : week_[weekday(date)];
  }

  /// Whether some date's hours are not its weekday's.
  [[nodiscard]] bool has_exceptions() const { return by_date_ != nullptr; }

 private:
  [[nodiscard]] Status spread_week(Arena& arena, int32_t days, Holidays holidays);

  LocalDate first_{0};
  DayHours week_[7];
  DayHours* by_date_ = nullptr;  // only if some date differs
};

}  // namespace booking::availability
