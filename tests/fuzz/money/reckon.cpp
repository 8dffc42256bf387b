// The operations of wasm/money on any bytes: the first byte says which, the rest is its request. Whatever is answered
// sums to zero.
#include "money_generated.h"
#include "tests/fuzz/mutate.h"

extern "C" {
uint32_t booking_reckon(const uint8_t* request, uint32_t length);
uint32_t booking_settle(const uint8_t* request, uint32_t length);
uint32_t booking_refund(const uint8_t* request, uint32_t length);
}

namespace {

using namespace fuzz;
namespace wire = booking::money::wire;
constexpr Operation kOperations[] = {booking_reckon, booking_settle, booking_refund};

void balances(const flatbuffers::Vector<const wire::Entry*>* entries) {
  int64_t sum = 0;
  for (uint32_t i = 0; i < length(entries); ++i) {
    require(entries->Get(i)->cents() != 0, "an entry is of something");
    require(entries->Get(i)->account() <= wire::Account::MAX, "an account is one of the documented");
    sum += entries->Get(i)->cents();
  }
  require(sum == 0, "the entries of a posting sum to zero");
}

void check(size_t which, const std::vector<uint8_t>& bytes, const Outcome& outcome) {
  if (which == 0) {
    const auto* request = flatbuffers::GetRoot<wire::ReckonRequest>(bytes.data());
    const auto* answer = verified<wire::ReckonAnswer>(outcome);
    balances(answer->entries());
    require(length(answer->lines()) == length(request->lines()), "every line is reckoned");
    int64_t vat = 0;
    int64_t discount = 0;
    for (uint32_t i = 0; i < length(answer->lines()); ++i) {
      vat += answer->lines()->Get(i)->vat();
      discount += answer->lines()->Get(i)->discount();
    }
    require(vat == answer->vat() && discount == request->discount(), "the lines add up");
  } else if (which == 1) {
    const auto* answer = verified<wire::SettleAnswer>(outcome);
    balances(answer->entries());
    require(answer->left() >= 0 && answer->change() >= 0, "nobody owes less than nothing");
    require(answer->fault() == wire::PaymentFault::None || length(answer->entries()) == 0, "a fault settles nothing");
  } else {
    const auto* request = flatbuffers::GetRoot<wire::RefundRequest>(bytes.data());
    const auto* answer = verified<wire::RefundAnswer>(outcome);
    balances(answer->entries());
    require(answer->vat() >= 0 && answer->vat() <= request->vat(), "no more VAT goes back than there was");
  }
}

std::vector<uint8_t> fresh(oracle::Dice& dice) {
  flatbuffers::FlatBufferBuilder builder;
  const int which = dice.between(0, 2);
  const auto cents = [&] { return int64_t{dice.between(0, 1 << dice.between(0, 30))}; };
  if (which == 0) {
    std::vector<wire::BillLine> lines;
    for (int i = dice.between(0, 12); i > 0; --i) {
      lines.emplace_back(cents(), dice.between(-1, 4), dice.between(-1, 4),
                         static_cast<uint32_t>(dice.between(0, 10'001)),
                         static_cast<wire::LineKind>(dice.between(0, 4)), dice.percent(80));
    }
    const int64_t discount = dice.percent(50) || lines.empty() ? 0 : lines[0].cents();
    builder.Finish(wire::CreateReckonRequestDirect(builder, &lines, discount, dice.percent(80) ? 1'500 : 0));
  } else if (which == 1) {
    std::vector<wire::Payment> payments;
    for (int i = dice.between(0, 5); i > 0; --i) {
      payments.emplace_back(cents(), dice.percent(30) ? cents() / 8 : 0, cents(), dice.between(-1, 3),
                            dice.between(-1, 3), static_cast<wire::Means>(dice.between(0, 6)));
    }
    builder.Finish(wire::CreateSettleRequestDirect(builder, cents(), &payments, dice.percent(10)));
  } else {
    std::vector<wire::Commission> commissions;
    for (int i = dice.between(0, 4); i > 0; --i) commissions.emplace_back(cents(), dice.between(-1, 3));
    const int64_t total = cents();
    builder.Finish(wire::CreateRefundRequestDirect(builder, total, total / 8, total / 4, total / 2,
                                                   static_cast<wire::Means>(dice.between(0, 4)), &commissions));
  }
  return one_of(which, builder);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  return call_one_of<wire::Status>(kOperations, data, size, check);
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned int seed) {
  return mutate_bytes({data, size, max_size}, seed, 50, fresh);
}
