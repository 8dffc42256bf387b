#include <cstring>

#include "wasm/base/tables.h"
#include "wasm/compliance/operations/operations.h"
#include "wasm/compliance/threats/detectors.h"

namespace booking::compliance {
namespace {

constexpr uint32_t kMostEvents = 65'536;

/// Kinds are read from outside, where any byte may stand.
bool in_range(const wire::Event& event) {
  return event.kind() > wire::EventKind::None && event.kind() <= wire::EventKind::MAX;
}

/// The stored state, or a fresh one where there is none or it is of another layout.
void load(const flatbuffers::Vector<uint8_t>* stored, State& state) {
  if (stored != nullptr && stored->size() == sizeof(State)) std::memcpy(&state, stored->data(), sizeof(State));
  if (state.layout == kLayout) return;
  state = State{};
  state.layout = kLayout;
}

}  // namespace

wire::Status observe(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer) {
  const auto* table = read_request<wire::ObserveRequest>(request);
  if (table == nullptr) return wire::Status::Malformed;
  const auto* events = table->events();
  const uint32_t count = events == nullptr ? 0 : events->size();
  if (count > kMostEvents) return wire::Status::TooLarge;
  if (count > 0 && reinterpret_cast<uintptr_t>(events->Data()) % alignof(wire::Event) != 0)
    return wire::Status::Malformed;
  auto* state = arena.take_zeroed<State>(1);
  auto* findings = arena.take<wire::Finding>(count);
  OneBlock block(arena, kTableOverhead + sizeof(State) + count * sizeof(wire::Finding));
  if (state == nullptr || findings == nullptr || !block.ok()) return wire::Status::OutOfMemory;
  load(table->state(), *state);
  uint32_t found = 0;
  for (uint32_t i = 0; i < count; i++) {
    const wire::Event& event = *events->Get(i);
    if (!in_range(event)) return wire::Status::OutOfRange;
    const Raised raised = observe(*state, event);
    if (raised.any) findings[found++] = raised.finding;
  }
  flatbuffers::FlatBufferBuilder builder(block.bytes(), &block, false);
  const auto kept = builder.CreateVector(reinterpret_cast<const uint8_t*>(state), sizeof(State));
  const auto rows = builder.CreateVectorOfStructs(findings, found);
  builder.Finish(wire::CreateObserveAnswer(builder, kept, rows));
  answer = {builder.GetBufferPointer(), builder.GetSize()};
  return wire::Status::Ok;
}

}  // namespace booking::compliance
