#include <algorithm>

#include "wasm/routing/dialogue/talk.h"

namespace booking::routing {
namespace {

constexpr int kSurelyNamed = 60;  // of an entity's score: what a client need not be asked about
constexpr int kAlternative = 14;  // readings of one place that are no further apart are both possible

bool overlap(const Entity& a, const Entity& b) { return a.begin < b.end && b.begin < a.end; }

/// Whether another service was named in the same place about as well.
bool is_doubtful(const Heard& heard, const Entity& one) {
  for (size_t i = 0; i < heard.count; i++) {
    const Entity& other = heard.entities[i];
    if (other.kind == Kind::Service && other.from != one.from && overlap(one, other) &&
        std::max(one.score, other.score) - std::min(one.score, other.score) <= kAlternative)
      return true;
  }
  return false;
}

bool hear_services(Talk& talk) {
  Wish& wish = talk.state.wish;
  std::array<uint32_t, kMostWishes> named{};
  uint8_t count = 0;
  std::array<const Entity*, kMostWishes> taken{};
  const auto is_free = [&](const Entity& entity) {
    return std::none_of(taken.begin(), taken.begin() + count,
                        [&](const Entity* other) { return overlap(*other, entity); });
  };
  const Heard& heard = talk.heard;
  for (size_t i = 0; i < heard.count && count < kMostWishes; i++) {
    const Entity& entity = heard.entities[i];
    if (entity.kind != Kind::Service || is_doubtful(heard, entity) || !is_free(entity)) continue;
    taken[count] = &entity;
    named[count++] = hash_of(talk.facts.services[static_cast<size_t>(entity.from)]);
  }
  if (count == 0) return false;
  wish.services = named;
  wish.service_count = count;
  return true;
}

/// A day of a booking that is being moved is where it is moved from, if another day is named too.
bool is_old_day(const Talk& talk, const Entity& day) {
  if (talk.state.flow != Flow::Move) return false;
  const int index = booking_index(talk.facts, talk.state.booking);
  if (index < 0) return false;
  const Visit& visit = talk.facts.bookings[static_cast<size_t>(index)];
  const int32_t date = floor_div(static_cast<int32_t>(visit.start) + visit.offset, kMinutesPerDay);
  return day.from == date && day.to == date;
}

bool hear_day(Talk& talk) {
  const Heard& heard = talk.heard;
  const Entity* best = nullptr;
  size_t days = 0;
  for (size_t i = 0; i < heard.count; i++) days += static_cast<size_t>(heard.entities[i].kind == Kind::Day);
  for (size_t i = 0; i < heard.count; i++) {
    const Entity& entity = heard.entities[i];
    if (entity.kind != Kind::Day || (days > 1 && is_old_day(talk, entity))) continue;
    if (best == nullptr || entity.score > best->score) best = &entity;
  }
  if (best == nullptr) return false;
  Wish& wish = talk.state.wish;
  wish.day_from = best->from;
  wish.day_to = best->to;
  for (size_t i = 0; i < heard.count; i++) {  // `Friday or Saturday`
    const Entity& entity = heard.entities[i];
    if (entity.kind != Kind::Day || overlap(entity, *best) || is_old_day(talk, entity)) continue;
    wish.day_from = std::min(wish.day_from, entity.from);
    wish.day_to = std::max(wish.day_to, entity.to);
  }
  return true;
}

}  // namespace

bool hear_wish(Talk& talk) {
  Wish& wish = talk.state.wish;
  const Heard& heard = talk.heard;
  bool said = talk.state.flow != Flow::Move && hear_services(talk);
  const bool day = hear_day(talk);
  said = said || day;
  const Entity* time = heard.best(Kind::Time);
  const Entity* guests = heard.best(Kind::Guests);
  if (time != nullptr && (guests == nullptr || !overlap(*time, *guests) || time->score > guests->score)) {
    wish.minute_from = static_cast<int16_t>(time->from);
    wish.minute_to = static_cast<int16_t>(time->to);
    said = true;
  } else if (day) {  // another day, at any time of it
    wish.minute_from = 0;
    wish.minute_to = kMinutesPerDay;
  }
  if (guests != nullptr && (guests->score >= kSurelyNamed || time == nullptr || guests->score > time->score)) {
    wish.guests = static_cast<uint8_t>(std::min<int32_t>(guests->from, 255));
    said = true;
  }
  if (const Entity* person = heard.best(Kind::Person); person != nullptr) {
    const bool anybody = person->without || person->from == kAnybody;
    wish.person = anybody ? 0 : hash_of(talk.facts.people[static_cast<size_t>(person->from)]);
    said = true;
  }
  if (wish.guests > 1) wish.person = 0;  // a party cannot name a person
  return said;
}

size_t doubtful_services(const Talk& talk, std::array<uint16_t, kMostOffers>& indices) {
  size_t count = 0;
  const Heard& heard = talk.heard;
  for (size_t i = 0; i < heard.count && count < indices.size(); i++) {
    const Entity& entity = heard.entities[i];
    if (entity.kind == Kind::Service && is_doubtful(heard, entity))
      indices[count++] = static_cast<uint16_t>(entity.from);
  }
  return count;
}

}  // namespace booking::routing
