// A salon to talk to, and what was heard in words short enough to compare.
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "wasm/routing/entities/entities.h"

namespace reading {

using booking::routing::Entity;
using booking::routing::Heard;
using booking::routing::Kind;
using booking::routing::Language;
using booking::routing::LocalNow;
using booking::routing::Menu;
using booking::routing::MenuName;

inline const std::vector<MenuName> kServices = {{0, "cut"},
                                                {0, "Cut & style"},
                                                {0, "Gunda ulungise"},
                                                {1, "colour"},
                                                {1, "Full colour"},
                                                {2, "Gel manicure"},
                                                {3, "Spa pedicure"},
                                                {4, "Box braids"},
                                                {5, "Swedish massage"},
                                                {6, "Brow shape and tint"}};
inline const std::vector<MenuName> kPeople = {{0, "Thandi"}, {1, "Ayanda"}, {2, "Lerato Mokoena"}, {3, "Annelie"}};

/// Thursday 26 November 2026, ten in the morning.
inline constexpr LocalNow kNow{{20'783}, 600};
static_assert(booking::date_from_civil({2026, 11, 26}).days == 20'783);

inline Heard hear(std::string_view text, Language language = Language::Other) {
  Heard heard;
  booking::routing::read_entities(text, kNow, language, Menu{kServices, kPeople, 480, 1080}, heard);
  return heard;
}

inline std::string clock(int32_t minutes) {
  const auto two = [](int32_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return two(minutes / 60) + ":" + two(minutes % 60);
}

inline std::string date(int32_t days) {
  const booking::CivilDate civil = booking::civil_from_date({days});
  return std::to_string(civil.day) + "/" + std::to_string(civil.month);
}

/// All readings of one kind, the best first: `28/11`, `28/11-29/11`, `15:00`, `14:00-17:00`, a name, a number.
inline std::string told(const Heard& heard, Kind kind) {
  std::vector<Entity> found;
  for (size_t i = 0; i < heard.count; i++)
    if (heard.entities[i].kind == kind) found.push_back(heard.entities[i]);
  std::stable_sort(found.begin(), found.end(), [](const Entity& a, const Entity& b) { return a.score > b.score; });
  static const std::vector<std::string> services = {"cut",    "colour",  "manicure", "pedicure",
                                                    "braids", "massage", "brows"};
  static const std::vector<std::string> people = {"thandi", "ayanda", "lerato", "annelie"};
  std::string text;
  for (const Entity& entity : found) {
    std::string one;
    if (kind == Kind::Day) one = date(entity.from) + (entity.to == entity.from ? "" : "-" + date(entity.to));
    if (kind == Kind::Time) one = clock(entity.from) + (entity.to == entity.from ? "" : "-" + clock(entity.to));
    if (kind == Kind::Guests) one = std::to_string(entity.from);
    if (kind == Kind::Service) one = services.at(static_cast<size_t>(entity.from));
    if (kind == Kind::Person) {
      one = entity.from < 0 ? "anybody" : people.at(static_cast<size_t>(entity.from));
      if (entity.without) one = "not " + one;
    }
    text += (text.empty() ? "" : " ") + one;
  }
  return text;
}

struct Case {
  const char* text;
  const char* expected;
  Language language = Language::Other;
};

inline void check(Kind kind, const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    INFO(one.text);
    CHECK(told(hear(one.text, one.language), kind) == one.expected);
  }
}

}  // namespace reading
