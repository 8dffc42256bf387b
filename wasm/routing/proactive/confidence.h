// How often what looked so became a ticket, in thousandths: a row for each kind, a column for each bucket (signs.h).
// Written by `corectl proactive fit` from replayed weeks with seeds 1 to 600; 0 where hardly anything looked so.
#pragma once

#include <array>
#include <cstdint>

namespace booking::routing::proactive {

inline constexpr std::array<uint16_t, 8> kSureFrom{500, 850, 810, 580, 830, 660, 720, 690};

inline constexpr std::array<std::array<uint16_t, 12>, 8> kConfidence{{
    {{904, 870, 391, 250, 259, 0, 44, 42, 248, 0, 3, 12}},
    {{898, 868, 831, 827, 807, 787, 748, 760, 776, 788, 840, 786}},
    {{334, 622, 610, 523, 926, 460, 741, 853, 809, 923, 0, 0}},
    {{558, 856, 810, 575, 904, 858, 569, 930, 861, 0, 0, 0}},
    {{385, 649, 826, 458, 739, 916, 633, 877, 944, 0, 0, 0}},
    {{596, 655, 942, 539, 622, 939, 541, 599, 907, 562, 641, 955}},
    {{682, 658, 644, 717, 694, 693, 931, 930, 933, 0, 0, 0}},
    {{920, 922, 920, 682, 660, 619, 0, 0, 0, 0, 0, 0}},
}};

}  // namespace booking::routing::proactive
