// The exports of availability.wasm.
#include "wasm/base/module.h"

#include "wasm/availability/operations/operations.h"

BOOKING_OPERATION(availability, booking::availability::availability)
BOOKING_OPERATION(fits, booking::availability::fits)
BOOKING_OPERATION(clock, booking::availability::clock)
BOOKING_OPERATION(opening, booking::availability::opening)
BOOKING_OPERATION(roster, booking::availability::roster)
