// A salon's day as its event stream: what an ordinary busy Saturday brings, and attacks to be found in it. Made from a
// seed, so that thresholds can be chosen on some days and judged on others.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "compliance_generated.h"

namespace traces {

namespace wire = booking::compliance::wire;

struct Trace {
  std::vector<wire::Event> events;  // in the order of their time
  /// Who attacks, and what ought to raise it.
  std::unordered_map<uint64_t, wire::Detector> attackers;
};

/// 400 clients from 07:00 to 20:00, a third of them behind three shared mobile addresses; their slips included:
/// mistyped codes, old links, cards that were declined twice, a hold for every second thought. One is a price-comparing
/// regular who looks at everything, one a webhook sender that changes its key.
Trace busy_saturday(uint64_t seed);

/// How hard an attacker tries. The more patient of the careful ones do no more in half an hour than clumsy clients do,
/// and cannot be told from them by counting: what they are worth is bounded by their rate plans.
enum class Strength { bold, careful };

/// The same Saturday with three attackers of the kind that the detector is for.
Trace attacked(uint64_t seed, wire::Detector by, Strength strength);

}  // namespace traces
