// What crossing the boundary costs alone: verifies a request and reads every busy segment of it, and decides nothing.
#include <cstdint>
#include <span>

#include "availability_generated.h"
#include "wasm/base/module.h"

namespace {

namespace wire = booking::wire;

uint32_t sum_busy(std::span<const uint8_t> request, booking::Arena& arena, std::span<const uint8_t>& answer) {
  flatbuffers::Verifier verifier(request.data(), request.size());
  if (!verifier.VerifyBuffer<wire::AvailabilityRequest>(nullptr)) return 1;
  const auto* const busy = flatbuffers::GetRoot<wire::AvailabilityRequest>(request.data())->busy();
  uint32_t sum = 0;
  if (busy != nullptr)
    for (const auto* segment : *busy) sum += segment->unit() + segment->end() - segment->start();
  auto* const told = arena.take<uint32_t>(1);
  if (told == nullptr) return 6;
  *told = sum;
  answer = {reinterpret_cast<const uint8_t*>(told), sizeof *told};
  return 0;
}

}  // namespace

BOOKING_OPERATION(debug_read, sum_busy)
