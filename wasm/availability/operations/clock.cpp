#include "wasm/availability/limits.h"
#include "wasm/availability/operations/operations.h"
#include "wasm/base/tables.h"
#include "wasm/base/zone.h"

namespace booking::availability {

using wire::Status;

Status clock(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer) {
  const auto* table = read_request<wire::ClockRequest>(request);
  if (table == nullptr) return Status::Malformed;
  const Zone* zone = Zone::find({table->zone()->c_str(), table->zone()->size()});
  if (zone == nullptr) return Status::UnknownZone;
  const size_t instants = table->instants() == nullptr ? 0 : table->instants()->size();
  const size_t walls = table->walls() == nullptr ? 0 : table->walls()->size();
  if (instants > kMaxRows || walls > kMaxRows) return Status::TooLarge;

  OneBlock block(arena, instants * sizeof(int16_t) + walls * sizeof(uint32_t) + kTableOverhead);
  if (!block.ok()) return Status::OutOfMemory;
  flatbuffers::FlatBufferBuilder builder(block.bytes(), &block, false);
  uint32_t* found = nullptr;
  const auto found_instants = builder.CreateUninitializedVector<uint32_t>(walls, &found);
  for (uint32_t i = 0; i < walls; ++i) {
    const int32_t wall = table->walls()->Get(i);
    if (wall < kFirstDate * kDayMinutes || wall >= kLastDate * kDayMinutes) return Status::OutOfRange;
    found[i] = static_cast<uint32_t>(zone->interval_start(WallTime{wall}).minutes);
  }
  int16_t* offsets = nullptr;
  const auto found_offsets = builder.CreateUninitializedVector<int16_t>(instants, &offsets);
  for (uint32_t i = 0; i < instants; ++i) {
    const uint32_t instant = table->instants()->Get(i);
    if (instant >= uint32_t{kLastDate} * kDayMinutes) return Status::OutOfRange;
    offsets[i] = static_cast<int16_t>(zone->offset_at(Instant{static_cast<int32_t>(instant)}));
  }
  builder.Finish(wire::CreateClockAnswer(builder, found_offsets, found_instants));
  answer = {builder.GetBufferPointer(), builder.GetSize()};
  return Status::Ok;
}

}  // namespace booking::availability
