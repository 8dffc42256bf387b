#include "wasm/availability/search/explain.h"

#include <algorithm>

namespace booking::availability {
namespace {

/// The order of the rules, which is not the order of the enum's numbers.
[[nodiscard]] constexpr int rank(wire::Reason reason) {
  return reason == wire::Reason::Closed ? 0 : reason == wire::Reason::PersonOff ? 1 : 1 + static_cast<int>(reason);
}

[[nodiscard]] int32_t shortest(const WishPlan& plan) {
  if (plan.ways.empty()) return 0;
  return std::min_element(plan.ways.begin(), plan.ways.end(),
                          [](const Way& a, const Way& b) { return a.total < b.total; })
      ->total;
}

/// Quanta from the wish's start to the earliest that its phase `phase` begins.
[[nodiscard]] int32_t earliest_offset(const WishPlan& plan, size_t phase) {
  if (plan.ways.empty()) return 0;
  return std::min_element(plan.ways.begin(), plan.ways.end(),
                          [&](const Way& a, const Way& b) { return a.phases[phase].offset < b.phases[phase].offset; })
      ->phases[phase]
      .offset;
}

/// The one person who does the wish, or kAny.
[[nodiscard]] uint32_t only_person(const Query& query, const WishPlan& plan) {
  uint32_t only = kAny;
  for (size_t p = 0; p < query.participants.size(); ++p) {
    if (plan.price[p] < 0) continue;
    if (only != kAny) return kAny;
    only = query.participants[p].person;
  }
  return only;
}

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
    candidates_[count_++] = {instant, false, {}};
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
  const auto rank_of = [](const wire::Reject& reject) { return rank(static_cast<wire::Reason>(reject.reason())); };
  if (rank_of(rejects[at - 1]) < rank_of(row)) answer_.rejects.put(at - 1, row);
  return true;
}

void Explanation::drop_offered() {
  answer_.rejects.remove_if([&](const wire::Reject& row) { return is_offered(static_cast<int32_t>(row.start())); });
}

void Explanation::refuse(Candidate& candidate, const Verdict& verdict) {
  if (candidate.refused) return;
  candidate.refused = true;
  candidate.verdict = verdict;
}

/// Also gives PersonOff where nobody does a service at all, since no search would get to it.
void Explanation::reject_by_opening() {
  int32_t length = 0;
  Verdict nobody{wire::Reason::Closed};
  for (uint8_t w = 0; w < query_.plans.size(); ++w) {
    if (query_.plans[w].ways.empty() && nobody.reason == wire::Reason::Closed)
      nobody = {wire::Reason::PersonOff, w, 0, 0, kAny, length};
    length += shortest(query_.plans[w]);
  }
  for (int32_t i = 0; i < count_; ++i) {
    const int32_t t = day_.quantum(candidates_[i].instant);
    const bool open = std::any_of(day_.openings().begin(), day_.openings().end(), [&](const Opening& opening) {
      return t >= opening.open && t < opening.close && t + length <= opening.close;
    });
    if (!open) refuse(candidates_[i], {wire::Reason::Closed});
    else if (nobody.reason == wire::Reason::PersonOff) refuse(candidates_[i], nobody);
  }
}

void Explanation::reject_by_time() {
  for (int32_t i = 0; i < count_; ++i) {
    Candidate& candidate = candidates_[i];
    if (candidate.instant < query_.earliest()) refuse(candidate, {wire::Reason::TooSoon});
    else if (day_.date_at(candidate.instant).days > query_.last_date()) refuse(candidate, {wire::Reason::TooFar});
  }
}

Status Explanation::reject_without(const Stage& stage, const Verdict& verdict) {
  searcher_.begin_day(stage);
  int32_t i = 0;
  for (const Opening& opening : day_.openings()) {
    while (i < count_ && day_.quantum(candidates_[i].instant) < opening.open) ++i;
    if (i < count_ && day_.quantum(candidates_[i].instant) < opening.close) searcher_.begin_opening(opening);
    for (; i < count_ && day_.quantum(candidates_[i].instant) < opening.close; ++i) {
      if (candidates_[i].refused) continue;
      if (const auto status = searcher_.find(day_.quantum(candidates_[i].instant), visit_); status != Status::Ok)
        return status;
      if (visit_.cost == kNever) refuse(candidates_[i], verdict);
    }
  }
  return Status::Ok;
}

template <class Ask>
Status Explanation::each_phase(Ask&& ask) {
  int32_t number = 0;
  int32_t begins = 0;
  for (uint8_t w = 0; w < query_.plans.size(); ++w) {
    const WishPlan& plan = query_.plans[w];
    const auto phases = part(query_.salon.phases, query_.salon.services[plan.service].phases());
    for (uint16_t f = 0; f < phases.size(); ++f, ++number) {
      const Verdict verdict{{}, w, f, 0, kAny, begins + earliest_offset(plan, f)};
      if (const auto status = ask(number, phases[f], verdict); status != Status::Ok) return status;
    }
    begins += shortest(plan);
  }
  return Status::Ok;
}

Status Explanation::reject_by_hours() {
  return each_phase([&](int32_t number, const wire::Phase& phase, Verdict verdict) {
    if (phase.staff() == 0) return Status::Ok;
    verdict.reason = wire::Reason::PersonOff;
    verdict.person = only_person(query_, query_.plans[verdict.wish]);
    return reject_without({number + 1, 0, 0, 0, true}, verdict);
  });
}

Status Explanation::reject_by_power() {
  return each_phase([&](int32_t number, const wire::Phase& phase, Verdict verdict) {
    if (phase.needs_power() == 0) return Status::Ok;
    verdict.reason = wire::Reason::NoPower;
    return reject_without({0, 0, number + 1, 0, false}, verdict);
  });
}

Status Explanation::reject_by_bookings() {
  return each_phase([&](int32_t number, const wire::Phase& phase, Verdict verdict) {
    if (phase.staff() != 0) {
      verdict.reason = wire::Reason::PersonBusy;
      verdict.person = only_person(query_, query_.plans[verdict.wish]);
      const Stage stage{number + 1, number, Stage::kEvery, Stage::kEvery, false};
      if (const auto status = reject_without(stage, verdict); status != Status::Ok) return status;
    }
    verdict.reason = wire::Reason::ResourceBusy;
    verdict.person = kAny;
    const auto resources = part(query_.salon.phase_resources, phase.resources());
    for (size_t r = 0; r < resources.size(); ++r) {
      verdict.pool = resources[r];
      const Stage stage{number + 1, number + 1, Stage::kEvery, r + 1, false};
      if (const auto status = reject_without(stage, verdict); status != Status::Ok) return status;
    }
    return Status::Ok;
  });
}

/// Each guest alone has room in every phase, but there are not units enough for all of them at once.
Status Explanation::reject_party() {
  Verdict shared{wire::Reason::ResourceBusy};
  bool first = true;
  const auto status = each_phase([&](int32_t, const wire::Phase& phase, const Verdict& verdict) {
    for (const uint16_t resource : part(query_.salon.phase_resources, phase.resources())) {
      if (first) {
        shared.wish = verdict.wish;
        shared.phase = verdict.phase;
        shared.at = verdict.at;
        shared.pool = resource;
      } else if (shared.pool != resource) {
        shared.pool = kNoPool;
      }
      first = false;
    }
    return Status::Ok;
  });
  if (status != Status::Ok) return status;
  return reject_without({}, shared);
}

Status Explanation::find_reasons() {
  reject_by_opening();
  if (const auto status = reject_by_hours(); status != Status::Ok) return status;
  reject_by_time();
  if (const auto status = reject_by_power(); status != Status::Ok) return status;
  if (const auto status = reject_by_bookings(); status != Status::Ok) return status;
  return reject_party();
}

Status Explanation::explain_day(bool open) {
  list_candidates();
  if (!open) {
    for (int32_t i = 0; i < count_; ++i) refuse(candidates_[i], {wire::Reason::Closed});
  } else if (const auto status = find_reasons(); status != Status::Ok) {
    return status;
  }
  for (int32_t i = 0; i < count_; ++i) {
    const Candidate& c = candidates_[i];
    if (!c.refused) continue;
    const Verdict& v = c.verdict;
    const wire::Reject row(
        static_cast<uint32_t>(c.instant), static_cast<uint32_t>(c.instant + v.at * query_.salon.quantum), v.person,
        static_cast<int16_t>(day_.offset_at(c.instant)), v.phase, v.pool, static_cast<uint8_t>(v.reason), v.wish);
    if (!keep(row)) return Status::OutOfMemory;
  }
  return Status::Ok;
}

}  // namespace booking::availability
