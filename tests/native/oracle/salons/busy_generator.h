// Random busy time: visits of others, own calendars, sold seats, and the odd segments a table may hold.
#pragma once

#include "tests/native/oracle/salons/dice.h"
#include "tests/native/oracle/salons/question.h"

namespace oracle {

/// Fills `busy` and `imported` around the local `date`.
void add_random_busy(Question& question, int date, Dice& dice);

}  // namespace oracle
