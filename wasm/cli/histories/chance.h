// Chance by a seed: the same on every machine (SplitMix64, Steele, Lea and Flood 2014).
#pragma once

#include <cstdint>

namespace booking::histories {

class Chance {
 public:
  explicit Chance(uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15ULL + 1) {}

  uint64_t roll() {
    uint64_t mixed = state_ += 0x9e3779b97f4a7c15ULL;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
    return mixed ^ (mixed >> 31);
  }

  /// From `least` to `most`, both included.
  uint32_t between(uint32_t least, uint32_t most) {
    return least + static_cast<uint32_t>(roll() % (uint64_t{most} - least + 1));
  }

  /// True so many times in a thousand.
  bool of_thousand(uint32_t share) { return roll() % 1000 < share; }

 private:
  uint64_t state_;
};

}  // namespace booking::histories
