#include "oracle.h"

#include <algorithm>
#include <tuple>

namespace oracle::people {
namespace {

constexpr uint32_t kNever = 0xffffffff;

bool is_open(const std::vector<wire::Open>& open, uint32_t minute) {
  return std::any_of(open.begin(), open.end(),
                     [&](const wire::Open& time) { return time.start() <= minute && minute < time.end(); });
}

/// The first instant by which so many open minutes have passed.
uint32_t instant_after(const std::vector<wire::Open>& open, uint32_t from, int64_t minutes) {
  uint32_t last = from;
  for (const wire::Open& time : open) last = std::max(last, time.end());
  uint32_t at = from;
  for (int64_t left = minutes; left > 0; ++at) {
    if (at >= last) return kNever;
    if (is_open(open, at)) --left;
  }
  return at;
}

wire::Clock clock_of(const Case& q, const wire::Waiting& one, wire::Held held) {
  const uint32_t elapsed = business_minutes(q.open, one.since(), q.now);
  struct Limit {
    int64_t budget;
    uint32_t warning;
    wire::Deadline deadline;
  };
  Limit limit = one.answered() != 0 ? Limit{q.levels.next(), q.levels.next_warning(), wire::Deadline::NextResponse}
                                    : Limit{q.levels.first(), q.levels.first_warning(), wire::Deadline::FirstResponse};
  const int64_t resolution = int64_t{q.levels.resolution()} - one.waited();
  if (resolution < limit.budget) limit = {resolution, q.levels.resolution_warning(), wire::Deadline::Resolution};
  const int64_t left = limit.budget - elapsed;
  wire::Level level = wire::Level::Fine;
  if (left <= limit.warning) level = wire::Level::Soon;
  if (left < 0) level = wire::Level::Late;
  return {instant_after(q.open, one.since(), limit.budget),
          instant_after(q.open, one.since(), limit.budget - limit.warning),
          static_cast<int32_t>(left),
          elapsed,
          limit.deadline,
          level,
          held};
}

/// People while turns are given.
struct Floor {
  const Case& q;
  std::vector<uint32_t> load;
  std::vector<uint32_t> last;

  bool room(size_t p, bool voice) const {
    const uint32_t capacity = q.people[p].capacity();
    return voice ? capacity > 0 && load[p] == 0 : load[p] < capacity;
  }
  bool skilled(size_t p, uint32_t skills) const { return (q.people[p].skills() & skills) == skills; }
  bool speaks(size_t p, uint8_t language) const {
    return language == 0 || (q.people[p].languages() & (1U << language)) != 0;
  }

  std::optional<size_t> least_loaded(uint32_t skills, uint8_t language, bool voice) const {
    std::optional<size_t> best;
    for (size_t p = 0; p < q.people.size(); ++p) {
      if (!room(p, voice) || !skilled(p, skills) || !speaks(p, language)) continue;
      if (!best) {
        best = p;
        continue;
      }
      // load/capacity of p against that of the best, crosswise.
      const uint64_t mine = uint64_t{load[p]} * q.people[*best].capacity();
      const uint64_t theirs = uint64_t{load[*best]} * q.people[p].capacity();
      if (mine < theirs || (mine == theirs && last[p] < last[*best])) best = p;
    }
    return best;
  }
};

struct Found {
  std::optional<size_t> person;
  wire::Wish wish = wire::Wish::None;
  wire::Held held = wire::Held::Taken;
};

Found find(const Floor& floor, const wire::Waiting& one, uint32_t elapsed) {
  const Case& q = floor.q;
  const bool voice = one.voice() != 0;
  Found found;
  if (one.asked() == 0xfffffffe) found.wish = wire::Wish::NotHere;
  if (one.asked() < q.people.size()) {
    if (floor.room(one.asked(), voice)) return {one.asked(), wire::Wish::Given, wire::Held::Taken};
    if (elapsed < q.levels.asked_for()) return {{}, wire::Wish::None, wire::Held::AskedForFull};
    found.wish = wire::Wish::TooLong;
  }
  const bool no_skills = elapsed >= q.levels.skills_for();
  const bool no_language = elapsed >= q.levels.language_for();
  std::vector<std::tuple<uint32_t, uint8_t>> wanted{{one.skills(), one.language()}};
  if (no_skills && (!no_language || q.levels.skills_for() <= q.levels.language_for()))
    wanted.emplace_back(0, one.language());
  if (no_language && (!no_skills || q.levels.language_for() < q.levels.skills_for()))
    wanted.emplace_back(one.skills(), 0);
  if (no_skills && no_language) wanted.emplace_back(0, 0);
  for (const auto& [skills, language] : wanted) {
    found.person = floor.least_loaded(skills, language, voice);
    if (found.person) return found;
  }
  const auto [skills, language] = wanted.back();
  found.held = q.people.empty() ? wire::Held::NobodyHere : wire::Held::NobodyAble;
  for (size_t p = 0; p < q.people.size(); ++p)
    if (q.people[p].capacity() > 0 && floor.skilled(p, skills) && floor.speaks(p, language))
      found.held = wire::Held::AllFull;
  return found;
}

}  // namespace

uint32_t business_minutes(const std::vector<wire::Open>& open, uint32_t from, uint32_t to) {
  uint32_t minutes = 0;
  for (uint32_t at = from; at < to; ++at) minutes += is_open(open, at) ? 1 : 0;
  return minutes;
}

Judged judge(const Case& q) {
  Judged judged;
  for (const wire::Waiting& one : q.waiting) judged.clocks.push_back(clock_of(q, one, wire::Held::Taken));
  Floor floor{q, {}, {}};
  for (const wire::Helper& one : q.people) {
    floor.load.push_back(one.load());
    floor.last.push_back(one.last());
  }
  std::vector<bool> seen(q.waiting.size());
  for (size_t i = 0; i < q.waiting.size(); ++i) seen[i] = q.waiting[i].taken() != 0;
  for (;;) {
    std::optional<size_t> next;
    for (size_t i = 0; i < q.waiting.size(); ++i) {
      if (seen[i]) continue;
      if (!next || judged.clocks[i].left() < judged.clocks[*next].left() ||
          (judged.clocks[i].left() == judged.clocks[*next].left() && q.waiting[i].value() > q.waiting[*next].value()))
        next = i;
    }
    if (!next) return judged;
    seen[*next] = true;
    const wire::Waiting& one = q.waiting[*next];
    const wire::Clock& clock = judged.clocks[*next];
    const Found found = find(floor, one, clock.elapsed());
    judged.clocks[*next] = clock_of(q, one, found.held);
    if (!found.person) continue;
    const size_t p = *found.person;
    judged.turns.emplace_back(static_cast<uint32_t>(*next), static_cast<uint32_t>(p), clock.left(),
                              static_cast<uint16_t>(floor.load[p]), q.people[p].capacity(), clock.deadline(),
                              static_cast<uint8_t>(!floor.skilled(p, one.skills())),
                              static_cast<uint8_t>(!floor.speaks(p, one.language())), found.wish);
    floor.load[p] = one.voice() != 0 ? q.people[p].capacity() : floor.load[p] + 1;
    floor.last[p] = q.now;
  }
}

}  // namespace oracle::people
