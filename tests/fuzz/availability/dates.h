// What the targets share whose requests ask about a salon's dates.
#pragma once

#include "target.h"
#include "tests/native/oracle/salons/dates.h"
#include "tests/native/oracle/salons/salon_generator.h"

namespace fuzz {

/// A random salon's dates, sometimes none that anybody would ask about.
template <class Create>
std::vector<uint8_t> fresh_dates(oracle::Dice& dice, Create create) {
  const oracle::Question question = oracle::random_question(dice.roll());
  const int first = dice.percent(90) ? question.query.from_date : static_cast<int>(dice.roll());
  const int last = dice.percent(90) ? first + dice.between(-1, 60) : static_cast<int>(dice.roll());
  return oracle::encode_dates(question.salon, first, last, create);
}

template <class Request, class Create>
size_t mutate_dates(const Input& input, unsigned int seed, Create create) {
  return mutate_fields<Request>(
      input, seed, {.fresh = 5, .bytes = 30}, [&](oracle::Dice& dice) { return fresh_dates(dice, create); },
      [](Payloads& payloads, const Request& request) { add_calendar(payloads, request); });
}

}  // namespace fuzz
