// The salon as it came over the boundary: flat vectors, every index checked once, so that the search may trust them.
#pragma once

#include <cstdint>
#include <span>

#include "availability_generated.h"
#include "wasm/availability/limits.h"
#include "wasm/base/time.h"
#include "wasm/base/zone.h"

namespace booking::availability {

using wire::Status;

template <class T>
[[nodiscard]] std::span<const T> rows(const flatbuffers::Vector<const T*>* vector) {
  if (vector == nullptr) return {};
  return {reinterpret_cast<const T*>(vector->Data()), vector->size()};
}

template <class T>
[[nodiscard]] std::span<const T> part(std::span<const T> all, const wire::Slice& slice) {
  return all.subspan(slice.first(), slice.count());
}

/// Views into a verified Calendar buffer; valid as long as the buffer is.
struct Salon {
  const Zone* zone = nullptr;
  int32_t step_minutes = 0;
  int32_t quantum = kQuantum;  // minutes; query.cpp makes it coarser where every fact allows
  int32_t notice_minutes = 0;
  int32_t horizon_days = 0;
  bool holidays_za = false;
  bool backup_power = false;
  wire::Slice hours{0, 0};
  wire::Slice exceptions{0, 0};
  wire::Slice outages{0, 0};
  std::span<const wire::Resource> resources;
  std::span<const wire::Service> services;
  std::span<const wire::Person> people;
  std::span<const wire::Phase> phases;
  std::span<const uint16_t> phase_resources;
  std::span<const wire::Session> sessions;
  std::span<const wire::Skill> skills;
  std::span<const uint16_t> minutes;
  std::span<const wire::WeekSpan> week_spans;
  std::span<const wire::DateHours> date_hours;
  std::span<const wire::DaySpan> day_spans;
  std::span<const wire::WallSpan> wall_spans;

  [[nodiscard]] bool is_class(uint32_t service) const { return services[service].capacity() > 0; }

  /// The skill of `person` for `service`, or nullptr. The first counts if there are several.
  [[nodiscard]] const wire::Skill* skill(uint32_t person, uint32_t service) const;

  /// Minutes of phase `phase` of `service` when done under `skill` (nullptr: the service's own).
  [[nodiscard]] int32_t phase_minutes(uint32_t service, uint32_t phase, const wire::Skill* skill) const;

  [[nodiscard]] uint32_t first_resource_unit(uint32_t resource) const;
  [[nodiscard]] uint32_t first_seat_unit(uint32_t service) const;
  [[nodiscard]] uint32_t units() const;
};

/// Reads and checks `calendar`. Errors: UnknownZone, OutOfRange (a slice or index leaves its vector, a time is not in
/// its documented range), TooLarge (see limits.h).
[[nodiscard]] Status read_salon(const wire::Calendar& calendar, Salon& out);

}  // namespace booking::availability
