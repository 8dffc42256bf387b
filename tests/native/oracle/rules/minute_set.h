// A set of minutes within a window, one byte each: fill it, seal it, then ask about whole intervals.
#pragma once

#include <algorithm>
#include <vector>

namespace oracle {

class MinuteSet {
 public:
  MinuteSet(int begin, int end) : begin_(begin), in_(static_cast<size_t>(end - begin), 0) {}

  void add(long from, long to) { set(from, to, 1); }
  void remove(long from, long to) { set(from, to, 0); }
  /// Of a set over the same window.
  void remove(const MinuteSet& other) {
    for (size_t i = 0; i < in_.size(); ++i) in_[i] &= static_cast<unsigned char>(other.in_[i] ^ 1);
  }

  /// After the last change, before the first question about an interval.
  void seal() {
    before_.assign(in_.size() + 1, 0);
    for (size_t i = 0; i < in_.size(); ++i) before_[i + 1] = before_[i] + in_[i];
  }

  bool has(int minute) const {
    const int at = minute - begin_;
    return at >= 0 && at < static_cast<int>(in_.size()) && in_[static_cast<size_t>(at)] != 0;
  }
  /// From `minute` back, or on, to the first minute that is not in the set, but no further than `limit`.
  int run_begin(int minute, int limit) const {
    while (minute > limit && has(minute - 1)) --minute;
    return minute;
  }
  int run_end(int minute, int limit) const {
    while (minute < limit && has(minute)) ++minute;
    return minute;
  }
  bool all(int from, int to) const { return count(from, to) == to - from; }
  bool none(int from, int to) const { return count(from, to) == 0; }

 private:
  size_t clip(long minute) const {
    return static_cast<size_t>(std::clamp(minute - begin_, 0L, static_cast<long>(in_.size())));
  }
  void set(long from, long to, unsigned char value) {
    for (size_t i = clip(from); i < clip(to); ++i) in_[i] = value;
  }
  int count(int from, int to) const { return before_[clip(to)] - before_[clip(from)]; }

  int begin_;
  std::vector<unsigned char> in_;
  std::vector<int> before_;
};

}  // namespace oracle
