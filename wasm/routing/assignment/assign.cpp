#include "wasm/routing/assignment/assign.h"

#include <algorithm>
#include <array>

namespace booking::routing {
namespace {

/// What somebody must have to be able.
struct Needs {
  uint32_t skills;
  uint8_t language;  // 0: any
  bool voice;
  bool operator==(const Needs&) const = default;
};

struct Urgency {
  uint64_t key;
  uint32_t conversation;
};

/// Fewer minutes left first, then more at risk.
uint64_t urgency(int32_t left, uint32_t value) {
  return uint64_t{static_cast<uint32_t>(left) ^ 0x80000000U} << 32 | (0xffffffffU - value);
}

/// One who is here, while turns are given.
struct Seat {
  uint64_t share;  // of the capacity that is used, as a 32-bit fraction: exact for capacities up to kMostCapacity
  uint32_t last;
  uint16_t load;
};

class Giving {
 public:
  Giving(std::span<const wire::Helper> people, std::span<Seat> seats, uint32_t now)
      : people_(people), seats_(seats), now_(now) {
    for (uint32_t i = 0; i < people.size(); ++i) seat(i, people[i].last(), people[i].load());
  }

  [[nodiscard]] bool has_room(uint32_t person, bool voice) const {
    const uint32_t load = seats_[person].load;
    return voice ? load == 0 && people_[person].capacity() > 0 : load < people_[person].capacity();
  }

  [[nodiscard]] bool is_able(uint32_t person, const Needs& needs) const {
    const wire::Helper& one = people_[person];
    return (one.skills() & needs.skills) == needs.skills &&
           (needs.language == 0 || (one.languages() >> needs.language & 1U) != 0);
  }

  /// The least loaded of those who are able and have room; the number of people where there is none.
  uint32_t find(const Needs& needs) {
    const auto nobody = static_cast<uint32_t>(people_.size());
    if (vain(needs) != nullptr) return nobody;
    uint32_t best = nobody;
    for (uint32_t i = 0; i < nobody; ++i) {
      if (best < nobody && !is_before(i, best)) continue;
      if (has_room(i, needs.voice) && is_able(i, needs)) best = i;
    }
    if (best == nobody && vain_count_ < vain_.size()) vain_[vain_count_++] = {needs, why_not(needs)};
    return best;
  }

  /// Why `find` found nobody.
  [[nodiscard]] wire::Held why(const Needs& needs) const {
    const Vain* const known = vain(needs);
    return known != nullptr ? known->why : why_not(needs);
  }

  [[nodiscard]] uint16_t load(uint32_t person) const { return seats_[person].load; }

  void give(uint32_t person, bool voice) {
    const uint16_t capacity = people_[person].capacity();
    seat(person, now_, static_cast<uint16_t>(voice ? capacity : seats_[person].load + 1));
  }

 private:
  void seat(uint32_t person, uint32_t last, uint16_t load) {
    const uint32_t capacity = std::max<uint32_t>(people_[person].capacity(), 1);
    seats_[person] = {(uint64_t{load} << 32) / capacity, last, load};
  }

  [[nodiscard]] bool is_before(uint32_t a, uint32_t b) const {
    const Seat& one = seats_[a];
    const Seat& other = seats_[b];
    if (one.share != other.share) return one.share < other.share;
    return one.last < other.last || (one.last == other.last && a < b);
  }

  [[nodiscard]] wire::Held why_not(const Needs& needs) const {
    if (people_.empty()) return wire::Held::NobodyHere;
    for (uint32_t i = 0; i < people_.size(); ++i)
      if (people_[i].capacity() > 0 && is_able(i, needs)) return wire::Held::AllFull;
    return wire::Held::NobodyAble;
  }

  struct Vain {
    Needs needs;
    wire::Held why;
  };

  /// Room only gets less while turns are given, so whoever was not found once is not found later.
  [[nodiscard]] const Vain* vain(const Needs& needs) const {
    for (size_t i = 0; i < vain_count_; ++i)
      if (vain_[i].needs == needs) return &vain_[i];
    return nullptr;
  }

  std::span<const wire::Helper> people_;
  std::span<Seat> seats_;
  uint32_t now_;
  std::array<Vain, 64> vain_{};  // more are only looked for again
  size_t vain_count_ = 0;
};

/// What is required now, then with one requirement less, and so on, as far as their times are over.
struct Attempts {
  std::array<Needs, 3> needs;
  size_t count = 1;
};

wire::Clock with_held(const wire::Clock& clock, wire::Held held) {
  return {clock.due(), clock.warn(), clock.left(), clock.elapsed(), clock.deadline(), clock.level(), held};
}

Attempts attempts_of(const wire::Waiting& waiting, const wire::Levels& levels, uint32_t elapsed) {
  Attempts attempts{{Needs{waiting.skills(), waiting.language(), waiting.voice() != 0}}, 1};
  const auto drop = [&](bool skills) {
    Needs less = attempts.needs[attempts.count - 1];
    if (skills) less.skills = 0;
    else less.language = 0;
    if (!(less == attempts.needs[attempts.count - 1])) attempts.needs[attempts.count++] = less;
  };
  const bool skills_first = levels.skills_for() <= levels.language_for();
  for (const bool skills : {skills_first, !skills_first})
    if (elapsed >= (skills ? levels.skills_for() : levels.language_for())) drop(skills);
  return attempts;
}

}  // namespace

wire::Status assign(const OpenTimes& open, const Question& question, Arena& arena, Assignment& out) {
  const auto people = static_cast<uint32_t>(question.people.size());
  const auto count = static_cast<uint32_t>(question.waiting.size());
  auto* const seats = arena.take<Seat>(people);
  auto* const order = arena.take<Urgency>(count);
  auto* const clocks = arena.take<wire::Clock>(count);
  auto* const turns = arena.take<wire::Turn>(count);
  if (seats == nullptr || order == nullptr || clocks == nullptr || turns == nullptr) return wire::Status::OutOfMemory;
  for (const wire::Helper& one : question.people)
    if (one.capacity() > kMostCapacity) return wire::Status::OutOfRange;

  uint32_t open_ones = 0;
  for (uint32_t i = 0; i < count; ++i) {
    const wire::Waiting& one = question.waiting[i];
    if ((one.asked() >= people && one.asked() < kAskedForAbsent) || one.language() > 31)
      return wire::Status::OutOfRange;
    clocks[i] = read_clock(open, question.levels, one, question.now);
    if (one.taken() == 0) order[open_ones++] = {urgency(clocks[i].left(), one.value()), i};
  }
  std::sort(order, order + open_ones, [](const Urgency& a, const Urgency& b) {
    return a.key != b.key ? a.key < b.key : a.conversation < b.conversation;
  });

  Giving giving(question.people, {seats, people}, question.now);
  uint32_t given = 0;
  for (uint32_t k = 0; k < open_ones; ++k) {
    const uint32_t i = order[k].conversation;
    const wire::Waiting& one = question.waiting[i];
    const bool voice = one.voice() != 0;
    const auto hold = [&](wire::Held why) { clocks[i] = with_held(clocks[i], why); };
    auto wish = wire::Wish::None;
    uint32_t person = people;
    if (one.asked() == kAskedForAbsent) wish = wire::Wish::NotHere;
    if (one.asked() < people) {
      const bool waits = clocks[i].elapsed() < question.levels.asked_for();
      if (giving.has_room(one.asked(), voice)) person = one.asked();
      wish = person < people ? wire::Wish::Given : wire::Wish::TooLong;
      if (person == people && waits) {
        hold(wire::Held::AskedForFull);
        continue;
      }
    }
    const Attempts attempts = attempts_of(one, question.levels, clocks[i].elapsed());
    for (size_t a = 0; a < attempts.count && person == people; ++a) person = giving.find(attempts.needs[a]);
    if (person == people) {
      hold(giving.why(attempts.needs[attempts.count - 1]));
      continue;
    }
    const bool skilled = giving.is_able(person, {one.skills(), 0, voice});
    const bool speaks = giving.is_able(person, {0, one.language(), voice});
    turns[given++] = {i,
                      person,
                      clocks[i].left(),
                      giving.load(person),
                      question.people[person].capacity(),
                      clocks[i].deadline(),
                      static_cast<uint8_t>(!skilled),
                      static_cast<uint8_t>(!speaks),
                      wish};
    giving.give(person, voice);
  }
  out = {{clocks, count}, {turns, given}};
  return wire::Status::Ok;
}

}  // namespace booking::routing
