// One service, one guest: the common question, answered with a few words per start.
#pragma once

#include "wasm/availability/search/gaps.h"

namespace booking::availability {

/// The best visit at quantum `t` of an opening that closes at `close`; cost kNever when there is none.
/// `ability` must have been computed with the buffers in `can`, `gaps` for this opening.
void best_alone(const Query& query, const Ability& ability, Gaps& gaps, int32_t t, int32_t close, Visit& visit);

}  // namespace booking::availability
