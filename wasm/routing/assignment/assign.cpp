#include "wasm/routing/assignment/assign.h"

#include <algorithm>
#include <array>

#include "wasm/routing/assignment/helpers.h"

namespace booking::routing {
namespace {

/// One that nobody has. Smaller keys are more urgent.
struct Urgency {
  uint64_t key;
  uint32_t conversation;
  uint32_t elapsed;
};

/// Fewer minutes left first, then more at risk.
uint64_t key_of(int32_t left, uint32_t value) {
  return uint64_t{static_cast<uint32_t>(left) ^ 0x80000000U} << 32 | (0xffffffffU - value);
}

int32_t left_of(uint64_t key) { return static_cast<int32_t>(static_cast<uint32_t>(key >> 32) ^ 0x80000000U); }

bool more_urgent(const Urgency& a, const Urgency& b) {
  return a.key != b.key ? a.key < b.key : a.conversation < b.conversation;
}

/// What is required now, then with one requirement less, and so on, as far as their times are over.
struct Attempts {
  std::array<Needs, 3> needs;
  size_t count = 1;
};

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

/// Who takes one, or why nobody does.
struct Choice {
  uint32_t person;
  wire::Wish wish;
  wire::Held held;
};

Choice choose(const wire::Waiting& one, const wire::Levels& levels, uint32_t elapsed, Helpers& helpers) {
  const uint32_t nobody = helpers.count();
  auto wish = one.asked() == kAskedForAbsent ? wire::Wish::NotHere : wire::Wish::None;
  if (one.asked() < nobody) {
    if (helpers.has_room(one.asked(), one.voice() != 0)) return {one.asked(), wire::Wish::Given, wire::Held::Taken};
    if (elapsed < levels.asked_for()) return {nobody, wire::Wish::None, wire::Held::AskedForFull};
    wish = wire::Wish::TooLong;
  }
  const Attempts attempts = attempts_of(one, levels, elapsed);
  for (size_t i = 0; i < attempts.count; ++i)
    if (const uint32_t person = helpers.find(attempts.needs[i]); person < nobody)
      return {person, wish, wire::Held::Taken};
  return {nobody, wish, helpers.why_not(attempts.needs[attempts.count - 1])};
}

/// The first so many are put in order; the next time the double. Most passes end with nobody who has room long before
/// the last.
constexpr size_t kFirstInOrder = 4096;

}  // namespace

wire::Status assign(const OpenTimes& open, const Question& question, Arena& arena, Assignment& out) {
  const auto count = static_cast<uint32_t>(question.waiting.size());
  auto* const order = arena.take<Urgency>(count);
  auto* const turns = arena.take<wire::Turn>(count);
  auto* const clocks = arena.take<wire::Clock>(question.clocks ? count : 0);
  if (order == nullptr || turns == nullptr || clocks == nullptr) return wire::Status::OutOfMemory;
  Helpers helpers;
  if (const auto status = helpers.build(arena, question.people, question.now); status != wire::Status::Ok)
    return status;

  const Clocks at(open, question.levels, question.now);
  size_t waiting = 0;
  for (uint32_t i = 0; i < count; ++i) {
    const wire::Waiting& one = question.waiting[i];
    if ((one.asked() >= helpers.count() && one.asked() < kAskedForAbsent) || one.language() > 31)
      return wire::Status::OutOfRange;
    if (question.clocks) clocks[i] = told(at, one, wire::Held::Taken);
    if (one.taken() != 0) continue;
    const Remaining of = remaining(at, one);
    order[waiting++] = {key_of(of.left, one.value()), i, of.elapsed};
  }

  size_t given = 0;
  size_t sorted = 0;
  for (size_t k = 0; k < waiting; ++k) {
    const bool full = helpers.is_full();
    if (full && !question.clocks) break;
    // Once everybody is full the order no longer matters.
    if (k == sorted && !full) {
      const size_t end = std::min(waiting, std::max(kFirstInOrder, 2 * sorted));
      if (end < waiting) std::nth_element(order + sorted, order + end, order + waiting, more_urgent);
      std::sort(order + sorted, order + end, more_urgent);
      sorted = end;
    }
    const auto [key, i, elapsed] = order[k];
    const wire::Waiting& one = question.waiting[i];
    const Choice choice = choose(one, question.levels, elapsed, helpers);
    if (choice.person == helpers.count()) {
      if (question.clocks) clocks[i] = told(at, one, choice.held);
      continue;
    }
    const bool voice = one.voice() != 0;
    turns[given++] = {i,
                      choice.person,
                      left_of(key),
                      helpers.load(choice.person),
                      question.people[choice.person].capacity(),
                      remaining(at, one).deadline,
                      static_cast<uint8_t>(!helpers.is_able(choice.person, {one.skills(), 0, voice})),
                      static_cast<uint8_t>(!helpers.is_able(choice.person, {0, one.language(), voice})),
                      choice.wish};
    helpers.give(choice.person, voice);
  }
  out = {{clocks, question.clocks ? count : 0}, {turns, given}};
  return wire::Status::Ok;
}

}  // namespace booking::routing
