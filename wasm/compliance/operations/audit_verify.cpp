#include "wasm/base/tables.h"
#include "wasm/compliance/audit/proof.h"
#include "wasm/compliance/operations/operations.h"

namespace booking::compliance {
namespace {

using wire::Status;

constexpr uint32_t kMostClaims = 4096;

using Claims = flatbuffers::Vector<const wire::AuditClaim*>;

uint32_t length(const Claims* claims) { return claims == nullptr ? 0 : claims->size(); }

/// The claim's hashes; empty when they are not all there or fewer than the two that every claim has.
std::span<const Digest> hashes_of(const wire::AuditClaim& claim, std::span<const Digest> hashes) {
  if (claim.count() < 2 || claim.first() > hashes.size() || claim.count() > hashes.size() - claim.first()) return {};
  return hashes.subspan(claim.first(), claim.count());
}

}  // namespace

Status audit_verify(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer) {
  const auto* table = read_request<wire::AuditVerifyRequest>(request);
  if (table == nullptr) return Status::Malformed;
  const uint32_t inclusions = length(table->inclusion());
  const uint32_t consistencies = length(table->consistency());
  if (inclusions > kMostClaims || consistencies > kMostClaims) return Status::TooLarge;
  std::span<const Digest> hashes;
  if (table->hashes() != nullptr) {
    if (table->hashes()->size() % sizeof(Digest) != 0) return Status::OutOfRange;
    hashes = {reinterpret_cast<const Digest*>(table->hashes()->data()), table->hashes()->size() / sizeof(Digest)};
  }
  auto* const holds = arena.take<uint8_t>(size_t{inclusions} + consistencies);
  if (holds == nullptr) return Status::OutOfMemory;
  uint8_t* next = holds;
  for (uint32_t i = 0; i < inclusions; i++) {
    const wire::AuditClaim& claim = *table->inclusion()->Get(i);
    const std::span<const Digest> own = hashes_of(claim, hashes);
    if (own.empty()) return Status::OutOfRange;
    *next++ = audit::verify_inclusion(own[0], claim.a(), claim.b(), own[1], own.subspan(2)) ? 1 : 0;
  }
  for (uint32_t i = 0; i < consistencies; i++) {
    const wire::AuditClaim& claim = *table->consistency()->Get(i);
    const std::span<const Digest> own = hashes_of(claim, hashes);
    if (own.empty()) return Status::OutOfRange;
    *next++ = audit::verify_consistency(claim.a(), own[0], claim.b(), own[1], own.subspan(2)) ? 1 : 0;
  }
  OneBlock block(arena, size_t{inclusions} + consistencies + kTableOverhead);
  if (!block.ok()) return Status::OutOfMemory;
  flatbuffers::FlatBufferBuilder builder(block.bytes(), &block, false);
  const auto holds_at = builder.CreateVector(holds, size_t{inclusions} + consistencies);
  builder.Finish(wire::CreateAuditVerifyAnswer(builder, holds_at));
  answer = {builder.GetBufferPointer(), builder.GetSize()};
  return Status::Ok;
}

}  // namespace booking::compliance
