// Operation `assign` on any bytes: it answers or refuses; each conversation is given at most once, to one who is here,
// and nobody gets more than they have room for.
#include <vector>

#include "assignment_generated.h"
#include "routing_generated.h"
#include "tests/fuzz/mutate.h"

extern "C" uint32_t booking_assign(const uint8_t* request, uint32_t length);

namespace {

using namespace fuzz;
namespace wire = booking::routing::wire;

std::vector<uint8_t> fresh(oracle::Dice& dice) {
  const auto upto = [&](int most) {
    return dice.percent(97) ? static_cast<uint32_t>(dice.between(0, most)) : static_cast<uint32_t>(dice.roll());
  };
  std::vector<wire::Open> open;
  uint32_t at = 0;
  for (int i = dice.between(0, 8); i > 0; --i) {
    const uint32_t start = at + 1 + upto(60);
    at = start + 1 + upto(60);
    open.emplace_back(start, at);
  }
  std::vector<wire::Helper> people;
  for (int i = dice.between(0, 8); i > 0; --i)
    people.emplace_back(upto(7), upto(31), static_cast<uint16_t>(upto(5)), static_cast<uint16_t>(upto(5)), upto(9));
  std::vector<wire::Waiting> waiting;
  for (int i = dice.between(0, 20); i > 0; --i)
    waiting.emplace_back(upto(500), upto(300), upto(9), upto(7), dice.percent(70) ? 0xffffffffU - upto(1) : upto(7),
                         static_cast<uint8_t>(upto(4)), static_cast<uint8_t>(upto(1)), static_cast<uint8_t>(upto(1)),
                         static_cast<uint8_t>(upto(1)));
  const wire::Levels levels(upto(60), upto(60), upto(300), upto(20), upto(20), upto(60), upto(90), upto(90), upto(60));
  flatbuffers::FlatBufferBuilder builder;
  const auto times = builder.CreateVectorOfStructs(open);
  const auto helpers = builder.CreateVectorOfStructs(people);
  const auto rows = builder.CreateVectorOfStructs(waiting);
  builder.Finish(wire::CreateAssignRequest(builder, upto(600), &levels, times, helpers, rows, dice.percent(50)));
  return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Outcome outcome = call_module<wire::Status>(booking_assign, data, size);
  if (outcome.status != 0) return 0;
  const auto* answer = verified<wire::AssignAnswer>(outcome);
  const auto* request = flatbuffers::GetRoot<wire::AssignRequest>(data);
  const uint32_t conversations = length(request->waiting());
  require(length(answer->clocks()) == (request->clocks() ? conversations : 0), "every clock is told, or none");
  std::vector<bool> given(conversations);
  std::vector<uint32_t> load;
  for (uint32_t p = 0; p < length(request->people()); ++p) load.push_back(request->people()->Get(p)->load());
  int32_t before = INT32_MIN;
  for (uint32_t i = 0; i < length(answer->turns()); ++i) {
    const wire::Turn& turn = *answer->turns()->Get(i);
    require(turn.conversation() < conversations && !given[turn.conversation()], "a conversation is given once");
    given[turn.conversation()] = true;
    require(turn.person() < load.size(), "it is given to somebody who is here");
    const wire::Waiting& one = *request->waiting()->Get(turn.conversation());
    require(one.taken() == 0, "what somebody has stays theirs");
    require(turn.left() >= before, "the most urgent comes first");
    before = turn.left();
    const uint32_t capacity = request->people()->Get(turn.person())->capacity();
    uint32_t& has = load[turn.person()];
    require(one.voice() != 0 ? has == 0 && capacity > 0 : has < capacity, "nobody gets more than they have room for");
    has = one.voice() != 0 ? capacity : has + 1;
  }
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned int seed) {
  return mutate_fields<wire::AssignRequest>({data, size, max_size}, seed, {.fresh = 10, .bytes = 30}, fresh,
                                            [](Payloads& payloads, const wire::AssignRequest& request) {
                                              add(payloads, request.open(), sizeof(wire::Open));
                                              add(payloads, request.people(), sizeof(wire::Helper));
                                              add(payloads, request.waiting(), sizeof(wire::Waiting));
                                            });
}
