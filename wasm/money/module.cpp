// The exports of money.wasm.
#include "wasm/base/module.h"

#include "wasm/money/operations/operations.h"

BOOKING_OPERATION(reckon, booking::money::reckon_bill)
BOOKING_OPERATION(settle, booking::money::settle_payments)
BOOKING_OPERATION(refund, booking::money::refund_bill)
