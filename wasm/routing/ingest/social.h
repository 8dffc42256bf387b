// What a webhook of Messenger or Instagram tells, piece by piece: both have one shape, in which each entry is one page
// or account. Times are milliseconds there and seconds here. An echo is no message; of one that bears our own id of it,
// it is told that it was sent.
#pragma once

#include "wasm/routing/ingest/json.h"
#include "wasm/routing/ingest/pieces.h"

namespace booking::routing {

/// Ok, Unreadable for what is no JSON object, TooLarge for more pieces than there is room.
[[nodiscard]] wire::Status read_social(ondemand::document& document, Pieces& pieces);

}  // namespace booking::routing
