#include "wasm/routing/proactive/foresee.h"

#include "wasm/base/tables.h"
#include "wasm/routing/operations/operations.h"
#include "wasm/routing/proactive/remind.h"

namespace booking::routing {
namespace {

namespace proactive_wire = booking::proactive::wire;

constexpr uint32_t kMostRows = 2'000;

/// The rows of a vector in place. They are read as they lie, so they must lie as their type wants.
template <class T>
wire::Status rows(const flatbuffers::Vector<const T*>* vector, std::span<const T>& out) {
  if (vector == nullptr) return wire::Status::Ok;
  if (vector->size() > kMostRows) return wire::Status::TooLarge;
  out = {reinterpret_cast<const T*>(vector->Data()), vector->size()};
  const bool aligned = out.empty() || reinterpret_cast<uintptr_t>(out.data()) % alignof(T) == 0;
  return aligned ? wire::Status::Ok : wire::Status::Malformed;
}

wire::Status facts_of(const proactive_wire::ForeseeRequest& table, proactive::Facts& facts) {
  facts.now = table.now();
  facts.backup = table.backup();
  for (const auto status : {
           rows(table.visits(), facts.visits),
           rows(table.parts(), facts.parts),
           rows(table.letters(), facts.letters),
           rows(table.outages(), facts.outages),
           rows(table.absences(), facts.absences),
           rows(table.begun(), facts.begun),
           rows(table.failures(), facts.failures),
           rows(table.payments(), facts.payments),
           rows(table.offers(), facts.offers),
       })
    if (status != wire::Status::Ok) return status;
  return wire::Status::Ok;
}

}  // namespace

wire::Status foresee(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer) {
  const auto* table = read_request<proactive_wire::ForeseeRequest>(request);
  if (table == nullptr) return wire::Status::Malformed;
  proactive::Facts facts;
  if (const auto status = facts_of(*table, facts); status != wire::Status::Ok) return status;
  std::span<proactive_wire::Finding> findings;
  if (const auto status = proactive::foresee(facts, arena, findings); status != wire::Status::Ok) return status;

  OneBlock block(arena, findings.size_bytes() + kTableOverhead);
  if (!block.ok()) return wire::Status::OutOfMemory;
  flatbuffers::FlatBufferBuilder builder(block.bytes(), &block, false);
  const auto told = builder.CreateVectorOfStructs(findings.data(), findings.size());
  builder.Finish(proactive_wire::CreateForeseeAnswer(builder, told));
  answer = {builder.GetBufferPointer(), builder.GetSize()};
  return wire::Status::Ok;
}

wire::Status remind(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer) {
  const auto* table = read_request<proactive_wire::RemindRequest>(request);
  if (table == nullptr) return wire::Status::Malformed;
  std::span<const uint32_t> before;
  if (table->before() != nullptr) before = {table->before()->data(), table->before()->size()};
  std::span<uint32_t> due;
  const proactive::Reminding of{table->start(), table->booked(), table->offset(), before};
  if (const auto status = proactive::remind(of, arena, due); status != wire::Status::Ok) return status;

  OneBlock block(arena, due.size_bytes() + kTableOverhead);
  if (!block.ok()) return wire::Status::OutOfMemory;
  flatbuffers::FlatBufferBuilder builder(block.bytes(), &block, false);
  const auto told = builder.CreateVector(due.data(), due.size());
  builder.Finish(proactive_wire::CreateRemindAnswer(builder, told));
  answer = {builder.GetBufferPointer(), builder.GetSize()};
  return wire::Status::Ok;
}

}  // namespace booking::routing
