#include "wasm/routing/assignment/clocks.h"

#include <algorithm>

namespace booking::routing {
namespace {

/// The instant at which `minutes` of the wait are over; where it has been over before the wait began, its beginning.
uint32_t reached(const OpenTimes& open, const wire::Waiting& waiting, int64_t minutes) {
  return minutes <= 0 ? waiting.since() : open.after(waiting.since(), static_cast<uint32_t>(minutes));
}

}  // namespace

wire::Clock read_clock(const OpenTimes& open, const wire::Levels& levels, const wire::Waiting& waiting, uint32_t now) {
  const uint32_t elapsed = open.between(waiting.since(), now);
  const bool answered = waiting.answered() != 0;
  const int64_t response = answered ? levels.next() : levels.first();
  const int64_t resolution = int64_t{levels.resolution()} - waiting.waited();
  const bool is_response = response <= resolution;
  const int64_t budget = is_response ? response : resolution;
  const uint32_t warning = !is_response ? levels.resolution_warning()
                           : answered   ? levels.next_warning()
                                        : levels.first_warning();
  const int64_t left = budget - elapsed;
  const auto deadline = !is_response ? wire::Deadline::Resolution
                        : answered   ? wire::Deadline::NextResponse
                                     : wire::Deadline::FirstResponse;
  const auto level = left < 0 ? wire::Level::Late : left <= warning ? wire::Level::Soon : wire::Level::Fine;
  return {reached(open, waiting, budget),
          reached(open, waiting, budget - warning),
          static_cast<int32_t>(std::clamp<int64_t>(left, INT32_MIN, INT32_MAX)),
          elapsed,
          deadline,
          level,
          wire::Held::Taken};
}

}  // namespace booking::routing
