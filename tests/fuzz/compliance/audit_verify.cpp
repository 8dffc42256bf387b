// Operation `audit_verify` on any bytes: one verdict for each claim, and no claim about a place outside its tree holds.
#include "compliance_generated.h"
#include "tests/fuzz/mutate.h"

extern "C" uint32_t booking_audit_verify(const uint8_t* request, uint32_t length);

namespace {

using namespace fuzz;
namespace wire = booking::compliance::wire;

std::vector<uint8_t> fresh(oracle::Dice& dice) {
  const auto hashes = static_cast<uint32_t>(dice.between(2, 40));
  std::vector<uint8_t> pool(size_t{hashes} * 32);
  for (uint8_t& byte : pool) byte = static_cast<uint8_t>(dice.roll());
  const auto some = [&] {
    std::vector<wire::AuditClaim> claims;
    for (int i = dice.between(0, 4); i > 0; i--) {
      const auto first = static_cast<uint32_t>(dice.between(0, static_cast<int>(hashes) - 2));
      const auto count = static_cast<uint32_t>(dice.between(2, static_cast<int>(hashes - first)));
      claims.emplace_back(static_cast<uint32_t>(dice.between(0, 300)), static_cast<uint32_t>(dice.between(0, 300)),
                          first, count);
    }
    return claims;
  };
  const auto inclusion = some();
  const auto consistency = some();
  flatbuffers::FlatBufferBuilder builder;
  builder.Finish(wire::CreateAuditVerifyRequestDirect(builder, &inclusion, &consistency, &pool));
  return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Outcome outcome = call_module<wire::Status>(booking_audit_verify, data, size);
  if (outcome.status != 0) return 0;
  const auto& request = *flatbuffers::GetRoot<wire::AuditVerifyRequest>(data);
  const auto& answer = *verified<wire::AuditVerifyAnswer>(outcome);
  const uint32_t inclusions = length(request.inclusion());
  require(length(answer.holds()) == inclusions + length(request.consistency()), "one verdict for each claim");
  for (uint32_t i = 0; i < length(answer.holds()); i++) {
    const bool holds = answer.holds()->Get(i) == 1;
    require(holds || answer.holds()->Get(i) == 0, "a verdict is yes or no");
    if (!holds) continue;
    const wire::AuditClaim& claim =
        i < inclusions ? *request.inclusion()->Get(i) : *request.consistency()->Get(i - inclusions);
    if (i < inclusions) require(claim.a() < claim.b(), "an entry lies within its tree");
    else require(claim.a() >= 1 && claim.a() <= claim.b(), "a tree continues a smaller one");
  }
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned int seed) {
  return mutate_fields<wire::AuditVerifyRequest>({data, size, max_size}, seed, {.fresh = 20, .bytes = 40}, fresh,
                                                 [](Payloads& payloads, const wire::AuditVerifyRequest& request) {
                                                   add(payloads, request.inclusion(), sizeof(wire::AuditClaim));
                                                   add(payloads, request.consistency(), sizeof(wire::AuditClaim));
                                                 });
}
