// How often what looked so became a ticket, in thousandths: a row for each kind, a column for each bucket (signs.h). Written by
// `corectl proactive fit` from replayed weeks with seeds 1 to 200; 0 where hardly anything looked so.
#pragma once

#include <array>
#include <cstdint>

namespace booking::routing::proactive {

inline constexpr std::array<uint16_t, 8> kSureFrom{840, 860, 820, 580, 830, 890, 680, 710};

inline constexpr std::array<std::array<uint16_t, 12>, 8> kConfidence{{
    {{882, 836, 442, 260, 302, 0, 38, 43, 236, 0, 2, 20}},
    {{923, 896, 861, 824, 819, 800, 888, 853, 842, 816, 763, 800}},
    {{344, 609, 578, 497, 952, 402, 750, 819, 756, 900, 0, 0}},
    {{558, 860, 821, 578, 932, 897, 563, 904, 822, 0, 0, 0}},
    {{383, 641, 826, 465, 730, 906, 657, 908, 944, 0, 0, 0}},
    {{583, 612, 886, 538, 597, 896, 565, 610, 870, 582, 614, 924}},
    {{576, 604, 585, 665, 675, 653, 929, 923, 920, 0, 0, 0}},
    {{929, 934, 930, 708, 680, 594, 0, 0, 0, 0, 0, 0}},
}};

}  // namespace booking::routing::proactive
