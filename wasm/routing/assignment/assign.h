// Whose turn it is. The most urgent conversation takes first: the fewest business minutes left, then the most money at
// risk, then the order of the request. It takes, in this order,
//
//   1. whom they asked for by name, if that person is here; while that one is full they are waited for, but not for
//   ever;
//   2. of those who are able and have room the least loaded, then who has been without a new one for longest, then the
//      first of the request.
//
// Able is who has every skill and the language. After its time each requirement may be dropped, the one whose time is
// over sooner first, and only where nobody with it has room.
#pragma once

#include <span>

#include "wasm/routing/assignment/clocks.h"

namespace booking::routing {

inline constexpr uint32_t kAskedForNobody = 0xffffffff;
inline constexpr uint32_t kAskedForAbsent = 0xfffffffe;
inline constexpr uint32_t kMostCapacity = 100;

struct Question {
  uint32_t now;
  const wire::Levels& levels;
  std::span<const wire::Helper> people;
  std::span<const wire::Waiting> waiting;
  bool clocks;  // whether they are wanted
};

struct Assignment {
  std::span<wire::Clock> clocks;  // one for each that waits, where they are wanted
  std::span<wire::Turn> turns;    // the most urgent first
};

/// Deterministic: no clock, no chance. Everything taken comes from `arena`. Errors: OutOfRange (an index, a capacity),
/// OutOfMemory.
[[nodiscard]] wire::Status assign(const OpenTimes& open, const Question& question, Arena& arena, Assignment& out);

}  // namespace booking::routing
