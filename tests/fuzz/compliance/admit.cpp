// Operation `admit` on any bytes: it answers every arrival or refuses the request, and no verdict contradicts itself.
#include "compliance_generated.h"
#include "tests/fuzz/mutate.h"

extern "C" uint32_t booking_admit(const uint8_t* request, uint32_t length);

namespace {

using namespace fuzz;
namespace wire = booking::compliance::wire;

std::vector<uint8_t> fresh(oracle::Dice& dice) {
  const auto wild = [&](int64_t most) {
    return static_cast<int64_t>(dice.roll() % static_cast<uint64_t>(most >> dice.between(0, 50)));
  };
  std::vector<wire::Arrival> arrivals;
  for (int i = dice.between(0, 20); i > 0; i--) {
    const int64_t now = 1 + wild(int64_t{1} << 53);
    const int64_t tat = dice.percent(50) ? now + dice.between(-9'000, 9'000) : wild(int64_t{1} << 53);
    arrivals.emplace_back(tat, now, 1 + wild(int64_t{1} << 52), static_cast<uint32_t>(dice.between(0, 40)),
                          static_cast<uint32_t>(dice.percent(90) ? dice.between(0, 40) : -1));
  }
  flatbuffers::FlatBufferBuilder builder;
  builder.Finish(wire::CreateAdmitRequestDirect(builder, &arrivals));
  return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

void judge(const wire::Arrival& arrival, const wire::Verdict& verdict) {
  require(verdict.remaining() <= arrival.burst(), "at most the burst remains");
  require(verdict.tat() >= arrival.tat(), "what is remembered never goes back");
  require(verdict.reset() >= 0, "a reset lies ahead");
  if (verdict.allowed()) {
    require(verdict.retry_after() == 0, "who was let in need not wait");
    require(verdict.tat() - arrival.now() <= arrival.interval() * int64_t{arrival.burst()}, "the burst covers it");
  } else {
    require(verdict.tat() == arrival.tat(), "a refusal changes nothing");
    require((verdict.retry_after() == -1) == (arrival.cost() > arrival.burst()),
            "only too great a cost waits for ever");
    require(verdict.retry_after() != 0, "who was refused has to wait");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Outcome outcome = call_module<wire::Status>(booking_admit, data, size);
  if (outcome.status != 0) return 0;
  const auto* arrivals = flatbuffers::GetRoot<wire::AdmitRequest>(data)->arrivals();
  const auto* verdicts = verified<wire::AdmitAnswer>(outcome)->verdicts();
  require(length(verdicts) == length(arrivals), "every arrival has its verdict");
  for (uint32_t i = 0; i < length(arrivals); i++) judge(*arrivals->Get(i), *verdicts->Get(i));
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned int seed) {
  return mutate_bytes({data, size, max_size}, seed, 50, fresh);
}
