#include <algorithm>
#include <tuple>

#include "wasm/availability/facts/growing_rows.h"
#include "wasm/availability/facts/query.h"
#include "wasm/availability/facts/rota.h"
#include "wasm/availability/limits.h"
#include "wasm/availability/operations/operations.h"
#include "wasm/base/tables.h"

namespace booking::availability {
namespace {

using wire::RosterKind;

constexpr uint32_t kNobody = 0xffffffff;

class Roster {
 public:
  Roster(Arena& arena, const Salon& salon, LocalDate first, LocalDate last)
      : arena_(arena),
        salon_(salon),
        first_(first),
        last_(last),
        begin_(salon.zone->interval_start(midnight(first)).minutes),
        end_(salon.zone->interval_end(midnight(next_day(last))).minutes) {}

  [[nodiscard]] Status tell() {
    Rota opening;
    const auto holidays = salon_.holidays_za ? Rota::Holidays::close : Rota::Holidays::work;
    if (const auto status = build(opening, salon_.hours, salon_.exceptions, holidays); status != Status::Ok)
      return status;
    tell_hours(opening, kNobody, RosterKind::Open);
    if (!salon_.backup_power) tell_walls(salon_.outages, kNobody, RosterKind::Outage);
    for (uint32_t person = 0; person < salon_.people.size(); ++person) {
      const auto& row = salon_.people[person];
      Rota rota;
      if (const auto status = build(rota, row.hours(), row.exceptions(), Rota::Holidays::work); status != Status::Ok)
        return status;
      tell_hours(rota, person, RosterKind::Works);
      tell_walls(row.time_off(), person, RosterKind::Off);
    }
    for (uint32_t service = 0; service < salon_.services.size(); ++service)
      if (salon_.is_class(service)) tell_sessions(opening, service);
    return full_ ? Status::OutOfMemory : Status::Ok;
  }

  /// In order; of one unit and kind, what touches or overlaps is one, but for sessions.
  [[nodiscard]] Status put_in_order(std::span<const wire::RosterSpan>& out) {
    const auto rows = spans_.rows();
    auto* const sorted = arena_.take<wire::RosterSpan>(rows.size() + 1);
    if (sorted == nullptr) return Status::OutOfMemory;
    std::copy(rows.begin(), rows.end(), sorted);
    std::sort(sorted, sorted + rows.size(), [](const auto& a, const auto& b) {
      return std::tuple(a.unit(), a.kind(), a.start(), a.service()) <
             std::tuple(b.unit(), b.kind(), b.start(), b.service());
    });
    size_t count = 0;
    for (size_t i = 0; i < rows.size(); ++i) {
      const wire::RosterSpan& row = sorted[i];
      wire::RosterSpan* const last = count == 0 ? nullptr : &sorted[count - 1];
      const bool joins = last != nullptr && last->unit() == row.unit() && last->kind() == row.kind() &&
                         row.start() <= last->end() && row.kind() != static_cast<uint8_t>(RosterKind::Session);
      if (joins)
        *last = wire::RosterSpan(row.unit(), last->start(), std::max(last->end(), row.end()), kNobody, row.kind());
      else sorted[count++] = row;
    }
    out = {sorted, count};
    return Status::Ok;
  }

 private:
  /// A date on either side, for hours that clock changes move across midnight.
  [[nodiscard]] Status build(Rota& rota, const wire::Slice& hours, const wire::Slice& exceptions,
                             Rota::Holidays holidays) {
    return rota.build(arena_, salon_, hours, exceptions, LocalDate{first_.days - 1}, last_.days - first_.days + 3,
                      holidays);
  }

  void give(uint32_t unit, RosterKind kind, int32_t start, int32_t end, uint32_t service = kNobody) {
    if (start >= end || full_) return;
    full_ = !spans_.push(arena_, wire::RosterSpan(unit, static_cast<uint32_t>(start), static_cast<uint32_t>(end),
                                                  service, static_cast<uint8_t>(kind)));
  }

  void tell_hours(const Rota& rota, uint32_t unit, RosterKind kind) {
    for (int32_t date = first_.days; date <= last_.days; ++date)
      for (const auto& span : rota.on(LocalDate{date})) {
        const WallTime day = midnight(LocalDate{date});
        give(unit, kind, salon_.zone->interval_start(day + Minutes{span.start()}).minutes,
             salon_.zone->interval_end(day + Minutes{span.end()}).minutes);
      }
  }

  void tell_walls(const wire::Slice& slice, uint32_t unit, RosterKind kind) {
    for (const auto& wall : part(salon_.wall_spans, slice))
      give(unit, kind, std::max(begin_, salon_.zone->interval_start(WallTime{wall.from()}).minutes),
           std::min(end_, salon_.zone->interval_end(WallTime{wall.to()}).minutes));
  }

  void tell_sessions(const Rota& opening, uint32_t service) {
    for (int32_t date = first_.days; date <= last_.days; ++date) {
      if (opening.on(LocalDate{date}).empty()) continue;
      for (const auto& session : part(salon_.sessions, salon_.services[service].sessions())) {
        if (session.weekday() != weekday(LocalDate{date})) continue;
        const Reservation held = reservation_of(salon_, service, session.person());
        const WallTime wall{date * kDayMinutes + session.minute()};
        const int32_t start = -floor_div(-salon_.zone->interval_start(wall).minutes, kQuantum) * kQuantum;
        for (uint32_t i = 0; i < held.count; ++i)
          give(session.person(), RosterKind::Session, start + held.from[i] * salon_.quantum,
               start + held.to[i] * salon_.quantum, service);
      }
    }
  }

  Arena& arena_;
  const Salon& salon_;
  LocalDate first_;
  LocalDate last_;
  int32_t begin_;
  int32_t end_;
  bool full_ = false;
  GrowingRows<wire::RosterSpan> spans_;
};

}  // namespace

Status roster(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer) {
  const auto* table = read_request<wire::RosterRequest>(request);
  if (table == nullptr || table->calendar() == nullptr) return Status::Malformed;
  const LocalDate first{table->from_date()};
  const LocalDate last{table->to_date()};
  if (first.days <= kFirstDate || last.days >= kLastDate || first.days > last.days) return Status::OutOfRange;
  if (last.days - first.days + 1 > kMaxDays) return Status::TooLarge;
  Salon salon;
  if (const auto status = read_salon(*table->calendar_nested_root(), salon); status != Status::Ok) return status;
  Roster roster(arena, salon, first, last);
  if (const auto status = roster.tell(); status != Status::Ok) return status;
  std::span<const wire::RosterSpan> spans;
  if (const auto status = roster.put_in_order(spans); status != Status::Ok) return status;
  OneBlock block(arena, spans.size_bytes() + kTableOverhead);
  if (!block.ok()) return Status::OutOfMemory;
  flatbuffers::FlatBufferBuilder builder(block.bytes(), &block, false);
  const auto told = builder.CreateVectorOfStructs(spans.data(), spans.size());
  builder.Finish(wire::CreateRosterAnswer(builder, told));
  answer = {builder.GetBufferPointer(), builder.GetSize()};
  return Status::Ok;
}

}  // namespace booking::availability
