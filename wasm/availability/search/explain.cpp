#include "wasm/availability/search/explain.h"

#include <algorithm>

namespace booking::availability {
namespace {

[[nodiscard]] constexpr uint8_t code(wire::Reason reason) { return static_cast<uint8_t>(reason); }

}  // namespace

void Explanation::list_candidates() {
  count_ = 0;
  const Zone& zone = *query_.salon.zone;
  const int32_t from = zone.interval_start(midnight(day_.date())).minutes;
  int32_t to = zone.interval_start(midnight(next_day(day_.date()))).minutes;
  if (!day_.openings().empty()) to = std::max(to, day_.instant(day_.openings().back().close));
  for (int32_t instant = -floor_div(-from, kQuantum) * kQuantum; instant < to && count_ < kMostCandidates;
       instant += kQuantum) {
    if (query_.only_start != 0 && instant != query_.only_start) continue;
    const LocalDate date = day_.date_at(instant);
    if (date.days < query_.from || date.days > query_.to || (date != day_.date() && !is_open(instant))) continue;
    if (!day_.is_candidate(instant) || is_offered(instant)) continue;
    candidates_[count_++] = {instant, 0, 0, 0, 0};
  }
}

bool Explanation::is_open(int32_t instant) const {
  return std::any_of(day_.openings().begin(), day_.openings().end(), [&](const Opening& opening) {
    return instant >= day_.instant(opening.open) && instant < day_.instant(opening.close);
  });
}

bool Explanation::is_offered(int32_t instant) const {
  const auto starts = answer_.starts.rows();
  const auto row = std::lower_bound(starts.begin(), starts.end(), static_cast<uint32_t>(instant),
                                    [](const wire::Start& start, uint32_t at) { return start.start() < at; });
  return row != starts.end() && row->start() == static_cast<uint32_t>(instant);
}

/// Where clocks repeat a closing time the hours of two dates hold one candidate: the reason that comes later counts.
bool Explanation::keep(const wire::Reject& row) {
  const auto rejects = answer_.rejects.rows();
  size_t at = rejects.size();
  while (at > 0 && rejects[at - 1].start() > row.start()) --at;
  if (at == 0 || rejects[at - 1].start() != row.start()) return answer_.rejects.insert(arena_, at, row);
  if (rejects[at - 1].reason() < row.reason()) answer_.rejects.put(at - 1, row);
  return true;
}

void Explanation::drop_offered() {
  answer_.rejects.remove_if([&](const wire::Reject& row) { return is_offered(static_cast<int32_t>(row.start())); });
}

Status Explanation::reject_without(const Stage& stage, const Candidate& verdict) {
  searcher_.begin_day(stage);
  int32_t i = 0;
  for (const Opening& opening : day_.openings()) {
    for (; i < count_ && day_.quantum(candidates_[i].instant) < opening.open; ++i)
      if (candidates_[i].reason == 0) candidates_[i].reason = code(wire::Reason::Closed);
    if (i < count_ && day_.quantum(candidates_[i].instant) < opening.close) searcher_.begin_opening(opening);
    for (; i < count_ && day_.quantum(candidates_[i].instant) < opening.close; ++i) {
      if (candidates_[i].reason != 0) continue;
      if (const auto status = searcher_.find(day_.quantum(candidates_[i].instant), visit_); status != Status::Ok)
        return status;
      if (visit_.cost != kNever) continue;
      const int32_t instant = candidates_[i].instant;
      candidates_[i] = verdict;
      candidates_[i].instant = instant;
    }
  }
  for (; i < count_; ++i)
    if (candidates_[i].reason == 0) candidates_[i].reason = code(wire::Reason::Closed);
  return Status::Ok;
}

void Explanation::reject_by_time() {
  for (int32_t i = 0; i < count_; ++i) {
    Candidate& candidate = candidates_[i];
    if (candidate.reason != 0) continue;
    if (candidate.instant < query_.earliest()) candidate.reason = code(wire::Reason::TooSoon);
    else if (day_.date_at(candidate.instant).days > query_.last_date()) candidate.reason = code(wire::Reason::TooFar);
  }
}

Status Explanation::reject_by_phase() {
  int32_t number = 0;
  for (uint8_t w = 0; w < query_.plans.size(); ++w) {
    const auto phases = part(query_.salon.phases, query_.salon.services[query_.plans[w].service].phases());
    for (uint16_t f = 0; f < phases.size(); ++f, ++number) {
      const auto resources = part(query_.salon.phase_resources, phases[f].resources());
      const Candidate person{0, code(wire::Reason::PersonBusy), w, f, 0};
      if (phases[f].staff() != 0)
        if (const auto status = reject_without({number + 1, number, true}, person); status != Status::Ok) return status;
      if (resources.empty()) continue;
      const Candidate pool{0, code(wire::Reason::ResourceBusy), w, f, resources[0]};
      if (const auto status = reject_without({number + 1, number + 1, true}, pool); status != Status::Ok) return status;
    }
  }
  // What is left has room for each phase, but not for every guest or not for one person's buffers.
  return reject_without({}, {0, code(wire::Reason::PersonBusy), 0, 0, 0});
}

Status Explanation::explain_day(bool open) {
  list_candidates();
  if (!open) {
    for (int32_t i = 0; i < count_; ++i) candidates_[i].reason = code(wire::Reason::Closed);
  } else {
    const Candidate closed{0, code(wire::Reason::Closed), 0, 0, 0};
    const Candidate powerless{0, code(wire::Reason::NoPower), 0, 0, 0};
    if (const auto status = reject_without({0, 0, false}, closed); status != Status::Ok) return status;
    reject_by_time();
    if (const auto status = reject_without({0, 0, true}, powerless); status != Status::Ok) return status;
    if (const auto status = reject_by_phase(); status != Status::Ok) return status;
  }
  for (int32_t i = 0; i < count_; ++i) {
    const Candidate& c = candidates_[i];
    if (c.reason == 0) continue;
    const wire::Reject row(static_cast<uint32_t>(c.instant), static_cast<int16_t>(day_.offset_at(c.instant)), c.reason,
                           c.wish, c.phase, c.pool);
    if (!keep(row)) return Status::OutOfMemory;
  }
  return Status::Ok;
}

}  // namespace booking::availability
