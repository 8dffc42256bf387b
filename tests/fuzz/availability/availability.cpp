// Operation `availability` on any bytes: it answers or refuses, and what it answers holds together.
#include "target.h"
#include "tests/native/oracle/salons/salon_generator.h"

extern "C" uint32_t booking_availability(const uint8_t* request, uint32_t length);

namespace {

using namespace fuzz;

void check_start(const wire::Start& start, const wire::AvailabilityRequest& request,
                 const wire::AvailabilityAnswer& answer) {
  const int64_t wall = static_cast<int64_t>(start.start()) + start.offset();
  require(wall >= int64_t{request.from_date()} * 1440 && wall < (int64_t{request.to_date()} + 1) * 1440,
          "a start lies in the asked dates");
  require(start.end() >= start.start(), "a visit ends after it starts");
  require(request.only_start() == 0 || start.start() == request.only_start(), "only the asked start is given");
  require(within(start.placed(), length(answer.placed())) && within(start.segments(), length(answer.segments())),
          "slices lie in their vectors");
  for (uint32_t i = 0; i < start.segments().count(); ++i) {
    const wire::Segment* a = answer.segments()->Get(start.segments().first() + i);
    require(a->start() < a->end(), "a segment takes time");
    for (uint32_t k = 0; k < i; ++k) {
      const wire::Segment* b = answer.segments()->Get(start.segments().first() + k);
      require(a->unit() != b->unit() || a->end() <= b->start() || b->end() <= a->start(),
              "a start takes no unit twice at once");
    }
  }
}

void check(const Outcome& outcome, const wire::AvailabilityRequest& request) {
  const auto* answer = verified<wire::AvailabilityAnswer>(outcome);
  require(!request.first_only() || length(answer->starts()) <= 1, "the first start is one start");
  uint32_t last = 0;
  for (uint32_t i = 0; i < length(answer->starts()); ++i) {
    const wire::Start* start = answer->starts()->Get(i);
    require(i == 0 || start->start() > last, "starts ascend");
    last = start->start();
    check_start(*start, request, *answer);
  }
  for (uint32_t i = 0; i < length(answer->rejects()); ++i) {
    const uint8_t reason = answer->rejects()->Get(i)->reason();
    require(reason >= static_cast<uint8_t>(wire::Reason::MIN) && reason <= static_cast<uint8_t>(wire::Reason::MAX),
            "a refusal has a documented reason");
  }
}

/// A salon as the oracle tests see them, with a query that may go far beyond what a salon would be asked.
std::vector<uint8_t> fresh(oracle::Dice& dice) {
  oracle::Question question = oracle::random_question(dice.roll());
  oracle::Query& query = question.query;
  if (dice.percent(20)) query.to_date += dice.between(0, 70);
  if (dice.percent(10)) query.from_date -= dice.between(0, 400);
  if (dice.percent(10)) query.party = dice.between(0, 25);
  if (dice.percent(10)) query.wishes.push_back({dice.between(0, 5), dice.between(-1, 6)});
  if (dice.percent(3)) query.waived = dice.between(0, 255);
  if (dice.percent(5)) query.now = static_cast<uint32_t>(dice.roll());
  if (dice.percent(5)) question.salon.zone = dice.percent(50) ? "" : "Mars/Olympus";
  return oracle::encode(question);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Outcome outcome = call(booking_availability, data, size);
  if (outcome.status == 0) check(outcome, *flatbuffers::GetRoot<wire::AvailabilityRequest>(data));
  if (size % 8 == 0) require(call(booking_availability, data, size) == outcome, "the same request has the same answer");
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned int seed) {
  return mutate_fields<wire::AvailabilityRequest>({data, size, max_size}, seed, {.fresh = 5, .bytes = 30}, fresh,
                                                  [](Payloads& payloads, const wire::AvailabilityRequest& request) {
                                                    add_calendar(payloads, request);
                                                    add(payloads, request.wishes(), sizeof(wire::Wish));
                                                    add(payloads, request.busy(), sizeof(wire::Busy));
                                                    add(payloads, request.imported(), sizeof(wire::Busy));
                                                  });
}
