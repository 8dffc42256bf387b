#include <algorithm>

#include "wasm/availability/facts/rota.h"
#include "wasm/availability/limits.h"
#include "wasm/availability/operations/operations.h"
#include "wasm/base/tables.h"

namespace booking::availability {

using wire::Status;

Status opening(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer) {
  const auto* table = read_request<wire::OpeningRequest>(request);
  if (table == nullptr || table->calendar() == nullptr) return Status::Malformed;
  const int32_t first = table->from_date();
  const int32_t last = table->to_date();
  if (first < kFirstDate || last >= kLastDate || first > last) return Status::OutOfRange;
  const int32_t days = last - first + 1;
  if (days > kMaxDays) return Status::TooLarge;
  Salon salon;
  if (const auto status = read_salon(*table->calendar_nested_root(), salon); status != Status::Ok) return status;
  Rota rota;
  const auto holidays = salon.holidays_za ? Rota::Holidays::close : Rota::Holidays::work;
  if (const auto status = rota.build(arena, salon, salon.hours, salon.exceptions, LocalDate{first}, days, holidays);
      status != Status::Ok)
    return status;

  size_t most = 0;
  for (int32_t date = first; date <= last; ++date) most += rota.on(LocalDate{date}).size();
  auto* const open = arena.take<wire::OpenTime>(most + 1);
  if (open == nullptr) return Status::OutOfMemory;
  size_t count = 0;
  for (int32_t date = first; date <= last; ++date) {
    const WallTime day = midnight(LocalDate{date});
    for (const auto& span : rota.on(LocalDate{date})) {
      const auto start = static_cast<uint32_t>(salon.zone->interval_start(day + Minutes{span.start()}).minutes);
      const auto end = static_cast<uint32_t>(salon.zone->interval_end(day + Minutes{span.end()}).minutes);
      // Hours that lie in a gap of the clock are none; where it repeats, those of two dates may overlap.
      if (start >= end) continue;
      if (count > 0 && start <= open[count - 1].end())
        open[count - 1] = {open[count - 1].start(), std::max(open[count - 1].end(), end)};
      else open[count++] = {start, end};
    }
  }
  OneBlock block(arena, count * sizeof(wire::OpenTime) + kTableOverhead);
  if (!block.ok()) return Status::OutOfMemory;
  flatbuffers::FlatBufferBuilder builder(block.bytes(), &block, false);
  const auto told = builder.CreateVectorOfStructs(open, count);
  builder.Finish(wire::CreateOpeningAnswer(builder, told));
  answer = {builder.GetBufferPointer(), builder.GetSize()};
  return Status::Ok;
}

}  // namespace booking::availability
