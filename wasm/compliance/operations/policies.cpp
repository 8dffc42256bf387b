// The decisions of wasm/compliance/policies that have one answer for one person, and retention's many.
#include "wasm/base/tables.h"
#include "wasm/compliance/operations/operations.h"
#include "wasm/compliance/policies/cancellation_fee.h"
#include "wasm/compliance/policies/children.h"
#include "wasm/compliance/policies/direct_marketing.h"
#include "wasm/compliance/policies/retention.h"

namespace booking::compliance {
namespace {

constexpr int32_t kFirstDate = date_from_civil({1900, 1, 1}).days;
constexpr int32_t kLastDate = date_from_civil({2099, 12, 31}).days;
constexpr int32_t kFirstHoliday = date_from_civil({1995, 1, 1}).days;  // before it none is known
constexpr uint32_t kMostMinutes = 366 * kMinutesPerDay;
constexpr uint32_t kMostRecords = 65'536;
constexpr int32_t kMostYears = 100;
constexpr int32_t kMostDays = 36'600;

static_assert(static_cast<uint8_t>(MarketingReason::QuietHours) == static_cast<uint8_t>(wire::MarketingReason::MAX));
static_assert(static_cast<uint8_t>(FeeReason::Excused) == static_cast<uint8_t>(wire::FeeReason::MAX));
static_assert(static_cast<uint8_t>(ChildReason::NeedsAge) == static_cast<uint8_t>(wire::ChildReason::MAX));
static_assert(static_cast<uint8_t>(RetentionReason::Over) == static_cast<uint8_t>(wire::RetentionReason::MAX));

bool is_date(int32_t days) { return days >= kFirstDate && days <= kLastDate; }

/// One table as the answer. `make` writes it.
template <class Make>
wire::Status finish(Arena& arena, std::span<const uint8_t>& answer, size_t bytes, Make make) {
  OneBlock block(arena, bytes + kTableOverhead);
  if (!block.ok()) return wire::Status::OutOfMemory;
  flatbuffers::FlatBufferBuilder builder(block.bytes(), &block, false);
  builder.Finish(make(builder));
  answer = {builder.GetBufferPointer(), builder.GetSize()};
  return wire::Status::Ok;
}

}  // namespace

wire::Status direct_marketing(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer) {
  const auto* table = read_request<wire::DirectMarketingRequest>(request);
  if (table == nullptr) return wire::Status::Malformed;
  const Zone* zone = Zone::find(table->zone()->string_view());
  if (zone == nullptr) return wire::Status::UnknownZone;
  // A fortnight before the end of the holiday table, so that the end of quiet hours is known too.
  if (table->now() / kMinutesPerDay + 15 > static_cast<uint32_t>(kLastDate) ||
      table->now() / kMinutesPerDay < static_cast<uint32_t>(kFirstHoliday) ||
      table->message() > wire::MarketingMessage::MAX || table->consent() > wire::MarketingConsent::MAX ||
      table->registry() > wire::MarketingRegistry::MAX)
    return wire::Status::OutOfRange;
  const MarketingFacts facts{static_cast<MarketingMessage>(table->message()),
                             static_cast<MarketingConsent>(table->consent()),
                             static_cast<Registry>(table->registry()),
                             table->asked_before(),
                             table->objected(),
                             table->bought(),
                             table->own_similar(),
                             table->could_object(),
                             table->names_sender(),
                             table->says_how_to_stop()};
  const MarketingDecision decision = decide_marketing(facts, {static_cast<int32_t>(table->now())}, *zone);
  return finish(arena, answer, 0, [&](flatbuffers::FlatBufferBuilder& builder) {
    return wire::CreateDirectMarketingAnswer(builder, static_cast<uint32_t>(decision.not_before.minutes),
                                             static_cast<wire::MarketingReason>(decision.reason));
  });
}

wire::Status cancellation_fee(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer) {
  const auto* table = read_request<wire::CancellationFeeRequest>(request);
  if (table == nullptr) return wire::Status::Malformed;
  if (table->price_cents() < 0 || table->cap_cents() < 0 || table->notice_minutes() > kMostMinutes ||
      table->full_notice_minutes() > kMostMinutes || table->chance() > 100)
    return wire::Status::OutOfRange;
  const Fee fee = cancellation_fee(
      {table->price_cents(), table->cap_cents(), static_cast<int32_t>(table->notice_minutes()),
       static_cast<int32_t>(table->full_notice_minutes()), table->chance(), table->sold_again(), table->excused()});
  return finish(arena, answer, sizeof(wire::FeeLine) * fee.count, [&](flatbuffers::FlatBufferBuilder& builder) {
    wire::FeeLine* lines = nullptr;
    const auto vector = builder.CreateUninitializedVectorOfStructs(fee.count, &lines);
    for (uint32_t i = 0; i < fee.count; ++i) {
      lines[i] = {static_cast<int32_t>(fee.lines[i].cents), static_cast<wire::FeeReason>(fee.lines[i].reason)};
    }
    return wire::CreateCancellationFeeAnswer(builder, static_cast<int32_t>(fee.cents), vector);
  });
}

wire::Status children(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer) {
  const auto* table = read_request<wire::ChildrenRequest>(request);
  if (table == nullptr) return wire::Status::Malformed;
  const bool born_later = table->born_known() && table->born() > table->today();
  if (!is_date(table->today()) || !is_date(table->born()) || born_later) return wire::Status::OutOfRange;
  const LocalDate born{table->born()};
  const Person person{table->born_known(), born, table->says_adult(), table->guardian_consented()};
  return finish(arena, answer, 0, [&](flatbuffers::FlatBufferBuilder& builder) {
    const int32_t of_age = person.born_known ? comes_of_age(born).days : 0;
    const ChildReason reason = decide_child(person, LocalDate{table->today()});
    return wire::CreateChildrenAnswer(builder, of_age, static_cast<wire::ChildReason>(reason));
  });
}

wire::Status retention(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer) {
  const auto* table = read_request<wire::RetentionRequest>(request);
  if (table == nullptr) return wire::Status::Malformed;
  const auto* records = table->records();
  const uint32_t count = records == nullptr ? 0 : records->size();
  if (count > kMostRecords) return wire::Status::TooLarge;
  if (!is_date(table->today())) return wire::Status::OutOfRange;
  for (uint32_t i = 0; i < count; ++i) {
    const wire::RetentionRecord& record = *records->Get(i);
    if (!is_date(record.last_activity()) || record.keep_years() > kMostYears || record.keep_days() > kMostDays ||
        record.after() == wire::RetentionAct::Keep || record.after() > wire::RetentionAct::MAX)
      return wire::Status::OutOfRange;
  }
  return finish(arena, answer, sizeof(wire::RetentionVerdict) * count, [&](flatbuffers::FlatBufferBuilder& builder) {
    wire::RetentionVerdict* verdicts = nullptr;
    const auto vector = builder.CreateUninitializedVectorOfStructs(count, &verdicts);
    for (uint32_t i = 0; i < count; ++i) {
      const wire::RetentionRecord& record = *records->Get(i);
      const Record kept{LocalDate{record.last_activity()},         record.keep_years(), record.keep_days(),
                        static_cast<RetentionAct>(record.after()), record.legal_hold(), record.restricted()};
      const RetentionDecision decision = decide_retention(kept, LocalDate{table->today()});
      verdicts[i] = {decision.due.days, static_cast<wire::RetentionAct>(decision.act),
                     static_cast<wire::RetentionReason>(decision.reason)};
    }
    return wire::CreateRetentionAnswer(builder, vector);
  });
}

}  // namespace booking::compliance
