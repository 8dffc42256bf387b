#include "wasm/availability/facts/rota.h"

#include <algorithm>
#include <array>
#include <new>

#include "wasm/availability/limits.h"
#include "wasm/base/holidays.h"

namespace booking::availability {
namespace {

/// Sorts by start; false if two spans overlap.
[[nodiscard]] bool put_in_order(wire::DaySpan* spans, size_t count) {
  for (size_t i = 1; i < count; ++i)  // a handful at most, nearly always sorted already
    for (size_t j = i; j > 0 && spans[j].start() < spans[j - 1].start(); --j) std::swap(spans[j], spans[j - 1]);
  for (size_t i = 1; i < count; ++i)
    if (spans[i].start() < spans[i - 1].end()) return false;
  return true;
}

}  // namespace

Status Rota::build(Arena& arena, const Salon& salon, const wire::Slice& hours, const wire::Slice& exceptions,
                   LocalDate first, int32_t days, Holidays holidays) {
  first_ = first;
  by_date_ = arena.take<DayHours>(static_cast<size_t>(days));
  const auto weekly = part(salon.week_spans, hours);
  auto* spans = arena.take<wire::DaySpan>(weekly.size() + 1);
  if (by_date_ == nullptr || spans == nullptr) return Status::OutOfMemory;

  std::array<DayHours, 7> week;
  for (uint16_t weekday = 0; weekday < 7; ++weekday) {
    auto* begin = spans;
    for (const auto& span : weekly)
      if (span.weekday() == weekday) *spans++ = wire::DaySpan(span.start(), span.end());
    const auto count = static_cast<size_t>(spans - begin);
    if (!put_in_order(begin, count)) return Status::OutOfRange;
    week[weekday] = {begin, count};
  }
  int day = weekday(first);
  for (int32_t d = 0; d < days; ++d) {
    const bool closed = holidays == Holidays::close && is_public_holiday_za(LocalDate{first.days + d});
    new (&by_date_[d]) DayHours(closed ? DayHours{} : week[static_cast<size_t>(day)]);
    if (++day == 7) day = 0;
  }
  for (const auto& exception : part(salon.date_hours, exceptions)) {
    if (exception.date() < first.days || exception.date() >= first.days + days) continue;
    const auto source = part(salon.day_spans, exception.spans());
    auto* copy = arena.take<wire::DaySpan>(source.size() + 1);
    if (copy == nullptr) return Status::OutOfMemory;
    std::copy(source.begin(), source.end(), copy);
    if (!put_in_order(copy, source.size())) return Status::OutOfRange;
    by_date_[exception.date() - first.days] = {copy, source.size()};
  }
  return Status::Ok;
}

}  // namespace booking::availability
