// Only a wall time can fall into a gap, so only a wall time has an interval start.
#include "wasm/base/zone.h"

using namespace booking;

Instant start(const Zone& zone) {
#ifdef MUST_FAIL
  return zone.interval_start(Instant{0});
#else
  return zone.interval_start(WallTime{0});
#endif
}
