// Random salons and wishes, small enough for brute force and odd enough to find mistakes: daylight-saving nights, split
// shifts, shifts across midnight, staff-free phases, buffers, own minutes, classes, parties, edges of notice and
// horizon.
//
// Everything generated is valid by the rules; what the document schema would refuse is left to the fuzz targets.
#pragma once

#include <cstdint>

#include "tests/native/oracle/salons/question.h"

namespace oracle {

/// The same seed gives the same question.
Question random_question(uint64_t seed);

}  // namespace oracle
