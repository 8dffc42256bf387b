// South African public holidays: Public Holidays Act 36 of 1994 and the days declared under it
// (shared/policies/holidays-za.json, compiled into a table when the project is built).
#pragma once

#include "wasm/base/time.h"

namespace booking {

/// Exact for 1995 to 2099, apart from days that are declared after the project is built. False outside those years.
bool is_public_holiday_za(LocalDate date);

}  // namespace booking
