#include "wasm/availability/facts/blocks.h"

#include <algorithm>

#include "wasm/availability/facts/growing_rows.h"

namespace booking::availability {
namespace {

[[nodiscard]] int32_t floor_quantum(int32_t minutes) { return floor_div(minutes, kQuantum) * kQuantum; }
[[nodiscard]] int32_t ceil_quantum(int32_t minutes) { return -floor_quantum(-minutes); }

/// Turns every fact that stands in the way into a Block, first counted, then written, then put into buckets of a day.
class BlockCollector {
 public:
  BlockCollector(Arena& arena, Query& q) : arena_(arena), q_(q) {}

  [[nodiscard]] Status collect() {
    units_ = q_.salon.units();
    plane_of_unit_ = arena_.take<uint32_t>(units_ + 1);
    if (plane_of_unit_ == nullptr) return Status::OutOfMemory;
    map_units();
    first_minute_ = (q_.from - kDaysAround) * kDayMinutes;
    last_minute_ = (q_.to + kDaysAround) * kDayMinutes;
    GrowingRows<Block> found;
    bool room = found.room(arena_, q_.busy.size() + q_.imported.size() + 1) != nullptr;
    each([&](const Block& block) { room = room && found.push(arena_, block); });
    if (!room) return Status::OutOfMemory;
    return put_in_buckets(found.rows());
  }

 private:
  [[nodiscard]] Status put_in_buckets(std::span<const Block> found) {
    q_.bucket_origin = first_minute_;
    // A bucket may hold more than a window's days; it is wider where a window has many, so that one is enough.
    const int32_t days = q_.days_at_once() == 1 ? 1 : q_.days_at_once() + 2 * kDaysAround;
    q_.bucket_minutes = days * kDayMinutes;
    const auto buckets = static_cast<size_t>((q_.to - q_.from + 2 * kDaysAround) / days + 1);
    if (!take(arena_, buckets, q_.bucket_end)) return Status::OutOfMemory;
    if (buckets == 1) {
      q_.bucket_end[0] = static_cast<uint32_t>(found.size());
      q_.blocks = found;
      return Status::Ok;
    }
    for (const Block& block : found) ++q_.bucket_end[bucket(block)];
    uint32_t total = 0;
    for (uint32_t& end : q_.bucket_end) {
      const uint32_t count = end;
      end = total;
      total += count;
    }
    Block* blocks = arena_.take<Block>(total + 1);
    if (blocks == nullptr) return Status::OutOfMemory;
    for (const Block& block : found) blocks[q_.bucket_end[bucket(block)]++] = block;
    q_.blocks = {blocks, total};
    return Status::Ok;
  }

  static constexpr uint32_t kNowhere = 0xffffffff;
  static constexpr int32_t kDaysAround =
      3;  // no zone is further than a day from UTC, no buffer longer than half of one

  void map_units() {
    std::fill_n(plane_of_unit_, units_ + 1, kNowhere);
    for (uint32_t p = 0; p < q_.participants.size(); ++p) plane_of_unit_[q_.participants[p].person] = p;
    for (const Pool& pool : q_.pools)  // a unit's number among all planes' bits: 32 x plane + bit
      for (uint32_t u = 0; u < pool.units; ++u) plane_of_unit_[pool.first_unit + u] = pool.plane * kMaskBits + u;
  }

  [[nodiscard]] size_t bucket(const Block& block) const {
    return static_cast<size_t>(std::max(0, block.start - first_minute_) / q_.bucket_minutes);
  }

  template <class Take>
  void give(Take&& take_block, int32_t start, int32_t end, uint32_t position, bool absent) {
    if (start >= end || end <= first_minute_ || start >= last_minute_) return;
    const uint32_t plane = position / kMaskBits;
    take_block(Block{start, end, plane, plane == q_.planes.power ? kAll : bit_of(position), absent});
  }

  template <class Take>
  void each(Take&& take_block) {
    for (const auto* list : {&q_.busy, &q_.imported})
      for (const wire::Busy& busy : *list) {
        if (busy.unit() >= units_) continue;
        const uint32_t position = plane_of_unit_[busy.unit()];
        if (position == kNowhere || busy.start() >= busy.end() || busy.end() > uint32_t{1} << 30) continue;
        const uint32_t start = busy.start() - busy.start() % kQuantum;
        const uint32_t end = busy.end() + kQuantum - 1;
        give(take_block, static_cast<int32_t>(start), static_cast<int32_t>(end - end % kQuantum), position, false);
      }
    for (uint32_t p = 0; p < q_.participants.size() && !q_.waives(wire::Waived::Hours); ++p)
      for (const auto& off : part(q_.salon.wall_spans, q_.salon.people[q_.participants[p].person].time_off()))
        give_wall(take_block, off, p, true);
    if (!q_.salon.backup_power)
      for (const auto& outage : part(q_.salon.wall_spans, q_.salon.outages))
        give_wall(take_block, outage, q_.planes.power * kMaskBits, false);
    each_reservation(take_block);
  }

  template <class Take>
  void give_wall(Take&& take_block, const wire::WallSpan& span, uint32_t position, bool absent) {
    if (span.to() <= first_minute_ - kDayMinutes || span.from() >= last_minute_ + kDayMinutes) return;
    const int32_t start = q_.salon.zone->interval_start(WallTime{span.from()}).minutes;
    const int32_t end = q_.salon.zone->interval_end(WallTime{span.to()}).minutes;
    give(take_block, floor_quantum(start), ceil_quantum(end), position, absent);
  }

  /// Rule 9: a session on an open day reserves its person from every other service.
  template <class Take>
  void each_reservation(Take&& take_block) {
    for (uint32_t service = 0; service < q_.salon.services.size(); ++service) {
      if (!q_.salon.is_class(service) || (q_.is_class && service == q_.wishes[0].service())) continue;
      for (const auto& session : part(q_.salon.sessions, q_.salon.services[service].sessions())) {
        const uint32_t position = plane_of_unit_[session.person()];
        if (position == kNowhere) continue;
        const Reservation held = reservation_of(q_.salon, service, session.person());
        const int32_t ahead = (session.weekday() - weekday(q_.first_date()) + 7) % 7;
        for (int32_t date = q_.first_date().days + ahead; date <= q_.to + 2; date += 7) {
          if (q_.trading.on(LocalDate{date}).empty()) continue;
          const WallTime wall{date * kDayMinutes + session.minute()};
          const int32_t start = ceil_quantum(q_.salon.zone->interval_start(wall).minutes);
          for (uint32_t i = 0; i < held.count; ++i)
            give(take_block, start + held.from[i] * q_.salon.quantum, start + held.to[i] * q_.salon.quantum, position,
                 false);
        }
      }
    }
  }

  Arena& arena_;
  Query& q_;
  uint32_t units_ = 0;
  uint32_t* plane_of_unit_ = nullptr;
  int32_t first_minute_ = 0;
  int32_t last_minute_ = 0;
};

}  // namespace

Reservation reservation_of(const Salon& salon, uint32_t service, uint32_t person) {
  Reservation out;
  const auto& row = salon.services[service];
  const auto* skill = salon.skill(person, service);
  int32_t at = 0;
  for (uint32_t p = 0; p < row.phases().count(); ++p) {
    const int32_t length = salon.phase_minutes(service, p, skill) / salon.quantum;
    if (salon.phases[row.phases().first() + p].staff() != 0) {
      if (out.count > 0 && out.to[out.count - 1] == at) {
        out.to[out.count - 1] = at + length;
      } else {
        out.from[out.count] = at;
        out.to[out.count++] = at + length;
      }
    }
    at += length;
  }
  if (out.count > 0) {
    out.from[0] -= row.buffer_before() / salon.quantum;
    out.to[out.count - 1] += row.buffer_after() / salon.quantum;
  }
  return out;
}

Status collect_blocks(Arena& arena, Query& query) { return BlockCollector(arena, query).collect(); }

}  // namespace booking::availability
