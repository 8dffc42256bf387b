// What a webhook of the WhatsApp Cloud API tells, piece by piece. Every entry, change, message and status is read;
// whatever is of another shape than expected is passed over or kept as unsupported, for the provider changes shapes
// without asking.
#pragma once

#include "wasm/routing/ingest/json.h"
#include "wasm/routing/ingest/pieces.h"

namespace booking::routing {

/// Ok, Unreadable for what is no JSON object, TooLarge for more pieces than there is room.
[[nodiscard]] wire::Status read_whatsapp(ondemand::document& document, Pieces& pieces);

}  // namespace booking::routing
