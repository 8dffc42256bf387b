// A bare number is no instant: the call must say what it means.
#include "wasm/base/time.h"

using namespace booking;

#ifdef MUST_FAIL
WallTime wall = wall_at(0, 120);
#else
WallTime wall = wall_at(Instant{0}, 120);
#endif
