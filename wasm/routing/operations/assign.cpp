#include "wasm/routing/assignment/assign.h"

#include "assignment_generated.h"
#include "wasm/base/tables.h"
#include "wasm/routing/operations/operations.h"

namespace booking::routing {
namespace {

constexpr uint32_t kMostWaiting = 200'000;
constexpr uint32_t kMostHelpers = 2'000;
constexpr uint32_t kMostOpen = 4'000;

/// The rows of a vector in place. They are read as they lie, so they must lie as their type wants.
template <class T>
bool rows(const flatbuffers::Vector<const T*>* vector, std::span<const T>& out) {
  if (vector == nullptr) return true;
  out = {reinterpret_cast<const T*>(vector->Data()), vector->size()};
  return out.empty() || reinterpret_cast<uintptr_t>(out.data()) % alignof(T) == 0;
}

}  // namespace

wire::Status assign(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer) {
  const auto* table = read_request<wire::AssignRequest>(request);
  if (table == nullptr || table->levels() == nullptr) return wire::Status::Malformed;
  std::span<const wire::Open> times;
  std::span<const wire::Helper> people;
  std::span<const wire::Waiting> waiting;
  if (!rows(table->open(), times) || !rows(table->people(), people) || !rows(table->waiting(), waiting))
    return wire::Status::Malformed;
  if (times.size() > kMostOpen || people.size() > kMostHelpers || waiting.size() > kMostWaiting)
    return wire::Status::TooLarge;
  OpenTimes open;
  if (const auto status = open.build(arena, times); status != wire::Status::Ok) return status;
  Assignment made;
  const Question question{table->now(), *table->levels(), people, waiting, table->clocks()};
  if (const auto status = assign(open, question, arena, made); status != wire::Status::Ok) return status;

  OneBlock block(arena, made.turns.size_bytes() + made.clocks.size_bytes() + kTableOverhead);
  if (!block.ok()) return wire::Status::OutOfMemory;
  flatbuffers::FlatBufferBuilder builder(block.bytes(), &block, false);
  const auto turns = builder.CreateVectorOfStructs(made.turns.data(), made.turns.size());
  const auto clocks = builder.CreateVectorOfStructs(made.clocks.data(), made.clocks.size());
  builder.Finish(wire::CreateAssignAnswer(builder, turns, clocks));
  answer = {builder.GetBufferPointer(), builder.GetSize()};
  return wire::Status::Ok;
}

}  // namespace booking::routing
