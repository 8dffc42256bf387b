// Gaps: free stretches too short for anything their person does.
//
// A person's free stretch is a maximal time in which they work, the salon is open and they are not busy. A visit leaves
// a gap where such a stretch adjoins one of its segments and is shorter than the person's shortest service. The
// consecutive services one person does in a visit are looked at together, everything else against what is stored.
#pragma once

#include <cstdint>

#include "wasm/availability/planes/ability.h"
#include "wasm/availability/visits/visit.h"

namespace booking::availability {

class Gaps {
 public:
  [[nodiscard]] Status reserve(Arena& arena, const Query& query, int32_t capacity);

  /// Prepares openings of a filled day: all of them, or one where buffers reach beyond it, since what is free in
  /// another opening is no gap of this one's visits.
  void compute(Day& day, std::span<const Opening> openings);

  /// Who would have a gap right before a segment that starts at quantum t, right after one that ends there.
  [[nodiscard]] const Mask* before(uint32_t group) const { return groups_[group].before; }
  [[nodiscard]] const Mask* after(uint32_t group) const { return groups_[group].after; }
  /// Who works and is free in open hours for `length` quanta.
  [[nodiscard]] Runs::Pair sellable(uint32_t group, int32_t length) { return groups_[group].sellable->of(length); }
  /// People whose shortest service is longer than `length` quanta.
  [[nodiscard]] Mask shorter_than_shortest(uint32_t group, int32_t length) const;

  /// The same for one person; `between_of` counts the gaps between a segment that ends at `from` and the next of the
  /// same run that starts at `to`: 0, 1 or 2.
  [[nodiscard]] bool before_of(uint32_t p, int32_t t) const { return (before(p / kMaskBits)[t] & bit_of(p)) != 0; }
  [[nodiscard]] bool after_of(uint32_t p, int32_t t) const { return (after(p / kMaskBits)[t] & bit_of(p)) != 0; }
  [[nodiscard]] uint32_t between_of(uint32_t p, int32_t from, int32_t to);

  /// -(stranded minutes x mean price per minute), summed over the runs of all guests; whole cents, rounded down per
  /// run.
  [[nodiscard]] int32_t score(const Ability& ability, const Visit& visit);

 private:
  /// People whose shortest service has the same length, in quanta.
  struct LengthClass {
    int32_t length;
    Mask* who;
  };
  struct Group {
    Runs* sellable;  // works, free, open: the day's own where the salon is open throughout, else `cut`
    Runs cut;
    Mask* before;
    Mask* after;
  };
  [[nodiscard]] int32_t length_before(uint32_t p, int32_t t);
  [[nodiscard]] int32_t length_after(uint32_t p, int32_t t);
  [[nodiscard]] int32_t length_between(uint32_t p, int32_t from, int32_t to);

  /// floor(minutes of `quanta` x the mean price per minute of `p`), remembered: the division would cost more than the
  /// search.
  [[nodiscard]] int64_t cents_for(uint32_t p, int32_t quanta);
  static constexpr int32_t kRemembered = 64;
  static constexpr int32_t kUnknown = -1;

  const Query* query_ = nullptr;
  Group* groups_ = nullptr;
  int32_t* cents_ = nullptr;  // kRemembered per participant
  std::span<LengthClass> shortest_;
};

}  // namespace booking::availability
