// Until when something is in time: calendar days as South African statutes count them.
#pragma once

#include "wasm/base/time.h"

namespace booking::compliance {

/// Interpretation Act 33 of 1957, s 4: the first day is excluded and the last included, unless the last is a Sunday or
/// a public holiday; then it is the next day that is neither. `days` >= 0. Holidays are known for 1995 to 2099.
[[nodiscard]] LocalDate deadline(LocalDate received, int32_t days);

}  // namespace booking::compliance
