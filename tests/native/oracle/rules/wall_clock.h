// The salon's clock, as the C library sees it: an opinion on time zones that shares no code with wasm/base.
//
// A scan of localtime_r, hour by hour from 2010 to 2041, finds the instants at which the offset changes; no zone of
// that time changes twice within an hour. Everything else follows from that list by trying every occurrence.
#pragma once

#include <string>
#include <vector>

namespace oracle {

class WallClock {
 public:
  /// One clock per zone, made on first use and kept.
  static const WallClock& of(const std::string& zone);

  int offset_at(int instant) const;
  int wall_of(int instant) const { return instant + offset_at(instant); }
  int date_of(int instant) const { return wall_of(instant) / 1440; }
  int minute_of_day(int instant) const { return wall_of(instant) % 1440; }

  /// A repeated wall time is its first occurrence, a skipped one the instant after the gap.
  int interval_start(int wall) const;
  /// A repeated wall time is its last occurrence, a skipped one the instant after the gap.
  int interval_end(int wall) const;

  /// Instants at which the offset changes, ascending.
  std::vector<int> changes() const;

 private:
  struct Period {
    int begin;
    int end;
    int offset;
  };

  explicit WallClock(const std::string& zone);
  std::vector<int> occurrences(int wall) const;
  int after_gap(int wall) const;

  std::vector<Period> periods_;
};

}  // namespace oracle
