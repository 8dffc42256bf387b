// One service, one guest: the common question. Everything but the last choice is done for all quanta of an opening at
// once.
#pragma once

#include <bit>

#include "wasm/availability/planes/gaps.h"

namespace booking::availability {

class Solo {
 public:
  [[nodiscard]] Status reserve(Arena& arena, const Query& query, int32_t capacity);

  /// `ability` computed with the buffers in `can`, `gaps` for this day.
  void compute(const Ability& ability, Gaps& gaps, std::span<const Opening> openings);

  /// False where nobody can start: most quanta of a busy salon.
  [[nodiscard]] bool anybody(int32_t t) const {
    Mask who = 0;
    for (uint32_t g = 0; g < query_->planes.people; ++g) who |= groups_[g].able[t];
    return who != 0;
  }

  /// The best visit at quantum `t` of an opening that ends at `close`; cost kNever when there is none.
  void best(int32_t t, int32_t close, Visit& visit) const;

  /// Calls `take(t, price, gaps, participant)` with the best visit at `t`, `t` + `step` … before `close`, where there
  /// is one.
  template <class Take>
  void each(int32_t t, int32_t close, int32_t step, Take&& take) const {
    const int32_t last = last_start_of(close);
    if (query_->planes.people == 1) return each_of_word(t, last, step, take);  // up to 32 people: nearly every salon
    Visit visit;
    for (; t <= last; t += step) {
      if (!anybody(t)) continue;
      best(t, close, visit);
      if (visit.cost != kNever)
        take(t, static_cast<int32_t>(price_of(visit.cost)), gaps_of(visit.cost), visit.person[0][0]);
    }
  }

 private:
  /// For each quantum, how many gaps each person would leave by starting there: up to 7, as three bits in three words.
  struct Group {
    const Mask* able;  // who can start at a quantum
    Mask* merged;      // holds `able` where people take unequally long
    Mask* ones;
    Mask* twos;
    Mask* fours;
    bool few;  // nobody leaves more than two gaps: `fours` is not written
  };
  struct Bits {
    Mask* ones;
    Mask* twos;
    Mask* fours;
  };
  template <class Take>
  void each_of_word(int32_t t, int32_t last, int32_t step, Take& take) const {
    const Group group = groups_[0];
    const std::span<const PriceClass> classes = query_->plans[0].classes;
    for (; t <= last; t += step) {
      const Mask able = group.able[t];
      if (able == 0) continue;
      size_t c = 0;
      while ((able & classes[c].who[0]) == 0) ++c;  // whoever is able has a price
      Mask who = able & classes[c].who[0];
      const uint32_t gaps = fewest_gaps(group, t, who);
      take(t, classes[c].price, gaps, static_cast<uint16_t>(std::countr_zero(who)));
    }
  }
  /// Leaves in `who` those that leave the fewest gaps by starting at `t`, and says how many gaps that is.
  [[nodiscard]] static uint32_t fewest_gaps(const Group& group, int32_t t, Mask& who) {
    uint32_t count = 0;
    if (!group.few) count += keep_fewest(who, group.fours[t], 4);
    count += keep_fewest(who, group.twos[t], 2);
    return count + keep_fewest(who, group.ones[t], 1);
  }
  /// Leaves in `who` those without the bit, if there are any; else all have it, and its weight counts.
  [[nodiscard]] static uint32_t keep_fewest(Mask& who, Mask with, uint32_t weight) {
    const Mask without = who & ~with;
    if (without == 0) return weight;
    who = without;
    return 0;
  }
  /// Where people take equally long, the last quantum at which a visit ends by `close`; else `able` says so itself.
  [[nodiscard]] int32_t last_start_of(int32_t close) const {
    const auto ways = query_->plans[0].ways;
    return ways.size() == 1 ? close - ways[0].total : close - 1;
  }
  void count_gaps(const Ability& ability, Gaps& gaps, uint32_t group, uint16_t way, int32_t from, int32_t count,
                  const Bits& bits);

  const Query* query_ = nullptr;
  Group* groups_ = nullptr;
  Mask* counts_[3] = {};
};

}  // namespace booking::availability
