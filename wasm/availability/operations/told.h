// The starts as they are told over HTTP. There may be a thousand, so they are written where they were found: in
// TypeScript the writing took as long as the search.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "shared/contracts/generated/availability_generated.h"

namespace booking::availability {

/// How many bytes `tell` writes.
[[nodiscard]] size_t told_bytes(std::span<const wire::Start> starts);

/// The entries of a JSON array, with commas between them and no brackets:
/// {"start":…,"end":…,"price_cents":…,"score":…}. Instants are RFC 3339 to the minute, on the clock of their own
/// offset. `out` has room for told_bytes; dates lie in the years 1000 to 9999.
void tell(std::span<const wire::Start> starts, uint8_t* out);

}  // namespace booking::availability
