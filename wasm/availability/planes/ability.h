// Who is able to do each wish from each quantum of a day on.
#pragma once

#include <cstdint>
#include <span>

#include "wasm/availability/planes/day.h"

namespace booking::availability {

/// A stretch of time in quanta from a wish's start.
struct Stretch {
  int32_t offset;
  int32_t length;
};

/// A stretch in which one unit of one pool must stay free: consecutive phases that name the same resource.
struct PoolStretch {
  const Pool* pool;
  int32_t offset;
  int32_t length;
};

/// The merged stretches of one Way, without buffers.
struct Shape {
  std::span<Stretch> staff;
  std::span<PoolStretch> pools;
};

/// Which facts count, so that `explain` can ask how far a visit gets: bookings stand in the way of people in the first
/// `people_phases` phases of the visit and of resources in the first `pool_phases`, outages in the first
/// `power_phases`. Working hours always count, but with `hours_alone` only in the first `people_phases`, and bookings
/// of people nowhere.
struct Stage {
  static constexpr int32_t kEvery = 1 << 20;
  int32_t people_phases = kEvery;
  int32_t pool_phases = kEvery;
  int32_t power_phases = kEvery;
  size_t last_resources = kEvery;  // so many of the resources of the last of `pool_phases`
  bool hours_alone = false;
};

class Ability {
 public:
  [[nodiscard]] Status reserve(Arena& arena, const Query& query, int32_t capacity);

  /// Writes `can` (and `before`, `after`) for the day. With `buffers_in_can` a person counts as able only if the wish's
  /// buffers are free too, and `before` and `after` are not written.
  void compute(Day& day, const Stage& stage, bool buffers_in_can);

  /// Words by quantum: who can do `wish` from t (people, resources, power; not opening hours), buffers left aside.
  [[nodiscard]] const Mask* can(size_t wish, uint32_t group) const { return planes_[index(wish, group)]; }
  /// Who is free for the buffer before the wish's first staff phase, when the wish starts at t.
  [[nodiscard]] const Mask* before(size_t wish, uint32_t group) const { return planes_[index(wish, group) + 1]; }
  [[nodiscard]] const Mask* after(size_t wish, uint32_t group) const { return planes_[index(wish, group) + 2]; }

  [[nodiscard]] const Shape& shape(size_t wish, uint16_t way) const { return shapes_[wish][way]; }

 private:
  [[nodiscard]] size_t index(size_t wish, uint32_t group) const { return (wish * groups_ + group) * 3; }
  void compute_wish(Day& day, const Stage& stage, bool buffers_in_can, size_t wish, int32_t first_phase);
  /// One way of a wish, for starts in `starts` (offset and count in quanta of the day).
  struct People {
    const WishPlan& plan;
    const Way& way;
    int32_t limit;  // the wish's phases within Stage::people_phases
    bool hours_alone;
    bool buffers_in_can;
    Stretch starts;

    /// What `group` must keep within the limit or beyond it; nullptr: nothing.
    [[nodiscard]] Runs* plane(Day& day, uint32_t group, bool within) const {
      if (within) return hours_alone ? &day.working(group) : &day.free(group);
      return hours_alone ? nullptr : &day.working(group);
    }
  };
  /// Writes who of one group is able; `allowed` nullptr: neither pools nor power stand in the way.
  void allow_people(Day& day, const People& people, uint32_t group, const Mask* allowed, Mask* able);
  void allow_buffers(Day& day, const People& people, uint32_t group, Mask* const* planes);
  struct PoolLimit {
    int32_t phases;
    size_t last_resources;
  };
  void allow_pools(Day& day, const Way& way, const PoolLimit& limit, int32_t from, int32_t count);
  void allow_power(Day& day, const Way& way, int32_t limit, int32_t from, int32_t count);

  const Query* query_ = nullptr;
  uint32_t groups_ = 0;
  std::span<Mask*> planes_;
  std::span<std::span<Shape>> shapes_;
  Mask* allowed_ = nullptr;
  Mask* able_ = nullptr;
};

/// Units of `pool` that are free for the whole stretch from quantum `t`, group by group.
[[nodiscard]] inline Mask free_units(Day& day, const Pool& pool, uint32_t group, int32_t t, int32_t length) {
  return day.free(pool.plane + group).of(length).at(t);
}

}  // namespace booking::availability
