// Operation `roster` on any bytes: it answers or refuses, and its spans are in order, of one unit and kind apart.
#include "target.h"
#include "tests/native/oracle/salons/salon_generator.h"

extern "C" uint32_t booking_roster(const uint8_t* request, uint32_t length);

namespace {

using namespace fuzz;

std::vector<uint8_t> fresh(oracle::Dice& dice) {
  const oracle::Question question = oracle::random_question(dice.roll());
  flatbuffers::FlatBufferBuilder builder;
  const std::vector<uint8_t> calendar = oracle::encode_calendar(question.salon);
  builder.ForceVectorAlignment(calendar.size(), 1, 4);
  const auto calendar_at = builder.CreateVector(calendar);
  const int first = dice.percent(90) ? question.query.from_date : static_cast<int>(dice.roll());
  const int last = dice.percent(90) ? first + dice.between(-1, 60) : static_cast<int>(dice.roll());
  builder.Finish(wire::CreateRosterRequest(builder, calendar_at, first, last));
  return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Outcome outcome = call(booking_roster, data, size);
  if (outcome.status != 0) return 0;
  const auto* answer = verified<wire::RosterAnswer>(outcome);
  for (uint32_t i = 0; i < length(answer->spans()); ++i) {
    const wire::RosterSpan& span = *answer->spans()->Get(i);
    require(span.start() < span.end(), "a span is not empty");
    require(span.kind() <= static_cast<uint8_t>(wire::RosterKind::MAX), "a span has a documented kind");
    if (i == 0) continue;
    const wire::RosterSpan& before = *answer->spans()->Get(i - 1);
    const bool same = before.unit() == span.unit() && before.kind() == span.kind();
    require(same ? before.start() <= span.start() : before.unit() <= span.unit(), "spans are in order");
    require(!same || span.kind() == static_cast<uint8_t>(wire::RosterKind::Session) || before.end() < span.start(),
            "spans are apart");
  }
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned int seed) {
  oracle::Dice dice(seed);
  if (dice.percent(5)) return replace(data, size, max_size, fresh(dice));
  flatbuffers::Verifier verifier(data, size);
  if (dice.percent(30) || !verifier.VerifyBuffer<wire::RosterRequest>()) return LLVMFuzzerMutate(data, size, max_size);
  const auto* request = flatbuffers::GetRoot<wire::RosterRequest>(data);
  Payloads payloads;
  if (request->calendar()) {
    flatbuffers::Verifier nested(request->calendar()->Data(), request->calendar()->size());
    if (nested.VerifyBuffer<wire::Calendar>()) add_calendar(payloads, request->calendar_nested_root());
  }
  for (int i = dice.between(1, 4); i > 0; --i) change_field(payloads, dice);
  return size;
}
