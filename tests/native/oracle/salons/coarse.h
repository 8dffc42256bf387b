// A question whose times all lie on a coarser grid, as most real salons' do: the engine then counts in longer quanta,
// and looks at several days at once.
#pragma once

#include "tests/native/oracle/salons/question.h"

namespace oracle {

/// Rounds every time to `grid` minutes (15, 30 or 60): hours and busy time outward, lengths up. Asks for `days` dates.
void coarsen(Question& question, int grid, int days);

}  // namespace oracle
