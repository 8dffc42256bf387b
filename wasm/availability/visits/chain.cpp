#include "wasm/availability/visits/chain.h"

#include <algorithm>
#include <bit>

namespace booking::availability {

Status Chain::reserve(Arena& arena, const Query& query, int32_t capacity) {
  query_ = &query;
  people_ = query.participants.size();
  const size_t cells = query.plans.size() * (static_cast<size_t>(capacity) + 1);
  do_ = arena.take<Cost>(cells * people_ + 1);
  entries_ = arena.take<Entry>(cells);
  reached_ = arena.take<uint8_t>(cells);
  return do_ == nullptr || entries_ == nullptr || reached_ == nullptr ? Status::OutOfMemory : Status::Ok;
}

bool Chain::able(size_t w, int32_t t, uint32_t p) const {
  return (ability_->can(w, p / kMaskBits)[t] & bit_of(p)) != 0 && t + way(w, p).total <= opening_.close;
}

Cost Chain::entering(size_t w, int32_t t, uint32_t p) const {
  const Way& how = way(w, p);
  if (how.first_staff < 0) return 0;
  if ((ability_->before(w, p / kMaskBits)[t] & bit_of(p)) == 0) return kNever;
  return gaps_->before_of(p, t + how.first_staff - query_->plans[w].buffer_before) ? 1 : 0;
}

Cost Chain::leaving(size_t w, int32_t t, uint32_t p) const {
  const Way& how = way(w, p);
  if (how.first_staff < 0) return 0;
  if ((ability_->after(w, p / kMaskBits)[t] & bit_of(p)) == 0) return kNever;
  return gaps_->after_of(p, t + how.last_staff + query_->plans[w].buffer_after) ? 1 : 0;
}

Cost Chain::joining(size_t w, int32_t t, uint32_t p) const {
  const Way& how = way(w, p);
  const Way& next = way(w + 1, p);
  const int32_t from = t + how.last_staff;
  const int32_t to = t + how.total + next.first_staff;
  if (how.first_staff >= 0 && next.first_staff >= 0) return gaps_->between_of(p, from, to);
  if (how.first_staff >= 0) return gaps_->after_of(p, from) ? 1 : 0;
  if (next.first_staff >= 0) return gaps_->before_of(p, to) ? 1 : 0;
  return 0;
}

Cost Chain::alone(size_t w, int32_t t, uint32_t p) const {
  const auto& staff = ability_->shape(w, query_->plans[w].way[p]).staff;
  Cost cost = cost_of(query_->plans[w].price[p]);
  for (size_t i = 1; i < staff.size(); ++i)
    cost += gaps_->between_of(p, t + staff[i - 1].offset + staff[i - 1].length, t + staff[i].offset);
  return cost;
}

Cost Chain::after_doing(size_t w, int32_t t, uint32_t p) const {
  const Cost left = leaving(w, t, p);
  if (w + 1 == query_->plans.size()) return left;
  const int32_t next = t + way(w, p).total;
  const Entry& into = entry(w + 1, next);
  const Cost changed = plus(left, into.who == p ? into.second : into.best);
  const Cost joined = able(w + 1, next, p) ? plus(joining(w, t, p), doing(w + 1, next, p)) : kNever;
  return std::min(changed, joined);
}

void Chain::mark_reached(Day& day) {
  std::fill_n(reached_, query_->plans.size() * static_cast<size_t>(rows_), uint8_t{0});
  for (int32_t t = opening_.open; t < opening_.close; ++t)
    if (day.is_candidate(day.instant(t))) reached_[index(0, t)] = 1;
  for (size_t w = 0; w + 1 < query_->plans.size(); ++w)
    for (const Way& way : query_->plans[w].ways) {
      const int32_t count = rows_ - way.total;
      const uint8_t* from = reached_ + index(w, opening_.open);
      uint8_t* to = reached_ + index(w + 1, opening_.open) + way.total;
      for (int32_t i = 0; i < count; ++i) to[i] |= from[i];
    }
}

void Chain::compute(Day& day, const Ability& ability, Gaps& gaps, const Opening& opening) {
  ability_ = &ability;
  gaps_ = &gaps;
  opening_ = opening;
  rows_ = opening.close - opening.open + 1;
  mark_reached(day);
  for (size_t w = query_->plans.size(); w-- > 0;)
    for (int32_t t = opening.close; t >= opening.open; --t)
      if (reached_[index(w, t)] != 0) compute_from(w, t);
}

void Chain::compute_from(size_t w, int32_t t) {
  Entry into{kNever, kNever, kAny};
  Cost* row = do_ + index(w, t) * people_;
  std::fill_n(row, people_, kNever);
  for (uint32_t group = 0; group < query_->planes.people; ++group)
    for (Mask left = ability_->can(w, group)[t]; left != 0; left &= left - 1) {
      const uint32_t p = group * kMaskBits + static_cast<uint32_t>(std::countr_zero(left));
      if (t + way(w, p).total > opening_.close) continue;
      row[p] = plus(alone(w, t, p), after_doing(w, t, p));
      if (row[p] == kNever) continue;
      const Cost cost = plus(entering(w, t, p), row[p]);
      if (cost < into.best) {
        into.second = into.best;
        into.best = cost;
        into.who = p;
      } else if (cost < into.second) {
        into.second = cost;
      }
    }
  entries_[index(w, t)] = into;
}

void Chain::rebuild(int32_t t, Visit& visit) {
  visit.start = t;
  visit.cost = bound(t);
  if (visit.cost == kNever) return;
  Cost left = visit.cost;
  uint32_t previous = kAny;
  int32_t before = t;
  for (size_t w = 0; w < query_->plans.size(); ++w) {
    for (uint32_t p = 0; p < people_; ++p) {
      const Cost doing_it = doing(w, t, p);
      if (doing_it == kNever) continue;
      const Cost arriving = p == previous
                                ? joining(w - 1, before, p)
                                : plus(previous == kAny ? 0 : leaving(w - 1, before, previous), entering(w, t, p));
      if (plus(arriving, doing_it) != left) continue;
      visit.person[0][w] = static_cast<uint16_t>(p);
      left = doing_it - alone(w, t, p);
      previous = p;
      before = t;
      t += way(w, p).total;
      break;
    }
  }
}

}  // namespace booking::availability
