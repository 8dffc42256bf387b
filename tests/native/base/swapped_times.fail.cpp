// Instants, wall times and dates do not stand in for each other.
#include "wasm/base/time.h"

using namespace booking;

#ifdef MUST_FAIL
LocalDate date = date_of(Instant{0});
#else
LocalDate date = date_of(WallTime{0});
#endif
