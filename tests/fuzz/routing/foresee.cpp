// Operations `foresee` and `remind` on any bytes: they answer or refuse; what is found is a row of the request, the
// surest first; a reminder lies between the booking and its visit, and none in the night.
#include <vector>

#include "proactive_generated.h"
#include "routing_generated.h"
#include "tests/fuzz/mutate.h"

extern "C" uint32_t booking_foresee(const uint8_t* request, uint32_t length);
extern "C" uint32_t booking_remind(const uint8_t* request, uint32_t length);

namespace {

using namespace fuzz;
namespace wire = booking::proactive::wire;
using Status = booking::routing::wire::Status;

std::vector<uint8_t> fresh(oracle::Dice& dice) {
  constexpr uint32_t kNow = 29'000'000;
  constexpr uint32_t kNobody = 0xffffffff;
  const auto upto = [&](int most) { return static_cast<uint32_t>(dice.between(0, most)); };
  const auto around = [&] { return kNow - 3000 + upto(16'000); };
  const auto somebody = [&] { return dice.percent(10) ? kNobody : upto(3); };
  const auto flag = [&] { return static_cast<uint8_t>(upto(1)); };
  std::vector<wire::Visit> visits;
  std::vector<wire::Part> parts;
  std::vector<wire::Letter> letters;
  std::vector<wire::Outage> outages;
  std::vector<wire::Absence> absences;
  std::vector<wire::Begun> begun;
  std::vector<wire::Failure> failures;
  std::vector<wire::Payment> payments;
  std::vector<wire::Offer> offers;
  for (int i = dice.between(0, 12); i > 0; --i) {
    const uint32_t start = around();
    visits.emplace_back(start, start + 5 + upto(200), around(), somebody(), somebody(), around(), flag(), flag(),
                        flag());
    const auto one = static_cast<uint32_t>(visits.size() - 1);
    parts.emplace_back(one, somebody(), start, start + 5 + upto(90), flag());
    letters.emplace_back(one, around(), static_cast<wire::Fate>(upto(4)));
    outages.emplace_back(start, start + 1 + upto(200), around());
    absences.emplace_back(somebody(), start, start + 1 + upto(2000), around());
    begun.emplace_back(somebody(), around(), around());
    failures.emplace_back(dice.percent(10) ? kNobody : upto(2), upto(2), kNow - upto(200), flag());
    payments.emplace_back(somebody(), kNow - upto(2000), static_cast<uint16_t>(upto(4)), flag());
    offers.emplace_back(somebody(), kNow - upto(60), kNow + upto(60), static_cast<wire::Fate>(upto(4)));
  }
  flatbuffers::FlatBufferBuilder builder;
  builder.Finish(wire::CreateForeseeRequestDirect(builder, kNow, dice.percent(20), &visits, &parts, &letters, &outages,
                                                  &absences, &begun, &failures, &payments, &offers));
  return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

std::vector<uint8_t> fresh_reminder(oracle::Dice& dice) {
  std::vector<uint32_t> before;
  for (int i = dice.between(0, 6); i > 0; --i) before.push_back(static_cast<uint32_t>(dice.between(0, 12'000)));
  const auto start = static_cast<uint32_t>(29'000'000 + dice.between(0, 5000));
  flatbuffers::FlatBufferBuilder builder;
  builder.Finish(wire::CreateRemindRequestDirect(builder, start, start - static_cast<uint32_t>(dice.between(0, 20'000)),
                                                 dice.between(-800, 800), &before));
  return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

uint32_t rows_of(const wire::ForeseeRequest& request, wire::Kind kind) {
  if (kind == wire::Kind::Stuck) return UINT32_MAX;
  if (kind == wire::Kind::Unpaid) return length(request.payments());
  return kind == wire::Kind::OfferLost ? length(request.offers()) : length(request.visits());
}

void remind(const uint8_t* data, size_t size) {
  const Outcome outcome = call_module<Status>(booking_remind, data, size);
  if (outcome.status != 0) return;
  const auto* request = flatbuffers::GetRoot<wire::RemindRequest>(data);
  const auto* answer = verified<wire::RemindAnswer>(outcome);
  uint32_t last = request->booked();
  for (uint32_t i = 0; i < length(answer->due()); ++i) {
    const uint32_t due = answer->due()->Get(i);
    require(due > last && due < request->start(), "reminders lie in order between the booking and its visit");
    const int64_t minute = (int64_t{due} + request->offset()) % 1440;
    require(minute >= 480 && minute < 1200, "nobody is reminded in the night");
    last = due;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  remind(data, size);
  const Outcome outcome = call_module<Status>(booking_foresee, data, size);
  if (outcome.status != 0) return 0;
  const auto* request = flatbuffers::GetRoot<wire::ForeseeRequest>(data);
  const auto* answer = verified<wire::ForeseeAnswer>(outcome);
  uint16_t before = 1000;
  for (uint32_t i = 0; i < length(answer->findings()); ++i) {
    const wire::Finding& found = *answer->findings()->Get(i);
    require(found.confidence() <= before, "the surest comes first");
    before = found.confidence();
    require(found.kind() <= wire::Kind::MAX && found.subject() < rows_of(*request, found.kind()),
            "what is found is a row of the request");
  }
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned int seed) {
  return mutate_fields<wire::ForeseeRequest>(
      {data, size, max_size}, seed, {.fresh = 20, .bytes = 30},
      [](oracle::Dice& dice) { return dice.percent(50) ? fresh(dice) : fresh_reminder(dice); },
      [](Payloads& payloads, const wire::ForeseeRequest& request) {
        add(payloads, request.visits(), sizeof(wire::Visit));
        add(payloads, request.parts(), sizeof(wire::Part));
        add(payloads, request.letters(), sizeof(wire::Letter));
        add(payloads, request.outages(), sizeof(wire::Outage));
        add(payloads, request.absences(), sizeof(wire::Absence));
        add(payloads, request.begun(), sizeof(wire::Begun));
        add(payloads, request.failures(), sizeof(wire::Failure));
        add(payloads, request.payments(), sizeof(wire::Payment));
        add(payloads, request.offers(), sizeof(wire::Offer));
      });
}
