// The exports of availability.wasm.
#include "wasm/availability/operations/operations.h"
#include "wasm/base/module.h"

BOOKING_OPERATION(availability, booking::availability::availability)
BOOKING_OPERATION(fits, booking::availability::fits)
BOOKING_OPERATION(clock, booking::availability::clock)
