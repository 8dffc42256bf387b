// Operation `opening` on any bytes: it answers or refuses, and its times are in order and apart.
#include "dates.h"

extern "C" uint32_t booking_opening(const uint8_t* request, uint32_t length);

using namespace fuzz;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Outcome outcome = call(booking_opening, data, size);
  if (outcome.status != 0) return 0;
  const auto* answer = verified<wire::OpeningAnswer>(outcome);
  for (uint32_t i = 0; i < length(answer->open()); ++i) {
    const wire::OpenTime& time = *answer->open()->Get(i);
    require(time.start() < time.end(), "a time is not empty");
    require(i == 0 || answer->open()->Get(i - 1)->end() < time.start(), "times are in order and apart");
  }
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned int seed) {
  return mutate_dates<wire::OpeningRequest>({data, size, max_size}, seed, wire::CreateOpeningRequest);
}
