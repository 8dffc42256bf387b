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
size_t mutate_dates(uint8_t* data, size_t size, size_t max_size, unsigned int seed, Create create) {
  oracle::Dice dice(seed);
  if (dice.percent(5)) return replace(data, size, max_size, fresh_dates(dice, create));
  flatbuffers::Verifier verifier(data, size);
  if (dice.percent(30) || !verifier.VerifyBuffer<Request>()) return LLVMFuzzerMutate(data, size, max_size);
  const auto* request = flatbuffers::GetRoot<Request>(data);
  Payloads payloads;
  if (request->calendar()) {
    flatbuffers::Verifier nested(request->calendar()->Data(), request->calendar()->size());
    if (nested.template VerifyBuffer<wire::Calendar>()) add_calendar(payloads, request->calendar_nested_root());
  }
  for (int i = dice.between(1, 4); i > 0; --i) change_field(payloads, dice);
  return size;
}

}  // namespace fuzz
