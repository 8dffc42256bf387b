#include "wasm/availability/visits/answer.h"

namespace booking::availability {

int32_t longest_guest(const Query& query, const Visit& visit) {
  int32_t longest = 0;
  for (int32_t guest = 0; guest < query.party; ++guest) {
    int32_t length = 0;
    for (size_t w = 0; w < query.plans.size(); ++w)
      length += query.plans[w].ways[query.plans[w].way[visit.person[guest][w]]].total;
    longest = std::max(longest, length);
  }
  return longest;
}

Status Placement::write_guests(Arena& arena, Day& day, const Visit& visit, int32_t guests, Answer& answer) {
  packing_.clear();
  for (int32_t guest = 0; guest < guests; ++guest) add_needs(*query_, *ability_, visit, guest, packing_);
  uint64_t steps = 0;
  if (!packing_.solve(day, steps, kFeasibleSteps))
    return steps > kFeasibleSteps ? Status::TooComplex : Status::OutOfRange;
  size_t need = 0;
  for (int32_t guest = 0; guest < guests; ++guest)
    if (const auto status = write_guest(arena, day, visit, guest, need, answer); status != Status::Ok) return status;
  return Status::Ok;
}

bool Placement::write_person(Arena& arena, Day& day, const Visit& visit, int32_t guest, size_t w, int32_t at,
                             Answer& answer) const {
  const uint16_t* person = visit.person[guest];
  const WishPlan& plan = query_->plans[w];
  const uint32_t p = person[w];
  const Way& way = plan.ways[plan.way[p]];
  const bool joined = w > 0 && person[w - 1] == p;
  const bool joins = w + 1 < query_->plans.size() && person[w + 1] == p;
  for (const Stretch& staff : ability_->shape(w, plan.way[p]).staff) {
    int32_t from = at + staff.offset;
    int32_t to = from + staff.length;
    if (staff.offset == way.first_staff && !joined) from -= plan.buffer_before;
    if (staff.offset + staff.length == way.last_staff && !joins) to += plan.buffer_after;
    const wire::Segment segment(query_->participants[p].person, static_cast<uint32_t>(day.instant(from)),
                                static_cast<uint32_t>(day.instant(to)), 0, static_cast<uint32_t>(guest));
    if (!answer.segments.push(arena, segment)) return false;
  }
  return true;
}

Status Placement::write_guest(Arena& arena, Day& day, const Visit& visit, int32_t guest, size_t& need, Answer& answer) {
  int32_t at = visit.start;
  for (size_t w = 0; w < query_->plans.size(); ++w) {
    const WishPlan& plan = query_->plans[w];
    const uint32_t p = visit.person[guest][w];
    const Way& way = plan.ways[plan.way[p]];
    if (!write_person(arena, day, visit, guest, w, at, answer)) return Status::OutOfMemory;

    const size_t first_need = need;
    need += ability_->shape(w, plan.way[p]).pools.size();
    for (size_t i = first_need; i < need; ++i) {
      const Need& chosen = packing_.needs()[i];
      const wire::Segment segment(chosen.pool->first_unit + chosen.unit,
                                  static_cast<uint32_t>(day.instant(chosen.from)),
                                  static_cast<uint32_t>(day.instant(chosen.to)), 0, static_cast<uint32_t>(guest));
      if (!answer.segments.push(arena, segment)) return Status::OutOfMemory;
    }
    for (size_t f = 0; f < way.phases.size(); ++f) {
      const PhaseSpan& phase = way.phases[f];
      const int32_t from = at + phase.offset;
      const int32_t to = from + phase.length;
      const auto put = [&](uint32_t unit) {
        return answer.placed.push(
            arena, wire::Placed(static_cast<uint16_t>(guest), static_cast<uint16_t>(w), static_cast<uint32_t>(f), unit,
                                static_cast<uint32_t>(day.instant(from)), static_cast<uint32_t>(day.instant(to))));
      };
      if (phase.staff && !put(query_->participants[p].person)) return Status::OutOfMemory;
      for (const uint16_t resource : phase.resources)
        for (size_t i = first_need; i < need; ++i) {
          const Need& chosen = packing_.needs()[i];
          if (chosen.pool->resource == resource && chosen.from <= from && to <= chosen.to &&
              !put(chosen.pool->first_unit + chosen.unit))
            return Status::OutOfMemory;
        }
    }
    at += way.total;
  }
  return Status::Ok;
}

}  // namespace booking::availability
