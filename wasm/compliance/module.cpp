// The exports of compliance.wasm.
#include "wasm/base/module.h"

#include "wasm/compliance/operations/operations.h"

BOOKING_OPERATION(admit, booking::compliance::admit)
BOOKING_OPERATION(deadline, booking::compliance::deadline)
BOOKING_OPERATION(find_personal_data, booking::compliance::find_personal_data)
BOOKING_OPERATION(direct_marketing, booking::compliance::direct_marketing)
BOOKING_OPERATION(cancellation_fee, booking::compliance::cancellation_fee)
BOOKING_OPERATION(children, booking::compliance::children)
BOOKING_OPERATION(retention, booking::compliance::retention)
BOOKING_OPERATION(observe, booking::compliance::observe)
BOOKING_OPERATION(audit_tree, booking::compliance::audit_tree)
BOOKING_OPERATION(audit_verify, booking::compliance::audit_verify)
BOOKING_OPERATION(audit_leaves, booking::compliance::audit_leaves)
