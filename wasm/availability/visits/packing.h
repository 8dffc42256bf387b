// Which unit serves which stretch: a party's guests need units of the same pools at overlapping times.
#pragma once

#include <cstdint>

#include "wasm/availability/planes/ability.h"
#include "wasm/availability/visits/visit.h"

namespace booking::availability {

/// One guest's need for one unit of a pool over [from, to), and the unit chosen (index in the pool).
struct Need {
  const Pool* pool;
  int32_t from;
  int32_t to;
  uint32_t unit;
};

class Packing {
 public:
  [[nodiscard]] Status reserve(Arena& arena, size_t needs);

  void clear() { count_ = 0; }
  [[nodiscard]] size_t count() const { return count_; }
  void shrink(size_t count) { count_ = count; }
  void copy(const Packing& other);
  [[nodiscard]] std::span<const Need> needs() const { return {needs_, count_}; }

  void need(const Pool& pool, int32_t from, int32_t to) { needs_[count_++] = {&pool, from, to, 0}; }

  /// Chooses units for all needs, the lowest units for the earliest needs first; false when there are not enough.
  /// Each unit tried costs a step; also false once `steps` passes `limit`.
  [[nodiscard]] bool solve(Day& day, uint64_t& steps, uint64_t limit);

 private:
  [[nodiscard]] bool solve_from(Day& day, size_t i, uint64_t& steps, uint64_t limit);

  Need* needs_ = nullptr;
  size_t count_ = 0;
};

/// The stretches in which `visit` needs units, guest by guest, wish by wish.
void add_needs(const Query& query, const Ability& ability, const Visit& visit, int32_t guest, Packing& packing);

[[nodiscard]] size_t most_needs(const Query& query, const Ability& ability);

}  // namespace booking::availability
