// Operation `observe` on any bytes, any state among them: its answer is a state that it takes again, as long as the
// first, and no finding is of somebody who did nothing.
#include "compliance_generated.h"
#include "tests/fuzz/mutate.h"

extern "C" uint32_t booking_observe(const uint8_t* request, uint32_t length);

namespace {

using namespace fuzz;
namespace wire = booking::compliance::wire;

std::vector<uint8_t> request_of(const std::vector<uint8_t>& state, const std::vector<wire::Event>& events) {
  flatbuffers::FlatBufferBuilder builder;
  builder.Finish(wire::CreateObserveRequestDirect(builder, &state, &events));
  return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

std::vector<uint8_t> fresh(oracle::Dice& dice) {
  std::vector<wire::Event> events;
  auto at = static_cast<uint32_t>(dice.between(0, 2'000'000'000));
  for (int i = dice.between(0, 60); i > 0; i--) {
    at += static_cast<uint32_t>(dice.between(0, dice.percent(90) ? 30 : 9'000));
    const auto kind = static_cast<wire::EventKind>(dice.percent(99) ? dice.between(1, 10) : dice.between(0, 255));
    const auto from = dice.percent(90) ? dice.between(20'000, 20'100) : static_cast<int32_t>(dice.roll());
    const auto to = static_cast<int32_t>(int64_t{from} + dice.between(-2, 70));
    events.emplace_back(static_cast<uint64_t>(dice.between(0, 3)), dice.roll(), at, from, to, kind);
  }
  return request_of({}, events);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Outcome outcome = call_module<wire::Status>(booking_observe, data, size);
  if (outcome.status != 0) return 0;
  const auto* answer = verified<wire::ObserveAnswer>(outcome);
  const auto* request = flatbuffers::GetRoot<wire::ObserveRequest>(data);
  require(length(answer->findings()) <= length(request->events()), "an event raises one finding at most");
  for (uint32_t i = 0; i < length(answer->findings()); i++) {
    const wire::Finding& finding = *answer->findings()->Get(i);
    require(finding.source() != 0, "nobody is not accused");
    require(finding.detector() <= wire::Detector::MAX && finding.action() <= wire::Action::MAX, "it has a name");
  }
  require(length(answer->state()) <= 64 * 1024, "a state is at most 64 KB");
  std::vector<uint8_t> state(answer->state()->begin(), answer->state()->end());
  if (request->events() != nullptr && length(request->events()) > 0) state[size * 7919 % state.size()] ^= 0xff;
  const std::vector<uint8_t> again = request_of(state, {wire::Event(1, 2, 3, 4, 5, wire::EventKind::Held)});
  const Outcome next = call_module<wire::Status>(booking_observe, again.data(), again.size());
  require(next.status == 0, "a state is taken again, even a broken one");
  require(length(verified<wire::ObserveAnswer>(next)->state()) == state.size(), "a state does not grow");
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned int seed) {
  return mutate_bytes({data, size, max_size}, seed, 50, fresh);
}
