#include "wasm/availability/visits/solo.h"

#include <algorithm>
#include <bit>

namespace booking::availability {
namespace {

/// Adds one to the count of everybody in `who`, in words of bits, twos and fours. Counts beyond 7 stay at 4 to 7: they
/// only order people who leave very many gaps.
inline void add_one(Mask who, Mask& ones, Mask& twos, Mask& fours) {
  const Mask carry = ones & who;
  ones ^= who;
  fours |= twos & carry;
  twos ^= carry;
}

inline void add_two(Mask who, Mask& twos, Mask& fours) {
  fours |= twos & who;
  twos ^= who;
}

void add_way(const Mask* from, Mask* to, int32_t first, int32_t count, Mask who) {
  for (int32_t t = first; t < first + count; ++t) to[t] |= from[t] & who;
}

}  // namespace

Status Solo::reserve(Arena& arena, const Query& query, int32_t capacity) {
  query_ = &query;
  const auto words = static_cast<size_t>(capacity) + 1;
  groups_ = arena.take<Group>(query.planes.people + 1);
  if (groups_ == nullptr) return Status::OutOfMemory;
  for (uint32_t g = 0; g < query.planes.people; ++g) {
    Group& group = groups_[g];
    for (Mask** plane : {&group.merged, &group.ones, &group.twos, &group.fours})
      if ((*plane = arena.take<Mask>(words)) == nullptr) return Status::OutOfMemory;
  }
  for (Mask*& plane : counts_)
    if ((plane = arena.take<Mask>(words)) == nullptr) return Status::OutOfMemory;
  return Status::Ok;
}

void Solo::compute(const Ability& ability, Gaps& gaps, std::span<const Opening> openings) {
  const WishPlan& plan = query_->plans[0];
  const int32_t from = openings.front().open;
  const int32_t to = openings.back().close;
  const bool one_way = plan.ways.size() == 1;
  for (uint32_t g = 0; g < query_->planes.people; ++g) {
    Group& group = groups_[g];
    group.able = one_way ? ability.can(0, g) : group.merged;
    group.few = one_way && ability.shape(0, 0).staff.size() <= 1;
    if (one_way) {  // everybody takes equally long
      count_gaps(ability, gaps, g, 0, from, to - plan.ways[0].total + 1 - from, {group.ones, group.twos, group.fours});
      continue;
    }
    for (Mask* plane : {group.merged, group.ones, group.twos, group.fours})
      std::fill_n(plane + from, to + 1 - from, Mask{0});
    for (uint16_t w = 0; w < plan.ways.size(); ++w) {
      const Mask who = plan.ways[w].who[g];
      if (who == 0) continue;
      count_gaps(ability, gaps, g, w, from, to - plan.ways[w].total + 1 - from, {counts_[0], counts_[1], counts_[2]});
      for (const Opening& opening : openings) {
        const int32_t count = opening.close - plan.ways[w].total + 1 - opening.open;
        add_way(ability.can(0, g), group.merged, opening.open, count, who);
        add_way(counts_[0], group.ones, opening.open, count, who);
        add_way(counts_[1], group.twos, opening.open, count, who);
        add_way(counts_[2], group.fours, opening.open, count, who);
      }
    }
  }
}

void Solo::count_gaps(const Ability& ability, Gaps& gaps, uint32_t group, uint16_t way, int32_t from, int32_t count,
                      const Bits& bits) {
  if (count <= 0) return;
  const WishPlan& plan = query_->plans[0];
  const Way& how = plan.ways[way];
  Mask* __restrict ones = bits.ones + from;
  Mask* __restrict twos = bits.twos + from;
  Mask* __restrict fours = bits.fours + from;
  const auto& staff = ability.shape(0, way).staff;
  if (staff.size() != 1 || plan.ways.size() > 1) std::fill_n(fours, count, Mask{0});
  if (staff.empty()) {
    std::fill_n(ones, count, Mask{0});
    std::fill_n(twos, count, Mask{0});
    return;
  }
  const Mask* __restrict before = gaps.before(group) + from + how.first_staff - plan.buffer_before;
  const Mask* __restrict after = gaps.after(group) + from + how.last_staff + plan.buffer_after;
  for (int32_t i = 0; i < count; ++i) {
    ones[i] = before[i] ^ after[i];
    twos[i] = before[i] & after[i];
  }
  for (size_t s = 1; s < staff.size(); ++s) {
    const int32_t end = staff[s - 1].offset + staff[s - 1].length;
    const int32_t free_length = staff[s].offset - end;
    const auto run = gaps.sellable(group, free_length);
    const Mask too_short = gaps.shorter_than_shortest(group, free_length);
    const Mask* __restrict head = run.head + from + end;
    const Mask* __restrict tail = head + run.tail;
    const Mask* __restrict inner_after = gaps.after(group) + from + end;
    const Mask* __restrict inner_before = gaps.before(group) + from + staff[s].offset;
    for (int32_t i = 0; i < count; ++i) {
      const Mask whole = head[i] & tail[i];
      const Mask left = inner_after[i] & ~whole;
      const Mask right = inner_before[i] & ~whole;
      add_one((whole & too_short) | (left ^ right), ones[i], twos[i], fours[i]);
      add_two(left & right, twos[i], fours[i]);
    }
  }
}

void Solo::best(int32_t t, int32_t close, Visit& visit) const {
  visit.start = t;
  visit.cost = kNever;
  if (t > last_start_of(close)) return;
  for (const PriceClass& price : query_->plans[0].classes) {
    for (uint32_t g = 0; g < query_->planes.people; ++g) {
      const Group& group = groups_[g];
      Mask who = group.able[t] & price.who[g];
      if (who == 0) continue;
      const uint32_t count = fewest_gaps(group, t, who);
      const Cost cost = cost_of(price.price, count);
      if (cost < visit.cost) {  // groups are in document order
        visit.cost = cost;
        visit.person[0][0] = static_cast<uint16_t>(g * kMaskBits + static_cast<uint32_t>(std::countr_zero(who)));
      }
    }
    if (visit.cost != kNever) return;
  }
}

}  // namespace booking::availability
