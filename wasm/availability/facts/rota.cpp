#include "wasm/availability/facts/rota.h"

#include <algorithm>
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
  const auto weekly = part(salon.week_spans, hours);
  auto* spans = arena.take<wire::DaySpan>(weekly.size() + 1);
  if (spans == nullptr) return Status::OutOfMemory;
  size_t count[8] = {};
  for (const auto& span : weekly) ++count[span.weekday() + 1];
  for (size_t day = 1; day < 8; ++day) count[day] += count[day - 1];
  for (size_t day = 0; day < 7; ++day) week_[day] = {spans + count[day], count[day + 1] - count[day]};
  for (const auto& span : weekly) spans[count[span.weekday()]++] = wire::DaySpan(span.start(), span.end());
  for (const DayHours& day : week_)
    if (!put_in_order(spans + (day.data() - spans), day.size())) return Status::OutOfRange;

  if (holidays == Holidays::close)
    if (const auto status = spread_week(arena, days, holidays); status != Status::Ok) return status;
  for (const auto& exception : part(salon.date_hours, exceptions)) {
    if (exception.date() < first.days || exception.date() >= first.days + days) continue;
    if (by_date_ == nullptr)
      if (const auto status = spread_week(arena, days, holidays); status != Status::Ok) return status;
    const auto source = part(salon.day_spans, exception.spans());
    auto* copy = arena.take<wire::DaySpan>(source.size() + 1);
    if (copy == nullptr) return Status::OutOfMemory;
    std::copy(source.begin(), source.end(), copy);
    if (!put_in_order(copy, source.size())) return Status::OutOfRange;
    by_date_[exception.date() - first.days] = {copy, source.size()};
  }
  return Status::Ok;
}

Status Rota::whole_days(Arena& arena) {
  auto* whole = arena.take<wire::DaySpan>(1);
  if (whole == nullptr) return Status::OutOfMemory;
  *whole = wire::DaySpan(0, kDayMinutes);
  std::fill(std::begin(week_), std::end(week_), DayHours{whole, 1});
  by_date_ = nullptr;
  return Status::Ok;
}

Status Rota::spread_week(Arena& arena, int32_t days, Holidays holidays) {
  by_date_ = arena.take<DayHours>(static_cast<size_t>(days));
  if (by_date_ == nullptr) return Status::OutOfMemory;
  for (int32_t d = 0; d < days; ++d) {
    const LocalDate date{first_.days + d};
    const bool closed = holidays == Holidays::close && is_public_holiday_za(date);
    new (&by_date_[d]) DayHours(closed ? DayHours{} : week_[weekday(date)]);
  }
  return Status::Ok;
}

}  // namespace booking::availability
