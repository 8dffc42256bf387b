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
  oracle::Dice dice(seed);
  if (dice.percent(5)) return replace(data, size, max_size, fresh(dice));
  flatbuffers::Verifier verifier(data, size);
  if (dice.percent(30) || !verifier.VerifyBuffer<wire::FitsRequest>()) return LLVMFuzzerMutate(data, size, max_size);
  const auto* request = flatbuffers::GetRoot<wire::FitsRequest>(data);
  Payloads payloads;
  if (request->calendar()) {
    flatbuffers::Verifier nested(request->calendar()->Data(), request->calendar()->size());
    if (nested.VerifyBuffer<wire::Calendar>()) add_calendar(payloads, request->calendar_nested_root());
  }
  add(payloads, request->stored(), sizeof(wire::Stored));
  for (int i = dice.between(1, 4); i > 0; --i) change_field(payloads, dice);
  return size;
}
