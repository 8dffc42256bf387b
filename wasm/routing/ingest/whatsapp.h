// What a webhook of the WhatsApp Cloud API tells, piece by piece. Every entry, change, message and status is read;
// whatever is of another shape than expected is passed over or kept as unsupported, for the provider changes shapes
// without asking.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "routing_generated.h"
#include "wasm/routing/ingest/json.h"

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

/// Ok, Unreadable for what is no JSON object, TooLarge for more pieces than there is room.
[[nodiscard]] wire::Status read_whatsapp(ondemand::document& document, Pieces& pieces);

}  // namespace booking::routing
