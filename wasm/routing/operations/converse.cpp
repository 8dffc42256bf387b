#include "wasm/routing/operations/operations.h"
namespace booking::routing {
wire::Status converse(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer) {
  (void)request;
  (void)arena;
  (void)answer;
  return wire::Status::Malformed;
}
}  // namespace booking::routing
