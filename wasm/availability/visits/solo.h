// One service, one guest: the common question. Everything but the last choice is done for all quanta of an opening at
// once.
#pragma once

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
  void count_gaps(const Ability& ability, Gaps& gaps, uint32_t group, uint16_t way, int32_t from, int32_t count,
                  const Bits& bits);

  const Query* query_ = nullptr;
  Group* groups_ = nullptr;
  Mask* counts_[3] = {};
};

}  // namespace booking::availability
