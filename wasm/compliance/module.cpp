// The exports of compliance.wasm.
#include "wasm/base/module.h"

#include "wasm/compliance/operations/operations.h"

BOOKING_OPERATION(deadline, booking::compliance::deadline)

BOOKING_OPERATION(audit_tree, booking::compliance::audit_tree)
BOOKING_OPERATION(audit_verify, booking::compliance::audit_verify)
BOOKING_OPERATION(audit_leaves, booking::compliance::audit_leaves)
