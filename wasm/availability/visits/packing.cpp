#include "wasm/availability/visits/packing.h"

#include <algorithm>
#include <bit>

namespace booking::availability {

Status Packing::reserve(Arena& arena, size_t needs) {
  needs_ = arena.take<Need>(needs + 1);
  count_ = 0;
  return needs_ == nullptr ? Status::OutOfMemory : Status::Ok;
}

void Packing::copy(const Packing& other) {
  std::copy_n(other.needs_, other.count_, needs_);
  count_ = other.count_;
}

bool Packing::solve(Day& day, uint64_t& steps, uint64_t limit) { return solve_from(day, 0, steps, limit); }

bool Packing::solve_from(Day& day, size_t i, uint64_t& steps, uint64_t limit) {
  if (i == count_) return true;
  Need& need = needs_[i];
  const uint32_t groups = std::max(1u, groups_for(need.pool->units));
  for (uint32_t group = 0; group < groups; ++group) {
    Mask open = free_units(day, *need.pool, group, need.from, need.to - need.from);
    for (size_t j = 0; j < i; ++j) {
      const Need& other = needs_[j];
      if (other.pool == need.pool && other.unit / kMaskBits == group && other.from < need.to && need.from < other.to)
        open &= ~bit_of(other.unit);
    }
    for (; open != 0; open &= open - 1) {
      if (++steps > limit) return false;
      need.unit = group * kMaskBits + static_cast<uint32_t>(std::countr_zero(open));
      if (solve_from(day, i + 1, steps, limit)) return true;
    }
  }
  return false;
}

void add_needs(const Query& query, const Ability& ability, const Visit& visit, int32_t guest, Packing& packing) {
  int32_t at = visit.start;
  for (size_t w = 0; w < query.plans.size(); ++w) {
    const uint32_t p = visit.person[guest][w];
    const uint16_t way = query.plans[w].way[p];
    for (const PoolStretch& stretch : ability.shape(w, way).pools)
      packing.need(*stretch.pool, at + stretch.offset, at + stretch.offset + stretch.length);
    at += query.plans[w].ways[way].total;
  }
}

size_t most_needs(const Query& query, const Ability& ability) {
  size_t most = 0;
  for (size_t w = 0; w < query.plans.size(); ++w) {
    size_t of_wish = 0;
    for (uint16_t way = 0; way < query.plans[w].ways.size(); ++way)
      of_wish = std::max(of_wish, ability.shape(w, way).pools.size());
    most += of_wish;
  }
  return most * static_cast<size_t>(query.party);
}

}  // namespace booking::availability
