// What a webhook tells, piece by piece, while it is being read.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "routing_generated.h"

namespace booking::routing {

/// wire::WebhookEvent, while it is being read.
struct Piece {
  int64_t at;
  wire::TextSpan account;
  wire::TextSpan id;
  wire::TextSpan user;
  wire::TextSpan phone;
  wire::TextSpan name;
  wire::TextSpan text;
  wire::TextSpan payload;
  wire::TextSpan context;
  wire::TextSpan next_user;
  wire::TextSpan next_phone;
  wire::TextSpan previous_user;
  wire::TextSpan detail;
  uint32_t code;
  wire::WebhookKind kind;
  wire::MessageType type;
  wire::Delivery delivery;
};

/// Room for what is read. Texts are copied behind one another into `text`.
struct Pieces {
  std::span<Piece> pieces;
  std::span<uint8_t> text;
  uint32_t count = 0;
  uint32_t used = 0;
  bool full = false;

  /// The next piece, or nullptr once there is no room.
  Piece* next();
  [[nodiscard]] wire::TextSpan keep(std::string_view bytes);
};

[[nodiscard]] constexpr bool is_told(const wire::TextSpan& span) { return span.size() > 0; }

}  // namespace booking::routing
