// What is known of a salon when it is asked what will become a ticket: rows as they lie in the request.
#pragma once

#include <cstdint>
#include <span>

#include "proactive_generated.h"
#include "routing_generated.h"

namespace booking::routing::proactive {

namespace wire = booking::proactive::wire;
using Status = booking::routing::wire::Status;

inline constexpr uint32_t kNobody = 0xffffffff;

struct Facts {
  uint32_t now = 0;
  bool backup = false;
  std::span<const wire::Visit> visits;
  std::span<const wire::Part> parts;
  std::span<const wire::Letter> letters;
  std::span<const wire::Outage> outages;
  std::span<const wire::Absence> absences;
  std::span<const wire::Begun> begun;
  std::span<const wire::Failure> failures;
  std::span<const wire::Payment> payments;
  std::span<const wire::Offer> offers;
};

}  // namespace booking::routing::proactive
