#include "wasm/availability/visits/exhaustive.h"

#include <algorithm>
#include <bit>

namespace booking::availability {

Status Exhaustive::reserve(Arena& arena, const Query& query, const Ability& ability) {
  query_ = &query;
  // Per guest and wish: every staff stretch, a buffer before and one after.
  const size_t most = static_cast<size_t>(query.party) * query.plans.size() * (kMaxPhases + 2);
  busy_ = arena.take<Busy>(most);
  candidates_ = arena.take<Candidate>(query.participants.size() + 1);
  if (busy_ == nullptr || candidates_ == nullptr) return Status::OutOfMemory;
  return packing_.reserve(arena, most_needs(query, ability));
}

bool Exhaustive::is_free(uint32_t person, int32_t from, int32_t to) const {
  for (size_t i = 0; i < busy_count_; ++i)
    if (busy_[i].person == person && busy_[i].from < to && from < busy_[i].to) return false;
  return true;
}

bool Exhaustive::occupy(uint32_t person, int32_t from, int32_t to) {
  if (from >= to) return true;
  if (!is_free(person, from, to)) return false;
  busy_[busy_count_++] = {person, from, to};
  return true;
}

/// Whether there may be people and units enough, wish by wish, as long as every guest reaches the wish at the same
/// time. A party that fails here fails whoever is chosen; without this a busy salon would try every choice to find out.
bool Exhaustive::enough_for_party(int32_t t) const {
  for (size_t w = 0; w < query_->plans.size(); ++w) {
    const auto ways = query_->plans[w].ways;
    if (!enough_people(w, t) || (pools_count_ && !enough_units(w, t))) return false;
    if (ways.size() != 1) return true;
    t += ways[0].total;
  }
  return true;
}

bool Exhaustive::enough_people(size_t wish, int32_t t) const {
  for (const Way& way : query_->plans[wish].ways)
    if (way.first_staff != 0) return true;  // guests may take turns
  int32_t people = 0;
  for (uint32_t group = 0; group < query_->planes.people; ++group)
    people += std::popcount(ability_->can(wish, group)[t]);
  return people >= query_->party;
}

bool Exhaustive::enough_units(size_t wish, int32_t t) const {
  const auto ways = query_->plans[wish].ways;
  const auto first = ability_->shape(wish, 0).pools;  // every way has the same stretches, of other lengths
  for (size_t i = 0; i < first.size(); ++i) {
    int32_t from = first[i].offset;
    int32_t to = from + first[i].length;
    for (uint16_t way = 1; way < ways.size(); ++way) {
      const PoolStretch& other = ability_->shape(wish, way).pools[i];
      from = std::max(from, other.offset);
      to = std::min(to, other.offset + other.length);
    }
    if (from >= to) continue;  // guests may take turns
    int32_t units = 0;
    for (uint32_t group = 0; group < std::max(1U, groups_for(first[i].pool->units)); ++group)
      units += std::popcount(free_units(*day_, *first[i].pool, group, t + from, to - from));
    if (units < query_->party) return false;
  }
  return true;
}

Status Exhaustive::best(Day& day, const Ability& ability, const Chain& chain, int32_t t, Visit& visit) {
  day_ = &day;
  ability_ = &ability;
  chain_ = &chain;
  best_ = &visit;
  visit.cost = kNever;
  visit.start = t;
  if (chain.bound(t) == kNever || !enough_for_party(t)) return Status::Ok;
  now_.start = t;
  busy_count_ = 0;
  steps_ = 0;
  packing_.clear();
  if (query_->plans.size() == 1 && query_->plans[0].ways.size() == 1) pick_cheapest(t);
  else place(0, 0, t, t, 0, false);
  all_steps_ += steps_;
  return visit.cost == kNever && all_steps_ > kFeasibleSteps ? Status::TooComplex : Status::Ok;
}

/// One service that takes everybody equally long: the guests' needs are the same, so the cheapest people are the best
/// choice.
void Exhaustive::pick_cheapest(int32_t t) {
  const auto party = static_cast<size_t>(query_->party);
  size_t count = 0;
  for (uint32_t p = 0; p < query_->participants.size(); ++p) {
    const Cost cost = plus(chain_->entering(0, t, p), chain_->doing(0, t, p));
    if (cost != kNever) candidates_[count++] = {cost, p};
  }
  const bool reusable = query_->plans[0].ways[0].first_staff < 0;  // nobody is busy: one person may serve every guest
  if (count == 0 || (count < party && !reusable)) return;
  std::sort(candidates_, candidates_ + count, [](const Candidate& a, const Candidate& b) {
    return a.cost != b.cost ? a.cost < b.cost : a.person < b.person;
  });
  if (!reusable)
    std::sort(candidates_, candidates_ + party,
              [](const Candidate& a, const Candidate& b) { return a.person < b.person; });
  now_.cost = 0;
  for (size_t guest = 0; guest < party; ++guest) {
    const Candidate& chosen = candidates_[reusable ? 0 : guest];
    now_.person[guest][0] = static_cast<uint16_t>(chosen.person);
    now_.cost += chosen.cost;
    if (pools_count_) add_needs(*query_, *ability_, now_, static_cast<int32_t>(guest), packing_);
  }
  if (packing_.solve(*day_, steps_, limit())) *best_ = now_;
}

/// `above`: this guest's people already come after the previous guest's in document order, so any may follow. Guests
/// are alike, so only rising choices are tried.
void Exhaustive::place(int32_t guest, size_t wish, int32_t t, int32_t before, Cost spent, bool above) {
  const bool first_guest = guest == 0 || above;
  const uint32_t from = first_guest ? 0 : now_.person[guest - 1][wish];
  for (uint32_t p = from; p < query_->participants.size(); ++p) {
    if (chain_->doing(wish, t, p) == kNever) continue;
    if (++steps_ > limit()) return;
    const size_t mark = busy_count_;
    try_person(guest, wish, t, before, spent, first_guest || p > from, p);
    busy_count_ = mark;
  }
}

void Exhaustive::try_person(int32_t guest, size_t wish, int32_t t, int32_t before, Cost spent, bool above, uint32_t p) {
  const uint32_t previous = wish == 0 ? kAny : now_.person[guest][wish - 1];
  const bool joined = previous == p;
  Cost arriving = 0;
  if (joined) arriving = chain_->joining(wish - 1, before, p);
  else arriving = plus(wish == 0 ? 0 : chain_->leaving(wish - 1, before, previous), chain_->entering(wish, t, p));
  if (arriving == kNever) return;
  const auto others = static_cast<Cost>(query_->party - guest - 1);
  if (spent + arriving + chain_->doing(wish, t, p) + others * chain_->bound(now_.start) >= best_->cost) return;

  const Way& way = chain_->way(wish, p);
  if (!joined && wish > 0) {
    const Way& left = chain_->way(wish - 1, previous);
    const int32_t end = before + left.last_staff;
    if (left.first_staff >= 0 && !occupy(previous, end, end + query_->plans[wish - 1].buffer_after)) return;
  }
  if (way.first_staff >= 0) {
    const int32_t lead = joined ? 0 : query_->plans[wish].buffer_before;
    if (!occupy(p, t + way.first_staff - lead, t + way.first_staff)) return;
    for (const Stretch& staff : ability_->shape(wish, query_->plans[wish].way[p]).staff)
      if (!occupy(p, t + staff.offset, t + staff.offset + staff.length)) return;
  }
  now_.person[guest][wish] = static_cast<uint16_t>(p);
  spent += arriving + chain_->alone(wish, t, p);
  if (wish + 1 < query_->plans.size()) {
    place(guest, wish + 1, t + way.total, t, spent, above);
    return;
  }
  const Cost leaving = chain_->leaving(wish, t, p);
  const int32_t end = t + way.last_staff;
  if (leaving == kNever || (way.first_staff >= 0 && !occupy(p, end, end + query_->plans[wish].buffer_after))) return;
  finish_guest(guest, spent + leaving);
}

void Exhaustive::finish_guest(int32_t guest, Cost spent) {
  const size_t needs = packing_.count();
  if (query_->party > 1 && pools_count_) {
    add_needs(*query_, *ability_, now_, guest, packing_);
    if (!packing_.solve(*day_, steps_, limit())) {
      packing_.shrink(needs);
      return;
    }
  }
  if (guest + 1 < query_->party) {
    place(guest + 1, 0, now_.start, now_.start, spent, false);
  } else if (spent < best_->cost) {
    now_.cost = spent;
    *best_ = now_;
  }
  packing_.shrink(needs);
}

}  // namespace booking::availability
