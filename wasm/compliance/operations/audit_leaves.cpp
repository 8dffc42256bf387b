#include "wasm/base/tables.h"
#include "wasm/compliance/audit/tree.h"
#include "wasm/compliance/operations/operations.h"

namespace booking::compliance {
namespace {

using wire::Status;

constexpr uint32_t kMostEntries = 65'536;

}  // namespace

Status audit_leaves(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer) {
  const auto* table = read_request<wire::AuditLeavesRequest>(request);
  if (table == nullptr) return Status::Malformed;
  const uint32_t count = table->lengths() == nullptr ? 0 : table->lengths()->size();
  if (count > kMostEntries) return Status::TooLarge;
  std::span<const uint8_t> entries;
  if (table->entries() != nullptr) entries = {table->entries()->data(), table->entries()->size()};
  auto* const leaves = arena.take<Digest>(count);
  if (leaves == nullptr) return Status::OutOfMemory;
  for (uint32_t i = 0; i < count; i++) {
    const uint32_t bytes = table->lengths()->Get(i);
    if (bytes > entries.size()) return Status::OutOfRange;
    leaves[i] = audit::leaf_hash(entries.first(bytes));
    entries = entries.subspan(bytes);
  }
  if (!entries.empty()) return Status::OutOfRange;
  OneBlock block(arena, count * sizeof(Digest) + kTableOverhead);
  if (!block.ok()) return Status::OutOfMemory;
  flatbuffers::FlatBufferBuilder builder(block.bytes(), &block, false);
  const auto leaves_at = builder.CreateVector(reinterpret_cast<const uint8_t*>(leaves), count * sizeof(Digest));
  builder.Finish(wire::CreateAuditLeavesAnswer(builder, leaves_at));
  answer = {builder.GetBufferPointer(), builder.GetSize()};
  return Status::Ok;
}

}  // namespace booking::compliance
