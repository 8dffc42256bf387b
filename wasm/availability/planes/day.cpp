#include "wasm/availability/planes/day.h"

#include <algorithm>
#include <new>

namespace booking::availability {
namespace {

constexpr uint32_t kFew = 2;                  // people
constexpr int32_t kNearby = 3 * kDayMinutes;  // the dates whose hours can reach into a day's window

[[nodiscard]] int32_t ceil_quantum(int32_t minutes) { return -floor_div(-minutes, kQuantum) * kQuantum; }
[[nodiscard]] int32_t floor_quantum(int32_t minutes) { return floor_div(minutes, kQuantum) * kQuantum; }

}  // namespace

Status Day::reserve(Arena& arena, const Query& query, bool with_work) {
  query_ = &query;
  quantum_ = query.salon.quantum;
  reciprocal_ = (int64_t{1} << 36) / quantum_ + 1;
  step_reciprocal_ = (int64_t{1} << 36) / query.salon.step_minutes + 1;
  reach_quanta_ = kReach / quantum_;
  capacity_ = 2 * kDayMinutes / quantum_ + query.margin_before + query.margin_after;  // 25 hours and some, and buffers
  if (query.days_at_once() > 1) capacity_ = std::max(capacity_, Query::kSeveralQuanta);
  free_ = arena.take<Runs>(query.planes.count);
  work_ = with_work ? arena.take<Runs>(query.planes.people + 1) : nullptr;
  carried_ = arena.take<Block>(query.blocks.size() + 1);
  if (free_ == nullptr || carried_ == nullptr || (with_work && work_ == nullptr)) return Status::OutOfMemory;
  regular_ = std::none_of(query.participants.begin(), query.participants.end(),
                          [](const Participant& p) { return p.rota.has_exceptions(); });
  for (const WishPlan& plan : query.plans)
    for (const Way& way : plan.ways)
      for (const PhaseSpan& phase : way.phases) needs_power_ = needs_power_ || phase.power;
  for (Weekday& day : week_)
    if ((day.planes = arena.take<Mask>(query.planes.people * static_cast<size_t>(capacity_ + 1) + 1)) == nullptr)
      return Status::OutOfMemory;
  for (uint32_t plane = 0; plane < query.planes.count; ++plane)
    if (!(new (&free_[plane]) Runs)->reserve(arena, capacity_ + 1)) return Status::OutOfMemory;
  for (uint32_t group = 0; with_work && group < query.planes.people; ++group)
    if (!(new (&work_[group]) Runs)->reserve(arena, capacity_ + 1)) return Status::OutOfMemory;
  return Status::Ok;
}

void Day::find_period() {
  const int32_t middle = date_.days * kDayMinutes + kDayMinutes / 2 - period_.offset;
  if (middle - kNearby < period_.begin.minutes || middle + kNearby >= period_.end.minutes)
    period_ = query_->salon.zone->period_at(Instant{middle});
  uniform_ = middle - kNearby >= period_.begin.minutes && middle + kNearby < period_.end.minutes;
}

bool Day::open(LocalDate date, LocalDate last) {
  date_ = date;
  opening_count_ = 0;
  find_period();
  last_date_ = date;
  if (!add_openings(date)) return false;
  const int32_t furthest = std::min(last.days, date.days + query_->days_at_once() - 1);
  while (last_date_.days < furthest && add_openings(next_day(last_date_))) last_date_ = next_day(last_date_);
  if (opening_count_ == 0) return false;
  begin_ = openings_[0].open - query_->margin_before * quantum_;
  end_ = openings_[opening_count_ - 1].close + query_->margin_after * quantum_;
  quanta_ = quantum(end_);
  for (size_t i = 0; i < opening_count_; ++i) openings_[i] = {quantum(openings_[i].open), quantum(openings_[i].close)};
  return quanta_ <= capacity_;
}

/// Adds the date's opening hours as instants; false, and none added, when there is no room.
bool Day::add_openings(LocalDate date) {
  const DayHours hours = query_->opening.on(date);
  if (opening_count_ + hours.size() > kMostOpenings) return false;
  const size_t first = opening_count_;
  const int32_t midnight_wall = midnight(date).minutes;
  if (first > 0 && !hours.empty() && midnight_wall + hours[0].start() - period_.offset <= openings_[first - 1].close)
    return false;  // hours of two dates that meet at midnight are still two
  for (const auto& span : hours) {
    int32_t start = midnight_wall + span.start() - period_.offset;
    int32_t end = midnight_wall + span.end() - period_.offset;
    if (!uniform_) {
      start = ceil_quantum(query_->salon.zone->interval_start(WallTime{midnight_wall + span.start()}).minutes);
      end = floor_quantum(query_->salon.zone->interval_end(WallTime{midnight_wall + span.end()}).minutes);
    }
    if (start >= end) continue;
    if (opening_count_ > first && start <= openings_[opening_count_ - 1].close)
      openings_[opening_count_ - 1].close = std::max(openings_[opening_count_ - 1].close, end);
    else openings_[opening_count_++] = {start, end};
  }
  return true;
}

int32_t Day::changing_offset_at(int32_t instant) const {
  if (instant >= period_.begin.minutes && instant < period_.end.minutes) return period_.offset;
  return query_->salon.zone->offset_at(Instant{instant});
}

bool Day::is_candidate(int32_t instant) {
  return minute_of_day(wall_at(Instant{instant}, offset_at(instant))) % query_->salon.step_minutes == 0;
}

LocalDate Day::date_at(int32_t instant) { return date_of(wall_at(Instant{instant}, offset_at(instant))); }

int32_t Day::next_candidate(int32_t t, int32_t limit) {
  if (uniform_) {
    const int32_t minute = minute_of_day(wall_at(Instant{instant(t)}, period_.offset));
    const auto steps = static_cast<int32_t>(((minute + query_->salon.step_minutes - 1) * step_reciprocal_) >> 36);
    return std::min(limit, t + quanta_between(minute, steps * query_->salon.step_minutes));
  }
  while (t < limit && !(is_candidate(instant(t)) && query_->is_asked(date_at(instant(t))))) ++t;
  return t;
}

void Day::fill() {
  fill_work();
  fill_pools();
  apply_blocks();
  for (uint32_t group = 0; group < query_->planes.people; ++group) free_[group].restart(quanta_);
  for (uint32_t group = 0; work_ != nullptr && group < query_->planes.people; ++group) work_[group].restart(quanta_);
}

void Day::fill_work() {
  if (recall_work()) return;
  const Query& q = *query_;
  for (uint32_t group = 0; group < q.planes.people; ++group) {
    Mask* plane = free_[group].plane();
    std::fill_n(plane, quanta_ + 1, 0);
    const uint32_t first = group * kMaskBits;
    const uint32_t last = std::min(first + kMaskBits, static_cast<uint32_t>(q.participants.size()));
    if (uniform_) toggle_work(plane, first, last);
    else set_work(plane, first, last);
  }
  const int32_t wall_begin = begin_ + period_.offset - date_.days * kDayMinutes;
  if (!uniform_ || !regular_ || wall_begin < 0 || wall_begin + quanta_ * quantum_ > kDayMinutes) return;
  Weekday& kept = week_[weekday(date_)];
  kept.wall_begin = wall_begin;
  kept.quanta = quanta_;
  for (uint32_t group = 0; group < q.planes.people; ++group)
    std::copy_n(free_[group].plane(), quanta_ + 1, kept.planes + static_cast<size_t>(capacity_ + 1) * group);
}

bool Day::recall_work() {
  const Weekday& kept = week_[weekday(date_)];
  if (!uniform_ || !regular_ || kept.wall_begin != begin_ + period_.offset - date_.days * kDayMinutes ||
      kept.quanta != quanta_)
    return false;
  for (uint32_t group = 0; group < query_->planes.people; ++group)
    std::copy_n(kept.planes + static_cast<size_t>(capacity_ + 1) * group, quanta_ + 1, free_[group].plane());
  return true;
}

/// A bit is toggled where work begins and where it ends; the running XOR is then who works. Spans that meet cancel. A
/// few people's spans are written out instead: that is fewer words than the window has.
void Day::toggle_work(Mask* plane, uint32_t first, uint32_t last) const {
  const Query& q = *query_;
  const int32_t wall_begin = begin_ + period_.offset;
  const int32_t first_date = std::max(floor_div(wall_begin, kDayMinutes), q.first_date().days);
  const int32_t last_date =
      std::min(floor_div(wall_begin + quanta_ * quantum_ - 1, kDayMinutes), q.first_date().days + q.dates() - 1);
  const bool few = last - first <= kFew;
  for (int32_t date = first_date; date <= last_date; ++date) {
    const int32_t base = date * kDayMinutes - wall_begin;
    for (uint32_t p = first; p < last; ++p)
      for (const auto& span : q.participants[p].rota.on(LocalDate{date})) {
        const int32_t from = std::clamp(quanta_between(0, base + span.start()), 0, quanta_);
        const int32_t to = std::clamp(quanta_between(0, base + span.end()), 0, quanta_);
        if (few) {
          set_span(plane, quanta_, from, to, bit_of(p));
        } else {
          plane[from] ^= bit_of(p);
          plane[to] ^= bit_of(p);
        }
      }
  }
  if (few) return;
  Mask works = 0;
  const int32_t quanta = quanta_;  // a member might change with every word written
#pragma clang loop unroll_count(8)
  for (int32_t t = 0; t < quanta; ++t) plane[t] = works ^= plane[t];
  plane[quanta] = 0;  // toggles of spans that reach the end; nobody works past the window
}

/// Where clocks change, two spans that meet on the wall may overlap in time, and a date may be missing.
void Day::set_work(Mask* plane, uint32_t first, uint32_t last) const {
  const Query& q = *query_;
  const int32_t first_date = std::max(date_.days - 2, q.first_date().days);
  const int32_t last_date = std::min(date_.days + 2, q.first_date().days + q.dates() - 1);
  for (int32_t date = first_date; date <= last_date; ++date)
    for (uint32_t p = first; p < last; ++p)
      for (const auto& span : q.participants[p].rota.on(LocalDate{date})) {
        const WallTime day = midnight(LocalDate{date});
        const Instant start = q.salon.zone->interval_start(day + Minutes{span.start()});
        const Instant end = q.salon.zone->interval_end(day + Minutes{span.end()});
        set_span(plane, quanta_, quantum(ceil_quantum(start.minutes)), quantum(end.minutes), bit_of(p));
      }
}

/// Pools and power stay as they were on a day that nothing touched.
void Day::fill_pools() {
  if (!pools_touched_ && quanta_ <= pools_quanta_) return;
  pools_touched_ = false;
  pools_quanta_ = quanta_;
  for (const Pool& pool : query_->pools)
    for (uint32_t group = 0; group < std::max(1U, groups_for(pool.units)); ++group) {
      const uint32_t units = std::min(pool.units - group * kMaskBits, uint32_t{kMaskBits});
      const Mask all = units == kMaskBits ? kAll : (Mask{1} << units) - 1;
      std::fill_n(free_[pool.plane + group].plane(), quanta_ + 1, all);
    }
  if (needs_power_) std::fill_n(free_[query_->planes.power].plane(), quanta_ + 1, kAll);
  for (uint32_t plane = query_->planes.people; plane < query_->planes.count; ++plane) free_[plane].restart(quanta_);
}

void Day::apply_blocks() {
  const std::span<const Block> carried{carried_, carried_count_};
  const std::span<const Block> fresh = next_blocks();
  if (work_ != nullptr) {  // absences first, and `work_` is copied between the two kinds
    for (const auto blocks : {carried, fresh})
      for (const Block& block : blocks)
        if (block.absent) apply(block);
    for (uint32_t group = 0; group < query_->planes.people; ++group)
      std::copy_n(free_[group].plane(), quanta_ + 1, work_[group].plane());
  }
  for (const Block& block : carried) apply(block);
  for (const Block& block : fresh) apply(block);
  carry(fresh);
}

/// The blocks of the buckets that begin before the window's end and were not given yet.
std::span<const Block> Day::next_blocks() {
  const Query& q = *query_;
  const uint32_t from = next_bucket_ == 0 ? 0 : q.bucket_end[next_bucket_ - 1];
  while (next_bucket_ < q.bucket_end.size() &&
         q.bucket_origin + static_cast<int32_t>(next_bucket_) * q.bucket_minutes < end_)
    ++next_bucket_;
  const uint32_t to = next_bucket_ == 0 ? 0 : q.bucket_end[next_bucket_ - 1];
  return q.blocks.subspan(from, to - from);
}

/// Keeps what may reach a later window: that begins after this one's last closing, less its buffers and clock changes.
void Day::carry(std::span<const Block> fresh) {
  const int32_t reach = (query_->margin_before + query_->margin_after) * quantum_ + (query_->uniform ? 0 : kDayMinutes);
  size_t kept = 0;
  for (size_t i = 0; i < carried_count_; ++i)
    if (carried_[i].end > end_ - reach) carried_[kept++] = carried_[i];
  for (const Block& block : fresh)
    if (block.end > end_ - reach) carried_[kept++] = block;
  carried_count_ = kept;
}

void Day::apply(const Block& block) {
  if (block.start >= end_ || block.end <= begin_) return;
  clear_span(free_[block.plane].plane(), quanta_, quantum(block.start), quantum(block.end), block.bits);
  if (block.plane < query_->planes.people) return;
  free_[block.plane].restart(quanta_);
  pools_touched_ = true;
}

}  // namespace booking::availability
