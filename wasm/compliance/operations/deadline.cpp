#include "wasm/compliance/policies/deadline.h"

#include "wasm/base/tables.h"
#include "wasm/compliance/operations/operations.h"

namespace booking::compliance {
namespace {

constexpr int32_t kFirstDate = date_from_civil({1995, 1, 1}).days;
constexpr int32_t kLastDate = date_from_civil({2099, 12, 31}).days;
constexpr uint32_t kMostDays = 3660;

}  // namespace

wire::Status deadline(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer) {
  const auto* table = read_request<wire::DeadlineRequest>(request);
  if (table == nullptr) return wire::Status::Malformed;
  if (table->days() > kMostDays || table->received() < kFirstDate ||
      table->received() > kLastDate - static_cast<int32_t>(table->days()))
    return wire::Status::OutOfRange;
  OneBlock block(arena, kTableOverhead);
  if (!block.ok()) return wire::Status::OutOfMemory;
  flatbuffers::FlatBufferBuilder builder(block.bytes(), &block, false);
  const LocalDate due = deadline(LocalDate{table->received()}, static_cast<int32_t>(table->days()));
  builder.Finish(wire::CreateDeadlineAnswer(builder, due.days));
  answer = {builder.GetBufferPointer(), builder.GetSize()};
  return wire::Status::Ok;
}

}  // namespace booking::compliance
