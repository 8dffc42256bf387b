#include "wasm/routing/assignment/open_times.h"

#include <algorithm>

namespace booking::routing {

wire::Status OpenTimes::build(Arena& arena, std::span<const wire::Open> open) {
  open_ = open;
  sum_ = arena.take<uint32_t>(open.size() + 1);
  if (sum_ == nullptr) return wire::Status::OutOfMemory;
  sum_[0] = 0;
  for (size_t i = 0; i < open.size(); ++i) {
    if (open[i].start() >= open[i].end() || (i > 0 && open[i].start() <= open[i - 1].end()))
      return wire::Status::OutOfRange;
    sum_[i + 1] = sum_[i] + (open[i].end() - open[i].start());
  }
  return wire::Status::Ok;
}

uint32_t OpenTimes::before(uint32_t instant) const {
  const auto next = std::upper_bound(open_.begin(), open_.end(), instant,
                                     [](uint32_t at, const wire::Open& time) { return at < time.start(); });
  const auto i = static_cast<size_t>(next - open_.begin());
  if (i == 0) return 0;
  return sum_[i - 1] + (std::min(instant, open_[i - 1].end()) - open_[i - 1].start());
}

uint32_t OpenTimes::after(uint32_t from, uint32_t minutes) const {
  if (minutes == 0) return from;
  const uint64_t wanted = uint64_t{before(from)} + minutes;
  const uint32_t* const first = sum_;
  const uint32_t* const end = sum_ + open_.size() + 1;
  const uint32_t* const reached =
      std::lower_bound(first, end, wanted, [](uint32_t sum, uint64_t target) { return sum < target; });
  if (reached == end) return kNever;
  const auto i = static_cast<size_t>(reached - sum_);  // never 0, for minutes > 0
  return open_[i - 1].end() - static_cast<uint32_t>(sum_[i] - wanted);
}

}  // namespace booking::routing
