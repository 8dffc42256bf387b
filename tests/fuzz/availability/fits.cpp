// Operation `fits` on any bytes: it answers or refuses, and names only visits it was asked about, each once.
#include "target.h"
#include "tests/native/oracle/salons/salon_generator.h"

extern "C" uint32_t booking_fits(const uint8_t* request, uint32_t length);

namespace {

using namespace fuzz;

/// A random salon and its busy time as the segments of some visits.
std::vector<uint8_t> fresh(oracle::Dice& dice) {
  const oracle::Question question = oracle::random_question(dice.roll());
  const uint32_t visits = static_cast<uint32_t>(dice.between(0, 8));
  std::vector<wire::Stored> stored;
  for (const oracle::Busy& busy : question.query.busy) {
    stored.emplace_back(static_cast<uint32_t>(dice.between(0, 8)), busy.unit, busy.start, busy.end);
  }
  flatbuffers::FlatBufferBuilder builder;
  const std::vector<uint8_t> calendar = oracle::encode_calendar(question.salon);
  builder.ForceVectorAlignment(calendar.size(), 1, 4);
  const auto calendar_at = builder.CreateVector(calendar);
  builder.Finish(wire::CreateFitsRequest(builder, calendar_at, visits, builder.CreateVectorOfStructs(stored)));
  return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Outcome outcome = call(booking_fits, data, size);
  if (outcome.status != 0) return 0;
  const auto* answer = verified<wire::FitsAnswer>(outcome);
  const auto* request = flatbuffers::GetRoot<wire::FitsRequest>(data);
  for (uint32_t i = 0; i < length(answer->misfits()); ++i) {
    require(answer->misfits()->Get(i) < request->visits(), "a misfit is one of the visits");
    require(i == 0 || answer->misfits()->Get(i) > answer->misfits()->Get(i - 1), "misfits ascend");
  }
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned int seed) {
  return mutate_fields<wire::FitsRequest>({data, size, max_size}, seed, {.fresh = 5, .bytes = 30}, fresh,
                                          [](Payloads& payloads, const wire::FitsRequest& request) {
                                            add_calendar(payloads, request);
                                            add(payloads, request.stored(), sizeof(wire::Stored));
                                          });
}
