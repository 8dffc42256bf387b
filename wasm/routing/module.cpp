// The exports of routing.wasm.
#include "wasm/base/module.h"

#include "wasm/routing/operations/operations.h"

BOOKING_OPERATION(converse, booking::routing::converse)
