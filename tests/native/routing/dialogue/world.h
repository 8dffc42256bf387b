// A small salon and its clients: what a dialogue is told, and short ways to say it.
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "wasm/routing/dialogue/talk.h"

namespace world {

using namespace booking::routing;

inline const std::vector<std::string_view> kServiceIds = {"cut", "colour"};
inline const std::vector<std::string_view> kPeopleIds = {"thandi", "ayanda"};
inline const std::vector<MenuName> kServiceNames = {{0, "Cut & style"}, {1, "Full colour"}};
inline const std::vector<MenuName> kPeopleNames = {{0, "Thandi"}, {1, "Ayanda"}};

/// Thursday 26 November 2026, ten in the morning; two hours east of Greenwich.
inline constexpr booking::LocalDate kToday{20'783};
inline constexpr int16_t kOffset = 120;
constexpr uint32_t at(int32_t days, int32_t minute) {
  return static_cast<uint32_t>((kToday.days + days) * 1440 + minute - kOffset);
}

inline const std::vector<Visit> kBookings = {{"first", at(3, 600), kOffset, 0, 0},
                                             {"second", at(5, 840), kOffset, 1, 1}};

inline Facts facts(size_t bookings = 0) {
  Facts known;
  known.now = {kToday, 600};
  known.menu = {kServiceNames, kPeopleNames, 480, 1080};
  known.services = kServiceIds;
  known.people = kPeopleIds;
  known.bookings = std::span(kBookings).first(bookings);
  known.named = true;
  known.noticed = true;
  known.news_answered = true;
  known.staffed = true;
  return known;
}

inline Event text(std::string_view said, Intent intent = Intent::OutOfScope, bool sure = true) {
  Event event;
  event.text = said;
  event.reading.language = Language::English;
  event.reading.language_chance = 900;
  event.reading.guesses = {Guess{intent, static_cast<uint16_t>(sure ? 950 : 400)}, Guess{Intent::Price, 200},
                           Guess{Intent::Hours, 100}};
  event.reading.sure = sure && intent != Intent::OutOfScope;
  return event;
}

inline Event unclear(std::string_view said) {
  Event event;
  event.text = said;
  event.reading.language = Language::English;
  return event;
}

inline Event tap(std::string_view id) {
  Event event;
  event.kind = EventKind::Choice;
  event.choice = id;
  return event;
}

inline Event outcome(OutcomeKind kind, std::span<const Offer> starts = {}, std::string_view id = "") {
  Event event;
  event.kind = EventKind::Outcome;
  event.outcome = kind;
  event.starts = starts;
  event.id = id;
  return event;
}

inline const std::vector<Offer> kOne = {{at(1, 900), 35'000, kOffset, 0}};
inline const std::vector<Offer> kThree = {
    {at(1, 600), 35'000, kOffset, 0}, {at(1, 900), 35'000, kOffset, 1}, {at(2, 600), 35'000, kOffset, 0}};

inline const Action* find(const Turn& turn, ActionKind kind) {
  for (size_t i = 0; i < turn.count; i++)
    if (turn.actions[i].kind == kind) return &turn.actions[i];
  return nullptr;
}

inline bool says(const Turn& turn, Line line) {
  for (size_t i = 0; i < turn.count; i++)
    if (turn.actions[i].line == line) return true;
  return false;
}

/// One conversation, turn by turn.
struct Conversation {
  State state;
  Facts known = facts();
  Turn turn;
  Turn& on(const Event& event) {
    converse(state, event, known, turn);
    state = turn.state;
    return turn;
  }
};

}  // namespace world
