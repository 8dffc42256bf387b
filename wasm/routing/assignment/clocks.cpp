#include "wasm/routing/assignment/clocks.h"

#include <algorithm>

namespace booking::routing {

Remaining remaining(const Clocks& clocks, const wire::Waiting& waiting) {
  const wire::Levels& levels = clocks.levels;
  const bool answered = waiting.answered() != 0;
  const uint32_t elapsed = waiting.since() < clocks.now ? clocks.before_now - clocks.open.before(waiting.since()) : 0;
  Remaining out{levels.first(), levels.first_warning(), elapsed, 0, wire::Deadline::FirstResponse};
  if (answered) out = {levels.next(), levels.next_warning(), elapsed, 0, wire::Deadline::NextResponse};
  const int64_t resolution = int64_t{levels.resolution()} - waiting.waited();
  if (resolution < out.budget) out = {resolution, levels.resolution_warning(), elapsed, 0, wire::Deadline::Resolution};
  out.left = static_cast<int32_t>(std::clamp<int64_t>(out.budget - elapsed, INT32_MIN, INT32_MAX));
  return out;
}

wire::Clock told(const Clocks& clocks, const wire::Waiting& waiting, wire::Held held) {
  const Remaining of = remaining(clocks, waiting);
  const auto reached = [&](int64_t minutes) {
    return minutes <= 0 ? waiting.since() : clocks.open.after(waiting.since(), static_cast<uint32_t>(minutes));
  };
  const auto level = of.left < 0                      ? wire::Level::Late
                     : of.left <= int64_t{of.warning} ? wire::Level::Soon
                                                      : wire::Level::Fine;
  return {reached(of.budget), reached(of.budget - of.warning), of.left, of.elapsed, of.deadline, level, held};
}

}  // namespace booking::routing
