// The generic cell rate algorithm: may this call happen now, if so many may happen at once and so many within a time.
//
// All that is remembered of a key is one integer, its theoretical arrival time (TAT): when a key that calls at exactly
// the permitted rate would call next. A call that comes before it has to be covered by the burst. Times are
// microseconds since 1970-01-01T00:00Z, so an interval of any whole number of calls a second is exact or at most a
// millionth of a second longer than asked for: it is rounded up, which never admits more.
//
// Bound: of calls i to j in the order of their decision, all admitted, the costs sum to at most
//
//     burst + (now_j - now_i) / interval
//
// Proof: an admitted call leaves TAT = max(TAT, now) + cost * interval, so TAT_j >= now_i + (sum of costs) * interval;
// and it is admitted only if TAT_j <= now_j + burst * interval. Nothing assumed that `now` grows: a clock that steps
// back makes now_j - now_i smaller, and refuses the more.
//
// Source: ITU-T I.371 (virtual scheduling); the conditional upsert of workers/store/compliance/admission.ts is the same
// decision in SQL.
#pragma once

#include <cstdint>

namespace booking::compliance {

/// `interval`: microseconds in which one unit of cost comes back, [1, 2^40]. `burst`: units at once, [1, 2^20].
struct Plan {
  int64_t interval;
  int64_t burst;
};

/// `tat` of a key that nobody asked about yet is 0.
struct Verdict {
  bool allowed;
  int64_t tat;          // what is to be remembered; as it was if refused
  int64_t remaining;    // units that could be spent right now, [0, burst]
  int64_t reset;        // microseconds until the whole burst is there again
  int64_t retry_after;  // microseconds until this cost would be admitted, 0 if it was; kNever if it exceeds the burst
};

inline constexpr int64_t kNever = -1;

/// Longest interval, largest burst, and last instant (the largest integer a double counts exactly to), so that no sum
/// below overflows.
inline constexpr int64_t kLongestInterval = int64_t{1} << 40;
inline constexpr int64_t kLargestBurst = int64_t{1} << 20;
inline constexpr int64_t kLastInstant = (int64_t{1} << 53) - 1;

/// `tat` and `now` in [0, kLastInstant], `cost` >= 0. A cost of 0 asks without spending.
constexpr Verdict admit(int64_t tat, int64_t now, int64_t cost, Plan plan) {
  const int64_t burst_time = plan.burst * plan.interval;
  const bool possible = cost <= plan.burst;
  const int64_t from = tat > now ? tat : now;
  const int64_t next = possible ? from + cost * plan.interval : 0;
  const int64_t early = possible ? next - burst_time - now : 0;  // > 0: by so much too early
  const bool allowed = possible && early <= 0;
  const int64_t kept = allowed ? next : tat;
  const int64_t reset = kept > now ? kept - now : 0;
  const int64_t room = burst_time - reset;
  return {allowed, kept, room > 0 ? room / plan.interval : 0, reset, allowed ? 0 : possible ? early : kNever};
}

}  // namespace booking::compliance
