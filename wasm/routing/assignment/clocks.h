// How long who waits for a person may still wait.
#pragma once

#include "wasm/routing/assignment/open_times.h"

namespace booking::routing {

/// The deadline that comes first of a conversation that waits. First and next response are counted from the start of
/// this wait; resolution counts every wait of the hand-over, for while we wait for the client no clock runs. `held` is
/// Taken.
[[nodiscard]] wire::Clock read_clock(const OpenTimes& open, const wire::Levels& levels, const wire::Waiting& waiting,
                                     uint32_t now);

}  // namespace booking::routing
