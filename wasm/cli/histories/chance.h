// Chance by a seed: the same on every machine (SplitMix64, Steele, Lea and Flood 2014).
#pragma once

#include <cstdint>

namespace booking::histories {

class Chance {
 public:
  /// Mixed, for else the numbers of one seed would be those of the next, one later.
  explicit Chance(uint64_t seed) : state_(mixed(seed)) {}

  uint64_t roll() { return mixed(state_ += 0x9e3779b97f4a7c15ULL); }

  static uint64_t mixed(uint64_t mixed) {
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
