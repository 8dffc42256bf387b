// What will become a ticket, and what is to be done about it first.
//
// A sign's confidence is how often what looked so became a ticket in replayed weeks (confidence.h); one that is sure
// enough is a finding. A client is told by their own channel of what they could not know, where some channel reaches
// them and they can still do something about it; everything else is for a person.
#pragma once

#include "wasm/routing/proactive/signs.h"

namespace booking::routing::proactive {

/// Thousandths, as `corectl proactive judge` measured them. `bucket` below kBuckets.
[[nodiscard]] uint16_t confidence_of(wire::Kind kind, uint8_t bucket);

/// Thousandths from which a sign of the kind is a finding.
[[nodiscard]] uint16_t sure_from(wire::Kind kind);

/// Errors: as signs_of.
[[nodiscard]] Status foresee(const Facts& facts, Arena& arena, std::span<wire::Finding>& out);

}  // namespace booking::routing::proactive
