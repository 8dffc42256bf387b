// The distance of an instant and a wall time means nothing without a zone.
#include "wasm/base/time.h"

using namespace booking;

#ifdef MUST_FAIL
Minutes distance = Instant{0} - WallTime{0};
#else
Minutes distance = Instant{0} - Instant{0};
#endif
