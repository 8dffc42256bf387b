// Requests that ask about a salon's dates, for the operations that take a calendar and two dates.
#pragma once

#include <vector>

#include "availability_generated.h"
#include "tests/native/oracle/salons/question.h"

namespace oracle {

/// `create`: the contract's function of that name, such as wire::CreateOpeningRequest.
template <class Create>
std::vector<uint8_t> encode_dates(const Salon& salon, int from, int to, Create create) {
  flatbuffers::FlatBufferBuilder builder;
  const std::vector<uint8_t> calendar = encode_calendar(salon);
  builder.ForceVectorAlignment(calendar.size(), 1, 4);
  const auto at = builder.CreateVector(calendar);
  builder.Finish(create(builder, at, from, to));
  return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

}  // namespace oracle
