// How long who waits for a person may still wait.
#pragma once

#include "wasm/routing/assignment/open_times.h"

namespace booking::routing {

/// The clocks at one moment. `open` and `levels` must outlive it.
struct Clocks {
  Clocks(const OpenTimes& times, const wire::Levels& service, uint32_t instant)
      : open(times), levels(service), now(instant), before_now(times.before(instant)) {}

  const OpenTimes& open;
  const wire::Levels& levels;
  uint32_t now;
  uint32_t before_now;
};

/// The deadline that comes first of a conversation that waits, in business minutes.
struct Remaining {
  int64_t budget;    // from the start of this wait until the deadline; not above 0 where it was over before
  uint32_t warning;  // to warn so long before it
  uint32_t elapsed;  // of this wait
  int32_t left;      // negative when it is late
  wire::Deadline deadline;
};

/// First and next response are counted from the start of this wait; resolution counts every wait of the hand-over, for
/// while we wait for the client no clock runs.
[[nodiscard]] Remaining remaining(const Clocks& clocks, const wire::Waiting& waiting);

/// As a caller is told of it, with the instants of the deadline and its warning.
[[nodiscard]] wire::Clock told(const Clocks& clocks, const wire::Waiting& waiting, wire::Held held);

}  // namespace booking::routing
