// Dates as people write them: 1992-02-14, 14/2/1992, 14.02.92, 14 February 1992, February 14, 1992; month names in the
// four languages. The years are 1900 to 2099.
#pragma once

#include <cstdint>

#include "wasm/compliance/personal_data/text.h"
#include "wasm/compliance/personal_data/words.h"

namespace booking::compliance {

/// The end of the date whose first digit stands at `begin`; `begin` when there is none.
[[nodiscard]] uint32_t read_date(Text text, uint32_t begin);

/// The end of the date that `month`, a month's name, begins; its own begin when there is none.
[[nodiscard]] uint32_t read_date_from_month(Text text, const WordFound& month);

/// Whether YYMMDD is a day of this century or the last, which is all that six digits can tell.
[[nodiscard]] bool is_day_of_some_century(int32_t year, int32_t month, int32_t day);

}  // namespace booking::compliance
