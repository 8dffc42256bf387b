// Operation `audit_tree` on any bytes: what it answers has the shape that was asked for, and its proofs hold for its
// own root.
#include "compliance_generated.h"
#include "tests/fuzz/mutate.h"
#include "wasm/compliance/audit/proof.h"

extern "C" uint32_t booking_audit_tree(const uint8_t* request, uint32_t length);

namespace {

using namespace fuzz;
namespace wire = booking::compliance::wire;
using booking::Digest;

constexpr uint32_t kHash = sizeof(Digest);

std::span<const Digest> hashes(const flatbuffers::Vector<uint8_t>* bytes) {
  if (length(bytes) == 0) return {};
  return {reinterpret_cast<const Digest*>(bytes->data()), bytes->size() / kHash};
}

/// A tree of random leaves, whole or with a hole, and questions about it.
std::vector<uint8_t> fresh(oracle::Dice& dice) {
  const auto size = static_cast<uint32_t>(dice.between(1, 90));
  std::vector<uint8_t> leaves(size_t{size} * kHash);
  for (uint8_t& byte : leaves) byte = static_cast<uint8_t>(dice.roll());
  const auto cut = static_cast<uint32_t>(dice.between(0, static_cast<int>(size)));
  const uint32_t hole = dice.percent(20) ? 1 : 0;
  const std::vector<wire::AuditRun> runs{{0, 0, cut}, {0, cut + hole, size - cut}};
  const auto some = [&](int least) {
    std::vector<uint32_t> numbers;
    for (int i = dice.between(0, 4); i > 0; i--)
      numbers.push_back(static_cast<uint32_t>(dice.between(least, static_cast<int>(size))));
    return numbers;
  };
  const std::vector<uint32_t> roots = some(0);
  std::vector<uint32_t> inclusion = some(1);
  for (uint32_t& index : inclusion) index--;
  const std::vector<uint32_t> consistency = some(1);
  flatbuffers::FlatBufferBuilder builder;
  builder.Finish(wire::CreateAuditTreeRequestDirect(builder, size, &runs, &leaves, &roots, &inclusion, &consistency,
                                                    static_cast<uint32_t>(dice.between(0, static_cast<int>(size)))));
  return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

/// The roots of the earlier sizes and of the size itself, when the request asked for them.
void check_proofs(const wire::AuditTreeRequest& request, const wire::AuditTreeAnswer& answer) {
  const std::span<const Digest> roots = hashes(answer.roots());
  const std::span<const Digest> nodes = hashes(answer.nodes());
  const auto root_of = [&](uint32_t size) -> const Digest* {
    for (uint32_t i = 0; i < length(request.roots()); i++)
      if (request.roots()->Get(i) == size) return &roots[i];
    return nullptr;
  };
  const Digest* const root = root_of(request.size());
  for (uint32_t i = 0; i < length(request.consistency()); i++) {
    const wire::AuditSpan& span = *answer.paths()->Get(length(request.inclusion()) + i);
    const uint32_t from = request.consistency()->Get(i);
    const Digest* const old = root_of(from);
    // Nodes of more than one level need not be one tree; leaves are.
    const bool leaves_only =
        length(request.runs()) > 0 && request.runs()->Get(length(request.runs()) - 1)->level() == 0;
    if (root == nullptr || old == nullptr || !leaves_only) continue;
    require(booking::audit::verify_consistency(from, *old, request.size(), *root,
                                               nodes.subspan(span.first(), span.count())),
            "a consistency proof holds");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Outcome outcome = call_module<wire::Status>(booking_audit_tree, data, size);
  if (outcome.status != 0) return 0;
  const auto& request = *flatbuffers::GetRoot<wire::AuditTreeRequest>(data);
  const auto& answer = *verified<wire::AuditTreeAnswer>(outcome);
  require(length(answer.roots()) == length(request.roots()) * kHash, "a root for each size");
  require(length(answer.paths()) == length(request.inclusion()) + length(request.consistency()), "a path for each");
  require(length(answer.tile_hashes()) == length(answer.tiles()) * 16 * kHash, "16 hashes a tile");
  for (uint32_t i = 0; i < length(answer.paths()); i++) {
    const wire::AuditSpan& span = *answer.paths()->Get(i);
    const uint32_t nodes = length(answer.nodes()) / kHash;
    require(span.count() <= 64 && span.first() <= nodes && span.count() <= nodes - span.first(), "a path is there");
  }
  check_proofs(request, answer);
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned int seed) {
  return mutate_fields<wire::AuditTreeRequest>({data, size, max_size}, seed, {.fresh = 20, .bytes = 40}, fresh,
                                               [](Payloads& payloads, const wire::AuditTreeRequest& request) {
                                                 add(payloads, request.runs(), sizeof(wire::AuditRun));
                                                 add(payloads, request.roots(), sizeof(uint32_t));
                                                 add(payloads, request.inclusion(), sizeof(uint32_t));
                                                 add(payloads, request.consistency(), sizeof(uint32_t));
                                               });
}
