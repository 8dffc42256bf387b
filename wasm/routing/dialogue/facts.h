// What the dialogue is told: the salon as it is now, the client as far as they are known, and what just happened.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "wasm/routing/entities/entities.h"
#include "wasm/routing/understanding/reading.h"

namespace booking::routing {

using wire::EventKind;
using wire::OutcomeKind;

/// A start that can be had; `person` is an index of the facts, -1 where several serve or it does not matter.
struct Offer {
  uint32_t start = 0;
  int32_t price_cents = 0;
  int16_t offset = 0;  ///< minutes east of UTC at `start`
  int16_t person = -1;
};

/// A visit of the client's that is still to come.
struct Visit {
  std::string_view id;
  uint32_t start;
  int16_t offset;
  int16_t service;  ///< -1: unknown
  int16_t person;
};

struct Facts {
  LocalNow now;
  Menu menu;
  std::span<const std::string_view> services;  ///< ids
  std::span<const std::string_view> people;
  std::span<const Visit> bookings;
  Language spoken = Language::Other;
  bool named = false;
  bool numbered = true;  ///< a number of theirs is known
  bool proven = true;    ///< by the channel, so that what stands under it is theirs to hear and change
  bool noticed = false;
  bool news_answered = false;
  bool staffed = false;
  bool answerable = false;  ///< an article of the salon's answers the text
};

struct Event {
  EventKind kind = EventKind::Text;
  std::string_view text;
  Reading reading;
  std::string_view choice;
  OutcomeKind outcome = OutcomeKind::Failed;
  std::string_view id;
  std::span<const Offer> starts;
};

/// Ids are kept as FNV-1a of their bytes: a salon has at most 100 services and 200 people, so two of one hash are one
/// chance in about 200,000 salons. Never 0, which says none.
constexpr uint32_t hash_of(std::string_view id) {
  uint32_t hash = 2'166'136'261u;
  for (const char c : id) hash = (hash ^ static_cast<uint8_t>(c)) * 16'777'619u;
  return hash == 0 ? 1 : hash;
}

}  // namespace booking::routing
