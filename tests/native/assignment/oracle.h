// Who takes which conversation, by the rules of assign.h read one by one: minute after minute, and for each turn every
// conversation and every person anew. Slow, and written without a look at how the core does it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "assignment_generated.h"

namespace oracle::people {

namespace wire = booking::routing::wire;

struct Case {
  uint32_t now = 0;
  wire::Levels levels;
  std::vector<wire::Open> open;
  std::vector<wire::Helper> people;
  std::vector<wire::Waiting> waiting;
};

struct Judged {
  std::vector<wire::Turn> turns;
  std::vector<wire::Clock> clocks;
};

/// Minutes of [from, to) in which some open time lies.
uint32_t business_minutes(const std::vector<wire::Open>& open, uint32_t from, uint32_t to);

Judged judge(const Case& question);

}  // namespace oracle::people
