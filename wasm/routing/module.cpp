// The exports of routing.wasm.
#include "wasm/base/module.h"

#include "wasm/routing/operations/operations.h"

BOOKING_OPERATION(understand, booking::routing::understand)
BOOKING_OPERATION(read_webhook, booking::routing::read_webhook)
BOOKING_OPERATION(converse, booking::routing::converse)
BOOKING_OPERATION(assign, booking::routing::assign)
BOOKING_OPERATION(index_articles, booking::routing::index_articles)
BOOKING_OPERATION(search_articles, booking::routing::search_articles)
BOOKING_OPERATION(foresee, booking::routing::foresee)
BOOKING_OPERATION(remind, booking::routing::remind)
