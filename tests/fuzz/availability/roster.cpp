// Operation `roster` on any bytes: it answers or refuses, and its spans are in order, of one unit and kind apart.
#include "dates.h"

extern "C" uint32_t booking_roster(const uint8_t* request, uint32_t length);

using namespace fuzz;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Outcome outcome = call(booking_roster, data, size);
  if (outcome.status != 0) return 0;
  const auto* answer = verified<wire::RosterAnswer>(outcome);
  for (uint32_t i = 0; i < length(answer->spans()); ++i) {
    const wire::RosterSpan& span = *answer->spans()->Get(i);
    require(span.start() < span.end(), "a span is not empty");
    require(span.kind() <= static_cast<uint8_t>(wire::RosterKind::MAX), "a span has a documented kind");
    if (i == 0) continue;
    const wire::RosterSpan& before = *answer->spans()->Get(i - 1);
    const bool same = before.unit() == span.unit() && before.kind() == span.kind();
    require(same ? before.start() <= span.start() : before.unit() <= span.unit(), "spans are in order");
    require(!same || span.kind() == static_cast<uint8_t>(wire::RosterKind::Session) || before.end() < span.start(),
            "spans are apart");
  }
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned int seed) {
  return mutate_dates<wire::RosterRequest>({data, size, max_size}, seed, wire::CreateRosterRequest);
}
