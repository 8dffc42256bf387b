// What a client's message wants and in which language, by the salon's own models (shared/knowledge/utterances).
#pragma once

#include <cstdint>
#include <span>

#include "wasm/base/arena.h"
#include "wasm/routing/understanding/reading.h"

namespace booking::routing {

/// Reads the first `kMostTextBytes` of the text, which should be UTF-8. Nothing readable is Other, with chances of 0.
/// False without room in the arena (some 300 KiB).
[[nodiscard]] bool understand(std::span<const uint8_t> text, Arena& arena, Reading& reading);

}  // namespace booking::routing
