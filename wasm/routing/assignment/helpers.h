// Who is here, in the order in which they are asked: the least loaded first, then who has been without a new
// conversation for longest, then the first of the request. Room only gets less while turns are given.
#pragma once

#include <array>
#include <span>

#include "assignment_generated.h"
#include "routing_generated.h"
#include "wasm/base/arena.h"

namespace booking::routing {

/// What somebody must have to be able.
struct Needs {
  uint32_t skills;
  uint8_t language;  // 0: any
  bool voice;
  bool operator==(const Needs&) const = default;
};

class Helpers {
 public:
  /// Errors: OutOfMemory, OutOfRange (a capacity above kMostCapacity). `people` must outlive this.
  [[nodiscard]] wire::Status build(Arena& arena, std::span<const wire::Helper> people, uint32_t now);

  [[nodiscard]] uint32_t count() const { return static_cast<uint32_t>(people_.size()); }
  [[nodiscard]] uint16_t load(uint32_t person) const { return seats_[person].load; }
  [[nodiscard]] bool has_room(uint32_t person, bool voice) const { return fits(seats_[person], voice); }
  [[nodiscard]] bool is_able(uint32_t person, const Needs& needs) const;

  /// Nobody has room for anything.
  [[nodiscard]] bool is_full() const { return order_.empty() || !fits(seats_[order_[0]], false); }

  /// The first of those who are able and have room; `count()` where there is none.
  [[nodiscard]] uint32_t find(const Needs& needs);

  /// Why `find` found nobody.
  [[nodiscard]] wire::Held why_not(const Needs& needs);

  /// `person` must have room: a call takes all of it.
  void give(uint32_t person, bool voice);

 private:
  /// `share` is how much of the capacity is used, as a fraction of 32 bits: exact for capacities up to kMostCapacity,
  /// since two different fractions with such denominators differ by 1/10,000 or more. Who has no capacity is full.
  struct Seat {
    uint64_t share;
    uint32_t last;
    uint16_t load;
  };
  static constexpr uint64_t kFull = uint64_t{1} << 32;
  static bool fits(const Seat& seat, bool voice) { return voice ? seat.share == 0 : seat.share < kFull; }

  /// What was looked for in vain is not looked for again; another that hashes alike only takes its place.
  struct Vain {
    Needs needs;
    bool known;
    wire::Held why;
  };

  void seat(uint32_t person, uint32_t last, uint16_t load);
  [[nodiscard]] bool is_before(uint32_t a, uint32_t b) const;
  [[nodiscard]] Vain& vain(const Needs& needs);

  std::span<const wire::Helper> people_;
  std::span<Seat> seats_;
  std::span<uint32_t> order_;
  uint32_t now_ = 0;
  std::array<Vain, 256> vain_{};
};

}  // namespace booking::routing
