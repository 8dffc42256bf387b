// Operation `deadline` on any bytes: it answers or refuses, and never a day before the days are over or long after.
#include "compliance_generated.h"
#include "tests/fuzz/call.h"

extern "C" uint32_t booking_deadline(const uint8_t* request, uint32_t length);

namespace {

using namespace fuzz;
namespace wire = booking::compliance::wire;

std::vector<uint8_t> fresh(oracle::Dice& dice) {
  flatbuffers::FlatBufferBuilder builder;
  builder.Finish(
      wire::CreateDeadlineRequest(builder, dice.between(9'000, 48'000), static_cast<uint32_t>(dice.between(0, 4'000))));
  return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Outcome outcome = call_module<wire::Status>(booking_deadline, data, size);
  if (outcome.status != 0) return 0;
  const auto* request = flatbuffers::GetRoot<wire::DeadlineRequest>(data);
  const int64_t late = int64_t{verified<wire::DeadlineAnswer>(outcome)->due()} - request->received() - request->days();
  require(late >= 0 && late <= 7, "a deadline moves past holidays only");
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned int seed) {
  oracle::Dice dice(seed);
  if (dice.percent(50)) return replace(data, size, max_size, fresh(dice));
  return LLVMFuzzerMutate(data, size, max_size);
}
