// What the targets of availability.wasm share: its requests hold a salon's calendar.
#pragma once

#include "availability_generated.h"
#include "tests/fuzz/mutate.h"

namespace fuzz {

namespace wire = booking::wire;

inline Outcome call(Operation operation, const uint8_t* data, size_t size) {
  return call_module<wire::Status>(operation, data, size);
}

inline bool within(const wire::Slice& slice, uint32_t size) {
  return slice.first() <= size && slice.count() <= size - slice.first();
}

/// The fields of a request's calendar, which is a buffer within it.
template <class Request>
void add_calendar(Payloads& payloads, const Request& request) {
  if (!request.calendar()) return;
  flatbuffers::Verifier nested(request.calendar()->Data(), request.calendar()->size());
  if (!nested.template VerifyBuffer<wire::Calendar>()) return;
  const wire::Calendar* calendar = request.calendar_nested_root();
  add(payloads, calendar->resources(), sizeof(wire::Resource));
  add(payloads, calendar->services(), sizeof(wire::Service));
  add(payloads, calendar->people(), sizeof(wire::Person));
  add(payloads, calendar->phases(), sizeof(wire::Phase));
  add(payloads, calendar->phase_resources(), sizeof(uint16_t));
  add(payloads, calendar->sessions(), sizeof(wire::Session));
  add(payloads, calendar->skills(), sizeof(wire::Skill));
  add(payloads, calendar->minutes(), sizeof(uint16_t));
  add(payloads, calendar->week_spans(), sizeof(wire::WeekSpan));
  add(payloads, calendar->date_hours(), sizeof(wire::DateHours));
  add(payloads, calendar->day_spans(), sizeof(wire::DaySpan));
  add(payloads, calendar->wall_spans(), sizeof(wire::WallSpan));
}

}  // namespace fuzz
