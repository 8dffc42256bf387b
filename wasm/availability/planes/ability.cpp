#include "wasm/availability/planes/ability.h"

#include <algorithm>
#include <new>

namespace booking::availability {
namespace {

/// Calls `take(resource, offset, length)` for every stretch of the first `limit` phases that keeps one unit; of the
/// last of them, only `last_resources` count.
template <class Take>
void each_pool_stretch(const Way& way, int32_t limit, size_t last_resources, Take&& take) {
  const auto phases =
      way.phases.first(static_cast<size_t>(std::clamp<int32_t>(limit, 0, static_cast<int32_t>(way.phases.size()))));
  const auto resources_of = [&](size_t p) {
    const auto all = phases[p].resources;
    return static_cast<int32_t>(p) + 1 == limit ? all.first(std::min(all.size(), last_resources)) : all;
  };
  const auto counts = [&](size_t p, uint16_t resource) {
    const auto some = resources_of(p);
    return std::find(some.begin(), some.end(), resource) != some.end();
  };
  for (size_t p = 0; p < phases.size(); ++p)
    for (const uint16_t resource : resources_of(p)) {
      if (p > 0 && counts(p - 1, resource)) continue;
      size_t last = p;
      while (last + 1 < phases.size() && counts(last + 1, resource)) ++last;
      take(resource, phases[p].offset, phases[last].offset + phases[last].length - phases[p].offset);
    }
}

/// Calls `take(offset, length, within)` for every stretch of staff phases, split where `limit` lies.
template <class Take>
void each_staff_stretch(const Way& way, int32_t limit, Take&& take) {
  for (size_t p = 0; p < way.phases.size(); ++p) {
    if (!way.phases[p].staff) continue;
    const bool within = static_cast<int32_t>(p) < limit;
    size_t last = p;
    while (last + 1 < way.phases.size() && way.phases[last + 1].staff &&
           (static_cast<int32_t>(last + 1) < limit) == within)
      ++last;
    take(way.phases[p].offset, way.phases[last].offset + way.phases[last].length - way.phases[p].offset, within);
    p = last;
  }
}

[[nodiscard]] bool needs_power(const Way& way) {
  return std::any_of(way.phases.begin(), way.phases.end(), [](const PhaseSpan& phase) { return phase.power; });
}

[[nodiscard]] bool needs_pools(const Way& way) {
  return std::any_of(way.phases.begin(), way.phases.end(),
                     [](const PhaseSpan& phase) { return !phase.resources.empty(); });
}

[[nodiscard]] Status make_shape(Arena& arena, const Query& query, const Way& way, Shape& shape) {
  size_t staff = 0;
  size_t pools = 0;
  each_staff_stretch(way, Stage::kEvery, [&](int32_t, int32_t, bool) { ++staff; });
  each_pool_stretch(way, Stage::kEvery, 0, [&](uint32_t, int32_t, int32_t) { ++pools; });
  auto* stretches = arena.take<Stretch>(staff + 1);
  auto* pool_stretches = arena.take<PoolStretch>(pools + 1);
  if (stretches == nullptr || pool_stretches == nullptr) return Status::OutOfMemory;
  shape = {{stretches, staff}, {pool_stretches, pools}};
  each_staff_stretch(way, Stage::kEvery,
                     [&](int32_t offset, int32_t length, bool) { *stretches++ = {offset, length}; });
  each_pool_stretch(way, Stage::kEvery, 0, [&](uint32_t resource, int32_t offset, int32_t length) {
    *pool_stretches++ = {&query.pool(resource), offset, length};
  });
  return Status::Ok;
}

}  // namespace

Status Ability::reserve(Arena& arena, const Query& query, int32_t capacity) {
  query_ = &query;
  groups_ = query.planes.people;
  const auto words = static_cast<size_t>(capacity) + 1;
  const size_t wishes = query.plans.size();
  auto* planes = arena.take<Mask*>(wishes * groups_ * 3 + 1);
  auto* shapes = arena.take<std::span<Shape>>(wishes);
  allowed_ = arena.take<Mask>(words);
  able_ = arena.take<Mask>(words);
  if (planes == nullptr || shapes == nullptr || allowed_ == nullptr || able_ == nullptr) return Status::OutOfMemory;
  planes_ = {planes, wishes * groups_ * 3};
  for (auto& plane : planes_)
    if ((plane = arena.take<Mask>(words)) == nullptr) return Status::OutOfMemory;
  for (size_t w = 0; w < wishes; ++w) {
    const auto ways = query.plans[w].ways;
    auto* row = arena.take<Shape>(ways.size() + 1);
    if (row == nullptr) return Status::OutOfMemory;
    for (size_t i = 0; i < ways.size(); ++i)
      if (const auto status = make_shape(arena, query, ways[i], *new (&row[i]) Shape); status != Status::Ok)
        return status;
    new (&shapes[w]) std::span<Shape>(row, ways.size());
  }
  shapes_ = {shapes, wishes};
  return Status::Ok;
}

void Ability::compute(Day& day, const Stage& stage, bool buffers_in_can) {
  int32_t first_phase = 0;
  for (size_t w = 0; w < query_->plans.size(); ++w) {
    compute_wish(day, stage, buffers_in_can, w, first_phase);
    first_phase += static_cast<int32_t>(query_->salon.services[query_->plans[w].service].phases().count());
  }
}

void Ability::allow_pools(Day& day, const Way& way, const PoolLimit& limit, int32_t from, int32_t count) {
  each_pool_stretch(way, limit.phases, limit.last_resources, [&](uint32_t resource, int32_t offset, int32_t length) {
    const Pool& pool = query_->pool(resource);
    const uint32_t groups = std::max(1u, groups_for(pool.units));
    if (groups == 1) {
      const auto run = day.free(pool.plane).of(length);
      const Mask* head = run.head + from + offset;
      const Mask* tail = head + run.tail;
      keep_any(allowed_ + from, head, tail, count);
      return;
    }
    for (int32_t i = 0; i < count; ++i) {
      Mask any = 0;
      for (uint32_t group = 0; group < groups; ++group) any |= free_units(day, pool, group, from + offset + i, length);
      if (any == 0) allowed_[from + i] = 0;
    }
  });
}

void Ability::allow_power(Day& day, const Way& way, int32_t limit, int32_t from, int32_t count) {
  for (const PhaseSpan& phase : way.phases) {
    if (limit-- <= 0) return;
    if (!phase.power) continue;
    const auto run = day.free(query_->planes.power).of(phase.length);
    const Mask* head = run.head + from + phase.offset;
    and_run(allowed_ + from, head, head + run.tail, count);
  }
}

void Ability::compute_wish(Day& day, const Stage& stage, bool buffers_in_can, size_t wish, int32_t first_phase) {
  const WishPlan& plan = query_->plans[wish];
  const int32_t from = day.openings().front().open;
  const int32_t words = day.quanta() + 1;
  const bool one_way = plan.ways.size() == 1;
  for (uint32_t group = 0; group < groups_; ++group)
    for (size_t kind = 0; kind < (buffers_in_can ? 1U : 3U); ++kind) {
      // With one way its words are written, not added to: only what lies behind its last start needs clearing.
      const int32_t first =
          one_way ? std::clamp(day.openings().back().close - plan.ways[0].total + 1, from, words) : from;
      Mask* plane = planes_[index(wish, group) + kind];
      for (int32_t t = kind == 0 ? first : from; t < words; ++t) plane[t] = 0;
    }

  for (const Way& way : plan.ways) {
    const int32_t count = day.openings().back().close - way.total + 1 - from;
    if (count <= 0) continue;
    const bool restricted = needs_power(way) || needs_pools(way);
    if (restricted) {
      std::fill_n(allowed_ + from, count, kAll);
      allow_power(day, way, stage.power_phases - first_phase, from, count);
      allow_pools(day, way, {stage.pool_phases - first_phase, stage.last_resources}, from, count);
    }
    const People people{plan, way, stage.people_phases - first_phase, stage.hours_alone, buffers_in_can, {from, count}};
    for (uint32_t group = 0; group < groups_; ++group) {
      Mask* const* planes = &planes_[index(wish, group)];
      Mask* able = one_way ? planes[0] + from : able_;
      allow_people(day, people, group, restricted ? allowed_ + from : nullptr, able);
      if (!one_way) or_into(planes[0] + from, able, count);
      if (!buffers_in_can) allow_buffers(day, people, group, planes);
    }
  }
}

void Ability::allow_people(Day& day, const People& people, uint32_t group, const Mask* allowed, Mask* able) {
  const Way& way = people.way;
  const Stretch starts = people.starts;
  const Mask who = way.who[group];
  bool written = false;
  if (allowed != nullptr || way.first_staff < 0 || who == 0 || people.hours_alone) {
    if (allowed != nullptr) keep_who(able, allowed, who, starts.length);
    else std::fill_n(able, starts.length, who);
    written = true;
  }
  if (who == 0) return;
  each_staff_stretch(way, people.limit, [&](int32_t offset, int32_t length, bool within) {
    Runs* const plane = people.plane(day, group, within);
    if (plane == nullptr) return;
    const bool first = people.buffers_in_can && offset == people.way.first_staff;
    const bool last = people.buffers_in_can && offset + length == people.way.last_staff;
    const int32_t lead = first ? people.plan.buffer_before : 0;
    const auto run = plane->of(length + lead + (last ? people.plan.buffer_after : 0));
    const Mask* head = run.head + people.starts.offset + offset - lead;
    if (written) and_run(able, head, head + run.tail, people.starts.length);
    else keep_run(able, head, head + run.tail, people.way.who[group], people.starts.length);
    written = true;
  });
}

void Ability::allow_buffers(Day& day, const People& people, uint32_t group, Mask* const* planes) {
  const WishPlan& plan = people.plan;
  const Way& way = people.way;
  const Stretch starts = people.starts;
  const Mask who = way.who[group];
  const int32_t from = starts.offset;
  const int32_t count = starts.length;
  const auto within_at = [&](int32_t quantum) {  // whether the staff phase around `quantum` is within the limit
    size_t p = 0;
    while (p + 1 < people.way.phases.size() && people.way.phases[p + 1].offset <= quantum) ++p;
    return static_cast<int32_t>(p) < people.limit;
  };
  const auto allow_buffer = [&](Mask* plane, int32_t offset, int32_t length, bool within) {
    Runs* const kept = length == 0 || way.first_staff < 0 ? nullptr : people.plane(day, group, within);
    if (kept == nullptr) {
      for (int32_t i = 0; i < count; ++i) plane[from + i] |= who;
      return;
    }
    auto run = kept->of(length);
    run.head += from + offset;
    for (int32_t i = 0; i < count; ++i) plane[from + i] |= run.at(i) & who;
  };
  allow_buffer(planes[1], way.first_staff - plan.buffer_before, plan.buffer_before, within_at(way.first_staff));
  allow_buffer(planes[2], way.last_staff, plan.buffer_after, within_at(way.last_staff - 1));
}

}  // namespace booking::availability
