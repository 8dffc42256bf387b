// Operation `clock` on any bytes: it answers or refuses, one offset for every instant and one instant for every wall
// time.
#include "target.h"

extern "C" uint32_t booking_clock(const uint8_t* request, uint32_t length);

namespace {

using namespace fuzz;

constexpr int kWidestOffset = 15 * 60;  // minutes; zones of this century lie between -12:00 and +14:00

std::vector<uint8_t> fresh(oracle::Dice& dice) {
  const std::vector<std::string> zones{"Africa/Johannesburg",
                                       "Europe/London",
                                       "Pacific/Apia",
                                       "America/Havana",
                                       "Asia/Kathmandu",
                                       "UTC",
                                       "",
                                       "Not/AZone"};
  std::vector<uint32_t> instants;
  std::vector<int32_t> walls;
  for (int i = dice.between(0, 20); i > 0; --i) {
    instants.push_back(dice.percent(90) ? static_cast<uint32_t>(dice.between(15778080, 47861280))
                                        : static_cast<uint32_t>(dice.roll()));
    walls.push_back(dice.percent(90) ? dice.between(15778080, 47861280) : static_cast<int32_t>(dice.roll()));
  }
  flatbuffers::FlatBufferBuilder builder;
  builder.Finish(wire::CreateClockRequestDirect(builder, dice.pick(zones).c_str(), &instants, &walls));
  return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Outcome outcome = call(booking_clock, data, size);
  if (outcome.status != 0) return 0;
  const auto* answer = verified<wire::ClockAnswer>(outcome);
  const auto* request = flatbuffers::GetRoot<wire::ClockRequest>(data);
  require(length(answer->offsets()) == length(request->instants()), "every instant has an offset");
  require(length(answer->instants()) == length(request->walls()), "every wall time has an instant");
  for (uint32_t i = 0; i < length(answer->offsets()); ++i) {
    require(std::abs(answer->offsets()->Get(i)) <= kWidestOffset, "an offset is one of this planet");
  }
  for (uint32_t i = 0; i < length(answer->instants()); ++i) {
    const int64_t apart = int64_t{answer->instants()->Get(i)} - request->walls()->Get(i);
    require(std::abs(apart) <= 2 * 1440, "an instant lies near its wall time");
  }
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned int seed) {
  return mutate_fields<wire::ClockRequest>({data, size, max_size}, seed, {.fresh = 10, .bytes = 40}, fresh,
                                           [](Payloads& payloads, const wire::ClockRequest& request) {
                                             add(payloads, request.instants(), sizeof(uint32_t));
                                             add(payloads, request.walls(), sizeof(int32_t));
                                           });
}
