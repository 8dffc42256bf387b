// The operations of wasm/compliance/policies on any bytes: the first byte says which, the rest is its request. Each
// answers or refuses, and keeps the promise that the law makes.
#include "compliance_generated.h"
#include "tests/fuzz/mutate.h"

extern "C" {
uint32_t booking_deadline(const uint8_t* request, uint32_t length);
uint32_t booking_direct_marketing(const uint8_t* request, uint32_t length);
uint32_t booking_cancellation_fee(const uint8_t* request, uint32_t length);
uint32_t booking_children(const uint8_t* request, uint32_t length);
uint32_t booking_retention(const uint8_t* request, uint32_t length);
}

namespace {

using namespace fuzz;
namespace wire = booking::compliance::wire;
constexpr Operation kOperations[] = {booking_deadline, booking_direct_marketing, booking_cancellation_fee,
                                     booking_children, booking_retention};

template <class Table>
const Table* root(const std::vector<uint8_t>& bytes) {
  return flatbuffers::GetRoot<Table>(bytes.data());
}

void check(size_t which, const std::vector<uint8_t>& bytes, const Outcome& outcome) {
  if (which == 0) {
    const auto* request = root<wire::DeadlineRequest>(bytes);
    const int64_t late =
        int64_t{verified<wire::DeadlineAnswer>(outcome)->due()} - request->received() - request->days();
    require(late >= 0 && late <= 7, "a deadline moves past holidays only");
  } else if (which == 1) {
    const auto* request = root<wire::DirectMarketingRequest>(bytes);
    const auto* answer = verified<wire::DirectMarketingAnswer>(outcome);
    require(answer->reason() <= wire::MarketingReason::MAX, "a reason is one of the documented");
    const bool allowed = answer->reason() <= wire::MarketingReason::MayAsk;
    require(!allowed || (!request->objected() && request->registry() == wire::MarketingRegistry::Clear), "no means no");
    const bool quiet = answer->reason() == wire::MarketingReason::QuietHours;
    require(quiet == (answer->not_before() > request->now()), "only quiet hours end");
    require(answer->not_before() - request->now() <= 5 * 1440, "and they do within days");
  } else if (which == 2) {
    const auto* request = root<wire::CancellationFeeRequest>(bytes);
    const auto* answer = verified<wire::CancellationFeeAnswer>(outcome);
    int64_t sum = 0;
    for (uint32_t i = 0; i < length(answer->lines()); ++i) sum += answer->lines()->Get(i)->cents();
    require(sum == answer->fee_cents(), "the lines add up to the fee");
    require(sum >= 0 && sum <= request->price_cents() && sum <= request->cap_cents(), "a fee is within price and cap");
    require(sum == 0 || !(request->excused() || request->sold_again()), "nothing is owed for what the law excuses");
  } else if (which == 3) {
    const auto* answer = verified<wire::ChildrenAnswer>(outcome);
    require(answer->reason() <= wire::ChildReason::MAX, "a reason is one of the documented");
  } else {
    const auto* records = root<wire::RetentionRequest>(bytes)->records();
    const auto* verdicts = verified<wire::RetentionAnswer>(outcome)->verdicts();
    require(length(records) == length(verdicts), "every record has a verdict");
    for (uint32_t i = 0; i < length(verdicts); ++i) {
      require(verdicts->Get(i)->due() >= records->Get(i)->last_activity(), "nothing is due before it was of use");
      require(verdicts->Get(i)->act() == wire::RetentionAct::Keep || !records->Get(i)->legal_hold(), "a hold holds");
    }
  }
}

std::vector<uint8_t> fresh(oracle::Dice& dice) {
  flatbuffers::FlatBufferBuilder builder;
  const auto bit = [&] { return dice.percent(50); };
  const int which = dice.between(0, 4);
  if (which == 0) {
    const auto days = static_cast<uint32_t>(dice.between(0, 4'000));
    builder.Finish(wire::CreateDeadlineRequest(builder, dice.between(9'000, 48'000), days));
  } else if (which == 1) {
    builder.Finish(wire::CreateDirectMarketingRequestDirect(
        builder, "Africa/Johannesburg", static_cast<uint32_t>(dice.between(13'000'000, 68'000'000)),
        static_cast<wire::MarketingMessage>(dice.between(0, 2)),
        static_cast<wire::MarketingConsent>(dice.between(0, 4)),
        static_cast<wire::MarketingRegistry>(dice.between(0, 3)), bit(), bit(), bit(), bit(), bit(), bit(), bit()));
  } else if (which == 2) {
    const auto minutes = [&] { return static_cast<uint32_t>(dice.between(0, 600'000)); };
    builder.Finish(wire::CreateCancellationFeeRequest(builder, dice.between(0, 0x7ffffffe) - 1,
                                                      dice.between(0, 0x7ffffffe) - 1, minutes(), minutes(),
                                                      static_cast<uint8_t>(dice.between(0, 101)), bit(), bit()));
  } else if (which == 3) {
    builder.Finish(wire::CreateChildrenRequest(builder, dice.between(-26'000, 48'000), dice.between(-26'000, 48'000),
                                               bit(), bit(), bit()));
  } else {
    std::vector<wire::RetentionRecord> records;
    for (int i = dice.between(0, 9); i > 0; --i) {
      records.emplace_back(dice.between(-26'000, 48'000), static_cast<uint16_t>(dice.between(0, 110)),
                           static_cast<uint16_t>(dice.between(0, 40'000)),
                           static_cast<wire::RetentionAct>(dice.between(0, 3)), bit(), bit());
    }
    builder.Finish(wire::CreateRetentionRequestDirect(builder, dice.between(-26'000, 48'000), &records));
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
