#include "wasm/availability/search/solo.h"

#include <bit>

namespace booking::availability {
namespace {

/// Counts of up to 7 gaps for 32 people at once, as three bits in three words.
struct GapCounts {
  Mask ones = 0;
  Mask twos = 0;
  Mask fours = 0;

  void add_one(Mask who) {
    const Mask carry = ones & who;
    ones ^= who;
    add_two(carry);
  }
  void add_two(Mask who) {
    const Mask carry = twos & who;
    twos ^= who;
    fours |= carry;
  }
  /// Of `who`, those with the fewest, and how many that is.
  [[nodiscard]] Mask fewest(Mask who, uint32_t& count) const {
    count = 0;
    for (const auto& [plane, weight] : {std::pair{fours, 4u}, std::pair{twos, 2u}, std::pair{ones, 1u}}) {
      if ((who & ~plane) != 0) who &= ~plane;
      else count += weight;
    }
    return who;
  }
};

}  // namespace

void best_alone(const Query& query, const Ability& ability, Gaps& gaps, int32_t t, int32_t close, Visit& visit) {
  const WishPlan& plan = query.plans[0];
  visit.start = t;
  visit.cost = kNever;
  for (const PriceClass& price : plan.classes) {
    for (uint32_t group = 0; group < query.planes.people; ++group) {
      const Mask able = ability.can(0, group)[t] & price.who[group];
      if (able == 0) continue;
      for (uint16_t w = 0; w < plan.ways.size(); ++w) {
        const Way& way = plan.ways[w];
        const Mask who = able & way.who[group];
        if (who == 0 || t + way.total > close) continue;
        GapCounts counts;
        if (way.first_staff >= 0) {
          counts.add_one(gaps.before(group, t + way.first_staff - plan.buffer_before));
          const auto& staff = ability.shape(0, w).staff;
          for (size_t i = 1; i < staff.size(); ++i) {
            const auto inner = gaps.between(group, t + staff[i - 1].offset + staff[i - 1].length, t + staff[i].offset);
            counts.add_one(inner.one);
            counts.add_two(inner.two);
          }
          counts.add_one(gaps.after(group, t + way.last_staff + plan.buffer_after));
        }
        uint32_t count = 0;
        const Mask best = counts.fewest(who, count);
        const auto p = static_cast<uint16_t>(group * kMaskBits + static_cast<uint32_t>(std::countr_zero(best)));
        const Cost cost = cost_of(price.price, count);
        if (cost < visit.cost || (cost == visit.cost && p < visit.person[0][0])) {
          visit.cost = cost;
          visit.person[0][0] = p;
        }
      }
    }
    if (visit.cost != kNever) return;
  }
}

}  // namespace booking::availability
