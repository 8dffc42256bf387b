// What the dialogue wants done: data, in order. Texts belong to whoever speaks; here are only their names.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "wasm/routing/dialogue/state.h"

namespace booking::routing {

using wire::ActionKind;
using wire::Line;
using wire::Reason;
using wire::RequestKind;

inline constexpr size_t kMostRows = 10;  // WhatsApp's longest list
inline constexpr size_t kMostActions = 5;
inline constexpr size_t kLongestId = 128;  // of a row; WhatsApp takes 200

/// What a tap sends back: everything that is needed to act on it, whatever the state is by then.
struct RowId {
  std::array<char, kLongestId> bytes{};
  uint8_t length = 0;

  [[nodiscard]] std::string_view view() const { return {bytes.data(), length}; }
  RowId& add(std::string_view text) {
    for (const char c : text)
      if (length < kLongestId) bytes[length++] = c;
    return *this;
  }
  /// `:` and the number, in decimals.
  RowId& add(int64_t number);
};

/// As the table of that name in shared/contracts/routing.fbs.
struct About {
  std::array<uint16_t, kMostWishes> services{};
  uint8_t service_count = 0;
  int16_t person = -1;
  uint32_t start = 0;
  int16_t offset = 0;
  int32_t price_cents = 0;
  int32_t day_from = 0;
  int32_t day_to = 0;
  int16_t minute_from = 0;
  int16_t minute_to = 1440;
  uint8_t guests = 1;
  int16_t booking = -1;
  Intent intent = Intent::OutOfScope;
  uint8_t count = 0;
};

struct Row {
  RowId id;
  Line line = Line::None;
  About about;
};

struct Action {
  ActionKind kind = ActionKind::End;
  Line line = Line::None;
  About about;
  std::array<Row, kMostRows> rows;
  uint8_t row_count = 0;
  ShortText id;
  ShortText name;
  ShortText phone;
  Reason reason = Reason::Asked;
  RequestKind request = RequestKind::Access;
  bool granted = false;
};

struct Turn {
  State state;
  std::array<Action, kMostActions> actions;
  uint8_t count = 0;
};

/// The pure function that a conversation is: the same state, event and facts always give the same turn.
void converse(const State& before, const Event& event, const Facts& facts, Turn& turn);

}  // namespace booking::routing
