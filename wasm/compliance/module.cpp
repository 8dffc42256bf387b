// The exports of compliance.wasm.
#include "wasm/base/module.h"

#include "wasm/compliance/operations/operations.h"

BOOKING_OPERATION(deadline, booking::compliance::deadline)
BOOKING_OPERATION(find_personal_data, booking::compliance::find_personal_data)
