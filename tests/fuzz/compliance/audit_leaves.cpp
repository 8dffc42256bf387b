// Operation `audit_leaves` on any bytes: a leaf for each entry, and the lengths part all of the bytes.
#include "compliance_generated.h"
#include "tests/fuzz/mutate.h"

extern "C" uint32_t booking_audit_leaves(const uint8_t* request, uint32_t length);

namespace {

using namespace fuzz;
namespace wire = booking::compliance::wire;

std::vector<uint8_t> fresh(oracle::Dice& dice) {
  std::vector<uint32_t> lengths;
  std::vector<uint8_t> entries;
  for (int i = dice.between(0, 6); i > 0; i--) {
    lengths.push_back(static_cast<uint32_t>(dice.between(0, 200)));
    for (uint32_t k = 0; k < lengths.back(); k++) entries.push_back(static_cast<uint8_t>(dice.roll()));
  }
  if (dice.percent(10)) entries.push_back(0);
  flatbuffers::FlatBufferBuilder builder;
  builder.Finish(wire::CreateAuditLeavesRequestDirect(builder, &lengths, &entries));
  return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Outcome outcome = call_module<wire::Status>(booking_audit_leaves, data, size);
  if (outcome.status != 0) return 0;
  const auto& request = *flatbuffers::GetRoot<wire::AuditLeavesRequest>(data);
  uint64_t bytes = 0;
  for (uint32_t i = 0; i < length(request.lengths()); i++) bytes += request.lengths()->Get(i);
  require(bytes == length(request.entries()), "the lengths part all of the bytes");
  require(length(verified<wire::AuditLeavesAnswer>(outcome)->leaves()) == length(request.lengths()) * 32,
          "a leaf for each entry");
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned int seed) {
  return mutate_bytes({data, size, max_size}, seed, 40, fresh);
}
