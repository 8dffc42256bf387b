// One local day of the salon, as planes: who works, who is free, which units are free, when there is power.
//
// A day's window runs from its first opening minus the longest buffer to its last closing plus the longest buffer;
// quantum 0 is the window's first. Days are opened in rising order.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "wasm/availability/facts/query.h"
#include "wasm/availability/planes/masks.h"

namespace booking::availability {

/// [open, close) in quanta of the window; adjoining opening hours are one.
struct Opening {
  int32_t open;
  int32_t close;
};

class Day {
 public:
  /// Errors: OutOfMemory. `with_work` keeps the plane of working hours beside the one of free time, for `explain`.
  [[nodiscard]] Status reserve(Arena& arena, const Query& query, bool with_work);

  /// Reads the opening hours of `date`, and where quanta are coarse of as many dates after it, up to `last`, as fit the
  /// planes; false when the salon is closed. `last_date` says how far it came.
  [[nodiscard]] bool open(LocalDate date, LocalDate last);
  [[nodiscard]] bool open(LocalDate date) { return open(date, date); }
  [[nodiscard]] LocalDate last_date() const { return last_date_; }

  /// Writes the planes of the day that was opened.
  void fill();

  /// Quanta that a window can have at most.
  [[nodiscard]] int32_t capacity() const { return capacity_; }
  [[nodiscard]] LocalDate date() const { return date_; }
  [[nodiscard]] std::span<const Opening> openings() const { return {openings_, opening_count_}; }
  [[nodiscard]] int32_t quanta() const { return quanta_; }
  [[nodiscard]] int32_t instant(int32_t quantum) const { return begin_ + quantum * quantum_; }
  [[nodiscard]] int32_t quantum(int32_t instant) const { return quanta_between(begin_, instant); }

  /// Minutes east of UTC at `instant`, quick within the day.
  [[nodiscard]] int32_t offset_at(int32_t instant) const {
    return uniform_ ? period_.offset : changing_offset_at(instant);
  }

  /// The local date at `instant`: nearly always the day's own, but a closing time that clocks repeat lies on the next.
  [[nodiscard]] LocalDate date_at(int32_t instant);

  /// Rule 2.
  [[nodiscard]] bool is_candidate(int32_t instant);

  /// The first candidate at or after quantum `t` that was asked for, or `limit` when there is none before it.
  [[nodiscard]] int32_t next_candidate(int32_t t, int32_t limit);

  /// True when no clock changes in or near the window.
  [[nodiscard]] bool uniform() const { return uniform_; }

  [[nodiscard]] Runs& free(uint32_t plane) { return free_[plane]; }
  [[nodiscard]] Runs& working(uint32_t group) { return work_[group]; }

 private:
  /// floor((to - from) / quantum), for times within kReach of each other and capped beyond; a multiplication, since a
  /// division by a number known only now would cost as much as a pass over a plane.
  [[nodiscard]] int32_t quanta_between(int32_t from, int32_t to) const {
    const int32_t minutes =
        std::clamp(to - from, -kReach, kReach) + kReach;  // < 2^23, so the product is exact below 2^36
    return static_cast<int32_t>((minutes * reciprocal_) >> 36) - reach_quanta_;
  }
  static constexpr size_t kMostOpenings = size_t{4} * kMaxDaySpans;
  [[nodiscard]] bool add_openings(LocalDate date);
  static constexpr int32_t kReach = 60 * 65'536;  // minutes; a multiple of every quantum
  [[nodiscard]] int32_t changing_offset_at(int32_t instant) const;
  void find_period();
  void fill_work();
  [[nodiscard]] bool recall_work();
  void toggle_work(Mask* plane, uint32_t first, uint32_t last) const;
  void set_work(Mask* plane, uint32_t first, uint32_t last) const;
  void fill_pools();
  void apply_blocks();
  void apply(const Block& block);
  [[nodiscard]] std::span<const Block> next_blocks();
  void carry(std::span<const Block> fresh);

  const Query* query_ = nullptr;
  Runs* free_ = nullptr;
  Runs* work_ = nullptr;  // nullptr unless `with_work`
  Opening openings_[kMostOpenings] = {};
  size_t opening_count_ = 0;
  LocalDate date_{0};
  LocalDate last_date_{0};
  int32_t quantum_ = kQuantum;   // minutes
  int64_t reciprocal_ = 0;       // floor(2^36 / quantum) + 1
  int64_t step_reciprocal_ = 0;  // the same of the salon's step, exact for the minutes of two days
  int32_t reach_quanta_ = 0;
  int32_t begin_ = 0;  // instant of quantum 0
  int32_t end_ = 0;
  int32_t quanta_ = 0;
  int32_t capacity_ = 0;  // quanta reserved for
  Period period_{Instant{0}, Instant{0}, 0};
  bool uniform_ = false;
  /// The working hours of a weekday without exceptions, kept for the next such day with the same window.
  struct Weekday {
    Mask* planes;
    int32_t wall_begin = -1;  // minute of the day at quantum 0; -1: not filled yet
    int32_t quanta = 0;
  };
  Weekday week_[7];
  bool needs_power_ = false;   // some phase does; else its plane is never read, nor written anew
  bool regular_ = false;       // nobody has exceptions
  bool pools_touched_ = true;  // some block has cleared units or power since they were last filled
  int32_t pools_quanta_ = -1;
  Block* carried_ = nullptr;  // blocks given to an earlier window that may reach this one
  size_t carried_count_ = 0;
  size_t next_bucket_ = 0;
};

}  // namespace booking::availability
