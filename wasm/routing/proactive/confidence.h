// How often what looked so became a ticket, in thousandths: a row for each kind, a column for each bucket (signs.h). Written by
// `corectl proactive fit` from replayed weeks with seeds 1 to 400; 0 where nothing ever looked so.
#pragma once

#include <array>
#include <cstdint>

namespace booking::routing::proactive {

inline constexpr uint16_t kSureFrom = 800;

inline constexpr std::array<std::array<uint16_t, 12>, 8> kConfidence{{
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}},
}};

}  // namespace booking::routing::proactive
