// What a message names: days, times, how many people, services, people, and who writes.
//
// Readers go over the tagged words once each, looking a bounded number of words ahead, so the time is linear in the
// text and in the salon's menu. What is ambiguous is told in every reading that the salon's hours allow, the likeliest
// first: entities of one kind over the same bytes are alternatives, others of one kind add up.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "routing_generated.h"
#include "wasm/base/time.h"

namespace booking::routing {

using wire::Language;

/// At most `length` bytes from `from` on; none beyond the end. The library's own substr drags its exceptions, and with
/// them a console, into the module.
constexpr std::string_view part_of(std::string_view text, size_t from, size_t length) {
  if (from >= text.size()) return {};
  return {text.data() + from, length < text.size() - from ? length : text.size() - from};
}

enum class Kind : uint8_t { Day, Time, Guests, Service, Person, Name, Phone, Reference };

inline constexpr int32_t kAnybody = -1;

struct Entity {
  Kind kind = Kind::Day;
  uint8_t score = 0;     ///< 1 to 100; orders readings by how rarely they mislead, and is no probability
  bool without = false;  ///< of a person: anybody but them
  uint16_t begin = 0;    ///< bytes [begin, end) of the text
  uint16_t end = 0;
  /// Day: days since 1970-01-01, both included. Time: minutes of the day, equal where one time is meant. Guests:
  /// `from`. Service and person: `from` is the index in the menu, kAnybody for a person that does not matter.
  int32_t from = 0;
  int32_t to = 0;
};

/// A name under which a service or a person is known; several may share an index.
struct MenuName {
  uint16_t index;
  std::string_view text;
};

/// `opens` and `closes`: minutes of the day between which the salon's visits lie, for times said without morning or
/// afternoon.
struct Menu {
  std::span<const MenuName> services;
  std::span<const MenuName> people;
  int32_t opens = 8 * 60;
  int32_t closes = 18 * 60;
};

struct LocalNow {
  LocalDate today;
  int32_t minute;  ///< [0, 1439]
};

inline constexpr size_t kMostEntities = 32;
inline constexpr int32_t kNoNth = -2;

struct Heard {
  std::array<Entity, kMostEntities> entities;
  size_t count = 0;
  size_t words = 0;    ///< of letters or digits
  bool human = false;  ///< a person is asked for
  bool yes = false;
  bool no = false;
  bool stop = false;   ///< forget it
  bool other = false;  ///< another time than was offered
  bool soon = false;
  int32_t nth = kNoNth;  ///< of what was offered, from 0; -1 is the last

  /// The best of its kind, nullptr when there is none.
  [[nodiscard]] const Entity* best(Kind kind) const;
  void add(const Entity& entity) {
    if (count < kMostEntities) entities[count++] = entity;
  }
};

/// `text` beyond 4096 bytes is not read. `hint` is the message's language, Other where it is not known.
void read_entities(std::string_view text, LocalNow now, Language hint, const Menu& menu, Heard& heard);

}  // namespace booking::routing
