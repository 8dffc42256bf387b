#include "wasm/base/tables.h"
#include "wasm/compliance/admission/gcra.h"
#include "wasm/compliance/operations/operations.h"

namespace booking::compliance {
namespace {

constexpr uint32_t kMostArrivals = 65'536;

constexpr bool within(int64_t value, int64_t least, int64_t most) { return value >= least && value <= most; }

/// The verifier looks at the vector's length only, which needs less.
template <class Rows>
bool aligned(const Rows& rows) {
  return reinterpret_cast<uintptr_t>(rows.Data()) % alignof(wire::Arrival) == 0;
}

bool in_range(const wire::Arrival& arrival) {
  return within(arrival.tat(), 0, kLastInstant) && within(arrival.now(), 0, kLastInstant) &&
         within(arrival.interval(), 1, kLongestInterval) && within(arrival.burst(), 1, kLargestBurst);
}

}  // namespace

wire::Status admit(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer) {
  const auto* table = read_request<wire::AdmitRequest>(request);
  if (table == nullptr) return wire::Status::Malformed;
  const auto* arrivals = table->arrivals();
  const uint32_t count = arrivals == nullptr ? 0 : arrivals->size();
  if (count > kMostArrivals) return wire::Status::TooLarge;
  if (count > 0 && !aligned(*arrivals)) return wire::Status::Malformed;
  OneBlock block(arena, kTableOverhead + count * sizeof(wire::Verdict));
  if (!block.ok()) return wire::Status::OutOfMemory;
  flatbuffers::FlatBufferBuilder builder(block.bytes(), &block, false);
  wire::Verdict* verdicts = nullptr;
  const auto rows = builder.CreateUninitializedVectorOfStructs<wire::Verdict>(count, &verdicts);
  for (uint32_t i = 0; i < count; i++) {
    const wire::Arrival& arrival = *arrivals->Get(i);
    if (!in_range(arrival)) return wire::Status::OutOfRange;
    const Verdict verdict =
        admit(arrival.tat(), arrival.now(), arrival.cost(), Plan{arrival.interval(), arrival.burst()});
    verdicts[i] = wire::Verdict(verdict.tat, verdict.reset, verdict.retry_after,
                                static_cast<uint32_t>(verdict.remaining), verdict.allowed);
  }
  builder.Finish(wire::CreateAdmitAnswer(builder, rows));
  answer = {builder.GetBufferPointer(), builder.GetSize()};
  return wire::Status::Ok;
}

}  // namespace booking::compliance
