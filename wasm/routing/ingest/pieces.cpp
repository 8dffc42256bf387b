#include "wasm/routing/ingest/pieces.h"

#include <cstring>

namespace booking::routing {

Piece* Pieces::next() {
  if (count == pieces.size()) {
    full = true;
    return nullptr;
  }
  pieces[count] = {};
  return &pieces[count++];
}

wire::TextSpan Pieces::keep(std::string_view bytes) {
  if (bytes.empty()) return {};
  if (bytes.size() > text.size() - used) {
    full = true;
    return {};
  }
  std::memcpy(text.data() + used, bytes.data(), bytes.size());
  const wire::TextSpan span(used, static_cast<uint32_t>(bytes.size()));
  used += static_cast<uint32_t>(bytes.size());
  return span;
}

}  // namespace booking::routing
