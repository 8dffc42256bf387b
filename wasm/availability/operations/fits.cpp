#include <algorithm>

#include "wasm/availability/facts/rota.h"
#include "wasm/availability/limits.h"
#include "wasm/availability/operations/operations.h"
#include "wasm/base/tables.h"
#include "wasm/base/zone.h"

namespace booking::availability {
namespace {

/// Whether [start, end) lies inside the hours a rota gives around it, less what `absences` takes.
class Hours {
 public:
  [[nodiscard]] Status build(Arena& arena, const Salon& salon, const wire::Slice& hours, const wire::Slice& exceptions,
                             const wire::Slice& absences, LocalDate first, int32_t days, Rota::Holidays holidays) {
    salon_ = &salon;
    first_ = first;
    days_ = days;
    absences_ = part(salon.wall_spans, absences);
    return rota_.build(arena, salon, hours, exceptions, first, days, holidays);
  }

  [[nodiscard]] bool cover(int32_t start, int32_t end) const {
    for (const auto& absence : absences_)
      if (salon_->zone->interval_start(WallTime{absence.from()}).minutes < end &&
          start < salon_->zone->interval_end(WallTime{absence.to()}).minutes)
        return false;
    const int32_t middle = date_of(wall_at(Instant{start}, salon_->zone->offset_at(Instant{start}))).days;
    int32_t covered = start;
    for (int32_t date = std::max(middle - 1, first_.days); date <= std::min(middle + 2, first_.days + days_ - 1);
         ++date)
      for (const auto& span : rota_.on(LocalDate{date})) {
        const WallTime day = midnight(LocalDate{date});
        const int32_t from = salon_->zone->interval_start(day + Minutes{span.start()}).minutes;
        const int32_t to = salon_->zone->interval_end(day + Minutes{span.end()}).minutes;
        if (from <= covered && covered < to) covered = to;
      }
    return covered >= end;
  }

 private:
  const Salon* salon_ = nullptr;
  LocalDate first_{0};
  int32_t days_ = 0;
  std::span<const wire::WallSpan> absences_;
  Rota rota_;
};

struct Range {
  int32_t first = 0;
  int32_t last = -1;
};

[[nodiscard]] bool in_table(const wire::Stored& row) {
  return row.start() < row.end() && row.end() < uint32_t{kLastDate} * kDayMinutes &&
         row.start() >= uint32_t{kFirstDate + 3} * kDayMinutes && row.end() - row.start() <= 2 * kDayMinutes;
}

[[nodiscard]] Range dates_of(std::span<const wire::Stored> rows) {
  Range range;
  for (const auto& row : rows) {
    const int32_t first = static_cast<int32_t>(row.start()) / kDayMinutes - 2;
    const int32_t last = static_cast<int32_t>(row.end()) / kDayMinutes + 3;
    if (range.last < range.first) range = {first, last};
    range = {std::min(range.first, first), std::max(range.last, last)};
  }
  return range;
}

[[nodiscard]] Status judge(Arena& arena, const Salon& salon, std::span<const wire::Stored> rows, uint8_t* misfit) {
  const Range dates = dates_of(rows);
  const int32_t days = dates.last - dates.first + 1;
  if (days <= 0) return Status::Ok;
  if (days > kMaxDays) return Status::TooLarge;
  const LocalDate first{dates.first};
  Hours opening;
  if (const auto status = opening.build(arena, salon, salon.hours, salon.exceptions, wire::Slice(0, 0), first, days,
                                        salon.holidays_za ? Rota::Holidays::close : Rota::Holidays::work);
      status != Status::Ok)
    return status;
  auto* people = arena.take<Hours>(salon.people.size() + 1);
  if (people == nullptr) return Status::OutOfMemory;
  for (size_t p = 0; p < salon.people.size(); ++p) {
    const auto& person = salon.people[p];
    const auto status = (new (&people[p]) Hours)
                            ->build(arena, salon, person.hours(), person.exceptions(), person.time_off(), first, days,
                                    Rota::Holidays::work);
    if (status != Status::Ok) return status;
  }
  for (const auto& row : rows) {
    const auto start = static_cast<int32_t>(row.start());
    const auto end = static_cast<int32_t>(row.end());
    const bool person = row.unit() < salon.people.size();
    const bool fits =
        row.unit() < salon.units() && (person ? people[row.unit()].cover(start, end) : opening.cover(start, end));
    if (!fits) misfit[row.visit()] = 1;
  }
  return Status::Ok;
}

}  // namespace

Status fits(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer) {
  const auto* table = read_request<wire::FitsRequest>(request);
  if (table == nullptr || table->calendar() == nullptr) return Status::Malformed;
  Salon salon;
  if (const auto status = read_salon(*table->calendar_nested_root(), salon); status != Status::Ok) return status;
  const auto rows_in = rows(table->stored());
  if (table->visits() > kMaxRows || rows_in.size() > kMaxBusy) return Status::TooLarge;
  auto* misfit = arena.take_zeroed<uint8_t>(size_t{table->visits()} + 1);
  if (misfit == nullptr) return Status::OutOfMemory;
  for (const auto& row : rows_in)
    if (row.visit() >= table->visits() || !in_table(row)) return Status::OutOfRange;
  if (const auto status = judge(arena, salon, rows_in, misfit); status != Status::Ok) return status;

  const auto count = static_cast<size_t>(std::count(misfit, misfit + table->visits(), 1));
  OneBlock block(arena, count * sizeof(uint32_t) + kTableOverhead);
  if (!block.ok()) return Status::OutOfMemory;
  flatbuffers::FlatBufferBuilder builder(block.bytes(), &block, false);
  uint32_t* next = nullptr;
  const auto misfits = builder.CreateUninitializedVector<uint32_t>(count, &next);
  for (uint32_t visit = 0; visit < table->visits(); ++visit)
    if (misfit[visit] != 0) *next++ = visit;
  builder.Finish(wire::CreateFitsAnswer(builder, misfits));
  answer = {builder.GetBufferPointer(), builder.GetSize()};
  return Status::Ok;
}

}  // namespace booking::availability
