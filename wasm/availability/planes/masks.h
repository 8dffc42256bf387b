// A plane is the occupancy of 32 units over a stretch of time: one word for every 5-minute quantum, one bit for every
// unit.
//
// "Free from t for n quanta" is then an AND of words at index offsets, with no bit ever shifted, for 32 units at a time
// and four quanta in a SIMD register; and the word at t says at once *who* is free. Runs are doubled: R1 = free, R2[t]
// = R1[t] & R1[t+1], R4[t] = R2[t] & R2[t+2], … and a run of n is R_p[t] & R_p[t+n-p] with p the greatest power of two
// <= n.
#pragma once

#include <bit>
#include <cstdint>

#include "wasm/base/arena.h"

namespace booking::availability {

using Mask = uint32_t;
inline constexpr int32_t kMaskBits = 32;
inline constexpr Mask kAll = ~Mask{0};

[[nodiscard]] constexpr uint32_t groups_for(uint32_t units) { return (units + kMaskBits - 1) / kMaskBits; }
[[nodiscard]] constexpr Mask bit_of(uint32_t unit) { return Mask{1} << (unit % kMaskBits); }

// The inner loops, over [0, n). Their arguments never overlap: only then does the compiler use SIMD.

/// out &= who is free for the whole run.
inline void and_run(Mask* __restrict out, const Mask* __restrict head, const Mask* __restrict tail, int32_t n) {
  for (int32_t t = 0; t < n; ++t) out[t] &= head[t] & tail[t];
}

/// out = those of `who` that are free for the whole run.
inline void keep_run(Mask* __restrict out, const Mask* __restrict head, const Mask* __restrict tail, Mask who,
                     int32_t n) {
  for (int32_t t = 0; t < n; ++t) out[t] = head[t] & tail[t] & who;
}

/// out &= everybody, where any unit is free for the whole run, else nobody.
inline void keep_any(Mask* __restrict out, const Mask* __restrict head, const Mask* __restrict tail, int32_t n) {
  for (int32_t t = 0; t < n; ++t) out[t] &= (head[t] & tail[t]) != 0 ? kAll : 0;
}

inline void keep_who(Mask* __restrict out, const Mask* __restrict from, Mask who, int32_t n) {
  for (int32_t t = 0; t < n; ++t) out[t] = from[t] & who;
}

inline void or_into(Mask* __restrict out, const Mask* __restrict from, int32_t n) {
  for (int32_t t = 0; t < n; ++t) out[t] |= from[t];
}

/// Doubled runs of one plane of `quanta` words. Levels are made when first asked for.
class Runs {
 public:
  static constexpr int32_t kLevels = 10;  // runs of up to 2^10 - 1 quanta, 85 hours

  /// False when the arena is exhausted.
  [[nodiscard]] bool reserve(Arena& arena, int32_t quanta) {
    for (auto& level : level_) {
      level = arena.take<Mask>(static_cast<size_t>(quanta));
      if (level == nullptr) return false;
    }
    return true;
  }

  /// The plane itself, to be written before `restart`.
  [[nodiscard]] Mask* plane() { return level_[0]; }
  [[nodiscard]] const Mask* plane() const { return level_[0]; }

  /// Says that the plane was written anew, with `quanta` words.
  void restart(int32_t quanta) {
    quanta_ = quanta;
    made_ = 0;
  }

  /// The words of the largest power of two not above `length` (>= 1): a run from t is `head[t] & head[t + tail]`.
  struct Pair {
    const Mask* head;
    int32_t tail;
    [[nodiscard]] Mask at(int32_t t) const { return head[t] & head[t + tail]; }
  };
  [[nodiscard]] Pair of(int32_t length) {
    const int32_t power = static_cast<int32_t>(std::bit_width(static_cast<uint32_t>(length))) - 1;
    while (made_ < power) double_up();
    return {level_[power], length - (int32_t{1} << power)};
  }

 private:
  void double_up() {
    const int32_t half = int32_t{1} << made_;
    const Mask* __restrict from = level_[made_];
    Mask* __restrict to = level_[made_ + 1];
    const int32_t n = quanta_ - 2 * half + 1;
    for (int32_t t = 0; t < n; ++t) to[t] = from[t] & from[t + half];
    ++made_;
  }

  Mask* level_[kLevels] = {};
  int32_t quanta_ = 0;
  int32_t made_ = 0;
};

/// Sets bit `bit` in words [from, to), both clipped to [0, quanta).
inline void set_span(Mask* plane, int32_t quanta, int32_t from, int32_t to, Mask bit) {
  if (from < 0) from = 0;
  if (to > quanta) to = quanta;
  for (int32_t t = from; t < to; ++t) plane[t] |= bit;
}

inline void clear_span(Mask* plane, int32_t quanta, int32_t from, int32_t to, Mask bit) {
  if (from < 0) from = 0;
  if (to > quanta) to = quanta;
  for (int32_t t = from; t < to; ++t) plane[t] &= ~bit;
}

}  // namespace booking::availability
