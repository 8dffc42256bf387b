// What a conversation remembers between two messages. To everybody else it is a byte vector; its first byte is the
// version.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "routing_generated.h"
#include "wasm/routing/dialogue/facts.h"

namespace booking::routing {

inline constexpr size_t kMostWishes = 3;
inline constexpr size_t kMostOffers = 8;
inline constexpr size_t kMostState = 512;  // bytes, encoded

/// What was asked last.
enum class Stage : uint8_t {
  Idle,
  Meaning,
  Service,
  Start,
  Day,
  Name,
  Confirm,
  Which,
  One,
  ConfirmCancel,
  Waitlist,
  MyData,
  ConfirmDeletion,
  News,
  Acting,      ///< an outcome is waited for
  WithPerson,  ///< handed over: the dialogue keeps silent
  Over,
  Phone,
  ConfirmBoth,  ///< a patch test and the visits that rest on it
};

enum class Flow : uint8_t { None, Book, Move, Cancel };

/// Up to 63 bytes: ids, and what a client called themselves.
struct ShortText {
  std::array<char, 63> bytes{};
  uint8_t length = 0;
  [[nodiscard]] std::string_view view() const { return {bytes.data(), length}; }
  [[nodiscard]] bool empty() const { return length == 0; }
  /// A longer text ends with its last whole character.
  void set(std::string_view text) {
    size_t size = text.size() < bytes.size() ? text.size() : bytes.size();
    while (size > 0 && size < text.size() && (static_cast<uint8_t>(text[size]) & 0xc0) == 0x80) size--;
    for (length = 0; length < size; length++) bytes[length] = text[length];
  }
};

struct Wish {
  std::array<uint32_t, kMostWishes> services{};  ///< hashes
  uint8_t service_count = 0;
  uint8_t guests = 1;
  uint32_t person = 0;   ///< hash; 0: anybody
  int32_t day_from = 0;  ///< 0: not said
  int32_t day_to = 0;
  int16_t minute_from = 0;
  int16_t minute_to = 1440;
};

struct RememberedOffer {
  uint32_t start = 0;
  int32_t price_cents = 0;
  uint32_t person = 0;
  int16_t offset = 0;
};

struct State {
  Stage stage = Stage::Idle;
  Stage before = Stage::Idle;  ///< while Acting: what was asked before
  Flow flow = Flow::None;
  Language language = Language::Other;
  wire::ActionKind acting = wire::ActionKind::End;
  Wish wish;
  std::array<RememberedOffer, kMostOffers> offers;
  uint8_t offer_count = 0;
  RememberedOffer chosen;
  ShortText hold;
  ShortText name;
  ShortText phone;                                 ///< as they wrote it
  ShortText news;                                  ///< the booking with which the answer about news is kept
  wire::Intent asking = wire::Intent::OutOfScope;  ///< while Acting: what is answered
  uint32_t booking = 0;                            ///< hash of the one that is moved or cancelled
  uint32_t said = 0;                               ///< what the last turn said, and how often it was said again
  uint8_t repeats = 0;
  uint8_t misses = 0;    ///< messages in a row that were not understood
  uint8_t patience = 0;  ///< questions since something was achieved
  bool noticed = false;
  bool waitlist = false;  ///< the waiting list is what is wanted
};

/// A new conversation where the bytes are empty, of another version, or no state.
[[nodiscard]] State decode_state(std::span<const uint8_t> bytes);

/// How many bytes of `room` were written.
size_t encode_state(const State& state, std::span<uint8_t, kMostState> room);

}  // namespace booking::routing
