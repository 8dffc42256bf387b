// The exports of compliance.wasm.
#include "wasm/base/module.h"

#include "wasm/compliance/operations/operations.h"

BOOKING_OPERATION(admit, booking::compliance::admit)
BOOKING_OPERATION(deadline, booking::compliance::deadline)
BOOKING_OPERATION(observe, booking::compliance::observe)
