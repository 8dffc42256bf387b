#include "wasm/availability/planes/gaps.h"

#include <algorithm>
#include <limits>
#include <new>

namespace booking::availability {

Status Gaps::reserve(Arena& arena, const Query& query, int32_t capacity) {
  query_ = &query;
  const uint32_t groups = query.planes.people;
  const auto words = static_cast<size_t>(capacity) + 2;
  groups_ = arena.take<Group>(groups + 1);
  auto* classes = arena.take<LengthClass>(query.participants.size() + 1);
  cents_ = arena.take<int32_t>(query.participants.size() * kRemembered + 1);
  if (groups_ == nullptr || classes == nullptr || cents_ == nullptr) return Status::OutOfMemory;
  std::fill_n(cents_, query.participants.size() * kRemembered, kUnknown);
  for (uint32_t g = 0; g < groups; ++g) {
    auto* group = new (&groups_[g]) Group{};
    group->before = arena.take<Mask>(words);
    group->after = arena.take<Mask>(words);
    if (!group->cut.reserve(arena, capacity + 1) || group->before == nullptr || group->after == nullptr)
      return Status::OutOfMemory;
  }
  size_t count = 0;
  for (uint32_t p = 0; p < query.participants.size(); ++p) {
    size_t c = 0;
    while (c < count && classes[c].length != query.participants[p].shortest) ++c;
    if (c == count) {
      Mask* who = arena.take_zeroed<Mask>(groups + 1);
      if (who == nullptr) return Status::OutOfMemory;
      classes[count++] = {query.participants[p].shortest, who};
    }
    classes[c].who[p / kMaskBits] |= bit_of(p);
  }
  shortest_ = {classes, count};
  return Status::Ok;
}

void Gaps::compute(Day& day, std::span<const Opening> openings) {
  const int32_t quanta = day.quanta();
  const int32_t from = openings.front().open;
  const int32_t to = openings.back().close;
  const bool all_open = openings.size() == 1 && from == 0 && to == quanta;
  for (uint32_t g = 0; g < query_->planes.people; ++g) {
    Group& group = groups_[g];
    group.sellable = all_open ? &day.free(g) : &group.cut;
    if (!all_open) {
      Mask* cut = group.cut.plane();
      int32_t written = 0;
      for (const Opening& opening : openings) {
        std::fill(cut + written, cut + opening.open, Mask{0});
        std::copy(day.free(g).plane() + opening.open, day.free(g).plane() + opening.close, cut + opening.open);
        written = opening.close;
      }
      std::fill(cut + written, cut + quanta + 1, Mask{0});
      group.cut.restart(quanta);
    }
    const Mask* sellable = group.sellable->plane();
    group.before[0] = 0;
    std::copy_n(sellable, quanta + 1, group.before + 1);
    std::copy_n(sellable, quanta + 1, group.after);
    for (const LengthClass& length : shortest_) {
      const Mask who = length.who[g];
      const int32_t count = to - from - length.length + 1;  // starts of a stretch that may be long enough
      if (who == 0 || length.length == 0 || count <= 0) continue;
      const auto run = group.sellable->of(length.length);
      const Mask* __restrict head = run.head + from;
      const Mask* __restrict tail = head + run.tail;
      Mask* __restrict after = group.after + from;
      Mask* __restrict before = group.before + from + length.length;
      for (int32_t i = 0; i < count; ++i) {
        const Mask long_enough = ~(head[i] & tail[i] & who);
        after[i] &= long_enough;
        before[i] &= long_enough;
      }
    }
  }
}

Mask Gaps::shorter_than_shortest(uint32_t group, int32_t length) const {
  Mask who = 0;
  for (const LengthClass& shortest : shortest_)
    if (length < shortest.length) who |= shortest.who[group];
  return who;
}

uint32_t Gaps::between_of(uint32_t p, int32_t from, int32_t to) {
  if (from >= to) return 0;
  if ((sellable(p / kMaskBits, to - from).at(from) & bit_of(p)) != 0)
    return to - from < query_->participants[p].shortest ? 1 : 0;
  return (after_of(p, from) ? 1u : 0u) + (before_of(p, to) ? 1u : 0u);
}

int64_t Gaps::cents_for(uint32_t p, int32_t quanta) {
  const Participant& who = query_->participants[p];
  if (quanta == 0 || who.minutes_sum == 0) return 0;
  const auto divide = [&] { return int64_t{quanta} * query_->salon.quantum * who.price_sum / who.minutes_sum; };
  if (quanta >= kRemembered) return divide();
  int32_t& known = cents_[p * kRemembered + static_cast<uint32_t>(quanta)];
  if (known == kUnknown) known = static_cast<int32_t>(std::min<int64_t>(divide(), std::numeric_limits<int32_t>::max()));
  return known;
}

int32_t Gaps::length_before(uint32_t p, int32_t t) {
  if (!before_of(p, t)) return 0;
  const Mask* sellable = groups_[p / kMaskBits].sellable->plane();
  int32_t length = 0;
  while (length < t && (sellable[t - 1 - length] & bit_of(p)) != 0) ++length;
  return length;
}

int32_t Gaps::length_after(uint32_t p, int32_t t) {
  if (!after_of(p, t)) return 0;
  const Mask* sellable = groups_[p / kMaskBits].sellable->plane();
  int32_t length = 0;
  while ((sellable[t + length] & bit_of(p)) != 0) ++length;  // the word after the last opening is 0
  return length;
}

int32_t Gaps::length_between(uint32_t p, int32_t from, int32_t to) {
  if (from >= to) return 0;
  if ((groups_[p / kMaskBits].sellable->of(to - from).at(from) & bit_of(p)) != 0)
    return to - from < query_->participants[p].shortest ? to - from : 0;
  return length_after(p, from) + length_before(p, to);
}

int32_t Gaps::score(const Ability& ability, const Visit& visit) {
  int64_t stranded_cents = 0;
  const auto wishes = query_->plans.size();
  for (int32_t guest = 0; guest < query_->party; ++guest) {
    const uint16_t* person = visit.person[guest];
    int32_t at = visit.start;
    int32_t stranded = 0;     // quanta of the run so far
    int32_t busy_until = -1;  // where the run's last segment ends; -1: no segment yet
    for (size_t w = 0; w < wishes; ++w) {
      const uint32_t p = person[w];
      const WishPlan& plan = query_->plans[w];
      const Way& way = plan.ways[plan.way[p]];
      const bool joined = w > 0 && person[w - 1] == p;
      const bool joins = w + 1 < wishes && person[w + 1] == p;
      if (way.first_staff >= 0) {
        const auto& staff = ability.shape(w, plan.way[p]).staff;
        const int32_t start = at + way.first_staff - (joined ? 0 : plan.buffer_before);
        stranded += busy_until < 0 ? length_before(p, start) : length_between(p, busy_until, start);
        for (size_t i = 1; i < staff.size(); ++i)
          stranded += length_between(p, at + staff[i - 1].offset + staff[i - 1].length, at + staff[i].offset);
        busy_until = at + way.last_staff + (joins ? 0 : plan.buffer_after);
      }
      if (!joins) {
        if (busy_until >= 0) stranded += length_after(p, busy_until);
        stranded_cents += cents_for(p, stranded);
        stranded = 0;
        busy_until = -1;
      }
      at += way.total;
    }
  }
  return static_cast<int32_t>(-std::min<int64_t>(stranded_cents, std::numeric_limits<int32_t>::max()));
}

}  // namespace booking::availability
