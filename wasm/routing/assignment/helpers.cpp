#include "wasm/routing/assignment/helpers.h"

#include <algorithm>
#include <numeric>

#include "wasm/routing/assignment/assign.h"

namespace booking::routing {

wire::Status Helpers::build(Arena& arena, std::span<const wire::Helper> people, uint32_t now) {
  people_ = people;
  now_ = now;
  seats_ = {arena.take<Seat>(people.size()), people.size()};
  order_ = {arena.take<uint32_t>(people.size()), people.size()};
  if (seats_.data() == nullptr || order_.data() == nullptr) return wire::Status::OutOfMemory;
  for (uint32_t i = 0; i < people.size(); ++i) {
    if (people[i].capacity() > kMostCapacity) return wire::Status::OutOfRange;
    seat(i, people[i].last(), people[i].load());
  }
  std::iota(order_.begin(), order_.end(), 0);
  std::sort(order_.begin(), order_.end(), [&](uint32_t a, uint32_t b) { return is_before(a, b); });
  return wire::Status::Ok;
}

bool Helpers::is_able(uint32_t person, const Needs& needs) const {
  const wire::Helper& one = people_[person];
  return (one.skills() & needs.skills) == needs.skills &&
         (needs.language == 0 || (one.languages() >> needs.language & 1U) != 0);
}

uint32_t Helpers::find(const Needs& needs) {
  Vain& memory = vain(needs);
  if (memory.known && memory.needs == needs) return count();
  for (const uint32_t person : order_) {
    if (!fits(seats_[person], needs.voice)) break;  // nor does anybody after them
    if (is_able(person, needs)) return person;
  }
  const bool anybody = std::any_of(order_.begin(), order_.end(), [&](uint32_t person) {
    return people_[person].capacity() > 0 && is_able(person, needs);
  });
  memory = {needs, true, anybody ? wire::Held::AllFull : wire::Held::NobodyAble};
  if (people_.empty()) memory.why = wire::Held::NobodyHere;
  return count();
}

wire::Held Helpers::why_not(const Needs& needs) {
  const Vain& memory = vain(needs);
  if (!memory.known || memory.needs != needs) static_cast<void>(find(needs));
  return memory.why;
}

void Helpers::give(uint32_t person, bool voice) {
  const auto before = [&](uint32_t a, uint32_t b) { return is_before(a, b); };
  auto* const at = std::lower_bound(order_.data(), order_.data() + order_.size(), person, before);
  seat(person, now_, voice ? people_[person].capacity() : static_cast<uint16_t>(seats_[person].load + 1));
  // Their share has grown, so they only move back.
  auto* const to = std::lower_bound(at + 1, order_.data() + order_.size(), person, before);
  std::rotate(at, at + 1, to);
}

void Helpers::seat(uint32_t person, uint32_t last, uint16_t load) {
  const uint32_t capacity = people_[person].capacity();
  seats_[person] = {capacity == 0 ? kFull : (uint64_t{load} << 32) / capacity, last, load};
}

bool Helpers::is_before(uint32_t a, uint32_t b) const {
  const Seat& one = seats_[a];
  const Seat& other = seats_[b];
  if (one.share != other.share) return one.share < other.share;
  return one.last < other.last || (one.last == other.last && a < b);
}

Helpers::Vain& Helpers::vain(const Needs& needs) {
  const uint32_t mixed = (needs.skills * 31U + needs.language) * 2U + (needs.voice ? 1U : 0U);
  return vain_[mixed * 2'654'435'769U >> 24];  // Knuth's multiplicative hash
}

}  // namespace booking::routing
